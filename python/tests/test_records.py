"""Records are what dataclasses are: equal by their parts, shown by them, and made of them alone."""

from dataclasses import field, fields

import pytest

from mizan.records import record


@record()
class Point:
    """Two numbers and a note."""

    x: int
    y: int = 0
    note: str = field(default="", repr=False, compare=False)


@record()
class Deep(Point):
    """A third one."""

    z: int = 0


@record(eq=False, frozen=False)
class Cell:
    """Something that changes."""

    held: list[int] = field(default_factory=list)


@record(frozen=False)
class Row:
    """Something that changes, and is compared."""

    held: int


def test_equal_by_parts_of_one_class() -> None:
    assert Point(1) == Point(1, 0, "another note")
    assert Point(1) != Point(1, 2) != (1, 2)
    assert Point(1) != Deep(1)
    assert {Point(1), Point(1, note="x"), Deep(1)} == {Point(1), Deep(1)}


def test_what_changes_has_no_hash() -> None:
    row = Row(1)
    row.held = 2
    assert row == Row(2)
    with pytest.raises(TypeError, match="unhashable"):
        hash(row)


def test_by_identity() -> None:
    cell = Cell()
    assert cell != Cell() and cell.held is not Cell().held
    assert {cell: 1}[cell] == 1


def test_shown_by_parts() -> None:
    assert repr(Deep(1, z=3, note="hidden")) == "Deep(x=1, y=0, z=3)"
    assert [part.name for part in fields(Deep)] == ["x", "y", "note", "z"]


def test_made_of_its_parts_alone() -> None:
    with pytest.raises(TypeError):
        Point(1, other=2)  # type: ignore[call-arg]  # that is what is tested
    with pytest.raises(TypeError):
        Point()  # type: ignore[call-arg]  # that is what is tested
