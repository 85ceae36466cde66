"""The routes of views, as a URLconf: `path("", include("mizan.django.routes"))`; `reverse("mizan_routes:<function>")`.

Decides nothing: in which order they are tried is `patterns`' to say, what they answer the machine's.
"""

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.urls.resolvers import RoutePattern

from mizan.django import views
from mizan.django.apps import installed
from mizan.django.patterns import Pattern, by_route

if not apps.is_installed("mizan.django"):
    raise ImproperlyConfigured(
        'the routes of Mizan are included, but its app is not: add "mizan.django" to `INSTALLED_APPS`'
    )

app_name = "mizan_routes"
# A management command that goes on with a broken graph, to tell of all that is wrong, finds none.
_views = [] if installed().refusals else list(installed().graph.views.values())
urlpatterns = [
    Pattern(RoutePattern(route, name=view.name, is_endpoint=True), *views.of_route(sharing), name=view.name)
    for route, sharing in by_route(_views).items()
    for view in sharing
]
