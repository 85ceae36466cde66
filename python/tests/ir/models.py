"""Random legal IRs, with values that fit their types, and IRs of a given size.

Decides nothing: what is legal is the core's. Everything comes from the `random.Random` that is handed in, so that a
number gives the same IR everywhere. It has no twin. Page: `ir/protocol/ir.md`.
"""

import base64
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

Json = dict[str, Any]

MAX_INTEGER = 2**53 - 1
SAID = ("raises", "context", "public", "private", "rev", "route")
"""What a function says of itself, or does not."""

GUARDS = ("required", "staff", "superuser", "custom", "role:editor", "role:Größe `1`")
METHODS = ("DELETE", "PATCH", "POST", "PUT", "GET")
ACCEPTED = ("image/png", "IMAGE/*", "application/vnd.x+json", "text/plain")
SCALARS = (
    "boolean", "string", "integer", "bigint", "number", "decimal", "uuid", "datetime", "date", "time", "duration",
    "bytes",
)  # fmt: skip
PARAMS = ("boolean", "string", "integer", "bigint", "decimal", "uuid", "datetime", "date", "enum")
PATTERNS = {"^[a-z]+$": ("a", "xyz"), r"\d{2,4}$": ("12", "a1234"), "^(a|b)*?$": ("", "abba"), r"[^\s\\]": ("x", "€")}
TEXTS = (
    "", "a", "Größe", "two words", "line\nfeed", 'quo"te', "back\\slash", "\u202eturned", "\ufeff", "\x00\x1f\x7f\x85",
    "😀", "`", "#true", "/- // {};",
)  # fmt: skip
NAMES = ("id", "name", "größe", "two words", "class", "1st", 'quo"te', "a\\b", "/-", "{}", "$ref", "€")
WORDS = ("red", "green", "", "blue sky", 'quo"te', "Größe", "#null")


def document(random: Random) -> Json:
    """A legal IR with a bit of everything, as it may be declared: in any order, bounds and defaults in any spelling."""
    return _Maker(random).document()


def value(random: Random, kind: Json, types: Sequence[Json]) -> Any:
    """A value that a type takes, in a spelling that callers may use. Raises `LookupError` where it found none."""
    maker = _Maker(random)
    maker.types = {each["name"]: each for each in types}
    return maker.value(kind)


def sized(nodes: int) -> Json:
    """An IR whose text has at least so many nodes, and hardly more: contexts of four members and a mutation, structs,
    a few unions and errors, such as an application has. The same for the same number.
    """
    random = Random(nodes)
    types: list[Json] = []
    contexts: list[Json] = []
    functions: list[Json] = []
    errors = [{"code": "OUT_OF_STOCK", "status": 409, "data": {"type": "integer", "minimum": 0}}]
    ir = {"version": 1, "types": types, "contexts": contexts, "errors": errors, "functions": functions}
    count = 4
    while count < nodes:
        at = len(contexts)
        struct, name = f"Item{at}", f"shelf_{at}"
        picked = [_sized_type(random) for _ in range(6)]
        fields = [{"name": f"field_{place}", "type": kind} for place, kind in enumerate(picked)]
        types.append({"kind": "struct", "name": struct, "doc": f"What is on shelf {at}.", "fields": fields})
        contexts.append({"name": name, "identity": None, "view": []})
        args = [{"name": "shelf_id", "type": {"type": "integer", "minimum": 1}}]
        items = {"type": "list", "item": {"type": "ref", "name": struct}}
        for member in range(4):
            page = {"name": "page", "type": {"type": "integer"}, "default": 1}
            functions.append(
                {
                    "name": f"items_{at}_{member}",
                    "doc": "Reads.",
                    "context": name,
                    "args": [*args, page],
                    "result": items,
                }
            )
        functions.append(
            {
                "name": f"rename_{at}",
                "doc": "Gives another name, if there is any.",
                "affects": [{"context": name}],
                "args": [*args, {"name": "title", "type": {"type": "string", "max_length": 200}}],
                "result": {"type": "optional", "item": {"type": "ref", "name": struct}},
                "raises": ["OUT_OF_STOCK"],
            }
        )
        count += 71
    return ir


