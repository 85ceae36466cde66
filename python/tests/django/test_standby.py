"""The process that stands by for `mizan_generate --watch`: what it runs is the command, whatever it has read before.

The command is a script of the test's own, which watches when it is told to and says of each run how it came about.
"""

import json
import os
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SCRIPT = """
import json, os, sys
sys.path += filter(None, [os.environ.get("PACKAGES")])
import django
from django.conf import settings
settings.configure(INSTALLED_APPS=["django.contrib.contenttypes"])
import library  # lies where packages are installed
import own
django.setup()

if "--watch" in sys.argv:
    from mizan.django.standby import Standby
    standby = Standby(without="--watch")
    print("ready", standby._process.pid, flush=True)
    for line in sys.stdin:
        code, said = standby.run()
        print(json.dumps({"code": code, "said": said, "next": standby._process.pid}), flush=True)
    standby.end()
else:
    told = {"argv": sys.argv, "name": __name__, "first": sys.path[0], "value": own.VALUE}
    # Only who has stood by has read this before the script.
    told["warm"] = "mizan.django.standby" in sys.modules
    told["libraries"] = list(library.READ)
    print(json.dumps(told), file=sys.stderr)
    raise SystemExit(own.CODE)
"""

Run = Callable[[], tuple[int, dict[str, Any]]]


class Watching:
    def __init__(self, folder: Path, *, module: bool = False, finds_packages: bool = False) -> None:
        self.folder = folder
        self.own = folder / "own.py"
        self.own.write_text("VALUE, CODE = 1, 0\n")
        (folder / "script.py").write_text(SCRIPT)
        base = folder / "base"
        self.site = Path(sysconfig.get_path("purelib", f"{os.name}_user", {"userbase": str(base)}))
        self.site.mkdir(parents=True)
        self.library = self.site / "library.py"
        self.library.write_text("import sys\nREAD = ['own'] if 'own' in sys.modules else []\n")
        command = [sys.executable, *(["-m", "script"] if module else ["script.py"]), "--watch", "word"]
        paths = [os.environ.get("PYTHONPATH", ""), *([] if finds_packages else [str(self.site)])]
        environ = os.environ | {"PYTHONUSERBASE": str(base), "PYTHONPATH": os.pathsep.join(filter(None, paths))}
        if finds_packages:
            environ["PACKAGES"] = str(self.site)
        self.process = subprocess.Popen(
            command, cwd=folder, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        said = self.process.stdout.readline().split()
        assert said[0] == "ready"
        self.standing = int(said[1])

    def run(self) -> tuple[int, dict[str, Any]]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        self.standing = answer["next"]
        return answer["code"], json.loads(answer["said"].splitlines()[-1])

    def end(self) -> None:
        self.process.communicate("", timeout=60)


@pytest.fixture(params=[False, True], ids=["script", "module"])
def watching(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    watching = Watching(tmp_path, module=request.param)
    yield watching
    watching.end()


def test_each_run_is_the_command_with_the_project_as_it_is_by_then(watching: Watching) -> None:
    name = "script" if watching.run()[1]["argv"][0] == "script" else "script.py"
    for value, code in ((2, 0), (3, 1)):
        watching.own.write_text(f"VALUE, CODE = {value}, {code}\n")
        ended, told = watching.run()
        assert ended == code
        assert told["warm"], "it had stood by"
        assert told["value"] == value
        assert told["name"] == "__main__"
        assert Path(told["argv"][0]).name in (name, "script.py")
        assert told["argv"][1:] == ["word"]
        assert Path(told["first"]) == watching.folder


def test_what_reads_the_projects_own_is_not_read_beforehand(watching: Watching) -> None:
    assert watching.run()[1]["warm"]
    watching.library.write_text("import own\nREAD = ['own']\n")
    # What stands by by now was begun before that, or is found out when it is told to run.
    watching.run()
    watching.own.write_text("VALUE, CODE = 4, 0\n")
    _, told = watching.run()
    assert not told["warm"]
    assert told["value"] == 4


def test_a_package_that_was_installed_meanwhile_is_read_as_it_is(watching: Watching) -> None:
    (watching.site / "another.dist-info").mkdir()
    assert not watching.run()[1]["warm"]
    assert watching.run()[1]["warm"]


def test_one_that_is_gone_is_not_missed(watching: Watching) -> None:
    os.kill(watching.standing, signal.SIGKILL)
    code, told = watching.run()
    assert (code, told["warm"]) == (0, False)
    assert watching.run()[1]["warm"]


def test_a_script_may_say_where_packages_are(tmp_path: Path) -> None:
    watching = Watching(tmp_path, finds_packages=True)
    try:
        code, told = watching.run()
        assert (code, told["warm"], told["value"]) == (0, True, 1)
    finally:
        watching.end()


def test_none_is_left_when_the_watch_has_ended(watching: Watching) -> None:
    watching.process.kill()
    watching.process.wait()
    # It reads on, and finds that nobody will speak to it.
    while Path(f"/proc/{watching.standing}/stat").exists():
        if Path(f"/proc/{watching.standing}/stat").read_text().split(") ")[1].startswith("Z"):
            break
