"""Routes that Django can read, and of which it would never reach every one."""

from django.http import HttpResponse

from mizan import client


@client(route="same/")
def same_first() -> HttpResponse:
    return HttpResponse()


@client(route="same/")
def same_second() -> HttpResponse:
    return HttpResponse()


@client(route="shadow/<int:a>/")
def shadowed_first(a: int) -> HttpResponse:
    return HttpResponse()


@client(route="shadow/<int:b>/")
def shadowed_second(b: int) -> HttpResponse:
    return HttpResponse()
