"""A route as Django writes it: read by Django itself, and said in the neutral form of the IR.

Decides how `<slug:shelf>` and its like are told to other hosts, and nothing of what they mean. Page:
`ir/protocol/ir.md`, routes. Twin: `mizan.fastapi.written`.
"""

import re

from django.core.exceptions import ImproperlyConfigured
from django.urls.converters import PathConverter
from django.urls.resolvers import RoutePattern

# As Django finds them.
_ARGUMENT = re.compile(r"<(?:[^>:]+:)?([^>]+)>")


def neutral(route: str) -> str:
    """`board/<slug:shelf>/` → `board/{shelf}/`. Raises `ValueError`, which says why Django cannot read it."""
    converters = pattern(route).converters
    if "{" in route or "}" in route:
        raise ValueError("an argument is written as in `<str:name>`, and there are no braces beside them")
    return _ARGUMENT.sub(
        lambda found: f"{{{'*' if isinstance(converters[found[1]], PathConverter) else ''}{found[1]}}}", route
    )


def pattern(route: str) -> RoutePattern:
    """Django's own. Raises `ValueError`. A converter of the project's own is registered before views are declared."""
    try:
        read = RoutePattern(route, is_endpoint=True)
        _ = read.regex
    except (ImproperlyConfigured, re.error) as error:
        raise ValueError(str(error).rstrip(".")) from error
    return read
