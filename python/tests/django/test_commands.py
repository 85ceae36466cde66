"""The management commands, each as a process of its own."""

import json
import os
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import HERE, environment, manage


def test_export_prints_the_canonical_text_and_nothing_else(tmp_path: Path) -> None:
    printed = manage("mizan_export_ir")
    assert (printed.returncode, printed.stderr) == (0, "")
    assert printed.stdout.startswith("mizan version=1\n")
    assert printed.stdout.endswith("}\n")
    written = manage("mizan_export_ir", "--output", str(tmp_path / "ir.kdl"))
    assert written.stdout == f"wrote {tmp_path / 'ir.kdl'}\n"
    assert (tmp_path / "ir.kdl").read_text() == printed.stdout


def test_export_checks_a_file_and_says_how_to_renew_it(tmp_path: Path) -> None:
    file = tmp_path / "ir.kdl"
    check = ["--output", str(file), "--check"]
    absent = manage("mizan_export_ir", *check)
    assert absent.returncode == 1 and not file.exists()
    manage("mizan_export_ir", "--output", str(file))
    assert manage("mizan_export_ir", *check).stdout == f"{file}: current\n"
    file.write_text("mizan version=1\n")
    stale = manage("mizan_export_ir", *check)
    assert stale.returncode == 1 and f"run `mizan_export_ir --output {file}`" in stale.stderr
    assert file.read_text() == "mizan version=1\n"
    assert "give `--output FILE`" in manage("mizan_export_ir", "--check").stderr


def test_export_as_json() -> None:
    document = json.loads(manage("mizan_export_ir", "--json").stdout)
    assert document["version"] == 1
    assert "ledger" in [context["name"] for context in document["contexts"]]


