"""How deep lists and objects of a default may be within each other.

Looked at before an IR is handed over: the core's reader stops at a deeper document before it knows whose default it
reads. Twin: `MAX_DEPTH` of `mizan-core/src/json.rs`. Page: `ir/protocol/types.md`, strict JSON.
"""

from typing import Any, Final

DEEPEST: Final = 64


def levels(value: Any) -> int:
    """How deep lists and objects are within each other: none in a text, one in `[1, 2]`."""
    found, ahead = 0, [value]
    while ahead := [each for each in ahead if isinstance(each, list | dict)]:
        found += 1
        ahead = [inner for each in ahead for inner in (each.values() if isinstance(each, dict) else each)]
    return found
