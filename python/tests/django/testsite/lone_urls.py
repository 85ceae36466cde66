"""Mizan and nothing else, for a project without users."""

from django.urls import include, path

urlpatterns = [path("api/mizan/", include("mizan.django.urls"))]
