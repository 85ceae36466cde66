"""One shop, whatever serves it: the same IR to the byte, and on one database the same answers to the byte.

What the screen makes of them is walked through by `python3 tasks.py demo --check`.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import nodejs
import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOP = ROOT / "examples/shop"
sys.path.append(str(ROOT))
from harness.adapters import rust_program  # noqa: E402  # they need the path above
from listening import announced, served  # noqa: E402  # the same

CLIENTS = [("iris", "iris-in-the-shop"), ("tove", "tove-behind-the-counter")]
ACCOUNTS = {"iris": 1, "tove": 2}
FOLDERS = {"django": SHOP, "fastapi": SHOP / "fastapi", "axum": SHOP, "typescript": SHOP}
APPLICATIONS = {"django": "shop.asgi:application", "fastapi": "store.main:app"}
READS = [
    "ctx/assortment/",
    "ctx/catalog/",
    "ctx/catalog/?page=2",
    "ctx/catalog/?category=glass&page=8",
    "ctx/catalog/?category=glass&page=1000000000000",
    "ctx/catalog/?category=no-such",
    "ctx/catalog/?page=0",
    "ctx/catalog/?page=one",
    *(f"ctx/product/?product_id={number}" for number in (1, 600, 1200, 1201, 0, -1, 2**53 - 1)),
    *(f"ctx/customer/?customer_id={number}" for number in (1, 2, 3, 401)),
    *(f"ctx/orders/?customer_id={number}{page}" for number in (1, 2, 3, 401) for page in ("", "&page=3", "&page=99")),
    "ctx/session/",
    "ctx/nothing/",
]
CALLS: list[tuple[str, Mapping[str, object]]] = [
    ("rename_product", {"product_id": 7, "name": "  A board "}),
    ("rename_product", {"product_id": 7, "name": "x" * 81}),
    ("rename_product", {"product_id": 7, "name": " "}),
    ("rename_product", {"product_id": 1201, "name": "A board"}),
    ("restock", {"item": 7, "pieces": 0}),
    ("restock", {"item": 1201, "pieces": 1}),
    ("place_order", {"product_id": 7, "quantity": 101}),
    ("place_order", {"product_id": 1201}),
    ("place_order", {"product_id": 8, "quantity": 100}),
    ("update_my_name", {"name": ""}),
    ("delivery_estimate", {"country": "NO", "weight_grams": 1200}),
    ("exchange_quote", {"amount_cents": 1000, "currency": "CHF"}),
    ("sign_in", {"username": "iris", "password": "tove-behind-the-counter"}),
    ("sign_in", {"username": "customer007", "password": "!"}),
    ("sign_in", {"username": "nobody", "password": "\0"}),
]

Backends = Mapping[str, str]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop as Django makes and fills it."""
    file = tmp_path_factory.mktemp("shop") / "shop.sqlite3"
    for command in (["migrate", "-v", "0"], ["seed"]):
        manage = [sys.executable, str(SHOP / "manage.py"), *command]
        subprocess.run(manage, env=environment(file), check=True, capture_output=True)
    return file


@pytest.fixture(scope="module")
def backends(database: Path) -> Iterator[Backends]:
    """The address of each, all on that database at once."""

    def uvicorn(application: str) -> Callable[[int], list[str]]:
        options = ["--log-level", "warning", "--no-access-log"]
        return lambda listener: [sys.executable, "-m", "uvicorn", *options, "--fd", str(listener), application]

    with ExitStack() as running:
        addresses = {}
        for name, application in APPLICATIONS.items():
            options = {"cwd": FOLDERS[name], "env": environment(database)}
            _, port = running.enter_context(served(uvicorn(application), 0, "api/mizan/session/", **options))
            addresses[name] = f"http://127.0.0.1:{port}"
        for name, program in (("axum", axum()), ("typescript", typescript())):
            command = [*program, "serve", "--port", "0"]
            _, port = running.enter_context(announced(command, env=environment(database)))
            addresses[name] = f"http://127.0.0.1:{port}"
        yield addresses


def axum() -> list[str]:
    return [str(rust_program("shop-axum", "shop-axum"))]


def typescript() -> list[str]:
    return [nodejs.node(), "--no-warnings", str(SHOP / "typescript/src/main.ts")]


def environment(database: Path) -> dict[str, str]:
    return {**os.environ, "SHOP_DATABASE": str(database)}


class Visitor:
    """Somebody at one backend, as the generated client is: with the session's token."""

    def __init__(self, address: str, account: tuple[str, str] | None = None) -> None:
        # As a browser says it of a page that the server itself has sent.
        own = {"Origin": address, "Sec-Fetch-Site": "same-origin"}
        self.http = httpx.Client(base_url=f"{address}/api/mizan/", timeout=60, headers=own)
        if account is not None:
            username, password = account
            assert self.call("sign_in", {"username": username, "password": password}).status_code == 200

    def call(self, name: str, args: Mapping[str, object]) -> httpx.Response:
        token = self.http.get("session/").json()["csrfToken"]
        return self.http.post(f"call/{name}/", json={"args": args}, headers={"X-CSRFToken": token or ""})

    def told(self, response: httpx.Response) -> tuple[int, str, str | None, str]:
        """What of an answer is the app's."""
        kept = [response.headers.get(name) for name in ("X-Mizan-Invalidate", "X-Mizan-Schema")]
        return response.status_code, response.text, kept[0], str(kept[1])


