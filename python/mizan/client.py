"""The decorator: what a function says of itself, and what is refused because it would do nothing yet.

Decides which options there are; never what makes a graph legal (`registry`, and `mizan-core/src/registry.rs`, whose
`client` attribute is the twin). Page: section 1 of the protocol, `ir/protocol/envelope.md`.
"""

import functools
import inspect
import re
import sys
import types
from collections.abc import Callable, Iterable
from typing import Any, Literal, ParamSpec, Protocol, TypeAlias, TypeVar, overload

from mizan import registry as registries
from mizan.declaration import Declaration, Function, ReactContext, Target
from mizan.domain import DomainError, data_type
from mizan.refusals import here, refuse

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
    raises: Iterable[type[DomainError[Any]]] = (),
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

    There are `context`, `affects`, `raises`, `auth=True`, `auth="self"` and, on members, `cache=False`. Every other
    option is refused with a `DeclarationError` until it does something.
    """
    absent = (
        ("public", public, False, "a member's answer is kept for each caller"),
        ("private", private, False, "every declared function can be called"),
        ("route", route, None, "functions are called below `call/` and read below `ctx/`"),
        ("methods", methods, None, "functions are called by POST, contexts read by GET"),
        ("websocket", websocket, False, "functions are called over HTTP"),
        ("rev", rev, 0, "there is no store whose entries it could drop"),
    )
    namespace = sys._getframe(1).f_locals
    where = here()

    def declare(plain: Callable[..., Any]) -> Any:
        # Only while refusals are kept does anything go on after one: for the other defects, and never to be called.
        if isinstance(plain, Function):
            refuse(f"{plain.declaration.place}: function `{plain.declaration.name}`: it is declared already")
            return plain
        if not inspect.isfunction(plain):
            refuse(f"{where}: {_no_function(plain)}", leaves_out=getattr(plain, "__name__", None))
            return plain
        code = inspect.unwrap(plain).__code__
        name, place = plain.__name__, f"{code.co_filename}:{code.co_firstlineno}"

        def refused(why: str, *, leaves_out: bool = False) -> None:
            refuse(f"{place}: function `{name}`: {why}", leaves_out=name if leaves_out else None)

        whole = _is_whole(plain, refused)
        for option, value, usual, instead in absent:
            if value is not usual and value != usual:
                refused(f"`{option}` is not there yet; {instead}")
        if context is not None and not isinstance(context, ReactContext):
            refused(f"`context` takes a `ReactContext`, not `{context!r}`", leaves_out=True)
            whole = False
        targets = _targets(affects, refused)
        if context is not None and targets:
            refused("a member is read by GET and may not have `affects`; declare two functions")
        declaration = Declaration(
            name=name,
            place=place,
            context=context if isinstance(context, ReactContext) else None,
            affects=targets if context is None else (),
            auth=_auth(auth, refused),
            cache=_cache(cache, refused, member=context is not None),
            raises=_raises(raises, refused),
            namespace=dict(namespace) if "<locals>" in plain.__qualname__ else None,
        )
        declared = Function(plain, declaration)
        if whole:
            registries.current().add(declared)
        return declared

    return declare if function is None else declare(function)


class _Refuse(Protocol):
    """`leaves_out`: what is wrong keeps the function out of the graph, so that who names it is not wrong besides."""

    def __call__(self, why: str, *, leaves_out: bool = False) -> None: ...


def _no_function(what: Any) -> str:
    if isinstance(what, ReactContext):
        return "`client` takes a context by name: say `@client(context=…)`"
    kind = next((kind for cls, kind in _KINDS if isinstance(what, cls)), f"`{what!r}` is no function")
    return f"{kind}; declare a plain function of the module"


_KINDS: tuple[tuple[type, str], ...] = (
    (type, "a class is no function"),
    (functools.partial, "a partial is no function with a name"),
    (staticmethod, "a static method is called through its class"),
    (classmethod, "a class method is called through its class"),
    (types.MethodType, "a method is called through its object"),
    (property, "a property is no function"),
)


def _is_whole(plain: Callable[..., Any], refused: _Refuse) -> bool:
    why = None
    around = plain.__qualname__.rpartition(".")[0]
    if _NAME.fullmatch(plain.__name__) is None:
        why = "the name is not of the form `[a-z][a-z0-9_]*`"
    elif inspect.isgeneratorfunction(plain) or inspect.isasyncgenfunction(plain):
        why = "a generator is not there yet; return a list"
    elif around and not around.endswith("<locals>"):
        why = f"it is a method of `{around}`; declare a plain function of the module"
    if why is not None:
        refused(why, leaves_out=True)
    return why is None


def _targets(affects: Any, refused: _Refuse) -> tuple[Target, ...]:
    if isinstance(affects, (set, frozenset)):
        refused("`affects` takes a list: a set has no order, and targets have one")
        return ()
    several = affects if isinstance(affects, (list, tuple)) else (affects,)
    targets: list[Target] = []
    for each in several:
        target = each if isinstance(each, Target) else Target(each)
        if isinstance(target.of, (ReactContext, Function, str)):
            targets.append(target)
        else:
            refused(f"`affects` takes contexts, members and names of members, not `{each!r}`")
    return tuple(targets)


def _raises(raises: Any, refused: _Refuse) -> tuple[type[DomainError[Any]], ...]:
    if not isinstance(raises, (list, tuple, set, frozenset)):
        refused("`raises` takes a list of classes, such as `[OutOfStock]`")
        return ()
    found: list[type[DomainError[Any]]] = []
    for each in raises:
        if not isinstance(each, type) or not issubclass(each, DomainError):
            shown = each.__name__ if isinstance(each, type) else repr(each)
            refused(
                f"`raises` takes domain errors, not `{shown}`; declare one: `class OutOfStock(DomainError[None])`, "
                "or `DomainError[StockLeft]` with data"
            )
        elif not _has_data_type(each):
            refused(f"`raises`: `{each.__name__}` does not say the type of its data; `DomainError[None]` has none")
        elif each not in found:
            found.append(each)
    return tuple(found)


def _has_data_type(cls: type[DomainError[Any]]) -> bool:
    try:
        data_type(cls)
    except NameError:  # It may be defined later; `build` says so if it is not.
        return True
    except LookupError:
        return False
    return True


def _auth(auth: Any, refused: _Refuse) -> Literal["required", "self"] | None:
    if auth is None or auth is False:
        return None
    if auth is True:
        return "required"
    if auth == "self":
        return "self"
    refused(f'`auth={auth!r}` is not there yet; there are `True` and `"self"`')
    return None


def _cache(cache: Any, refused: _Refuse, *, member: bool) -> bool:
    if cache is True:
        return True
    if cache is not False:
        refused(f"`cache={cache!r}` is not there yet; there are `True` and `False`")
        return True
    if not member:
        refused("`cache=False` does nothing on a function without a context: its answer is never kept")
    return not member
