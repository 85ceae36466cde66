"""The shop's screen as the walk sees it: a browser, all that went over the wire, and the panels by name."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    Route,
    expect,
    sync_playwright,
)
from playwright.sync_api import Error as BrowserError

API = "/api/mizan/"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 10_000


@dataclass
class Wire:
    """Every request of the page, in order, and everything the browser complained about."""

    requests: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    answers: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    read: int = 0

    def sent(self, request: Request) -> None:
        """Notes a request: `POST call/rename_product/`, `GET ctx/product/?product_id=17`."""
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https"):
            self.hosts.add(parts.netloc)
        if parts.path.startswith(API):
            said = [pair for pair in parts.query.split("&") if pair]
            query = f"?{'&'.join(said)}" if said else ""
            self.requests.append(f"{request.method} {parts.path.removeprefix(API)}{query}")

    def answered(self, response: Response) -> None:
        """Notes an answer: `200 ctx/product/`."""
        kind = self.refusals if response.status >= 400 else self.answers
        kind.append(f"{response.status} {urlsplit(response.url).path.removeprefix(API)}")

    def said(self, message: ConsoleMessage) -> None:
        """Notes an error on the console. A refused request is one for Chromium; `refusals` has those."""
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)

    @property
    def unseen(self) -> list[str]:
        """The requests since the last time."""
        return self.requests[self.read :]

    def since(self) -> list[str]:
        """The same, and they are looked at now, so that none of the whole walk escapes."""
        new, self.read = self.unseen, len(self.requests)
        return new


class Screen:
    """One open page of the shop: a tab."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url, self.wire = page, url, Wire()
        page.set_default_timeout(PATIENCE)
        page.on("request", self.wire.sent)
        page.on("response", self.wire.answered)
        page.on("console", self.wire.said)
        page.on("pageerror", lambda error: self.wire.complaints.append(str(error)))

    def panel(self, title: str) -> Locator:
        """A panel by its heading."""
        return self.page.get_by_role("region", name=title, exact=True)

    @property
    def catalogue(self) -> Locator:
        """The catalogue."""
        return self.panel("Catalogue")

    @property
    def selected(self) -> Locator:
        """The product on the counter."""
        return self.panel("On the counter")

    @property
    def pinned(self) -> Locator:
        """The pinned product."""
        return self.panel("Pinned")

    @property
    def orders(self) -> Locator:
        """The customer's orders."""
        return self.panel("Orders")

    @property
    def customer(self) -> Locator:
        """The customer."""
        return self.panel("Customer")

    def product_in(self, panel: Locator) -> int:
        """The number of the product that a panel shows."""
        expect(panel.get_by_role("heading", level=3)).to_be_visible()
        shows = panel.get_attribute("data-shows") or ""
        return int(shows.removeprefix("product;product_id="))

    def name_in(self, panel: Locator) -> str:
        """The product's name, as the panel has it."""
        return panel.get_by_role("heading", level=3).inner_text()

    def refreshes(self, panel: Locator) -> int:
        """How often the panel was refreshed by the server's word since it shows what it shows."""
        return int(panel.get_attribute("data-refreshes") or 0)

    def settled(self) -> None:
        """Waits until no panel waits for the server any more."""
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)
        expect(self.page.locator(".wire-took", has_text="…")).to_have_count(0)

    def until(self, happened: Callable[[], object], *, or_else: bool = True) -> None:
        """Lets the page go on until something has happened that is not to be seen on it, which `or_else` raises."""
        deadline = monotonic() + PATIENCE / 1000
        while not happened():
            if monotonic() > deadline:
                if or_else:
                    raise AssertionError("waited in vain")
                return
            self.page.evaluate("new Promise(requestAnimationFrame)")

    @contextmanager
    def held(self, pattern: str) -> Iterator[list[Route]]:
        """Keeps the requests to these addresses from the server, until the end; then they go on."""
        routes: list[Route] = []
        self.page.route(pattern, lambda route: routes.append(route))
        try:
            yield routes
        finally:
            for route in routes:
                route.continue_()
            # Requests that are sent while the browser lets go of the pattern are told to nobody.
            self.settled()
            self.page.unroute(pattern)

    @contextmanager
    def refreshed(self, *panels: Locator) -> Iterator[None]:
        """Waits until each of these panels was refreshed once more, and everything is quiet."""
        before = [self.refreshes(panel) for panel in panels]
        yield
        for panel, count in zip(panels, before, strict=True):
            expect(panel).to_have_attribute("data-refreshes", str(count + 1))
        self.settled()

    def sign_in(self, name: str, password: str) -> None:
        """Fills in the form at the top."""
        self.page.get_by_label("Account").fill(name)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def rename(self, panel: Locator, name: str) -> None:
        """Renames a product where it stands."""
        panel.get_by_role("button", name="Rename").click()
        panel.get_by_label("New name").fill(name)
        panel.get_by_role("button", name="Save").click()

    def restock(self, panel: Locator) -> None:
        """Puts a dozen on the shelf."""
        panel.get_by_role("button", name="Add 12 to stock").click()

    def order(self, panel: Locator, quantity: int) -> None:
        """Orders some of a product."""
        panel.get_by_label("Quantity").fill(str(quantity))
        panel.get_by_role("button", name="Order", exact=True).click()


@contextmanager
def chromium(executable: str | None) -> Iterator[Browser]:
    """A headless browser that asks nobody for anything."""
    found = executable or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Tally:
    """What held and what did not. A step that fails does not stop the next one."""

    say: Callable[[str], object]
    passed: int = 0
    failed: int = 0

    def holds(self, what: str, fact: object, expected: object) -> None:
        """Counts one claim."""
        if fact == expected:
            self.passed += 1
            self.say(f"  ok    {what}")
        else:
            self.failed += 1
            self.say(f"  FAIL  {what}\n          expected {expected!r}\n          found    {fact!r}")

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """A part of the walk; what it waited for in vain counts as one failure."""
        self.say(title)
        try:
            yield
        except (AssertionError, BrowserError) as error:
            self.failed += 1
            self.say(f"  FAIL  {str(error).strip()}")
