"""Starting: a broken graph stops every kind of server and tells all its defects; checks say what else is wrong."""

import subprocess

import pytest
import serving
from serving import KINDS, Start, environment, manage
from wire import BASE, Browser

BROKEN = {"INSTALLED_APPS": ["django.contrib.auth", "django.contrib.contenttypes", "mizan.django", "testsite.broken"]}
DEFECTS = ("size", "no_such_context", "nobody_has_it", "colour")


def refused(settings: dict[str, object], *named: str) -> None:
    """Asserts that neither server starts and that both say why, before anything is asked of them."""
    for kind in KINDS:
        done = subprocess.run(
            serving.command(kind),
            env=environment(settings, ":memory:"),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        said = done.stdout + done.stderr
        assert done.returncode != 0, kind
        assert "ImproperlyConfigured: mizan does not start:" in said, said
        assert not [name for name in named if name not in said], said


def test_broken_graph_stops_the_servers_and_names_every_defect() -> None:
    refused(BROKEN, *DEFECTS, "testsite/broken/clients.py")


def test_broken_graph_is_told_by_the_checks() -> None:
    for command in (["check"], ["migrate"], ["mizan_export_ir"], ["runserver", "--noreload", "127.0.0.1:0"]):
        done = manage(*command, settings=BROKEN)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert done.stderr.count("(mizan.E002)") >= len(DEFECTS)
        assert not [name for name in DEFECTS if name not in done.stderr], done.stderr
        assert "testsite/broken/clients.py:" in done.stderr
        assert "HINT: correct the declaration" in done.stderr


def test_refused_declarations_of_all_apps_are_told_at_once() -> None:
    apps = ["testsite.refused_one", "testsite.refused_two"]
    settings = {"INSTALLED_APPS": [*BROKEN["INSTALLED_APPS"][:3], *apps]}
    done = manage("check", settings=settings)
    assert done.returncode == 1
    assert "refused_one" in done.stderr and "refused_two" in done.stderr
    assert not [each for each in ("rev", "route", "websocket", "methods", "nobody_has_this") if each not in done.stderr]
    assert done.stderr.count("(mizan.E002)") == 5, done.stderr
    refused(settings, "refused_one", "refused_two")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {
                "MAXBODY": 5,
                "COLOUR": 5,
                "MAX_BODY": "1 MiB",
                "MAX_UPLOAD": 0,
                "ORIGINS": "https://app.example",
                "DATABASES": ["other"],
                "NATIVE": ["no_such_module"],
                "OUTPUT": "relative",
                "TARGETS": "react",
                "DATES": "moment",
                "SCHEMAS": 1,
                "ROLES": "no_such_module.roles",
                "SECRET": "short",
            },
            [
                'MIZAN["MAXBODY"]: there is no such key; did you mean "MAX_BODY"?',
                'MIZAN["COLOUR"]: there is no such key; there are "NATIVE", "ORIGINS", "MAX_BODY", "MAX_UPLOAD",',
                'MIZAN["MAX_BODY"]: it takes a number of bytes',
                'MIZAN["MAX_UPLOAD"]: it takes a number of bytes',
                'MIZAN["ORIGINS"]: it takes a list of strings, such as `["https://shop.example"]`',
                'MIZAN["DATABASES"]: `DATABASES` has no `other`',
                'MIZAN["NATIVE"]: `no_such_module` cannot be imported',
                'MIZAN["OUTPUT"]: it takes an absolute path',
                'MIZAN["TARGETS"]: it takes a list of strings',
                'MIZAN["DATES"]: it takes one of `branded`, `date`, `temporal`',
                'MIZAN["SCHEMAS"]: it takes `True` or `False`',
                'MIZAN["ROLES"]: `no_such_module.roles` cannot be imported',
                'MIZAN["SECRET"]: it takes bytes or text of 16 bytes or more',
            ],
        ),
        ({"ORIGIN": ["https://app.example"]}, ['MIZAN["ORIGIN"]: there is no such key; did you mean "ORIGINS"?']),
        (
            {"MAX_BODY": True, "ORIGINS": ["app.example"], "DATABASES": [], "ROLES": "roles"},
            [
                "it takes a number of bytes",
                "`app.example` is no origin",
                "it takes one database or more",
                "it takes the dotted path of a function",
            ],
        ),
        ({"DATABASES": ["defautl"], "ROLES": "sys.path"}, ["did you mean `default`?", "`sys.path` is no function"]),
        ({"NATIVE": ["json"]}, ["it has no `__mizan__`"]),
        (["ORIGINS"], ["`MIZAN` is no dictionary"]),
    ],
    ids=["every_key", "mistyped", "values", "names", "module", "list"],
)
def test_settings_that_are_wrong_are_told_at_once(given: object, said: list[str]) -> None:
    done = manage("check", settings={"MIZAN": given})
    assert done.returncode == 1
    assert not [each for each in said if each not in done.stderr], done.stderr