def everywhere(backends: Backends, ask: Callable[[str], object]) -> None:
    """What each answers is the same."""
    found = {name: ask(address) for name, address in backends.items()}
    for name, answer in found.items():
        assert answer == found["django"], name


@pytest.mark.parametrize("name", ["fastapi", "axum", "typescript"])
def test_the_ir_is_the_same_to_the_byte(name: str, tmp_path: Path) -> None:
    commands = {
        "fastapi": lambda: [sys.executable, "-m", "mizan.cli", "export-ir", "store.main:mizan"],
        "axum": lambda: [*axum(), "export-ir"],
        "typescript": lambda: [*typescript(), "export-ir"],
    }
    done = subprocess.run(
        commands[name](),
        cwd=FOLDERS[name],
        env=environment(tmp_path / "none"),
        capture_output=True,
        check=False,
    )
    assert (done.stdout.decode(), done.returncode) == ((SHOP / "api.kdl").read_text(), 0), done.stderr.decode()


@pytest.mark.parametrize("account", [None, *CLIENTS], ids=["nobody", *ACCOUNTS])
def test_what_is_read_is_the_same_to_the_byte(backends: Backends, account: tuple[str, str] | None) -> None:
    visitors = {address: Visitor(address, account) for address in backends.values()}
    for read in READS:

        def ask(address: str, read: str = read) -> object:
            visitor = visitors[address]
            return visitor.told(visitor.http.get(read))

        everywhere(backends, ask)


@pytest.mark.parametrize("account", [None, *CLIENTS], ids=["nobody", *ACCOUNTS])
def test_what_is_done_and_refused_is_the_same(backends: Backends, account: tuple[str, str] | None) -> None:
    visitors = {address: Visitor(address, account) for address in backends.values()}
    for name, args in CALLS:

        def ask(address: str, name: str = name, args: Mapping[str, object] = args) -> object:
            visitor = visitors[address]
            status, text, *rest = visitor.told(visitor.call(name, args))
            # When a product was renamed is the one thing that differs.
            return status, text.partition('"changed_at"')[0], text.partition('"picture"')[2], *rest

        everywhere(backends, ask)


def test_a_picture_that_one_backend_keeps_is_shown_by_all(backends: Backends) -> None:
    image = b"\x89PNG\r\n\x1a\n" + bytes(1000)
    for number, address in enumerate(backends.values()):
        visitor = Visitor(address, CLIENTS[1])
        token = visitor.http.get("session/").json()["csrfToken"]
        sent = visitor.http.post(
            "call/set_picture/",
            data={"args": '{"product_id": 9}'},
            files={"picture": ("page.html", image + bytes([number]), "image/png")},
            headers={"X-CSRFToken": token or ""},
        )
        shown = sent.json()["result"]["picture"]
        for other in backends.values():
            found = httpx.get(other + shown)
            assert (found.status_code, found.content) == (200, image + bytes([number]))
            assert found.headers["Content-Type"] == "image/png"
            assert found.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
            assert httpx.get(other + shown[:-1] + "g").status_code == 404


def test_the_last_piece_is_sold_once(backends: Backends) -> None:
    """Orders at every backend at once: each piece is somebody's, and what is left is what is told."""
    product, pieces = 11, 20
    everyone = [Visitor(address, account) for address in backends.values() for account in CLIENTS]
    before = everyone[0].http.get(f"ctx/product/?product_id={product}").json()["product_stock"]["pieces"]
    staff = Visitor(backends["fastapi"], CLIENTS[1])
    if before < pieces:
        staff.call("restock", {"item": product, "pieces": pieces - before})
    for visitor in everyone:
        visitor.call("place_order", {"product_id": product, "quantity": max(before - pieces, 1)})
    with ThreadPoolExecutor(len(everyone)) as pool:
        orders = [pool.submit(each.call, "place_order", {"product_id": product}) for each in everyone * 12]
        answers = [each.result() for each in orders]
    assert {each.status_code for each in answers} <= {200, 409}
    left = everyone[0].http.get(f"ctx/product/?product_id={product}").json()["product_stock"]["pieces"]
    refused = [each.json()["data"] for each in answers if each.status_code == 409]
    assert left == 0 and refused and all(each == {"pieces": 0} for each in refused)


def test_a_session_ends_where_it_began(backends: Backends) -> None:
    for address in backends.values():
        visitor = Visitor(address, CLIENTS[0])
        assert visitor.http.get("ctx/session/").json()["whoami"]["id"] == ACCOUNTS["iris"]
        [cookie] = [each for each in visitor.http.cookies.jar if each.name == "shop_session"]
        assert visitor.call("sign_out", {}).json()["result"] is None
        kept = httpx.get(f"{address}/api/mizan/ctx/session/", headers={"Cookie": f"shop_session={cookie.value}"})
        assert kept.json() == {"whoami": None} == visitor.http.get("ctx/session/").json()
