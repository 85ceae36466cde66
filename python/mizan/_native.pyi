"""The native core: what `rust/mizan-py` binds. Every computed word of the protocol is here and nowhere else in Python.

Values that cross are plain: names, bytes, and Python values of the wire types (`None bool int float str Decimal
datetime date time timedelta UUID bytes list tuple dict`), models and enums among them where the graph knows the
classes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple, final

__version__: Final[str]
"""The version of `mizan-core`; native modules must have been built with the same one."""

class GraphError(ValueError):
    """A graph that may not start. `args[0]` is one text; `defects` all of them, one line each."""

    defects: list[str]

class SyntaxFault(ValueError):
    """400: `detail` names the rule that was broken, never a value; `faults` the places, often none."""

    detail: str
    faults: list[tuple[list[str | int], str]]

class InvalidFault(ValueError):
    """422: every fault as `(path, code)`, sorted, at most 32."""

    faults: list[tuple[list[str | int], str]]

class ResultFault(TypeError):
    """The function's own fault: its result does not fit its declared type. `path` and `expected` are for the log."""

    path: list[str | int]
    expected: str

@final
class Invalidation:
    """What a call's answer carries and what its purge drops. Page: `ir/protocol/invalidation.md`."""

    @property
    def body(self) -> bytes:
        """JSON array of targets, redacted."""
    @property
    def header(self) -> str | None:
        """Field value of `X-Mizan-Invalidate`; `None` when nothing is dropped."""
    @property
    def tiers(self) -> list[str]:
        """`explicit`, `argument`, `identity` or `broad`, one for each exact target, in order."""
    @property
    def targets(self) -> bytes:
        """JSON array of the exact targets. Not for the one who called."""
    def tags(self, secret: bytes) -> list[str]:
        """The exact targets' purge tags, in byte order."""
    def groups(self, secret: bytes) -> list[str]:
        """What shared caches are told was dropped: the same tags, 32 at most, beyond of whole contexts or the world."""

class Class(NamedTuple):
    """A Python class behind a named type of the IR."""

    kind: Literal["model", "dataclass", "enum", "root"]
    """`root`: a root model behind an alias, whose instances are written as their `root`; the core makes none."""
    cls: type
    attributes: Mapping[str, str]
    """Field's name on the wire → attribute, where they differ."""
    made: bool
    """Whether the core makes its instances: nothing of the class's own would run, nor of any class that it reaches.
    Otherwise checked values are a `dict` by wire name, of the fields that were sent alone."""

@final
class Graph:
    """One registry, frozen. Immutable and safe to share between threads.

    A name that it does not have is a `KeyError`.
    """

    def __new__(cls, ir: bytes, classes: Mapping[str, Class] = ..., /) -> Graph:
        """`classes`: by the IR's name, of both forms. A struct without one is a `dict` (a TypedDict), an enum its
        value.

        Raises `GraphError` with every defect at once; `ValueError` if `ir` is no IR.
        """
    @property
    def schema(self) -> str:
        """16 hex digits: `X-Mizan-Schema`."""
    def member_schema(self, context: str, member: str) -> str:
        """16 hex digits: a part of the member's cache key. Page: `ir/protocol/cache_key.md`."""
    @property
    def warnings(self) -> list[str]: ...
    def ir(self) -> bytes:
        """The normalised IR as JSON."""
    def text(self, *, docs: bool = True) -> str:
        """The canonical KDL text."""
    def decode_args(self, function: str, body: bytes, *, branches: bool = False) -> dict[str, Any]:
        """The call's body → checked arguments, defaults filled in. `branches`: outside of instances that the core
        makes, a union's value is a pair of its branch's place and itself. Raises `SyntaxFault`, `InvalidFault`.
        """
    def decode_upload(
        self, function: str, args: bytes, files: Mapping[str, Sequence[tuple[int, str]]], *, branches: bool = False
    ) -> dict[str, Any]:
        """The part `args` (a JSON object) and the size and content type of each file's part, by argument, in order →
        checked arguments, as `decode_args`; a file is the place of its part, a list of files a list of these. Raises
        `SyntaxFault`, `InvalidFault`.
        """
    def encode_args(self, function: str, args: Mapping[str, Any]) -> bytes:
        """Checked arguments → JSON for a native module, without files. Raises `ResultFault`."""
    def decode_params(self, context: str, query: bytes) -> dict[str, dict[str, Any]]:
        """The raw query string → each member's arguments. Raises `SyntaxFault`, `InvalidFault`."""
    def encode_result(self, function: str, value: Any) -> bytes:
        """A result → its JSON, by the declared type. Raises `ResultFault`."""
    def encode_error(self, code: str, data: Any) -> bytes:
        """A domain error's data → its JSON, by the declared type. Raises `ResultFault`; `KeyError` for a code without
        data.
        """
    def encode_arg(self, function: str, name: str, value: Any) -> bytes:
        """One argument → its JSON, whatever the others are. Raises `ResultFault`; `KeyError` for a name that the
        function does not take.
        """
    def declared(self, function: str) -> list[tuple[str, str | None, str, dict[str, str | None]]]:
        """The declared targets in order: context, member or `None`, the tier that answers when no argument is null and
        somebody calls (a word of `Invalidation.tiers`), and param → argument, `None` for the caller's id.
        """
    def is_self(self, function: str, args: Mapping[str, Any], caller: str) -> bool:
        """Whether the function's identity argument is this caller id."""
    def invalidation(
        self,
        calls: Sequence[tuple[str, Mapping[str, Any]]],
        caller: str | None,
        *,
        failed: bool = False,
        targets: Sequence[bytes] = (),
    ) -> Invalidation:
        """What the calls drop, the outermost first, and then `targets`, each as `target` gave it. Raises `ValueError`
        for a target that it did not give.
        """
    def target(self, context: str, function: str | None, params: Mapping[str, Any]) -> bytes:
        """One target as canonical JSON; a param that is `None` is left out. Raises `ValueError` that names the unknown
        context, member or param, the list or view param, which never scopes, or the param whose value does not fit.
        """
    def bundle_tags(self, context: str, members: Mapping[str, Mapping[str, Any]], secret: bytes) -> list[str]:
        """The tags (`mz-…`) of a bundle's entries, each member with its checked arguments: all of them, in byte order.
        Raises `ResultFault`."""

