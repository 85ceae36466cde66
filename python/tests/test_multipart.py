"""The reader of forms: the same whatever the chunks, the same as Django's own where both take a body, and linear."""

import io
import itertools
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http.multipartparser import MultiPartParser
from hypothesis import example, given
from hypothesis import strategies as st

from mizan.errors import BadRequest, Invalid, Problem, TooLarge
from mizan.multipart import MOST_PARTS, FileBegun, FileEnded, FileLimit, Limits, Reader, boundary, file_name
from mizan.uploads import Accept

FILES = {"a": FileLimit(many=True), "b": FileLimit(max_size=1000), "c": FileLimit(many=True, most=2, max_size=10)}
LIMITS = Limits("x-X", 1 << 20, 1000, FILES)


@dataclass
class Got:
    """What a body tells, put together."""

    args: bytes = b""
    files: list[tuple[str, str, str, bytes]] = field(default_factory=list)
    problem: tuple[str, object] | None = None


def read(chunks: Iterable[bytes], limits: Limits = LIMITS) -> Got:
    reader, got = Reader(limits), Got()
    begun: FileBegun | None = None
    body = b""
    try:
        for chunk in chunks:
            for event in reader.feed(chunk):
                if isinstance(event, FileBegun):
                    assert begun is None
                    begun, body = event, b""
                elif isinstance(event, FileEnded):
                    assert begun is not None
                    assert event.size == len(body)
                    got.files.append((*begun, body))
                    begun = None
                else:
                    assert event, "an event tells something"
                    body += event
        reader.close()
        got.args = reader.args
    except Problem as problem:
        return Got(problem=(problem.code, problem.errors))
    return got


def part(head: str, body: bytes = b"") -> bytes:
    return f"--x-X\r\n{head}\r\n\r\n".encode() + body + b"\r\n"


def file(name: str, body: bytes = b"", filename: str = "f", more: str = "") -> bytes:
    return part(f'Content-Disposition: form-data; name="{name}"; filename="{filename}"{more}', body)


def form(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--x-X--\r\n"


def cut(body: bytes, places: Sequence[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(body) + 1) for place in places), len(body)]
    return [body[start:end] for start, end in itertools.pairwise(edges)]


NASTY = st.lists(
    st.sampled_from([b"\r", b"\n", b"-", b"--x-X", b"\r\n--x-X", b"\r\n--x-", b"\r\n\r\n", b"x", b"\x00", b"--"]),
    max_size=12,
).map(b"".join)
# A body that holds the boundary is not one that a client sends.
CONTENTS = NASTY.filter(lambda body: b"\r\n--x-X" not in b"\r\n" + body + b"\r\n--")


@given(st.lists(st.tuples(st.sampled_from(["a", "args", "b"]), CONTENTS), max_size=5), st.lists(st.integers(0, 10**6)))
def test_chunks_make_no_difference(sent: list[tuple[str, bytes]], places: list[int]) -> None:
    body = form(*(file(name, content) for name, content in sent))
    whole = read([body])
    assert read(cut(body, places)) == whole
    assert read(body[at : at + 1] for at in range(len(body))) == whole


@given(NASTY, st.lists(st.integers(0, 10**6)))
@example(b"--x-X--", [])
@example(b"--x-X--\r\n", [])
@example(b"--x-X\r\n\r\n", [3])
def test_anything_is_a_form_or_a_problem_whatever_the_chunks(body: bytes, places: list[int]) -> None:
    for sent in (body, b"--x-X" + body, file("a")[:-2] + body):
        assert read(cut(sent, places)) == read([sent])


# Django takes the boundary for one in the middle of a line, too, and a line's end of its own before it for the file's.
PLAIN = CONTENTS.filter(lambda body: b"--x-X" not in body + b"\r\n" and not body.endswith((b"\r", b"\n")))


@given(st.lists(st.tuples(st.text("abcäé-_", min_size=1), PLAIN), min_size=1, max_size=5))
def test_django_reads_the_same(sent: list[tuple[str, bytes]]) -> None:
    if not settings.configured:
        settings.configure()
    body = form(*(file("a", content, f"{name}.txt") for name, content in sent))
    meta = {"CONTENT_TYPE": "multipart/form-data; boundary=x-X", "CONTENT_LENGTH": str(len(body))}
    _, files = MultiPartParser(meta, io.BytesIO(body), [MemoryFileUploadHandler()], "utf-8").parse()
    theirs = [(each.name, each.read()) for each in files.getlist("a")]
    assert theirs == [(name, content) for _, name, _, content in read([body]).files]


