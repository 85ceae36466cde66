"""Random registries: whole IRs, nearly all of them legal, and the same broken somewhere. Page: `ir/protocol/ir.md`."""

import copy
import json
from random import Random
from typing import Any

from .declarations import Declarations, Node

_DOCS = [
    "What it does.",
    "",
    "Two\nlines, \ttabs.",
    'a "quote" \\ `tick` \u202e\u2028\u0085\x7f',
    "größe 😀 ﬁ",
    "Deprecated: no more.",
]
_SCALARS: list[Node] = [
    {"type": "boolean"},
    {"type": "string"},
    {"type": "string", "max_length": 9, "pattern": "^\\w+$"},
    {"type": "integer"},
    {"type": "integer", "minimum": 0},
    {"type": "bigint", "maximum": "99999999999999999999"},
    {"type": "decimal", "minimum": "-0.50", "exclusive_maximum": "1e3"},
    {"type": "uuid"},
    {"type": "datetime", "minimum": "2026-01-01T01:00:00.500+01:00"},
    {"type": "date"},
    {"type": "enum", "values": ["a", "b", "é"]},
    {"type": "enum", "values": [3, 1, 2]},
]
_PARAMS = ["user_id", "page", "word", "a", "b9", "tags_", "zoom"]
_NAMES = ["user", "shop", "all_things", "x", "cart2", "set_name", "orders", "z_z", "read", "note", "line", "k", "w_1"]
_CODES = ["GONE", "OUT_OF_STOCK", "A1", "Z_"]
_GUARDS = ["required", "staff", "superuser", "custom", "role:editor", 'role:ä "b"']
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


