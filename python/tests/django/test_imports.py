"""What a start imports: nothing that Django has not, and pydantic only where the project has a model of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import serving
from serving import Server, environment
from wire import Browser

NAMES = (
    "pydantic", "pydantic_core", "annotated_types", "jinja2", "ckdl", "django_readers",
    "mizan.ir.text", "mizan.ir.document", "mizan.ir.diff", "mizan.codegen", "mizan.django.shapes",
)  # fmt: skip
PLAIN = {
    "INSTALLED_APPS": ["mizan.django", "testsite.plain"],
    "MIDDLEWARE": ["django.middleware.common.CommonMiddleware"],
    "ROOT_URLCONF": "testsite.lone_urls",
}
ITEM: dict[str, Any] = {"item_id": "00000000-0000-0000-0000-000000000001", "name": "tea", "price": {"amount": "2.50"}}


def imported(settings: dict[str, Any], then: str) -> set[str]:
    """All that a process has imported that set Django up, with what every project imports of it, and one thing more."""
    own = "import django.contrib.auth.middleware, django.contrib.sessions.middleware, django.core.handlers.wsgi"
    code = f"import json, sys, django; django.setup(); {own}; {then}; print(json.dumps([*sys.modules]))"
    variables = environment(settings, ":memory:")
    done = subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return set(json.loads(done.stdout))


def test_the_import_brings_nothing_that_is_not_our_own() -> None:
    apps = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
    django = imported({"INSTALLED_APPS": apps}, "pass")
    mizan = imported({"INSTALLED_APPS": [*apps, "mizan.django"]}, "import mizan.django.urls")
    assert {name.partition(".")[0] for name in mizan - django} == {"mizan"}
    assert not mizan & {*NAMES, "mizan.multipart", "mizan.django.uploads"}


@pytest.fixture(scope="module", params=serving.KINDS)
def plain(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = serving.start(request.param, tmp_path_factory.mktemp("plain") / "db.sqlite3", PLAIN)
    yield server
    server.stop()


def test_a_project_without_models_of_pydantic_never_imports_it(plain: Server) -> None:
    browser = Browser(plain.port)
    read = browser.read("plain", user_id=5).json
    assert read["plain_items"][0] | {"price": None} == {
        **ITEM, "name": "of 5", "price": None, "size": "small", "tags": [], "more": 3, "within": [],
    }  # fmt: skip
    bought = browser.call("plain_buy", item=ITEM, count="4").json
    assert bought["result"] == {"amount": "10", "currency": "EUR"}
    assert browser.call("plain_buy", item=ITEM, count="11").problem(409, "OUT_OF_STOCK")["data"] == {"left": 10}
    below = ITEM | {"within": [ITEM | {"price": {"amount": "-1"}}]}
    assert browser.call("plain_buy", item=below).faults(422, "INVALID") == [
        (["args", "item", "within", 0, "price"], "format")
    ]
    assert browser.call("plain_buy", item=ITEM | {"size": "huge"}).faults(422, "INVALID")
    answer = browser.call("plain_loaded", names=["django", "mizan", *NAMES]).json
    assert answer["result"] == ["django", "mizan"]
