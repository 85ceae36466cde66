"""Who walks: the open tabs, what they asked the server for, and pictures of what they show."""

from pathlib import Path

from looks import Looks
from playwright.sync_api import Browser
from screen import Screen, Tally


class Walker:
    """Staff, at first with one tab. What a step finds out, the later ones know."""

    # The other tab of this browser, and somebody else's browser.
    tab: Screen
    other: Screen
    # The products on the counter and beside it, the first one's own name, and its department's slug.
    first: int
    second: int
    name: str
    department: str
    # The caller, as a query says it: `customer_id=2`.
    me: str

    def __init__(self, browser: Browser, url: str, tally: Tally, screens: Path | None) -> None:
        self.browser, self.url, self.tally = browser, url, tally
        self.looks = Looks(tally, screens)
        self.screen = self.open()
        self.page = self.screen.page

    def open(self, beside: Screen | None = None) -> Screen:
        """A new tab: of the same browser as another, or of a browser that nobody has used yet."""
        viewport = {"width": 1440, "height": 1000}
        context = beside.page.context if beside else self.browser.new_context(viewport=viewport, locale="en-GB")
        return Screen(context.new_page(), self.url)

    def asked(self, what: str, *expected: str, screen: Screen | None = None) -> None:
        """The requests since the last time are these: the calls in the order in which they were sent, reads in any."""
        asked = screen or self.screen
        # What another tab made this one read is sent in its own time; what comes on top is the next one's to notice.
        asked.until(lambda: len(asked.wire.unseen) >= len(expected), or_else=False)
        found = asked.wire.since()
        self.tally.holds(what, in_order(found), in_order(expected))


def in_order(requests: "list[str] | tuple[str, ...]") -> list[str]:
    """Calls as they came, then reads by name."""
    calls = [each for each in requests if each.startswith("POST")]
    return calls + sorted(each for each in requests if not each.startswith("POST"))
