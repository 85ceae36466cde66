"""Walks through the shop in a real browser, against a server that runs already.

    python examples/shop/check/walk.py --url http://127.0.0.1:8000 --screens build/screens

It acts through the screen alone, as staff, and compares what the page asked the server for with what it should have
asked: after each mutation exactly the contexts that the answer dropped, and nothing else.
"""

import argparse
import sys
from contextlib import suppress
from pathlib import Path
from time import time_ns
from typing import Literal

from playwright.sync_api import APIResponse, Route, expect
from playwright.sync_api import Error as BrowserError
from screen import Screen, Tally, chromium

Scheme = Literal["light", "dark"]
STAFF = ("tove", "tove-behind-the-counter")
CUSTOMER = ("iris", "iris-in-the-shop")
SHAPES = {"1440": (1440, 1000), "390": (390, 844)}


class Walk:
    """The steps, in their order; each begins where the one before it ended."""

    def __init__(self, screen: Screen, tally: Tally, screens: Path) -> None:
        self.screen, self.tally, self.screens = screen, tally, screens
        self.page, self.wire = screen.page, screen.wire
        # A walk may follow another on the same rows.
        self.stamp = f"{time_ns() // 1_000_000 % 1_000_000:06}"

    def asked(self, what: str, *expected: str) -> None:
        """The requests since the last time are these: the first call as it was sent, then reads in any order."""
        found = self.wire.since()
        calls = [each for each in found if each.startswith("POST")]
        reads = sorted(each for each in found if not each.startswith("POST"))
        self.tally.holds(
            what,
            calls + reads,
            [each for each in expected if each.startswith("POST")]
            + sorted(each for each in expected if not each.startswith("POST")),
        )

    def visit(self) -> None:
        """A visitor comes in."""
        self.page.goto(self.screen.url)
        expect(self.screen.catalogue.locator(".row")).to_have_count(12)
        self.screen.product_in(self.screen.selected)
        self.screen.product_in(self.screen.pinned)
        self.screen.settled()
        self.tally.holds("nobody may rename", self.page.get_by_role("button", name="Rename").count(), 0)
        expect(self.screen.customer).to_contain_text("Sign in to see your orders")
        reads = self.wire.since()
        self.tally.holds("each context is read once", len(reads), len(set(reads)))
        self.shot("visitor", "1440", "light")

    def sign_in(self) -> None:
        """Wrong, then right."""
        self.screen.sign_in(STAFF[0], "not-the-password")
        expect(self.page.locator(".masthead").get_by_role("alert")).to_contain_text("UNAUTHENTICATED")
        self.screen.settled()
        self.screen.sign_in(*STAFF)
        expect(self.page.locator(".signed-in")).to_contain_text("Staff")
        expect(self.screen.customer.locator(".orders summary")).to_have_count(5)
        self.screen.settled()
        self.tally.holds("both products may be renamed", self.page.get_by_role("button", name="Rename").count(), 2)
        self.wire.since()

    def choose(self) -> None:
        """Two products, side by side."""
        rows = self.screen.catalogue.locator(".row")
        rows.nth(2).locator(".row-main").click()
        rows.nth(4).locator(".pin").click()
        expect(rows.nth(2).locator(".row-main")).to_have_attribute("aria-pressed", "true")
        expect(rows.nth(4).locator(".pin")).to_have_attribute("aria-pressed", "true")
        self.screen.settled()
        self.first = self.screen.product_in(self.screen.selected)
        self.second = self.screen.product_in(self.screen.pinned)
        self.name = self.screen.name_in(self.screen.selected)
        self.asked(
            "two products are read and nothing else",
            f"GET ctx/product/?product_id={self.first}",
            f"GET ctx/product/?product_id={self.second}",
        )

    def restock(self) -> None:
        """The explicit tier: `scope(product_id="item")`."""
        with self.screen.refreshed(self.screen.selected):
            self.screen.selected.get_by_role("button", name="Add 12 to stock").click()
        self.asked(
            "restocking reads that product again, and the new session's token before",
            "POST call/restock/",
            "GET session/",
            f"GET ctx/product/?product_id={self.first}",
        )

    def rename(self) -> None:
        """The argument tier and the broad one: the product's own panel and the catalogue, and no other."""
        name = f"Walnut and brass scale {self.stamp}"
        untouched = {panel: self.screen.refreshes(panel) for panel in (self.screen.pinned, self.screen.customer)}
        with self.screen.refreshed(self.screen.selected, self.screen.catalogue):
            self.screen.rename(self.screen.selected, name)
        # Just now, while the panels are lit.
        self.page.screenshot(path=self.screens / "renamed-1440-light.png", animations="allow")
        self.asked(
            "renaming reads the catalogue and that product again, not the pinned one, not the customer",
            "POST call/rename_product/",
            "GET ctx/catalog/",
            f"GET ctx/product/?product_id={self.first}",
        )
        self.tally.holds("the product shows its new name", self.screen.name_in(self.screen.selected), name)
        listed = self.screen.catalogue.locator(".row-name").all_inner_texts()
        self.tally.holds("the catalogue shows it in the same place", (listed[2], listed.count(self.name)), (name, 0))
        self.tally.holds(
            "the other panels were left alone",
            [self.screen.refreshes(panel) for panel in untouched],
            list(untouched.values()),
        )
        entry = self.page.locator(".wire li[data-kind=call]").first
        expect(entry.locator("[data-group=dropped]")).to_contain_text("catalog")
        expect(entry.locator("[data-group=alone]")).to_contain_text("customer")

    def overtaken(self) -> None:
        """A read whose answer was written before a rename, and arrives after it."""
        old = self.screen.name_in(self.screen.selected)
        new = f"Walnut and brass balance {self.stamp}"
        held: list[tuple[Route, APIResponse]] = []

        def hold(route: Route) -> None:
            if held:
                route.continue_()
            else:
                held.append((route, route.fetch()))

        department = self.screen.catalogue.locator(".row-category").nth(2).inner_text()
        self.page.route("**/ctx/catalog/?category=*", hold)
        self.page.evaluate(WATCH)
        self.screen.catalogue.get_by_label("Department").select_option(label=department)
        self.screen.until(lambda: held)
        route, answer = held[0]
        written = answer.text()
        self.tally.holds("the answer that is held back has the old name", old in written, True)
        with self.screen.refreshed(self.screen.selected):
            self.screen.rename(self.screen.selected, new)
        # The client may have cut it already, which is as good.
        with suppress(BrowserError):
            route.fulfill(response=answer)
        expect(self.screen.catalogue.locator(".row-name", has_text=new)).to_have_count(1)
        self.screen.settled()
        self.page.unroute("**/ctx/catalog/?category=*")
        seen = self.page.evaluate("window.seenRows")
        self.tally.holds("the list never shows the old name", [text for text in seen if old in text], [])
        slug = self.page.evaluate("new URLSearchParams(location.search).get('category')")
        self.asked(
            "the overtaken read is repeated, once",
            f"GET ctx/catalog/?category={slug}",
            "POST call/rename_product/",
            f"GET ctx/catalog/?category={slug}",
            f"GET ctx/product/?product_id={self.first}",
        )

    def refused(self) -> None:
        """Problems, where they happened. A call that began may have changed something: its targets are read again."""
        name = self.screen.name_in(self.screen.selected)
        slug = self.page.evaluate("new URLSearchParams(location.search).get('category')")
        with self.screen.refreshed(self.screen.selected, self.screen.catalogue):
            self.screen.rename(self.screen.selected, "   ")
            expect(self.screen.selected.get_by_role("alert")).to_contain_text("A name has 1 to 80 characters.")
            expect(self.screen.selected.get_by_role("alert")).to_contain_text("INVALID")
        self.asked(
            "a refused rename reads again what it might have changed",
            "POST call/rename_product/",
            f"GET ctx/catalog/?category={slug}",
            f"GET ctx/product/?product_id={self.first}",
        )
        self.page.keyboard.press("Escape")
        self.tally.holds("the name is as it was", self.screen.name_in(self.screen.selected), name)
        with self.screen.refreshed(self.screen.pinned, self.screen.customer):
            self.screen.order(self.screen.pinned, 100)
            expect(self.screen.pinned.get_by_role("alert")).to_contain_text("CONFLICT")
        self.wire.since()
        self.screen.pinned.get_by_label("Quantity").fill("1.5")
        self.screen.pinned.get_by_role("button", name="Order").click()
        expect(self.screen.pinned.get_by_role("alert")).to_contain_text("INVALID")
        self.screen.settled()
        self.asked("an argument that fits no type runs nothing and drops nothing", "POST call/place_order/")

    def order(self) -> None:
        """The argument tier for the stock, the identity tier for the orders."""
        with self.screen.refreshed(self.screen.pinned, self.screen.customer):
            self.screen.order(self.screen.pinned, 1)
            expect(self.screen.pinned.locator(".done")).to_contain_text("Ordered for")
        me = (self.screen.customer.get_attribute("data-shows") or "").split(";")[1]
        self.asked(
            "ordering reads that product and the caller's own orders",
            "POST call/place_order/",
            f"GET ctx/customer/?{me}",
            f"GET ctx/product/?product_id={self.second}",
        )
        summary = self.screen.customer.locator(".orders details").first
        summary.locator("summary").click()
        expect(summary).to_contain_text(self.screen.name_in(self.screen.pinned))

    def my_name(self) -> None:
        """The identity tier."""
        before = self.screen.customer.get_by_role("heading", level=3).inner_text()
        me = (self.screen.customer.get_attribute("data-shows") or "").split(";")[1]
        for name in (f"Tove {self.stamp}", before):
            with self.screen.refreshed(self.screen.customer):
                self.screen.customer.get_by_role("button", name="Change name").click()
                self.screen.customer.get_by_label("Your name").fill(name)
                self.screen.customer.get_by_role("button", name="Save").click()
            expect(self.page.locator(".signed-in")).to_contain_text(name)
            self.asked(
                "a new name of one's own reads one's own entries",
                "POST call/update_my_name/",
                f"GET ctx/customer/?{me}",
                "GET ctx/session/",
            )

    def abroad(self) -> None:
        """Two functions in Rust, one of them async, one with state."""
        self.screen.selected.get_by_label("Deliver to").select_option("NO")
        expect(self.screen.selected.locator(".abroad output").first).to_contain_text("day")
        self.screen.selected.get_by_label("Price in").select_option("CHF")
        expect(self.screen.selected.locator(".abroad output").last).to_contain_text("CHF")
        self.screen.settled()
        self.asked("Rust answers, and nothing is dropped", "POST call/delivery_estimate/", "POST call/exchange_quote/")

    def put_back(self) -> None:
        """The shop is left as it was found. The catalogue's first page was dropped as well, though it was not shown."""
        with self.screen.refreshed(self.screen.selected, self.screen.catalogue):
            self.screen.rename(self.screen.selected, self.name)
        self.wire.since()
        self.screen.catalogue.get_by_label("Department").select_option("")
        expect(self.screen.catalogue.locator(".row-name").nth(2)).to_have_text(self.name)
        self.screen.settled()
        self.asked("a page that was dropped unseen is read when it is shown", "GET ctx/catalog/")

    def look(self) -> None:
        """Screenshots, and what a picture does not show."""
        for shape in SHAPES:
            self.shot("staff", shape, "light")
            self.shot("staff", shape, "dark")
            wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            self.tally.holds(f"nothing is wider than {shape} px", wide <= 0, True)
        self.page.set_viewport_size({"width": 1440, "height": 1000})
        self.page.emulate_media(color_scheme="light")
        self.tally.holds("every control has a name", self.page.evaluate(NAMELESS), [])

    def by_keyboard(self) -> None:
        """Renaming without a mouse; nothing is changed."""
        self.screen.selected.get_by_role("button", name="Rename").focus()
        self.page.keyboard.press("Enter")
        expect(self.screen.selected.get_by_label("New name")).to_be_focused()
        self.page.keyboard.press("Escape")
        expect(self.screen.selected.get_by_role("button", name="Rename")).to_be_focused()
        self.asked("looking and thinking better of it ask for nothing")

    def elsewhere(self) -> None:
        """The address holds what is shown, and says so when there is no such thing."""
        self.page.goto(f"{self.screen.url.rstrip('/')}/?product=999999&pinned={self.second}")
        expect(self.screen.selected.get_by_role("alert")).to_contain_text("NOT_FOUND")
        self.tally.holds("the address is kept", self.screen.product_in(self.screen.pinned), self.second)
        self.screen.settled()
        self.wire.since()

    def sign_out(self) -> None:
        """Nothing of the customer is kept."""
        name = self.screen.customer.get_by_role("heading", level=3).inner_text()
        self.staff = int((self.screen.customer.get_attribute("data-shows") or "").rpartition("=")[2])
        before = len(self.wire.answers)
        self.page.get_by_role("button", name="Sign out").click()
        expect(self.page.get_by_label("Account")).to_be_visible()
        expect(self.screen.customer).to_contain_text("Sign in to see your orders")
        self.screen.settled()
        self.tally.holds("the customer's name is gone", name in self.page.locator("body").inner_text(), False)
        self.tally.holds("nobody may rename", self.page.get_by_role("button", name="Rename").count(), 0)
        came = [each for each in self.wire.answers[before:] if "ctx/customer/" in each]
        self.tally.holds("nothing of the customer's came again", came, [])
        self.wire.since()

    def customer_only(self) -> None:
        """A customer sees no button for what she may not do, and is refused when she does without the button."""
        self.screen.sign_in(*CUSTOMER)
        expect(self.screen.customer.get_by_role("heading", level=3)).to_have_text("Iris Lindholm")
        expect(self.screen.pinned.get_by_role("button", name="Order")).to_be_visible()
        self.tally.holds("nobody may rename", self.page.get_by_role("button", name="Rename").count(), 0)
        refused = self.page.evaluate(UNINVITED, [self.second, self.staff])
        self.tally.holds("neither rename nor read another's", refused, ["FORBIDDEN", "FORBIDDEN"])
        self.screen.settled()

    def quiet(self) -> None:
        """The browser had nothing to complain about but the refusals that the walk brought about."""
        self.tally.holds("no errors on the console", self.wire.complaints, [])
        self.tally.holds("nothing but this server was asked", len(self.wire.hosts), 1)
        # When everything is cleared, what is still shown is asked for anew: the missing product, and the customer,
        # whose panel goes as soon as the session is known to be nobody's; that read is cut, or refused.
        self.tally.holds(
            "no refusals but those that were meant",
            sorted({each for each in self.wire.refusals if each != "401 ctx/customer/"}),
            [
                "401 call/sign_in/",
                "403 call/rename_product/",
                "403 ctx/customer/",
                "404 ctx/product/",
                "409 call/place_order/",
                "422 call/place_order/",
                "422 call/rename_product/",
            ],
        )

    def shot(self, name: str, shape: str, scheme: Scheme) -> None:
        """One screenshot of the whole page."""
        width, height = SHAPES[shape]
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=scheme)
        self.page.screenshot(path=self.screens / f"{name}-{shape}-{scheme}.png", full_page=True, animations="disabled")

    def run(self) -> None:
        """All of it."""
        for step in (
            *(self.visit, self.sign_in, self.choose, self.restock, self.rename, self.overtaken, self.refused),
            *(self.order, self.my_name, self.abroad, self.put_back, self.look, self.by_keyboard, self.elsewhere),
            *(self.sign_out, self.customer_only, self.quiet),
        ):
            with self.tally.step((step.__doc__ or "").split("\n")[0]):
                step()


