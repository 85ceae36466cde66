"""`mizan._native` on files, targets that code names by itself, and the tags of an entry."""

import json
import re
from datetime import UTC, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import pytest

from mizan import _native
from mizan._native import Graph, InvalidFault, ResultFault, SyntaxFault

NULL = {"type": "null"}
INTEGER = {"type": "integer"}
IMAGE = {"type": "file", "max_size": 10, "accept": ["image/*", "application/pdf"]}
FILE = {"type": "file"}
MANY = {"type": "list", "item": FILE, "min_length": 1, "max_length": 2}

WHOLE = "an integer within ±(2^53\N{MINUS SIGN}1)"

Parts = dict[str, list[tuple[int, str]]]


def field(name: str, type_: Any, **more: Any) -> Any:
    return {"name": name, "type": type_, **more}


def optional(item: Any) -> Any:
    return {"type": "optional", "item": item}


def graph(*functions: Any, contexts: Any = ()) -> Graph:
    made = [{"affects": [], "result": NULL, **each} for each in functions]
    return Graph(json.dumps({"version": 1, "contexts": list(contexts), "functions": made}).encode())


@pytest.fixture
def uploading() -> Graph:
    return graph(
        {"name": "one", "args": [field("picture", IMAGE), field("title", {"type": "string"}, default="x")]},
        {"name": "some", "args": [field("pages", MANY), field("any", {"type": "list", "item": FILE})]},
        {
            "name": "none",
            "args": [
                field("picture", optional(FILE), default=None),
                field("pages", optional(MANY), default=None),
                field("n", INTEGER),
            ],
        },
        {"name": "plain", "args": [field("n", INTEGER)]},
    )


PNG = (10, "image/png")


def test_a_file_is_the_place_of_its_part(uploading: Graph) -> None:
    assert uploading.decode_upload("one", b'{"title": "a"}', {"picture": [PNG]}) == {"title": "a", "picture": 0}
    assert uploading.decode_upload("one", b"{}", {"picture": [PNG]}) == {"title": "x", "picture": 0}
    parts: Parts = {"pages": [PNG, (0, "")], "any": []}
    assert uploading.decode_upload("some", b"{}", parts) == {"pages": [0, 1], "any": []}
    assert uploading.decode_upload("some", b"{}", {"pages": [PNG]}) == {"pages": [0], "any": []}
    absent = {"n": 1, "picture": None, "pages": None}
    assert uploading.decode_upload("none", b'{"n": 1}', {}) == absent
    assert uploading.decode_args("none", b'{"args": {"n": 1}}') == absent
    assert uploading.decode_upload("plain", b'{"n": 1}', {}) == {"n": 1}


@pytest.mark.parametrize(
    ("content_type", "fits"),
    [
        ("image/png", True),
        ("IMAGE/PNG", True),
        (" image/png ; charset=utf-8", True),
        ("application/pdf", True),
        ("image/", False),
        ("image", False),
        ("images/png", False),
        ("application/pdf+json", False),
        ("text/html; image/png", False),
        ("", False),
    ],
)
def test_a_content_type_is_one_of_those_declared(uploading: Graph, content_type: str, fits: bool) -> None:
    if fits:
        uploading.decode_upload("one", b"{}", {"picture": [(1, content_type)]})
        return
    with pytest.raises(InvalidFault) as caught:
        uploading.decode_upload("one", b"{}", {"picture": [(1, content_type)]})
    assert caught.value.faults == [(["args", "picture"], "enum")]


