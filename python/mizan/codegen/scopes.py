"""The declared targets of each function, as the core resolves them.

It decides nothing: which tier answers, and from which argument a param comes, is `mizan-core`'s. The page is
`ir/protocol/invalidation.md`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from mizan import _native
from mizan.codegen import plan
from mizan.codegen.naming import Name


@dataclass(frozen=True, slots=True)
class Target:
    """A declared target: a context or one `member` of it, the tier that answers where nothing is null, and param →
    argument (None: the caller's id).
    """

    context: str
    member: str | None
    tier: str
    params: Mapping[str, str | None]

    def as_json(self) -> dict[str, Any]:
        """As the packages take it."""
        member = {} if self.member is None else {"function": self.member}
        return {"context": self.context, **member, "tier": self.tier, "params": dict(sorted(self.params.items()))}


Scopes: TypeAlias = Mapping[Name, tuple[Target, ...]]


def read(it: plan.Plan, document: Mapping[str, Any]) -> Scopes:
    """The targets of each function that is called, in declared order. Raises `ValueError` for what is no legal IR."""
    graph = _native.Graph(json.dumps(document).encode())
    return {
        function.name: tuple(Target(*declared) for declared in graph.declared(function.name))
        for function in it.functions
    }
