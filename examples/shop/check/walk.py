"""Walks through the shop in a real browser, against a server that runs already.

    python examples/shop/check/walk.py --url http://127.0.0.1:8000 --screens build/screens

It acts through the screen alone, and compares what each page asked the server for with what it should have asked: after
each mutation exactly the contexts that the answer dropped, and nothing else. Staff have two tabs of one browser; a
customer has another browser.
"""

import argparse
import sys
from pathlib import Path

from mutations import Mutations
from playwright.sync_api import expect
from screen import Tally, chromium
from vite import development

STAFF = ("tove", "tove-behind-the-counter")
CUSTOMER = ("iris", "iris-in-the-shop")


class Walk(Mutations):
    """The steps, in their order; each begins where the one before it ended."""

    def visit(self) -> None:
        """A visitor comes in."""
        self.page.goto(self.url)
        expect(self.screen.catalogue.locator(".row")).to_have_count(12)
        pair = [self.screen.product_in(panel) for panel in (self.screen.selected, self.screen.pinned)]
        self.screen.settled()
        self.tally.holds("nobody may rename", self.page.get_by_role("button", name="Rename").count(), 0)
        expect(self.screen.customer).to_contain_text("Sign in to see your orders")
        self.asked(
            "each context is read once",
            *("GET ctx/assortment/", "GET ctx/catalog/", "GET ctx/session/"),
            *(f"GET ctx/product/?product_id={product}" for product in pair),
        )
        self.looks.at(self.screen, "visitor")

    def sign_in(self) -> None:
        """Wrong, then right."""
        self.screen.sign_in(STAFF[0], "not-the-password")
        expect(self.page.locator(".masthead").get_by_role("alert")).to_contain_text("UNAUTHENTICATED")
        self.screen.settled()
        self.screen.sign_in(*STAFF)
        expect(self.page.locator(".signed-in")).to_contain_text("Staff")
        expect(self.screen.orders.locator("summary")).to_have_count(8)
        self.screen.settled()
        self.tally.holds("both products may be renamed", self.page.get_by_role("button", name="Rename").count(), 2)
        self.me = self.screen.customer.get_attribute("data-shows").split(";")[1]
        self.screen.wire.since()

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

    def another_browser(self) -> None:
        """A customer elsewhere: no button for what she may not do, and a refusal when she does without the button."""
        self.other = self.open()
        self.other.page.goto(self.page.url)
        self.other.sign_in(*CUSTOMER)
        expect(self.other.customer.get_by_role("heading", level=3)).to_have_text("Iris Lindholm")
        expect(self.other.pinned.get_by_role("button", name="Order", exact=True)).to_be_visible()
        self.other.settled()
        self.tally.holds("nobody may rename", self.other.page.get_by_role("button", name="Rename").count(), 0)
        staff = int(self.me.rpartition("=")[2])
        refused = self.other.page.evaluate(UNINVITED, [self.second, staff])
        self.tally.holds("neither rename nor read another's", refused, ["FORBIDDEN", "FORBIDDEN"])
        self.other.wire.since()

    def look(self) -> None:
        """The whole of it, as staff have it."""
        self.looks.at(self.screen, "staff")

    def second_tab(self) -> None:
        """Another tab of this browser hears what a call dropped here. The shop is left as it was found."""
        self.tab = self.open(beside=self.screen)
        self.tab.page.goto(f"{self.url.rstrip('/')}/?product={self.first}&pinned={self.second}")
        expect(self.tab.orders.locator("summary")).to_have_count(8)
        self.tab.settled()
        self.tab.wire.since()
        elsewhere = self.other.name_in(self.other.selected)
        with (
            self.tab.refreshed(self.tab.selected, self.tab.catalogue),
            self.screen.refreshed(self.screen.selected, self.screen.catalogue),
        ):
            self.screen.rename(self.screen.selected, self.name)
        self.tally.holds("it has the new name", self.tab.name_in(self.tab.selected), self.name)
        again = ("GET ctx/catalog/", f"GET ctx/product/?product_id={self.first}")
        self.asked("it reads what the answer dropped, and nothing else", *again, screen=self.tab)
        expect(self.tab.page.locator(".wire li[data-kind=call]").first).to_contain_text("another tab")
        self.asked("another browser hears nothing", screen=self.other)
        self.tally.holds("and shows what it read", self.other.name_in(self.other.selected), elsewhere)
        self.other.page.reload()
        expect(self.other.selected.get_by_role("heading", level=3)).to_have_text(self.name)
        self.other.settled()
        self.other.wire.since()
        self.screen.wire.since()
        self.screen.catalogue.get_by_label("Department").select_option("")
        expect(self.screen.catalogue.locator(".row-name").nth(2)).to_have_text(self.name)
        self.screen.settled()
        self.asked("a page that was dropped unseen is read when it is shown", "GET ctx/catalog/")

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
        self.page.goto(f"{self.url.rstrip('/')}/?product=999999&pinned={self.second}")
        expect(self.screen.selected.get_by_role("alert")).to_contain_text("NOT_FOUND")
        self.tally.holds("the address is kept", self.screen.product_in(self.screen.pinned), self.second)
        self.looks.at(self.screen, "not-found")
        self.screen.wire.since()

    def sign_out(self) -> None:
        """Nothing of the customer is kept, in either tab; a customer in another browser is who she was."""
        name = self.screen.customer.get_by_role("heading", level=3).inner_text()
        before = {screen: len(screen.wire.answers) for screen in (self.screen, self.tab)}
        # However fast the server is: the other tab hears of `clear()` before it knows that the session is nobody's.
        with self.tab.held("**/ctx/session/"):
            self.page.get_by_role("button", name="Sign out").click()
            expect(self.tab.page.locator(".wire li[data-kind=call]").first).to_contain_text("client.clear()")
        for screen in before:
            expect(screen.page.get_by_label("Account")).to_be_visible()
            expect(screen.customer).to_contain_text("Sign in to see your orders")
            screen.settled()
            self.tally.holds("the customer's name is gone", name in screen.page.locator("body").inner_text(), False)
            self.tally.holds("nobody may rename", screen.page.get_by_role("button", name="Rename").count(), 0)
            came = [each for each in screen.wire.answers[before[screen] :] if "customer" in each or "orders" in each]
            self.tally.holds("nothing of the customer's came again", came, [])
        # The session is read twice, since the answer drops it before the screen says `clear()`.
        shown = ("assortment/", "catalog/", f"customer/?{self.me}", f"orders/?{self.me}", "session/", "session/")
        shown += (f"product/?product_id={self.second}",)
        self.asked(
            "all that is shown is read anew",
            "POST call/sign_out/",
            "GET session/",
            *(f"GET ctx/{each}" for each in (*shown, "product/?product_id=999999")),
        )
        self.asked(
            "and in the other tab",
            *(f"GET ctx/{each}" for each in (*shown, f"product/?product_id={self.first}")),
            screen=self.tab,
        )
        self.asked("another browser hears nothing", screen=self.other)
        expect(self.other.customer.get_by_role("heading", level=3)).to_have_text("Iris Lindholm")

    def quiet(self) -> None:
        """The browsers had nothing to complain about but the refusals that the walk brought about."""
        wires = [screen.wire for screen in (self.screen, self.tab, self.other)]
        self.tally.holds("no errors on the console", [each for wire in wires for each in wire.complaints], [])
        self.tally.holds("nothing but this server was asked", len(set().union(*(wire.hosts for wire in wires))), 1)
        # When everything is cleared, what is still shown is asked for anew: the missing product, and the customer,
        # whose panels go as soon as the session is known to be nobody's; those reads are cut, or refused.
        cut = {"401 ctx/customer/", "401 ctx/orders/"}
        self.tally.holds(
            "no refusals but those that were meant",
            sorted({each for wire in wires for each in wire.refusals} - cut),
            [
                "401 call/sign_in/",
                "403 call/rename_product/",
                "403 ctx/customer/",
                "404 ctx/product/",
                "409 call/place_order/",
                "422 call/place_order/",
                "422 call/rename_product/",
                "422 call/set_picture/",
            ],
        )

    def devtools(self) -> None:
        """While developing there is a panel that says why; what is built has none of it."""
        built = self.page.evaluate(SCRIPTS)
        self.tally.holds(
            "the built scripts are without it", [len(built) > 0, "Mizan devtools" in "".join(built)], [True, False]
        )
        with development(self.url) as url:
            self.page.goto(f"{url}?product={self.first}&pinned={self.second}")
            panel = self.page.get_by_role("complementary", name="Mizan devtools")
            panel.get_by_role("button", name="Mizan").click()
            self.screen.sign_in(*STAFF)
            expect(self.screen.orders.locator("summary")).to_have_count(8)
            with self.screen.refreshed(self.screen.selected):
                self.screen.restock(self.screen.selected)
            expect(panel).to_contain_text("by its declared scope, 1 query")
            self.looks.at(self.screen, "devtools")

    def run(self) -> None:
        """All of it."""
        for step in (
            *(self.visit, self.sign_in, self.choose, self.another_browser, self.restock, self.picture, self.rename),
            *(self.overtaken, self.refused, self.out_of_stock, self.read_on, self.my_name, self.abroad, self.look),
            *(self.second_tab, self.by_keyboard, self.elsewhere, self.sign_out, self.quiet, self.devtools),
        ):
            with self.tally.step((step.__doc__ or "").split("\n")[0]):
                step()


# The text of every script that the page has loaded.
SCRIPTS = """() => Promise.all([...document.scripts].map(async ({ src }) => (await fetch(src)).text()))"""

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
    parser.add_argument(
        "--screens", type=Path, help="a folder for screenshots, which axe-core judges; without it neither"
    )
    parser.add_argument("--browser", help="the browser's program; else the chromium that is found")
    options = parser.parse_args()
    if options.screens is not None:
        options.screens.mkdir(parents=True, exist_ok=True)
    tally = Tally(lambda text: sys.stdout.write(text + "\n"))
    with chromium(options.browser) as browser:
        Walk(browser, options.url, tally, options.screens).run()
    sys.stdout.write(f"{tally.passed} passed, {tally.failed} failed\n")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
