"""The target `react`. Page: `ir/protocol/client.md`."""

from mizan.codegen.react.target import FILE, generate

__all__ = ["FILE", "generate"]
