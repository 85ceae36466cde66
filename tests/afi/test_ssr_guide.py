"""The page about rendering by a server, followed: its files are type-checked, built, served, and used in a browser.

Decides nothing; if this fails, `docs/ssr.md` lies.
"""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from following import CHROMIUM, LISTENING, ROOT, SWITCHES, Reader, with_free_ports
from playwright.sync_api import BrowserContext, expect, sync_playwright

PAGE = (ROOT / "docs/ssr.md").read_text()


@pytest.fixture(scope="module")
def followed(notes_with_errors: Reader, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return notes_with_errors.copied(tmp_path_factory.mktemp("ssr-guide"))


@pytest.fixture(scope="module")
def address(followed: Reader) -> Iterator[str]:
    """Where the page's own two servers have it."""
    text, (_, port) = with_free_ports(PAGE, "8000", "3000")
    followed.follow(text)
    django, node = followed.servers
    with followed.running(django) as one, followed.running(node) as other:
        one.says("Starting development server")
        said = other.says(LISTENING)[1]
        assert said.endswith(port)
        yield said


@pytest.fixture
def context(address: str) -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser.new_context(base_url=address)
        browser.close()


def signed_in(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/admin/login/?next=/app/")
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill("notes of ada")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading")).to_have_text("Notes of ada")
    page.close()


def markup(context: BrowserContext) -> str:
    """What the server sends, to whom no script runs, without React's own marks."""
    answer = context.request.get("/app/")
    assert answer.status == 200 and answer.headers["cache-control"] == "private, no-store"
    return re.sub("<!--.*?-->", "", answer.text())


def test_its_files_have_the_types_that_they_say(followed: Reader, address: str) -> None:
    followed.run("cd frontend && npx tsc -p .")


def test_the_page_is_there_before_any_script_and_is_the_callers_own(context: BrowserContext) -> None:
    nobodys = markup(context)
    assert "0 notes on the wall" in nobodys and "Sign in" in nobodys
    signed_in(context)
    adas = markup(context)
    assert "0 notes on the wall" in adas and "Notes of ada" in adas and "Sign in" not in adas
    # What the stream has waited for is handed on as well, and stands in the script as a script may hold it.
    [state] = re.findall(r'<script id="state" type="application/json">(.*?)</script>', adas, re.S)
    assert "<" not in state
    keys = [query["queryKey"] for query in json.loads(state)["queries"]]
    assert sorted(keys) == [["mizan", "visitor", {}], ["mizan", "wall", {}]]
    context.clear_cookies()
    assert "ada" not in markup(context)


def test_it_is_taken_over_without_a_second_read_and_follows_mutations(context: BrowserContext) -> None:
    signed_in(context)
    page = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda it: asked.append(urlsplit(it.url).path) if "/api/" in it.url else None)
    page.on("console", lambda it: wrong.append(it.text) if it.type == "error" else None)
    page.on("pageerror", lambda it: wrong.append(str(it)))
    page.goto("/app/")
    expect(page.get_by_role("heading")).to_have_text("Notes of ada")
    page.wait_for_function(TAKEN_OVER)
    # Another tab of hers adds a note; its word is the first thing for which this one asks anything.
    tab = context.new_page()
    tab.goto("/app/")
    tab.wait_for_function(TAKEN_OVER)
    assert asked == []
    tab.evaluate(ADD)
    expect(page.get_by_text("1 notes on the wall")).to_be_visible()
    assert asked == ["/api/mizan/ctx/wall/"]
    assert wrong == []


# React has put its own marks on what it has taken over.
TAKEN_OVER = """() => {
  const heading = document.querySelector("h1");
  return heading !== null && Object.keys(heading).some((name) => name.startsWith("__reactFiber"));
}"""
# What the client of a tab says to the others, after a call by hand.
ADD = """async () => {
  const { csrfToken } = await (await fetch("/api/mizan/session/")).json();
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrfToken };
  const body = JSON.stringify({ args: { text: "hello" } });
  const answer = await (await fetch("/api/mizan/call/add_note/", { method: "POST", headers, body })).json();
  const channel = new BroadcastChannel("mizan:/api/mizan/");
  channel.postMessage(answer.invalidate);
}"""


def test_it_is_there_without_the_server_as_well(followed: Reader, context: BrowserContext) -> None:
    """Django gives the same file out, without markup and without a state: the browser reads it all."""
    shell = (followed.project / "frontend/dist/index.html").read_text()
    assert '<div id="root"></div>' in shell
    page = context.new_page()
    page.route("**/app/", lambda route: route.fulfill(body=shell, content_type="text/html"))
    page.goto("/app/")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
