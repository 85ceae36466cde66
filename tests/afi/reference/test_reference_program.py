"""`python3 tasks.py serve`: one line once it answers, an end at SIGTERM, and a refusal for what is not there."""

import subprocess
import sys
from pathlib import Path

import pytest
from harness import program
from harness.adapters import DJANGO, ROOT
from harness.transport import Visitor


@pytest.mark.parametrize("server", ["gunicorn", "uvicorn"])
def test_it_answers_when_it_says_so_and_ends_at_sigterm(server: str) -> None:
    running = program.start(DJANGO[server, "sqlite"], program.task("django", *DJANGO[server, "sqlite"].options))
    assert Visitor(running.port).read("catalog", "category=kitchen&sku=mug").status == 200
    assert server in Path(f"/proc/{running.pid}/cmdline").read_text()
    assert running.stop() == 0
    assert running.process.stdout is not None
    assert running.process.stdout.read() == "", "one line is all that it prints"
    assert not Path(f"/proc/{running.pid}").exists()


@pytest.mark.parametrize("adapter", ["fastapi", "axum", "tauri", "typescript", "bogus"])
def test_what_is_not_there_says_so(adapter: str) -> None:
    words = [sys.executable, str(ROOT / "tasks.py"), "serve", adapter]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"`{adapter}`" in done.stderr
