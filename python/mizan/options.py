"""The values that an option of the decorator may have, and where it would do nothing: each refused with its cure.

Decides what needs the one declaration alone; what needs the graph is the core's (`mizan-core/src/defects.rs`), which
knows these rules too, for the other languages. Page: section 1 of the protocol, `ir/protocol/registry.md`.
"""

import inspect
import unicodedata
from collections.abc import Callable
from typing import Any, Protocol

from mizan.declaration import Function, given_parameters


class Refuse(Protocol):
    """`leaves_out`: what is wrong keeps the function out of the graph, so that who names it is not wrong besides."""

    def __call__(self, why: str, *, leaves_out: bool = False) -> None: ...


def auth(auth: Any, refused: Refuse) -> tuple[str | None, Callable[[Any], Any] | None]:
    """The IR's word for who may call, and the project's own guard if it is one."""
    if auth is None or auth is False:
        return None, None
    if auth is True:
        return "required", None
    if isinstance(auth, str):
        return _role(auth, refused), None
    if isinstance(auth, Function):
        refused(f"`auth`: `{auth.declaration.name}` is declared with `@client`; a guard is a plain function")
    elif isinstance(auth, type):
        refused(f"`auth`: `{auth.__name__}` is a class; pass a function of the request, or an object that is called")
    elif not callable(auth):
        refused(f'`auth` takes `True`, `"self"`, a role or a function of the request, not `{auth!r}`')
    elif inspect.isgeneratorfunction(auth) or inspect.isasyncgenfunction(auth):
        refused("`auth`: a generator is no guard; return `True` or `False`")
    elif not _takes_one(auth):
        refused(f"`auth`: `{_called(auth)}` is not called with the request alone")
    else:
        return "custom", auth
    return None, None


def _role(name: str, refused: Refuse) -> str | None:
    if name in ("self", "staff", "superuser"):
        return name
    instead = {"required": "`auth=True`", "custom": "the function itself"}.get(name)
    if name.startswith("role:"):
        instead = "the role's name alone"
    if instead is not None:
        refused(f'`auth="{name}"`: say {instead}')
    elif not 1 <= len(name) <= 64 or name != name.strip() or "," in name or not all(map(_plain, name)):
        refused("`auth`: a role's name has 1 to 64 characters, no comma, and none that cannot be seen")
    else:
        return f"role:{name}"
    return None


def _plain(character: str) -> bool:
    # Control, format (bidi among it) and surrogate characters.
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _takes_one(guard: Callable[..., Any]) -> bool:
    """The request alone, or nothing but what its host gives."""
    try:
        parameters = _parameters(guard)
    except ValueError:  # One of C's, which does not say what it takes.
        return True
    left = [each for each in parameters if not any(gives(each.annotation, each.default) for gives in given_parameters)]
    return _binds(left, None) or (len(left) < len(parameters) and _binds(left))


def _parameters(guard: Callable[..., Any]) -> list[inspect.Parameter]:
    try:
        return list(inspect.signature(guard, eval_str=True).parameters.values())
    except (NameError, SyntaxError, TypeError):
        return list(inspect.signature(guard).parameters.values())


def _binds(parameters: list[inspect.Parameter], *given: object) -> bool:
    try:
        inspect.Signature(parameters).bind(*given)
    except (TypeError, ValueError):
        return False
    return True


def _called(guard: Callable[..., Any]) -> str:
    return getattr(guard, "__name__", None) or type(guard).__name__


def _flag(option: str, value: Any, refused: Refuse) -> bool:
    if not isinstance(value, bool):
        refused(f"`{option}={value!r}` means nothing; there are `True` and `False`")
    return value is True


def public(public: Any, refused: Refuse, *, member: bool, auth: str | None, cache: bool | int) -> bool:
    """One answer for everyone."""
    if not _flag("public", public, refused):
        return False
    if not member:
        refused("`public` does nothing on a function without a context: its answer is never kept")
    elif auth is not None:
        refused("`public` and `auth` exclude each other: a public member has one answer for everyone")
    elif cache is False:
        refused("`public` and `cache=False` exclude each other: what is answered to everyone is what may be kept")
    else:
        return True
    return False


def private(private: Any, refused: Refuse, *, member: bool, auth: str | None) -> bool:
    """Called by Python code, or by its route, alone."""
    if not _flag("private", private, refused):
        return False
    if member:
        refused("`private` and `context` exclude each other: a member is there to be read")
    elif auth is not None:
        refused("`private` and `auth` exclude each other: nobody is asked who they are; check in the function itself")
    else:
        return True
    return False


_METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT")


def route(route: Any, refused: Refuse, *, member: bool) -> str | None:
    """A view's path, as the host writes it."""
    if route is None:
        return None
    if not isinstance(route, str):
        refused(f'`route` takes a path as the host writes it, such as `"pages/<int:page_id>/"`, not `{route!r}`')
    elif route.startswith("/"):
        refused(f"`route` begins without a slash: say `{route.lstrip('/')}`")
    elif not route.isprintable():
        refused("`route` has a character that no path has")
    elif member:
        refused("`route` and `context` exclude each other: a member is read below `ctx/`; declare two functions")
    else:
        return route
    return None


def methods(methods: Any, refused: Refuse, *, route: str | None, mutates: bool) -> tuple[str, ...]:
    """Those that were given, in the order of the alphabet."""
    if methods is None:
        return ()
    if isinstance(methods, str) or not isinstance(methods, (list, tuple, set, frozenset)) or not methods:
        refused('`methods` takes a list, such as `["GET", "POST"]`')
        return ()
    for each in methods:
        if each in _METHODS:
            continue
        cure = f"there are {', '.join(f'`{method}`' for method in _METHODS)}"
        if isinstance(each, str) and each.upper() in _METHODS:
            cure = f"say `{each.upper()}`"
        elif isinstance(each, str) and each.upper() == "HEAD":
            cure = "it goes with `GET`"
        refused(f"`methods`: `{each}` is none; {cure}")
        return ()
    if route is None:
        refused("`methods` does nothing without a `route`: functions are called by POST, contexts read by GET")
    elif mutates and "GET" in methods:
        refused("`affects` and the method `GET` exclude each other: whoever reads a page drops nothing")
    else:
        return tuple(sorted(set(methods)))
    return ()


def rev(rev: Any, refused: Refuse, *, member: bool) -> int:
    """Another number drops what was kept."""
    if not isinstance(rev, int) or isinstance(rev, bool) or not 0 <= rev < 1 << 31:
        refused(f"`rev` is a number from 0 to {(1 << 31) - 1}, not `{rev!r}`")
    elif rev != 0 and not member:
        refused("`rev` does nothing on a function without a context: its answer is never kept")
    else:
        return rev
    return 0


_LONGEST = 3600


def cache(cache: Any, refused: Refuse, *, member: bool) -> bool | int:
    """Whether the answer may be kept, or its most seconds."""
    if cache is True:
        return True
    if cache is not False and (not isinstance(cache, int) or not 1 <= cache <= _LONGEST):
        cure = "; `False` keeps nothing" if isinstance(cache, int) and cache <= 0 else ""
        refused(f"`cache` takes `True`, `False` or 1 to {_LONGEST} seconds, not `{cache!r}`{cure}")
        return True
    if not member:
        refused(f"`cache={cache!r}` does nothing on a function without a context: its answer is never kept")
        return True
    return bool(cache) if isinstance(cache, bool) else int(cache)
