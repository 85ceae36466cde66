"""The page of errors, followed in the project of the React guide: its files are type-checked, built, used in a browser.

Decides nothing; if this fails, `docs/errors.md` lies.
"""

import json
import re
import shlex
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from following import CHROMIUM, ROOT, SWITCHES, Reader, fences
from playwright.sync_api import BrowserContext, Page, Route, expect, sync_playwright

from mizan.error_table import CODES

PAGE = (ROOT / "docs/errors.md").read_text()


# Two people, of whom only one is staff, each with a session: what is printed for each is its key.
PEOPLE = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
get_user_model().objects.create_user('bob')
for user in get_user_model().objects.order_by('username'):
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = 'django.contrib.auth.backends.ModelBackend'
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    print(user.username, session.session_key)
"""


@pytest.fixture(scope="module")
def followed(notes_with_errors: Reader, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return notes_with_errors.copied(tmp_path_factory.mktemp("errors-guide"))


@pytest.fixture(scope="module")
def sessions(followed: Reader) -> dict[str, str]:
    said = followed.run(f"python manage.py shell -v 0 -c {shlex.quote(PEOPLE)}").splitlines()
    return dict(line.split() for line in said)


@pytest.fixture(scope="module")
def address(followed: Reader) -> Iterator[str]:
    with followed.serving("uvicorn office.asgi:application") as address:
        yield address


@pytest.fixture
def context(address: str) -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser.new_context(base_url=address)
        browser.close()


@pytest.fixture
def page(context: BrowserContext, address: str, sessions: dict[str, str]) -> Page:
    """The page, to ada, who is staff."""
    return shown_to(context, sessions["ada"], "ada", address)


def shown_to(context: BrowserContext, session: str, name: str, address: str) -> Page:
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    page = context.new_page()
    page.goto("/app/")
    expect(page.get_by_role("heading")).to_have_text(f"Notes of {name}")
    return page


def test_its_table_is_that_of_the_protocol() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| .+ \|$", PAGE, re.M)
    assert rows == [(code, str(entry.status)) for code, entry in CODES.items()]


def test_its_files_have_the_types_that_they_say(followed: Reader) -> None:
    followed.run("cd frontend && npx tsc -p .")


def test_the_server_says_what_is_printed(page: Page) -> None:
    request, answer = (text for language, text in fences(PAGE) if language == "http")
    first, _, body = request.partition("\n")
    method, path = first.split()
    told = page.evaluate(ASK, [method, path, body.partition("\n\n")[2]])
    head, _, text = answer.partition("\n\n")
    status, kind = re.fullmatch(r"HTTP/1.1 (\d+)\nContent-Type: (.*)", head).groups()  # type: ignore[union-attr]  # it fails here
    assert told == [int(status), kind, json.loads(text)]


ASK = """async ([method, path, body]) => {
  const { csrfToken } = await (await fetch("/api/mizan/session/")).json();
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrfToken };
  const answer = await fetch(path, { method, headers, body });
  return [answer.status, answer.headers.get("Content-Type"), await answer.json()];
}"""


def test_what_is_wrong_is_said_in_its_place(page: Page) -> None:
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("alert")).to_have_text("A note has 1 to 200 letters.")
    # What could not be sent is said as well, by the words that all failures have.
    page.route("**/call/add_note/", lambda route: route.abort())
    page.get_by_label("Note").fill("hello")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("alert")).to_have_text("No answer came, and it may have been done.")
    page.unroute("**/call/add_note/")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("listitem")).to_have_text(["hello"])
    expect(page.get_by_role("alert")).to_have_count(0)


def test_an_error_of_ones_own_bears_data_and_drops_what_was_affected(page: Page) -> None:
    body = json.dumps({"args": {"text": "one more"}})
    while page.evaluate(ASK, ["POST", "/api/mizan/call/add_note/", body])[0] == 200:
        pass
    page.reload()
    expect(page.get_by_text("100 notes on the wall")).to_be_visible()
    expect(page.get_by_role("listitem")).to_have_count(20)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/ctx/" in request.url else None)
    page.get_by_label("Note").fill("one too many")
    with page.expect_response("**/ctx/notes/**"), page.expect_response("**/ctx/wall/"):
        page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("alert")).to_have_text("There is room for 100 notes.")
    assert {urlsplit(url).path for url in asked} == {"/api/mizan/ctx/notes/", "/api/mizan/ctx/wall/"}


def test_a_form_that_does_not_throw_says_how_it_ended(
    page: Page, context: BrowserContext, address: str, sessions: dict[str, str]
) -> None:
    page.get_by_role("button", name="Throw all away").click()
    expect(page.get_by_role("status")).to_have_text("100 are gone.")
    expect(page.get_by_text("0 notes on the wall")).to_be_visible()
    other = shown_to(context, sessions["bob"], "bob", address)
    other.get_by_role("button", name="Throw all away").click()
    expect(other.get_by_role("status")).to_have_text("That is for others to do.")


@pytest.mark.parametrize(
    ("more", "shown", "button"),
    [
        ({"detail": "not today"}, "FORBIDDEN: not today", "Try again"),
        ({"outdated": True}, None, "There is a new version"),
    ],
    ids=["refused", "outdated"],
)
def test_a_boundary_lets_people_try_again(page: Page, more: dict[str, object], shown: str | None, button: str) -> None:
    """The server is between two deploys: only its word is another one, everything that hears it is real."""
    problem = {"type": "urn:mizan:problem:forbidden", "title": "Forbidden", "status": 403, "code": "FORBIDDEN", **more}

    def refuse(route: Route) -> None:
        route.fulfill(status=403, content_type="application/problem+json", body=json.dumps(problem))

    page.route("**/ctx/visitor/", refuse)
    page.reload()
    if shown:
        expect(page.get_by_role("alert")).to_contain_text(shown)
    # What needs no visitor is there all the same.
    expect(page.get_by_text("notes on the wall")).to_be_visible()
    page.unroute("**/ctx/visitor/")
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading")).to_have_text("Notes of ada")
