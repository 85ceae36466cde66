"""The IR: its model, how a registry becomes one, and how its text is read. The door; it decides nothing."""

from mizan.ir.schema import (
    Affect,
    Context,
    Field,
    Function,
    Ir,
    ListType,
    OptionalType,
    RefType,
    ScalarType,
    Struct,
    Type,
)
from mizan.ir.text import TextError, read

__all__ = [
    "Affect",
    "Context",
    "Field",
    "Function",
    "Ir",
    "ListType",
    "OptionalType",
    "RefType",
    "ScalarType",
    "Struct",
    "TextError",
    "Type",
    "read",
]
