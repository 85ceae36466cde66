"""The generator of client code. Page: `ir/protocol/client.md`."""

from mizan.codegen.files import Report, UnsafePathError, write
from mizan.codegen.naming import NamingError
from mizan.codegen.plan import PlanError
from mizan.codegen.targets import TARGETS, TargetError, generate

__all__ = ["TARGETS", "NamingError", "PlanError", "Report", "TargetError", "UnsafePathError", "generate", "write"]
