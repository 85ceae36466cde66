"""The target `typescript`. Page: `ir/protocol/client.md`."""

from mizan.codegen.typescript.printer import DATES, Dates
from mizan.codegen.typescript.schemas import FILE as SCHEMAS_FILE
from mizan.codegen.typescript.schemas import generate as schemas
from mizan.codegen.typescript.target import FILE, Exports, generate

__all__ = ["DATES", "FILE", "SCHEMAS_FILE", "Dates", "Exports", "generate", "schemas"]
