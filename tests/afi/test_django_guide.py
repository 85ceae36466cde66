"""The Django guide, followed from an empty folder with the built wheel: its files, commands, and its page.

Decides nothing; if this fails, `docs/django.md` lies.
"""

import re

import pytest
from following import CHROMIUM, FREE_PORT, SWITCHES, Reader
from playwright.sync_api import Page, expect, sync_playwright


@pytest.fixture(scope="module")
def followed(office: Reader, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    followed = office.copied(tmp_path_factory.mktemp("guide"))
    followed.servers = office.servers
    return followed


def test_every_command_of_the_guide_succeeds(followed: Reader) -> None:
    assert [line.split()[0] for line in followed.servers] == ["python", "gunicorn", "uvicorn"]
    table = followed.run("python manage.py mizan_routes")
    for name in re.findall(r"^(?:async )?def (\w+)\(", (followed.project / "notes/clients.py").read_text(), re.M):
        assert name == "is_at_the_office" or f"  {name}(" in table or f" {name}(" in table, name
    assert "mizan version=1" in (followed.project / "api.kdl").read_text()
    assert "Ran 5 tests" in followed.run("python manage.py test 2>&1")


def shown(page: Page, *notes: str) -> None:
    expect(page.get_by_role("listitem")).to_have_text(list(notes))


@pytest.mark.parametrize("server", list(FREE_PORT))
def test_the_guide_ends_in_a_page_that_works(followed: Reader, server: str) -> None:
    line = next(line for line in followed.servers if line.startswith(server))
    with followed.serving(line) as address, sync_playwright() as playwright:
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
