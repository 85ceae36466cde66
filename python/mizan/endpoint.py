"""A function as the machine sees it: what guards it, and how checked values become its arguments and its result JSON.

Decides how Python functions and those of a native module are called; never when. Twin: `mizan-core/src/endpoint.rs`; a
function's own types are built by the macros there. Page: `ir/protocol/types.md`, `ir/protocol/registry.md`.
"""

import datetime
import enum
import inspect
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Set
from dataclasses import field
from typing import TYPE_CHECKING, Any

from mizan import errors
from mizan._native import Graph, ResultFault, told
from mizan.builders import Build
from mizan.caller import Caller, caller_json
from mizan.domain import DomainError
from mizan.errors import DomainProblem, Fault, Invalid, Path, Undeclared
from mizan.invalidation import Values
from mizan.records import record

if TYPE_CHECKING:
    from mizan.envelope import Policy, Request
    from mizan.upload_endpoint import Form


@record()
class Raised:
    """A domain error that a function may end with."""

    status: int
    title: str
    has_data: bool


@record()
class Declared:
    """What the machine asks of a function. `context`: it is a member; `mutates`: it has targets; `cached`: it gets a
    `CachedRequest`; `raises`: its domain errors by code.

    `auth` is the IR's word or `None`, `role` the role that it names, `guard` the project's own function where it is
    `custom`, and `guard_is_async` whether that is awaited. `seconds`: how long an answer is kept at most, where that is
    declared. `route`, as its host writes it, and `methods` are a view's; `HEAD` is among the methods where `GET` is.
    """

    name: str
    context: str | None
    auth: str | None
    cached: bool
    mutates: bool
    is_async: bool
    raises: Mapping[str, Raised] = field(default_factory=dict)
    guard: Callable[[Any], Any] | None = None
    public: bool = False
    private: bool = False
    route: str | None = None
    methods: tuple[str, ...] = ()
    seconds: int | None = None

    role: str | None = field(init=False, default=None)
    guard_is_async: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        auth, guard = self.auth or "", self.guard
        role = auth if auth in ("staff", "superuser") else auth[5:] if auth.startswith("role:") else None
        awaited = inspect.iscoroutinefunction(guard) or inspect.iscoroutinefunction(type(guard).__call__)
        object.__setattr__(self, "role", role)
        object.__setattr__(self, "guard_is_async", guard is not None and awaited)


@record(eq=False)
class Endpoint(ABC):
    """One function of a frozen graph."""

    declared: Declared
    graph: Graph

    @property
    def name(self) -> str:
        """The wire name."""
        return self.declared.name

    def decode(self, body: bytes) -> Values:
        """A call's body → checked values. Raises `SyntaxFault`, `InvalidFault`."""
        return self.graph.decode_args(self.name, body)

    def form(self, request: "Request", policy: "Policy") -> "Form | None":
        """The form that the body of a call is, where the function takes files. Raises `UnsupportedMediaType`."""
        return None

    @property
    def wants_request(self) -> bool:
        """Whether the function looks at a request at all."""
        return False

    @property
    def builds(self) -> bool:
        """Whether `build` runs the project's own code, which may take its time."""
        return False

    @abstractmethod
    def build(self, values: Values, root: Path) -> Mapping[str, Any]:
        """Checked values → the function's own arguments. Raises `Invalid`, with paths below `root`."""

    @abstractmethod
    def run(self, values: Values, arguments: Mapping[str, Any], caller: Caller | None, request: object) -> Any:
        """The result as JSON, or of a view the host's response. Raises what the function raises, or `ResultFault`."""

    @abstractmethod
    async def run_async(self, arguments: Mapping[str, Any], request: object) -> Any:
        """The same where `is_async`."""


