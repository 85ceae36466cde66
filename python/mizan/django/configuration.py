"""What the project says in its settings, as `MIZAN = {...}`: read once, and every mistake in it named at once.

Decides which keys there are; a key that does nothing is refused. No twin: each host is configured in its own way.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from django.conf import settings

from mizan.envelope import DEFAULT_LIMIT, Policy


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings, checked. Where `defects` has any, the rest is at its defaults as far as they reach."""

    policy: Policy = field(default_factory=Policy)
    natives: tuple[ModuleType, ...] = ()
    databases: tuple[str, ...] = ("default",)
    output: Path | None = None
    targets: tuple[str, ...] | None = None
    dates: str = "branded"
    schemas: bool = False
    defects: tuple[str, ...] = ()

    @classmethod
    def read(cls) -> "Configuration":
        """Reads `settings.MIZAN`. Mistakes end in `defects`; nothing is raised."""
        given: object = getattr(settings, "MIZAN", {})
        if not isinstance(given, Mapping):
            return cls(defects=("`MIZAN` is no dictionary",))
        defects: list[str] = []
        values: dict[str, Any] = {}
        origins: Sequence[str] = ()
        limit = DEFAULT_LIMIT
        for key, value in given.items():
            try:
                match key:
                    case "NATIVE":
                        values["natives"] = tuple(_module(name) for name in _texts(value))
                    case "ORIGINS":
                        origins = _texts(value)
                        Policy(origins=origins)
                    case "MAX_BODY":
                        limit = _size(value)
                    case "DATABASES":
                        values["databases"] = _databases(value)
                    case "OUTPUT":
                        values["output"] = _folder(value)
                    case "TARGETS":
                        values["targets"] = _texts(value)
                    case "DATES":
                        values["dates"] = _one_of(value, DATES)
                    case "SCHEMAS":
                        values["schemas"] = _truth(value)
                    case _:
                        raise ValueError(f"there is no such key; there are {_listed(KEYS)}")
            except ValueError as error:
                defects.append(f"`MIZAN[{key!r}]`: {error}")
        if defects:
            return cls(defects=tuple(defects))
        return cls(policy=Policy(origins=origins, limit=limit, shows_ir=settings.DEBUG), **values)


KEYS = ("NATIVE", "ORIGINS", "MAX_BODY", "DATABASES", "OUTPUT", "TARGETS", "DATES", "SCHEMAS")
"""Native modules by import name · other origins that may call · bytes of a call's body · the databases on which a
mutation's transaction is opened · the folder and the targets of `mizan_generate`, what dates are there, and whether
Standard Schemas of the inputs are wanted."""

DATES = ("branded", "date", "temporal")
"""What a generated client has for dates: `mizan.codegen`'s, which is an extra that a server does without."""


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise ValueError("it takes a list of strings")
    return tuple(value)


def _module(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError as error:
        raise ValueError(f"`{name}` cannot be imported: {error}") from error


def _size(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 2:
        raise ValueError("it takes a number of bytes, 2 or more")
    return value


def _databases(value: object) -> tuple[str, ...]:
    names = _texts(value)
    unknown = [name for name in names if name not in settings.DATABASES]
    if unknown:
        raise ValueError(f"`DATABASES` has no {_listed(unknown)}")
    if not names or len(set(names)) < len(names):
        raise ValueError("it takes one database or more, each once")
    return names


def _folder(value: object) -> Path:
    if not isinstance(value, str | Path) or not Path(value).is_absolute():
        raise ValueError('it takes an absolute path, such as `BASE_DIR / "frontend/src/mizan"`')
    return Path(value)


def _one_of(value: object, known: Sequence[str]) -> str:
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"it takes one of {_listed(known)}")
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("it takes `True` or `False`")
    return value


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
