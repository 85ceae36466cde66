"""Mizan where its guide says, its views at the root, and Django's own door to sign in by."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

urlpatterns = [
    path("accounts/login/", LoginView.as_view(), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("api/mizan/", include("mizan.django.urls")),
    path("", include("mizan.django.routes")),
]