def test_a_key_beside_the_dictionary_is_told_where_it_belongs() -> None:
    done = manage("check", settings={"MIZAN_DATABASES": ["default"]})
    assert done.returncode == 1
    assert '`MIZAN_DATABASES` does nothing; write it as `MIZAN = {"DATABASES": …}`' in done.stderr


def test_a_secret_is_there_or_is_asked_for_and_never_told() -> None:
    absent = manage("check", settings={"SECRET_KEY": ""})
    assert absent.returncode == 1
    assert '`SECRET_KEY` is empty; set it, or `MIZAN = {"SECRET": …}`' in absent.stderr
    short = manage("check", settings={"MIZAN": {"SECRET": "hunter2"}})
    assert short.returncode == 1 and "hunter2" not in short.stdout + short.stderr


def test_wrong_settings_stop_the_servers_all_at_once() -> None:
    refused({"MIZAN": {"MAXBODY": 5, "ORIGINS": ["*"]}}, "MAXBODY", "`*` is no origin")


def test_a_project_that_is_right_has_nothing_to_hear() -> None:
    done = manage("check")
    assert (done.returncode, "mizan" in done.stderr) == (0, False), done.stderr


def test_addresses_that_are_not_included() -> None:
    done = manage("check", settings={"ROOT_URLCONF": "testsite.bare_urls"})
    assert done.returncode == 0
    assert "(mizan.W002)" in done.stderr


def test_addresses_without_a_slash_before_them() -> None:
    done = manage("check", settings={"ROOT_URLCONF": "testsite.slashless_urls"})
    assert done.returncode == 0
    assert "(mizan.W004)" in done.stderr and '`path("api/mizan/", …)`' in done.stderr


def test_addresses_without_the_app_name_the_line_to_add() -> None:
    done = manage("check", settings={"ROOT_URLCONF": "testsite.lone_urls", "INSTALLED_APPS": []})
    assert done.returncode == 1
    assert "ImproperlyConfigured" in done.stderr
    assert 'add "mizan.django" to `INSTALLED_APPS`' in done.stderr


LONE = {
    "ROOT_URLCONF": "testsite.lone_urls",
    "INSTALLED_APPS": ["mizan.django", "testsite.lone"],
    "MIDDLEWARE": [],
}


def test_a_project_without_users_is_everybodys(kind: str, start: Start) -> None:
    done = manage("check", settings=LONE)
    assert (done.returncode, "mizan" in done.stderr) == (0, False), done.stderr
    nobody = Browser(start(kind, **LONE).port)
    assert nobody.read("lone").json == {"lone_caller": False}
    answer = nobody.call("lone_change", text="x")
    assert answer.json == {"result": "x", "invalidate": ["lone"]}
    assert nobody.get(f"{BASE}session/").json == {"csrfToken": None}


def test_guards_in_a_project_without_users() -> None:
    settings = {**LONE, "INSTALLED_APPS": ["mizan.django", "testsite.lone", "testsite.guarded"]}
    done = manage("check", settings=settings)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "(mizan.E003)" in done.stderr


SESSION = "django.contrib.sessions.middleware.SessionMiddleware"
USERS = "django.contrib.auth.middleware.AuthenticationMiddleware"


@pytest.mark.parametrize(
    ("middleware", "said"),
    [([], f"add `{SESSION}` and `{USERS}`"), ([SESSION], f"add `{USERS}`"), ([USERS, SESSION], f"put `{USERS}` after")],
)
def test_middleware_that_guards_need(middleware: list[str], said: str) -> None:
    done = manage("check", settings={"MIDDLEWARE": middleware})
    assert done.returncode == 1
    assert "(mizan.E003)" in done.stderr and said in done.stderr


def test_atomic_requests_on_a_database_that_mizan_does_not_know() -> None:
    memory = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    databases = {"default": memory, "other": {**memory, "ATOMIC_REQUESTS": True}}
    done = manage("check", settings={"DATABASES": databases})
    assert "(mizan.W003)" in done.stderr and "`other`" in done.stderr
    known = manage("check", settings={"DATABASES": databases, "MIZAN": {"DATABASES": ["default", "other"]}})
    assert "mizan" not in known.stderr
