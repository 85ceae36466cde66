"""Spells expressions: the calls, arrays, objects and functions without parameters that generated code consists of.

It decides line breaks as the formatter does (biome, with `biome.json`), and nothing of what is said. It has no twin;
the page is `ir/protocol/client.md`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from mizan.codegen.source import Source
from mizan.codegen.typescript.layout import LINE, SOFT, Broken, Doc, Fill, Group, Indent, OneOf, generic, joined
from mizan.codegen.typescript.letters import columns
from mizan.codegen.typescript.syntax import key, literal, number

# The formatter never breaks after a key so short, and indents no value under it.
_SHORT_KEY: Final = 4
# A call whose one argument is a name no longer than this is moved to a line of its own before it is broken.
_SHORT_NAME: Final = 27


@dataclass(frozen=True, slots=True)
class Object:
    """`{ key: value }`."""

    entries: Mapping[str, "Expression"]


@dataclass(frozen=True, slots=True)
class Array:
    """`[a, b]`."""

    elements: Sequence["Expression"]


@dataclass(frozen=True, slots=True)
class Call:
    """`function<types>(arguments)`."""

    function: Source
    arguments: Sequence["Expression"]
    types: Sequence[Doc] = ()


@dataclass(frozen=True, slots=True)
class Thunk:
    """`() => body`."""

    body: "Expression"


# A `Source` stands as it is.
Expression: TypeAlias = Source | Object | Array | Call | Thunk


def value(of: object) -> Expression:
    """The expression for a value of JSON."""
    if isinstance(of, str):
        return literal(of)
    if of is None or isinstance(of, bool):
        return Source({None: "null", True: "true", False: "false"}[of])
    if isinstance(of, int | float):
        return number(of)
    if isinstance(of, Mapping):
        return Object({str(name): value(it) for name, it in of.items()})
    if isinstance(of, Sequence):
        return Array([value(it) for it in of])
    raise TypeError(f"a value of type `{type(of).__name__}` is none of JSON")


def flat(of: Expression) -> str | None:
    """`of` on one line, or None where it holds what is always broken or is left to the document.

    Most expressions are short, and much sooner joined than laid out.
    """
    if isinstance(of, Source):
        return of
    if isinstance(of, Array) and not _is_table(of):
        elements = [flat(it) for it in of.elements]
        return None if None in elements else f"[{', '.join(filter(None, elements))}]"
    if isinstance(of, Call):
        arguments = [flat(it) for it in of.arguments]
        if None in arguments or not all(isinstance(it, str) for it in of.types):
            return None
        generics = f"<{', '.join(map(str, of.types))}>" if of.types else ""
        return f"{of.function}{generics}({', '.join(filter(None, arguments))})"
    return None


def document(of: Expression) -> Doc:
    """How `of` is printed."""
    return _document(of)[0]


def _document(of: Expression) -> tuple[Doc, bool]:
    """The document, and whether it is broken wherever it stands."""
    if isinstance(of, Object):
        return _object(of)
    if isinstance(of, Array):
        return _array(of)
    if isinstance(of, Call):
        return _call(of)
    if isinstance(of, Thunk):
        return _thunk(of)
    return of, False


def _object(of: Object, *, forced: bool = False) -> tuple[Doc, bool]:
    if not of.entries:
        return "{}", False
    entries: list[Doc] = []
    for name, it in of.entries.items():
        spelled = key(name)
        doc, broken = _document(it)
        forced = forced or broken
        if columns(spelled) <= _SHORT_KEY or isinstance(it, Object | Array | Thunk):
            entries.append([spelled, ": ", doc])
        elif isinstance(it, Call) and _is_short(it):
            entries.append(Group([spelled, ":", Indent([LINE, doc])]))
        else:
            after = Group(Indent(LINE))
            entries.append(Group([spelled, ":", after, Indent(doc, under=after)]))
    return Group(["{", Indent([LINE, *joined(entries, [",", LINE])]), Broken(","), LINE, "}"], forced=forced), forced


def _is_short(of: Call) -> bool:
    match list(of.arguments):
        case [Source() as name]:
            return name.isidentifier() and len(name) <= _SHORT_NAME
        case _:
            return False


def _array(of: Array, *, forced: bool = False) -> tuple[Doc, bool]:
    if not of.elements:
        return "[]", False
    if len(of.elements) > 1 and all(isinstance(it, Source) and _is_number(it) for it in of.elements):
        *most, last = [str(it) for it in of.elements]
        numbers = Fill((*(it + "," for it in most), last))
        return Group(["[", Indent([SOFT, numbers]), Broken(","), SOFT, "]"], forced=forced), forced
    made = [_document(it) for it in of.elements]
    forced = forced or any(broken for _, broken in made) or _is_table(of)
    docs = joined([doc for doc, _ in made], [",", LINE])
    return Group(["[", Indent([SOFT, *docs]), Broken(","), SOFT, "]"], forced=forced), forced


def _is_table(of: Array) -> bool:
    """Whether it holds several objects, or several arrays, none of which has one part or none."""
    if len(of.elements) < 2:
        return False
    if all(isinstance(it, Object) and len(it.entries) > 1 for it in of.elements):
        return True
    return all(isinstance(it, Array) and len(it.elements) > 1 for it in of.elements)


def _is_number(text: str) -> bool:
    return text.lstrip("-")[:1].isdigit()


def _thunk(of: Thunk) -> tuple[Doc, bool]:
    doc, broken = _document(of.body)
    if isinstance(of.body, Object):
        return ["() => (", doc, ")"], broken
    if isinstance(of.body, Array):
        return ["() => ", doc], broken
    return ["() =>", Group(Indent([LINE, doc]), forced=broken)], broken


def _call(of: Call) -> tuple[Doc, bool]:
    head: list[Doc] = [of.function, generic(of.types) if of.types else ""]
    if not of.arguments:
        return [*head, "()"], False
    made = [_document(it) for it in of.arguments]
    docs = [doc for doc, _ in made]
    every: Doc = Group(["(", Indent([SOFT, *joined(docs, [",", LINE])]), Broken(","), SOFT, ")"], forced=True)
    if any(broken for _, broken in made[:-1]) or _composes(of):
        return [*head, every], True
    last_broken = made[-1][1]
    flat: Doc = ["(", *joined(docs, ", "), ")"]
    hugged = _hugged(of.arguments)
    if hugged is None:
        return ([*head, every], True) if last_broken else ([*head, OneOf((flat, every))], False)
    hugging: Doc = ["(", *joined([*docs[:-1], hugged], ", "), ")"]
    if last_broken:
        return [*head, OneOf((hugging, every))], True
    return [*head, OneOf((flat, hugging, every))], False


def _composes(of: Call) -> bool:
    """Whether one of several arguments is a call that takes a function, so that each gets a line."""
    calls = [it for it in of.arguments if isinstance(it, Call)] if len(of.arguments) > 1 else []
    return any(isinstance(argument, Thunk) for call in calls for argument in call.arguments)


def _hugged(arguments: Sequence[Expression]) -> Doc | None:
    """The last argument as it stands, open, on the line of the call; None where the formatter does not leave it."""
    *before, last = arguments
    # Two of a kind are treated alike.
    if before and type(before[-1]) is type(last):
        return None
    match last:
        case Object(entries) if entries:
            return _object(last, forced=True)[0]
        case Array(elements) if elements:
            if before and len(elements) > 1 and all(isinstance(it, Source) and _is_number(it) for it in elements):
                return None
            return _array(last, forced=True)[0]
        case Thunk(Object() as body):
            return ["() => (", _object(body, forced=True)[0], ")"]
        case Thunk(Array() as body):
            return ["() => ", _array(body, forced=True)[0]]
        case Thunk(Call() as body):
            doc, broken = _call(body)
            return Group(["() =>", Group(Indent([LINE, doc]), forced=broken), Broken(","), SOFT], forced=True)
        case _:
            return None
