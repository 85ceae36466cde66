"""The FastAPI guide's first five minutes, followed from an empty folder: its files, its commands, and what answers.

Decides nothing; if this fails, `docs/fastapi.md` lies. The environment is the tests' own, with what is locked.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from following import FREE_PORT, LISTENING, ROOT, Running, commands, fences, section, write
from harness.transport import Visitor

PAGE = (ROOT / "docs/fastapi.md").read_text()


def programs() -> dict[str, str]:
    """The programs of this environment, and Mizan as it is here."""
    paths = [str(Path(sys.executable).parent), os.environ["PATH"]]
    return {**os.environ, "PATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of its files, and what its commands but the last one leave behind."""
    folder = tmp_path_factory.mktemp("notes")
    for language, inside in fences(section(PAGE, "Five minutes")):
        if language == "python":
            write(folder, inside)
            continue
        for line in commands(inside):
            if line.startswith("mizan "):
                words = [sys.executable, "-m", "mizan.cli", *line.split()[1:]]
                done = subprocess.run(words, cwd=folder, env=programs(), capture_output=True, text=True, check=False)
                assert done.returncode == 0, done.stderr
    return folder


def test_the_ir_and_the_client_are_written(project: Path) -> None:
    assert 'function "add_note" auth="self"' in (project / "api.kdl").read_text()
    assert "addNote" in (project / "frontend/src/mizan/mizan.ts").read_text()


def test_what_is_served_works(project: Path) -> None:
    server = next(line for _, text in fences(PAGE) for line in text.splitlines() if line.startswith("uvicorn "))
    words = [sys.executable, "-m", *server.split(), *FREE_PORT["uvicorn"]]
    process = subprocess.Popen(
        words,
        cwd=project,
        env=programs(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    running = Running(process)
    try:
        port = int(running.says(LISTENING)[1].rpartition(":")[2])
        ada = Visitor(port)
        ada.call("add_note", owner="ada", text="hello").problem(401, "UNAUTHENTICATED")
        assert ada.send("POST", "/sign-in?name=ada").status == 200
        added = ada.call("add_note", owner="ada", text="hello").json
        assert added["invalidate"] == [{"context": "notes", "params": {"owner": "ada"}}]
        assert ada.read("notes", owner="ada").json == {"notes": [{"id": 1, "text": "hello"}]}
        assert ada.read("visitor").json == {"visitor": "ada"}
        ada.read("notes", owner="grace").problem(403, "FORBIDDEN")
        assert "/api/mizan/call/add_note/" in ada.get("/openapi.json").json["paths"]
    finally:
        running.end()
