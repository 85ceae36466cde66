"""What is pydantic's, asked without importing it.

Decides nothing else. Something can be of one of pydantic's classes only where the project has imported the module that
the class stands in; to import it in order to ask would cost every start some 75 ms, that of a project too which has no
model of pydantic's. What works with such a class imports pydantic in the function that does. It has no twin.
"""

import sys
from typing import TYPE_CHECKING, Any, TypeGuard

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo


def known(*names: str) -> tuple[type[Any], ...]:
    """Those of these classes (`pydantic.types.Strict`) that anything can be made of by now, for `isinstance`."""
    return tuple(found for found in map(_found, names) if found is not None)


def _found(name: str) -> Any:
    module, _, attribute = name.rpartition(".")
    return getattr(sys.modules.get(module), attribute, None)


def is_(value: object, name: str) -> bool:
    """Whether it is this very thing: a class, or a type alias."""
    return value is not None and value is _found(name)


def is_model(of: object) -> TypeGuard["type[BaseModel]"]:
    """Whether it is a class of models."""
    return isinstance(of, type) and issubclass(of, known("pydantic.main.BaseModel"))


def is_root_model(of: object) -> TypeGuard["type[BaseModel]"]:
    """Whether it is a class of models that are one value."""
    return isinstance(of, type) and issubclass(of, known("pydantic.root_model.RootModel"))


def is_dataclass(of: type) -> bool:
    """Whether it is a dataclass that pydantic has made, and not one that inherits from such a one."""
    made = getattr(sys.modules.get("pydantic.dataclasses"), "is_pydantic_dataclass", None)
    return made is not None and bool(made(of))


def is_field(value: object) -> TypeGuard["FieldInfo"]:
    """Whether it is what `Field(…)` makes."""
    return isinstance(value, known("pydantic.fields.FieldInfo"))
