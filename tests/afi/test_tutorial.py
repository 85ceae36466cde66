"""The tutorial, done as it is written: in an empty folder, with its servers, and with its clicks in a browser.

Decides nothing; if this fails, `docs/tutorial.md` lies. Not as printed are the two ports, so that it may run beside
others, and where packages come from (`following.py`).
"""

import contextlib
import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from following import CHROMIUM, ROOT, SWITCHES, Reader, Running, fences, pack, section, with_free_ports
from playwright.sync_api import Page, expect, sync_playwright

PAGE = (ROOT / "docs/tutorial.md").read_text()
TEXT = re.sub(r"\s+", " ", re.sub(r"^```.*?^```", "", PAGE, flags=re.S | re.M))


def says(sentence: str) -> None:
    """What is done next is what the page says."""
    assert sentence in TEXT, f"the tutorial does not say: {sentence}"


@pytest.fixture
def home(wheel: Path, tmp_path: Path) -> Path:
    """A home folder with a checkout in it, of which only what `build-all` makes is looked at."""
    home = tmp_path / "home"
    for name in ("wheels", "packages"):
        (home / "mizan/build" / name).mkdir(parents=True)
    (home / "mizan/build/wheels" / wheel.name).symlink_to(wheel)
    pack(home / "mizan/build/packages")
    return home


@pytest.fixture
def reader(home: Path, wheel: Path, tmp_path: Path) -> Reader:
    project = tmp_path / "an empty folder"
    project.mkdir()
    reader = Reader(project, wheel)
    reader.variables["HOME"] = str(home)
    return reader


class Followed:
    """The tutorial under way: its sections as they are done, its servers as they run."""

    def __init__(self, reader: Reader, running: contextlib.ExitStack) -> None:
        self.reader = reader
        self.text, (_, vite) = with_free_ports(PAGE, "8000", "5173")
        self.address = f"http://localhost:{vite}/"
        self.running = running
        self.programs: list[Running] = []
        self.done = 0

    def follow(self, title: str, since: str = "", until: str = "") -> None:
        """Does a section, or the part of it after and before some words, and starts the servers that it starts."""
        text = section(self.text, title)
        assert since in text and until in text
        text = text.partition(since)[2] if since else text
        text = text.partition(until)[0] if until else text
        self.done += len(fences(text))
        self.reader.follow(text)
        for line in self.reader.servers[len(self.programs) :]:
            self.programs.append(self.running.enter_context(self.reader.running(line)))

    def schema(self) -> str:
        """That of the client which lies there."""
        client = self.reader.project / "frontend/src/mizan/mizan.ts"
        found = re.search(r'schema = "(\w+)"', client.read_text())
        assert found
        return found[1]

    @contextlib.contextmanager
    def changing(self, page: Page) -> Iterator[None]:
        """Has the functions changed in the block: after it watcher, server and page know by themselves."""
        before, (_, watcher, _) = len(self.programs[1].lines), self.programs
        schema = self.schema()
        page.evaluate("() => { window.read = true; }")
        yield
        watcher.says(r"wrote mizan.* ms", before)
        assert self.schema() != schema
        # The client is a module of the page, so Vite reads the page anew. A name that this gives it is gone then.
        page.wait_for_function("() => !window.read", timeout=60_000)
        answer = partial(page.request.get, f"{self.address}api/mizan/session/")
        until(lambda: answer().headers.get("x-mizan-schema"), self.schema())


def until(asked: Callable[[], object], wanted: object) -> None:
    """Asks until the answer is the one: a server that starts anew has none to wait for."""
    end = time.monotonic() + 60
    while (answer := asked()) != wanted:
        assert time.monotonic() < end, f"{answer} is not yet {wanted}"
        time.sleep(0.1)


def rename(page: Page, plant: str, name: str) -> None:
    page.get_by_role("navigation").get_by_role("button", name=plant).click()
    expect(page.get_by_role("heading")).to_have_text(plant)
    page.get_by_label("New name").fill(name)
    page.get_by_role("button", name="Rename").click()


