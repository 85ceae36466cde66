"""Who asks, and the only request that a cached member gets to see.

Decides what a member's answer may depend on; never how a caller is found (each adapter's `identity`).
Twin: `mizan-core/src/caller.rs`. Page: `ir/protocol/caller.md`.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn

from mizan._native import permission_hash
from mizan.errors import UndeclaredDependency


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody. Nobody is `None`, never a caller with an empty id.

    `id` is unique over all ways of identity; `roles` holds names, of which `staff` and `superuser` are Django's;
    `permissions` is the permission hash (`mizan._native.permission_hash`); `via` says how it was established
    (`session`).
    """

    id: str
    roles: frozenset[str]
    permissions: str
    via: str

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("a caller has an id; nobody is `None`")

    @classmethod
    def of(
        cls, id: str, *, roles: Iterable[str] = (), permissions: Iterable[str] = (), via: str = "session"
    ) -> "Caller":
        """With the permission hash of these roles and permissions; `staff` and `superuser` are roles."""
        # A comma ends a permission in what is hashed; no declaration can ask for such a role.
        named = frozenset(role for role in roles if "," not in role)
        others = sorted(f"role:{role}" for role in named if role not in ("staff", "superuser"))
        made = permission_hash(
            staff="staff" in named, superuser="superuser" in named, permissions=[*permissions, *others]
        )
        return cls(id, named, made, via)

    @property
    def is_staff(self) -> bool:
        """Whether the guard `self` lets this caller at anybody's data."""
        return self.has("staff")

    def has(self, role: str) -> bool:
        """Whether the caller has the role. A host may answer for `staff` and `superuser` without loading the others."""
        return role in self.roles


def caller_json(caller: Caller | None) -> bytes:
    """What a native module is told: `null`, or id, roles and permissions."""
    if caller is None:
        return b"null"
    fields = {"id": caller.id, "roles": sorted(caller.roles), "permissions": caller.permissions}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


class CachedRequest:
    """A request reduced to its caller; of a `public` member, to nothing. Everything else raises `UndeclaredDependency`,
    which names the way out.

    Adapters subclass it to add what is derived from the caller alone (on Django `user`, loaded anew), which a public
    member is refused as well: `refuse_if_public`.
    """

    __slots__ = ("_caller", "_public")

    def __init__(self, caller: Caller | None, *, public: bool = False) -> None:
        self._caller = caller
        self._public = public

    @property
    def caller(self) -> Caller | None:
        """Who asks, or nobody."""
        self.refuse_if_public("caller")
        return self._caller

    def refuse_if_public(self, attribute: str) -> None:
        """Raises `UndeclaredDependency` in a public member, where `attribute` would depend on who asks."""
        if self._public:
            raise UndeclaredDependency(attribute, public=True)

    def __getattr__(self, name: str) -> NoReturn:
        # Python itself probes for double underscores (copy, pickle, inspect); these are no dependency. Nor are slots
        # of a request that is not made yet.
        if (name.startswith("__") and name.endswith("__")) or name in CachedRequest.__slots__:
            raise AttributeError(name)
        raise UndeclaredDependency(name, public=self._public)
