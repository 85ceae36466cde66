"""Bodies that are no form, or none that a function takes: refused with a problem, kept nowhere, and nothing runs."""

import pytest
import serving
from forms import BOUNDARY, Part, args, file, form, headers, post, send
from galleries import Gallery
from wire import BASE, Browser

END = f"--{BOUNDARY}--\r\n".encode()
ONE = file("file", b"1")


def part(*lines: str, body: bytes = b"1") -> bytes:
    return form(Part("\r\n".join(lines), body))


NAMED = 'Content-Disposition: form-data; name="file"; filename="a"'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\r\n",
        b"hello",
        b'{"args": {}}',
        form(ONE, boundary="another"),
        b"preamble\r\n" + form(ONE),
        form(ONE)[:-2].replace(END[:-2], b""),
        form(ONE)[:-4],
        form(ONE)[:-5],
        form(ONE)[: len(form(ONE)) // 2],
        form(ONE) + b"more",
        form(ONE) + form(ONE),
        form(ONE).replace(b"\r\n", b"\n"),
        form(ONE).replace(BOUNDARY.encode() + b"\r\n", BOUNDARY.encode() + b" \r\n", 1),
        part(NAMED.replace("; name", "; name").replace("form-data", "attachment")),
        part('Content-Disposition: form-data; filename="a"'),
        part("Content-Type: text/plain"),
        part(NAMED, NAMED),
        part(NAMED, "Content-Type: text/plain", "content-type: image/png"),
        part(NAMED, "Content-Type: nothing"),
        part(NAMED, "Content-Type: image/png\x00"),
        part(NAMED, "no colon"),
        part(NAMED, " folded: line"),
        part(NAMED, "X-A: a\r b"),
        part(NAMED, "X-A: a\n b"),
        part(NAMED + '; name="file"'),
        part(NAMED + '; filename="b"'),
        part(NAMED.replace('"a"', '"a')),
        part(NAMED.replace('"a"', '"a\x00.png"')),
        part(NAMED.replace('"a"', '"a\udcff.png"')),
        part(NAMED.replace('filename="a"', "filename*=latin-1''a%E9")),
        part(NAMED.replace('filename="a"', "filename*=utf-8''a%FF")),
        part(NAMED, "X-Long: " + "a" * 5000),
        part(NAMED, "Content-Transfer-Encoding: base64"),
        part(NAMED, "Content-Transfer-Encoding: quoted-printable"),
        form(args(), args(), ONE),
        form(Part('Content-Disposition: form-data; name="args"', b"{"), ONE),
        form(Part('Content-Disposition: form-data; name="args"', b"[]"), ONE),
        form(Part('Content-Disposition: form-data; name="args"', b""), ONE),
        form(Part('Content-Disposition: form-data; name="args"', b'{"a":1,"a":2}'), ONE),
        form(Part('Content-Disposition: form-data; name="args"', b'"\xff"'), ONE),
    ],
)
def test_body_that_is_no_form(body: bytes, gallery: Gallery) -> None:
    answer = post(gallery.nobody, "tell", body)
    # What is no object is what it is within a call's JSON too.
    assert answer.status in (400, 422), answer.body
    answer.problem(answer.status, "BAD_REQUEST" if answer.status == 400 else "INVALID")
    assert gallery.left() == []


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "a" * 71,
        "multipart/form-data; boundary=a; boundary=b",
        "multipart/form-data; charset=utf-8; boundary=a",
        'multipart/form-data; boundary="a b "',
        "multipart/form-data; boundary=a b",
        "multipart/mixed; boundary=a",
        "Multipart/Form-Data; boundary=a",
        "multipart/form-data, application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json",
    ],
)
def test_content_type_of_no_form(content_type: str | None, gallery: Gallery) -> None:
    send(gallery.nobody, "tell", ONE, Content_Type=content_type).problem(415, "UNSUPPORTED_MEDIA_TYPE")


def test_boundary_may_stand_in_quotes(gallery: Gallery) -> None:
    body = form(ONE, boundary="a b'(c)")
    quoted = 'multipart/form-data; boundary="a b\'(c)"'
    assert post(gallery.nobody, "tell", body, Content_Type=quoted).json["result"]["size"] == 1


