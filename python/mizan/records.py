"""Records: classes of named parts that are cheap to declare, and that type checkers take for frozen dataclasses.

Decides what a record is: a dataclass that is equal by its parts. `dataclass` alone would compile six methods for each
frozen class, and make each with slots twice: 0.4 ms, and for all of Mizan's 20 ms of every start. Here `__init__` is
compiled, the others are shared, and that nothing is assigned later is for type checkers to see. What projects are given
is frozen in earnest (`Caller`, `ReactContext`). It has no twin.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(*, eq: bool = True, frozen: bool = True) -> Callable[[type[T]], type[T]]:
    """Makes a record of a class. `eq`: by its parts, and not by identity; `frozen`: nothing is assigned later."""

    def made(plain: type[T]) -> type[T]:
        cls: Any = dataclass(eq=False, repr=False)(plain)
        cls.__repr__ = _repr
        if eq:
            cls.__eq__ = _eq
            cls.__hash__ = _hash if frozen else None
        return cls  # type: ignore[no-any-return]  # the same class

    return made


def _parts(made: Any) -> tuple[Any, ...]:
    return tuple(getattr(made, part.name) for part in fields(made) if part.compare)


def _eq(self: Any, other: Any) -> Any:
    return _parts(self) == _parts(other) if type(self) is type(other) else NotImplemented


def _hash(self: Any) -> int:
    return hash(_parts(self))


def _repr(self: Any) -> str:
    told = ", ".join(f"{part.name}={getattr(self, part.name)!r}" for part in fields(self) if part.repr)
    return f"{type(self).__qualname__}({told})"
