"""The README's five minutes, done as they are written: a project in an empty folder, the fences' own text, a click in a
browser. Decides nothing; if this fails, the README lies.
"""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from following import CHROMIUM, ROOT, SWITCHES, fences, install_packages, run, section
from playwright.sync_api import expect, sync_playwright

MAIN = """
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
createRoot(document.getElementById("root") as HTMLElement).render(<App />);
"""
VITE = """
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
export default defineConfig({ plugins: [react()], base: "/app/", logLevel: "warn" });
"""
URLS = """
from django.urls import include, path
from django.views.static import serve

urlpatterns = [
    {line}
    path("app/<path:path>", serve, {{"document_root": "{dist}"}}),
]
"""


def parts(title: str) -> dict[str, str]:
    """The fences under a heading of the README, by the file that their first comment names, or by their language."""
    found = {}
    for language, text in fences(section((ROOT / "README.md").read_text(), title)):
        for part in re.split(r"(?m)^(?=# \w+(?:/\w+)*\.py$)", text):
            named = re.match(r"# (\S+\.py)\n", part)
            found[named[1] if named else language] = part
    return found


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A Django project with one app, as `startproject` and `startapp` leave it."""
    django = [sys.executable, "-m", "django"]
    run(tmp_path, *django, "startproject", "site_", ".")
    run(tmp_path, *django, "startapp", "notes")
    fields = "class Note(models.Model):\n    text = models.TextField()\n"
    (tmp_path / "notes/models.py").write_text(f"from django.db import models\n\n\n{fields}")
    return tmp_path


@pytest.fixture
def address(project: Path) -> Iterator[str]:
    """The project of the README's fences, its screen built and served by gunicorn."""
    written = parts("From the first function to the first typed call")
    apps = re.search(r"INSTALLED_APPS = \[\.\.\., (.*)\]", written["settings.py"])
    include = re.search(r"urlpatterns = \[(.*)\]", written["urls.py"])
    assert apps and include
    frontend = project / "frontend"
    with (project / "site_/settings.py").open("a") as settings:
        settings.write(f'\nINSTALLED_APPS += [{apps[1]}, "notes"]\n')
    (project / "site_/urls.py").write_text(URLS.format(line=f"{include[1]},", dist=frontend / "dist"))
    (project / "notes/clients.py").write_text(written["notes/clients.py"])
    run(project, sys.executable, "manage.py", "makemigrations", "notes")
    run(project, sys.executable, "manage.py", "migrate")
    run(project, sys.executable, "manage.py", "mizan_generate", "--output", "frontend/src/mizan")

    (frontend / "src/App.tsx").write_text(written["tsx"])
    (frontend / "src/main.tsx").write_text(MAIN)
    (frontend / "vite.config.ts").write_text(VITE)
    (frontend / "package.json").write_text('{"type": "module"}')
    (frontend / "index.html").write_text('<div id="root"></div><script type="module" src="/src/main.tsx"></script>')
    install_packages(frontend / "node_modules")
    options = {"noEmit": True, "declaration": False, "types": []}
    extends = {"extends": str(ROOT / "tsconfig.base.json"), "compilerOptions": options, "include": ["src"]}
    (frontend / "tsconfig.json").write_text(json.dumps(extends))
    run(frontend, "npx", "tsc", "-p", ".")
    run(frontend, "npx", "vite", "build")

    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "--no-control-socket", "site_.wsgi"],
        cwd=project,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    said = []
    for line in server.stderr:
        said.append(line)
        if listening := re.search(r"Listening at: (http://127\.0\.0\.1:\d+)", line):
            break
    else:
        raise AssertionError("".join(said))
    threading.Thread(target=server.stderr.read, daemon=True).start()
    yield listening[1]
    server.terminate()
    server.wait(10)


def test_the_first_five_minutes_end_in_a_typed_call_that_refreshes_the_screen(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        page = browser.new_page()
        asked: list[str] = []
        schemas: list[str | None] = []
        page.on("request", lambda request: asked.append(f"{request.method} {request.url.removeprefix(address)}"))
        page.on("request", lambda it: schemas.append(it.headers.get("x-mizan-schema")) if "/api/" in it.url else None)
        page.goto(f"{address}/app/index.html")
        expect(page.get_by_role("button", name="Add")).to_be_visible()
        expect(page.get_by_role("listitem")).to_have_count(0)
        page.get_by_role("button", name="Add").click()
        expect(page.get_by_role("listitem")).to_have_text(["hello"])
        browser.close()
    calls = [request for request in asked if "/api/mizan/" in request and "session/" not in request]
    assert calls == [
        "GET /api/mizan/ctx/notes/",
        "POST /api/mizan/call/add_note/",
        "GET /api/mizan/ctx/notes/",
    ]
    assert len(set(schemas)) == 1 and schemas[0], "every request says which schema its client is of"