@record(eq=False)
class PythonEndpoint(Endpoint):
    """A decorated function. `builders` has those arguments that are more than values of the wire types, `given` the
    parameters that its host gives it by name (`Call.give`).
    """

    function: Callable[..., Any]
    takes_request: bool
    given: Mapping[str, inspect.Parameter]
    builders: Mapping[str, Build]
    raises: Mapping[type[DomainError[Any]], str]

    def decode(self, body: bytes) -> Values:
        """With the branches of unions where something is made here: by them it is known what to make."""
        return self.graph.decode_args(self.name, body, branches=bool(self.builders))

    @property
    def wants_request(self) -> bool:
        """Where its first parameter is one."""
        return self.takes_request

    @property
    def builds(self) -> bool:
        """Where an argument is a model, or has one within it."""
        return bool(self.builders)

    def build(self, values: Values, root: Path) -> Mapping[str, Any]:
        """Models are made here: what their own validators refuse is the caller's fault, `format` at its path."""
        if not self.builders:
            return values
        faults: list[Fault] = []
        built = {
            name: build(value, (*root, name), faults) if (build := self.builders.get(name)) else value
            for name, value in values.items()
        }
        if faults:
            raise Invalid(errors=(Fault(tuple(path), code) for path, code in told(faults)))
        return built

    def run(self, values: Values, arguments: Mapping[str, Any], caller: Caller | None, request: object) -> Any:
        """Written by its type where it was made, so that what it loads lazily is loaded in its transaction."""
        try:
            return self.written(
                self.function(request, **arguments) if self.takes_request else self.function(**arguments)
            )
        except DomainError as error:
            raise self._problem(error) from error

    async def run_async(self, arguments: Mapping[str, Any], request: object) -> Any:
        """The same, awaited."""
        try:
            return self.written(
                await (self.function(request, **arguments) if self.takes_request else self.function(**arguments))
            )
        except DomainError as error:
            raise self._problem(error) from error

    def written(self, result: Any) -> Any:
        """What the function gave, as it leaves `run`. Raises `ResultFault`."""
        return self.graph.encode_result(self.declared.name, result)

    def _problem(self, error: DomainError[Any]) -> Exception:
        """Written where it was raised, as a result is. The nearest declared class is what it is for the client."""
        cls = type(error)
        declared = next((each for each in cls.__mro__ if each in self.raises), None)
        if declared is None:
            return Undeclared(f"function `{self.name}` raised `{cls.__qualname__}`, which its `raises` does not name")
        code = self.raises[declared]
        raised = self.declared.raises[code]
        given = getattr(error, "data", None)  # An author's own `__init__` may never have told its base class.
        data: bytes | None = None
        try:
            if raised.has_data:
                data = self.graph.encode_error(code, given)
            elif given is not None:
                return Undeclared(f"function `{self.name}` raised `{cls.__qualname__}` with data, and it has none")
        except ResultFault as fault:
            return Undeclared(
                f"function `{self.name}` raised `{cls.__qualname__}` with data that does not fit: "
                f"expected {fault.expected} at {fault.path}"
            )
        return DomainProblem(code, raised.status, raised.title, error.detail, data)

    def join(self, arguments: Mapping[str, Any]) -> Values:
        """Arguments that Python code passed → checked values. Raises `TypeError` where they do not fit."""
        wire = {name: value for name, value in arguments.items() if name not in self.given}
        try:
            return self.graph.decode_args(self.name, b'{"args":' + self.graph.encode_args(self.name, wire) + b"}")
        except ResultFault as fault:
            place = ".".join(str(part) for part in fault.path)
            raise TypeError(f"`{self.name}` was called with a wrong `{place}`: expected {fault.expected}") from fault


_LITERAL = re.compile(r"true|false|0|-?[1-9][0-9]*")


@record(eq=False)
class ViewEndpoint(PythonEndpoint):
    """A function with a route. `responses`: the classes of its host's responses; `literals`: the arguments whose JSON
    is no text (integers, booleans, enums of integers).
    """

    responses: tuple[type, ...]
    literals: Set[str]

    def decode_route(self, raw: Mapping[str, object]) -> Values:
        """What a host took from the path → checked values. Raises `InvalidFault`, `SyntaxFault`."""
        args = ",".join(f"{json.dumps(name)}:{self._json(name, value)}" for name, value in raw.items())
        return self.decode(f'{{"args":{{{args}}}}}'.encode())

    def _json(self, name: str, value: object) -> str:
        # A host's converter may have made a value of it, or have left the text; a path spells as a query does.
        text = _spelled(value)
        return text if name in self.literals and _LITERAL.fullmatch(text) else json.dumps(text)

    def written(self, result: Any) -> Any:
        """The response itself. Raises `TypeError` where it is none."""
        if not isinstance(result, self.responses):
            raise TypeError(
                f"the view `{self.name}` gave a `{type(result).__name__}`, which is no response of its host's"
            )
        return result


def _spelled(value: object) -> str:
    if isinstance(value, enum.Enum):
        value = value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, (datetime.date, datetime.datetime)) else str(value)


@record(eq=False)
class NativeEndpoint(Endpoint):
    """A function of a mounted native module: only bytes cross."""

    call: Callable[[str, bytes, bytes], bytes]

    def build(self, values: Values, root: Path) -> Mapping[str, Any]:
        """Nothing to make: the module reads the JSON."""
        return values

    def run(self, values: Values, arguments: Mapping[str, Any], caller: Caller | None, request: object) -> bytes:
        """Runs without the GIL. Raises the problem that the function answered."""
        answer = self.call(self.name, self.graph.encode_args(self.name, values), caller_json(caller))
        kind, _, body = answer.partition(b"\n")
        if kind == b"ok":
            return body
        problem = json.loads(body)
        raised = self.declared.raises.get(problem["code"])
        if raised is not None:
            if raised.has_data != ("data" in problem):
                raise Undeclared(
                    f"function `{self.name}` answered `{problem['code']}` with data that is not of its type"
                )
            data = json.dumps(problem["data"], ensure_ascii=False, separators=(",", ":")) if raised.has_data else None
            raise DomainProblem(
                problem["code"], raised.status, raised.title, problem.get("detail"), data.encode() if data else None
            )
        faults = [Fault(tuple(each["path"]), each["code"]) for each in problem.get("errors", ())]
        raise errors.from_code(problem["code"], problem.get("detail"), faults)

    async def run_async(self, arguments: Mapping[str, Any], request: object) -> bytes:
        """Never: a native function is polled to its end on the thread that calls it."""
        raise TypeError(f"`{self.name}` is native and runs by `run`")
