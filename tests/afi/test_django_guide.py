"""The Django guide, followed from an empty folder with the built wheel: its files, commands, and its page.

Decides nothing; if this fails, `docs/django.md` lies.
"""

import os
import re
import shlex
import subprocess
import sys
import sysconfig
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from test_readme import CHROMIUM, ROOT, SWITCHES, install_packages

GUIDE = (ROOT / "docs/django.md").read_text()
SERVERS = {"gunicorn": ["--bind", "127.0.0.1:0", "--no-control-socket"], "uvicorn": ["--port", "0"]}
PEOPLE = {"DJANGO_SUPERUSER_USERNAME": "ada", "DJANGO_SUPERUSER_PASSWORD": "notes of ada"}


def fences() -> Iterator[tuple[str, str]]:
    """Every fence in its order: its language and its text."""
    yield from re.findall(r"^```(\w+)\n(.*?)^```", GUIDE, re.S | re.M)


def write(project: Path, text: str) -> None:
    """A file, which the fence's first line names."""
    first, _, rest = text.partition("\n")
    named = re.fullmatch(r"(?:#|//|<!--) (\S+?)(, at its end)?(?: -->)?", first)
    assert named, f"no file is named by `{first}`"
    file = project / named[1]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(file.read_text() + rest if named[2] else rest if file.suffix == ".json" else text)