def _sized_type(random: Random) -> Json:
    return random.choice(
        [
            {"type": "integer"},
            {"type": "string", "min_length": 1},
            {"type": "uuid"},
            {"type": "datetime"},
            {"type": "decimal", "decimal_places": 2},
            {"type": "boolean"},
        ]
    )


def rows(ir: Json) -> set[str]:
    """The rows of the type table that an IR has: types by their words, constraints, and what else the text can say."""
    found: set[str] = set()
    for definition in ir["types"]:
        found.add(definition["kind"])
    for function in ir["functions"]:
        for affect in function.get("affects", ()):
            found.add("scope" if affect.get("scope") else "affects")
        found |= {part for part in SAID if function.get(part)}
        found |= {f"auth {function['auth'].partition(':')[0]}"} if function.get("auth") else set()
        found |= {f"method {method}" for method in function.get("methods", ())}
        found |= {"uncached"} if function.get("cache") is False else set()
        found |= {"seconds"} if type(function.get("cache")) is int else set()
    for context in ir["contexts"]:
        found |= {part for part in ("identity", "view") if context.get(part)}
    for error in ir["errors"]:
        found |= {"error", *(["error data"] if error.get("data") else ())}
    for described in [*ir["types"], *ir["functions"], *ir["errors"]]:
        found |= {"doc"} if described.get("doc") else set()
    for holder in _fields(ir):
        found |= {part for part in ("omittable", "doc") if holder.get(part)}
        if "default" in holder:
            found.add(f"default of {holder['type']['type']}")
    for kind in _types(ir):
        word = kind["type"]
        found.add(word)
        found |= {
            f"{word} {part}" for part in kind if part not in ("type", "item", "items", "of", "name", "values", "key")
        }
        if word == "union" and "tag" not in kind:
            found.add("union plain")
        if word == "enum":
            found.add(f"enum of {'strings' if isinstance(kind['values'][0], str) else 'integers'}")
        if "key" in kind:
            found.add(f"map key {kind['key']['type']}")
    return found


def _fields(ir: Json) -> Iterator[Json]:
    for definition in ir["types"]:
        yield from definition.get("fields", ())
    for function in ir["functions"]:
        yield from function["args"]


def _types(ir: Json) -> Iterator[Json]:
    ahead = [field["type"] for field in _fields(ir)]
    ahead += [function["result"] for function in ir["functions"] if "result" in function]
    ahead += [definition["type"] for definition in ir["types"] if definition["kind"] == "alias"]
    ahead += [error["data"] for error in ir["errors"] if error.get("data")]
    while ahead:
        kind = ahead.pop()
        yield kind
        ahead += [kind[part] for part in ("item", "key") if part in kind]
        ahead += [*kind.get("items", ()), *kind.get("of", ())]


