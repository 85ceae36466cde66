"""What each mutation makes the page ask for: by which tier, with a guess or without, refused or not."""

from contextlib import suppress
from pathlib import Path

from playwright.sync_api import APIResponse, Route, expect
from playwright.sync_api import Error as BrowserError
from walker import Walker

NAMES = ("Walnut and brass scale", "Brass and walnut balance")
TOO_LONG = "A pair of scales in walnut and brass, for whoever would rather weigh than guess, twice"
MEGABYTE = 1_000_000


class Mutations(Walker):
    """The steps that change something, each with what its answer drops."""

    def restock(self) -> None:
        """The explicit tier: `scope(product_id="item")`."""
        with self.screen.refreshed(self.screen.selected):
            self.screen.restock(self.screen.selected)
        self.asked(
            "restocking reads that product again, and the new session's token before",
            "POST call/restock/",
            "GET session/",
            f"GET ctx/product/?product_id={self.first}",
        )

    def rename(self) -> None:
        """The argument tier and the broad one: the product's own panel and the catalogue, and no other."""
        name = self.new_name()
        alone = {panel: self.screen.refreshes(panel) for panel in (self.screen.pinned, self.screen.customer)}
        with (
            self.screen.refreshed(self.screen.selected, self.screen.catalogue),
            self.screen.held("**/call/rename_product/"),
        ):
            self.screen.rename(self.screen.selected, name)
            expect(self.screen.selected.get_by_role("heading", level=3)).to_have_text(name)
            expect(self.screen.catalogue.locator(".row-name").nth(2)).to_have_text(name)
            self.asked("it is shown before the server has heard of it", "POST call/rename_product/")
        # Just now, while the panels are lit.
        self.looks.now(self.screen, "renamed")
        self.asked(
            "renaming reads the catalogue and that product again, not the pinned one, not the customer",
            "GET ctx/catalog/",
            f"GET ctx/product/?product_id={self.first}",
        )
        self.tally.holds("the product keeps its new name", self.screen.name_in(self.screen.selected), name)
        listed = self.screen.catalogue.locator(".row-name").all_inner_texts()
        self.tally.holds("the catalogue shows it in the same place", (listed[2], listed.count(self.name)), (name, 0))
        left = [self.screen.refreshes(panel) for panel in alone]
        self.tally.holds("the other panels were left alone", left, list(alone.values()))
        entry = self.page.locator(".wire li[data-kind=call]").first
        expect(entry.locator("[data-group=dropped]")).to_contain_text("catalog")
        expect(entry.locator("[data-group=alone]")).to_contain_text("customer")

    def overtaken(self) -> None:
        """A read whose answer was written before a rename, and arrives after it."""
        old, new = self.screen.name_in(self.screen.selected), self.new_name()
        held: list[tuple[Route, APIResponse]] = []

        def hold(route: Route) -> None:
            if held:
                route.continue_()
            else:
                held.append((route, route.fetch()))

        department = self.screen.catalogue.locator(".row-category").nth(2).inner_text()
        self.page.route("**/ctx/catalog/?category=*", hold)
        self.page.evaluate(WATCH, [".area-catalogue", "querySelector('.rows').innerText"])
        self.screen.catalogue.get_by_label("Department").select_option(label=department)
        self.screen.until(lambda: held)
        route, answer = held[0]
        self.tally.holds("the answer that is held back has the old name", old in answer.text(), True)
        with self.screen.refreshed(self.screen.selected):
            self.screen.rename(self.screen.selected, new)
        # The client may have cut it already, which is as good.
        with suppress(BrowserError):
            route.fulfill(response=answer)
        expect(self.screen.catalogue.locator(".row-name", has_text=new)).to_have_count(1)
        self.screen.settled()
        self.page.unroute("**/ctx/catalog/?category=*")
        seen = self.page.evaluate("window.seen")
        self.tally.holds("the list never shows the old name", [text for text in seen if old in text], [])
        self.department = self.page.evaluate("new URLSearchParams(location.search).get('category')")
        self.asked(
            "the overtaken read is repeated, once",
            f"GET ctx/catalog/?category={self.department}",
            "POST call/rename_product/",
            f"GET ctx/catalog/?category={self.department}",
            f"GET ctx/product/?product_id={self.first}",
        )

    def refused(self) -> None:
        """A guess that is refused is taken back. The call began, so that its targets are read again all the same."""
        name = self.screen.name_in(self.screen.selected)
        heading = self.screen.selected.get_by_role("heading", level=3)
        with self.screen.refreshed(self.screen.selected, self.screen.catalogue):
            with self.screen.held("**/call/rename_product/"):
                self.screen.rename(self.screen.selected, TOO_LONG)
                expect(heading).to_have_text(TOO_LONG)
            alert = self.screen.selected.get_by_role("alert")
            expect(alert).to_contain_text("A name has 1 to 80 characters.")
            expect(alert).to_contain_text("INVALID")
        expect(self.screen.catalogue.locator(".row-name", has_text=name)).to_have_count(1)
        field = self.screen.selected.get_by_label("New name")
        expect(field).to_be_focused()
        self.tally.holds("what was typed is there to be mended", field.input_value(), TOO_LONG)
        self.asked(
            "a refused rename reads again what it might have changed",
            "POST call/rename_product/",
            f"GET ctx/catalog/?category={self.department}",
            f"GET ctx/product/?product_id={self.first}",
        )
        self.looks.at(self.screen, "refused")
        field.press("Escape")
        self.tally.holds("the name is as it was", self.screen.name_in(self.screen.selected), name)

    def out_of_stock(self) -> None:
        """A domain error: its code narrows it to what is left, which is offered in place."""
        left = int(self.screen.pinned.locator(".stock").inner_text().split()[0])
        again = (f"GET ctx/orders/?{self.me}", f"GET ctx/product/?product_id={self.second}")
        with self.screen.refreshed(self.screen.pinned, self.screen.orders):
            self.screen.order(self.screen.pinned, 100)
            expect(self.screen.pinned.get_by_role("alert")).to_contain_text(f"Only {left} left.")
        self.asked("an order that is refused reads again what it might have changed", "POST call/place_order/", *again)
        self.looks.at(self.screen, "out-of-stock")
        with self.screen.refreshed(self.screen.pinned, self.screen.orders):
            self.screen.pinned.get_by_role("button", name=f"Order these {left}").click()
            expect(self.screen.pinned.locator(".stock")).to_contain_text("Sold out")
        self.asked("the rest is sold", "POST call/place_order/", *again)
        with self.screen.refreshed(self.screen.pinned):
            self.screen.restock(self.screen.pinned)
        self.screen.wire.since()
        self.screen.pinned.get_by_label("Quantity").fill("1.5")
        self.screen.pinned.get_by_role("button", name="Order", exact=True).click()
        expect(self.screen.pinned.get_by_role("alert")).to_contain_text("INVALID")
        self.screen.settled()
        self.asked("an argument that fits no type runs nothing and drops nothing", "POST call/place_order/")

    def read_on(self) -> None:
        """A list that grows: by what comes into sight, and by the keyboard. An order reads all of it anew."""
        summaries = self.screen.orders.locator("summary")
        self.screen.orders.scroll_into_view_if_needed()
        self.screen.orders.locator(".orders").evaluate("(list) => list.scrollTo(0, list.scrollHeight)")
        expect(summaries).to_have_count(16)
        self.screen.settled()
        self.asked("what comes into sight is read", f"GET ctx/orders/?{self.me}&page=2")
        summaries.nth(15).focus()
        self.page.keyboard.press("Tab")
        expect(summaries).to_have_count(24)
        self.screen.settled()
        self.asked("and what one comes to by the keyboard", f"GET ctx/orders/?{self.me}&page=3")
        with self.screen.refreshed(self.screen.pinned, self.screen.orders):
            self.screen.order(self.screen.pinned, 1)
            expect(self.screen.pinned.locator(".done")).to_contain_text("Ordered for")
        self.asked(
            "an order reads that product, and the caller's own orders, page by page",
            "POST call/place_order/",
            *(f"GET ctx/orders/?{self.me}{page}" for page in ("", "&page=2", "&page=3")),
            f"GET ctx/product/?product_id={self.second}",
        )
        self.screen.orders.locator(".orders").evaluate("(list) => list.scrollTo(0, 0)")
        summaries.first.click()
        expect(self.screen.orders.locator("details").first).to_contain_text(self.screen.name_in(self.screen.pinned))

    def picture(self) -> None:
        """An upload: refused in place, then sent with its progress, and shown by the argument tier."""
        chooser = self.screen.selected.locator("input[type=file]")
        alert = self.screen.selected.locator(".picture").get_by_role("alert")

        def refused(why: str, said: str, file: tuple[str, str, bytes], *reads: str) -> None:
            chooser.set_input_files({"name": file[0], "mimeType": file[1], "buffer": file[2]})
            expect(alert).to_contain_text(said)
            self.screen.settled()
            self.asked(why, "POST call/set_picture/", *reads)

        again = f"GET ctx/product/?product_id={self.first}"
        not_one = "A picture is a JPEG, PNG or WebP file."
        refused("another type runs nothing", not_one, ("scale.svg", "image/svg+xml", b"<svg/>"))
        large = ("scale.png", "image/png", b"\x89PNG\r\n\x1a\n" + bytes(2 * MEGABYTE))
        refused("nor does one that is too large", "A picture has 2 MB at most.", large)
        self.looks.at(self.screen, "picture-refused")
        page = ("scale.png", "image/png", b"<script>alert(1)</script>")
        refused("what only calls itself a picture is found out in the function", not_one, page, again)

        file = {"name": "scale.jpg", "mimeType": "image/jpeg", "buffer": self.painted()}
        self.page.evaluate(WATCH, [".area-selected", "querySelector('progress')?.value"])
        network = self.page.context.new_cdp_session(self.page)
        network.send("Network.enable")
        slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": len(file["buffer"])}
        network.send("Network.emulateNetworkConditions", slow)
        with self.screen.refreshed(self.screen.selected):
            chooser.set_input_files(file)
            shown = self.screen.selected.get_by_role("img")
            expect(shown).to_be_visible()
        network.detach()
        self.asked("a picture reads that product again", "POST call/set_picture/", again)
        sent = [each for each in self.page.evaluate("window.seen") if each]
        self.tally.holds("its progress was shown", (sent == sorted(sent), len(set(sent)) > 2), (True, True))
        self.page.wait_for_function("(image) => image.naturalWidth === 960", arg=shown.element_handle())
        headers = self.page.request.get(self.url.rstrip("/") + (shown.get_attribute("src") or "")).headers
        kept = [headers[name] for name in ("content-type", "content-disposition", "x-content-type-options")]
        self.tally.holds("it is a picture to everybody", kept, ["image/jpeg", "attachment", "nosniff"])

    def my_name(self) -> None:
        """The identity tier."""
        before = self.screen.customer.get_by_role("heading", level=3).inner_text()
        for name in ("Tove Keller-Lindholm", before):
            with self.screen.refreshed(self.screen.customer):
                self.screen.customer.get_by_role("button", name="Change name").click()
                self.screen.customer.get_by_label("Your name").fill(name)
                self.screen.customer.get_by_role("button", name="Save").click()
            expect(self.page.locator(".signed-in")).to_contain_text(name)
            self.asked(
                "a new name of one's own reads one's own entries",
                "POST call/update_my_name/",
                f"GET ctx/customer/?{self.me}",
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

    def new_name(self) -> str:
        """A name that the product on the counter has not."""
        return next(name for name in NAMES if name != self.screen.name_in(self.screen.selected))

    def painted(self) -> bytes:
        """A picture as a camera would have it: `scale.svg`, taken by the browser."""
        page = self.browser.new_page(viewport={"width": 960, "height": 640})
        page.set_content(f"<body style='margin: 0'>{Path(__file__).with_name('scale.svg').read_text()}")
        picture = page.screenshot(type="jpeg", quality=88)
        page.close()
        return picture


# Keeps everything that a part of the page ever has from now on, as an expression of it says.
WATCH = """([selector, what]) => {
  const part = document.querySelector(selector);
  const look = new Function('part', `return part.${what}`);
  window.watch?.disconnect();
  window.seen = [];
  window.watch = new MutationObserver(() => window.seen.push(look(part)));
  window.watch.observe(part, { childList: true, subtree: true, characterData: true, attributes: true });
}"""
