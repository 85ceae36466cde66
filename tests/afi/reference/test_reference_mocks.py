"""The generated mocks answer as the reference app does: the same calls to both, and the same over the wire.

A mock has no rows and no guards: what the app's function did, the mock does as well. Which requests are refused, how
all of it is written, and what is dropped, are the mock's own.
"""

import json
import subprocess
from pathlib import Path
from typing import Any

import nodejs
import pytest
from harness import program
from harness.adapters import DJANGO, ROOT
from test_reference_graph import manage

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Both sides' exchanges, call by call. The program is its own, since its rows are changed."""
    folder = tmp_path_factory.mktemp("mocks")
    manage("mizan_generate", "--target=testing", f"--output={folder / 'client'}")
    (folder / "mocks.ts").write_text((HERE / "mocks.ts").read_text())
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    running = program.start(DJANGO["gunicorn", "sqlite"])
    try:
        grace = running.visitor("grace")
        cookie = "; ".join(f"{name}={value}" for name, value in grace.cookies.items())
        address = f"http://127.0.0.1:{running.port}"
        done = subprocess.run(
            [nodejs.node(), "--no-warnings", "mocks.ts", address, str(folder / "client"), cookie],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, f"{done.stdout}{done.stderr}\n{running.log}"
    finally:
        running.stop()
    return list(json.loads(done.stdout))


def test_the_same_comes_over_the_wire(steps: list[dict[str, Any]]) -> None:
    for step in steps:
        assert step["mocked"] == step["live"], step["name"]


def test_a_mock_is_run_where_the_request_is_right(steps: list[dict[str, Any]]) -> None:
    assert [step["ran"] for step in steps] == [not step.get("judged", False) for step in steps]
    assert {step["live"]["status"] for step in steps} == {200, 400, 401, 403, 404, 422}
