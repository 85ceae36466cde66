"""Every route that Django cannot read, or of whose arguments it could not tell."""

from django.http import HttpResponse

from mizan import client


@client(route="<roman:number>/")
def unread(number: int) -> HttpResponse:
    return HttpResponse()


@client(route="<int:a>/<int:a>/")
def twice(a: int) -> HttpResponse:
    return HttpResponse()


@client(route="{a}/")
def braced(a: int) -> HttpResponse:
    return HttpResponse()


@client(route="unknown/<int:b>/")
def unknown(a: int = 0) -> HttpResponse:
    return HttpResponse()


@client(route="ungiven/")
def ungiven(a: int) -> HttpResponse:
    return HttpResponse()
