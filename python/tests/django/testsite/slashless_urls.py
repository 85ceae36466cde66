"""A project that has forgotten the slash at the end of the path."""

from django.urls import include, path

urlpatterns = [path("api/mizan", include("mizan.django.urls"))]
