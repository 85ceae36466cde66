"""Files that come with a call: FastAPI's own `UploadFile`, on disk, read no further than the limits."""

from pathlib import Path

from forms import args, file, post, send
from sites import Site
from wire import Browser


def test_a_file_arrives_as_fastapis_own(nobody: Browser) -> None:
    content = bytes(range(256)) * 300
    answer = send(nobody, "weigh", args(note="é"), file("picture", content, "C:\\\\a\\\\über.png", "image/PNG; q=1"))
    assert answer.json["result"] == ["über.png", "image/png", "76800", "76800", "é"]


def test_several_and_none(nobody: Browser) -> None:
    parts = [file("pictures", b"x" * size) for size in (0, 1, 5000)]
    assert send(nobody, "weigh_all", *parts).json["result"] == [0, 1, 5000]
    assert nobody.call("weigh_all").json["result"] == []


def test_what_does_not_fit_is_refused(nobody: Browser) -> None:
    large = file("picture", b"x" * 100_001, "a.png", "image/png")
    assert send(nobody, "weigh", large).faults(422, "INVALID") == [(["args", "picture"], "length")]
    other = file("picture", b"x", "a.gif", "image/gif")
    assert send(nobody, "weigh", other).faults(422, "INVALID") == [(["args", "picture"], "enum")]
    assert send(nobody, "weigh", args()).faults(422, "INVALID") == [(["args", "picture"], "missing")]
    post(nobody, "weigh", b"no form").problem(400, "BAD_REQUEST")
    nobody.call("weigh").problem(415, "UNSUPPORTED_MEDIA_TYPE")
    send(nobody, "on_loop", args()).problem(415, "UNSUPPORTED_MEDIA_TYPE")


def test_the_whole_of_a_form_is_limited(nobody: Browser) -> None:
    parts = [file("pictures", b"x" * 300_000) for _ in range(4)]
    send(nobody, "weigh_all", *parts).problem(413, "TOO_LARGE")


def deleted(site: Site) -> int:
    """How many files it has open that have no name any more."""
    opened = Path(f"/proc/{site.process.pid}/fd").iterdir()
    return sum("(deleted)" in str(each.readlink()) for each in opened if each.is_symlink())


def test_files_are_gone_when_the_call_has_been_answered(site: Site, nobody: Browser) -> None:
    before = deleted(site)
    for _ in range(3):
        send(nobody, "weigh", file("picture", b"x" * 50_000, "a.png", "image/png"))
        send(nobody, "weigh", file("picture", b"x" * 50_000, "a.gif", "image/gif"))
    site.events()
    assert deleted(site) == before
