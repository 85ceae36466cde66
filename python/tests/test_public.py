"""Public members: who is asked nothing, what their request refuses, and what shared caches are told of them."""

import json
from typing import Any

import pytest
from test_dispatch import SELF, TOKEN, Host, asked, body_of, code_of, post

from mizan import CachedRequest, ReactContext, Registry, UndeclaredDependency, client, invalidate
from mizan._native import tag
from mizan.dispatch import Run
from mizan.envelope import Policy
from mizan.registry import Frozen

SECRET = b"a secret of thirty-two bytes' length"
SHOP = ReactContext("shop")
MIXED = ReactContext("mixed")


@pytest.fixture
def frozen(registry: Registry) -> Frozen:
    @client(context=SHOP, public=True)
    def product(request: CachedRequest, product_id: int, look: str = "") -> str:
        if look:
            getattr(request, look)
        return f"product {product_id}"

    @client(context=SHOP, public=True, cache=20)
    def related(product_id: int) -> list[int]:
        return [product_id + 1]

    @client(context=MIXED, public=True)
    def everyones(request: CachedRequest, look: bool = False) -> str:
        return str(request.caller) if look else "the same for all"

    @client(context=MIXED)
    def own(request: CachedRequest) -> str | None:
        return request.caller.id if request.caller else None

    @client(affects=SHOP)
    def reprice(product_id: int) -> None: ...

    @client
    def flood(products: list[int], others: int) -> None:
        for each in products:
            invalidate(product, product_id=each)
        for each in range(others):
            invalidate(MIXED if each == 0 else related, **({} if each == 0 else {"product_id": -each}))

    return registry.freeze()


def headers(frozen: Frozen, policy: Policy, query: bytes = b"product_id=5", **fields: str) -> dict[str, str]:
    reply = Host(caller=SELF).ask(frozen, asked("GET", "ctx/shop/", query, **fields), policy)
    return {"": str(reply.status), **dict(reply.headers)}


WITH = Policy(secret=SECRET)


def groups(value: str) -> list[str]:
    return [each.strip('"') for each in value.split(", ")]


def test_of_a_public_bundle_nobody_is_asked_who_they_are(frozen: Frozen) -> None:
    for fields in ({}, TOKEN, {"authorization": "Bearer x"}):
        host = Host(caller=SELF)
        reply = host.ask(frozen, asked("GET", "ctx/shop/", b"product_id=5", **fields), WITH)
        assert reply.body == b'{"product":"product 5","related":[6]}'
        assert host.names == ["Run", "Commit"]
    mixed = Host(caller=SELF)
    assert body_of(mixed.ask(frozen, asked("GET", "ctx/mixed/"), WITH)) == {"everyones": "the same for all", "own": "5"}
    assert mixed.names == ["Identify", "Run", "Commit"]
    run = mixed.effects[1]
    assert isinstance(run, Run)
    assert {call.endpoint.name: call.caller for call in run.calls} == {"everyones": None, "own": SELF}
    assert Host().ask(frozen, asked("GET", "ctx/mixed/", **TOKEN), WITH).status == 401


def test_a_public_bundle_is_for_shared_caches(frozen: Frozen) -> None:
    found = headers(frozen, WITH)
    tags = groups(found.pop("Cache-Groups"))
    assert found == {
        "": "200",
        "Content-Type": "application/json",
        "Content-Length": "37",
        # The least of its members' seconds.
        "Cache-Control": "public, max-age=0, s-maxage=20",
        "CDN-Cache-Control": "max-age=20",
        "Vary": "Accept-Encoding",
        "ETag": found["ETag"],
        "Cache-Status": "mizan; fwd=bypass; detail=store",
        "X-Mizan-Schema": frozen.schema,
        "X-Content-Type-Options": "nosniff",
    }
    entries = {
        each
        for member, params in (("product", {"product_id": 5, "look": ""}), ("related", {"product_id": 5}))
        for each in frozen.graph.bundle_tags("shop", {member: params}, SECRET)
    }
    assert tags == [*sorted(entries), "mz-world"]
    again = headers(frozen, WITH, if_none_match=found["ETag"])
    assert again == {
        **{name: value for name, value in found.items() if not name.startswith("Content-")},
        "": "304",
        "Cache-Groups": ", ".join(f'"{each}"' for each in tags),
        "X-Content-Type-Options": "nosniff",
    }


def test_a_mixed_bundle_is_as_private_as_its_most_private_member(frozen: Frozen) -> None:
    reply = Host(caller=SELF).ask(frozen, asked("GET", "ctx/mixed/"), WITH)
    found = dict(reply.headers)
    assert found["Cache-Control"] == "private, no-cache"
    assert found["Vary"] == "Cookie, Authorization, X-Mizan-Token"
    assert not found.keys() & {"CDN-Cache-Control", "Cache-Groups"}


def test_without_a_secret_no_shared_cache_is_let_in(frozen: Frozen) -> None:
    found = headers(frozen, Policy())
    assert (found["Cache-Control"], found["Vary"]) == ("private, no-cache", "Accept-Encoding")
    assert "ETag" in found
    assert not found.keys() & {"CDN-Cache-Control", "Cache-Groups"}