@pytest.mark.parametrize(
    ("function", "args", "parts", "faults"),
    [
        ("one", {}, {}, [(["picture"], "missing")]),
        ("one", {}, {"picture": []}, [(["picture"], "missing")]),
        ("one", {}, {"picture": [PNG, PNG]}, [(["picture"], "type")]),
        ("one", {}, {"picture": [(11, "text/html")]}, [(["picture"], "enum"), (["picture"], "length")]),
        ("one", {"picture": None}, {}, [(["picture"], "type")]),
        ("one", {"picture": 0}, {"picture": [PNG]}, [(["picture"], "type")]),
        ("none", {"n": 1, "picture": None}, {}, [(["picture"], "type")]),
        (
            "one",
            {"title": 5, "x": 1},
            {"picture": [PNG], "y": [PNG], "title": []},
            [(["title"], "type"), (["title"], "unknown"), (["x"], "unknown"), (["y"], "unknown")],
        ),
        ("some", {}, {}, [(["pages"], "length")]),
        ("some", {}, {"pages": [PNG] * 3}, [(["pages"], "length")]),
        ("plain", {"n": 1}, {"n": [PNG]}, [(["n"], "unknown")]),
    ],
)
def test_what_a_form_brings_is_judged(uploading: Graph, function: str, args: Any, parts: Parts, faults: Any) -> None:
    with pytest.raises(InvalidFault) as caught:
        uploading.decode_upload(function, json.dumps(args).encode(), parts)
    assert caught.value.faults == [(["args", *path], code) for path, code in faults]


def test_a_list_of_files_is_judged_one_by_one() -> None:
    made = graph({"name": "f", "args": [field("pages", {"type": "list", "item": IMAGE})]})
    with pytest.raises(InvalidFault) as caught:
        made.decode_upload("f", b"{}", {"pages": [PNG, (11, "image/png"), (1, "text/html")]})
    assert caught.value.faults == [(["args", "pages", 1], "length"), (["args", "pages", 2], "enum")]


def test_json_has_no_files(uploading: Graph) -> None:
    with pytest.raises(InvalidFault) as caught:
        uploading.decode_args("one", b'{"args": {"picture": "a"}, "more": 1}')
    assert caught.value.faults == [(["args", "picture"], "type"), (["more"], "unknown")]
    with pytest.raises(InvalidFault) as caught:
        uploading.decode_args("one", b"{}")
    assert caught.value.faults == [(["args", "picture"], "missing")]
    for text in (b"", b"[]", b'{"a": 1, "a": 2}', b"\xff"):
        with pytest.raises(SyntaxFault):
            uploading.decode_upload("one", text, {})
    with pytest.raises(KeyError):
        uploading.decode_upload("gone", b"{}", {})
    assert uploading.encode_args("one", {"title": "a", "picture": object()}) == b'{"title":"a"}'


class Hue(Enum):
    RED = "red"


@pytest.fixture
def shop() -> Graph:
    members = [
        {
            "name": "orders",
            "context": "user",
            "args": [
                field("user_id", INTEGER),
                field("since", optional({"type": "datetime"}), default=None),
                field("page", INTEGER, default=1),
                field("tags", {"type": "list", "item": {"type": "string"}}, default=[]),
                field("hue", optional({"type": "enum", "values": ["red"]}), default=None),
            ],
        },
        {"name": "profile", "context": "user", "args": [field("user_id", {"type": "integer"})]},
        {"name": "thing", "context": "things", "args": [field("id", {"type": "uuid"})]},
        {"name": "rename", "args": [field("user_id", INTEGER)], "affects": [{"context": "user"}]},
        {"name": "ping", "args": []},
    ]
    contexts = [{"name": "user", "identity": "user_id", "view": ["page"]}, {"name": "things"}]
    return graph(*members, contexts=contexts)


def test_a_target_is_canonical(shop: Graph) -> None:
    assert shop.target("user", None, {}) == b'"user"'
    assert shop.target("user", None, {"user_id": 5}) == b'{"context":"user","params":{"user_id":5}}'
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert shop.target("user", "orders", {"user_id": 5, "since": at, "hue": Hue.RED}) == (
        b'{"context":"user","function":"orders","params":{"hue":"red","since":"2026-01-02T03:04:05Z","user_id":5}}'
    )
    # Null is "all of them", so that it scopes nothing.
    assert shop.target("user", "orders", {"since": None}) == b'{"context":"user","function":"orders"}'
    thing = UUID("0E37DF36-f698-11e6-8dd4-cb9ced3df976")
    assert str(thing).encode() in shop.target("things", None, {"id": thing})


