"""Node and what is installed for it, as the generator's tests use it: a parser, the formatter, the type checker."""

import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nodejs
import pytest

ROOT = Path(__file__).parents[3]


@cache
def node() -> str:
    """Node, where the formatter and the type checker are installed beside the repository's sources."""
    if not (ROOT / "node_modules" / "@babel" / "parser").is_dir():
        pytest.fail("the npm packages are not installed: run `npm ci` at the root", pytrace=False)
    return nodejs.node()


def run(package: str, program: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Runs an installed program of a package with Node."""
    script = ROOT / "node_modules" / package / "bin" / program
    return subprocess.run([node(), str(script), *arguments], cwd=cwd, capture_output=True, text=True, check=False)


class Parser:
    """A running parser of TypeScript."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [node(), str(Path(__file__).with_name("ast.mjs"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def tree(self, source: str) -> dict[str, Any]:
        """The module's tree. Fails the test if `source` does not parse."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(source) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert "error" not in answer, f"{answer['error']} in\n{source}"
        return answer["program"]

    def close(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=10)
        self._process.stdout.close()


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """All nodes of a tree."""
    if isinstance(tree, dict):
        if "type" in tree:
            yield tree
        for part in tree.values():
            yield from nodes(part)
    elif isinstance(tree, list):
        for part in tree:
            yield from nodes(part)


def kinds(tree: Any) -> Counter[str]:
    """How many nodes there are of each kind."""
    return Counter(node["type"] for node in nodes(tree))


def format_problems(folder: Path) -> str:
    """What the formatter and linter have against the files in `folder`, by the repository's rules; empty if nothing."""
    rules = json.loads((ROOT / "biome.json").read_text())
    rules = {
        "root": True,
        "formatter": rules["formatter"],
        "linter": rules["linter"],
        "files": {"includes": ["**/*.ts"]},
    }
    (folder / "biome.json").write_text(json.dumps(rules))
    files = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.ts"))
    done = run("@biomejs/biome", "biome", "check", "--error-on-warnings", "--max-diagnostics=50", *files, cwd=folder)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def type_problems(folder: Path) -> str:
    """What the type checker has against the files in `folder`, with the repository's rules and its clients' sources."""
    source = ROOT / "typescript"
    sources = {name: source / name / "src" / "index.ts" for name in ("client", "react")}
    sources |= {
        f"client/{part}": source / "client" / "src" / f"{part}.ts"
        for part in ("codec", "msw", "schema", "temporal", "testing")
    }
    sources["react/devtools"] = source / "react" / "src" / "devtools.tsx"
    configuration = {
        "extends": str(ROOT / "tsconfig.base.json"),
        "compilerOptions": {
            "noEmit": True,
            "noUnusedLocals": True,
            "types": [],
            "paths": {f"@mizan/{name}": [str(path)] for name, path in sources.items()},
        },
        "include": ["**/*.ts", "**/*.tsx"],
    }
    (folder / "tsconfig.json").write_text(json.dumps(configuration))
    (folder / "package.json").write_text('{"type": "module"}')
    if not (folder / "node_modules").exists():
        (folder / "node_modules").symlink_to(ROOT / "node_modules")
    done = run("typescript", "tsc", "-p", ".", cwd=folder)
    return "" if done.returncode == 0 else done.stdout + done.stderr