class Followed:
    """The folder of somebody who follows the guide. `servers`: the commands that would go on for ever."""

    def __init__(self, project: Path, wheel: Path) -> None:
        self.project = project
        self.wheel = wheel
        self.servers: list[str] = []
        programs = f"{project / '.venv/bin'}{os.pathsep}{Path(sys.executable).parent}"
        self.variables = {**os.environ, **PEOPLE, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
        for name in ("PYTHONPATH", "DJANGO_SETTINGS_MODULE", "VIRTUAL_ENV"):
            self.variables.pop(name, None)

    def follow(self) -> None:
        for language, text in fences():
            if language != "sh":
                write(self.project, text)
                continue
            for line in text.replace("\\\n", " ").strip().splitlines():
                self.do(line.partition("  #")[0].strip())

    def do(self, line: str) -> None:
        words = shlex.split(line)
        if words[:3] == ["python", "-m", "venv"]:
            self.make_venv()
        elif words[:2] == ["pip", "install"]:
            self.install(words[2])
        elif words[:2] == ["npm", "install"]:
            install_packages(self.project / "frontend/node_modules")
        elif words[0] in SERVERS or words[-1] == "runserver":
            self.servers.append(line)
        else:
            self.run(line + (" --noinput --email ada@example.com" if "createsuperuser" in line else ""))

    def make_venv(self) -> None:
        self.run(f"{shlex.quote(sys.executable)} -m venv --without-pip .venv")
        # What the wheel depends on is there already, as this repository has locked it; Mizan itself is not.
        site = self.site()
        (site / "locked.pth").write_text(sysconfig.get_path("purelib") + "\n")

    def site(self) -> Path:
        return next((self.project / ".venv/lib").glob("python*/site-packages"))

    def install(self, what: str) -> None:
        assert re.fullmatch(r"path/to/build/wheels/\w+\.whl\[django,codegen\]", what), what
        with zipfile.ZipFile(self.wheel) as packed:
            packed.extractall(self.site())
        (self.project / ".venv/bin/django-admin").write_text('#!/bin/sh\nexec python -m django "$@"\n')
        (self.project / ".venv/bin/django-admin").chmod(0o755)
        whence = self.run("python -c 'import mizan, mizan._native as n; print(mizan.__file__, n.__file__)'").split()
        assert all(Path(file).is_relative_to(self.project) for file in whence), f"not the wheel's: {whence}"

    def run(self, line: str) -> str:
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=self.project,
            env=self.variables,
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def serve(self, line: str) -> tuple["subprocess.Popen[str]", str]:
        """Starts a server by the guide's own line, on a free port; where it listens."""
        words = shlex.split(line)
        process = subprocess.Popen(
            [sys.executable.replace(str(Path(sys.executable).parent), str(self.project / ".venv/bin")), "-m", *words]
            + SERVERS[words[0]],
            cwd=self.project,
            env=self.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdout is not None
        said = []
        for text in process.stdout:
            said.append(text)
            if listening := re.search(r"(http://127\.0\.0\.1:\d+)", text):
                threading.Thread(target=process.stdout.read, daemon=True).start()
                return process, listening[1]
        raise AssertionError("".join(said))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The one that `build-all` made, if nothing has changed since; else it is built here."""
    folders = [ROOT / "python/mizan", *(ROOT / "rust").glob("*/src"), ROOT / "pyproject.toml", ROOT / "Cargo.lock"]
    changed = max(file.stat().st_mtime for folder in folders for file in [folder, *folder.rglob("*.[pr][ys]*")])
    for built in (ROOT / "build/wheels").glob("mizan_afi-*.whl"):
        if built.stat().st_mtime > changed:
            return built
    folder = tmp_path_factory.mktemp("wheels")
    build = [Path(sys.executable).with_name("maturin"), "build", "--release", "--locked", "-q", "-o", folder]
    subprocess.run(build, cwd=ROOT, check=True)
    return next(folder.glob("mizan_afi-*.whl"))


@pytest.fixture(scope="module")
def followed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Followed:
    followed = Followed(tmp_path_factory.mktemp("guide"), wheel)
    followed.follow()
    return followed


def test_every_command_of_the_guide_succeeds(followed: Followed) -> None:
    assert [line.split()[0] for line in followed.servers] == ["python", "gunicorn", "uvicorn"]
    table = followed.run("python manage.py mizan_routes")
    for name in re.findall(r"^(?:async )?def (\w+)\(", (followed.project / "notes/clients.py").read_text(), re.M):
        assert name == "is_at_the_office" or f"  {name}(" in table or f" {name}(" in table, name
    assert "mizan version=1" in (followed.project / "api.kdl").read_text()
    assert "Ran 5 tests" in followed.run("python manage.py test 2>&1")


def shown(page: Page, *notes: str) -> None:
    expect(page.get_by_role("listitem")).to_have_text(list(notes))


@pytest.mark.parametrize("server", list(SERVERS))
def test_the_guide_ends_in_a_page_that_works(followed: Followed, server: str) -> None:
    line = next(line for line in followed.servers if line.startswith(server))
    process, address = followed.serve(line)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
            page = browser.new_page()
            asked: list[str] = []
            page.on("request", lambda request: asked.append(f"{request.method} {request.url.removeprefix(address)}"))
            page.goto(f"{address}/app/")
            expect(page.get_by_text("0 notes on the wall")).to_be_visible()
            page.get_by_role("link", name="Sign in").click()
            page.get_by_label("Username").fill("ada")
            page.get_by_label("Password").fill("notes of ada")
            page.get_by_role("button", name="Log in").click()
            expect(page.get_by_role("heading")).to_have_text("Notes of ada")
            shown(page)
            asked.clear()
            page.get_by_label("Note").fill("hello")
            page.get_by_role("button", name="Add").click()
            shown(page, "hello")
            expect(page.get_by_text("1 notes on the wall")).to_be_visible()
            reads = sorted(each for each in asked if "/ctx/" in each)
            assert len(reads) == 2 and "/ctx/notes/?owner_id=" in reads[0] and "/ctx/wall/" in reads[1], asked
            # By the admin as well, and by the guide's own address of a form.
            page.goto(f"{address}/admin/notes/note/")
            page.get_by_role("link", name="Note object").click()
            page.get_by_label("Text").fill("by the admin")
            page.get_by_role("button", name="Save", exact=True).click()
            page.goto(f"{address}/app/")
            shown(page, "by the admin")
            number = page.evaluate("fetch('/api/mizan/ctx/visitor/').then(it => it.json()).then(it => it.visitor.id)")
            notes = page.evaluate(f"fetch('/api/mizan/ctx/notes/?owner_id={number}').then(it => it.json())")
            deleted = page.evaluate(
                """async (path) => {
                    const { csrfToken } = await (await fetch("/api/mizan/session/")).json();
                    const answer = await fetch(path, { method: "POST", headers: { "X-CSRFToken": csrfToken } });
                    return [answer.status, answer.url];
                }""",
                f"/pages/notes/{notes['note_list'][0]['id']}/delete/",
            )
            assert deleted == [200, f"{address}/app/"]
            page.reload()
            expect(page.get_by_text("0 notes on the wall")).to_be_visible()
            shown(page)
            browser.close()
    finally:
        process.terminate()
        process.wait(20)
