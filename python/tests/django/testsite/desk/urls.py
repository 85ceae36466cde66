from django.contrib import admin
from django.urls import path

from testsite import urls

urlpatterns = [path("admin/", admin.site.urls), *urls.urlpatterns]
