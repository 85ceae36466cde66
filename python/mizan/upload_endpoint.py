"""A function with file arguments as the machine sees it: which files it takes, and how they become its arguments.

Decides nothing of what is legal: the core judges files by the IR (twin: `mizan-core/src/types`).
Page: `ir/protocol/uploads.md`.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from mizan._native import InvalidFault, ResultFault
from mizan.endpoint import PythonEndpoint
from mizan.invalidation import Values
from mizan.ir import schema
from mizan.multipart import FileLimit, Limits, form_boundary
from mizan.records import record
from mizan.uploads import Upload, file_classes

if TYPE_CHECKING:
    from mizan.effects import Parts
    from mizan.envelope import Policy, Request


@record()
class Form:
    """The body of one call: how much of it is read, and what becomes of its parts."""

    endpoint: "UploadEndpoint"
    limits: Limits

    def decode(self, parts: "Parts") -> Values:
        """The parts → checked values; a file is the place of its part. Raises `SyntaxFault`, `InvalidFault`."""
        told = {name: [_told(cast(Upload, file)) for file in files] for name, files in parts.files.items()}
        return self.endpoint.decode_upload(parts.args, told)

    def placed(self, arguments: Mapping[str, Any], parts: "Parts") -> Mapping[str, Any]:
        """The function's arguments with the files themselves in place of their parts' places."""
        files = {name: _placed(arguments[name], parts.files.get(name, ())) for name in self.endpoint.files}
        return {**arguments, **files}


@record(eq=False)
class UploadEndpoint(PythonEndpoint):
    """A decorated function that takes files. `files`: the arguments that do, by name."""

    files: Mapping[str, FileLimit]

    def form(self, request: "Request", policy: "Policy") -> Form | None:
        """`None` for another body, which is JSON then, where no file is needed."""
        boundary = form_boundary(request, self.files)
        return None if boundary is None else Form(self, Limits(boundary, policy.upload_limit, policy.limit, self.files))

    def decode_upload(self, args: bytes, told: Mapping[str, Sequence[tuple[int, str]]]) -> Values:
        """The JSON of the other arguments, and each file's size and type → checked values."""
        return self.graph.decode_upload(self.name, args, told, branches=bool(self.builders))

    def join(self, arguments: Mapping[str, Any]) -> Values:
        """Arguments that Python code passed → checked values. Raises `TypeError` where they do not fit."""
        sent = {name: arguments.get(name) for name in self.files}
        files = {name: _files(value) for name, value in sent.items() if value is not None}
        for name, several in files.items():
            if not all(isinstance(each, tuple(file_classes)) for each in several):
                raise TypeError(f"`{self.name}` was called with a wrong `{name}`: expected a file")
        told = {name: [_told(each) for each in several] for name, several in files.items()}
        wire = {name: value for name, value in arguments.items() if name not in self.given}
        try:
            return self.graph.decode_upload(self.name, self.graph.encode_args(self.name, wire), told)
        except ResultFault as fault:
            place = ".".join(str(part) for part in fault.path)
            raise TypeError(f"`{self.name}` was called with a wrong `{place}`: expected {fault.expected}") from fault
        except InvalidFault as fault:
            path, code = fault.faults[0]
            place = ".".join(str(part) for part in path[1:])
            raise TypeError(f"`{self.name}` was called with a wrong `{place}`: {code}") from fault


def file_limits(node: schema.Function) -> Mapping[str, FileLimit]:
    """The file arguments of a function, by name."""
    found = ((arg.name, _limit(arg.type, required=arg.required)) for arg in node.args)
    return {name: limit for name, limit in found if limit is not None}


def _limit(of: schema.Type, *, required: bool) -> FileLimit | None:
    match of:
        case schema.OptionalType(item=item):
            return _limit(item, required=False)
        case schema.ListType(item=schema.FileType(max_size=size), max_length=most, min_length=least):
            return FileLimit(many=True, most=most, max_size=size, required=required and bool(least))
        case schema.FileType(max_size=size):
            return FileLimit(max_size=size, required=required)
    return None


def _told(file: Upload) -> tuple[int, str]:
    return file.size or 0, file.content_type or ""


def _files(value: Any) -> Sequence[Any]:
    return value if isinstance(value, (list, tuple)) else [value]


def _placed(value: Any, files: Sequence[object]) -> Any:
    if isinstance(value, (list, tuple)):
        return type(value)(files[place] for place in value)
    return None if value is None else files[value]