@pytest.mark.parametrize(
    ("parts", "faults"),
    [
        ([file("other", b"1")], [(["args", "other"], "unknown")]),
        ([file("__class__", b"1")], [(["args", "__class__"], "unknown")]),
        ([file("file", b"1"), file("file", b"2")], [(["args", "file"], "type")]),
        ([Part('Content-Disposition: form-data; name="file"', b"text")], [(["args", "file"], "type")]),
        ([Part('Content-Disposition: form-data; name="note"', b"text")], [(["args", "note"], "unknown")]),
        ([file("File", b"1")], [(["args", "File"], "unknown")]),
        ([file("file[]", b"1")], [(["args", "file[]"], "unknown")]),
    ],
)
def test_part_that_the_function_does_not_take(
    parts: list[Part], faults: list[tuple[list[str], str]], gallery: Gallery
) -> None:
    assert send(gallery.nobody, "tell", *parts).faults(422, "INVALID") == faults
    assert gallery.left() == []


def test_name_of_a_stranger_is_told_no_longer_than_a_path_is(gallery: Gallery) -> None:
    [(path, code)] = send(gallery.nobody, "tell", file("x" * 3000, b"1")).faults(422, "INVALID")
    assert code == "unknown"
    assert len(str(path[1])) < 200


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("/etc/passwd", "passwd"),
        ("C:\\\\Users\\\\ada\\\\a.png", "a.png"),
        ("C:\\Users\\ada\\a.png", "a.png"),
        ('a\\"b.png', 'a"b.png'),
        ("..", "file"),
        (".", "file"),
        ("", "file"),
        ("   ", "file"),
        ("a/", "file"),
        ("\u202egpj.exe", "gpj.exe"),
        ("a\u200bb\ufeff.png", "ab.png"),
        ("a\x85b\u2028.png", "ab.png"),
        (".htaccess", ".htaccess"),
        ("a" * 300 + ".png", "a" * 196 + ".png"),
        ("a" * 300, "a" * 200),
        ("a." + "b" * 300, "a." + "b" * 32),
        ("é" * 150 + ".png", "é" * 98 + ".png"),
        ("a" + "😀" * 300, "a" + "😀" * 49),
        ("a.png;.exe", "a.png;.exe"),
        ("%2e%2e%2fpasswd", "%2e%2e%2fpasswd"),
        ("~root", "~root"),
        ("a|b;`c`$(d)", "a|b;`c`$(d)"),
    ],
)
def test_name_is_a_base_name(sent: str, name: str, gallery: Gallery) -> None:
    assert send(gallery.nobody, "tell", file("file", b"1", sent)).json["result"]["name"] == name
    image = file("picture", b"1", sent, "image/png")
    kept = send(gallery.nobody, "add_picture", args(title="t"), image).json["result"]["name"]
    assert (gallery.media / "pictures" / kept).is_file()
    assert gallery.left() == []


def test_name_that_no_storage_takes_is_the_callers_fault(gallery: Gallery) -> None:
    image = file("picture", b"1", "\N{GRINNING FACE}", "image/png")
    send(gallery.nobody, "add_picture", args(title="t"), image).problem(400, "BAD_REQUEST")
    assert gallery.left() == []


def test_extended_name_is_read_where_it_is_in_utf_8(gallery: Gallery) -> None:
    head = NAMED + "; filename*=UTF-8''%E2%82%AC%2F..%2Fa.png"
    assert post(gallery.nobody, "tell", part(head)).json["result"]["name"] == "a.png"


def test_part_args_is_no_longer_than_a_body(gallery: Gallery) -> None:
    send(gallery.nobody, "maybe", args(note="n" * (1 << 20))).problem(413, "TOO_LARGE")
    assert len(send(gallery.nobody, "maybe", args(note="n" * 1_000_000)).json["result"]) == 1_000_005


def test_parts_are_no_more_than_a_hundred(gallery: Gallery) -> None:
    assert (
        send(gallery.nobody, "tell_any", *[ONE.__class__(ONE.head.replace('"file"', '"files"'), b"1")] * 100).json[
            "result"
        ]
        == 100
    )
    many = [file("files", b"1")] * 101
    send(gallery.nobody, "tell_any", *many).problem(413, "TOO_LARGE")
    assert gallery.left() == []


@pytest.mark.parametrize("gallery", serving.KINDS, indirect=True)  # Django alone takes in a body before all else.
def test_declared_length_over_the_limit_is_refused_unread(gallery: Gallery) -> None:
    sent = {**headers(gallery.nobody), "Content-Length": str((32 << 20) + 1)}
    browser = Browser(gallery.server.port)
    browser.send("POST", f"{BASE}call/tell/", None, sent).problem(413, "TOO_LARGE")
