"""A route as Starlette writes it: read by Starlette itself, and said in the neutral form of the IR.

Decides how `{rest:path}` and its like are told to other hosts, and nothing of what they mean. Page:
`ir/protocol/ir.md`, routes. Twin: `mizan.django.written`.
"""

import re
from typing import Any

from starlette.convertors import Convertor, PathConvertor
from starlette.routing import compile_path

_ARGUMENT = re.compile(r"\{([^{}:]*):[^{}]*\}")
_REST = re.compile(r"\{\*([^{}:]*)\}")


def neutral(route: str) -> str:
    """`files/{rest:path}` → `files/{*rest}`. Raises `ValueError`, which says why Starlette cannot read it."""
    _, _, convertors = pattern(route)

    def argument(found: re.Match[str]) -> str:
        return f"{{{'*' if isinstance(convertors.get(found[1]), PathConvertor) else ''}{found[1]}}}"

    return _ARGUMENT.sub(argument, route)


def pattern(route: str) -> tuple[re.Pattern[str], str, dict[str, Convertor[Any]]]:
    """Starlette's own, and what it makes of each argument; the neutral `{*rest}` is `{rest:path}`. Raises
    `ValueError`."""
    try:
        return compile_path("/" + _REST.sub(r"{\1:path}", route))
    except (AssertionError, re.error) as error:
        raise ValueError(str(error)) from error
