"""The example shop, served as its README says, to people whom its seed does not know."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import serving
from serving import PYTHON, Server
from test_http_slow import flooded
from wire import Browser

SHOP = PYTHON.parent / "examples" / "shop"
PASSWORD = "behind-every-counter"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The shop without goods, and with one account, which has no row among the customers."""
    database = tmp_path_factory.mktemp("shop") / "db.sqlite3"
    variables = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "shop.settings",
        "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
        "PYTHONPATH": f"{SHOP}{os.pathsep}{PYTHON}",
        "PYTHONUNBUFFERED": "1",
        "SHOP_DATABASE": str(database),
    }
    made = ["createsuperuser", "--noinput", "--username", "root", "--email", "root@shop.example"]
    for words in (["migrate", "-v", "0"], made):
        subprocess.run([sys.executable, str(SHOP / "manage.py"), *words], env=variables, check=True, timeout=120)
    words = [word.replace("testsite.asgi", "shop.asgi") for word in serving.command("uvicorn")]
    server = serving.launch("uvicorn", words, variables, Path(database))
    yield server
    server.stop()


def test_account_that_is_no_customer_signs_in(shop: Server) -> None:
    root = Browser(shop.port)
    answer = root.call("sign_in", username="root", password=PASSWORD)
    assert answer.status == 200, answer.body
    assert (answer.json["result"]["name"], answer.json["result"]["staff"]) == ("root", True)
    assert root.read("session").json["whoami"]["name"] == "root"


def test_the_shop_is_bounded(shop: Server) -> None:
    answer, sent = flooded(shop, "sign_in")
    answer.problem(413, "TOO_LARGE")
    assert sent < 32 << 20
