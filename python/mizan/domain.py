"""Domain errors: an author's own problems, each with a code, a status and perhaps data of a declared type.

Decides what such a class may be; who may raise it is decided by `raises` (`client`, `endpoint`), and what it reads like
by `errors`. Twin: `mizan/src/domain.rs`. Page: `ir/protocol/envelope.md`, "Domain errors".
"""

import inspect
import re
import sys
import types
import typing
from typing import Any, ClassVar, Generic, TypeVar, get_args, get_origin, overload

from mizan.error_table import CODES
from mizan.refusals import here, refuse

D = TypeVar("D")

_CODE = re.compile(r"[A-Z][A-Z0-9_]*")
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


class DomainError(Exception, Generic[D]):
    """An answer that is no result: `class OutOfStock(DomainError[StockLeft])`, raised as `OutOfStock(StockLeft(…))`.

    `DomainError[None]` has no data. The code is the class's name in upper case, unless the class has a `code`; the
    status is 409, unless it has a `status` of 400 to 499; the title is the first line of its documentation. `detail`
    reaches the client as it is: wording, never a value or the text of an exception. A function that raises it names it
    in `raises`.
    """

    code: ClassVar[str] = "DOMAIN_ERROR"
    status: ClassVar[int] = 409
    data: D
    detail: str | None = None

    @overload
    def __init__(self: "DomainError[None]", data: None = None, *, detail: str | None = None) -> None: ...
    @overload
    def __init__(self, data: D, *, detail: str | None = None) -> None: ...
    def __init__(self, data: Any = None, *, detail: str | None = None) -> None:
        # The data is no argument of the exception: what is printed of it stands in logs.
        super().__init__(self.code)
        # It is written after the function has run, where a failure would cost the answer its `invalidate`.
        if detail is not None and not isinstance(detail, str):
            raise TypeError("the detail of a problem is text")
        self.data = data
        self.detail = detail

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "code" not in cls.__dict__:
            cls.code = _WORD.sub("_", cls.__name__).upper()
        place = f"{here()}: domain error `{cls.__name__}`"
        if not isinstance(cls.code, str) or _CODE.fullmatch(cls.code) is None:
            refuse(f'{place}: the code `{cls.code}` is not of the form `[A-Z][A-Z0-9_]*`; give it a `code = "…"`')
        elif cls.code in CODES:
            refuse(f'{place}: the code `{cls.code}` is the protocol\'s own; give it another, `code = "…"`')
        if not isinstance(cls.status, int) or isinstance(cls.status, bool) or not 400 <= cls.status <= 499:
            refuse(f"{place}: the status `{cls.status!r}` is none of 400 to 499")


def data_type(cls: type[DomainError[Any]]) -> Any:
    """The declared type of its data. Raises `LookupError` where there is none, `NameError` where it means nothing."""
    return _data_type(cls, {})


def _data_type(cls: Any, bound: dict[Any, Any]) -> Any:
    for base in cls.__dict__.get("__orig_bases__", cls.__bases__):
        origin = get_origin(base) or base
        if not (isinstance(origin, type) and issubclass(origin, DomainError)):
            continue
        arguments = [bound.get(each, each) for each in get_args(base)]
        if origin is not DomainError:
            return _data_type(origin, dict(zip(getattr(origin, "__parameters__", ()), arguments, strict=False)))
        if len(arguments) == 1 and not isinstance(arguments[0], TypeVar):
            holder = types.SimpleNamespace(__annotations__={"data": arguments[0]})
            module = sys.modules.get(cls.__module__)
            return typing.get_type_hints(holder, vars(module) if module else {}, include_extras=True)["data"]
    raise LookupError


def doc(cls: type[DomainError[Any]]) -> str | None:
    """The class's own documentation."""
    text = cls.__dict__.get("__doc__")
    return inspect.cleandoc(text) if isinstance(text, str) and text.strip() else None
