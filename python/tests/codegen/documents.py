"""Random documents with every kind of type in every place, legal in all that the generator looks at."""

import random
from typing import Any

from codegen.shop import field, function, listed, optional, ref, scalar, struct

Json = dict[str, Any]

PLAIN = ("boolean", "uuid", "time", "duration", "bigint", "number", "decimal", "datetime", "date", "bytes", "string")
LIMITED: list[Json] = [
    {"type": "string", "min_length": 1, "max_length": 80, "pattern": "^[a-z]+$"},
    {"type": "string", "pattern": "\\*/|`${x}|</script>|@|\n"},
    {"type": "integer", "minimum": -5, "maximum": 9, "multiple_of": 3},
    {"type": "bigint", "minimum": "0", "maximum": "9" * 60},
    {"type": "number", "exclusive_minimum": 0.5, "maximum": 1e21},
    {"type": "decimal", "minimum": "0.5", "max_digits": 8, "decimal_places": 2},
    {"type": "datetime", "minimum": "2020-01-01T00:00:00Z"},
    {"type": "date", "maximum": "2030-01-01"},
    {"type": "bytes", "max_length": 80},
]
QUERIED = ("boolean", "string", "integer", "bigint", "decimal", "uuid", "datetime", "date")
# What a field or an enum's value may be called, however it looks in code.
DATA = [
    "a-b",
    "1",
    "1.5",
    "class",
    "größe",
    "名前",
    "Україна",
    "हिन्दी",
    "עברית",
    "e\u0301",
    "it's",
    'say "hi"',
    'it\'s "x"',
    "a b",
    "</script>",
    "*/",
    "`${x}`",
    "\\",
    "$",
]


def named(stem: str, length: int) -> str:
    """A name of that length that nobody else has."""
    return stem + "x" * max(0, length - len(stem))