class Registry:
    """Draws one."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.drawn = Declarations(random)
        self.chance = self.drawn.chance
        self.pick = self.drawn.pick
        self.names = random.sample(_NAMES, len(_NAMES))

    def ir(self) -> Node:
        errors = [self.error(code) for code in self.random.sample(_CODES, self.random.randrange(4))]
        self.codes = [error["code"] for error in errors]
        contexts, functions = [], []
        for _ in range(self.random.randrange(4)):
            context, members = self.context()
            contexts.append(context)
            functions += members
        functions += [self.mutation(contexts, functions) for _ in range(self.random.randrange(3))]
        functions += [self.view() for _ in range(self.random.randrange(2))]
        ir: Node = {
            "version": 1,
            "types": self.drawn.types,
            "contexts": contexts,
            "errors": errors,
            "functions": functions,
        }
        for definition in self.drawn.types:
            self.documented(definition)
            for field in definition.get("fields", []):
                self.documented(field)
        for nodes in ir.values():
            if isinstance(nodes, list):
                self.random.shuffle(nodes)
        return ir

    def some(self, values: list[Any], likely: float = 0.5) -> list[Any]:
        return [value for value in values if self.chance(likely)]

    def documented(self, node: Node) -> Node:
        if self.chance(0.3):
            node["doc"] = self.pick(_DOCS)
        return node

    def error(self, code: str) -> Node:
        error: Node = {"code": code}
        if self.chance(0.5):
            error["status"] = self.pick([400, 404, 409, 499])
        if self.chance(0.5):
            error["data"] = self.drawn.kind(2)
        return self.documented(error)

    def param(self, name: str) -> Node:
        scalar = self.pick(_SCALARS)
        if self.chance(0.2):
            kind = {"type": "list", "item": scalar}
            return {"name": name, "type": kind, **({"default": []} if self.chance(0.5) else {})}
        if self.chance(0.2):
            return {
                "name": name,
                "type": {"type": "optional", "item": scalar},
                **({"default": None} if self.chance(0.5) else {}),
            }
        param = {"name": name, "type": copy.deepcopy(scalar)}
        if (
            self.chance(0.2) and scalar["type"] != "datetime"
        ):  # Whose bound is not in the form that the oracle judges by.
            self.drawn.default(param)
        return param

    def args(self, params: list[Node]) -> list[Node]:
        return [self.documented(copy.deepcopy(param)) for param in params]

    def context(self) -> tuple[Node, list[Node]]:
        name = self.names.pop()
        params = [self.param(param) for param in self.some(_PARAMS)]
        members = [self.member(name, params) for _ in range(self.random.randint(1, 2))]
        taken = sorted({arg["name"] for member in members for arg in member["args"]})
        context: Node = {"name": name, "view": self.some(taken, 0.3)}
        if taken and self.chance(0.5):
            context["identity"] = self.pick(taken)
        return context, members

    def member(self, context: str, params: list[Node]) -> Node:
        member: Node = {"name": self.names.pop(), "context": context, "args": self.args(self.some(params, 0.7))}
        member["result"] = self.drawn.kind(3)
        if self.chance(0.3):
            member["cache"] = self.pick([False, 1, 60, 3600, True])
        if self.chance(0.3):
            member["rev"] = self.pick([0, 1, 2**31 - 1])
        if member.get("cache") is not False and self.chance(0.3):
            member["public"] = True
        elif self.chance(0.5):
            member["auth"] = self.pick(_GUARDS)
        return self.raising(member)

    def raising(self, function: Node) -> Node:
        if raises := self.some(self.codes):
            function["raises"] = [*raises, raises[0]]
        return self.documented(function)

    def mutation(self, contexts: list[Node], members: list[Node]) -> Node:
        function: Node = {"name": self.names.pop(), "args": [], "result": self.drawn.kind(2)}
        affects, args = [], {arg["name"]: arg for arg in self.drawn.arguments()}
        for context in self.some(contexts):
            own = [member for member in members if member.get("context") == context["name"]]
            affect: Node = {"context": context["name"]}
            if self.chance(0.4):
                own = [self.pick(own)]
                affect["function"] = own[0]["name"]
            params = {arg["name"]: arg for member in own for arg in member["args"]}
            scoping = [
                p for p in sorted(params) if p not in context["view"] and "list" not in json.dumps(params[p]["type"])
            ]
            if self.chance(0.2):
                affect["all"] = True
            elif scoping and self.chance(0.4):
                scope = {param: f"from_{param}" for param in scoping}
                args |= {
                    arg: {"name": arg, "type": copy.deepcopy(params[param]["type"])} for param, arg in scope.items()
                }
                affect["scope"] = scope
            else:
                args |= {param: copy.deepcopy(params[param]) for param in self.some(scoping)}
            affects.append(affect)
        function["affects"] = affects
        function["args"] = list(args.values())
        if self.chance(0.2):
            function["args"].append({"name": "file_of", "type": self.file()})
        elif self.chance(0.2):
            function["private"] = True
        elif self.chance(0.5):
            function["auth"] = self.pick(_GUARDS)
        return self.raising(function)

    def file(self) -> Node:
        file: Node = {"type": "file"}
        if self.chance(0.5):
            file["max_size"] = self.pick([1, 2_000_000, 2**32 - 1])
        if self.chance(0.5):
            file["accept"] = self.random.sample(["image/PNG", "image/*", "text/plain", "image/png"], 3)
        return {"type": "list", "item": file} if self.chance(0.3) else file

    def view(self) -> Node:
        args = [{"name": name, "type": self.pick(_SCALARS)} for name in self.some(_PARAMS, 0.3)]
        route = "pages/" + "".join(f"{{{arg['name']}}}/" for arg in args)
        view: Node = {"name": self.names.pop(), "route": route, "args": args, "methods": self.some(_METHODS, 0.3)}
        if self.chance(0.2):
            view["private"] = True
        return self.raising(view)


def registry(random: Random) -> Node:
    """The IR of one, as a host hands it over."""
    return Registry(random).ir()


# What a part may become when it is broken.
_TEXTS = [
    *("", "a", "A", "Gone", "T1", "user", "a_b", "a__b", "__proto__", "role:", "role:staff", "{a}/{"),
    *("x\u202e`", "é" * 130, "\U0001f600"),
]
_NUMBERS = [0, 1, -1, 2, 7, 63, 3601, 2**31, 2**53, 500, 12]
_VALUES: list[Any] = [None, True, [], {}, [1], {"a": 1}, "2026-01-01", 1.5]

# Without these it is no IR at all.
_SHAPE = ["version", "type", "kind", "name", "code", "context", "item", "items", "of", "values", "fields", "route"]


def broken(random: Random, ir: Node) -> Node:
    """`ir` with a few of its parts replaced, taken away or doubled."""
    ir = copy.deepcopy(ir)
    for _ in range(random.randint(1, 3)):
        holders = [holder for holder in _holders(ir) if holder is not ir]
        if holders:
            _break(random, random.choice(holders), ir)
    return ir


def _holders(node: Any) -> list[Any]:
    inside = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
    return ([node] if inside else []) + [holder for part in inside for holder in _holders(part)]


def _break(random: Random, holder: Any, ir: Node) -> None:
    key: Any = random.choice(list(holder)) if isinstance(holder, dict) else random.randrange(len(holder))
    part = holder[key]
    way = random.random()
    if way < 0.15 and (isinstance(holder, list) or key not in _SHAPE):
        del holder[key]
    elif way < 0.3 and isinstance(holder, list):
        holder.insert(random.randrange(len(holder) + 1), copy.deepcopy(part))
    elif way < 0.5 and isinstance(part, dict) and "type" in part:
        holder[key] = _another(random, part, ir)
    elif key == "default":
        holder[key] = random.choice([*_VALUES, *_TEXTS, *_NUMBERS])
    elif isinstance(part, str) and key not in ("type", "kind", "auth"):
        holder[key] = random.choice([*_TEXTS, part + "_", part.upper()])
    elif isinstance(part, bool):
        holder[key] = not part
    elif isinstance(part, int | float) and key != "version":
        holder[key] = random.choice([*_NUMBERS, part + 1])


def _another(random: Random, kind: Node, ir: Node) -> Node:
    """A type in place of another: around it, a name, or one of its own."""
    names = [definition["name"] for definition in ir["types"]]
    ways: list[Node] = [
        {"type": "optional", "item": kind},
        {"type": "list", "item": kind, "min_length": 1},
        {"type": "union", "of": [kind, copy.deepcopy(kind)]},
        {"type": "union", "tag": "kind", "of": [kind, {"type": "ref", "name": random.choice([*names, "Gone"])}]},
        {"type": "map", "key": kind, "item": {"type": "null"}},
        {"type": "ref", "name": random.choice([*names, "Gone"])},
        {
            "type": "string",
            "pattern": random.choice(["(?=a)", "[z-a]", "a{2,1}", "(", "x*"]),
            "min_length": 3,
            "max_length": 2,
        },
        {"type": "integer", "minimum": 4, "maximum": 5, "multiple_of": random.choice([0, 3, 2**53])},
        {"type": "decimal", "minimum": random.choice(["a", "1.50", "1e400"]), "maximum": "1"},
        {"type": "number", "exclusive_minimum": 1e21, "maximum": 1e-7},
        {"type": "enum", "values": random.choice([[], ["a", "a"], [1, "a"], [2**53], ["prototype"]])},
        {"type": "file", "max_size": 0, "accept": ["IMAGE/png", "png"]},
    ]
    if "name" in kind:  # It is a field rather than a type.
        return {**kind, "type": _another(random, kind["type"], ir)}
    return random.choice(ways)