# Keeps every text that the catalogue's list ever has from now on.
WATCH = """() => {
  window.seenRows = [];
  const note = () => window.seenRows.push(document.querySelector('.rows').innerText);
  const list = document.querySelector('.area-catalogue');
  new MutationObserver(note).observe(list, { childList: true, subtree: true, characterData: true });
}"""

# Every control without a label, a name or words of its own.
NAMELESS = """() => [...document.querySelectorAll('button, input, select, summary')]
  .filter((each) => !(each.labels?.length || each.ariaLabel || each.textContent.trim()))
  .map((each) => each.outerHTML)"""

# Renames a product and reads another customer, as a page of somebody else's making would.
UNINVITED = """async ([product, customer]) => {
  const api = '/api/mizan/';
  const { csrfToken } = await (await fetch(api + 'session/')).json();
  const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': csrfToken };
  const body = JSON.stringify({ args: { product_id: product, name: 'Mine' } });
  const call = await fetch(api + 'call/rename_product/', { method: 'POST', headers, body });
  const read = await fetch(`${api}ctx/customer/?customer_id=${customer}`);
  return [(await call.json()).code, (await read.json()).code];
}"""


def main() -> int:
    """Reads the arguments and walks."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--url", required=True, help="where the shop is served")
    parser.add_argument("--screens", type=Path, required=True, help="the folder for screenshots")
    parser.add_argument("--browser", help="the browser's program; else the chromium that is found")
    options = parser.parse_args()
    options.screens.mkdir(parents=True, exist_ok=True)
    tally = Tally(lambda text: sys.stdout.write(text + "\n"))
    with chromium(options.browser) as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 1000}, locale="en-GB")
        Walk(Screen(page, options.url), tally, options.screens).run()
    sys.stdout.write(f"{tally.passed} passed, {tally.failed} failed\n")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
