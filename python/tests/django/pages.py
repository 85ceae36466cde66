"""Pages in Chromium that use the generated client of the test site, as somebody who has signed in.

Decides how such a page is built and opened; knows nothing of what it does.
"""

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import nodejs
import serving
from playwright.sync_api import BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[3]
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
# Playwright's own switch, without which a page that is left is kept aside as it is for people.
NO_KEEPING = "--disable-back-forward-cache"
BUILD = """
export default {
  logLevel: "warn",
  build: { lib: { entry: "page.ts", formats: ["es"], fileName: () => "page.js" }, outDir: "dist" },
};
"""


def lay_out(folder: Path) -> None:
    """Lays the generated client into the folder, and the packages."""
    generated = serving.manage("mizan_generate", "--output", str(folder))
    assert generated.returncode == 0, generated.stderr
    (folder / "node_modules").symlink_to(ROOT / "node_modules")


def build(folder: Path, script: str) -> Path:
    """`script`, beside which the generated client lies, with all that it imports."""
    lay_out(folder)
    (folder / "page.ts").write_text(script)
    (folder / "vite.config.mjs").write_text(BUILD)
    vite = ROOT / "node_modules/vite/bin/vite.js"
    built = subprocess.run([nodejs.node(), str(vite), "build"], cwd=folder, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder / "dist/page.js"


@contextlib.contextmanager
def signed_in(address: str, script: Path, body: str) -> Iterator[BrowserContext]:
    """A browser in which ada has signed in, and in which `/page/` has this body and runs this script."""
    chromium = shutil.which("chromium")
    assert chromium, "the tests need Chromium: `apt-get install chromium`"
    page = f'{body}<script type="module" src="/page/page.js"></script>'
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=SWITCHES, ignore_default_args=[NO_KEEPING])
        context = browser.new_context()
        context.request.get(f"{address}/sign-in/?user=ada")
        context.route(
            f"{address}/page/", lambda route: route.fulfill(body=page, content_type="text/html; charset=utf-8")
        )
        context.route(
            f"{address}/page/page.js", lambda route: route.fulfill(path=script, content_type="text/javascript")
        )
        yield context
        browser.close()


def opened(context: BrowserContext, address: str) -> Page:
    """The page, once its script has run as far as `window.ready`."""
    page = context.new_page()
    page.goto(f"{address}/page/")
    page.wait_for_function("window.ready")
    return page
