"""Files as arguments, over HTTP: what arrives is what was sent, Django can keep it, and nothing is left behind."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from forms import Part, args, file, form, headers, post, send
from galleries import Gallery
from wire import BASE, Browser

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8 + b"\r\n--" + b"\r\n------mizan7MA4YWxkTrZu0g"


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def test_file_is_djangos_own_and_a_model_keeps_it(gallery: Gallery) -> None:
    answer = send(gallery.nobody, "add_picture", args(title="sea"), file("picture", PNG, "sea.png", "image/png"))
    assert answer.status == 200, answer.body
    shown = answer.json["result"]
    assert (shown["title"], shown["size"]) == ("sea", len(PNG))
    assert answer.json["invalidate"] == ["gallery"]
    assert answer.header("x-mizan-invalidate") == "gallery"
    assert (gallery.media / "pictures" / shown["name"]).read_bytes() == PNG
    assert gallery.nobody.read("gallery").json["pictures"][-1] == shown
    assert gallery.left() == []


@pytest.mark.parametrize("function", ["tell", "tell_later"])
@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 1_000_003])
def test_bytes_arrive_as_they_were_sent(function: str, size: int, gallery: Gallery) -> None:
    body = (b"0123456789\r\n--" * (size // 14 + 1))[:size]
    told = send(gallery.nobody, function, file("file", body, "größe.tar.gz", "Application/X-Tar; x=y")).json["result"]
    path = Path(told.pop("path"))
    assert told == {
        "name": "größe.tar.gz",
        "content_type": "application/x-tar",
        "size": size,
        "digest": digest(body),
    }
    assert path.parent == gallery.temporary
    assert not path.exists()


def test_several_files_arrive_in_their_order(gallery: Gallery) -> None:
    bodies = [b"1" * 9, b"", b"3" * 1000]
    parts = [file("files", body, f"{at}.txt") for at, body in enumerate(bodies)]
    answer = send(gallery.nobody, "tell_all", parts[0], file("first", b"4"), args(note="n"), *parts[1:])
    assert [told["digest"] for told in answer.json["result"]] == [digest(body) for body in (*bodies, b"4")]
    assert answer.json["invalidate"] == []
    assert send(gallery.nobody, "tell_any", *parts).json["result"] == 3
    assert gallery.left() == []


def test_lists_and_what_is_optional_may_be_absent(gallery: Gallery) -> None:
    nobody = gallery.nobody
    assert send(nobody, "tell_all", args()).json["result"] == []
    assert send(nobody, "tell_all").json["result"] == []
    assert send(nobody, "tell_any").json["result"] == 0
    assert send(nobody, "maybe", args(note="n")).json["result"] == "n None"
    assert send(nobody, "maybe", args(note="n"), file("file", b"", "a")).json["result"] == "n a"


def test_json_will_do_where_no_file_is_needed(gallery: Gallery) -> None:
    nobody = gallery.nobody
    assert nobody.call("maybe", note="n").json["result"] == "n None"
    assert nobody.call("tell_all").json["result"] == []
    assert nobody.call("maybe", note="n", file=None).faults(422, "INVALID") == [(["args", "file"], "type")]
    nobody.call("tell").problem(415, "UNSUPPORTED_MEDIA_TYPE")


def test_models_beside_a_file_are_made_and_refused_as_ever(gallery: Gallery) -> None:
    crop = args(crop={"left": 1, "right": 3})
    assert send(gallery.nobody, "cropped", crop, file("file", b"123")).json["result"] == 6
    wrong = args(crop={"left": 3, "right": 1})
    faults = send(gallery.nobody, "cropped", wrong, file("file", b"123")).faults(422, "INVALID")
    assert faults == [(["args", "crop"], "format")]
    assert gallery.left() == []


def test_file_arguments_are_judged_by_their_types(gallery: Gallery) -> None:
    nobody, image = gallery.nobody, file("picture", PNG, "a.png", "image/png")

    def faults(*parts: Part, function: str = "add_picture") -> list[tuple[list[str | int], str]]:
        return send(nobody, function, *parts).faults(422, "INVALID")

    assert faults(args(title="x")) == [(["args", "picture"], "missing")]
    assert faults(args(title="x"), file("picture", PNG, "a.png", "text/html")) == [(["args", "picture"], "enum")]
    assert faults(args(title=5), file("picture", PNG, "a.png", None)) == [
        (["args", "picture"], "enum"),
        (["args", "title"], "type"),
    ]
    assert faults(args(title="x", picture="a.png"), image) == [(["args", "picture"], "type")]
    assert faults(args(title="x", more=1), image) == [(["args", "more"], "unknown")]
    assert faults(args(title="x"), file("picture", bytes(100_001), "a.png", "image/png")) == [
        (["args", "picture"], "length")
    ]
    assert send(nobody, "add_picture", args(title="x"), file("picture", bytes(100_000), "a", "image/x")).status == 200
    small, large = file("files", bytes(1000)), file("files", bytes(1001))
    assert faults(small, large, function="tell_all") == [(["args", "files", 1], "length")]
    assert faults(*[small] * 4, function="tell_all") == [(["args", "files"], "length")]
    assert gallery.left() == []


def test_nothing_is_left_however_the_call_ends(gallery: Gallery, tmp_path: Path) -> None:
    nobody, image = gallery.nobody, file("picture", PNG, "spoiled.png", "image/png")
    refused = send(nobody, "add_spoiled", image).problem(409, "SPOILED")
    assert refused["invalidate"] == ["gallery"]
    assert gallery.server.ask("SELECT count(*) FROM gallery_picture WHERE title = 'spoiled'") == [(0,)]
    mark = tmp_path / "mark"
    failed = send(nobody, "fail", args(mark=str(mark)), file("file", PNG))
    failed.problem(500, "INTERNAL")
    assert b"secret" not in failed.body
    assert not Path(mark.read_text()).exists()
    assert gallery.left() == []


def test_function_may_hand_its_file_to_another(gallery: Gallery) -> None:
    before = len(gallery.nobody.read("gallery").json["pictures"])
    image = file("picture", PNG, "twice.png", "image/png")
    answer = send(gallery.nobody, "add_twice", args(title="twice"), image)
    assert answer.json == {"result": before + 1, "invalidate": ["gallery"]}
    wrong = file("picture", PNG, "twice.png", "text/plain")
    send(gallery.nobody, "add_twice", args(title="twice"), wrong).problem(500, "INTERNAL")
    gallery.server.wait_for("`add_picture` was called with a wrong `picture`: enum")


def test_own_files_alone(gallery: Gallery) -> None:
    ada = gallery.nobody.sign_in("ada")
    ada.get(f"{BASE}session/")
    assert send(ada, "fill_drawer", args(owner_id=1), file("file", b"1")).status == 200
    send(ada, "fill_drawer", args(owner_id=2), file("file", b"1")).problem(403, "FORBIDDEN")
    send(gallery.nobody, "fill_drawer", args(owner_id=1), file("file", b"1")).problem(401, "UNAUTHENTICATED")
    assert gallery.left() == []


def test_token_comes_in_the_header_alone(gallery: Gallery) -> None:
    ada = gallery.nobody.sign_in("ada")
    token = ada.get(f"{BASE}session/").json["csrfToken"]
    assert send(ada, "lock_away", file("file", b"1")).json["result"] == "ada"
    within = [args(), file("file", b"1")]
    hidden = form(*within).replace(b'name="args"\r\n\r\n{}', b'name="csrfmiddlewaretoken"\r\n\r\n' + token.encode())
    refused = post(ada, "lock_away", hidden, X_CSRFToken=None).problem(403, "FORBIDDEN")
    assert refused["type"] == "urn:mizan:problem:csrf"
    send(ada, "lock_away", file("file", b"1"), Sec_Fetch_Site="cross-site").problem(403, "FORBIDDEN")
    assert send(ada, "look_at_post", file("file", b"1")).json["result"] == [0, 0]
    assert send(gallery.nobody, "look_at_post", file("file", b"1")).json["result"] == [0, 0]


def test_form_is_for_functions_with_files(gallery: Gallery) -> None:
    send(gallery.nobody, "noted", args(note="n")).problem(415, "UNSUPPORTED_MEDIA_TYPE")


def test_body_may_come_in_chunks(gallery: Gallery) -> None:
    body = form(args(), file("file", PNG, "a.png"))

    def chunks() -> Iterator[bytes]:
        for at in range(0, len(body), 100):
            yield body[at : at + 100]

    browser = Browser(gallery.server.port)
    sent = {name: value for name, value in headers(browser).items() if value is not None}
    url = f"http://127.0.0.1:{gallery.server.port}{BASE}call/tell/"
    answer = httpx.post(url, content=chunks(), headers=sent)
    assert answer.json()["result"]["digest"] == digest(PNG)


def test_what_a_usual_client_sends_is_read(gallery: Gallery) -> None:
    url = f"http://127.0.0.1:{gallery.server.port}{BASE}call/tell_all/"
    files = [("files", ('ä "b".txt', b"1", "text/plain")), ("files", ("c", b"2"))]
    answer = httpx.post(url, data={"args": json.dumps({"note": "ü"})}, files=files)
    assert [(told["name"], told["size"]) for told in answer.json()["result"]] == [("ä %22b%22.txt", 1), ("c", 1)]
