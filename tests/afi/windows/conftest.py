"""What tests of real windows share: a display that nobody sees, and the driver that the shop's check has.

Decides nothing; these tests are a step of their own (`tasks.py test`), since they link and open WebKit.
"""

import sys
from collections.abc import Iterator

import pytest
from following import ROOT

sys.path.append(str(ROOT / "examples/shop/check"))
from webdriver import display  # it needs the path above


@pytest.fixture(scope="session")
def screen() -> Iterator[dict[str, str]]:
    """What a program is to be told so that its windows open on that display."""
    with display(1600, 900) as name:
        yield {"DISPLAY": name, "GDK_BACKEND": "x11"}
