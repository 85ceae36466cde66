"""The addresses of the functions in `clients.py`, as a Mizan user includes them."""
from django.urls import include, path

urlpatterns = [path("", include("mizan.django.urls"))]
