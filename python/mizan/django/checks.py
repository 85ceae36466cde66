"""System checks: the graph's defects and warnings, the settings, and what else would keep calls from working.

Decides the number under which Django shows (and a project may silence) each; what is a defect is decided elsewhere.
"""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core import checks
from django.urls import NoReverseMatch, get_resolver, get_script_prefix, reverse
from django.utils.module_loading import import_string

from mizan.django.apps import MizanConfig, installed

SESSION = "django.contrib.sessions.middleware.SessionMiddleware"
AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"


@checks.register("mizan")
def check_settings(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[checks.CheckMessage]:
    """E001: a key of `MIZAN` that is none, or a value that it does not take."""
    hint = "correct it in the settings; a key that would do nothing is refused"
    return [checks.Error(defect, hint, id="mizan.E001") for defect in installed().configuration.defects]


@checks.register("mizan")
def check_graph(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[checks.CheckMessage]:
    """E002: a defect of the graph. W001: what starts all the same, and should be looked at."""
    app = installed()
    hint = "correct the declaration: nothing starts while one is wrong"
    defects = [checks.Error(defect, hint, id="mizan.E002") for defect in app.defects]
    warnings = () if app.refusals else app.graph.warnings
    return [*defects, *(checks.Warning(warning, id="mizan.W001") for warning in warnings)]


@checks.register("mizan")
def check_addresses(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[checks.CheckMessage]:
    """W002: nothing can be called, since the addresses are not included. W004: they run into the path before them."""
    try:
        base = reverse("mizan:base", args=[""])
    except NoReverseMatch:
        app = installed()
        if not app.refusals and app.graph.views and not app.graph.functions:
            return []
        hint = 'add `path("api/mizan/", include("mizan.django.urls"))` to the URLconf'
        return [checks.Warning("no address leads to Mizan", hint, id="mizan.W002")]
    if not base.endswith("/"):
        hint = f'end the path with a slash: `path("{base.removeprefix(get_script_prefix())}/", …)`'
        return [checks.Warning(f"nothing can be called: the addresses begin with `{base}call`", hint, id="mizan.W004")]
    return []


@checks.register("mizan")
def check_routes(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[checks.CheckMessage]:
    """W005: there are views, and their routes are not included."""
    app = installed()
    views = [] if app.refusals else sorted(app.graph.views)
    if not views or "mizan_routes" in get_resolver().namespace_dict:
        return []
    named = f"`{views[0]}`" + (f" and {len(views) - 1} more" if views[1:] else "")
    hint = 'add `path("", include("mizan.django.routes"))` to the URLconf'
    return [checks.Warning(f"no address leads to {named}, declared with `route`", hint, id="mizan.W005")]


@checks.register("mizan")
def check_middleware(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[checks.CheckMessage]:
    """E003: functions ask who calls, and no middleware can say."""
    app = installed()
    guarded = _guarded(app)
    if not guarded:
        return []
    sessions, users = _place(SESSION), _place(AUTHENTICATION)
    named = f"`{guarded[0]}`" + (f" and {len(guarded) - 1} more" if guarded[1:] else "")
    if sessions is None or users is None:
        absent = " and ".join(f"`{name}`" for name, at in ((SESSION, sessions), (AUTHENTICATION, users)) if at is None)
        hint = f"add {absent} to `MIDDLEWARE`, and what they need to `INSTALLED_APPS`"
        problem = f"everybody is nobody to {named}, declared with `auth`"
    elif users < sessions:
        problem = f"no session tells {named} who calls"
        hint = f"put `{AUTHENTICATION}` after `{SESSION}` in `MIDDLEWARE`"
    else:
        return []
    return [checks.Error(problem, hint, id="mizan.E003")]


@checks.register("mizan")
def check_transactions(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[checks.CheckMessage]:
    """W003: a database whose every request is to be a transaction, and on which Mizan opens none."""
    covered = installed().configuration.databases
    hint = "name it in `MIZAN['DATABASES']`: calls have their own transaction, whatever `ATOMIC_REQUESTS` says"
    return [
        checks.Warning(f"mutations open no transaction on the database `{name}`", hint, id="mizan.W003")
        for name, options in settings.DATABASES.items()
        if options.get("ATOMIC_REQUESTS") and name not in covered
    ]


def _guarded(app: MizanConfig) -> list[str]:
    if app.refusals:
        return []
    everything = {**app.graph.functions, **app.graph.views}
    return sorted(name for name, function in everything.items() if function.declared.auth is not None)


def _place(middleware: str) -> int | None:
    # Its module holds models, which cannot be imported without their app. Sessions may do without theirs.
    if middleware == AUTHENTICATION and not apps.is_installed("django.contrib.auth"):
        return None
    wanted = import_string(middleware)
    for place, name in enumerate(settings.MIDDLEWARE):
        found = import_string(name)
        if isinstance(found, type) and issubclass(found, wanted):
            return place
    return None
