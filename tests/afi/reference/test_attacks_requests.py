"""Classes of attacks by what a request names, claims or comes from: 1, 2, 5, 20 to 22 and 36, over HTTP.

Against the reference app; those by what a body holds or what is keyed (10 to 18, 27, 31, 34) are the adapter's own.
"""

import json
import re
from typing import Any

import pytest
from harness.adapters import ROOT
from harness.program import Program
from harness.transport import Visitor
from wire import BASE, Answer

OK = b'{"args":{"name":"Grace"}}'
JSON = "application/json"


@pytest.fixture
def nobody(site: Program) -> Visitor:
    return site.visitor()


@pytest.fixture
def grace(site: Program) -> Visitor:
    return site.visitor("grace")


def told(answer: Answer) -> tuple[Any, ...]:
    """All of an answer but when it was given."""
    return answer.status, tuple(sorted(line for line in answer.lines if line[0] != "date")), answer.body


def name_of(visitor: Visitor) -> str:
    return str(visitor.read("user", user_id=5).json["user_profile"]["name"])


# ---------------------------------------------------------------- 1: what is called is in a closed list


NO_FUNCTIONS = [
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "os.system",
    "os",
    "eval",
    "module%23attr",
    "__import__",
    "__class__",
    "rename_user.__globals__",
    "rename_user/__call__",
    "shop.clients.rename",
    "take_down",
    "notes_hook",
    "user_profile",
    "rename_me%00",
    "%72ename_me",
]


@pytest.mark.parametrize("name", NO_FUNCTIONS)
def test_attack_1_deserialisation_by_names(grace: Visitor, nobody: Visitor, name: str) -> None:
    for visitor in (grace, nobody):
        visitor.post(name, OK).problem(404, "NOT_FOUND")
        visitor.get(f"{BASE}ctx/{name}/").problem(404, "NOT_FOUND")


def test_attack_1_deserialisation_revives_no_objects(nobody: Visitor) -> None:
    """What means an object to somebody else is data here, and comes back as it went."""
    data = [
        {"py/object": "os.system", "py/reduce": [{"py/function": "os.system"}, {"py/tuple": ["id"]}]},
        {"$type": "System.Diagnostics.Process", "@class": "java.lang.Runtime", "__class__": "Profile"},
        {"then": "$1:constructor:constructor", "_response": {"_prefix": "process.exit()", "_formData": {"get": "$1"}}},
        ["$@0", "$B1", "$Q2", "$F1", "$undefined", "!!python/object/apply:os.system [id]"],
    ]
    assert nobody.call("echo_values", integer=1, json=data).json["result"] == [1, None, [], data]


@pytest.mark.parametrize("content_type", ["application/x-python-serialize", "text/x-component", "application/yaml"])
def test_attack_1_deserialisation_of_json_alone(nobody: Visitor, content_type: str) -> None:
    refused = nobody.post("jump", b"cos\nsystem\n(S'id'\ntR.", {"Content-Type": content_type})
    refused.problem(415, "UNSUPPORTED_MEDIA_TYPE")


def test_attack_1_deserialisation_shows_no_source(nobody: Visitor) -> None:
    for path in ("shop/clients.py", "static/../manage.py", "..%2fmanage.py", ".git/HEAD", "%2e%2e/%2e%2e/etc/passwd"):
        for target in (f"/{path}", BASE + path):
            answer = nobody.get(target)
            assert answer.status == 404
            assert b"import" not in answer.body


# ---------------------------------------------------------------- 2: headers that are ours to send, not to hear


SOURCES = ("python/mizan", "rust/mizan-core/src", "typescript/client/src", "typescript/react/src")
HEADER = re.compile(r"""["'`]((?:x|cdn|cache|surrogate|mizan|http_x)[-_][a-z-_]+|xkey|forwarded)["'`]""", re.IGNORECASE)
# What a request may say of itself: who sends it, by which token, and what its client knows.
HEARD = {"x-mizan-token", "x-csrftoken", "x-mizan-schema"}
# What other servers, frameworks and caches believe.
OTHERS = [
    "x-middleware-subrequest",
    "x-nextjs-data",
    "x-original-url",
    "x-rewrite-url",
    "x-http-method-override",
    "x-method-override",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-prefix",
    "x-forwarded-user",
    "x-real-ip",
    "x-remote-user",
    "remote-user",
    "forwarded",
    "x-mizan-caller",
    "x-mizan-user",
    "x-mizan-internal",
    "x-mizan-cached",
    "cache-groups",
    "surrogate-key",
    "cache-tag",
    "xkey",
    "x-accel-redirect",
    "x-sendfile",
    "x-cache",
    "x-purge",
    "purge",
    "if-range",
    "accept-profile",
    "next-action",
    "rsc",
    "x-request-id",
    "traceparent",
    "x-script-name",
]


def known_headers() -> list[str]:
    """Every header that the code base names, by a search of its text, and those that others know."""
    found: set[str] = set()
    for folder in SOURCES:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix in (".py", ".rs", ".ts") and "test" not in file.name:
                found |= {match.lower().replace("_", "-") for match in HEADER.findall(file.read_text())}
    assert {"x-mizan-invalidate", "cache-group-invalidation", "cache-groups"} <= found
    return sorted((found | set(OTHERS)) - HEARD)


