"""What the tests of the generator share."""

from collections.abc import Iterator

import pytest

from codegen.toolchain import Parser


@pytest.fixture(scope="session")
def parser() -> Iterator[Parser]:
    parser = Parser()
    yield parser
    parser.close()
