"""Breaks long lines of TypeScript where the formatter would (biome, with `biome.json`), so that generated files stay.

It decides line breaks alone. A document is built of groups, which are flat if they fit and else broken; it has no twin.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from mizan.codegen.source import Source
from mizan.codegen.typescript.letters import columns

WIDTH: Final = 110
_STEP: Final = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line's end where its group is broken; where it is flat, `flat`."""

    flat: str = " "


@dataclass(frozen=True, slots=True)
class Indent:
    """One step further to the right; with `under`, only if that group was broken."""

    content: "Doc"
    under: "Group | None" = None


@dataclass(frozen=True, slots=True)
class Broken:
    """Text that is there only where its group is broken."""

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Flat if it fits, else broken; `forced` is always broken."""

    content: "Doc"
    forced: bool = False


@dataclass(frozen=True, slots=True)
class OneOf:
    """The first form that fits, else the last. The first one is tried flat."""

    forms: tuple["Doc", ...]


@dataclass(frozen=True, slots=True)
class Fill:
    """As many of the parts in a line as fit, each with its comma."""

    parts: tuple[str, ...]


Doc: TypeAlias = str | list["Doc"] | Line | Indent | Broken | Group | OneOf | Fill

SOFT: Final = Line("")
LINE: Final = Line()


@dataclass(slots=True)
class _Printer:
    width: int
    column: int = 0
    out: list[str] = field(default_factory=list)
    broken: set[Group] = field(default_factory=set)
    # What is still to be printed, the next one last: (indentation, flat, document).
    rest: list[tuple[int, bool, Doc]] = field(default_factory=list)

    def print(self, doc: Doc) -> str:
        self.rest.append((0, False, doc))
        while self.rest:
            indent, flat, item = self.rest.pop()
            if isinstance(item, Group):
                flat = not item.forced and (flat or self.fits(indent, True, item.content))
                if not flat:
                    self.broken.add(item)
                self.rest.append((indent, flat, item.content))
            elif isinstance(item, OneOf):
                self.rest.append(self.chosen(indent, flat, item))
            elif isinstance(item, Line) and not flat:
                # What stood before a break, as the space after a colon, is not left at the line's end.
                if self.out:
                    self.out[-1] = self.out[-1].rstrip(" ")
                self.out.append("\n" + " " * indent)
                self.column = indent
            elif isinstance(item, str | Line | Broken):
                text = _text(item, flat)
                self.out.append(text)
                self.column += columns(text)
            elif isinstance(item, Fill) and not flat:
                self.fill(indent, item)
            else:
                self.rest.extend(self.parts(indent, flat, item))
        return "".join(self.out)

    def fill(self, indent: int, item: Fill) -> None:
        for at, part in enumerate(item.parts):
            # The last one has a comma too where its group is broken.
            if at and self.column + 1 + columns(part) + (at + 1 == len(item.parts)) > self.width:
                self.out.append("\n" + " " * indent)
                self.column = indent
            elif at:
                self.out.append(" ")
                self.column += 1
            self.out.append(part)
            self.column += columns(part)

    def chosen(self, indent: int, flat: bool, item: OneOf) -> tuple[int, bool, Doc]:
        if flat or self.fits(indent, True, item.forms[0]):
            return indent, True, item.forms[0]
        # What is open in these is so by force; all the rest of them is flat.
        for form in item.forms[1:-1]:
            if self.fits(indent, True, form):
                return indent, True, form
        return indent, False, item.forms[-1]

    def fits(self, indent: int, flat: bool, doc: Doc) -> bool:
        """Whether `doc`, and what follows it up to the next line's end, fits into this line."""
        left = self.width - self.column
        following = len(self.rest)
        todo: list[tuple[int, bool, Doc]] = [(indent, flat, doc)]
        while left >= 0:
            if not todo:
                if following == 0:
                    return True
                following -= 1
                todo.append(self.rest[following])
            indent, flat, item = todo.pop()
            if isinstance(item, Line) and not flat:
                return True
            if isinstance(item, str | Line | Broken):
                left -= columns(_text(item, flat))
            elif isinstance(item, Group):
                todo.append((indent, flat and not item.forced, item.content))
            elif isinstance(item, OneOf):
                todo.append((indent, flat, item.forms[0 if flat else -1]))
            else:
                todo.extend(self.parts(indent, flat, item))
        return False

    def parts(self, indent: int, flat: bool, item: list[Doc] | Indent | Fill) -> list[tuple[int, bool, Doc]]:
        if isinstance(item, Fill):
            return [(indent, flat, " ".join(item.parts))]
        if isinstance(item, Indent):
            deeper = item.under is None or item.under in self.broken
            return [(indent + _STEP if deeper else indent, flat, item.content)]
        return [(indent, flat, part) for part in reversed(item)]


def _text(item: str | Line | Broken, flat: bool) -> str:
    if isinstance(item, Line):
        return item.flat
    if isinstance(item, Broken):
        return "" if flat else item.text
    return item


def print_doc(doc: Doc) -> Source:
    """The text of `doc`, which starts at the left margin."""
    return Source(_Printer(WIDTH).print(doc))


def joined(parts: Sequence[Doc], between: Doc) -> list[Doc]:
    """`parts` with `between` after each but the last."""
    return [it for part in parts for it in (part, between)][:-1]


def generic(types: Sequence[Doc]) -> Doc:
    """`<a, b>`."""
    match types:
        case [str(lone)]:
            return f"<{lone}>"  # The formatter never breaks around a lone name or literal.
    return Group(["<", Indent([SOFT, *joined(types, [",", LINE])]), SOFT, ">"])


def assignment(left: str, right: Doc) -> Source:
    """`left = right;`, broken after the sign if what comes up to the first break does not fit."""
    after = Group(Indent(LINE))
    return print_doc(Group([left, " =", after, Indent(right, under=after), ";"]))
