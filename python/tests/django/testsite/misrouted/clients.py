"""Every route that Django could not serve."""

from django.http import HttpResponse

from mizan import client


@client(route="<roman:number>/")
def unread(number: int) -> HttpResponse:
    return HttpResponse()


@client(route="<int:a>/<int:a>/")
def twice(a: int) -> HttpResponse:
    return HttpResponse()


@client(route="unknown/<int:b>/")
def unknown(a: int = 0) -> HttpResponse:
    return HttpResponse()


@client(route="ungiven/")
def ungiven(a: int) -> HttpResponse:
    return HttpResponse()


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
