"""Mizan where its guide says, and a door to sign in by, which is the host's own."""

from django.contrib.auth import get_user_model, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    login(request, get_user_model().objects.get(username=request.GET["user"]))
    return HttpResponse("signed in", content_type="text/plain")


def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return HttpResponse("signed out", content_type="text/plain")


@csrf_exempt
def measure(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(sum(len(line) for line in request)), content_type="text/plain")


urlpatterns = [
    path("measure/", measure),
    path("sign-in/", sign_in),
    path("sign-out/", sign_out),
    path("api/mizan/", include("mizan.django.urls")),
]