class Documents:
    """Makes one document: `longest` is the length of the longest names."""

    def __init__(self, seed: int, longest: int, size: int = 20) -> None:
        self.chance = random.Random(seed)
        self.longest = longest
        self.size = size
        self.structs = [self.name(f"S{index}q") for index in range(size)]
        self.houses = [self.name(f"H{index}q") for index in range(3)]
        self.aliases = [self.name(f"A{index}q") for index in range(size // 2)]
        self.codes = [self.name(f"E{index}Q").upper() for index in range(size // 3)]

    def name(self, stem: str) -> str:
        return named(stem, self.chance.randint(3, self.longest))

    def enum(self) -> Json:
        if self.chance.random() < 0.3:
            return {"type": "enum", "values": self.chance.sample(range(-500, 10**12), self.chance.randint(1, 12))}
        words = [self.name(f"v{index}") for index in range(self.chance.randint(1, 6))]
        return {"type": "enum", "values": words + self.chance.sample(["", *DATA], self.chance.randint(0, 3))}

    def of(self, depth: int = 0, *, branch: bool = False) -> Json:
        """Any type; a `branch` of a plain union takes no null."""
        chance = self.chance.random()
        if chance < 0.25:
            return ref(self.chance.choice(self.structs + self.aliases))
        if chance < 0.5 or depth > 3:
            return scalar(self.chance.choice((*PLAIN, "integer") if branch else (*PLAIN, "integer", "null", "json")))
        if chance < 0.56:
            return dict(self.chance.choice(LIMITED))
        if chance < 0.66:
            return self.enum()
        if chance < 0.72 and not branch:
            return optional(self.of(depth + 1))
        if chance < 0.8:
            return listed(self.of(depth + 1)) | ({"max_length": 8} if self.chance.random() < 0.3 else {})
        if chance < 0.87:
            keyed = {"key": scalar("uuid")} if self.chance.random() < 0.3 else {}
            return {"type": "map", **keyed, "item": self.of(depth + 1)}
        if chance < 0.93:
            return {"type": "tuple", "items": [self.of(depth + 1) for _ in range(self.chance.randint(0, 4))]}
        if chance < 0.96 or branch:
            return {"type": "union", "tag": "kind", "of": [ref(it) for it in self.houses]}
        return {"type": "union", "of": [self.of(depth + 1, branch=True) for _ in range(self.chance.randint(2, 4))]}

    def described(self) -> Json:
        return {"doc": "x" * self.chance.randint(1, 130)} if self.chance.random() < 0.4 else {}

    def field(self, name: str, of: Json, *, omittable: bool = False) -> Json:
        chance = self.chance.random()
        more: Json = {}
        if chance < 0.3:
            more = {
                "default": self.chance.choice(
                    [None, "it's", 5, 1e21, 0.5, [1, 2], [{"a": 1, "b": []}, {"a-b": 2, "c": 1}]]
                )
            }
        elif chance < 0.5 and omittable:
            more = {"omittable": True}
        return field(name, of, **self.described(), **more)

    def fields(self, stem: str, most: int) -> list[Json]:
        names = [self.name(f"{stem}{index}q") for index in range(self.chance.randint(0, most))]
        return [self.field(name, self.of()) for name in names]

    def struct(self, name: str) -> Json:
        names = [self.name(f"b{index}q") for index in range(self.chance.randint(0, 6))]
        names += self.chance.sample(DATA, self.chance.randint(0, 2))
        return struct(name, *(self.field(it, self.of(), omittable=True) for it in names), **self.described())

    def alias(self, index: int) -> Json:
        """Aliases refer to later ones at once, and to any from within."""
        name = self.aliases[index]
        inner = ref(self.chance.choice(self.aliases))
        of = self.chance.choice(
            [
                self.enum(),
                listed(inner),
                {"type": "map", "item": optional(inner)},
                {"type": "tuple", "items": [inner, self.of(2)]},
                {"type": "union", "of": [scalar("string"), listed(inner), {"type": "map", "item": inner}]},
                {
                    "type": "union",
                    "of": [scalar("bytes"), *(ref(it) for it in self.aliases[index + 1 : index + 2]), scalar("bigint")],
                },
                {"type": "union", "tag": "kind", "of": [ref(it) for it in self.houses]},
                dict(self.chance.choice(LIMITED)),
            ]
        )
        return {"kind": "alias", "name": name, "type": of, **self.described()}

    def files(self) -> list[Json]:
        """Arguments of a function with uploads, which few are."""
        if self.chance.random() < 0.7:
            return []
        file: Json = {"type": "file"}
        if self.chance.random() < 0.5:
            file |= {"max_size": 2_000_000, "accept": ["image/*", self.name("application/vnd.")]}
        forms: list[tuple[Json, Json]] = [(file, {}), (listed(file), {}), (optional(file), {"default": None})]
        return [
            field(self.name(f"u{index}q"), of, **rest, **self.described())
            for index, (of, rest) in enumerate(self.chance.sample(forms, self.chance.randint(1, 3)))
        ]

    def document(self) -> Any:
        functions, contexts = [], []
        errors = [
            {
                "code": code,
                "status": 409,
                **self.described(),
                **({"data": self.of()} if self.chance.random() < 0.7 else {}),
            }
            for code in self.codes
        ]
        for index in range(self.size * 2):
            raises = self.chance.sample(self.codes, self.chance.choice([0, 0, 1, 3]))
            args = [*self.fields("a", 9), *self.files()]
            functions.append(function(self.name(f"f{index}q"), self.of(), *args, raises=raises, **self.described()))
        for index in range(self.size):
            context = self.name(f"c{index}q")
            names = [self.name(f"p{at}q") for at in range(self.chance.randint(0, 5))]
            params = [field(name, scalar(self.chance.choice(QUERIED)), **self.described()) for name in sorted(names)]
            contexts.append({"name": context, "params": params})
            for member in range(self.chance.randint(1, 4)):
                raises = self.chance.sample(self.codes, self.chance.choice([0, 0, 2]))
                name = self.name(f"m{index}q{member}q")
                functions.append(function(name, self.of(), *params, context=context, raises=raises))
        houses = []
        for index, name in enumerate(self.houses):
            tag = field("kind", {"type": "enum", "values": [f"house{index}", f"home{index}"]})
            houses.append(struct(name, tag, *self.fields("h", 3)))
        return {
            "version": 1,
            "types": [
                *houses,
                *(self.struct(name) for name in self.structs),
                *(self.alias(index) for index in range(len(self.aliases))),
            ],
            "errors": errors,
            "functions": functions,
            "contexts": contexts,
        }
