"""The target `testing`. Page: `ir/protocol/client.md`."""

from mizan.codegen.testing.target import FILE, generate

__all__ = ["FILE", "generate"]
