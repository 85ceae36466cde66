"""The React guide, followed in the project of the Django guide: its files are type-checked, built, used in a browser.

Decides nothing; if this fails, `docs/react.md` lies.
"""

import pytest
from following import CHROMIUM, SWITCHES, Reader
from playwright.sync_api import Route, expect, sync_playwright


@pytest.fixture(scope="module")
def followed(notes: Reader, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """The Django guide's project, with this guide's files over it."""
    return notes.copied(tmp_path_factory.mktemp("react-guide"))


def test_its_files_have_the_types_that_they_say(followed: Reader) -> None:
    followed.run("cd frontend && npx tsc -p .")


def test_its_page_shows_a_guess_takes_it_back_and_grows(followed: Reader) -> None:
    with followed.serving("uvicorn office.asgi:application") as address, sync_playwright() as playwright:
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
