from django.contrib import admin
from django.urls import include, path

from testsite import urls

urlpatterns = [
    path("admin/", admin.site.urls),
    path("pages/", include("mizan.django.routes")),
    *urls.urlpatterns,
]
