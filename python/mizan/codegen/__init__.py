"""The generator of client code. Page: `ir/protocol/client.md`."""

from mizan.codegen.files import Report, UnsafePathError, write
from mizan.codegen.naming import NamingError
from mizan.codegen.targets import DATES, TARGETS, TargetError, generate
from mizan.codegen.types import PlanError

__all__ = [
    "DATES",
    "TARGETS",
    "NamingError",
    "PlanError",
    "Report",
    "TargetError",
    "UnsafePathError",
    "generate",
    "write",
]
