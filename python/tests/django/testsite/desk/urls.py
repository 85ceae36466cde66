from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from mizan import invalidate
from testsite import urls
from testsite.desk.clients import DeskContext


async def drop(request: HttpRequest) -> HttpResponse:
    """A view of the project's own, on the event loop."""
    invalidate(DeskContext, desk=int(request.GET["desk"]))
    return HttpResponse("dropped", content_type="text/plain")


urlpatterns = [
    path("drop/", drop),
    path("admin/", admin.site.urls),
    path("pages/", include("mizan.django.routes")),
    *urls.urlpatterns,
]