def test_what_has_too_many_tags_is_for_no_shared_cache(registry: Registry) -> None:
    context = ReactContext("many")
    for at in range(16):

        def member(number: int) -> int:
            return number

        member.__name__ = member.__qualname__ = f"m{at:02}"
        client(context=context, public=True)(member)

        def change(number: int) -> None: ...

        change.__name__ = change.__qualname__ = f"change{at:02}"
        client(affects=f"m{at:02}")(change)
    frozen = registry.freeze()

    def ask(policy: Policy) -> dict[str, str]:
        return dict(Host().ask(frozen, asked("GET", "ctx/many/", b"number=1"), policy).headers)

    made = frozen.graph.bundle_tags("many", {f"m{at:02}": {"number": 1} for at in range(16)}, SECRET)
    assert len(made) > 31
    found = ask(WITH)
    assert found["Cache-Control"] == "private, no-cache"
    assert not found.keys() & {"CDN-Cache-Control", "Cache-Groups"}


@pytest.mark.parametrize("look", ["caller", "user", "session", "headers", "path", "COOKIES"])
def test_the_request_of_a_public_member_has_nothing(
    frozen: Frozen, look: str, caplog: pytest.LogCaptureFixture
) -> None:
    class Seeing(Host):
        def run(self, call: Any) -> Any:
            return call.run(CachedRequest(call.caller, public=call.public))

    reply = Seeing(caller=SELF).ask(frozen, asked("GET", "ctx/shop/", f"look={look}&product_id=5".encode()), WITH)
    assert (*code_of(reply), body_of(reply)["member"]) == (500, "INTERNAL", "product")
    assert f"a public member may not read `request.{look}`" in caplog.text
    reply = Seeing(caller=SELF).ask(frozen, asked("GET", "ctx/mixed/", b"look=true"), WITH)
    assert (*code_of(reply), body_of(reply)["member"]) == (500, "INTERNAL", "everyones")


def test_a_cached_request_says_why_it_refuses() -> None:
    with pytest.raises(UndeclaredDependency, match="leave out `public=True`, or make it a param"):
        assert CachedRequest(SELF, public=True).caller
    with pytest.raises(UndeclaredDependency, match="declare `cache=False`"):
        assert CachedRequest(SELF).headers


def test_a_mutation_tells_shared_caches_what_it_dropped(frozen: Frozen) -> None:
    for policy, told in ((WITH, True), (Policy(), False)):
        reply = Host(body=b'{"args":{"product_id":5}}').ask(frozen, post("call/reprice/"), policy)
        found = dict(reply.headers)
        assert found["X-Mizan-Invalidate"] == "shop;product_id=5"
        assert ("Cache-Group-Invalidation" in found) is told
    reply = Host(body=b'{"args":{"product_id":5}}').ask(frozen, post("call/reprice/"), WITH)
    dropped = set(groups(dict(reply.headers)["Cache-Group-Invalidation"]))
    read = set(groups(headers(frozen, WITH)["Cache-Groups"]))
    other = set(groups(headers(frozen, WITH, b"product_id=6")["Cache-Groups"]))
    assert dropped & read and not dropped & other
    plain = Host(body=b'{"args":{"others":0,"products":[]}}').ask(frozen, post("call/flood/"), WITH)
    assert "Cache-Group-Invalidation" not in dict(plain.headers)


def flood(frozen: Frozen, products: int, others: int) -> list[str]:
    body = json.dumps({"args": {"products": list(range(products)), "others": others}}).encode()
    reply = Host(body=body).ask(frozen, post("call/flood/"), WITH)
    assert reply.status == 200
    return groups(dict(reply.headers)["Cache-Group-Invalidation"])


def whole(context: str) -> str:
    return tag(SECRET, json.dumps([context, None, {}], separators=(",", ":")))


def test_too_much_is_dropped_as_whole_contexts(frozen: Frozen) -> None:
    few = flood(frozen, 20, 1)
    assert whole("mixed") in few and whole("shop") not in few
    assert len(few) <= 32
    assert flood(frozen, 33, 0) == [whole("shop")]
    assert flood(frozen, 200, 1) == sorted([whole("shop"), whole("mixed")])
    # What is dropped is dropped still: the tag of the whole is one that every entry has.
    assert whole("shop") in groups(headers(frozen, WITH)["Cache-Groups"])


def test_far_too_much_is_the_world(registry: Registry) -> None:
    contexts = [ReactContext(f"c{at:02}") for at in range(40)]
    for context in contexts:

        def member(number: int = 1) -> None: ...

        member.__name__ = member.__qualname__ = f"m_{context.name}"
        client(context=context, public=True)(member)

    @client(affects=contexts)
    def everything() -> None: ...

    frozen = registry.freeze()
    reply = Host(body=b"{}").ask(frozen, post("call/everything/"), WITH)
    assert dict(reply.headers)["Cache-Group-Invalidation"] == '"mz-world"'
