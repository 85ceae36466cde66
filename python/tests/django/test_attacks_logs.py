"""Attack class 34 over HTTP: whatever a caller sends, the log gets its one line, escaped, and nothing of the values."""

import re
from urllib.parse import quote

import pytest
import wire
from serving import Server, Start
from testsite.attacked import SETTINGS
from wire import BASE, Browser

FORGED = "x\nERROR mizan forged\r\x1b[31m\u202e\u2028\x85"
CANARY = "canary-5b1c"
TOKEN = "eyJhbGciOiJub25lIn0.canary-token."
# Line feeds end the log's own lines.
UNESCAPED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


@pytest.fixture
def server(kind: str, start: Start) -> Server:
    return start(kind, **SETTINGS)


def told(server: Server, seen: int, last: str) -> list[str]:
    """The lines of our own loggers that came since, the server's and Django's among them left out."""
    lines = server.wait_for(last, seen).splitlines()
    return [line for line in lines if re.match(r"[A-Z]+ mizan(\.requests)? ", line)]


def clean(log: str) -> None:
    # What a server says of its own accord holds what was sent, and is not ours to change.
    log = re.sub("^INFO:     .*\\n", "", log, flags=re.MULTILINE)
    assert not UNESCAPED.search(log), log
    assert not re.search("^ERROR mizan forged", log, re.MULTILINE)
    assert CANARY not in log
    assert TOKEN not in log


def test_attack_34_log_injection_by_paths_and_names(server: Server, nobody: Browser) -> None:
    seen = server.mark()
    nobody.get(f"{BASE}ctx/{quote(FORGED, safe='')}/").problem(404, "NOT_FOUND")
    nobody.get(f"{BASE}ctx/open%0aERROR%20mizan%20forged%1b[31m%e2%80%ae/").problem(404, "NOT_FOUND")
    nobody.get(f"{BASE}{quote(FORGED)}").problem(404, "NOT_FOUND")
    nobody.post(quote(FORGED, safe=""), b"{}").problem(404, "NOT_FOUND")
    nobody.read("keyed", quote(FORGED) + "=" + CANARY).problem(400, "BAD_REQUEST")
    nobody.read("keyed", "text=" + CANARY + "&text=x").problem(400, "BAD_REQUEST")
    nobody.read("keyed", "integer=" + quote(FORGED + CANARY)).problem(400, "BAD_REQUEST")
    nobody.call("find_entries", **{FORGED: CANARY, "note": 5}).problem(422, "INVALID")
    nobody.call("echo_json", value={"__proto__": FORGED + CANARY}).problem(422, "INVALID")
    nobody.call("take_keys", texts={FORGED: CANARY}).problem(422, "INVALID")
    nobody.post("last", b"{}").problem(404, "NOT_FOUND")
    ours = told(server, seen, "call/last/ 404 in")
    statuses = [int(re.search(r" (\d+) in [\d.]+ ms$", line)[1]) for line in ours]
    assert statuses == [404, 404, 404, 404, 400, 400, 400, 422, 422, 422, 404]
    for line in ours:
        assert re.fullmatch(r"WARNING mizan.requests [A-Z]+ ('[ -~]*'|[\w/<>:.-]+) \d+ in [\d.]+ ms", line)
    clean(server.log[seen:])


@pytest.mark.parametrize(
    "name",
    [
        *("Authorization", "Cookie", "Origin", "Referer", "User-Agent", "X-Forwarded-For", "X-Mizan-Schema"),
        *("X-Mizan-Token", "X-CSRFToken", "Content-Type", "If-None-Match", "Accept", "Sec-Fetch-Site"),
    ],
)
def test_attack_34_log_injection_by_headers(server: Server, nobody: Browser, name: str) -> None:
    seen = server.mark()
    value = f"Bearer {TOKEN} \\n%0aERROR mizan forged \xe5"
    assert nobody.call("find_entries", {name: value}, x=1).status >= 400
    nobody.read("keyed", "x=1", {name: value})
    lines = (
        b"Host: 127.0.0.1\r\nConnection: close\r\n" + name.encode() + b": a\x1b[31m\xe2\x80\xae\x85" + TOKEN.encode()
    )
    wire.raw(server.port, b"GET " + BASE.encode() + b"ctx/gone/ HTTP/1.1\r\n" + lines + b"\r\n\r\n")
    nobody.post("last", b"{}").problem(404, "NOT_FOUND")
    told(server, seen, "call/last/ 404 in")
    clean(server.log[seen:])


@pytest.mark.parametrize(
    ("how", "status", "says"),
    [
        ("misfit", 500, "ERROR mizan `call/end_badly/`: the result does not fit: expected an integer "),
        ("undeclared", 500, "ERROR mizan `call/end_badly/`: function `end_badly` raised `Unnamed`"),
        ("data", 500, "ERROR mizan `call/end_badly/`: function `end_badly` raised `Refused` with data that does not"),
        ("declared", 409, "WARNING mizan.requests POST call/end_badly/ 409 in "),
    ],
)
def test_attack_34_log_injection_by_what_a_function_ends_with(
    server: Server, nobody: Browser, how: str, status: int, says: str
) -> None:
    seen = server.mark()
    answer = nobody.call("end_badly", how=how, key=FORGED, value=FORGED + CANARY)
    assert answer.status == status
    ours = told(server, seen, f"call/end_badly/ {status} in")
    assert ours[0].startswith(says), ours
    assert len(ours) == (2 if status == 500 else 1)
    clean(server.log[seen:])