@final
class Scoping:
    """The plain form of a graph, as the vectors have it: contexts with members and params, mutations. Not checked."""

    def __new__(cls, graph: bytes, /) -> Scoping: ...
    def resolve(self, mutation: str, args: Mapping[str, Any], caller: str | None) -> list[tuple[Any, str]]:
        """`(target, tier)` in declaration order."""
    def redact(self, targets: Sequence[Any], args: Mapping[str, Any], caller: str | None, *, failed: bool) -> list[Any]:
        """The targets that an answer may name; `failed`: every param's value is hidden, not the identity's alone."""
    def entry_tags(self, context: str, member: str, params: Mapping[str, Any]) -> list[str]:
        """The texts of an entry's tags, in byte order."""
    def purge_tags(self, target: Any) -> list[str]:
        """The texts of the tags that a target drops, in byte order."""
    def dropped_groups(self, targets: Sequence[Any], secret: bytes) -> list[str]:
        """What shared caches are told was dropped, 32 tags at most, in byte order."""
    def digest(self, secret: bytes) -> str:
        """16 hex digits."""

def canonical_json(value: Any, /) -> str: ...
def cache_key(
    secret: bytes,
    context: str,
    member: str,
    params: Mapping[str, Any],
    schema: str,
    caller: str | None = None,
    permissions: str | None = None,
) -> str: ...
def permission_hash(*, staff: bool, superuser: bool, permissions: Sequence[str]) -> str: ...
def tag(secret: bytes, text: str) -> str: ...
def header(targets: Sequence[Any]) -> str | None: ...
def encode_entry(secret: bytes, key: str, world: str, tags: Sequence[tuple[str, str]], body: bytes) -> bytes: ...
def decode_entry(secret: bytes, key: str, world: str, tags: Sequence[tuple[str, str]], entry: bytes) -> bytes | None:
    """The body if the entry counts: MAC, key, world, tags and epochs all as given; else `None`."""

def store_key(namespace: str, name: str) -> str: ...

MOST_FAULTS: Final[int]
WORLD: Final[str]
"""The tag that every public answer has beside its own."""
"""At most so many faults are told at once, the first in order."""

def told(faults: Sequence[tuple[Sequence[str | int], str]], /) -> list[tuple[list[str | int], str]]:
    """Of faults that were found in Python, what is told: sorted, each once, at most `MOST_FAULTS`; of a part that is
    of a subclass of `str`, a caller's own name, its beginning alone where it is long. Page: `ir/protocol/types.md`.
    """

# The linkme registry of what is linked into this shared object: the three names of every native module.
__mizan__: Final[dict[str, Any]]

def ir() -> bytes: ...
def call(name: str, args: bytes, caller: bytes) -> bytes: ...
