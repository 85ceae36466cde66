"""A page in Chromium sends files by the generated client to a real server, as somebody who has signed in."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import nodejs
import pytest
import serving
from galleries import Gallery
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).parents[3]
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PAGE = """<input type="file" multiple><pre></pre><script type="module" src="/page/page.js"></script>"""
SCRIPT = """
import { createClient, fetchTransport } from "@mizan/client";
import * as api from "./mizan.ts";

const client = createClient({ transport: fetchTransport({ schema: api.schema }) });
const dropped: unknown[] = [];
client.onInvalidate((targets) => {
  dropped.push(...targets);
  return targets.map(() => 0);
});
const input = document.querySelector("input") as HTMLInputElement;
const told = document.querySelector("pre") as HTMLElement;
input.addEventListener("change", async () => {
  const files = [...(input.files ?? [])];
  const all = await api.tellAll.safe(client, { files, note: "ü", first: new Blob(["blob"]) });
  const added = await api.addPicture.safe(client, { title: "from a page", picture: files[0] as File });
  const locked = await api.lockAway(client, { file: files[0] as File });
  told.textContent = JSON.stringify({ all, added, locked, dropped });
});
"""
BUILD = """
export default {
  logLevel: "warn",
  build: { lib: { entry: "page.ts", formats: ["es"], fileName: () => "page.js" }, outDir: "dist" },
};
"""


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page's script with all that it imports."""
    folder = tmp_path_factory.mktemp("page")
    generated = serving.manage("mizan_generate", "--output", str(folder))
    assert generated.returncode == 0, generated.stderr
    (folder / "page.ts").write_text(SCRIPT)
    (folder / "vite.config.mjs").write_text(BUILD)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    vite = ROOT / "node_modules/vite/bin/vite.js"
    built = subprocess.run([nodejs.node(), str(vite), "build"], cwd=folder, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder / "dist/page.js"


@pytest.mark.parametrize("gallery", serving.KINDS, indirect=True)
def test_files_of_an_input_arrive(gallery: Gallery, script: Path, tmp_path: Path) -> None:
    chromium = shutil.which("chromium")
    assert chromium, "the tests need Chromium: `apt-get install chromium`"
    picture, text = tmp_path / 'größe "x".png', tmp_path / "empty.txt"
    picture.write_bytes(bytes(range(256)) * 3)
    text.touch()
    address = f"http://127.0.0.1:{gallery.server.port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
        page = browser.new_page()
        page.goto(f"{address}/sign-in/?user=ada")
        page.route(f"{address}/page/", lambda route: route.fulfill(body=PAGE, content_type="text/html; charset=utf-8"))
        page.route(f"{address}/page/page.js", lambda route: route.fulfill(path=script, content_type="text/javascript"))
        page.goto(f"{address}/page/")
        page.locator("input").set_input_files([picture, text])
        expect(page.locator("pre")).not_to_be_empty()
        told = page.evaluate("JSON.parse(document.querySelector('pre').textContent)")
        browser.close()
    assert told["all"]["ok"], told
    assert [(each["name"], each["content_type"], each["size"]) for each in told["all"]["data"]] == [
        ("größe %22x%22.png", "image/png", 768),
        ("empty.txt", "text/plain", 0),
        ("blob", "application/octet-stream", 4),
    ]
    assert told["all"]["data"][0]["digest"] == hashlib.sha256(picture.read_bytes()).hexdigest()
    assert (told["added"]["data"]["title"], told["added"]["data"]["size"]) == ("from a page", 768)
    assert (told["locked"], told["dropped"]) == ("ada", ["gallery"])
    assert gallery.left() == []
