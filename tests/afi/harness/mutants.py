"""Proves that the checks can fail: each patch of `mutants/<row>/` breaks a copy of the sources, and its row is red.

A patch's head says `adapter: …`, the kind that it is run on, and what it breaks. Decides what a dead mutant is: one
that applies, builds, and fails a check of its row. One that survives, or no longer applies, is a failure.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
ROOT = TESTS.parents[1]
sys.path[:0] = [str(TESTS), str(ROOT / "python/tests")]
from harness.adapters import RUST  # noqa: E402  # it needs the path above
from harness.matrix import rows  # noqa: E402  # the same

COPY = ROOT / "build/mutants"
TARGET = ROOT / "build/mutants-target"
CLIENTS = ("typescript/client/", "typescript/react/")
LANGUAGES = {"django": "Python", "axum": "Rust", "typescript": "TypeScript"}
FAILED = 1
"""pytest's exit code where tests ran and some failed."""


@dataclass(frozen=True)
class Mutant:
    """A patch: to what, and on which adapter it must be noticed."""

    file: Path
    row: str
    adapter: str
    touches: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.row}/{self.file.stem}"

    @property
    def language(self) -> str:
        """Of the sources that it breaks."""
        return {".py": "Python", ".rs": "Rust", ".ts": "TypeScript", ".tsx": "TypeScript"}[Path(self.touches[0]).suffix]


class SurvivedError(Exception):
    """The mutant was not noticed, or could not be made."""


def mutants() -> list[Mutant]:
    """All there are, row by row. Raises `SurvivedError` for a patch of no row, or without its head."""
    found = []
    for file in sorted((TESTS / "mutants").glob("*/*.patch")):
        text = file.read_text()
        adapter = re.match(r"adapter: (\S+)\n", text)
        touches = tuple(re.findall(r"^\+\+\+ b/(.+)$", text, re.M))
        if file.parent.name not in rows() or adapter is None or not touches:
            raise SurvivedError(f"`{file.relative_to(ROOT)}` is of no row, or does not say `adapter: …`")
        found.append(Mutant(file, file.parent.name, adapter[1], touches))
    return found


def lacking(found: Sequence[Mutant]) -> list[str]:
    """The rows that have checks and too few mutants, or none in one of the languages of their adapters."""
    wrong = []
    for row in rows().values():
        own = [each for each in found if each.row == row.id]
        # What breaks a client breaks no adapter.
        spoken = {each.language for each in own if not each.touches[0].startswith(CLIENTS)}
        due = {language for adapter, language in LANGUAGES.items() if adapter not in row.not_applicable}
        if row.checks and (len(own) < 3 or not due <= spoken):
            wrong.append(f"`{row.id}` has {len(own)} mutants, in {sorted(spoken)}; it needs three, in {sorted(due)}")
    return wrong


