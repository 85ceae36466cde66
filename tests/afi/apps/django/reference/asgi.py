"""The reference app under ASGI: `uvicorn reference.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

from mizan.django.asgi import bounded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reference.settings")
application = bounded(get_asgi_application())
