"""What is declared, and what may start: a registry is a value, and `freeze` turns it into an immutable graph.

Decides which registry the decorator writes to, how native modules are mounted, and that every defect is told at once;
what is legal in a graph is decided by the core. Twin: `mizan-core/src/registry.rs`. Page: `ir/protocol/registry.md`.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType, ModuleType
from typing import Any

from mizan import _native, native, refusals
from mizan.declaration import Function
from mizan.endpoint import Declared, Endpoint, NativeEndpoint, PythonEndpoint, Raised, ViewEndpoint
from mizan.errors import DeclarationError, GraphError, domain_title
from mizan.invalidation import Joiner
from mizan.ir import build, schema
from mizan.records import record
from mizan.refusals import Refusals


@record(eq=False)
class Bundle:
    """A context as the machine reads it. `members` in name order, and their `names`; `guarded` those with a guard,
    `own` those whose guard is `self`; `builds` if an argument of one is made by code of the project's own.

    `public` if all are, `cached` if all may be; `seconds`: how long a shared cache may keep the answer.
    """

    context: str
    members: tuple[Endpoint, ...]
    names: tuple[str, ...]
    guarded: tuple[Endpoint, ...]
    own: tuple[Endpoint, ...]
    builds: bool
    public: bool
    cached: bool
    seconds: int
    frame: bytes

    def body(self, results: Sequence[bytes]) -> bytes:
        """The members' results, each JSON, as one object."""
        return self.frame % tuple(results)


_SHARED_SECONDS = 60


def _bundle(context: str, members: tuple[Endpoint, ...]) -> Bundle:
    declared = [member.declared for member in members]
    return Bundle(
        context=context,
        members=members,
        names=tuple(each.name for each in declared),
        guarded=tuple(member for member in members if member.declared.auth is not None),
        own=tuple(member for member in members if member.declared.auth == "self"),
        builds=any(member.builds for member in members),
        public=all(each.public for each in declared),
        cached=all(each.cached for each in declared),
        seconds=min([_SHARED_SECONDS, *(each.seconds for each in declared if each.seconds is not None)]),
        frame=b"{" + b",".join(b'"%b":%%b' % each.name.encode() for each in declared) + b"}",
    )


@record(eq=False)
class Frozen:
    """A graph that may start. `functions` are those that can be called from outside or read, `views` those with a
    route; `contexts` has each context's members in name order.

    `paths` is what is asked for below the base, by path; `joiners` who joins a running call; `warnings` what starts all
    the same and should be looked at; `schema` 16 hex digits, `X-Mizan-Schema`.
    """

    graph: _native.Graph
    schema: str
    functions: Mapping[str, Endpoint]
    views: Mapping[str, Endpoint]
    contexts: Mapping[str, Sequence[Endpoint]]
    paths: Mapping[str, Endpoint | Bundle]
    joiners: Mapping[object, tuple[str, Joiner]]
    warnings: Sequence[str]


class Registry:
    """Declared functions and mounted native modules, in any order."""

    def __init__(self) -> None:
        self._functions: list[Function[..., Any]] = []
        self._modules: list[native.Module] = []
        self._frozen = False
        self._refusals = Refusals()

    @property
    def functions(self) -> Sequence[Function[..., Any]]:
        """What was declared, in the order of declaration."""
        return tuple(self._functions)

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """For the time of the block refused declarations are kept for `freeze`, and what follows them is read too."""
        with refusals.kept(self._refusals):
            yield

    def add(self, function: Function[..., Any]) -> None:
        """Adds a declared function; a module that is loaded again puts its functions in place of the earlier ones.

        Raises `DeclarationError` after `freeze`: nothing could call the function, and nothing would say so.
        """
        declaration = function.declaration
        if self._frozen:
            raise DeclarationError(
                f"{declaration.place}: function `{declaration.name}`: it is declared after the registry was frozen; "
                "declare it in a module that is imported at start (on Django an app's `clients.py`)"
            )
        # Loaded again, a module is compiled again. The same code twice is a function that makes functions: a defect.
        self._functions = [
            each
            for each in self._functions
            if (each.declaration.place, each.__name__) != (declaration.place, function.__name__)
            or each.__code__ is function.__code__
        ]
        self._functions.append(function)

    def mount(self, module: ModuleType) -> None:
        """Adds the functions of a native module. Raises `DeclarationError` for an empty one, or one of another core
        version.
        """
        try:
            loaded = native.load(module)
        except DeclarationError as error:
            refusals.refuse(str(error))
            return
        self._modules = [each for each in self._modules if each.name != loaded.name]
        self._modules.append(loaded)

    def freeze(self) -> Frozen:
        """The graph. Raises `GraphError` with every refusal and defect at once, each with its place where known."""
        built = build.build(self._functions, self._modules, left_out=self._refusals.left_out)
        defects = [*self._refusals.lines, *_hidden(self._functions), *built.defects]
        ir = built.ir.encode()
        graph: _native.Graph | None = None
        try:
            graph = _native.Graph(ir, built.classes)
        except _native.GraphError as error:
            defects += [_placed(defect, built) for defect in error.defects]
        if defects or graph is None:
            raise GraphError(defects)
        self._frozen = True
        return _frozen(graph, built)


