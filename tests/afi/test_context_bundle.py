"""Context bundles: members with different params in one answer, defaults, and one spelling of every value.

Every check runs against every adapter's reference app, over its own transport; those marked `http` where that is HTTP.
"""

import pytest
from harness.program import Program
from harness.transport import Visitor
from wire import BASE


def test_a_bundle_has_members_with_different_params(grace: Visitor) -> None:
    answer = grace.read("user", user_id=5)
    assert answer.status == 200
    assert list(answer.json) == ["site_stats", "user_orders", "user_profile"]
    assert answer.json["site_stats"] == {"users": 3, "orders": 3}
    assert [each["id"] for each in answer.json["user_orders"]] == [1, 2]
    assert answer.json["user_profile"]["id"] == 5
    assert grace.read("user", user_id=5, page=2).json["user_orders"] == []
    # Below the first page is the first, as in the twins.
    assert grace.read("user", user_id=5, page=-7).json == answer.json
    assert grace.read("user", user_id=5, page=2**53 - 1).status == 200


def test_the_catalog_is_read_by_everybody(nobody: Visitor) -> None:
    answer = nobody.read("catalog", "category=garden&sku=rake&skus=rake&skus=none&skus=pan")
    rake = {"sku": "rake", "category": "garden", "price": 2250}
    assert answer.json == {"compare": [rake], "product": rake, "products": [rake]}
    kitchen = nobody.read("catalog", "category=kitchen&sku=rake&skus=rake").json
    assert ([each["category"] for each in kitchen["products"]], kitchen["compare"]) == (["kitchen"] * 2, [])
    assert nobody.read("catalog", "category=kitchen&page=2&sku=rake").json["products"] == []


@pytest.mark.parametrize(
    ("query", "status", "faults"),
    [
        ("category=garden", 422, [(["params", "sku"], "missing")]),
        ("category=garden&sku=rake&page=01", 400, None),
        ("category=garden&sku=rake&page=1&page=2", 400, None),
        ("category=garden&sku=rake&colour=red", 400, None),
        ("category=garden&sku=%ff", 400, None),
    ],
)
def test_query_that_does_not_fit(nobody: Visitor, query: str, status: int, faults: object) -> None:
    answer = nobody.read("catalog", query)
    found = answer.faults(status, "BAD_REQUEST" if status == 400 else "INVALID")
    assert faults is None or found == faults


def test_what_is_not_there_names_its_member(grace: Visitor, nobody: Visitor, app: Program) -> None:
    assert nobody.read("catalog", "category=x&sku=none").problem(404, "NOT_FOUND")["member"] == "product"
    staff = app.visitor("sasha")
    assert staff.read("user", user_id=20).problem(404, "NOT_FOUND")["member"] == "user_profile"


def test_text_that_no_database_keeps_is_the_callers_fault(grace: Visitor, nobody: Visitor) -> None:
    assert grace.call("rename_me", name="a\0b").faults(422, "INVALID") == [(["args", "name"], "format")]
    refused = nobody.read("catalog", "category=%00&sku=rake").problem(422, "INVALID")
    assert refused["member"] == "compare"


def test_every_param_has_one_spelling(nobody: Visitor) -> None:
    params = {
        "bigint": "123456789012345678901234567890",
        "boolean": "true",
        "date": "2026-11-23",
        "datetime": "2026-11-23T12%3A00%3A00Z",
        "days": "2026-01-01",
        "decimal": "1.5",
        "enum": "red",
        "integer": "-5",
        "string": "%C3%A9%20%26",
        "uuid": "0e37df36-f698-11e6-8dd4-cb9ced3df976",
    }

    def asked(**other: str) -> str:
        return "&".join(f"{name}={value}" for name, value in sorted({**params, **other}.items()))

    answer = nobody.read("spelled", asked())
    assert answer.status == 200, answer
    spelling = answer.json["spelling"]
    assert spelling == {
        "absent": "null",
        "bigint": "integer 123456789012345678901234567890",
        "boolean": "boolean true",
        "date": "date 2026-11-23",
        "datetime": "datetime 2026-11-23T12:00:00Z",
        "days": "date 2026-01-01",
        "decimal": "decimal 1.5",
        "enum": "enum red",
        "integer": "integer -5",
        "string": "string é &",
        "usual": "decimal 1.5",
        "uuid": "uuid 0e37df36-f698-11e6-8dd4-cb9ced3df976",
    }
    assert answer.json["spelled_string"] == "é &"
    others = {
        "bigint": "01",
        "boolean": "True",
        "date": "2026-1-1",
        "datetime": "2026-11-23T13%3A00%3A00%2B01%3A00",
        "decimal": "1.50",
        "integer": "5.0",
        "uuid": "0E37DF36-F698-11E6-8DD4-CB9CED3DF976",
    }
    for name, other in others.items():
        nobody.read("spelled", asked(**{name: other})).problem(400, "BAD_REQUEST")