VALUES = ["1", "true", "/api/mizan/ctx/user/", "20", '"mz-world"', "*", "staff", "DELETE", "evil.example"]


def test_attack_2_internal_headers(site: Program, nobody: Visitor, grace: Visitor) -> None:
    """Each with each value: the same answer, byte for byte, to a read, a call, a refusal and a page."""
    asked = [
        lambda visitor, headers: visitor.read("board", headers=headers),
        lambda visitor, headers: visitor.read("catalog", "category=garden&sku=rake", headers=headers),
        lambda visitor, headers: visitor.read("user", headers=headers, user_id=7),
        lambda visitor, headers: visitor.call("jump", headers, page=2),
        lambda visitor, headers: visitor.get("/board/lobby/", {**headers, "Accept": "text/html"}),
    ]
    headers = known_headers()
    for visitor in (nobody, grace):
        for ask in asked:
            # A page of somebody's who has signed in holds a token that is masked anew each time.
            if visitor is grace and ask is asked[-1]:
                continue
            plain = [told(ask(visitor, {})) for _ in range(2)]
            if ask is asked[-1]:
                plain = [_without_tokens(each) for each in plain]
            assert plain[0] == plain[1]
            for number, name in enumerate(headers):
                # Every value in the course of all names and requests, a few for each.
                for value in (VALUES[number % len(VALUES)], VALUES[(number + 4) % len(VALUES)]):
                    meddled = told(ask(visitor, {name: value}))
                    if ask is asked[-1]:
                        meddled = _without_tokens(meddled)
                    assert meddled == plain[0], (name, value)


def _without_tokens(answer: tuple[Any, ...]) -> tuple[Any, ...]:
    status, lines, body = answer
    kept = tuple(line for line in lines if line[0] != "set-cookie")
    return status, kept, re.sub(rb'value="\w{64}"', b"", body)


def test_attack_2_internal_headers_that_are_heard_give_nothing(site: Program, nobody: Visitor, grace: Visitor) -> None:
    """A schema changes what an error says of the client, a token without worth is 401, a CSRF token nobody."""
    for value in ("1", "staff", "0" * 16):
        assert told(grace.read("user", headers={"X-Mizan-Schema": value}, user_id=5)) == told(
            grace.read("user", user_id=5)
        )
        grace.read("user", headers={"X-Mizan-Token": value}, user_id=5).problem(401, "UNAUTHENTICATED")
        nobody.call("for_somebody", {"X-CSRFToken": value}).problem(401, "UNAUTHENTICATED")


# ---------------------------------------------------------------- 5: a private answer under a static address


@pytest.mark.parametrize("end", ["x.css", "x.js", "%2fx.css", "%2f", "%00", "%00.css", "/", "./", "../user/", "%2e/"])
def test_attack_5_cache_deception_behind_the_path(grace: Visitor, end: str) -> None:
    refused = grace.get(f"{BASE}ctx/user/{end}?user_id=5")
    assert b"Grace" not in refused.body
    refused.problem(404, "NOT_FOUND")


@pytest.mark.parametrize(
    "path", ["ctx/user", "ctx/user;.js/", "ctx/user;.css", "ctx/user.css/", "ctx//user/", "ctx/./user/"]
)
def test_attack_5_cache_deception_in_the_path(grace: Visitor, path: str) -> None:
    grace.get(f"{BASE}{path}?user_id=5").problem(404, "NOT_FOUND")


@pytest.mark.parametrize(
    "query", ["user_id=5&x.css", "user_id=5&.js=", "user_id=5;x.css", "user_id=5%00.css", "user_id=5%23.css"]
)
def test_attack_5_cache_deception_in_the_query(grace: Visitor, query: str) -> None:
    grace.read("user", query).problem(400, "BAD_REQUEST")


def test_attack_5_cache_deception_leaves_answers_private(grace: Visitor) -> None:
    answer = grace.read("user", user_id=5)
    assert answer.header("cache-control") == "private, no-cache"
    assert answer.header("cdn-cache-control") is None
    assert answer.header("cache-groups") is None


# ---------------------------------------------------------------- 20 to 22: pages of other sites


FORMS = [None, "", "text/plain", "text/plain;charset=UTF-8", "application/x-www-form-urlencoded", "APPLICATION/JSON"]
FORMS += ["application/json; x", "application/json;charset=utf-7", "application/json,text/plain", "text/json"]
FORMS += ["multipart/form-data; boundary=x", "application/json\t;boundary=x"]


@pytest.mark.parametrize("content_type", FORMS)
def test_attack_20_csrf_by_content_type(grace: Visitor, content_type: str | None) -> None:
    """With a session, its token and the mark of its own site: what a form can send is refused all the same."""
    before = name_of(grace)
    refused = grace.post("rename_me", b'{"args":{"name":"forged"}}', {"Content-Type": content_type})
    refused.problem(415, "UNSUPPORTED_MEDIA_TYPE")
    assert name_of(grace) == before


