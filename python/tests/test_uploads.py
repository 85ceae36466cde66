"""What is declared of files: the notes, the graph that they make, and the arguments that other functions pass."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

import pytest
from annotated_types import MaxLen, MinLen

from mizan import Accept, MaxSize, ReactContext, Upload, client, registry
from mizan.dispatch import Call, Commit, Identify, Parts, Purge, ReadBody, ReadParts, Run, respond
from mizan.envelope import Policy, Reply, Request
from mizan.errors import GraphError, Problem
from mizan.multipart import FileLimit
from mizan.registry import Frozen
from mizan.upload_endpoint import UploadEndpoint

CartContext = ReactContext("cart")


@dataclass(eq=False)
class Kept:
    """A file as a host has it."""

    name: str | None
    content_type: str | None
    body: bytes

    @property
    def size(self) -> int:
        return len(self.body)

    def read(self, size: int = -1, /) -> bytes:
        return io.BytesIO(self.body).read(size)

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield self.body


PICTURE = Kept("a.png", "image/png", b"123")


def shop() -> Frozen:
    with registry.scoped() as scope:

        @client(context=CartContext)
        def cart() -> int:
            return 0

        @client(affects=CartContext)
        def album(
            front: Annotated[list[Upload], MinLen(1)],
            inner: Annotated[list[Upload], MinLen(0)],
            back: Annotated[list[Upload], MinLen(1)] | None = None,
        ) -> None: ...

        @client(affects=CartContext)
        def put(
            at: int,
            picture: Annotated[Upload, MaxSize("3 B"), Accept("image/*", "Application/PDF")],
            pages: Annotated[list[Upload], MaxLen(2)],
            note: Upload | None = None,
        ) -> str:
            return f"{at} {picture.name} {[page.name for page in pages]} {note and note.name}"

        @client(affects=CartContext)
        def put_all(pictures: tuple[Upload, ...] | None) -> int:
            for at, picture in enumerate(pictures or ()):
                put(at, picture, pages=[picture, picture])
            return len(pictures or ())

        @client
        def look(note: Upload | None) -> None:
            return None

        return scope.freeze()


FROZEN = shop()


def test_graph_says_what_files_are_taken() -> None:
    put = FROZEN.functions["put"]
    assert isinstance(put, UploadEndpoint)
    assert put.files == {
        "picture": FileLimit(max_size=3),
        "pages": FileLimit(many=True, most=2, required=False),
        "note": FileLimit(required=False),
    }
    album = FROZEN.functions["album"]
    assert isinstance(album, UploadEndpoint)
    assert album.files == {
        "front": FileLimit(many=True),
        "back": FileLimit(many=True, required=False),
        "inner": FileLimit(many=True, required=False),
    }
    text = FROZEN.graph.text()
    assert 'file max_size=3 {\n            accept "application/pdf"\n            accept "image/*"' in text


@pytest.mark.parametrize(
    ("said", "size"),
    [
        (1, 1),
        ("1 B", 1),
        ("2 MB", 2_000_000),
        ("2MB", 2_000_000),
        ("1.5 KiB", 1536),
        ("4 gib", None),
        ("3 GiB", 3 << 30),
    ],
)
def test_sizes(said: int | str, size: int | None) -> None:
    if size is None:
        with pytest.raises(ValueError, match="is no size"):
            MaxSize(said)
    else:
        assert MaxSize(said).size == size
        assert MaxSize(said) == MaxSize(size)


@pytest.mark.parametrize("said", [0, -1, True, 1.5, "0 B", "1.5 B", "MB", "2 TB", "2,5 MB", "2 M", "", "٢ MB", None])
def test_no_sizes(said: Any) -> None:
    with pytest.raises(ValueError, match="is no size: write"):
        MaxSize(said)


@pytest.mark.parametrize(
    "said", [(), ("png",), (".png",), ("*/*",), ("image/",), ("image/p*",), ("image/png; q=1",), (5,)]
)
def test_no_types(said: Any) -> None:
    with pytest.raises(ValueError, match=r"accepts nothing|is no content type"):
        Accept(*said)


class Named(Protocol):
    name: str


@pytest.mark.parametrize(
    ("annotation", "why"),
    [
        (Annotated[list[Upload], MaxSize(1)], "is of each file: `list[Annotated[Upload, MaxSize(1)]]`"),
        (Annotated[str, Accept("image/png")], "is of a file: `Annotated[Upload, Accept('image/png')]`"),
        (Annotated[Upload, Accept("image/png"), Accept("image/gif")], "two `Accept(…)`"),
        (list[list[Upload]], "a file is an argument of a function, perhaps optional or in a list"),
        (dict[str, Upload], "a file is an argument of a function"),
        (Upload | int, "a file is an argument of a function"),
        (io.BytesIO, "use `mizan.Upload`"),
        (Named, "is no type of the wire"),
    ],
)
def test_what_is_refused_when_declared(annotation: Any, why: str) -> None:
    with registry.scoped() as scope, scope.collecting():

        def take(file: Any) -> None: ...

        take.__annotations__["file"] = annotation
        client(take)
        with pytest.raises(GraphError) as refused:
            scope.freeze()
    assert why in str(refused.value)


def test_files_are_arguments_of_calls_alone() -> None:
    with registry.scoped() as scope, scope.collecting():

        @client(context=CartContext)
        def read(file: Upload) -> int:
            return 0

        @client(private=True)
        def job(file: Upload) -> int:
            return 0

        @client
        def named(args: Upload) -> int:
            return 0

        @client
        def answered() -> Upload:
            return PICTURE

        with pytest.raises(GraphError) as refused:
            scope.freeze()
    told = str(refused.value)
    for why in (
        "function `read`, argument `file`: it is a file, and the arguments of a member are written in a query",
        "function `job`, argument `file`: it is a file, and nobody sends a private function any",
        "function `named`, argument `args`: it is a file, and the part `args` of a form holds the other arguments",
        "function `answered`, result: a file is an argument of a function",
    ):
        assert why in told, told


FORM = "multipart/form-data; boundary=x"


def run(name: str, given: Parts | bytes, **fields: str) -> tuple[list[str], Reply]:
    """The effects of a call, each by its name, and its answer."""
    headers = {"content-type": FORM if isinstance(given, Parts) else "application/json", **fields}
    request = Request("POST", f"call/{name}/", b"", headers.get, "shop.example")
    machine, effects = respond(FROZEN, request, Policy()), []
    effect = next(machine)
    while not isinstance(effect, Reply):
        effects.append(type(effect).__name__)
        answer: Any = None
        match effect:
            case ReadParts() | ReadBody():
                answer = given
            case Run(calls=[Call() as call]):
                try:
                    answer = [call.run(None)]
                except Exception as error:
                    effect = machine.throw(error)
                    continue
            case Identify() | Commit() | Purge():
                answer = None
        effect = machine.send(answer)
    return effects, effect


def test_body_is_read_when_it_is_known_who_sends_it() -> None:
    parts = Parts(b'{"at":7}', {"picture": [PICTURE], "pages": [PICTURE]})
    effects, reply = run("put", parts)
    assert effects == ["Identify", "ReadParts", "Run", "Commit", "Purge"]
    assert reply.body == b"""{"result":"7 a.png ['a.png'] None","invalidate":["cart"]}"""


@pytest.mark.parametrize(
    ("name", "fields", "status"),
    [
        ("put", {"content-type": "application/json"}, 415),
        ("put", {"content-type": "multipart/form-data"}, 415),
        ("put", {"content-length": str((32 << 20) + 1)}, 413),
        ("put", {"content-length": "x"}, 400),
        ("put", {"sec-fetch-site": "cross-site", "content-type": "x"}, 403),
        ("put", {"authorization": "Bearer x"}, 401),
        ("look", {"content-type": "text/plain"}, 415),
    ],
)
def test_what_is_refused_before_a_byte_is_read(name: str, fields: dict[str, str], status: int) -> None:
    effects, reply = run(name, Parts(b"{}", {}), **fields)
    assert (effects, reply.status) == ([], status)


def test_json_goes_the_usual_way() -> None:
    effects, reply = run("look", b"{}")
    assert (effects, reply.status) == (["ReadBody", "Identify", "Run", "Commit"], 200)


def test_file_passes_from_function_to_function() -> None:
    _, reply = run("put_all", Parts(b"{}", {"pictures": [PICTURE, PICTURE]}))
    assert reply.body == b'{"result":2,"invalidate":["cart"]}'
    for wrong in (Kept("a", "image/png", b"1234"), Kept("a", "text/plain", b"1"), "a.png"):
        _, reply = run("put_all", Parts(b"{}", {"pictures": [wrong]}) if isinstance(wrong, Kept) else b'{"args":{}}')
        assert reply.status == (500 if isinstance(wrong, Kept) else 200)
    put = FROZEN.functions["put"]
    assert isinstance(put, UploadEndpoint)
    with pytest.raises(TypeError, match="wrong `picture`: expected a file"):
        put.join({"at": 1, "picture": "a.png", "pages": [], "note": None})
    with pytest.raises(TypeError, match="wrong `picture`: missing"):
        put.join({"at": 1, "picture": None, "pages": [], "note": None})


def test_faults_of_parts_are_those_of_arguments() -> None:
    parts = Parts(b'{"at":"x"}', {"picture": [Kept("a", "text/plain", b"1234")], "pages": [PICTURE] * 3})
    effects, reply = run("put", parts)
    assert effects == ["Identify", "ReadParts"]
    assert reply.status == 422
    assert isinstance(reply.problem, Problem)
    assert [(path, code) for path, code in reply.problem.errors] == [
        (("args", "at"), "type"),
        (("args", "pages"), "length"),
        (("args", "picture"), "enum"),
        (("args", "picture"), "length"),
    ]
