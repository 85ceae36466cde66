"""Walks through the shop as a desktop app: real windows of WebKit, calls over Tauri's own IPC.

    python examples/shop/check/desktop.py --programs target/debug --database build/desktop-check.sqlite3 \
        --screens build/screens

`walk.py` is the same in a browser, and looks closer at the screen; what is looked at here is what lies below it. Two
windows of one program see each other's calls; whoever must not call, a frame, a page of somebody else's or a window
without the permission, does not (`strangers.py`).
"""

import argparse
import base64
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from screen import Tally
from strangers import refuse_strangers
from webdriver import Element, Window, display, driven, until

STAFF = ("tove", "tove-behind-the-counter")
TOO_LONG = "A pair of scales in walnut and brass, for whoever would rather weigh than guess, twice"
NAMES = ("Walnut and brass scale", "Brass and walnut balance", "A balance of brass and walnut")


def panel(title: str) -> str:
    """A panel by its heading."""
    return f"//section[.//h2[.='{title}']]"


COUNTER, PINNED = panel("On the counter"), panel("Pinned")
NAME = f"{COUNTER}//h3"
CALL = "//li[@data-kind='call'][1]"


class Walk:
    """The steps, in their order; each begins where the one before it ended."""

    def __init__(self, one: Window, other: Window, database: Path, tally: Tally, screens: Path) -> None:
        self.one, self.other, self.database, self.tally, self.screens = one, other, database, tally, screens

    def visit(self) -> None:
        """Two windows open, on what is in the program."""
        for window in (self.one, self.other):
            until(lambda window=window: window.count("//li[@class='row']") == 12, "the catalogue")
            self.tally.holds("it is no server's page", window.run("return location.origin"), "tauri://localhost")
            self.tally.holds("nobody may rename", window.count("//button[.='Rename']"), 0)

    def sign_in(self) -> None:
        """Wrong, then right: whoever signs in is signed in to the program."""
        self.enter(STAFF[0], "not-the-password")
        self.one.shows("UNAUTHENTICATED", "//header//*[@role='alert']")
        self.enter(*STAFF)
        for window in (self.one, self.other):
            window.shows("Staff", "//*[@class='signed-in']")
            window.shows("Tove", panel("Customer") + "//h3")
            self.settled(window)
        self.tally.holds("the other window may rename as well", self.other.count("//button[.='Rename']"), 2)
        # Both windows show the same product, so that a call of one is the other's business.
        self.other.find(f"(//button[contains(@class, 'row-main')])[{self.place()}]").click()
        self.settled(self.other)
        self.look("signed-in")

    def rename(self) -> None:
        """A name is shown before the answer, and in the other window after it, without asking."""
        before = self.one.text(NAME)
        name = self.new_name()
        counts = [self.refreshes(window) for window in (self.one, self.other)]
        alone = self.refreshes(self.other, PINNED)
        with self.database_held():
            self.save(name)
            self.one.shows(name, NAME)
            self.tally.holds("the other window knows nothing of a guess", self.other.text(NAME), before)
        self.other.shows(name, NAME)
        for window in (self.one, self.other):
            window.shows(name, "//li[@class='row'][@data-selected='true']")
            self.settled(window)
        after = [self.refreshes(window) for window in (self.one, self.other)]
        self.tally.holds("each window has read it again, once", after, [count + 1 for count in counts])
        self.tally.holds("and left the other product alone", self.refreshes(self.other, PINNED), alone)
        self.other.shows("another tab", CALL)
        self.tally.holds("the call is one here", "rename_product" in self.one.text(CALL), True)
        self.look("renamed")

    def reloaded(self) -> None:
        """A call outlives the page that has sent it, and the page that comes hears of its end."""
        name = self.new_name()
        with self.database_held():
            self.save(name)
            self.one.shows(name, NAME)
            # What is answered was asked after the call was: that has arrived, then, and waits.
            self.one.wait_for(ASK)
            self.one.ask("POST", "/refresh")
            until(lambda: self.one.text(NAME) not in ("", name), "the old name, since nothing is written yet")
            self.settled(self.one)
        for window in (self.one, self.other):
            window.shows(name, NAME)

    def refused(self) -> None:
        """What is refused is taken back, and said in place."""
        name = self.one.text(NAME)
        self.save(TOO_LONG)
        self.one.shows("A name has 1 to 80 characters.", f"{COUNTER}//*[@role='alert']")
        self.tally.holds("what was typed is there to be mended", self.field().attribute("value"), TOO_LONG)
        self.look("refused")
        self.one.find(f"{COUNTER}//button[.='Cancel']").click()
        self.one.shows(name, NAME)

    def out_of_stock(self) -> None:
        """A domain error, with its data."""
        self.one.find(f"{PINNED}//input[@type='number']").fill("100")
        self.one.find(f"{PINNED}//button[.='Order']").click()
        self.one.shows("OUT_OF_STOCK", f"{PINNED}//*[@role='alert']")
        left = self.one.text(f"{PINNED}//*[contains(@class, 'stock')]").split()[0]
        said = self.one.text(f"{PINNED}//*[@role='alert']")
        self.tally.holds("its data are there", f"Only {left} left." in said, True)

    def picture(self) -> None:
        """An upload: refused in place, then shown, in both windows."""
        chooser = self.one.find(f"{COUNTER}//input[@type='file']")
        page = self.database.with_suffix(".png")
        page.write_bytes(b"<script>alert(1)</script>")
        chooser.type(str(page))
        self.one.shows("A picture is a JPEG, PNG or WebP file.", f"{COUNTER}//*[@class='picture']//*[@role='alert']")
        page.write_bytes(base64.b64decode(self.one.wait_for(PAINT, SCALE.read_text())))
        chooser.type(str(page))
        for window in (self.one, self.other):
            shown = window.find(f"{COUNTER}//img")
            until(lambda: window.run("return arguments[0].naturalWidth", shown.reference) == 960, "the picture")  # noqa: B023
        self.look("picture")

    def sign_out(self) -> None:
        """Nothing of hers is kept, in either window."""
        name = self.other.text(panel("Customer") + "//h3")
        self.other.find("//button[.='Sign out']").click()
        for window in (self.other, self.one):
            window.find("//form[@class='sign-in']")
            window.shows("Sign in to see your orders", panel("Customer"))
            self.settled(window)
            self.tally.holds("her name is gone", name in window.text("//main"), False)
        self.tally.holds("nobody may rename", self.one.count("//button[.='Rename']"), 0)
        self.one.shows("client.clear()", "//section[contains(@class, 'wire')]")

    # ------------------------------------------------------------ what the steps are made of

    def enter(self, name: str, password: str) -> None:
        """Fills in the form at the top."""
        self.one.find("//form[@class='sign-in']//input[1]").fill(name)
        self.one.find("//form[@class='sign-in']//input[@type='password']").fill(password)
        self.one.find("//button[.='Sign in']").click()

    def save(self, name: str) -> None:
        """Gives the product on the counter another name."""
        self.one.find(f"{COUNTER}//button[.='Rename']").click()
        field = self.field()
        field.fill(name)
        self.one.find(f"{COUNTER}//button[.='Save']").click()

    def field(self) -> Element:
        """Where the new name is typed."""
        return self.one.find(f"{COUNTER}//form//input[not(@type='number')]")

    def new_name(self) -> str:
        """One that the product has not got."""
        return next(name for name in NAMES if name != self.one.text(NAME))

    def place(self) -> int:
        """Where the product of this window's counter is in the list, from 1 on."""
        rows = self.one.run("return [...document.querySelectorAll('.row')].map((row) => row.dataset.selected)")
        return list(rows).index("true") + 1

    def refreshes(self, window: Window, path: str = COUNTER) -> int:
        """How often a panel was refreshed by the program's word."""
        return int(window.find(path).attribute("data-refreshes"))

    def settled(self, window: Window) -> None:
        """Waits until nothing is read any more."""
        until(lambda: window.count("//*[@aria-busy='true']") == 0, "everything to be read")

    @contextmanager
    def database_held(self) -> Iterator[None]:
        """Keeps the database's one place of a writer, so that a function which writes waits."""
        held = sqlite3.connect(self.database, isolation_level=None)
        held.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            held.execute("ROLLBACK")
            held.close()

    def look(self, state: str) -> None:
        """Both windows, as they are."""
        for label, window in (("main", self.one), ("second", self.other)):
            window.screenshot(self.screens / f"desktop-{state}-{label}.png")

    def run(self) -> None:
        """All of it."""
        for step in (
            *(self.visit, self.sign_in, self.rename, self.reloaded, self.refused, self.out_of_stock, self.picture),
            self.sign_out,
        ):
            with self.tally.step((step.__doc__ or "").split("\n")[0]):
                step()


