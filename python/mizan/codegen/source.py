"""Fills templates, and lets nothing into them that was not made for the place.

It decides that a template prints `Source` alone: text from the IR becomes `Source` only through a target's own filters
and printer, so that a value that was forgotten stops the generator instead of ending up in code. It has no twin.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


class Source(str):
    """Text that may stand in generated code as it is."""

    __slots__ = ()


class UnprintableError(TypeError):
    """A template printed a value that is no `Source`: a fault of the target, not of its user."""


Filters = tuple[tuple[str, Callable[..., Source]], ...]


def fill(package: str, template: str, filters: Filters, values: Mapping[str, Any]) -> str:
    """The text of `template` in `package` with `values` in it."""
    return _environment(package, filters).get_template(template).render(values)


@cache
def _environment(package: str, filters: Filters) -> Environment:
    # Autoescape knows HTML alone; `finalize` sees every printed value and is what keeps code from data here.
    environment = Environment(  # noqa: S701
        loader=PackageLoader(package),
        finalize=_printable,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters.update(dict(filters))
    return environment


def _printable(value: object) -> Source:
    if not isinstance(value, Source):
        raise UnprintableError(f"a template printed a value of type `{type(value).__name__}`")
    return value
