"""Mizan below a path that can only be sent percent-encoded."""

from django.urls import include, path

urlpatterns = [path("åpi/mizan/", include("mizan.django.urls"))]
