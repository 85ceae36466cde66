"""Settings of the example shop: SQLite, sessions, and Mizan mounted at `/api/mizan/`.

Made for a laptop. `SHOP_DATABASE` is the path of the database, `SHOP_SECRET_KEY` the secret, `SHOP_DEBUG=1` turns
Django's debug pages on, `SHOP_HOSTS` lists more host names, separated by commas.
"""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"

SECRET_KEY = os.environ.get("SHOP_SECRET_KEY", "for-a-laptop-only-and-for-nothing-that-others-can-reach")
DEBUG = os.environ.get("SHOP_DEBUG") == "1"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *filter(None, os.environ.get("SHOP_HOSTS", "").split(","))]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "mizan.django",
    "store",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"
ASGI_APPLICATION = "shop.asgi.application"

DATABASE = os.environ.get("SHOP_DATABASE", str(BASE_DIR.parent.parent / "build" / "shop.sqlite3"))
Path(DATABASE).parent.mkdir(parents=True, exist_ok=True)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATABASE,
        "OPTIONS": {
            # Readers and one writer at a time, and a writer takes its turn at once instead of failing half way.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = "UTC"
SESSION_COOKIE_NAME = "shop_session"
CSRF_COOKIE_NAME = "shop_csrf"

MIZAN = {
    # The Rust functions of `examples/native`, called from the browser like any other.
    "NATIVE": ["shop_native"],
    # Where `manage.py mizan_generate` writes the client, and what it is for: React, and the devtools panel.
    "OUTPUT": BASE_DIR / "frontend" / "src" / "mizan",
    "TARGETS": ["react", "devtools"],
}