class _Maker:
    """One IR, from the named types up: what is named may be referred to by all that comes after it."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.types: dict[str, Json] = {}
        self.late: list[str] = []
        """Structs that are still to come, which lists, maps and optionals may hold as well."""

    def chance(self, part: float) -> bool:
        return self.random.random() < part

    def document(self) -> Json:
        random = self.random
        self._named_types()
        errors = [self._error(code) for code in random.sample(["GONE", "OUT_OF_STOCK", "X_1"], random.randint(0, 2))]
        contexts: list[Json] = []
        functions: list[Json] = []
        for at in range(random.randint(0, 2)):
            self._context(f"shelf_{at}", contexts, functions)
        for at in range(random.randint(1, 3)):
            args = [self.field(f"arg_{place}") for place in range(random.randint(0, 4))]
            made = self.described({"name": f"do_{at}", "args": args, "result": self.kind(2)})
            if self.chance(0.2):
                made["private"] = True
            else:
                made["auth"] = self.guard()
                made["args"] += [self._file(f"file_{place}") for place in range(random.randint(0, 2))]
            functions.append(made)
        functions += [self._view(f"see_{at}", contexts) for at in range(random.randint(0, 2))]
        for function in functions:
            if errors and self.chance(0.5):
                function["raises"] = [each["code"] for each in errors if self.chance(0.7)]
        for made in (errors, contexts, functions):
            random.shuffle(made)
        types = list(self.types.values())
        random.shuffle(types)
        return {"version": 1, "types": types, "contexts": contexts, "errors": errors, "functions": functions}

    def _named_types(self) -> None:
        random = self.random
        names = random.sample(["Profile", "_order", "Line9", "Node"], random.randint(0, 3))
        for at, name in enumerate(names):
            self.late = names[at:]
            fields = [self.field(each, of_struct=True) for each in random.sample(NAMES, random.randint(0, 4))]
            self.types[name] = self.described({"kind": "struct", "name": name, "fields": fields})
        self.late = []
        if self.chance(0.5):
            for name, word in (("House", "house"), ("Flat", 'fl"at')):
                tag: Json = {"name": "kind", "type": {"type": "enum", "values": [word]}}
                self.types[name] = {"kind": "struct", "name": name, "fields": [tag, self.field("size", of_struct=True)]}
            home = {"type": "union", "tag": "kind", "of": [self.ref("House"), self.ref("Flat")]}
            self.types["Home"] = self.described({"kind": "alias", "name": "Home", "type": home})
        for name in random.sample(["Colour", "Tree", "Text", "A"], random.randint(0, 2)):
            self.types[name] = self.described({"kind": "alias", "name": name, "type": self._aliased(name)})

    def _aliased(self, name: str) -> Json:
        if name == "Tree":
            return {"type": "union", "of": [{"type": "integer"}, {"type": "list", "item": self.ref("Tree")}]}
        return self.enum() if name == "Colour" else self.kind(2, null=False)

    def _error(self, code: str) -> Json:
        error: Json = {"code": code, "status": self.random.randint(400, 499)}
        if self.chance(0.6):
            error["data"] = self.kind(1)
        return self.described(error)

    def _context(self, name: str, contexts: list[Json], functions: list[Json]) -> None:
        random = self.random
        params = {f"p_{name[-1]}_{each}": self._param() for each in random.sample("abcd", random.randint(0, 4))}
        members = [[each for each in params if self.chance(0.6)] for _ in range(random.randint(1, 3))]
        used = sorted({each for member in members for each in member})
        scoping = [each for each in used if params[each]["type"] != "list"]
        identity = random.choice([None, *scoping])
        view = [each for each in used if each != identity and self.chance(0.25)]
        contexts.append({"name": name, "identity": identity, "view": view})
        for place, member in enumerate(members):
            args = [self.described({"name": each, "type": params[each]}) for each in member]
            public = self.chance(0.2)
            member = {
                "name": f"get_{name}_{place}",
                "context": name,
                "cache": random.choice([True, False, random.randint(1, 3600)][:: 2 if public else 1]),
                "auth": None if public else self.guard(own=identity in member),
                "public": public,
                "rev": random.choice([0, 1, 2**31 - 1]),
                "args": args,
                "result": self.kind(2),
            }
            functions.append(self.described(member))
        affect: Json = {"context": name}
        sources = [each for each in scoping if each not in view]
        if sources and self.chance(0.6):
            affect["scope"] = {each: f"from_{each}" for each in sources if self.chance(0.7)} or {
                sources[0]: f"from_{sources[0]}"
            }
        elif self.chance(0.5):
            affect["function"] = f"get_{name}_0"
        else:
            affect["all"] = self.chance(0.5)
        args = [{"name": f"from_{each}", "type": params[each]} for each in sources]
        functions.append({"name": f"set_{name}", "affects": [affect], "args": args, "result": {"type": "null"}})

    def guard(self, *, own: bool = False) -> str | None:
        return self.random.choice([None, None, *GUARDS, *(["self"] * 3 if own else ())])

    def _view(self, name: str, contexts: Sequence[Json]) -> Json:
        args = [self.described({"name": each, "type": self._scalar()}) for each in "xyz" if self.chance(0.4)]
        affected = contexts and self.chance(0.4)
        methods = self.random.sample(METHODS[: -1 if affected else None], self.random.randint(0, 3))
        private = self.chance(0.4)
        return self.described(
            {
                "name": name,
                "affects": [{"context": self.random.choice(contexts)["name"], "all": True}] if affected else [],
                "auth": None if private else self.guard(),
                "private": private,
                "route": "/".join(f"{{{arg['name']}}}" for arg in args),
                "methods": methods,
                "args": args,
            }
        )

    def _file(self, name: str) -> Json:
        kind: Json = {"type": "file", **({"max_size": self.random.randint(1, 2**32 - 1)} if self.chance(0.5) else {})}
        if self.chance(0.5):
            kind["accept"] = self.random.sample(ACCEPTED, self.random.randint(1, 3))
        if self.chance(0.4):
            kind = {"type": "list", "item": kind, **self._lengths()}
        made = {"name": name, "type": kind}
        return {**made, "type": {"type": "optional", "item": kind}, "default": None} if self.chance(0.3) else made

    def _scalar(self) -> Json:
        word = self.random.choice(PARAMS)
        return self.enum() if word == "enum" else self.scalar(word)

    def _param(self) -> Json:
        kind = self._scalar()
        if self.chance(0.2):
            return {"type": "list", "item": kind, **self._lengths()}
        return {"type": "optional", "item": kind} if self.chance(0.2) else kind

    def described(self, made: Json) -> Json:
        if self.chance(0.4):
            made["doc"] = self.random.choice(TEXTS)
        return made

    def field(self, name: str, *, of_struct: bool = False) -> Json:
        made = self.described({"name": name, "type": self.kind(2)})
        if self.chance(0.45):
            try:
                made["default"] = self.value(made["type"])
            except LookupError:
                return made
        elif of_struct and self.chance(0.4):
            made["omittable"] = True
        return made

    def ref(self, name: str) -> Json:
        return {"type": "ref", "name": name}

    def kind(self, depth: int, *, null: bool = True, late: bool = False) -> Json:
        """A type. `null`: it may take null. `late`: it may be a struct that is still to come."""
        words = [*SCALARS, "enum", *(["null", "json", "optional"] if null else ())]
        if depth:
            words += ["list", "map", "tuple", "union"] * 2
        if self.types or (late and self.late):
            words += ["ref"] * 3
        match self.random.choice(words):
            case "enum":
                return self.enum()
            case "optional":
                return {"type": "optional", "item": self.kind(max(depth - 1, 0), null=False, late=True)}
            case "list":
                return {"type": "list", "item": self.kind(depth - 1, late=True), **self._lengths(least=not self.late)}
            case "map":
                key = {"key": self._key()} if self.chance(0.6) else {}
                item = self.kind(depth - 1, late=True)
                return {"type": "map", **key, "item": item, **self._lengths(least=not self.late)}
            case "tuple":
                return {"type": "tuple", "items": [self.kind(depth - 1) for _ in range(self.random.randint(0, 3))]}
            case "union":
                return self._union()
            case "ref":
                return self.ref(self.random.choice([*self.types, *(self.late if late else ())]))
            case word:
                return self.scalar(word)

    def _union(self) -> Json:
        if "Home" in self.types and self.chance(0.4):
            return {"type": "union", "tag": "kind", "of": [self.ref("House"), self.ref("Flat")]}
        words = self.random.sample(SCALARS, self.random.randint(1, 2))
        of = [self.scalar(word) for word in words]
        structs = [name for name, each in self.types.items() if each["kind"] == "struct"]
        of += [self.ref(self.random.choice(structs))] if structs else [{"type": "list", "item": self.scalar("integer")}]
        self.random.shuffle(of)
        return {"type": "union", "of": of}

    def _key(self) -> Json:
        word = self.random.choice(["string", "uuid", "integer", "enum"])
        return {"type": "enum", "values": ["a", "b c"]} if word == "enum" else self.scalar(word)

    def enum(self) -> Json:
        if self.chance(0.6):
            return {"type": "enum", "values": self.random.sample(WORDS, self.random.randint(1, 4))}
        return {"type": "enum", "values": self.random.sample([0, 1, -1, 7, MAX_INTEGER], self.random.randint(1, 4))}

    def _lengths(self, *, least: bool = True) -> Json:
        lengths = {"min_length": self.random.randint(0, 2)} if least and self.chance(0.4) else {}
        return {**lengths, "max_length": self.random.randint(2, 9)} if self.chance(0.4) else lengths

    def scalar(self, word: str) -> Json:
        kind: Json = {"type": word}
        low: tuple[Any, ...]
        high: tuple[Any, ...]
        chance = self.chance
        match word:
            case "string":
                if chance(0.3):
                    return {**kind, "pattern": self.random.choice(list(PATTERNS)), "max_length": 9}
                return {**kind, **self._lengths()}
            case "bytes":
                return {**kind, **self._lengths()}
            case "integer":
                kind |= {"minimum": self.random.choice([-9, 0, -MAX_INTEGER])} if chance(0.4) else {}
                kind |= {"maximum": self.random.choice([9, 12, MAX_INTEGER])} if chance(0.4) else {}
                return {**kind, "multiple_of": self.random.randint(1, 3)} if chance(0.3) else kind
            case "bigint":
                low, high = ("-9007199254740993", "0"), ("5", str(10**30))
            case "number":
                low, high = (-0.5, -1, 0.0, -1e300, -(2**53)), (0.5, 1, 1e21, 5.0, 2**60)
            case "decimal":
                kind |= {"max_digits": self.random.randint(3, 40)} if chance(0.3) else {}
                kind |= {"decimal_places": self.random.randint(1, 9)} if chance(0.3) else {}
                low, high = ("-1.50", "-0", "-1e2"), ("0.50", "5", "1E+3")
            case "datetime":
                low = ("0001-01-01T00:00:00Z", "2020-01-01t00:00:00.120000+02:00")
                high = ("2030-01-01T00:00:00-01:30", "9999-12-31T23:59:59.999999Z")
            case "date":
                low, high = ("0001-01-01", "2020-02-29"), ("2030-01-01", "9999-12-31")
            case _:
                return kind
        for name, bounds in (("minimum", low), ("maximum", high)):
            if chance(0.35):
                kind[name] = self.random.choice(bounds)
        if word in ("number", "decimal"):
            for name, bounds in (("exclusive_minimum", low), ("exclusive_maximum", high)):
                if chance(0.25):
                    kind[name] = self.random.choice(bounds)
        return kind

    def value(self, kind: Json, depth: int = 0) -> Any:
        """Raises `LookupError` where it is too hard to find one."""
        if depth > 8:
            raise LookupError("too deep")
        random = self.random
        match kind["type"]:
            case "null":
                return None
            case "optional":
                return None if depth > 4 or self.chance(0.4) else self.value(kind["item"], depth + 1)
            case "ref":
                definition = self.types.get(kind["name"])
                if definition is None:
                    raise LookupError(kind["name"])
                if definition["kind"] == "alias":
                    return self.value(definition["type"], depth + 1)
                return self._struct(definition["fields"], depth)
            case "list":
                return [self.value(kind["item"], depth + 1) for _ in range(self._count(kind, depth))]
            case "map":
                of = kind.get("key", {"type": "string"})
                keys = {self._text(self.value(of), of) for _ in range(self._count(kind, depth))}
                if len(keys) < kind.get("min_length", 0):
                    raise LookupError("two keys met")
                return {key: self.value(kind["item"], depth + 1) for key in sorted(keys)}
            case "tuple":
                return [self.value(item, depth + 1) for item in kind["items"]]
            case "union":
                return self.value(random.choice(kind["of"]), depth + 1)
            case "enum":
                return random.choice(kind["values"])
            case word:
                return VALUES[word](random, kind)

    def _struct(self, fields: Iterable[Json], depth: int) -> Json:
        made: Json = {}
        for field in fields:
            if ("default" not in field and not field.get("omittable")) or (depth < 3 and self.chance(0.4)):
                made[field["name"]] = self.value(field["type"], depth + 1)
        return made

    def _count(self, kind: Json, depth: int) -> int:
        least = int(kind.get("min_length", 0))
        return least if depth > 2 else self.random.randint(least, min(least + 2, kind.get("max_length", least + 2)))

    def _text(self, key: Any, kind: Json) -> str:
        """Keys are in the one spelling of their type."""
        if kind["type"] == "uuid":
            return str(key).lower()
        return key if isinstance(key, str) else str(int(key))


def _string(random: Random, kind: Json) -> str:
    if "pattern" in kind:
        return random.choice(PATTERNS[kind["pattern"]])
    least, most = kind.get("min_length", 0), kind.get("max_length", 20)
    fitting = [text for text in TEXTS if least <= len(text) <= most]
    return random.choice(fitting) if fitting else "é" * least


def _integer(random: Random, kind: Json) -> int | float:
    step = kind.get("multiple_of", 1)
    low, high = max(kind.get("minimum", -9), -9), min(kind.get("maximum", 9), 9)
    whole = random.choice([each for each in range(low, high + 1) if each % step == 0])
    return float(whole) if random.random() < 0.3 else whole


def _between(choices: Sequence[Any]) -> Callable[[Random, Json], Any]:
    """One of some values that are within all bounds that `scalar` gives."""
    return lambda random, _: random.choice(choices)


def _datetime(random: Random, _: Json) -> str:
    day = f"{random.randint(2021, 2029)}-0{random.randint(1, 9)}-1{random.randint(0, 9)}"
    time = f"{random.randint(0, 23):02}:{random.randint(0, 59):02}:{random.randint(0, 59):02}"
    return f"{day}T{time}{random.choice(['', '.5', '.120'])}{random.choice(['Z', 'z', '+00:00', '-11:30', '+14:00'])}"


def _date(random: Random, _: Json) -> str:
    return (date(2021, 1, 1) + timedelta(days=random.randint(0, 3000))).isoformat()


def _bytes(random: Random, kind: Json) -> str:
    least = kind.get("min_length", 0)
    data = random.randbytes(random.randint(least, min(least + 3, kind.get("max_length", least + 3))))
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _json(random: Random, _: Json) -> Any:
    texts = [*TEXTS, 5, 0.5, None, True]
    return random.choice([*texts, [random.choice(texts)], {random.choice(TEXTS): random.choice(texts)}])


VALUES: dict[str, Callable[[Random, Json], Any]] = {
    "boolean": _between([True, False]),
    "string": _string,
    "integer": _integer,
    "bigint": _between(["1", "2", "5"]),
    "number": _between([0.25, 0.125, 0.1, 1e-7]),
    "decimal": _between(["0.1", "0.2", "1e-1", "0.40"]),
    "uuid": lambda random, _: random.choice([str.lower, str.upper])(str(uuid.UUID(int=random.getrandbits(128)))),
    "datetime": _datetime,
    "date": _date,
    "time": _between(["00:00:00", "23:59:59.999999", "12:30:00.50"]),
    "duration": _between(["PT0S", "P1W", "-P1DT2H", "PT90M", "PT0.50S"]),
    "bytes": _bytes,
    "json": _json,
}
"""A value for each word, within all constraints that `document` declares."""
