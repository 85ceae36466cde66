"""The site under uvicorn, started when it is first asked for."""

from collections.abc import Iterator

import pytest
import sites
from sites import Site
from wire import Browser


@pytest.fixture(scope="session")
def site_process() -> Iterator[Site]:
    running = sites.start("fastapisite.main:app")
    yield running
    running.stop()


@pytest.fixture
def site(site_process: Site) -> Site:
    site_process.events()
    return site_process


@pytest.fixture
def nobody(site: Site) -> Browser:
    return site.browser()


@pytest.fixture
def ada(site: Site) -> Browser:
    return site.browser(name="ada")