def shows(page: Page, chosen: str, *plants: str) -> None:
    expect(page.get_by_role("heading")).to_have_text(chosen)
    expect(page.get_by_role("navigation").get_by_role("button")).to_have_text(list(plants))


def test_five_minutes(reader: Reader) -> None:
    with contextlib.ExitStack() as running:
        followed = Followed(reader, running)
        followed.follow("1. A project")
        followed.follow("2. Two reads and a mutation")
        server, watcher = followed.programs
        server.says("Starting development server")
        watcher.says("watching")
        made = reader.project / "frontend/src/mizan"
        says("`frontend/src/mizan/` has two files now: `mizan.ts`")
        assert sorted(file.name for file in made.iterdir()) == ["mizan.react.ts", "mizan.ts"]
        followed.follow("3. A screen")
        followed.programs[2].says("ready in")
        playwright = running.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        running.callback(browser.close)
        first_screen(followed, page := browser.new_context().new_page())
        guarded(followed, page)
        refused(followed, page)
    assert followed.done == len(fences(PAGE)), "every fence was done"


def first_screen(followed: Followed, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda it: asked.append(f"{it.method} {it.url.removeprefix(followed.address)}"))
    says("Open `http://localhost:5173/` and click **Fern**.")
    page.goto(followed.address)
    says("Type `Fritz` as its new name and click **Rename**: the heading says Fritz, and so does")
    rename(page, "Fern", "Fritz")
    shows(page, "Fritz", "Fritz", "Palm")
    says("there is one call, and after it one read of each context")
    api = [each for each in asked if "api/mizan" in each and "session" not in each]
    assert api[-3] == "POST api/mizan/call/rename_plant/", api
    assert sorted(api[-2:]) == ["GET api/mizan/ctx/garden/", "GET api/mizan/ctx/plant/?plant_id=1"], api
    says("Open the page in a second tab, and it follows, too.")
    tab = page.context.new_page()
    tab.goto(followed.address)
    rename(page, "Fritz", "Fern")
    expect(tab.get_by_role("navigation").get_by_role("button")).to_have_text(["Fern", "Palm"])
    rename(page, "Fern", "Fritz")
    shows(page, "Fritz", "Fritz", "Palm")
    tab.close()


def guarded(followed: Followed, page: Page) -> None:
    title, account = "4. Who may", "Give yourself an account"
    with followed.changing(page):
        followed.follow(title, until=account)
    says("Save, click **Palm**, type `Paula` and click **Rename**: below the form stands `UNAUTHENTICATED`")
    rename(page, "Palm", "Paula")
    expect(page.get_by_role("alert")).to_contain_text("UNAUTHENTICATED")
    followed.follow(title, since=account)
    says("Click **Rename** again, then **Sign in**, as `ada` with `grow slowly`.")
    page.get_by_role("button", name="Rename").click()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill("grow slowly")
    page.get_by_role("button", name="Log in").click()
    says("Back on the page rename the palm once more: now it is Paula.")
    rename(page, "Palm", "Paula")
    shows(page, "Paula", "Fritz", "Paula")


def refused(followed: Followed, page: Page) -> None:
    title, declared, proved = "5. An error of your own", "What may go wrong", "From the function to this sentence"
    says("Rename Paula to `Fritz`, and it fails")
    rename(page, "Paula", "Fritz")
    expect(page.get_by_role("alert")).to_contain_text("INTERNAL")
    says("Rename Paula to `Fritz` again: `There is a Fritz in the kitchen already.`")
    with followed.changing(page):
        followed.follow(title, since=declared, until=proved)
    rename(page, "Paula", "Fritz")
    expect(page.get_by_role("alert")).to_have_text("There is a Fritz in the kitchen already.")
    shows(page, "Paula", "Fritz", "Paula")
    followed.follow(title, since=proved)
