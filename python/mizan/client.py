"""The decorator: what a function says of itself, and what is refused because it would do nothing yet.

Decides which options there are; never what makes a graph legal (`registry`, and `mizan-core/src/registry.rs`, whose
`client` attribute is the twin). Page: section 1 of the protocol, `ir/protocol/envelope.md`.
"""

import inspect
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any, Literal, ParamSpec, TypeAlias, TypeVar, overload

from mizan import registry as registries
from mizan.declaration import Declaration, Function, ReactContext, Target
from mizan.errors import DeclarationError

P = ParamSpec("P")
R = TypeVar("R")

_NAME = re.compile(r"[a-z][a-z0-9_]*")


AnyTarget: TypeAlias = ReactContext | Function[..., Any] | Target | str


@overload
def client(function: Callable[P, R], /) -> Function[P, R]: ...


@overload
def client(
    *,
    context: ReactContext | None = None,
    affects: AnyTarget | Iterable[AnyTarget] = (),
    auth: object = None,
    public: bool = False,
    private: bool = False,
    route: object = None,
    methods: object = None,
    websocket: bool = False,
    rev: int = 0,
    cache: bool | int = True,
    raises: Iterable[type[Exception]] = (),
) -> Callable[[Callable[P, R]], Function[P, R]]: ...


def client(
    function: Callable[..., Any] | None = None,
    /,
    *,
    context: Any = None,
    affects: Any = (),
    auth: Any = None,
    public: Any = False,
    private: Any = False,
    route: Any = None,
    methods: Any = None,
    websocket: Any = False,
    rev: Any = 0,
    cache: Any = True,
    raises: Any = (),
) -> Any:
    """Makes a function callable from generated clients: `@client`, or `@client(context=…)`. Section 1 of the protocol.

    There are `context`, `affects`, `auth=True`, `auth="self"` and, on members, `cache=False`. Every other option is
    refused with a `DeclarationError` until it does something.
    """
    absent = (
        ("public", public, False, "a member's answer is kept for each caller"),
        ("private", private, False, "every declared function can be called"),
        ("route", route, None, "functions are called below `call/` and read below `ctx/`"),
        ("methods", methods, None, "functions are called by POST, contexts read by GET"),
        ("websocket", websocket, False, "functions are called over HTTP"),
        ("rev", rev, 0, "there is no store whose entries it could drop"),
        ("raises", raises, (), "functions raise the problems of `mizan.errors`"),
    )
    namespace = sys._getframe(1).f_locals

    def declare(plain: Callable[..., Any]) -> Function[..., Any]:
        name, place = _identified(plain)
        for option, value, usual, instead in absent:
            if value is not usual and value != usual:
                raise _refused(name, place, f"`{option}` is not there yet; {instead}")
        declaration = Declaration(
            name=name,
            place=place,
            context=_context(name, place, context),
            affects=_targets(name, place, affects),
            auth=_auth(name, place, auth),
            cache=_cache(name, place, cache, member=context is not None),
            namespace=dict(namespace) if "<locals>" in plain.__qualname__ else None,
        )
        if declaration.context is not None and declaration.affects:
            raise _refused(name, place, "a member is read by GET and may not have `affects`; declare two functions")
        declared = Function(plain, declaration)
        registries.current().add(declared)
        return declared

    return declare if function is None else declare(function)


def _refused(name: str, place: str, why: str) -> DeclarationError:
    return DeclarationError(f"{place}: function `{name}`: {why}")


def _identified(plain: Any) -> tuple[str, str]:
    if isinstance(plain, Function):
        raise _refused(plain.declaration.name, plain.declaration.place, "it is declared already")
    if not inspect.isfunction(plain):
        raise DeclarationError(f"`{plain!r}` is no function; `client` declares functions of a module")
    code = inspect.unwrap(plain).__code__
    name, place = plain.__name__, f"{code.co_filename}:{code.co_firstlineno}"
    if _NAME.fullmatch(name) is None:
        raise _refused(name, place, "the name is not of the form `[a-z][a-z0-9_]*`")
    if inspect.isgeneratorfunction(plain) or inspect.isasyncgenfunction(plain):
        raise _refused(name, place, "a generator is not there yet; return a list")
    return name, place


def _context(name: str, place: str, context: Any) -> ReactContext | None:
    if context is None or isinstance(context, ReactContext):
        return context
    raise _refused(name, place, f"`context` takes a `ReactContext`, not `{context!r}`")


def _targets(name: str, place: str, affects: Any) -> tuple[Target, ...]:
    if isinstance(affects, (set, frozenset)):
        raise _refused(name, place, "`affects` takes a list: a set has no order, and targets have one")
    several = affects if isinstance(affects, (list, tuple)) else (affects,)
    targets: list[Target] = []
    for each in several:
        target = each if isinstance(each, Target) else Target(each)
        if not isinstance(target.of, (ReactContext, Function, str)):
            raise _refused(name, place, f"`affects` takes contexts, members and names of members, not `{each!r}`")
        targets.append(target)
    return tuple(targets)


def _auth(name: str, place: str, auth: Any) -> Literal["required", "self"] | None:
    if auth is None or auth is False:
        return None
    if auth is True:
        return "required"
    if auth == "self":
        return "self"
    raise _refused(name, place, f'`auth={auth!r}` is not there yet; there are `True` and `"self"`')


def _cache(name: str, place: str, cache: Any, *, member: bool) -> bool:
    if cache is True:
        return True
    if cache is not False:
        raise _refused(name, place, f"`cache={cache!r}` is not there yet; there are `True` and `False`")
    if not member:
        raise _refused(
            name, place, "`cache=False` does nothing on a function without a context: its answer is never kept"
        )
    return False
