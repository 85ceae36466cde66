"""The decorator: what a function says of itself, and what is refused because it would do nothing yet.

Decides which options there are and what may be declared at all; what their values may be is `options`', what makes a
graph legal `registry`'s. Twin: the `client` attribute of `rust/mizan-macros`. Page: section 1 of the protocol,
`ir/protocol/registry.md`.
"""

import functools
import inspect
import re
import sys
import types
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, ParamSpec, TypeAlias, TypeVar, overload

from mizan import options
from mizan import registry as registries
from mizan.declaration import Declaration, Function, ReactContext, Target
from mizan.domain import DomainError, data_type
from mizan.options import Refuse
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
    auth: bool | str | Callable[..., bool | Awaitable[bool]] | None = None,
    public: bool = False,
    private: bool = False,
    route: str | None = None,
    methods: Iterable[str] | None = None,
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

    `context`: it is a read, answered together with the others of its context. `affects`: what it drops when it ends.
    `auth`: who may call it, `True` (somebody), `"self"`, `"staff"`, `"superuser"`, another role, or a callable of the
    request. `raises`: its domain errors. Members alone: `public` (one answer for everyone), `cache` (`False`, or the
    seconds that an answer is kept at most, 1 to 3600), `rev` (another number drops what was kept). `private`: Python
    code alone calls it. `route` and `methods`: a view, whose result is the host's own response.

    What does nothing where it stands is refused with a `DeclarationError`.
    """
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
        if websocket is not False:
            refused("`websocket` is not there yet; functions are called over HTTP")
        if context is not None and not isinstance(context, ReactContext):
            refused(f"`context` takes a `ReactContext`, not `{context!r}`", leaves_out=True)
            whole = False
        member = context is not None
        targets = _targets(affects, refused)
        if member and targets:
            refused("a member is read by GET and may not have `affects`; declare two functions")
            targets = ()
        who, guard = options.auth(auth, refused)
        kept = options.cache(cache, refused, member=member)
        path = options.route(route, refused, member=member)
        declaration = Declaration(
            name=name,
            place=place,
            context=context if isinstance(context, ReactContext) else None,
            affects=targets,
            auth=who,
            guard=guard,
            public=options.public(public, refused, member=member, auth=who, cache=kept),
            private=options.private(private, refused, member=member, auth=who),
            route=path,
            methods=options.methods(methods, refused, route=path, mutates=bool(targets)),
            rev=options.rev(rev, refused, member=member),
            cache=kept,
            raises=_raises(raises, refused, answers=not private or path is not None),
            namespace=dict(namespace) if "<locals>" in plain.__qualname__ else None,
        )
        declared = Function(plain, declaration)
        if whole:
            registries.current().add(declared)
        return declared

    return declare if function is None else declare(function)


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


def _is_whole(plain: Callable[..., Any], refused: Refuse) -> bool:
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


def _targets(affects: Any, refused: Refuse) -> tuple[Target, ...]:
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


def _raises(raises: Any, refused: Refuse, *, answers: bool) -> tuple[type[DomainError[Any]], ...]:
    if not isinstance(raises, (list, tuple, set, frozenset)):
        refused("`raises` takes a list of classes, such as `[OutOfStock]`")
        return ()
    if raises and not answers:
        refused("`raises` does nothing on a private function without a route: it answers nobody")
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
