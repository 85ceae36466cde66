"""The React guide, followed in the project of the Django guide: its files are type-checked, built, used in a browser.

Decides nothing; if this fails, `docs/react.md` lies.
"""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect, sync_playwright
from test_django_guide import Followed, wheel, write
from test_readme import CHROMIUM, ROOT, SWITCHES

__all__ = ["wheel"]

GUIDE = (ROOT / "docs/react.md").read_text()
SETTINGS = {
    "extends": str(ROOT / "tsconfig.base.json"),
    "compilerOptions": {
        "noEmit": True,
        "declaration": False,
        "jsx": "react-jsx",
        "types": ["vite/client"],
        "rewriteRelativeImportExtensions": False,
        "allowImportingTsExtensions": True,
    },
    "include": ["src"],
}
NODE = """
import { createServer } from "vite";
const server = { middlewareMode: true, hmr: false, ws: false };
const vite = await createServer({ logLevel: "silent", server, appType: "custom" });
const { render } = await vite.ssrLoadModule("/src/server.tsx");
process.stdout.write(JSON.stringify(await render(process.argv[2], "")));
await vite.close();
"""


@pytest.fixture(scope="module")
def followed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Followed:
    """The Django guide's project, with this guide's files over it."""
    followed = Followed(tmp_path_factory.mktemp("react-guide"), wheel)
    followed.follow()
    for _, text in re.findall(r"^```(tsx?)\n(.*?)^```", GUIDE, re.S | re.M):
        write(followed.project, text)
    followed.run("cd frontend && npx vite build --logLevel error")
    return followed


def test_its_files_have_the_types_that_they_say(followed: Followed) -> None:
    frontend = followed.project / "frontend"
    (frontend / "tsconfig.json").write_text(json.dumps(SETTINGS))
    followed.run("cd frontend && npx tsc -p .")


def test_its_page_shows_a_guess_takes_it_back_and_grows(followed: Followed) -> None:
    process, address = followed.serve(next(line for line in followed.servers if line.startswith("uvicorn")))
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"{address}/app/")
            expect(page.get_by_text("0 notes on the wall")).to_be_visible()
            page.get_by_role("link", name="Sign in").click()
            page.get_by_label("Username").fill("ada")
            page.get_by_label("Password").fill("notes of ada")
            page.get_by_role("button", name="Log in").click()
            expect(page.get_by_role("heading")).to_have_text("Notes of ada")
            # A guess is shown while the call is held back, and what the server says takes its place.
            held: list[Route] = []
            page.route("**/call/add_note/", lambda route: held.append(route))
            page.get_by_label("Note").fill("hello")
            with page.expect_request("**/call/add_note/"):
                page.get_by_role("button", name="Add").click()
            expect(page.get_by_role("listitem")).to_have_text(["hello"])
            expect(page.get_by_text("1 notes on the wall")).to_be_visible()
            expect(page.get_by_text("Newest: hello")).to_be_visible()
            held[0].continue_()
            page.unroute("**/call/add_note/")
            expect(page.get_by_label("Note")).to_have_value("")
            expect(page.get_by_role("listitem")).to_have_text(["hello"])
            # Another tab hears of what this one's call dropped.
            tab = context.new_page()
            tab.goto(f"{address}/app/")
            expect(tab.get_by_role("listitem")).to_have_text(["hello"])
            added = page.evaluate(FILL, 99)
            assert added == [200] * 99
            page.reload()
            expect(page.get_by_role("listitem")).to_have_count(20)
            page.get_by_role("button", name="More").click()
            expect(page.get_by_role("listitem")).to_have_count(40)
            # There is no room for another: the guess is taken back, and the error's data is shown.
            page.get_by_label("Note").fill("too many")
            page.get_by_role("button", name="Add").click()
            expect(page.get_by_role("alert")).to_have_text("There is room for 100 notes.")
            expect(page.get_by_text("100 notes on the wall")).to_be_visible()
            expect(page.get_by_role("listitem").first).to_have_text("note 99")
            expect(tab.get_by_text("100 notes on the wall")).to_be_visible()
            browser.close()
        script = followed.project / "frontend/render.mjs"
        script.write_text(NODE)
        answer = json.loads(followed.run(f"cd frontend && node {script.name} {address}"))
        assert "notes on the wall" in re.sub("<!-- -->", "", answer["html"]) and "Sign in" in answer["html"]
        assert [query["queryKey"][1] for query in answer["state"]["queries"]] == ["visitor", "wall"]
    finally:
        process.terminate()
        process.wait(20)


# Adds notes past the page, as another program of the same person would.
FILL = """async (count) => {
  const api = "/api/mizan/";
  const { csrfToken } = await (await fetch(api + "session/")).json();
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrfToken };
  const statuses = [];
  for (let at = 1; at <= count; at += 1) {
    const body = JSON.stringify({ args: { text: `note ${at}` } });
    statuses.push((await fetch(`${api}call/add_note/`, { method: "POST", headers, body })).status);
  }
  return statuses;
}"""
