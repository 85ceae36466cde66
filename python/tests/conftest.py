"""What every test of the core may ask for: a registry of its own."""

from collections.abc import Iterator

import pytest

from mizan import Registry
from mizan import registry as registries


@pytest.fixture
def registry() -> Iterator[Registry]:
    with registries.scoped() as scoped:
        yield scoped
