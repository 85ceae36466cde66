"""One port: Mizan below `/api/mizan/`, the built screen everywhere else."""

from django.urls import include, path

from shop import pages

urlpatterns = [
    path("api/mizan/", include("mizan.django.urls")),
    path("", pages.screen),
    path("<str:name>", pages.top),
    path("assets/<str:name>", pages.asset),
]
