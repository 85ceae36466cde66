"""Somebody else's project: Wagtail as it comes from the index, called through `@client` by its generated client.

The project is what `wagtail start` makes. It gets one app in its settings, one address, and a `clients.py`
(`wagtail/clients.py`); nothing of Wagtail is changed. What its editors do in its own screens is heard too.
"""

import http.cookiejar
import json
import os
import re
import struct
import subprocess
import sys
import urllib.parse
import urllib.request
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent / "wagtail"
SITE = ROOT / "python/tests/django"

sys.path[:0] = [str(SITE), str(SITE.parent)]
import nodejs  # noqa: E402  # the harness of the adapter's tests lies there
import serving  # noqa: E402  # the harness of the adapter's tests lies there

PEOPLE = """
from django.contrib.auth.models import Group, User
ada = User.objects.create_superuser("ada", password="of-the-house")
ada.groups.add(Group.objects.get(name="Editors"))
User.objects.create_user("bob")
"""
ASGI = """
from django.core.asgi import get_asgi_application

from mizan.django.asgi import bounded

application = bounded(get_asgi_application())
"""
SETTINGS = """
from house.settings.base import BASE_DIR, INSTALLED_APPS

INSTALLED_APPS += ["mizan.django"]
MIZAN = {"OUTPUT": BASE_DIR / "client", "TARGETS": ["typescript"]}
"""


def run(folder: Path, *words: str) -> str:
    """Runs a command of the project."""
    done = subprocess.run(words, cwd=folder, env=variables(folder), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def variables(folder: Path) -> dict[str, str]:
    own = {"DJANGO_SETTINGS_MODULE": "house.settings.dev", "HEARD": str(folder / "heard.jsonl")}
    return {**os.environ, **own, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT / 'python'}"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Wagtail's own new project, and ours in it."""
    folder = tmp_path_factory.mktemp("house")
    start = "import sys; from wagtail.bin.wagtail import main; sys.argv = ['wagtail', 'start', 'house', '.']; main()"
    run(folder, sys.executable, "-c", start)
    (folder / "house/settings/local.py").write_text(SETTINGS)
    urls = folder / "house/urls.py"
    ours = 'urlpatterns = [\n    path("api/mizan/", include("mizan.django.urls")),\n'
    changed = re.sub(r"^urlpatterns = \[\n", ours, urls.read_text(), count=1, flags=re.M)
    assert changed != urls.read_text()
    urls.write_text(changed)
    # Wagtail's own new project is for WSGI alone.
    (folder / "house/asgi.py").write_text(ASGI)
    (folder / "home/clients.py").write_text((HERE / "clients.py").read_text() + "\nfrom home import heard  # noqa\n")
    (folder / "home/heard.py").write_text((HERE / "heard.py").read_text())
    run(folder, sys.executable, "manage.py", "migrate", "-v", "0")
    run(folder, sys.executable, "manage.py", "shell", "-c", PEOPLE)
    run(folder, sys.executable, "manage.py", "check", "--fail-level", "WARNING")
    run(folder, sys.executable, "manage.py", "mizan_generate")
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    (folder / "walk.ts").write_text((HERE / "walk.ts").read_text())
    return folder


@pytest.fixture(scope="module", params=serving.KINDS)
def server(project: Path, request: pytest.FixtureRequest) -> Iterator[serving.Server]:
    words = [
        word.replace("testsite.wsgi", "house.wsgi").replace("testsite.asgi", "house.asgi")
        for word in serving.command(request.param)
    ]
    database = project / "db.sqlite3"
    kept = database.read_bytes()
    started = serving.launch(request.param, words, variables(project), database)
    yield started
    started.stop()
    database.write_bytes(kept)


class Editor:
    """A browser in which somebody signs in by Wagtail's own page."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self._jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))

    @property
    def cookies(self) -> str:
        return "; ".join(f"{each.name}={each.value}" for each in self._jar)

    def post(self, path: str, fields: dict[str, str]) -> str:
        """Opens the page, fills in its form and sends it."""
        page = self._opener.open(f"{self.address}{path}", timeout=60).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token, path
        sent = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": token[1]}).encode()
        return str(self._opener.open(f"{self.address}{path}", sent, timeout=60).geturl())

    def sign_in(self) -> None:
        assert self.post("/admin/login/", {"username": "ada", "password": "of-the-house"}).endswith("/admin/")


def picture(path: Path) -> Path:
    """A PNG of three by two pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes((30, 90, 200)) * 3 for _ in range(2))
    head = struct.pack(">IIBBBBB", 3, 2, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + parts)
    return path


def heard(project: Path) -> list[Any]:
    path = project / "heard.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_the_generated_client_walks_through_a_wagtail_site(project: Path, server: serving.Server) -> None:
    editor = Editor(server.port)
    editor.sign_in()
    words = (editor.address, editor.cookies, str(picture(project / "door.png")))
    walk = [nodejs.node(), "--no-warnings", "walk.ts", *words]
    done = subprocess.run(walk, cwd=project, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, f"{done.stderr}\n{server.log}"
    assert "Traceback" not in server.log


def test_what_editors_publish_in_wagtails_own_screen_is_dropped(project: Path, server: serving.Server) -> None:
    editor = Editor(server.port)
    editor.sign_in()
    before = len(heard(project))
    form = {"title": "Home again", "slug": "home", "action-publish": "action-publish"}
    editor.post("/admin/pages/3/edit/", {**form, "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"})
    said = [target for targets in heard(project)[before:] for target in targets]
    assert {"context": "pages", "function": "page", "params": {"page_id": 3}} in said
    with urllib.request.urlopen(f"{editor.address}/api/mizan/ctx/pages/?page_id=3", timeout=60) as answer:
        assert json.load(answer)["page"]["title"] == "Home again"


def test_the_generated_client_of_wagtail_is_strictly_typed(project: Path) -> None:
    options = {
        "compilerOptions": {
            "strict": True,
            "noEmit": True,
            "target": "es2024",
            "module": "nodenext",
            "allowImportingTsExtensions": True,
            "types": ["node"],
        },
        "files": ["walk.ts"],
    }
    (project / "tsconfig.json").write_text(json.dumps(options))
    run(project, nodejs.node(), str(ROOT / "node_modules/typescript/bin/tsc"), "-p", ".")
