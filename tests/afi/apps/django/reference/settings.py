"""The settings, as `startproject` writes them, with SQLite or PostgreSQL by the environment.

`REFERENCE_DATABASE` is the path of an SQLite file, or `postgresql`, which libpq's own variables (`PGHOST`, `PGPORT`,
`PGDATABASE`, `PGUSER`, `PGPASSWORD`) then find; `REFERENCE_APPS` names the parts that are wanted, `shop` for the graph
of the vectors and nothing else; `REFERENCE_DEBUG` runs it as a developer does.
"""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = "only for tests, which start their own servers and know every password"
DEBUG = "REFERENCE_DEBUG" in os.environ
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "reference.urls"
WSGI_APPLICATION = "reference.wsgi.application"
ASGI_APPLICATION = "reference.asgi.application"

PARTS = ("shop", "every_type", "guards", "board", "pages", "failures")
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "mizan.django",
    *os.environ.get("REFERENCE_APPS", " ".join(PARTS)).split(),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
if "shaped" in INSTALLED_APPS:
    MIDDLEWARE.append("shaped.counting.counted")
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "reference" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    }
]

DATABASE = os.environ.get("REFERENCE_DATABASE", ":memory:")
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ.get("PGDATABASE", "reference"),
        # Seconds that a thread keeps its connection: under ASGI each request has its own thread, and so none.
        "CONN_MAX_AGE": int(os.environ.get("REFERENCE_CONN_MAX_AGE", "0")),
    }
    if DATABASE == "postgresql"
    else {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATABASE,
        "OPTIONS": {
            # Readers and one writer at a time.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            # Under ASGI each request has a thread: hundreds may wait at once, each for all those before it.
            "timeout": 120,
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = "UTC"
# The graph of the vectors has `site_stats` for everybody, in a context with an identity, and is warned of it.
SILENCED_SYSTEM_CHECKS = ["mizan.W001"]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/accounts/login/"
# Everybody knows the passwords: a costly hash would only make the tests slow.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {
        "mizan": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
    },
}
