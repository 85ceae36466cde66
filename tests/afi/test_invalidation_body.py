"""Invalidation by the JSON body: a mutation, then the generated client shows fresh data, and reads nothing else.

Every check runs against every adapter's reference app, with one client, generated from the committed IR: a page of
hooks and providers, whose walks are in `invalidation_body.ts`.
"""

import json
import os
import subprocess
from pathlib import Path

import nodejs
import pytest
from harness import transport
from harness.adapters import APPS, ROOT
from harness.program import Program

from mizan.cli.main import main

SCRIPT = ROOT / "tests/afi/invalidation_body.ts"
WALKS = [
    "an argument says whose data is stale",
    "the caller says whose data is stale",
    "a member is stale, and what else is shown is not read again",
    "a whole context is stale",
    "a function names what is stale while it runs",
    "a call that failed after its start makes stale as well",
    "what is not shown is dropped, and read when it is shown again",
    "a read that was under way is not what is shown",
    "a form with a file makes stale as any call does",
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the client that is generated from the committed IR."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    (folder / "package.json").write_text('{"type": "module"}')
    assert main(["generate", str(APPS / "reference.kdl"), str(folder / "mizan"), "--target", "react"]) == 0
    return folder / "mizan"


def visit(address: str, client: Path, who: str, walk: str) -> list[tuple[str, int]]:
    """What the walk has sent, and the statuses that came back."""
    words = [nodejs.node(), "--no-warnings", str(SCRIPT), address, str(client), who, walk]
    done = subprocess.run(words, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    return [(sent, status) for sent, status in json.loads(done.stdout)]


@pytest.mark.parametrize("walk", WALKS)
def test_page_shows_what_is_fresh(app: Program, client: Path, walk: str) -> None:
    # A browser of its own: what others have done under its session is no matter of the walk's.
    sasha = app.visitor("sasha")
    for shelf in ("walk", "walked", "pictures"):
        sasha.call("clear_shelf", shelf=shelf)
    sasha.call("rename_user", user_id=5, name="Grace")
    sasha.call("set_avatar", user_id=5, url="/5.png")
    sasha.call("reprice", sku="rake", price=2250)
    grace = app.visitor("grace")
    transport.exchanges.clear()
    if app.kind.over == "ipc":
        address, who = f"ipc:{app.port}", "grace"
    else:
        address = f"http://127.0.0.1:{app.port}"
        who = "; ".join(f"{name}={value}" for name, value in grace.cookies.items())
    for sent, status in visit(address, client, who, walk):
        transport.exchanges.append(transport.Exchange(sent, status))
    assert len(transport.exchanges) > 2


def test_every_walk_is_taken(app: Program, client: Path) -> None:
    words = [nodejs.node(), "--no-warnings", str(SCRIPT), "", str(client), "", "which?"]
    there = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout
    assert json.loads(there) == WALKS
    assert app.visitor().read("board").status == 200