ASK = """
  const message = new TextEncoder().encode('{"kind":"session"}');
  await window.__TAURI_INTERNALS__.invoke('plugin:mizan|request', message);"""

SCALE = Path(__file__).with_name("scale.svg")

# A picture as a camera would have it: `scale.svg`, painted by the page.
PAINT = """
  const drawn = new Image(960, 640);
  drawn.src = 'data:image/svg+xml,' + encodeURIComponent(args[0]);
  await drawn.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: 960, height: 640 });
  canvas.getContext('2d').drawImage(drawn, 0, 0, 960, 640);
  return canvas.toDataURL('image/png').split(',')[1];"""


def main() -> int:
    """Reads the arguments and walks."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--programs", type=Path, required=True, help="the folder of what cargo has built")
    parser.add_argument("--database", type=Path, required=True, help="a shop's, which is walked on")
    parser.add_argument("--screens", type=Path, required=True, help="a folder for screenshots")
    options = parser.parse_args()
    options.screens.mkdir(parents=True, exist_ok=True)
    tally = Tally(lambda text: sys.stdout.write(text + "\n"))
    with display(2400, 1000) as name:
        env = {**os.environ, "DISPLAY": name, "SHOP_DATABASE": str(options.database), "GDK_BACKEND": "x11"}
        with driven(options.programs / "shop-desktop", env=env) as windows:
            one, other = windows.all("main", "second")
            Walk(one, other, options.database, tally, options.screens).run()
        refuse_strangers(options.programs / "strangers", env, tally)
    sys.stdout.write(f"{tally.passed} passed, {tally.failed} failed\n")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
