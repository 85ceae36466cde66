"""Functions of a project that has no users and no models."""

from django.http import HttpRequest

from mizan import CachedRequest, ReactContext, client

LoneContext = ReactContext("lone")


@client(context=LoneContext)
def lone_caller(request: CachedRequest) -> bool:
    """Whether somebody asks."""
    return request.caller is not None


@client(affects=LoneContext)
def lone_change(request: HttpRequest, text: str) -> str:
    """Changes nothing, and says so."""
    return text
