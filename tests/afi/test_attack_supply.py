"""Attack class 35: what is installed is what was locked, by hash, and nothing of it runs a script when it is."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TASKS = (ROOT / "tasks.py").read_text()
# Packages of the npm locks that would run a script if scripts ran: none of them needs to.
SCRIPTED: dict[str, set[str]] = {
    # Its script asks a registry for the program where npm has not brought it along.
    "package-lock.json": {"node_modules/workerd"},
    # The peers' own, of the benchmark.
    "bench/package-lock.json": {
        "node_modules/@scarf/scarf",
        "node_modules/esbuild",
        "node_modules/@orval/core/node_modules/esbuild",
    },
}
LIFECYCLE = {"preinstall", "install", "postinstall", "prepare", "prepublish", "preprepare", "postprepare"}


def npm_packages(lock: str) -> dict[str, dict[str, Any]]:
    """What a lock brings from a registry; not our own folders and the links to them."""
    packages: dict[str, dict[str, Any]] = json.loads((ROOT / lock).read_text())["packages"]
    return {name: each for name, each in packages.items() if "node_modules/" in f"/{name}" and not each.get("link")}


@pytest.mark.parametrize("lock", SCRIPTED)
def test_attack_35_supply_chain_npm_locks_have_hashes(lock: str) -> None:
    packages = npm_packages(lock)
    assert len(packages) > 10
    for name, each in packages.items():
        assert re.match(r"sha512-[A-Za-z0-9+/]{86}==", each.get("integrity", "")), f"{lock}: `{name}` has no hash"


@pytest.mark.parametrize("lock", SCRIPTED)
def test_attack_35_supply_chain_no_new_install_script(lock: str) -> None:
    found = {name for name, each in npm_packages(lock).items() if each.get("hasInstallScript")}
    assert found == SCRIPTED[lock], f"{lock}: a script came or went; look at it, then name it here"


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-node.lock", "bench/requirements.lock"])
def test_attack_35_supply_chain_python_locks_have_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text().strip())
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9][a-z0-9._-]*(\[[a-z0-9,-]+\])?==\S+", entry), f"{lock}: not pinned: {entry[:80]}"
        assert "--hash=sha256:" in entry, f"{lock}: no hash: {entry[:80]}"


def test_attack_35_supply_chain_cargo_lock_has_hashes() -> None:
    packages = tomllib.loads((ROOT / "Cargo.lock").read_text())["package"]
    ours = {each["name"] for each in packages if "source" not in each}
    assert all(name.startswith("mizan") or (ROOT / "examples").exists() for name in ours)
    for each in packages:
        if "source" in each:
            assert each["source"].startswith("registry+"), f"`{each['name']}` comes from elsewhere"
            assert re.fullmatch("[0-9a-f]{64}", each["checksum"])


def test_attack_35_supply_chain_installs_go_by_the_locks_alone() -> None:
    """Every command of the workbench that installs is one of these."""
    assert re.findall(r'"npm", "(?:ci|install|i)\b[^)]*', TASKS) == ['"npm", "ci", "--ignore-scripts"']
    for function in re.split(r"\n(?=def |@task)", TASKS):
        if re.search(r'"pip",\s*"install"', function):
            # Nothing is resolved: what a package depends on is in the lock as well.
            assert "--no-deps" in function, function
            assert "--require-hashes" in function or "--no-index" in function, function
    for command in re.findall(r'"cargo",[^)]*', TASKS):
        if "fmt" not in command and "version" not in command:
            assert "--locked" in command, command


def test_attack_35_supply_chain_our_packages_run_no_scripts() -> None:
    ours = [
        path
        for path in ROOT.rglob("package.json")
        if not {"node_modules", "build", "target", ".venv"} & set(path.parts)
    ]
    assert len(ours) > 3
    for path in ours:
        scripts = json.loads(path.read_text()).get("scripts", {})
        assert not LIFECYCLE & scripts.keys(), path


def test_attack_35_supply_chain_shell_scripts_install_by_locks_and_run_no_scripts() -> None:
    for path in (ROOT / "bench").rglob("*.sh"):
        if "node_modules" not in path.parts:
            for line in re.findall(r"^\s*npm (?:ci|i|install)\b.*", path.read_text(), re.MULTILINE):
                assert "npm ci --ignore-scripts" in line, f"{path}: {line}"
            for line in re.findall(r"^.*pip install\b.*", path.read_text(), re.MULTILINE):
                assert "--no-deps --require-hashes -r requirements.lock" in line, f"{path}: {line}"
