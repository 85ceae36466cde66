"""What shared caches know an answer by: the tags of what was read, and of what was dropped (RFC 9875).

Decides how many of them an answer may name; the tags themselves are made in the native core. No twin yet. Page:
`ir/protocol/invalidation.md`, "Shared caches".
"""

import json
from collections.abc import Iterable, Mapping

from mizan import _native
from mizan.envelope import WORLD
from mizan.invalidation import Values
from mizan.registry import Bundle, Frozen

MOST_DROPPED = 32
"""Tags that an answer names as dropped; beyond, whole contexts stand for theirs."""


def entry_tags(frozen: Frozen, bundle: Bundle, values: Mapping[str, Values], secret: bytes) -> list[str] | None:
    """All tags of a bundle's entries, in byte order; `None` without a secret, by which nobody could make them."""
    if not secret:
        return None
    made = (frozen.graph.entry_tags(bundle.context, name, values[name], secret) for name in bundle.names)
    return sorted({tag for tags in made for tag in tags})


def purge_tags(frozen: Frozen, invalidation: _native.Invalidation, secret: bytes) -> list[str]:
    """The tags of what was dropped, 32 at most: beyond, the context with the most (the first by name) is dropped as a
    whole, then the next, and in the end the world.
    """
    tags = invalidation.tags(secret)
    if len(tags) <= MOST_DROPPED:
        return tags
    targets: dict[str, list[bytes]] = {}
    for target in json.loads(invalidation.targets):
        context = target if isinstance(target, str) else target["context"]
        targets.setdefault(context, []).append(_native.canonical_json(target).encode())
    found = {context: _tags(frozen, those, secret) for context, those in targets.items()}
    while sum(map(len, found.values())) > MOST_DROPPED:
        most = min(found, key=lambda context: (-len(found[context]), context))
        if len(found[most]) == 1:
            return [WORLD]
        found[most] = _tags(frozen, [frozen.graph.target(most, None, {})], secret)
    return sorted(tag for those in found.values() for tag in those)


def _tags(frozen: Frozen, targets: Iterable[bytes], secret: bytes) -> list[str]:
    return frozen.graph.invalidation([], None, targets=list(targets)).tags(secret)
