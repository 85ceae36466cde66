"""The generator of client code. Page: `ir/protocol/client.md`."""

from mizan.codegen.files import Report, UnsafePathError, write
from mizan.codegen.naming import NamingError
from mizan.codegen.options import Options
from mizan.codegen.targets import DATES, DEFAULT, TARGETS, TargetError, generate, known, put
from mizan.codegen.types import PlanError

__all__ = [
    "DATES",
    "DEFAULT",
    "TARGETS",
    "NamingError",
    "Options",
    "PlanError",
    "Report",
    "TargetError",
    "UnsafePathError",
    "generate",
    "known",
    "put",
    "write",
]
