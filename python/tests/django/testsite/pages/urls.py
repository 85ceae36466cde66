"""The routes of the site's views, at its root and beside all else."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from testsite.urls import urlpatterns as others


def login_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("who are you?", content_type="text/plain")


urlpatterns = [
    path("who-are-you/", login_page, name="who"),
    *others,
    path("site/", include("mizan.django.routes")),
]
