"""What is no type of the wire, and what there is instead: the wording of refused annotations and notes.

Decides no more than words; what is refused is decided in `types` and `constraints`. It has no twin: Rust's derive
refuses what has no trait. Page: `ir/protocol/types.md`.
"""

import collections
import collections.abc
import dataclasses
import io
import typing
from collections.abc import Iterator, Mapping
from datetime import tzinfo
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

from mizan.pydantics import is_, known

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

_THERE_IS = (
    "there are bool, str, int, BigInt, float, Decimal, UUID, datetime, date, time, timedelta, bytes, None, Any, "
    "Upload, list[…], tuple[…], dict[…], Literal, Enum, unions, … | None, pydantic models, dataclasses and TypedDicts"
)
_A_LIST = "a set has no order on the wire; use `list[…]`, and make the set in the function"
_STREAM = "a function answers once, and with a whole; use `list[…]`"
_PAST = "what is past changes while nothing else does; use `{}`, and compare in the function or in a validator"
_TEXT = "use `str`, with a `pattern=` where its form matters"

_JSON = "JSON within text is written twice; use `Any`, or the type itself"

_INSTEAD: tuple[tuple[Any, str], ...] = (
    (set, _A_LIST),
    (frozenset, _A_LIST),
    (collections.abc.Set, _A_LIST),
    (collections.abc.MutableSet, _A_LIST),
    (collections.abc.Iterator, _STREAM),
    (collections.abc.Generator, _STREAM),
    (collections.abc.AsyncIterator, _STREAM),
    (collections.abc.Iterable, "it may be read once; use `list[…]`"),
    (collections.abc.Collection, "it has no order; use `list[…]`"),
    (collections.abc.MutableSequence, "use `list[…]`"),
    (collections.abc.MutableMapping, "use `dict[…]`"),
    (collections.deque, "use `list[…]`"),
    (collections.OrderedDict, "use `dict[…]`"),
    (collections.defaultdict, "use `dict[…]`"),
    (collections.Counter, "use `dict[str, int]`"),
    (complex, "use two fields of `float`"),
    (bytearray, "use `bytes`"),
    (memoryview, "use `bytes`"),
    (tzinfo, "use `str` with the name of the zone"),
    (type, "use a `Literal` or an `Enum` of names"),
    (object, "use `Any` for any JSON"),
    (typing.LiteralString, "use `str`"),
    (typing.AnyStr, "use `str`"),
)

_OF_PYDANTIC: Mapping[str, str] = {
    "NaiveDatetime": "a moment without an offset is none on the wire; use `datetime` with an offset, or `str`",
    "PastDatetime": _PAST.format("datetime"),
    "FutureDatetime": _PAST.format("datetime"),
    "PastDate": _PAST.format("date"),
    "FutureDate": _PAST.format("date"),
    "SecretStr": "use `str`; what travels is no secret of the server's",
    "SecretBytes": "use `bytes`; what travels is no secret of the server's",
    "Secret": "use the type itself; what travels is no secret of the server's",
    "Json": _JSON,
    "ByteSize": "use `int` with the number of bytes",
}
"""Classes of `pydantic.types`."""


def annotation(of: Any) -> str:
    """Why an annotation is refused, and what to type instead."""
    if isinstance(of, TypeVar):
        return f"`{of}` stands for no type here; name the argument of what is generic"
    origin = get_origin(of) or of
    if isinstance(origin, type) and issubclass(origin, tuple) and hasattr(origin, "_fields"):
        return f"`{shown(of)}`: a named tuple would lose its names; use a dataclass, or `tuple[…]`"
    instead = next((text for each, text in _INSTEAD if each is origin), None)
    if instead is None:
        instead = next((text for name, text in _OF_PYDANTIC.items() if is_(origin, f"pydantic.types.{name}")), None)
    if instead is None and isinstance(of, type) and _is_file(of):
        instead = "use `mizan.Upload`, or its host's own: `mizan.django.uploads.UploadedFile`"
    if (
        instead is None
        and isinstance(of, type)
        and of.__module__.startswith(("pydantic.", "ipaddress", "pathlib", "re"))
    ):
        instead = _TEXT
    base = next((each for each in (str, int, float, list, dict) if isinstance(of, type) and issubclass(of, each)), None)
    if instead is None and base is not None:
        instead = f"use `{base.__name__}`, or a `NewType` of it"
    return f"`{shown(of)}` is no type of the wire; {instead or _THERE_IS}"


