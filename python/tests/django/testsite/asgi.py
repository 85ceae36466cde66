from django.conf import settings
from django.core.asgi import get_asgi_application

from mizan.django.asgi import bounded

django = get_asgi_application()
timeout = getattr(settings, "BODY_TIMEOUT", None)
application = bounded(django) if timeout is None else bounded(django, body_timeout=timeout)
