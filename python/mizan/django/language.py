"""The language and the time zone that a cached member answers in: the project's, whatever a visitor has activated.

Decides that alone: a member's key has neither of them. Page: `ir/protocol/caller.md`. No twin: other hosts have nothing
that a middleware activates behind a function's back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import timezone, translation


@contextmanager
def defaults() -> Iterator[None]:
    """For the time of the block they are the project's."""
    with translation.override(settings.LANGUAGE_CODE), timezone.override(None):
        yield


def speaks_default() -> bool:
    """Whether nobody has activated any other."""
    # Where nothing was ever activated, that is told in a tenth of the time that Django takes to say so.
    for each in _activations():
        if each.get(None) is not None:
            break
    else:
        return True
    return (
        translation.get_language() == settings.LANGUAGE_CODE
        and timezone.get_current_timezone() is timezone.get_default_timezone()
    )


@cache
def _activations() -> tuple[ContextVar[Any], ...]:
    """Where it is kept what was activated: what a context holds in which something was, and nothing else happened. No
    language is where `USE_I18N` is off."""
    context = Context()
    context.run(translation.activate, settings.LANGUAGE_CODE)
    context.run(timezone.activate, timezone.get_default_timezone())
    return tuple(context)
