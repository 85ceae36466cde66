"""`docs/changing-an-api.md`, done as it is written: the shop, a change of it, and the fences' own commands.

Decides nothing; if this fails, the page lies.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/changing-an-api.md").read_text()
SHOP = ROOT / "examples/shop"


def fence(title: str, language: str = "sh") -> str:
    """The fence under a heading of the page."""
    found = re.search(rf"^## {re.escape(title)}\n.*?^```{language}\n(.*?)^```", PAGE, re.S | re.M)
    assert found, title
    return found[1]


def run(folder: Path, command: str) -> "subprocess.CompletedProcess[str]":
    """One line of a shell, with this environment's programs first."""
    programs = Path(sys.executable).parent
    variables = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "SHOP_DATABASE": ":memory:"}
    variables |= {f"GIT_{who}_{what}": "t" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    # A line of the pages may build the reference app in Rust, which brings SQLite along.
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, env=variables, capture_output=True, text=True, check=False, timeout=900
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The shop in a repository of its own, with its IR committed as the page says."""
    shop = tmp_path / "shop"
    shutil.copytree(SHOP, shop, ignore=shutil.ignore_patterns("node_modules", "dist", "api.kdl", "__pycache__"))
    assert run(shop, "git init -q -b main").returncode == 0
    for line in fence("Keep the IR beside the code").strip().splitlines():
        done = run(shop, line)
        assert done.returncode == 0, done.stderr
    assert run(shop, "git commit -q -m first").returncode == 0
    return shop


def in_ci(project: Path) -> list["subprocess.CompletedProcess[str]"]:
    return [run(project, line) for line in fence("In CI").strip().splitlines()]


def change(project: Path, old: str, new: str) -> None:
    file = project / "store/clients.py"
    text = file.read_text()
    assert text.count(old) == 1, old
    file.write_text(text.replace(old, new))


def test_nothing_is_said_where_nothing_changed(project: Path) -> None:
    done = in_ci(project)
    assert [each.returncode for each in done] == [0, 0, 0], done
    assert done[2].stdout == "0 breaking, 0 compatible, 0 cosmetic\n"


def test_a_change_of_the_code_is_found_before_it_is_deployed(project: Path) -> None:
    change(project, "def place_order(request: HttpRequest, product_id: int, quantity: int = 1)",
           "def place_order(request: HttpRequest, product_id: int, gift: bool, quantity: int = 1)")  # fmt: skip
    stale, *_ = in_ci(project)
    assert stale.returncode == 1 and "is not current" in stale.stderr
    for line in fence("Keep the IR beside the code").strip().splitlines():
        assert run(project, line).returncode == 0
    current, client, diff = in_ci(project)
    assert current.returncode == 0
    assert client.returncode == 1 and "not current in frontend/src/mizan: mizan.ts" in client.stdout
    assert diff.returncode == 1
    assert diff.stdout == (
        "function place_order\n  breaking   args.gift: it is there now, and required\n\n"
        "1 breaking, 0 compatible, 0 cosmetic\n"
    )


def test_without_django(tmp_path: Path) -> None:
    export, generate = fence("Without Django").strip().splitlines()
    document = tmp_path / "api.kdl"
    done = run(ROOT, export.replace("api.kdl", str(document)).replace("cargo run", "cargo run -q --locked"))
    assert done.returncode == 0, done.stderr
    made = run(tmp_path, generate)
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "frontend/src/mizan/mizan.ts").exists()
    assert run(tmp_path, generate.replace("generate", "check")).returncode == 0
