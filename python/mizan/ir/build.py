"""A registry → the IR, with all that calling its functions takes, and every defect that only Python can see.

Decides how signatures become arguments; what is legal in a graph is decided by the core. Twin:
`mizan-core/src/registry`. Page: `ir/protocol/ir.md`, `ir/protocol/registry.md`.
"""

import inspect
import itertools
import types as python_types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import field
from typing import Any

from mizan import _native, absent, domain, pydantics
from mizan.builders import Build, Builders
from mizan.declaration import Declaration, Function, ReactContext, Target, given_parameters, response_classes
from mizan.forms import Forms
from mizan.ir import schema
from mizan.ir.schema import NO_DEFAULT
from mizan.native import Module
from mizan.records import record
from mizan.shapes import JSON, NULL, PLACEHOLDER, OptionalOf, Shape
from mizan.types import Types, annotation_doc

Neutral = Callable[[str], str]
"""A host's route → the neutral one."""


@record()
class PythonFunction:
    """What it takes to call a declared function."""

    declared: Function[..., Any]
    takes_request: bool
    given: Mapping[str, inspect.Parameter]
    """The parameters that its host gives it by name, with their annotations resolved."""
    is_async: bool
    builders: Mapping[str, Build]
    raises: Mapping[type[domain.DomainError[Any]], str]
    responses: tuple[type, ...]
    """The classes of its host's responses, where it is a view."""