SITES: list[dict[str, str | None]] = [
    {"Sec-Fetch-Site": None, "Origin": "null"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    {"Sec-Fetch-Site": "same-site", "Origin": None},
    {"Sec-Fetch-Site": "cross-site", "Origin": None},
    {"Sec-Fetch-Site": None, "Origin": None},
    {"Sec-Fetch-Site": None, "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": None, "Origin": "http://127.0.0.1"},
    {"Sec-Fetch-Site": None, "Origin": "http://127.0.0.1.evil.example"},
    {"Sec-Fetch-Site": "SAME-ORIGIN", "Origin": None},
    {"Sec-Fetch-Site": "same-origin, none", "Origin": None},
]


@pytest.mark.parametrize("site_of", SITES, ids=str)
def test_attack_21_origin_null(grace: Visitor, site_of: dict[str, str | None]) -> None:
    """With a session, and even with its token."""
    before = name_of(grace)
    problem = grace.post("rename_me", b'{"args":{"name":"forged"}}', site_of).problem(403, "FORBIDDEN")
    assert problem["type"] == "urn:mizan:problem:cross-site"
    page = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": grace.cookies["csrftoken"], **site_of}
    assert grace.send("POST", "/board/hall/", b"text=forged", page).status == 403
    assert name_of(grace) == before


def test_attack_22_cors(nobody: Visitor, grace: Visitor) -> None:
    """Nobody's origin is ever said back, and a preflight is given nothing."""
    own = f"http://{nobody.host}"
    for origin in ("null", own, f"{own}.evil.example", "https://evil.example", "https://evil-example.com", "*"):
        asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,x-csrftoken"}
        answers = [
            nobody.send("OPTIONS", f"{BASE}call/rename_me/", None, {"Origin": origin, **asked}),
            nobody.send("OPTIONS", f"{BASE}ctx/user/?user_id=5", None, {"Origin": origin, **asked}),
            nobody.send("OPTIONS", "/board/hall/", None, {"Origin": origin, **asked}),
            grace.read("user", user_id=5, headers={"Origin": origin}),
            nobody.read("board", headers={"Origin": origin}),
            grace.post("rename_me", OK, {"Origin": origin, "Sec-Fetch-Site": "cross-site"}),
            nobody.get("/board/hall/", {"Origin": origin}),
        ]
        for answer in answers:
            assert not [line for line in answer.lines if line[0].startswith("access-control-")], answer
        assert answers[0].status == 405
        # A read is not refused: without a word from us its reader is refused by the browser.
        assert (answers[3].status, answers[5].status) == (200, 403)


# ---------------------------------------------------------------- 36: many in one


def test_attack_36_batch(grace: Visitor) -> None:
    """A request is one call: there is no list of calls, however it is written, and nothing of it runs."""
    before = name_of(grace)
    one = {"function": "rename_me", "args": {"name": "batch"}}
    bodies: list[Any] = [
        [{"args": {"name": "batch"}}] * 1000,
        {"calls": [one] * 1000},
        {"batch": [one] * 1000, "args": {"name": "batch"}},
        {"args": [{"name": "batch"}] * 1000},
        {"args": {"name": ["batch"] * 1000}},
        {"args": {"name": "batch"}, "refresh": [{"context": "user", "params": {"user_id": 5}}] * 17},
    ]
    for body in bodies:
        refused = grace.post("rename_me", json.dumps(body).encode())
        assert refused.status in (400, 422), refused
        assert refused.json["code"] in ("BAD_REQUEST", "INVALID")
        assert len(refused.json.get("errors", [])) <= 32
        assert "invalidate" not in refused.json
    assert name_of(grace) == before


def test_attack_36_batch_by_aliases_of_the_path(grace: Visitor, nobody: Visitor) -> None:
    """One spelling of each path: a limit that somebody puts on a path counts all calls of its function."""
    for path in ("call/RENAME_ME/", "call/Rename_me/", "CALL/rename_me/", "call//rename_me/", "call/rename%5fme/"):
        answer = grace.send("POST", BASE + path, OK, {"Content-Type": JSON, **grace.defence()})
        answer.problem(404, "NOT_FOUND")
    for path in (
        "call/rename_me/,call/jump/",
        "call/rename_me,jump/",
        "ctx/user,catalog/",
        "ctx/user+board/",
        "ctx/*/",
    ):
        nobody.get(BASE + path).problem(404, "NOT_FOUND")
    for target in (f"/API/mizan/{'call/rename_me/'}", f"/api/Mizan/{'call/rename_me/'}"):
        assert grace.send("POST", target, OK, {"Content-Type": JSON, **grace.defence()}).status in (403, 404)


def test_attack_36_batch_by_a_list_of_a_query(nobody: Visitor) -> None:
    """As many as a URL holds, of what is there once: the answer has each as often as it was asked for, and no more."""
    asked = "category=garden&sku=rake" + "&skus=rake" * 300
    assert len(nobody.read("catalog", asked).json["compare"]) == 300
    refused = nobody.read("catalog", asked + "&skus=rake" * 100_000)
    assert refused.status in (400, 414, 431)