def _hidden(functions: Iterable[Function[..., Any]]) -> Iterator[str]:
    """Declared functions whose module has something else under their name: calls do not go through that."""
    for function in functions:
        module = sys.modules.get(function.__module__)
        found = getattr(module, function.__name__, function)
        if "." in function.function.__qualname__ or isinstance(found, Function) or not callable(found):
            continue
        name, place = function.declaration.name, function.declaration.place
        if function in _wrapped(found):
            why = "a decorator above `@client` never runs when it is called; use `auth=`, or put the decorator below"
        else:
            why = "its module has another thing of this name, which no call reaches; put a decorator below `@client`"
        yield f"{place}: function `{name}`: {why}"


def _wrapped(outer: Any) -> Iterator[Any]:
    # No further than any decorators go: the chain may be a circle.
    for _ in range(64):
        outer = getattr(outer, "__wrapped__", None)
        yield outer


def _placed(defect: str, built: build.Built) -> str:
    # The core knows names alone: look where the first function, or else the first context, that it names was declared;
    # where it speaks of a type or an error, which function was the first to have it.
    names = defect.split("`")[1::2]
    known = {"struct": (built.type_places,), "alias": (built.type_places,), "error": (built.error_places,)}.get(
        defect.partition(" ")[0], (built.places, built.context_places)
    )
    for places in known:
        for name in names:
            if name in places:
                return f"{places[name]}: {defect}"
    return defect


def _frozen(graph: _native.Graph, built: build.Built) -> Frozen:
    errors = {error.code: error for error in built.ir.errors}
    types = {each.name: each for each in built.ir.types}
    functions: dict[str, Endpoint] = {}
    views: dict[str, Endpoint] = {}
    joiners: dict[object, tuple[str, Joiner]] = {}
    for node in sorted(built.ir.functions, key=lambda node: node.name):
        plain = built.functions.get(node.name)
        declared = _declared(node, plain, {code: _raised(errors[code]) for code in node.raises})
        if plain is None:
            endpoint: Endpoint = NativeEndpoint(declared, graph, built.calls[node.name])
        else:
            python = _python(declared, graph, node, plain, types)
            if declared.mutates:
                joiners[plain.declared] = (node.name, python.join)
            endpoint = python
        if node.route is not None:
            views[node.name] = endpoint
        elif not node.private:
            functions[node.name] = endpoint
    contexts = {
        context.name: tuple(each for each in functions.values() if each.declared.context == context.name)
        for context in built.ir.contexts
    }
    paths: dict[str, Endpoint | Bundle] = {
        f"call/{name}/": each for name, each in functions.items() if each.declared.context is None
    }
    paths.update((f"ctx/{name}/", _bundle(name, members)) for name, members in contexts.items())
    return Frozen(
        graph=graph,
        schema=graph.schema,
        functions=MappingProxyType(functions),
        views=MappingProxyType(views),
        contexts=MappingProxyType(contexts),
        paths=MappingProxyType(paths),
        joiners=MappingProxyType(joiners),
        warnings=tuple(_placed(warning, built) for warning in graph.warnings),
    )


def _declared(node: schema.Function, plain: build.PythonFunction | None, raises: Mapping[str, Raised]) -> Declared:
    methods: tuple[str, ...] = ()
    if node.route is not None:
        methods = tuple(node.methods) or (("POST",) if node.affects else ("GET",))
        methods += ("HEAD",) if "GET" in methods else ()
    return Declared(
        name=node.name,
        context=node.context,
        auth=node.auth,
        cached=node.context is not None and node.cache is not False,
        mutates=bool(node.affects),
        is_async=plain is not None and plain.is_async,
        raises=raises,
        guard=None if plain is None else plain.declared.declaration.guard,
        public=node.public,
        private=node.private,
        route=node.route if plain is None else plain.declared.declaration.route,
        methods=methods,
        seconds=None if isinstance(node.cache, bool) else node.cache,
    )


_Types = Mapping[str, schema.Alias | schema.Struct]


def _python(
    declared: Declared, graph: _native.Graph, node: schema.Function, plain: build.PythonFunction, types: _Types
) -> PythonEndpoint:
    function = plain.declared.function
    common = (declared, graph, function, plain.takes_request, plain.given, plain.builders, plain.raises)
    if node.takes_files:
        # Most projects take no files, and what reads forms is a tenth of the time that the import takes.
        from mizan.upload_endpoint import UploadEndpoint, file_limits

        files = file_limits(node)
        return UploadEndpoint(*common, files)
    if node.route is None:
        return PythonEndpoint(*common)
    literals = frozenset(arg.name for arg in node.args if _is_literal(arg.type, types))
    return ViewEndpoint(*common, plain.responses, literals)


def _is_literal(of: schema.Type, types: _Types) -> bool:
    """Whether JSON writes the type's values without quotes."""
    match of:
        case schema.OptionalType(item=item):
            return _is_literal(item, types)
        case schema.EnumType(values=values):
            return isinstance(values[0], int)
        case schema.RefType(name=name):
            named = types[name]
            return isinstance(named, schema.Alias) and _is_literal(named.type, types)
    return of.type in ("boolean", "integer")


def _raised(error: schema.ErrorDef) -> Raised:
    return Raised(error.status, domain_title(error.code, error.doc), error.data is not None)


default = Registry()
"""Where the decorator writes, outside of `scoped`."""

_stack: list[Registry] = [default]


def current() -> Registry:
    """The registry that is written to now."""
    return _stack[-1]


@contextmanager
def scoped() -> Iterator[Registry]:
    """An empty registry for the time of the block, for tests: what is declared within is gone afterwards."""
    registry = Registry()
    _stack.append(registry)
    try:
        yield registry
    finally:
        _stack.remove(registry)
