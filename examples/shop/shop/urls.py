"""One port: Mizan below `/api/mizan/`, the products' pictures, the built screen everywhere else."""

from django.urls import include, path
from store import pictures

from shop import pages

urlpatterns = [
    path("api/mizan/", include("mizan.django.urls")),
    path("pictures/<int:product_id>/<slug:digest>", pictures.picture, name="picture"),
    path("", pages.screen),
    path("<str:name>", pages.top),
    path("assets/<str:name>", pages.asset),
]
