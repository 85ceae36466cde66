"""The built packages and a generated client in Node, Bun and Deno, before a real server: what `runtime.ts` does there
comes to the same in each.

Bun and Deno are those of `package-lock.json`, whose binaries run without an install script.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import nodejs
import pages
import pytest
import serving
from galleries import Gallery

SCRIPT = Path(__file__).with_name("runtime.ts")
TSC = ("--target", "es2022", "--module", "nodenext", "--strict", "--exactOptionalPropertyTypes", "--skipLibCheck")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The script and the generated client as JavaScript, where packages are found as an app finds them."""
    folder = tmp_path_factory.mktemp("runtime")
    pages.lay_out(folder)
    shutil.copy(SCRIPT, folder / "run.ts")
    (folder / "package.json").write_text('{"type": "module", "dependencies": {"@mizan/client": "*"}}')
    compiler = [nodejs.node(), str(pages.ROOT / "node_modules/typescript/bin/tsc")]
    options = [*TSC, "--types", "node", "--rewriteRelativeImportExtensions", "--outDir", "."]
    built = subprocess.run([*compiler, *options, "run.ts"], cwd=folder, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder / "run.js"


def command(runtime: str) -> list[str]:
    if runtime == "node":
        return [nodejs.node()]
    pattern = {"bun": "@oven/bun-*/bin/bun", "deno": "@deno/*/deno"}[runtime]
    found = next((pages.ROOT / "node_modules").glob(pattern), None)
    if found is None:
        pytest.skip(f"the lock has no {runtime} for this machine")
    return [str(found), *(["run", "--quiet", "--no-prompt", "--allow-net", "--allow-env"] if runtime == "deno" else [])]


@pytest.mark.parametrize("gallery", serving.KINDS, indirect=True)
@pytest.mark.parametrize("runtime", ["node", "bun", "deno"])
def test_the_client_does_the_same_in(runtime: str, gallery: Gallery, program: Path, tmp_path: Path) -> None:
    words = [*command(runtime), str(program), f"http://127.0.0.1:{gallery.server.port}"]
    # None of them may fetch or keep anything, nor tell of itself.
    env = {
        **os.environ,
        "DENO_DIR": str(tmp_path),
        "DENO_NO_UPDATE_CHECK": "1",
        "DO_NOT_TRACK": "1",
        "HOME": str(tmp_path),
    }
    ran = subprocess.run(words, cwd=program.parent, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    told = json.loads(ran.stdout)
    assert isinstance(told.pop("read"), list)
    assert told == {
        "refused": ["UNAUTHENTICATED", 401, False],
        "domain": 5,
        "lost": ["NETWORK", True],
        "aborted": True,
        "renewed": "ada",
        "token": "ada",
        "asked": [
            *("GET session/", "POST call/whoami/", f"GET http://127.0.0.1:{gallery.server.port}/sign-in/?user=ada"),
            # The token of before the sign-in is another one's, and without its cookie none is.
            *("POST call/whoami/", "GET session/", "POST call/whoami/"),
            *("POST call/whoami/", "GET session/", "POST call/whoami/"),
        ],
        "added": ["outside", 7, ["gallery"], ["gallery"]],
        "fresh": True,
        "sent": [1_000_001, 1_000_001, True, True, 1],
        "sentByOwnFetch": [1_000_001, 1_000_001, True, True, 1],
        "named": ["größe %22x%22.png", "image/png"],
    }
