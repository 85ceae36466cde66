"""The target `devtools`. Page: `ir/protocol/client.md`."""

from mizan.codegen.devtools.target import FILE, generate

__all__ = ["FILE", "generate"]
