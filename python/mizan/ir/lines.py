"""The line on which a node of a KDL text begins: the parser does not say, and whoever reads an error wants to know.

Decides nothing about what a text holds, and runs only when something is wrong with it. It has no twin. Page:
`ir/protocol/ir.md`, "Text".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import ckdl

_TOKEN = re.compile(
    r"""
      (?P<block>/\*)
    | (?P<comment>//[^\n\r\x0b\x0c\x85\u2028\u2029]*)
    | (?P<dropped>/-)
    | (?P<continued>\\[ \t]*(?://[^\n\r]*)?(?:\r\n|[\n\r]))
    | (?P<end>\r\n|[\n\r\x0b\x0c\x85\u2028\u2029;])
    | (?P<space>[^\S\n\r\x0b\x0c\x85\u2028\u2029]+|\ufeff)
    | (?P<open>\{)
    | (?P<close>\})
    | (?P<long>\"{3}(?:[^"\\]|\\.|\"(?!""))*\"{3})
    | (?P<string>"(?:[^"\\]|\\.)*")
    | (?P<raw>(?P<hashes>\#+)(?P<quotes>\"{3}|").*?(?P=quotes)(?P=hashes))
    | (?P<word>[^\s{};"\\/\#\ufeff]+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT_EDGE = re.compile(r"/\*|\*/")
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(slots=True)
class _Found:
    line: int
    children: list["_Found"] = field(default_factory=list)


def line_of(text: str, document: ckdl.Document, path: Sequence[ckdl.Node]) -> int | None:
    """The line, from 1, on which the last node of `path` begins; `None` where it cannot be told exactly."""
    found = _outline(text)
    nodes = document.nodes
    line = None
    for node in path:
        if found is None or len(found) != len(nodes):
            return None
        place = next(index for index, each in enumerate(nodes) if each is node)
        line, found, nodes = found[place].line, found[place].children, node.children
    return line


def broken_line(text: str) -> int | None:
    """The line, from 1, up to which a text that is no KDL could still be the beginning of some, or on which a node
    begins that is not closed; `None` where it cannot be told.
    """
    if '"""' in text or "/*" in text or "\\\n" in text or "\r" in text:
        return None
    lines = text.splitlines(keepends=True)
    starts = [at for at, line in enumerate(lines) if at == 0 or not line.startswith((" ", "\t", "}", "\n"))]
    for start, end in pairwise([*starts, len(lines)]):
        whole = "".join(lines[start:end])
        if _begins(whole, closed=0):
            continue
        if _begins(whole, closed=_depth(whole)):
            return start + 1
        good, bad = 0, end - start
        while bad - good > 1:
            middle = (good + bad) // 2
            piece = "".join(lines[start : start + middle])
            good, bad = (middle, bad) if _begins(piece, closed=_depth(piece)) else (good, middle)
        return start + bad
    return None


def _begins(piece: str, *, closed: int) -> bool:
    try:
        ckdl.parse(piece + "\n" + "}\n" * closed, version=2)
    except ckdl.ParseError:
        return False
    return True


def _depth(piece: str) -> int:
    depth = 0
    for token in _TOKEN.finditer(piece):
        depth += {"open": 1, "close": -1}.get(token.lastgroup or "", 0)
    return max(depth, 0)


def _outline(text: str) -> list[_Found] | None:
    """All nodes; `None` for a text in which something is dropped by `/-`."""
    top: list[_Found] = []
    around = [top]
    inside = False
    at, line = 0, 1
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None or token.lastgroup == "dropped":
            return None
        kind = token.lastgroup
        after = _past_comment(text, at) if kind == "block" else token.end()
        match kind:
            case "end":
                inside = False
            case "open":
                around.append(around[-1][-1].children)
                inside = False
            case "close":
                around.pop()
                inside = True
            case "block" | "comment" | "space" | "continued":
                pass
            case _ if not inside:
                around[-1].append(_Found(line))
                inside = True
        line += len(_LINE_END.findall(text, at, after))
        at = after
    return top


def _past_comment(text: str, at: int) -> int:
    depth = 0
    for edge in _COMMENT_EDGE.finditer(text, at):
        depth += 1 if edge.group() == "/*" else -1
        if depth == 0:
            return edge.end()
    return len(text)
