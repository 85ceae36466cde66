"""What the screen looks like, and to whom: screenshots at both widths and in both schemes, and axe-core over each."""

from pathlib import Path
from typing import Literal

from screen import Screen, Tally

AXE = Path(__file__).resolve().parents[3] / "node_modules/axe-core/axe.min.js"
SHAPES = {"1440": (1440, 1000), "390": (390, 844)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

# What axe finds wrong: the rule, how bad, and where.
JUDGE = """async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
  .flatMap(({ id, impact, nodes }) => nodes.map((node) => `${id} (${impact}): ${node.target}`))"""


class Looks:
    """Keeps a state of the screen in pictures, and judges each of them; without a folder neither."""

    def __init__(self, tally: Tally, folder: Path | None) -> None:
        self.tally, self.folder = tally, folder

    def now(self, screen: Screen, state: str) -> None:
        """The state as it is this moment, lights and all, once: `renamed-1440-light.png`."""
        if self.folder is not None:
            screen.page.screenshot(path=self.folder / f"{state}-1440-light.png", animations="allow")

    def at(self, screen: Screen, state: str) -> None:
        """The state as it is now, four times: `staff-390-dark.png`."""
        page = screen.page
        screen.settled()
        if self.folder is None:
            return
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(AXE.read_text())
        for shape, (width, height) in SHAPES.items():
            page.set_viewport_size({"width": width, "height": height})
            for scheme in SCHEMES:
                # Without motion a panel that is lit up is calm at once: what is judged are the colours that stay.
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                page.screenshot(path=self.folder / f"{state}-{shape}-{scheme}.png", full_page=True)
                self.tally.holds(f"axe finds nothing: {state}, {shape} px, {scheme}", page.evaluate(JUDGE), [])
            over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            self.tally.holds(f"nothing is wider than {shape} px: {state}", max(over, 0), 0)
        page.set_viewport_size({"width": SHAPES["1440"][0], "height": SHAPES["1440"][1]})
        page.emulate_media(color_scheme="light", reduced_motion="no-preference")
