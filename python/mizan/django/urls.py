"""Every address below the base leads to the machine, so that what is not there is a problem too, and never a redirect.

Decides which of the two views serves; which paths there are is `mizan.envelope`'s to say.
"""

import asyncio

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.urls import ResolverMatch, URLPattern
from django.urls.resolvers import RegexPattern

from mizan.django import views

if not apps.is_installed("mizan.django"):
    raise ImproperlyConfigured(
        'the addresses of Mizan are included, but its app is not: add "mizan.django" to `INSTALLED_APPS`'
    )


class _Below(URLPattern):
    """Resolves to the view that fits the host: Django resolves on the event loop under ASGI, in a thread under WSGI. It
    would call a view of the other kind too, through a thread or a loop that it makes for the occasion."""

    def resolve(self, path: str) -> ResolverMatch | None:
        match = super().resolve(path)
        if match is not None and _on_event_loop():
            match.func = views.answer_async
        return match


def _on_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


app_name = "mizan"
# Not `.`, which stops at a line's end.
urlpatterns = [_Below(RegexPattern(r"^(?P<path>[\s\S]*)\Z", is_endpoint=True), views.answer, name="base")]
