"""`mizan generate` and `mizan check`, as processes of their own: a client is made, found current, and found out."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mizan import _native

STRING = {"type": "string"}


def mizan(*arguments: str, folder: Path) -> Any:
    return subprocess.run(
        [sys.executable, "-m", "mizan.cli", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


def write(folder: Path, **args: dict[str, Any]) -> None:
    function = {"name": "rename", "args": [{"name": n, "type": t} for n, t in args.items()], "result": STRING}
    graph = _native.Graph(json.dumps({"version": 1, "functions": [function]}).encode())
    (folder / "api.kdl").write_text(graph.text())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, name=STRING)
    return tmp_path


def test_a_generated_client_is_current_until_the_ir_changes(folder: Path) -> None:
    absent = mizan("check", "api.kdl", "client", folder=folder)
    assert absent.returncode == 1 and not (folder / "client").exists()
    made = mizan("generate", "api.kdl", "client", folder=folder)
    assert (made.returncode, made.stdout) == (0, "wrote mizan.react.ts, mizan.ts in client\n")
    current = mizan("check", "api.kdl", "client", folder=folder)
    assert (current.returncode, current.stdout) == (0, "mizan.react.ts, mizan.ts in client: current\n")
    write(folder, name=STRING, more={"type": "date"})
    stale = mizan("check", "api.kdl", "client", folder=folder)
    assert stale.returncode == 1
    assert stale.stdout == "not current in client: mizan.ts; run `mizan generate api.kdl client`\n"
    assert mizan("generate", "api.kdl", "client", folder=folder).returncode == 0
    assert mizan("check", "api.kdl", "client", folder=folder).returncode == 0


def test_a_client_that_somebody_edited_is_found_out(folder: Path) -> None:
    mizan("generate", "api.kdl", "client", folder=folder)
    file = folder / "client/mizan.ts"
    file.write_text(file.read_text() + "// mine\n")
    assert mizan("check", "api.kdl", "client", folder=folder).returncode == 1
    assert file.read_text().endswith("// mine\n"), "a check writes nothing"


def test_the_hint_has_the_options_that_were_given(folder: Path) -> None:
    options = ["--target", "typescript", "--dates", "date", "--schemas"]
    stale = mizan("check", "api.kdl", "a client", *options, folder=folder)
    hint = f"mizan generate api.kdl 'a client' {' '.join(options)}"
    assert f"run `{hint}`" in stale.stdout
    made = subprocess.run(
        ["bash", "-c", hint.replace("mizan ", f"{sys.executable} -m mizan.cli ", 1)], cwd=folder, check=False
    )
    assert made.returncode == 0
    assert sorted(each.name for each in (folder / "a client").iterdir()) == ["mizan.schemas.ts", "mizan.ts"]
    assert mizan("check", "api.kdl", "a client", *options, folder=folder).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["generate", "api.kdl", "client", "--target", "elm"], "there is no target `elm`"),
        (["generate", "none.kdl", "client"], "`none.kdl` cannot be read"),
        (["check", "api.kdl", "api.kdl/client"], ""),
        (["generate", "api.kdl", "client", "--dates", "moment"], "moment"),
    ],
)
def test_what_cannot_be_done_exits_with_2_and_says_why(folder: Path, arguments: list[str], said: str) -> None:
    done = mizan(*arguments, folder=folder)
    assert done.returncode == 2 and done.stderr.startswith("mizan: ") and said in done.stderr
    assert "Traceback" not in done.stderr


def test_help_names_every_command(folder: Path) -> None:
    done = mizan("--help", folder=folder)
    assert done.returncode == 0 and all(each in done.stdout for each in ("diff", "check", "generate"))
