"""Files on the disk: inside the folder, through no symlink, whole or not at all."""

import os
from pathlib import Path

import pytest

from mizan.codegen import Report, UnsafePathError, write

FILES = {"b.ts": "b\n", "a.ts": "ä\n", "deep/er/c.ts": ""}


def test_writes_what_is_missing_and_what_differs_alone(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there"
    assert write(FILES, folder) == Report(written=("a.ts", "b.ts", "deep/er/c.ts"))
    assert (folder / "a.ts").read_bytes() == "ä\n".encode()
    (folder / "b.ts").write_text("another")
    before = (folder / "a.ts").stat().st_mtime_ns
    assert write(FILES, folder) == Report(written=("b.ts",), unchanged=("a.ts", "deep/er/c.ts"))
    assert (folder / "a.ts").stat().st_mtime_ns == before
    assert sorted(path.name for path in folder.iterdir()) == ["a.ts", "b.ts", "deep"]


def test_check_compares_and_writes_nothing(tmp_path: Path) -> None:
    report = write(FILES, tmp_path / "there", check=True)
    assert report == Report(stale=("a.ts", "b.ts", "deep/er/c.ts"))
    assert not report.current
    assert not (tmp_path / "there").exists()
    write(FILES, tmp_path)
    (tmp_path / "a.ts").write_bytes("ä\r\n".encode())
    assert write(FILES, tmp_path, check=True) == Report(unchanged=("b.ts", "deep/er/c.ts"), stale=("a.ts",))
    assert (tmp_path / "a.ts").read_bytes() == "ä\r\n".encode()


def test_what_is_too_much_is_removed_and_a_check_says_so(tmp_path: Path) -> None:
    write(FILES, tmp_path)
    fewer = {"a.ts": FILES["a.ts"]}
    report = write(fewer, tmp_path, check=True, surplus=["b.ts"])
    assert report == Report(unchanged=("a.ts",), left_over=("b.ts",))
    assert not report.current and (tmp_path / "b.ts").exists()
    assert write(fewer, tmp_path, surplus=["b.ts"]) == Report(unchanged=("a.ts",), removed=("b.ts",))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.ts", "deep"]
    with pytest.raises(UnsafePathError):
        write({}, tmp_path / "deep", surplus=["../a.ts"])
    assert (tmp_path / "a.ts").exists()


@pytest.mark.parametrize(
    "name",
    ["../a.ts", "a/../../b.ts", "/tmp/a.ts", "", ".", "a\\..\\b.ts", "C:a.ts", "a\0.ts", ".."],
)
def test_names_that_lead_out_are_refused(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    with pytest.raises(UnsafePathError):
        write({"fine.ts": "x", name: "x"}, folder)
    assert not folder.exists()


@pytest.mark.parametrize("check", [False, True])
def test_a_symlink_is_not_followed(tmp_path: Path, check: bool) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.ts").write_text("mine")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.ts").symlink_to(outside / "a.ts")
    (folder / "dangling.ts").symlink_to(outside / "b.ts")
    (folder / "deep").symlink_to(outside)
    for name in ("a.ts", "dangling.ts", "deep/a.ts"):
        with pytest.raises(UnsafePathError, match="symlink"):
            write({name: "theirs"}, folder, check=check)
    assert [path.name for path in outside.iterdir()] == ["a.ts"]
    assert (outside / "a.ts").read_text() == "mine"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.ts").mkdir()
    os.mkfifo(tmp_path / "b.ts")
    for name in ("a.ts", "b.ts"):
        with pytest.raises(UnsafePathError, match="no file"):
            write({name: "x"}, tmp_path)


def test_a_reader_sees_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    """Who has the old file open keeps it whole: it is replaced, not written into."""
    write({"a.ts": "old " * 10_000}, tmp_path)
    with (tmp_path / "a.ts").open() as reader:
        write({"a.ts": "new"}, tmp_path)
        assert reader.read() == "old " * 10_000
    assert (tmp_path / "a.ts").read_text() == "new"


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        # Root may write where others may not, so the failure is a name that is too long once it is a draft's.
        name = "x" * 250 + ".ts"
    else:
        tmp_path.chmod(0o500)
        name = "a.ts"
    with pytest.raises(OSError):
        write({name: "x"}, tmp_path)
    tmp_path.chmod(0o700)
    assert list(tmp_path.iterdir()) == []
