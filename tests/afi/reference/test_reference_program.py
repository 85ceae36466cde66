"""`python3 tasks.py serve`: one line once it answers, an end at SIGTERM, and a refusal for what is not there."""

import subprocess
import sys
from pathlib import Path

import pytest
from harness import program
from harness.adapters import AXUM, DJANGO, FASTAPI, ROOT, TYPESCRIPT, WORKERD, Kind
from harness.transport import Visitor

KINDS = [DJANGO["gunicorn", "sqlite"], DJANGO["uvicorn", "sqlite"], FASTAPI, AXUM, TYPESCRIPT, WORKERD]


@pytest.mark.parametrize("served", KINDS, ids=[each.name for each in KINDS])
def test_it_answers_when_it_says_so_and_ends_at_sigterm(served: Kind) -> None:
    running = program.start(served, program.task(served.adapter, *served.options))
    assert Visitor(running.port).read("catalog", "category=kitchen&sku=mug").status == 200
    assert served.server in Path(f"/proc/{running.pid}/cmdline").read_text()
    assert running.stop() == 0
    assert running.process.stdout is not None
    assert running.process.stdout.read() == "", "one line is all that it prints"
    assert not Path(f"/proc/{running.pid}").exists()


def test_what_is_not_there_says_so() -> None:
    words = [sys.executable, str(ROOT / "tasks.py"), "serve", "bogus"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "`bogus`" in done.stderr
