"""Every address below the base leads to the machine, so that what is not there is a problem too, and never a redirect.

Decides nothing but the name of the address; which paths there are is `mizan.envelope`'s to say.
"""

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.urls.resolvers import RegexPattern

from mizan.django import views
from mizan.django.patterns import Base

if not apps.is_installed("mizan.django"):
    raise ImproperlyConfigured(
        'the addresses of Mizan are included, but its app is not: add "mizan.django" to `INSTALLED_APPS`'
    )

app_name = "mizan"
# Not `.`, which stops at a line's end.
base = RegexPattern(r"^(?P<path>[\s\S]*)\Z", is_endpoint=True)
urlpatterns = [Base(base, views.answer, views.answer_async, name="base")]