@pytest.mark.parametrize(
    ("context", "function", "params", "says"),
    [
        ("users", None, {}, "there is no context `users`"),
        ("user", "thing", {}, "`thing` is no member of the context `user`"),
        ("user", "ping", {}, "`ping` is no member of the context `user`"),
        ("user", None, {"id": 5}, "`id` is no param of the context `user`"),
        ("user", "profile", {"since": None}, "`since` is no param of the member `profile`"),
        ("user", None, {"page": 1}, "`page` never scopes the context `user`: it is a list or a view param"),
        ("user", "orders", {"tags": ["a"]}, "`tags` never scopes the member `orders`: it is a list or a view param"),
        ("user", None, {"user_id": "5"}, f"the param `user_id` of the context `user` is {WHOLE}"),
        ("user", None, {"user_id": None}, f"the param `user_id` of the context `user` is {WHOLE}"),
        ("user", None, {"user_id": True}, f"the param `user_id` of the context `user` is {WHOLE}"),
        ("user", "orders", {"hue": "blue"}, "the param `hue` of the member `orders` is one of `red` or null"),
        ("user\n`", None, {}, "there is no context `user\\u{a}\\u{60}`"),
    ],
)
def test_what_is_no_target_is_told(shop: Graph, context: str, function: str | None, params: Any, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)) as caught:
        shop.target(context, function, params)
    assert str(caught.value) == says


def test_targets_that_were_added_come_after_those_declared(shop: Graph) -> None:
    five, six = (shop.target("user", None, {"user_id": each}) for each in (5, 6))
    dropped = shop.invalidation(
        [("rename", {"user_id": 5})], "5", targets=[six, five, shop.target("things", None, {}), six]
    )
    assert json.loads(dropped.targets) == [json.loads(five), json.loads(six), "things"]
    assert dropped.tiers == ["argument", "explicit", "broad"]
    # What the caller did not bring along is not told.
    assert json.loads(dropped.body) == [json.loads(five), "user", "things"]
    outside = shop.invalidation([], None, targets=[six])
    assert json.loads(outside.targets) == [json.loads(six)]
    assert outside.tags(b"s") == shop.invalidation([("rename", {"user_id": 6})], None).tags(b"s")
    assert shop.invalidation([("ping", {})], None).targets == b"[]"
    with pytest.raises(ValueError, match="expected"):
        shop.invalidation([], None, targets=[b"nothing"])


def test_an_entry_has_the_tags_that_drop_it(shop: Graph) -> None:
    tags = shop.bundle_tags("user", {"profile": {"user_id": 5}}, b"s")
    assert tags == sorted(set(tags))
    assert all(tag.startswith("mz-") and len(tag) == 29 for tag in tags)
    by_five, by_six = (shop.invalidation([("rename", {"user_id": each})], None).tags(b"s") for each in (5, 6))
    assert set(tags) & set(by_five)
    assert not set(tags) & set(by_six)
    whole = shop.invalidation([], None, targets=[shop.target("user", None, {})])
    assert set(tags) & set(whole.tags(b"s"))
    assert shop.bundle_tags("user", {"profile": {"user_id": 5}}, b"t") != tags
    at = datetime(2026, 1, 2, tzinfo=UTC)
    orders = {"user_id": 5, "since": at, "page": 2, "tags": ["a"], "hue": None}
    assert set(shop.bundle_tags("user", {"orders": orders}, b"s")) & set(by_five)
    for context, member in (("user", "gone"), ("things", "profile"), ("gone", "profile")):
        with pytest.raises(KeyError):
            shop.bundle_tags(context, {member: {"user_id": 5}}, b"s")
    with pytest.raises(ResultFault):
        shop.bundle_tags("user", {"profile": {"user_id": "5"}}, b"s")


def test_the_schema_leaves_private_functions_out() -> None:
    shown = {"name": "ping", "args": [], "doc": "Anything."}
    hidden = {"name": "job", "args": [field("n", INTEGER)], "private": True}
    assert graph(shown, hidden).schema == graph(shown).schema
    assert graph(shown, {**hidden, "private": False}).schema != graph(shown).schema
    view: Any = {"name": "page", "args": [], "route": "a/", "result": None}
    assert graph(shown, view).schema != graph(shown).schema
    assert _native.Graph(graph(shown, hidden, view).ir()).text() == graph(view, hidden, shown).text()
    assert graph(shown, {"name": "page", "args": [], "route": "", "result": None}).text().count("result") == 1
    with pytest.raises(KeyError):
        graph(view).encode_result("page", None)
