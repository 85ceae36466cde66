"""What counts for a schema: the whole graph's, and that of each member. Each case is a change of some IR."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from .claims import arg
from .named import INT, TEXT, alias, function, ir, ref, struct

Change = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class SchemaCase:
    """`counts`: whether the schema is another than that of `base`; `members`: whose schema is another than there."""

    name: str
    ir: dict[str, Any]
    base: dict[str, Any]
    counts: bool
    members: frozenset[str]


def _shop() -> dict[str, Any]:
    kinds: dict[str, Any] = {
        "text": {"type": "string", "min_length": 1, "max_length": 80, "pattern": "^a"},
        "whole": {"type": "integer", "minimum": 0, "maximum": 9, "multiple_of": 3},
        "big": {"type": "bigint", "minimum": "0", "maximum": "9"},
        "float": {"type": "number", "minimum": 0, "maximum": 9, "exclusive_minimum": -1, "exclusive_maximum": 10},
        "fixed": {
            "type": "decimal",
            "minimum": "0",
            "maximum": "9",
            "exclusive_minimum": "-1",
            "exclusive_maximum": "10",
            "max_digits": 8,
            "decimal_places": 2,
        },
        "at": {"type": "datetime", "minimum": "2026-01-01T00:00:00Z", "maximum": "2027-01-01T00:00:00Z"},
        "day": {"type": "date", "minimum": "2026-01-01", "maximum": "2027-01-01"},
        "raw": {"type": "bytes", "min_length": 1, "max_length": 80},
        "many": {"type": "list", "item": INT, "min_length": 1, "max_length": 80},
        "named": {"type": "map", "key": {"type": "uuid"}, "item": INT, "min_length": 1, "max_length": 80},
        "word": {"type": "enum", "values": ["a", "b"]},
        "either": {"type": "union", "of": [INT, {"type": "boolean"}]},
        "pair": {"type": "tuple", "items": [INT, TEXT]},
        "maybe": {"type": "optional", "item": ref("Colour")},
    }
    return ir(
        types=[
            struct("Order", *(arg(kind, name, doc="A field.") for name, kind in kinds.items()), doc="An order."),
            struct("Person", arg(TEXT, "name", default="x"), arg(INT, "age", omittable=True)),
            alias("Colour", {"type": "enum", "values": ["red"]}, doc="A colour."),
            struct("Alone", arg(INT, "a")),
        ],
        contexts=[{"name": "user", "identity": "user_id", "view": ["page"]}, {"name": "stock"}],
        errors=[{"code": "GONE", "status": 410, "doc": "It is.", "data": ref("Alone")}, {"code": "UNUSED"}],
        functions=[
            function(
                "orders",
                arg(INT, "user_id", doc="Whose."),
                arg(INT, "page", default=1),
                context="user",
                result={"type": "list", "item": ref("Order")},
                doc="All.",
            ),
            function("profile", arg(INT, "user_id"), context="user", result=ref("Person")),
            function("pieces", arg(INT, "product_id"), context="stock", result=INT),
            function(
                "rename",
                arg(INT, "user_id"),
                arg(TEXT, "name"),
                affects=[{"context": "user", "function": "profile"}],
                auth="self",
                raises=["GONE"],
            ),
            function(
                "sell", arg(INT, "product_id"), affects=[{"context": "stock", "scope": {"product_id": "product_id"}}]
            ),
        ],
    )


_ORDERS, _PROFILE, _PIECES = "user/orders", "user/profile", "stock/pieces"


def _named(parts: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(part for part in parts if part["name"] == name)


def _type(shop: dict[str, Any], name: str) -> dict[str, Any]:
    return _named(shop["types"], name)


def _field(shop: dict[str, Any], name: str) -> dict[str, Any]:
    return _named(_type(shop, "Order")["fields"], name)


def _call(shop: dict[str, Any], name: str) -> dict[str, Any]:
    return _named(shop["functions"], name)


def _reverse(shop: dict[str, Any]) -> None:
    for name in ("types", "contexts", "errors", "functions"):
        shop[name].reverse()
    for one in shop["functions"]:
        one["args"].reverse()


def _without_docs(shop: dict[str, Any]) -> None:
    for one in [*shop["types"], *shop["functions"], *shop["errors"]]:
        one.pop("doc", None)
        for field in [*one.get("fields", []), *one.get("args", [])]:
            field.pop("doc", None)


def _usual(shop: dict[str, Any]) -> None:
    """Everything that may be left out, written down."""
    usual_parts: dict[str, Any] = {
        "doc": None,
        "context": None,
        "auth": None,
        "cache": True,
        "public": False,
        "private": False,
        "rev": 0,
        "route": None,
        "methods": [],
        "affects": [],
        "raises": [],
    }
    for one in shop["functions"]:
        for name, usual in usual_parts.items():
            one.setdefault(name, deepcopy(usual))
        for target in one["affects"]:
            for name, usual in {"function": None, "scope": None, "all": False}.items():
                target.setdefault(name, usual)
    for field in _type(shop, "Order")["fields"]:
        field.setdefault("omittable", False)
    for context in shop["contexts"]:
        context.setdefault("view", [])
        context.setdefault("identity", None)
        context["params"] = []


def _set(part: Callable[[dict[str, Any]], dict[str, Any]], **values: Any) -> Change:
    return lambda shop: part(shop).update(values)


def cases() -> Iterator[SchemaCase]:
    base = _shop()

    def case(name: str, change: Change, counts: bool, *members: str) -> SchemaCase:
        changed = deepcopy(base)
        change(changed)
        return SchemaCase(name, changed, base, counts, frozenset(members))

    yield case("the shop that the others are changes of", lambda _: None, False)
    yield case("docs do not count", _without_docs, False)
    yield case("other docs do not count", _set(lambda shop: _call(shop, "orders"), doc="Some."), False)
    yield case("the order of declarations does not count", _reverse, False)
    yield case("what has its usual value does not count", _usual, False)
    yield case(
        "the spelling of a default does not count",
        lambda shop: _call(shop, "orders")["args"][1].update(default=1.0),
        False,
    )

    constraints = {
        name: _field(base, name)["type"]
        for name in ("text", "whole", "big", "float", "fixed", "at", "day", "raw", "many", "named")
    }
    for field, kind in constraints.items():
        for constraint in kind:
            if constraint in ("type", "item"):
                continue

            def drop(shop: dict[str, Any], field: str = field, constraint: str = constraint) -> None:
                del _field(shop, field)["type"][constraint]

            yield case(f"`{constraint}` of `{kind['type']}` counts", drop, True, _ORDERS)
    yield case(
        "the value of a constraint counts",
        lambda shop: _field(shop, "text")["type"].update(max_length=81),
        True,
        _ORDERS,
    )
    yield case(
        "the order of enum values counts",
        lambda shop: _field(shop, "word")["type"].update(values=["b", "a"]),
        True,
        _ORDERS,
    )
    yield case(
        "the order of branches counts", lambda shop: _field(shop, "either")["type"]["of"].reverse(), True, _ORDERS
    )
    yield case(
        "the order of a tuple counts", lambda shop: _field(shop, "pair")["type"]["items"].reverse(), True, _ORDERS
    )
    yield case("the order of fields counts", lambda shop: _type(shop, "Order")["fields"].reverse(), True, _ORDERS)
    yield case(
        "a type that is reached through others counts",
        lambda shop: _type(shop, "Colour")["type"].update(values=["red", "blue"]),
        True,
        _ORDERS,
    )
    yield case("optional counts", lambda shop: _field(shop, "maybe").update(type=ref("Colour")), True, _ORDERS)
    yield case("a default counts", lambda shop: _type(shop, "Person")["fields"][0].update(default="y"), True, _PROFILE)
    yield case(
        "the lack of a default counts", lambda shop: _type(shop, "Person")["fields"][0].pop("default"), True, _PROFILE
    )
    yield case("omittable counts", lambda shop: _type(shop, "Person")["fields"][1].pop("omittable"), True, _PROFILE)
    yield case(
        "a type that a member does not reach counts for the graph alone",
        lambda shop: _type(shop, "Alone")["fields"][0].update(name="b"),
        True,
    )
    yield case(
        "a type that nobody reaches counts for the graph alone", lambda shop: shop["types"].append(struct("More")), True
    )
    yield case(
        "the default of an argument counts",
        lambda shop: _call(shop, "orders")["args"][1].update(default=2),
        True,
        _ORDERS,
    )
    yield case(
        "an argument counts",
        lambda shop: _call(shop, "pieces")["args"].append(arg(INT, "size", default=1)),
        True,
        _PIECES,
    )
    yield case("a result counts", _set(lambda shop: _call(shop, "pieces"), result={"type": "number"}), True, _PIECES)
    yield case("`cache` counts", _set(lambda shop: _call(shop, "pieces"), cache=False), True, _PIECES)
    yield case("seconds of `cache` count", _set(lambda shop: _call(shop, "pieces"), cache=60), True, _PIECES)
    yield case("`rev` counts", _set(lambda shop: _call(shop, "pieces"), rev=1), True, _PIECES)
    yield case("`public` counts", _set(lambda shop: _call(shop, "pieces"), public=True), True, _PIECES)
    yield from _private(base)
    yield case(
        "a view counts for the graph alone",
        lambda shop: shop["functions"].append({"name": "page", "route": "a/", "args": []}),
        True,
    )
    yield case("`auth` counts", _set(lambda shop: _call(shop, "profile"), auth="required"), True, _PROFILE)
    yield case(
        "`auth` of what is no member counts for the graph alone",
        _set(lambda shop: _call(shop, "sell"), auth="required"),
        True,
    )
    yield case("an error's status counts for the graph alone", lambda shop: shop["errors"][0].update(status=404), True)
    yield case("an error's data counts for the graph alone", lambda shop: shop["errors"][0].pop("data"), True)
    yield case("an error that nobody raises counts for the graph alone", lambda shop: shop["errors"].pop(), True)
    yield case(
        "what a mutation raises counts for the graph alone", _set(lambda shop: _call(shop, "rename"), raises=[]), True
    )
    yield case("what a member raises counts", _set(lambda shop: _call(shop, "pieces"), raises=["GONE"]), True, _PIECES)
    view = _set(lambda shop: _named(shop["contexts"], "user"), view=[])
    yield case("a view param counts for the graph alone while nothing scopes by it", view, True)
    yield case("an identity counts by the shapes of its members", _guardless, True, _ORDERS, _PROFILE)
    yield case(
        "a target on a context counts for its members, by their shapes",
        lambda shop: _call(shop, "sell").update(affects=[{"context": "stock", "all": True}]),
        True,
        _PIECES,
    )
    yield case(
        "a target on a member counts for it, by its shapes",
        lambda shop: _call(shop, "rename").update(affects=[{"context": "user", "function": "orders"}]),
        True,
        _ORDERS,
        _PROFILE,
    )
    yield case(
        "a target of a shape that is there counts for the graph alone",
        lambda shop: _call(shop, "sell")["affects"].append({"context": "user"}),
        True,
    )
    yield from _shapes()


def _private(base: dict[str, Any]) -> Iterator[SchemaCase]:
    """What only private functions reach is not seen from outside."""
    job = function("job", arg(ref("Own"), "own"), arg(ref("Person"), "person"), private=True, raises=["GONE", "OWN"])
    more = deepcopy(base)
    more["functions"].append(job)
    more["types"] += [struct("Own", arg(ref("Deeper"), "a")), alias("Deeper", TEXT), alias("Data", TEXT)]
    more["errors"].append({"code": "OWN", "data": ref("Data")})
    yield SchemaCase("a private function, its types and its errors do not count", more, base, False, frozenset())
    shown = deepcopy(more)
    _call(shown, "job")["private"] = False
    yield SchemaCase("they count once it is private no more", shown, base, True, frozenset())
    read = deepcopy(more)
    _call(read, "pieces")["result"] = ref("Deeper")
    yield SchemaCase("a type that others reach as well counts", read, base, True, frozenset({_PIECES}))
    raised = deepcopy(more)
    _call(raised, "sell")["raises"] = ["OWN"]
    yield SchemaCase("an error that others raise as well counts, and its data", raised, base, True, frozenset())
    hook = deepcopy(base)
    hook["functions"].append({"name": "hook", "route": "a/", "args": [], "private": True})
    yield SchemaCase("a private view does not count", hook, base, False, frozenset())
    dropping = deepcopy(base)
    dropping["functions"].append(function("drop", private=True, affects=[{"context": "stock", "all": True}]))
    yield SchemaCase("a private function counts by its targets' shapes", dropping, base, False, frozenset())


def _guardless(shop: dict[str, Any]) -> None:
    _named(shop["contexts"], "user")["identity"] = None
    _call(shop, "rename").update(auth="required")


def _shapes() -> Iterator[SchemaCase]:
    """More shapes than a context may have, and how they are put in order."""
    names = ["a", "b", "c", "d", "e", "f", "g", "h", "i"]
    params = [arg(INT, name) for name in names]

    def wide(*sets: str, identity: str | None = None, on: str | None = None) -> dict[str, Any]:
        targets = [{"context": "c", "function": on, "scope": {name: name for name in chosen}} for chosen in sets]
        changing = function("change", *params, affects=targets or [{"context": "c", "all": True}])
        return ir(
            contexts=[{"name": "c", "identity": identity}], functions=[function("m", *params, context="c"), changing]
        )

    def case(name: str, one: dict[str, Any], base: dict[str, Any], counts: bool) -> SchemaCase:
        return SchemaCase(name, one, base, True, frozenset({"c/m"} if counts else ()))

    singles = tuple("abcdefg")
    yield case("seven shapes beside the empty one", wide(*singles), wide(), True)
    yield case("an eighth shape beside the empty one is not kept", wide(*singles, "h"), wide(*singles), False)
    yield case(
        "of shapes of one size the first by name are kept",
        wide("i", "h", "g", "f", "e", "d", "c", "b", "a"),
        wide(*singles),
        False,
    )
    yield case(
        "smaller shapes are kept before larger ones", wide("abc", "ab", "bcd", *"cdefghi"), wide(*"cdefghi"), False
    )
    yield case("the identity's shape is kept before smaller names", wide(*singles, identity="i"), wide(*singles), True)
    yield case("the identity's shape needs no target", wide(identity="b"), wide(), True)
    yield case("a member's shapes are its own", wide("a", "b", on="m"), wide("a", "b"), True)
    yield case(
        "a member's shapes have the empty one and the identity's as well",
        wide("ab", identity="c", on="m"),
        wide("ab", on="m"),
        True,
    )
    by_argument = wide()
    by_argument["functions"][1] = function("change", arg(INT, "a"), arg(INT, "b"), affects=[{"context": "c"}])
    yield case("arguments that bear names of params are a shape", by_argument, wide(), True)
    by_scope = deepcopy(by_argument)
    by_scope["functions"][1]["affects"] = [{"context": "c", "scope": {"a": "a", "b": "b"}}]
    yield case("a shape by scope is that by arguments", by_scope, by_argument, False)
    broad = deepcopy(by_argument)
    broad["functions"][1] = function("change", arg(INT, "z"), affects=[{"context": "c"}])
    yield case("a target that nothing scopes adds no shape", broad, wide(), False)
    lists = ir(
        contexts=[{"name": "c"}],
        functions=[
            function(
                "m",
                arg({"type": "list", "item": INT}, "tags"),
                arg({"type": "optional", "item": INT}, "size", default=None),
                context="c",
            ),
            function("change", arg({"type": "list", "item": INT}, "tags"), affects=[{"context": "c"}]),
        ],
    )
    sized = deepcopy(lists)
    sized["functions"][1]["args"] = [arg(INT, "size")]
    yield case("a list param is in no shape, one that may be null is", sized, lists, True)