def _is_file(of: type) -> bool:
    """Whether it is a class of files: by the names of its parts, since no host's module is imported here."""
    return issubclass(of, io.IOBase) or all(hasattr(of, name) for name in ("chunks", "multiple_chunks", "open"))


def note(of: Any) -> str | None:
    """Why a note of `Annotated` is refused, if it is one of those that have their own words."""
    name = type(of).__name__
    if isinstance(of, known("pydantic.functional_validators.AfterValidator")):
        return "a validator runs where pydantic builds a model; put it on a model's field"
    if isinstance(of, known(*(f"pydantic.functional_validators.{each}" for each in _BEFORE))):
        return f"`{name}`: a validator before the type may change the form that is read; use `AfterValidator`"
    if isinstance(of, known(*(f"pydantic.functional_serializers.{each}" for each in _SERIALIZERS))):
        return f"`{name}`: a serializer changes what is written; return the value as it is to be written"
    if isinstance(of, known("pydantic.types.UuidVersion")):
        return "a `UUID` of one version alone; use `UUID`, and look at its `version` in the function"
    if isinstance(of, known("pydantic.types.EncodedBytes", "pydantic.types.EncodedStr")):
        return "encoded bytes: use `bytes`, which travel as base64url"
    if is_(of, "pydantic.types.Json") or isinstance(of, known("pydantic.types.Json")):
        return _JSON
    if isinstance(of, known("pydantic.types.Tag")):
        return 'a tag of a discriminator that is a function; use `discriminator="…"` with a field\'s name'
    if isinstance(of, known("annotated_types.Timezone")):
        return "a datetime has an offset always, and is given in UTC; use `datetime`"
    if isinstance(of, known("annotated_types.Predicate")):
        return "a predicate runs in no other language; use bounds, or a validator of a model"
    return None


_BEFORE = ("BeforeValidator", "WrapValidator", "PlainValidator")
_SERIALIZERS = ("PlainSerializer", "WrapSerializer", "SerializeAsAny")


def parts_of(info: "FieldInfo") -> Iterator[str]:
    """What a `Field(…)` within `Annotated` says that has no place there."""
    from pydantic_core import PydanticUndefined

    if info.alias is not None or info.validation_alias is not None or info.serialization_alias is not None:
        yield "an alias is a model's; give it the name that travels"
    if info.default is not PydanticUndefined or info.default_factory is not None:
        yield "a default stands after `=`, not within `Annotated`"
    if info.exclude or info.exclude_if is not None or info.init is False or info.init_var:
        yield "`exclude` and `init` are a model's; leave it out"


def no_default(info: "FieldInfo", annotation: Any) -> str:
    """Why a `Field(…)` after `=` is refused."""
    from pydantic_core import PydanticUndefined

    default = "" if info.is_required() or info.default is PydanticUndefined else f" = {info.default!r}"
    said = [f"{name}={value!r}" for each in info.metadata for name, value in _arguments(each)]
    more = [f"{name}={getattr(info, name)!r}" for name in ("discriminator", "description") if getattr(info, name)]
    told = f"Annotated[{shown(annotation)}, Field({', '.join((*said, *more)) or '…'})]{default}"
    return f"`Field(…)` is no default of an argument; say `{told}`"


def _arguments(note: Any) -> Iterator[tuple[str, Any]]:
    """The arguments that a note of pydantic's or `annotated_types` was made of."""
    if dataclasses.is_dataclass(note):
        yield from ((each.name, getattr(note, each.name)) for each in dataclasses.fields(note))
    else:
        yield from vars(note).items() if hasattr(note, "__dict__") else ()


def shown(of: Any) -> str:
    """An annotation as it would be typed."""
    return of.__name__ if isinstance(of, type) and not get_args(of) else str(of).replace("typing.", "")
