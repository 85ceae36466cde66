"""The target `typescript`. Page: `ir/protocol/client.md`."""

from mizan.codegen.typescript.target import FILE, Exports, generate

__all__ = ["FILE", "Exports", "generate"]
