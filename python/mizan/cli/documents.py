"""IR documents of the command line: read, judged and normalised.

Decides how a document is found and what is said of one that cannot be read. Page: `ir/protocol/ir.md`.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mizan import _native
from mizan.ir.document import decode
from mizan.ir.schema import Ir
from mizan.ir.text import TextError, read


class DocumentError(Exception):
    """A document that cannot be used: which, and why."""


@dataclass(frozen=True, slots=True)
class Document:
    """One IR: as a model, and as the normalised JSON that clients are generated from, with its schema."""

    name: str
    ir: Ir
    normalised: dict[str, Any]
    schema: str


def load(name: str) -> Document:
    """The IR text in a file, or from standard input for `-`. Raises `DocumentError`."""
    text = _text(name)
    try:
        graph = _native.Graph(read(text).encode())
    except TextError as error:
        raise DocumentError(f"`{name}` is no IR: {error}") from error
    except _native.GraphError as error:
        raise DocumentError(f"`{name}` is no legal graph:\n" + "\n".join(f"- {it}" for it in error.defects)) from error
    except ValueError as error:
        # The core reads no JSON that is nested without end, and no number that is none of its own.
        raise DocumentError(f"`{name}` {error}") from error
    document = graph.ir()
    return Document(name, decode(document), json.loads(document), graph.schema)


def _text(name: str) -> str:
    try:
        return sys.stdin.buffer.read().decode() if name == "-" else Path(name).read_bytes().decode()
    except OSError as error:
        raise DocumentError(f"`{name}` cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DocumentError(f"`{name}` is not UTF-8") from error
