"""What a declaration is: contexts, targets, and the function that carries it.

Decides their form and that a declared function stays the function it was; options are judged in `client`, graphs in
`registry` and in the core. Twin: `mizan-core/src/ir.rs`. Page: section 1 of the protocol, `ir/protocol/dispatch.md`.
"""

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, ParamSpec, TypeVar, cast

from mizan import invalidation
from mizan.domain import DomainError
from mizan.records import record
from mizan.refusals import here, refuse

P = ParamSpec("P")
R = TypeVar("R")

response_classes: dict[type, Callable[[str], str]] = {}
"""The classes of the hosts' own responses, which each host adds: a function that is annotated with one, or with a
subclass, is a view. Beside each stands what makes a neutral route of one that is written as that host writes them; it
raises `ValueError`, which says why the host could not read it.
"""

given_parameters: list[Callable[[Any, Any], bool]] = []
"""What each host adds that gives functions more than a request: whether a parameter of this annotation and default is
the host's to give. Such a one is no argument, and never reaches the IR.
"""


@dataclass(frozen=True, slots=True)
class Target:
    """What a mutation drops: a context, a member or a member's name; `scope` says which argument a param comes from."""

    of: "ReactContext | Function[..., Any] | str"
    scope: Mapping[str, str] | None = None
    all: bool = False


@dataclass(frozen=True, slots=True)
class ReactContext:
    """A named group of reads. `identity`: the param that names the caller; `view`: params that never scope."""

    name: str
    identity: str | None = None
    view: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        view: tuple[str, ...] = ()
        if isinstance(self.view, (list, tuple)) and all(isinstance(each, str) for each in self.view):
            view = tuple(self.view)
        else:
            name = self.view if isinstance(self.view, str) else "page"
            refuse(f'{here()}: context `{self.name}`: `view` is a tuple of names, such as `("{name}",)`')
        object.__setattr__(self, "view", view)

    def scope(self, **arguments: str) -> Target:
        """This context as a target whose params come from the named arguments: `UserContext.scope(user_id="owner")`."""
        return _scoped(self, self.name, arguments)

    def all(self) -> Target:
        """The whole context, whatever the arguments say."""
        return Target(self, all=True)


def _scoped(of: "ReactContext | Function[..., Any]", name: str, arguments: Mapping[str, str]) -> Target:
    if not arguments:
        whole = f"; the whole of a context is `{name}.all()`" if isinstance(of, ReactContext) else ""
        refuse(f"{here()}: `{name}.scope()` names no param{whole}")
        return Target(of)
    for param, argument in arguments.items():
        if not isinstance(argument, str):
            refuse(f"{here()}: `{name}.scope({param}=…)` takes the name of an argument, as text")
            return Target(of)
    return Target(of, scope=dict(arguments))


@record()
class Declaration:
    """What was declared, and where (`file:line`).

    `auth` is the IR's word (`required`, `self`, `staff`, `superuser`, `role:<name>`, `custom`) or `None` for everybody;
    `guard` what decides where it is `custom`. `methods` are those that were given for a view, which has a `route`;
    `cache` is the seconds that an answer is kept at most where they were given. `namespace` is where its annotations
    are read if it is a local function.
    """

    name: str
    place: str
    context: ReactContext | None
    affects: tuple[Target, ...]
    auth: str | None
    guard: Callable[[Any], Any] | None
    public: bool
    private: bool
    route: str | None
    methods: tuple[str, ...]
    rev: int
    cache: bool | int
    raises: tuple[type[DomainError[Any]], ...]
    namespace: Mapping[str, Any] | None = field(repr=False, compare=False)


class Function(Generic[P, R]):
    """A declared function. Called from Python it is the function itself: within a running call its targets join that
    call, outside of calls they are performed when it ends, however it ends.
    """

    def __init__(self, function: Callable[P, R], declaration: Declaration) -> None:
        functools.update_wrapper(self, function)
        self.function = function
        self.declaration = declaration
        self._is_async = inspect.iscoroutinefunction(function)
        # With these `inspect` takes it for the function that it wraps, so that `iscoroutinefunction` is true of an
        # async one.
        plain = cast(Any, function)
        self.__name__: str = plain.__name__
        self.__code__ = plain.__code__
        self.__defaults__ = plain.__defaults__
        self.__kwdefaults__ = plain.__kwdefaults__

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        if not self.declaration.affects:
            return self.function(*args, **kwargs)
        if self._is_async:
            return cast(R, self._awaited(args, kwargs))
        with invalidation.joined(self, lambda: self._bound(args, kwargs)):
            return self.function(*args, **kwargs)

    async def _awaited(self, args: Any, kwargs: Any) -> Any:
        with invalidation.joined(self, lambda: self._bound(args, kwargs)):
            return await cast(Any, self.function)(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<function `{self.declaration.name}` declared at {self.declaration.place}>"

    def scope(self, **arguments: str) -> Target:
        """This member as a target whose params come from the named arguments."""
        return _scoped(self, self.declaration.name, arguments)

    @property
    def signature(self) -> inspect.Signature:
        """Of the function itself, the request included."""
        return inspect.signature(self.function)

    @property
    def takes_request(self) -> bool:
        """Whether its first parameter is the request, which is no argument."""
        return next(iter(self.signature.parameters), None) == "request"

    def _bound(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        bound = self.signature.bind(*args, **kwargs)
        bound.apply_defaults()
        arguments = dict(bound.arguments)
        if self.takes_request:
            del arguments["request"]
        return arguments


def invalidate(target: ReactContext | Function[..., Any] | str, /, **params: Any) -> None:
    """Drops a context, or a member (the function or its name), where these params have these values.

    Within a running call it is a target of the call's; elsewhere it is performed after the commit of the outermost
    transaction, or at once where none is open. Raises `ValueError` for what the graph does not have and for a value
    that does not fit, `RuntimeError` in a read, which has no way to say what it drops.
    """
    if isinstance(target, ReactContext):
        invalidation.drop(target.name, None, params)
    elif isinstance(target, Function):
        context = target.declaration.context
        invalidation.drop(None if context is None else context.name, target.declaration.name, params)
    elif isinstance(target, str):
        invalidation.drop(None, target, params)
    elif isinstance(target, Target):
        raise TypeError("`invalidate` takes the context or the member itself, and params by name: none drops the whole")
    else:
        raise TypeError(f"`invalidate` takes a context, a member or a member's name, not `{type(target).__name__}`")
