"""What is dropped outside of calls: performed at once, and refused where it makes no sense."""

from collections.abc import Iterator

import pytest

from mizan import ReactContext, Registry, client, invalidate, invalidation, registry
from mizan.fastapi import mizan_router

C = ReactContext("c")


@pytest.fixture
def here() -> Iterator[Registry]:
    # Applications of other tests in this process were connected as they started.
    invalidation.disconnect()
    with registry.scoped() as scoped:
        yield scoped
    invalidation.disconnect()


def test_it_is_performed_once_the_application_has_started(here: Registry) -> None:
    @client(context=C)
    def read(page: int = 1) -> int:
        return page

    @client(affects=C)
    def write(x: int) -> int:
        return x

    with pytest.raises(RuntimeError, match="nothing is there to perform it"):
        invalidate(C)
    _ = mizan_router(registry=here).graph
    invalidate(C)
    invalidate(read, page=3)
    assert write(5) == 5
    with pytest.raises(ValueError, match="nothing"):
        invalidate("nothing")
    with pytest.raises(TypeError, match="wrong `x`"):
        write("5")  # type: ignore[arg-type]  # the point