def test_what_is_told() -> None:
    typed = file("b", b"1\r\n", "dir/ä.png", "\r\nContent-Type: Image/PNG; q=1")
    got = read([form(file("a", b"--x-X"), part('Content-Disposition: form-data; name="args"', b"{}"), typed)])
    assert got == Got(b"{}", [("a", "f", "text/plain", b"--x-X"), ("b", "ä.png", "image/png", b"1\r\n")])
    assert read([form()]) == Got(b"{}")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (form(file("b", bytes(1001))), Invalid),
        (form(*[file("c")] * 3), Invalid),
        (form(file("c"), file("c", bytes(11))), Invalid),
        (form(file("d")), Invalid),
        (form(part('Content-Disposition: form-data; name="args"', bytes(1001))), TooLarge),
        (form(*[file("a")] * (MOST_PARTS + 1)), TooLarge),
        (form(file("a", bytes(1 << 20))), TooLarge),
        (form(file("a"))[:-3], BadRequest),
        (b"", BadRequest),
    ],
)
def test_problems(body: bytes, problem: type[Problem]) -> None:
    got = read([body]).problem
    assert got is not None
    assert got[0] == problem.code


OF_A = 'Content-Disposition: form-data; name="a"; filename="f"'


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (form()[:-1], "the body broke off"),
        (form() + b"x", "there is more after the last part"),
        (b"x\r\n" + form(), "the body does not begin with its boundary"),
        (b"--x-Xyz", "a boundary is followed by neither a part nor the end"),
        (form(part(OF_A + "\r\nX")), "a header of a part is none"),
        (form(part("x" * 5000)), "the headers of a part are too long"),
        (b"--x-X\r\n\xff: x\r\n\r\n\r\n" + form(), "the headers of a part are not in UTF-8"),
        (form(part(f"{OF_A}\r\nContent-Type: a/b\r\ncontent-type: a/b")), "a header of a part is there twice"),
        (form(part(f"{OF_A}\r\nContent-Type: png")), "the content type of a part is none"),
        (form(part(f"{OF_A}\r\nContent-Type: a/{'b' * 128}")), "the content type of a part is none"),
        (form(part(f"{OF_A}\r\nContent-Transfer-Encoding: base64")), "a part is encoded; send its bytes as they are"),
        (form(part("X: y")), "a part is none of a form"),
        (form(part(OF_A.replace("form-data", "attachment"))), "a part is none of a form"),
        (form(part('Content-Disposition: form-data; filename="f"')), "a part has no name"),
        (form(part(OF_A + "; Name=b")), "the name of a part cannot be read"),
        (form(part(OF_A + "; filename*=latin1''f")), "the file name of a part cannot be read"),
        (form(part(OF_A + "; filename*=utf-8''%ff")), "the file name of a part cannot be read"),
        (form(*[part('Content-Disposition: form-data; name="args"', b"{}")] * 2), "there are two parts `args`"),
    ],
)
def test_what_is_no_form(body: bytes, detail: str) -> None:
    reader = Reader(LIMITS)
    with pytest.raises(BadRequest) as refused:
        reader.feed(body)
        reader.close()
    assert refused.value.detail == detail


def test_names_of_types_are_as_long_as_they_may_be() -> None:
    longest = f"{'a' * 127}/{'b' * 127}"
    assert read([form(part(f"{OF_A}\r\nContent-Type: {longest}"))]).files == [("a", "f", longest, b"")]
    assert Accept(longest).types == (longest,)
    with pytest.raises(ValueError, match="is no content type"):
        Accept(longest + "b")


def test_first_fault_ends_the_reading() -> None:
    """What comes after it is not looked at: it may be gigabytes."""
    reader = Reader(LIMITS)
    with pytest.raises(Invalid) as refused:
        reader.feed(file("b", bytes(1100))[:-10])
    assert refused.value.errors == ((("args", "b"), "length"),)


@pytest.mark.parametrize(
    ("content_type", "found"),
    [
        ("multipart/form-data; boundary=x", "x"),
        ('multipart/form-data; boundary="x y"', "x y"),
        (" multipart/form-data ;Boundary=x ", "x"),
        ("multipart/form-data; boundary=" + "x" * 70, "x" * 70),
        ("multipart/form-data; boundary=" + "x" * 71, None),
        ('multipart/form-data; boundary="x "', None),
        ("multipart/form-data; boundary=é", None),
        ("multipart/form-data; boundary=x\r\ny", None),
        ("application/json", None),
    ],
)
def test_boundary(content_type: str, found: str | None) -> None:
    assert boundary(content_type) == found


@given(st.text())
def test_name_is_never_a_path(sent: str) -> None:
    name = file_name(sent)
    assert name
    assert name.strip() == name or name.strip(" .")
    assert not set("/\\\x00\r\n") & set(name)
    assert name not in (".", "..")
    assert len(name.encode()) <= 200


@pytest.mark.parametrize(
    "body",
    [
        file("a", b"\r\n--x-" * 150_000),
        file("a", b"\r" * 900_000),
        b"--x-X\r\n" + b"A: " + b" " * 900_000,
        b"--x-X\r\n" + b"A: b\r\n" * 100_000,
        file("a", b"", "\\" * 3000),
        part('Content-Disposition: form-data; name="' + '\\"' * 1500),
        part("Content-Disposition: form-data" + ";a=b" * 900),
        part("Content-Type:" + " " * 4000 + "\x00"),
    ],
)
def test_time_is_linear(body: bytes) -> None:
    started = time.process_time()
    read([body[at : at + 4096] for at in range(0, len(body), 4096)])
    assert time.process_time() - started < 0.5