def test_export_to_where_nothing_can_be_written(tmp_path: Path) -> None:
    done = manage("mizan_export_ir", "--output", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: ")


def test_generate_writes_checks_and_says_so(tmp_path: Path) -> None:
    output = ["--output", str(tmp_path / "out")]
    absent = manage("mizan_generate", "--check", *output)
    assert absent.returncode == 1
    assert "mizan.ts" in absent.stderr and "mizan.react.ts" in absent.stderr
    assert not (tmp_path / "out").exists()
    written = manage("mizan_generate", *output)
    assert written.returncode == 0, written.stderr
    assert written.stdout.startswith("wrote mizan.react.ts, mizan.ts to ") and " ms" in written.stdout
    assert written.stdout.count("\n") == 1
    current = manage("mizan_generate", "--check", *output)
    assert (current.returncode, "current" in current.stdout) == (0, True)
    (tmp_path / "out" / "mizan.ts").write_text("changed")
    changed = manage("mizan_generate", "--check", *output)
    assert changed.returncode == 1
    assert "mizan.ts" in changed.stderr and "mizan.react.ts" not in changed.stderr
    assert "not asked for" not in changed.stderr


def test_generate_one_target(tmp_path: Path) -> None:
    assert manage("mizan_generate", "--target", "typescript", "--output", str(tmp_path)).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["mizan.ts"]
    refused = manage("mizan_generate", "--target", "elm", "--output", str(tmp_path))
    assert refused.returncode == 1 and "elm" in refused.stderr


def test_generate_as_the_settings_say(tmp_path: Path) -> None:
    settings = {"MIZAN": {"OUTPUT": str(tmp_path), "TARGETS": ["typescript"], "DATES": "temporal", "SCHEMAS": True}}
    written = manage("mizan_generate", settings=settings)
    assert written.returncode == 0, written.stderr
    assert 'dates: "temporal"' in (tmp_path / "mizan.schemas.ts").read_text()
    assert manage("mizan_generate", "--check", settings=settings).returncode == 0
    other = ["--dates", "date", "--no-schemas"]
    stale = manage("mizan_generate", "--check", *other, settings=settings)
    assert stale.returncode == 1
    assert "mizan.ts, mizan.schemas.ts (left over); run `mizan_generate --dates=date --no-schemas`" in stale.stderr
    assert "generated with targets: typescript; dates: temporal; schemas, which is not asked for" in stale.stderr
    again = manage("mizan_generate", *other, settings=settings)
    assert "removed mizan.schemas.ts, left over" in again.stdout
    assert not (tmp_path / "mizan.schemas.ts").exists()
    # The settings say what the project's client is, whatever lies in the folder.
    assert "mizan.schemas.ts" in manage("mizan_generate", "--check", settings=settings).stderr


def test_the_hint_of_a_check_writes_what_was_checked(tmp_path: Path) -> None:
    given = ["--output", str(tmp_path / "a folder"), "--target", "typescript", "--schemas"]
    stale = manage("mizan_generate", "--check", *given)
    hint = stale.stderr.split("run `")[1].split("`")[0]
    assert manage(*shlex.split(hint)).returncode == 0
    assert manage("mizan_generate", "--check", *given).returncode == 0


def test_generate_with_dates_and_schemas(tmp_path: Path) -> None:
    options = ["--target", "typescript", "--dates", "temporal", "--schemas", "--output", str(tmp_path)]
    written = manage("mizan_generate", *options)
    assert written.returncode == 0, written.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mizan.schemas.ts", "mizan.ts"]
    assert 'dates: "temporal"' in (tmp_path / "mizan.schemas.ts").read_text()
    assert manage("mizan_generate", "--check", *options).returncode == 0
    refused = manage("mizan_generate", "--dates", "moment", "--output", str(tmp_path))
    assert refused.returncode == 1 and "`moment`" in refused.stderr


def test_generate_by_the_settings(tmp_path: Path) -> None:
    settings = {"MIZAN": {"OUTPUT": str(tmp_path), "TARGETS": ["typescript"]}}
    assert manage("mizan_generate", settings=settings).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["mizan.ts"]
    nowhere = manage("mizan_generate")
    assert nowhere.returncode == 1 and "--output" in nowhere.stderr


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of its own, which a test may change: one app with one function."""
    app = tmp_path / "notes"
    app.mkdir()
    (app / "__init__.py").touch()
    (app / "clients.py").write_text("from mizan import client\n\n\n@client\ndef first_note() -> int:\n    return 1\n")
    return tmp_path


class Watching:
    """`mizan_generate --watch` on a project of the test's own; `lines` is what it prints, on both of its streams."""

    def __init__(self, project: Path) -> None:
        apps = ["django.contrib.auth", "django.contrib.contenttypes", "mizan.django", "notes"]
        environ = environment({"INSTALLED_APPS": apps}, ":memory:")
        environ["PYTHONPATH"] += os.pathsep + str(project)
        self.clients = project / "notes" / "clients.py"
        self.source = self.clients.read_text()
        self.output = project / "out"
        command = [sys.executable, str(HERE / "manage.py"), "mizan_generate", "--watch", "--output", str(self.output)]
        self.process = subprocess.Popen(
            command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.guard = threading.Timer(90, self.process.kill)
        self.guard.start()

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def until(self, text: str) -> str:
        """Reads on to the line that has the text; all that was read."""
        read = ""
        while text not in read:
            line = self.line()
            assert line, f"`{text}` never came:\n{read}"
            read += line
        return read

    def change(self, source: str) -> str:
        """Writes the file until it has been seen, since a watch begins a moment after it is announced; what was said of
        it."""
        seen = threading.Event()

        def write() -> None:
            number = 0
            while True:
                number += 1
                self.clients.write_text(f"{self.source}\n\n# {number}\n{source}")
                if seen.wait(0.5):
                    return

        writer = threading.Thread(target=write)
        writer.start()
        line = self.line()
        seen.set()
        writer.join()
        return line

    def end(self) -> None:
        self.guard.cancel()
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture
def watching(project: Path) -> Iterator[Watching]:
    watching = Watching(project)
    yield watching
    watching.end()


def test_watching_generates_when_python_changes(watching: Watching, project: Path) -> None:
    assert watching.line().startswith("wrote mizan.react.ts, mizan.ts")
    assert str(project / "notes") in watching.line()
    said = watching.change("@client\ndef second_note() -> int:\n    return 2\n")
    assert said == "changed: notes/clients.py; generating …\n"
    watching.until("wrote ")
    assert "secondNote" in (watching.output / "mizan.ts").read_text()


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("def third_note(:\n", "SyntaxError"),
        ("import no_such_module\n", "ModuleNotFoundError: No module named 'no_such_module'"),
        (
            "@client\ndef third_note(size: complex) -> int:\n    return 3\n",
            "third_note.size: `complex` is no type of the wire",
        ),
    ],
    ids=["syntax", "import", "declaration"],
)
def test_watching_survives_a_broken_edit_and_says_what_is_wrong(watching: Watching, broken: str, says: str) -> None:
    watching.until("watching ")
    before = (watching.output / "mizan.ts").read_text()
    assert watching.change(broken).startswith("changed: notes/clients.py")
    said = watching.until("waiting for the next change")
    assert says in said and "notes/clients.py" in said, said
    assert "django/core" not in said, "what is not the project's own is left out"
    assert (watching.output / "mizan.ts").read_text() == before
    watching.change("@client\ndef mended_note() -> int:\n    return 2\n")
    watching.until("wrote ")
    assert "mendedNote" in (watching.output / "mizan.ts").read_text()