def test_public_bundle_has_no_caller(nobody: Visitor, grace: Visitor) -> None:
    assert grace.read("board").body == nobody.read("board").body


@pytest.mark.http
def test_public_bundle_is_one_answer_for_everybody(app: Program, nobody: Visitor, grace: Visitor) -> None:
    plain = nobody.read("board")
    assert plain.status == 200
    assert plain.header("cache-control") == "public, max-age=0, s-maxage=60"
    assert plain.header("cdn-cache-control") == "max-age=60"
    assert plain.header("vary") == "Accept-Encoding"
    assert '"mz-world"' in (plain.header("cache-groups") or "")
    assert plain.header("set-cookie") is None
    own = grace.read("board")
    assert (own.body, own.header("etag"), own.header("vary")) == (plain.body, plain.header("etag"), "Accept-Encoding")
    assert nobody.read("board", headers={"If-None-Match": plain.header("etag")}).status == 304
    # No identity is looked for, and so a token that holds for nobody is none of its business.
    assert nobody.read("board", headers={"Authorization": "Bearer none"}).body == plain.body


def test_member_that_is_not_cached_sees_who_asks(nobody: Visitor, grace: Visitor) -> None:
    assert grace.read("desk").json["desk_owner"] == "5"
    assert nobody.read("desk").json == {"desk_language": "", "desk_owner": None}


@pytest.mark.http
def test_bundle_with_a_member_that_is_not_cached(nobody: Visitor, grace: Visitor) -> None:
    answer = grace.read("desk", headers={"Accept-Language": "fr"})
    assert answer.json == {"desk_language": "fr", "desk_owner": "5"}
    assert answer.header("cache-control") == "private, no-store"
    assert answer.header("etag") is None
    assert nobody.read("desk").json == {"desk_language": "", "desk_owner": None}


# ---------------------------------------------------------------- requests that are no read


@pytest.mark.parametrize("name", ["none", "user_profile", "USER", "", "__proto__"])
def test_context_that_is_not_there(nobody: Visitor, name: str) -> None:
    nobody.read(name).problem(404, "NOT_FOUND")


@pytest.mark.http
@pytest.mark.parametrize("path", ["ctx/user", "ctx/user/5/", "ctx/"])
def test_path_of_a_context_that_is_not_there(nobody: Visitor, path: str) -> None:
    nobody.get(BASE + path).problem(404, "NOT_FOUND")


@pytest.mark.http
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_method_that_a_context_has_not(nobody: Visitor, method: str) -> None:
    answer = nobody.send(method, f"{BASE}ctx/board/", b"" if method == "POST" else None)
    answer.problem(405, "METHOD_NOT_ALLOWED")
    assert answer.header("allow") == "GET, HEAD"


@pytest.mark.http
def test_head_is_the_get_without_its_body(nobody: Visitor) -> None:
    read = nobody.read("catalog", "category=garden&sku=rake")
    head = nobody.send("HEAD", f"{BASE}ctx/catalog/?category=garden&sku=rake")
    kept = ("content-type", "content-length", "etag", "cache-control", "vary", "x-mizan-schema", "cache-status")
    assert (head.status, head.body) == (200, b"")
    assert [head.header(name) for name in kept] == [read.header(name) for name in kept]


def test_read_with_a_body_is_refused(nobody: Visitor) -> None:
    nobody.send("GET", f"{BASE}ctx/board/", b"{}").problem(400, "BAD_REQUEST")


@pytest.mark.http
def test_condition(nobody: Visitor) -> None:
    etag = nobody.read("board").header("etag") or ""
    opaque = etag.removeprefix("W/")
    for condition in (etag, opaque, f'"x", {etag}', "*", f',, {opaque} ,"y"'):
        same = nobody.read("board", headers={"If-None-Match": condition})
        assert (same.status, same.body, same.header("etag")) == (304, b"", etag), condition
    for condition in ('"x"', opaque.strip('"'), f"{opaque} x", ""):
        assert nobody.read("board", headers={"If-None-Match": condition}).status == 200, condition


def test_a_bundle_fails_as_one(grace: Visitor) -> None:
    """Params of all members are looked at before any runs, and all that is wrong with them is told."""
    answer = grace.read("catalog", "page=1")
    assert answer.faults(422, "INVALID") == [(["params", "category"], "missing"), (["params", "sku"], "missing")]