@record(frozen=False)
class Built:
    """The IR and what hangs on it, by name of function. With `defects` it may not start."""

    ir: schema.Ir
    functions: dict[str, PythonFunction] = field(default_factory=dict)
    calls: dict[str, Callable[[str, bytes, bytes], bytes]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    context_places: dict[str, str] = field(default_factory=dict)
    type_places: dict[str, str] = field(default_factory=dict)
    error_places: dict[str, str] = field(default_factory=dict)
    classes: Mapping[str, _native.Class] = field(default_factory=dict)
    defects: list[str] = field(default_factory=list)


def build(
    functions: Sequence[Function[..., Any]], modules: Sequence[Module], left_out: Set[str] = frozenset()
) -> Built:
    """Everything that was declared and mounted. `left_out`: refused functions, which may be named all the same."""
    return _Builder(functions, modules, left_out).build()


@record(frozen=False)
class _Argument:
    """An argument that was read, and has no form yet."""

    name: str
    shape: Shape
    default: Any
    doc: str | None
    path: str


@record(frozen=False)
class _Read:
    """A function that was read: what it takes and answers, before its types have names; a view has no result, and a
    `route` in the neutral form."""

    function: Function[..., Any]
    arguments: list[_Argument]
    result: Shape | None
    route: str | None
    given: Mapping[str, inspect.Parameter]


class _Builder:
    def __init__(self, functions: Sequence[Function[..., Any]], modules: Sequence[Module], left_out: Set[str]) -> None:
        self._declared = functions
        self._left_out = left_out
        self._modules = modules
        self._built = Built(schema.Ir())
        self._contexts: dict[str, tuple[schema.Context, str]] = {}
        self._types: dict[str, tuple[schema.Alias | schema.Struct, str]] = {}
        self._errors: dict[str, tuple[schema.ErrorDef, str]] = {}
        self._data: dict[type[domain.DomainError[Any]], Shape | None] = {}
        self._nodes: dict[str, schema.Function] = {}
        self._place = ""
        self._python_types = Types(self._defect_at)

    def build(self) -> Built:
        built = self._built
        read: list[_Read] = []
        for function in self._declared:
            self._place = function.declaration.place
            if self._claim(function.declaration.name):
                read.append(self._read(function))
                for cls in function.declaration.raises:
                    self._read_data(cls)
        forms = Forms([shape for each in read for shape in self._shapes(each)], self._defect_at)
        builders = Builders(forms.unmade)
        for each in read:
            self._place = each.function.declaration.place
            node = self._nodes[each.function.declaration.name] = self._function(each, forms, builders)
            built.ir.functions.append(node)
            places = dict.fromkeys(itertools.islice(forms.definitions, len(built.type_places), None), self._place)
            built.type_places.update(places)
        built.classes = forms.classes
        self._types.update((name, (of, "Python")) for name, of in forms.definitions.items())
        for module in self._modules:
            self._place = f"native module `{module.name}`"
            self._module(module)
        for function in self._declared:
            self._place = function.declaration.place
            self._targets(function.declaration)
        built.ir.contexts.extend(context for context, _ in self._contexts.values())
        built.context_places.update((name, place) for name, (_, place) in self._contexts.items())
        built.ir.types.extend(of for of, _ in self._types.values())
        built.ir.errors.extend(error for error, _ in self._errors.values())
        return built

    def _shapes(self, read: _Read) -> Iterator[Shape]:
        yield from (argument.shape for argument in read.arguments)
        if read.result is not None:
            yield read.result
        for cls in read.function.declaration.raises:
            shape = self._data.get(cls)
            if shape is not None:
                yield shape

    def _defect_at(self, path: str, why: str) -> None:
        self._defect(f"{path}: {why}")

    def _defect(self, what: str) -> None:
        self._built.defects.append(f"{self._place}: {what}")

    def _claim(self, name: str) -> bool:
        other = self._built.places.get(name)
        if other is not None:
            self._defect(f"two functions are called `{name}`: the other is at {other}")
            return False
        self._built.places[name] = self._place
        return True

    def _read(self, function: Function[..., Any]) -> _Read:
        name = function.declaration.name
        arguments: list[_Argument] = []
        named, given = self._parameters(function)
        for parameter in named:
            path = f"{name}.{parameter.name}"
            annotation = self._annotation(function, parameter.name, parameter.annotation, path)
            shape = self._python_types.shape(annotation, path)
            default = self._default(parameter, path, annotation, shape)
            arguments.append(_Argument(parameter.name, shape, default, annotation_doc(annotation), path))
        path = f"{name}.result"
        raw = function.signature.return_annotation
        written = function.declaration.route
        if written is None or raw is not inspect.Signature.empty:
            returned = self._annotation(function, "return", raw, path)
            neutral = _neutral(returned)
            if neutral is not None:
                route = None if written is None else self._route(name, written, neutral, arguments)
                return _Read(function, arguments, None, route, given)
            if written is None:
                return _Read(function, arguments, self._python_types.shape(returned, path), None, given)
        # The class that all responses share is seldom the one that people write.
        known = sorted(each.__name__.removesuffix("Base") for each in response_classes)
        cure = f", as in `-> {known[0]}`" if known else ", and no host is here that has any"
        self._defect_at(path, f"a function with a route answers with its host's own response{cure}")
        return _Read(function, arguments, None, _of_all(arguments), given)

    def _route(self, name: str, written: str, neutral: Neutral, arguments: Sequence[_Argument]) -> str:
        try:
            return neutral(written)
        except ValueError as error:
            self._defect(f"function `{name}`: the route `{written}` is none that its host can read: {error}")
            return _of_all(arguments)

    def _default(self, parameter: inspect.Parameter, path: str, annotation: Any, shape: Shape) -> Any:
        if parameter.default is parameter.empty:
            return NO_DEFAULT
        if pydantics.is_field(parameter.default):
            self._defect_at(path, absent.no_default(parameter.default, annotation))
            return NO_DEFAULT
        if parameter.default is None and not isinstance(shape, OptionalOf) and shape not in (JSON, NULL, PLACEHOLDER):
            said = absent.shown(annotation)
            self._defect_at(path, f"the default does not fit: `None` is no value of `{said}`; say `{said} | None`")
            return NO_DEFAULT
        return parameter.default

    def _read_data(self, cls: type[domain.DomainError[Any]]) -> None:
        if cls in self._data:
            return
        path = f"{cls.__name__}.data"
        try:
            annotation = domain.data_type(cls)
        except NameError as error:
            self._defect(f"{path}: the name `{error.name}` cannot be resolved when the graph is built")
            annotation = str
        has_none = annotation is None or annotation is type(None)
        self._data[cls] = None if has_none else self._python_types.shape(annotation, path)

    def _function(self, read: _Read, forms: Forms, builders: Builders) -> schema.Function:
        function, declaration = read.function, read.function.declaration
        args = [forms.field(each.name, each.shape, each.default, each.doc, each.path) for each in read.arguments]
        result = None if read.result is None else forms.type(read.result, reads=False)
        made = builders.of({each.name: each.shape for each in read.arguments})
        raises = {cls: cls.code for cls in declaration.raises}
        for cls in declaration.raises:
            self._error(cls, forms)
        self._built.functions[declaration.name] = PythonFunction(
            function,
            function.takes_request,
            read.given,
            inspect.iscoroutinefunction(function.function),
            made,
            raises,
            tuple(response_classes),
        )
        if declaration.context is not None:
            self._context(_context(declaration.context))
        return schema.Function(
            name=declaration.name,
            doc=inspect.cleandoc(function.__doc__) if function.__doc__ and function.__doc__.strip() else None,
            context=None if declaration.context is None else declaration.context.name,
            auth=declaration.auth,
            public=declaration.public,
            private=declaration.private,
            route=read.route,
            methods=typing.cast(list[schema.Method], [*declaration.methods]),
            rev=declaration.rev,
            cache=declaration.cache,
            args=args,
            raises=sorted({*raises.values()}),
            result=result,
        )

    def _error(self, cls: type[domain.DomainError[Any]], forms: Forms) -> None:
        shape = self._data[cls]
        data = None if shape is None else forms.type(shape, reads=False)
        whence = f"`{cls.__module__}.{cls.__qualname__}`"
        self._add_error(schema.ErrorDef(code=cls.code, status=cls.status, doc=domain.doc(cls), data=data), whence)

    def _add_error(self, error: schema.ErrorDef, whence: str) -> None:
        self._built.error_places.setdefault(error.code, self._place)
        other = self._errors.setdefault(error.code, (error, whence))
        if other[0] != error:
            self._defect(
                f"two domain errors have the code `{error.code}`, {other[1]} and {whence}: "
                "their status, data or documentation differ"
            )

    def _parameters(
        self, function: Function[..., Any]
    ) -> tuple[list[inspect.Parameter], Mapping[str, inspect.Parameter]]:
        """Those that are arguments, and those that the host gives."""
        name = function.declaration.name
        parameters = list(function.signature.parameters.values())
        if function.takes_request:
            request = parameters.pop(0)
            if request.kind not in (request.POSITIONAL_ONLY, request.POSITIONAL_OR_KEYWORD):
                self._defect(f"{name}.request: the request is given by position")
        named: list[inspect.Parameter] = []
        given: dict[str, inspect.Parameter] = {}
        for parameter in parameters:
            resolved = _resolved(function, parameter)
            if parameter.kind is not parameter.POSITIONAL_ONLY and _is_given(resolved):
                given[parameter.name] = resolved
            elif parameter.name == "request":
                self._defect(f"{name}.request: the request is the first parameter, or there is none")
            elif parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
                named.append(parameter)
            else:
                self._defect(
                    f"{name}.{parameter.name}: `{parameter}` has no name on the wire; arguments are given by name"
                )
        return named, given

    def _annotation(self, function: Function[..., Any], name: str, raw: Any, path: str) -> Any:
        """One annotation, resolved where it was written; the others, the request's above all, may name what is not
        there.
        """
        if raw is inspect.Parameter.empty:
            # Whoever knows Django by heart may call the request by another name.
            is_first = name == next(iter(function.signature.parameters), None)
            called = "; the request's parameter is called `request`" if is_first else ""
            what = "the result" if name == "return" else f"`{name}`"
            self._defect(f"{path}: {what} has no annotation{called}")
            return str
        try:
            return _hint(function, name, raw)
        except NameError as error:
            self._defect(f"{path}: the name `{error.name}` cannot be resolved when the graph is built")
            return str
        except (SyntaxError, TypeError) as error:
            self._defect(f"{path}: the annotation `{raw}` cannot be read: {error}")
            return str

    def _context(self, context: schema.Context) -> None:
        other = self._contexts.setdefault(context.name, (context, self._place))
        if (other[0].identity, sorted(other[0].view)) != (context.identity, sorted(context.view)):
            self._defect(
                f"context `{context.name}` is not the one of the same name at {other[1]}: identity or view differ"
            )

    def _module(self, module: Module) -> None:
        for struct in module.ir.types:
            self._built.type_places.setdefault(struct.name, self._place)
            other = self._types.setdefault(struct.name, (struct, f"native module `{module.name}`"))
            if other[0] != struct:
                self._defect(f"type `{struct.name}` is not the one of the same name in {other[1]}")
        for error in module.ir.errors:
            self._add_error(error, f"native module `{module.name}`")
        for context in module.ir.contexts:
            self._context(context)
        for function in module.ir.functions:
            if function.auth == "custom":
                self._defect(f"function `{function.name}`: a guard of its own is Python code, which a module has not")
            if self._claim(function.name):
                self._built.ir.functions.append(function)
                self._nodes[function.name] = function
                self._built.calls[function.name] = module.call

    def _targets(self, declaration: Declaration) -> None:
        node = self._nodes[declaration.name]
        if self._built.places[declaration.name] != self._place:
            return
        for target in declaration.affects:
            affect = self._affect(declaration.name, target)
            if affect is not None:
                node.affects.append(affect)

    def _affect(self, name: str, target: Target) -> schema.Affect | None:
        scope = None if target.scope is None else dict(target.scope)
        if isinstance(target.of, ReactContext):
            if target.of.name not in self._contexts:
                self._defect(f"function `{name}`: it affects context `{target.of.name}`, which has no members")
                return None
            self._context(_context(target.of))
            return schema.Affect(context=target.of.name, scope=scope, all=target.all)
        member = target.of if isinstance(target.of, str) else target.of.declaration.name
        found = self._nodes.get(member)
        if found is None or found.context is None:
            if member in self._left_out:
                return None
            why = "there is no such function" if found is None else "that is no member of a context"
            if found is None and member in self._contexts:
                why = "that is a context; pass the `ReactContext` itself"
            self._defect(f"function `{name}`: it affects `{member}`, but {why}")
            return None
        return schema.Affect(context=found.context, function=member, scope=scope, all=target.all)


def _hint(function: Function[..., Any], name: str, raw: Any) -> Any:
    """An annotation, resolved where it was written. Raises what its evaluation raises."""
    plain = inspect.unwrap(function.function)
    holder = python_types.SimpleNamespace(__annotations__={name: raw})
    local = dict(function.declaration.namespace or {})
    return typing.get_type_hints(holder, plain.__globals__, local, include_extras=True)[name]


def _resolved(function: Function[..., Any], parameter: inspect.Parameter) -> inspect.Parameter:
    """With its annotation resolved, or as it is written where that fails, which is told where it counts."""
    if not given_parameters or not isinstance(parameter.annotation, str):
        return parameter
    try:
        return parameter.replace(annotation=_hint(function, parameter.name, parameter.annotation))
    except (NameError, SyntaxError, TypeError):
        return parameter


def _is_given(parameter: inspect.Parameter) -> bool:
    return any(gives(parameter.annotation, parameter.default) for gives in given_parameters)


def _context(context: ReactContext) -> schema.Context:
    return schema.Context(name=context.name, identity=context.identity, view=list(context.view))


def _of_all(arguments: Sequence[_Argument]) -> str:
    """A route of which there is nothing more to tell: in place of one that cannot be read."""
    return "/".join(f"{{{each.name}}}" for each in arguments)


def _neutral(annotation: Any) -> Neutral | None:
    """What reads routes of the host whose response it is; `None` where it is no class of responses, or several."""
    if typing.get_origin(annotation) in (typing.Union, python_types.UnionType):
        found = [_neutral(each) for each in typing.get_args(annotation)]
        return None if None in found else found[0]
    if not isinstance(annotation, type):
        return None
    return next((neutral for cls, neutral in response_classes.items() if issubclass(annotation, cls)), None)