def make_copy() -> None:
    """The sources as they lie here, uncommitted changes included, with what is built and installed beside them."""
    shutil.rmtree(COPY, ignore_errors=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        source, target = ROOT / name, COPY / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    for native in (ROOT / "python/mizan").glob("_native*.so"):
        shutil.copy2(native, COPY / "python/mizan")
    # Packages are the installed ones, but for ours, which are the copy's: their links are relative.
    shutil.copytree(ROOT / "node_modules/@mizan", COPY / "node_modules/@mizan", symlinks=True)
    for package in (ROOT / "node_modules").iterdir():
        if package.name != "@mizan":
            (COPY / "node_modules" / package.name).symlink_to(package)
    for name in ("client", "react", "server"):
        shutil.copytree(ROOT / "typescript" / name / "dist", COPY / "typescript" / name / "dist")
        modules = ROOT / "typescript" / name / "node_modules"
        if modules.exists():
            (COPY / "typescript" / name / "node_modules").symlink_to(modules)


def kill(mutant: Mutant) -> str:
    """The check that noticed. Raises `SurvivedError`."""
    _patch(mutant)
    try:
        try:
            _build(mutant.language, mutant.adapter)
        except SurvivedError as error:
            raise SurvivedError(f"{mutant.name}: {error}") from error
        return _noticed(mutant)
    finally:
        _patch(mutant, "--reverse")
        if mutant.language == "TypeScript":
            _build(mutant.language, mutant.adapter)


def _patch(mutant: Mutant, *options: str) -> None:
    done = subprocess.run(
        ["git", "apply", "--unsafe-paths", f"--directory={COPY}", *options, str(mutant.file)],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SurvivedError(f"{mutant.name}: it does not apply any more: {done.stderr.strip()}")


def _build(language: str, adapter: str) -> None:
    cwd = COPY
    if language == "TypeScript":
        words = ["npx", "tsc", "--build", "typescript/client", "typescript/react", "typescript/server"]
    elif language == "Rust":
        words = ["cargo", "build", "-q", "--locked", "-p", RUST[adapter]]
        cwd = COPY / "tauri" if adapter == "tauri" else COPY
    else:
        return
    done = subprocess.run(words, cwd=cwd, env=_environment(adapter), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SurvivedError(f"it does not build:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")


def must_be_green(row: str, adapter: str) -> int:
    """How many checks pass on the copy as it is: what fails there notices nothing. Raises `SurvivedError`."""
    code, outcomes, said = _run(row, adapter)
    if code:
        raise SurvivedError(f"`{row}` is red on {adapter} without any mutant:\n{said}")
    return len(outcomes)


def _noticed(mutant: Mutant) -> str:
    code, outcomes, said = _run(mutant.row, mutant.adapter)
    if code != FAILED:
        raise SurvivedError(f"{mutant.name}: no check noticed it ({code}):\n{said}")
    failed = [each for each in outcomes if each["outcome"] == "failed"]
    if len(failed) != 1:
        raise SurvivedError(f"{mutant.name}: it failed otherwise than by a check:\n{said}")
    return str(failed[0]["check"].rpartition("::")[2])


def _run(row: str, adapter: str) -> tuple[int, list[dict[str, Any]], str]:
    """The row's checks, as far as the first that fails: pytest's exit code, the outcomes, the end of its output."""
    file = COPY / "outcomes.json"
    file.unlink(missing_ok=True)
    words = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", f"--adapter={adapter}"]
    words += [f"--outcomes={file}", f"tests/afi/test_{row}.py"]
    done = subprocess.run(
        words, cwd=COPY, env=_environment(adapter), capture_output=True, text=True, check=False, timeout=900
    )
    outcomes = json.loads(file.read_text()) if file.exists() else []
    return done.returncode, outcomes, done.stdout[-3000:]


def _environment(adapter: str) -> dict[str, str]:
    target = TARGET
    if adapter == "tauri":
        # Its hundreds of crates have been built there, and of ours the copy's are others.
        target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return {**os.environ, "PYTHONPATH": str(COPY / "python"), "CARGO_TARGET_DIR": str(target), "CARGO_INCREMENTAL": "1"}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m harness.mutants", description=__doc__)
    parser.add_argument("only", nargs="*", help="these alone: rows, or row/name")
    options = parser.parse_args(arguments)
    found = mutants()
    wrong = [] if options.only else lacking(found)
    chosen = [each for each in found if not options.only or {each.row, each.name} & set(options.only)]
    make_copy()
    green = {each: must_be_green(*each) for each in sorted({(each.row, each.adapter) for each in chosen})}
    sys.stdout.write(f"{sum(green.values())} checks pass on the sources as they are\n")
    for mutant in chosen:
        begun = time.monotonic()
        try:
            by = kill(mutant)
        except SurvivedError as error:
            wrong.append(str(error))
            by = "NOBODY"
        sys.stdout.write(f"{mutant.name}: noticed by {by} ({time.monotonic() - begun:.0f} s)\n")
        sys.stdout.flush()
    for adapter in {each.adapter for each in chosen if each.language == "Rust"}:
        # The next copy's files are older than what is built, and cargo would take them for built.
        _build("Rust", adapter)
    for each in wrong:
        sys.stderr.write(f"{each}\n")
    sys.stdout.write(f"{len(chosen)} mutants, {len(wrong)} wrong\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
