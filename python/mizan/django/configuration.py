"""What the project says in its settings, as `MIZAN = {...}`: read once, and every mistake in it named at once.

Decides which keys there are; a key that does nothing is refused. No twin: each host is configured in its own way.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from mizan.envelope import DEFAULT_LIMIT, DEFAULT_UPLOAD, Policy
from mizan.records import record

Roles = Callable[[Any], Iterable[str]]
"""A user of the project's → the names of the roles that it has."""


@record()
class Configuration:
    """The settings, checked. Where `defects` has any, the rest is at its defaults as far as they reach."""

    policy: Policy = field(default_factory=Policy)
    natives: tuple[ModuleType, ...] = ()
    databases: tuple[str, ...] = ("default",)
    output: Path | None = None
    targets: tuple[str, ...] | None = None
    dates: str = "branded"
    schemas: bool = False
    roles: Roles | None = None
    defects: tuple[str, ...] = ()

    @classmethod
    def read(cls) -> "Configuration":
        """Reads `settings.MIZAN`. Mistakes end in `defects`; nothing is raised."""
        given: object = getattr(settings, "MIZAN", {})
        if not isinstance(given, Mapping):
            return cls(
                defects=('`MIZAN` is no dictionary; write it as `MIZAN = {"ORIGINS": ["https://shop.example"]}`',)
            )
        defects = _beside()
        values: dict[str, Any] = {}
        for key, value in given.items():
            try:
                if key not in KEYS:
                    raise ValueError(_unknown(key))
                values[key] = KEYS[key](value)
            except ValueError as error:
                defects.append(f"{_named(key)}: {error}")
        if defects:
            return cls(defects=tuple(defects))
        if "SECRET" not in values:
            try:
                # As Django itself does with its signatures.
                values["SECRET"] = _bytes(settings.SECRET_KEY)
            except ImproperlyConfigured:
                return cls(defects=('`SECRET_KEY` is empty; set it, or `MIZAN = {"SECRET": …}`',))
        policy = Policy(
            origins=values.get("ORIGINS", ()),
            limit=values.get("MAX_BODY", DEFAULT_LIMIT),
            upload_limit=values.get("MAX_UPLOAD", DEFAULT_UPLOAD),
            shows_ir=settings.DEBUG,
            secret=values["SECRET"],
        )
        fields = {_FIELDS[key]: value for key, value in values.items() if key in _FIELDS}
        if settings.DATABASES["default"].get("ENGINE", _NO_DATABASE) == _NO_DATABASE:
            fields.setdefault("databases", ())
        return cls(policy=policy, **fields)


_NO_DATABASE = "django.db.backends.dummy"
"""What Django puts in the place of a database that the project does not have."""

DATES = ("branded", "date", "temporal")
"""What a generated client has for dates: `mizan.codegen`'s, which is an extra that a server does without."""


def _texts(example: str) -> Callable[[object], tuple[str, ...]]:
    def read(value: object) -> tuple[str, ...]:
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            raise ValueError(f'it takes a list of strings, such as `["{example}"]`')
        return tuple(value)

    return read


def _origins(value: object) -> tuple[str, ...]:
    origins = _texts("https://shop.example")(value)
    Policy(origins=origins)
    return origins


def _modules(value: object) -> tuple[ModuleType, ...]:
    return tuple(_module(name) for name in _texts("shop_native")(value))


def _module(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError as error:
        raise ValueError(f"`{name}` cannot be imported: {error}") from error


def _size(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 2:
        raise ValueError("it takes a number of bytes, 2 or more, such as `1 << 20`")
    return value


def _databases(value: object) -> tuple[str, ...]:
    names = _texts("default")(value)
    unknown = [name for name in names if name not in settings.DATABASES]
    if unknown:
        near = _near(unknown[0], settings.DATABASES)
        raise ValueError(f"`DATABASES` has no {_listed(unknown)}" + (f"; did you mean `{near}`?" if near else ""))
    if not names or len(set(names)) < len(names):
        raise ValueError("it takes one database or more, each once")
    return names


def _folder(value: object) -> Path:
    if not isinstance(value, str | Path) or not Path(value).is_absolute():
        raise ValueError('it takes an absolute path, such as `BASE_DIR / "frontend/src/mizan"`')
    return Path(value)


def _dates(value: object) -> str:
    if not isinstance(value, str) or value not in DATES:
        raise ValueError(f"it takes one of {_listed(DATES)}")
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("it takes `True` or `False`")
    return value


def _secret(value: object) -> bytes:
    secret = _bytes(value) if isinstance(value, str | bytes) else b""
    if len(secret) < _SHORTEST_SECRET:
        raise ValueError(
            f"it takes bytes or text of {_SHORTEST_SECRET} bytes or more, "
            "such as `django.core.management.utils.get_random_secret_key()` gives"
        )
    return secret


# Of a key of HMAC-SHA256: half of what it takes in, and what guessing never ends with.
_SHORTEST_SECRET = 16


def _bytes(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value


def _roles(value: object) -> Roles:
    if not isinstance(value, str) or "." not in value:
        raise ValueError('it takes the dotted path of a function, such as `"shop.people.roles_of"`')
    try:
        found: object = import_string(value)
    except ImportError as error:
        raise ValueError(f"`{value}` cannot be imported: {error}") from error
    if not callable(found):
        raise ValueError(f"`{value}` is no function; it takes one that is given a user and answers names of roles")
    return found


KEYS: Mapping[str, Callable[[object], Any]] = {
    "NATIVE": _modules,
    "ORIGINS": _origins,
    "MAX_BODY": _size,
    "MAX_UPLOAD": _size,
    "DATABASES": _databases,
    "ROLES": _roles,
    "SECRET": _secret,
    "OUTPUT": _folder,
    "TARGETS": _texts("react"),
    "DATES": _dates,
    "SCHEMAS": _truth,
}
"""Native modules by import name · other origins that may call · bytes of a call's body · of a multipart one · the
databases on which a mutation's transaction is opened · the function that knows a user's roles · the secret of keys and
tags · the folder and the targets of `mizan_generate`, what dates are there, and whether Standard Schemas of the inputs
are wanted."""

_FIELDS = {
    "NATIVE": "natives",
    "DATABASES": "databases",
    "ROLES": "roles",
    "OUTPUT": "output",
    "TARGETS": "targets",
    "DATES": "dates",
    "SCHEMAS": "schemas",
}


def _beside() -> list[str]:
    """Keys that were written as settings of their own, where nothing would ever read them."""
    return [
        f'`MIZAN_{key}` does nothing; write it as `MIZAN = {{"{key}": …}}`'
        for key in KEYS
        if hasattr(settings, f"MIZAN_{key}")
    ]


def _unknown(key: object) -> str:
    near = _near(str(key).upper(), KEYS)
    instead = f"did you mean {json.dumps(near)}?" if near else f"there are {', '.join(map(json.dumps, KEYS))}"
    return f"there is no such key; {instead}"


def _near(name: str, known: Iterable[str]) -> str | None:
    """The one of the known names that is most like it, if any is."""
    return next(iter(get_close_matches(name, list(known), n=1)), None)


def _named(key: object) -> str:
    return f"MIZAN[{json.dumps(key) if isinstance(key, str) else repr(key)}]"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
