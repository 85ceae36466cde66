"""Time to make Mizan's TypeScript client of an IR, and for `tsc` to check it.

The functions and models are those of `generators.py`, so that the figures stand beside the peers': one process from the
document to the file, user and system time. Prints the same JSON. Run with a Python that has Mizan and its extra
`codegen`; `tsc` is the repository's own, with the settings of a strict front end.
"""

import hashlib
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mizan import _native

ROOT = Path(__file__).resolve().parents[2]
TSC = ROOT / "node_modules" / "typescript" / "bin" / "tsc"
SOURCES = ROOT / "typescript" / "client" / "src"
ROUNDS = 5
SETTINGS = {
    "extends": str(ROOT / "tsconfig.base.json"),
    "compilerOptions": {
        "noEmit": True,
        "declaration": False,
        "noUnusedLocals": True,
        "types": [],
        "paths": {
            "@mizan/client": [str(SOURCES / "index.ts")],
            "@mizan/client/*": [str(SOURCES / "*.ts")],
        },
    },
    "include": ["mizan.ts"],
}


def document(functions: int) -> str:
    """The IR's text for `functions` functions, each with its own input and output model."""

    def field(name: str, of: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {"name": name, "type": of, **more}

    integer, string = {"type": "integer"}, {"type": "string"}
    types: list[dict[str, Any]] = []
    functions_ = []
    for i in range(functions):
        taken = [field("item_id", integer), field("note", string)]
        taken.append(field("tags", {"type": "list", "item": string}, default=[]))
        given = [field("id", integer), field("total", {"type": "decimal"}), field("placed_at", {"type": "datetime"})]
        given.append(field("title", {"type": "optional", "item": string}))
        types.append({"kind": "struct", "name": f"Fn{i}In", "fields": taken})
        types.append({"kind": "struct", "name": f"Fn{i}Out", "fields": given})
        args = [field("args", {"type": "ref", "name": f"Fn{i}In"})]
        functions_.append({"name": f"fn{i}", "args": args, "result": {"type": "ref", "name": f"Fn{i}Out"}})
    return _native.Graph(json.dumps({"version": 1, "types": types, "functions": functions_}).encode()).text()


def measured(*command: str, cwd: Path) -> tuple[float, float]:
    """CPU seconds (user and system, all children) and seconds of a command, which must succeed."""
    before, started = os.times(), time.perf_counter()
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL)
    now, took = os.times(), time.perf_counter() - started
    cpu = now.children_user + now.children_system - before.children_user - before.children_system
    return cpu, took


def row(functions: int, folder: Path) -> list[object]:
    """One row of the table. Fails if two runs differ."""
    (folder / "api.kdl").write_text(document(functions))
    (folder / "tsconfig.json").write_text(json.dumps(SETTINGS))
    (folder / "package.json").write_text('{"type": "module"}')
    command = [sys.executable, "-m", "mizan.cli", "generate", "api.kdl", ".", "--target", "typescript"]
    output = folder / "mizan.ts"
    generating, checking, declaring, digests = [], [], [], set()
    for seed in range(ROUNDS):
        output.unlink(missing_ok=True)
        os.environ["PYTHONHASHSEED"] = str(seed)
        generating.append(measured(*command, cwd=folder)[0])
        digests.add(hashlib.sha256(output.read_bytes()).hexdigest())
        checking.append(measured("node", str(TSC), "-p", ".", cwd=folder))
        # A library emits declarations, which `tsc` then checks as well.
        declaring.append(measured("node", str(TSC), "-p", ".", "--declaration", cwd=folder)[0])
    if len(digests) != 1:
        raise SystemExit(f"{len(digests)} different files for one document")
    cpu, took = (statistics.median(values) for values in zip(*checking, strict=True))
    size = output.stat().st_size / 1024
    return [f"{functions:,}", statistics.median(generating), size, cpu, took, statistics.median(declaring)]


def main() -> None:
    with TemporaryDirectory() as name:
        rows = [row(functions, Path(name)) for functions in (100, 1_000, 3_000)]
    columns = ["functions", "generate, CPU s", "KiB", "tsc, CPU s", "tsc, s", "tsc --declaration, CPU s"]
    sys.stdout.write(json.dumps({"title": "Mizan's TypeScript client", "columns": columns, "rows": rows}) + "\n")


if __name__ == "__main__":
    main()
