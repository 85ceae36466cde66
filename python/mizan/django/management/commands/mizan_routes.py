"""`manage.py mizan_routes`: what is exposed, to whom, and what it drops; as a table to read, or as JSON.

Decides the table alone; what stands in it is `exposed`'s. Page: `ir/protocol/registry.md`.
"""

import json
import os
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.core.management.base import BaseCommand
from django.core.management.color import no_style

from mizan.django.apps import installed
from mizan.django.exposed import Exposed, exposed

Paint = Callable[[str], str]
Cell = tuple[str, Paint]
Row = Sequence[Cell]

GUARDS = {
    None: "anybody",
    "required": "signed in",
    "self": "own data",
    "custom": "own guard",
    "staff": "staff",
    "superuser": "superuser",
}


class Command(BaseCommand):
    """Colours are for terminals: there are none in a pipe, with `NO_COLOR`, or with `--no-color`."""

    help = "Shows what is exposed: functions, contexts with their members, views, with guards and what they drop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--json`."""
        parser.add_argument("--json", action="store_true", help="the same as JSON, for tools")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises `ImproperlyConfigured` where the graph is broken; the checks have told of it by then."""
        found = exposed(installed())
        if options["json"]:
            self.stdout.write(json.dumps(found, indent=2, ensure_ascii=False))
            return
        terminal = self.stdout.isatty() and "NO_COLOR" not in os.environ
        style = self.style if options["force_color"] or terminal else no_style()
        table = Table(style.MIGRATE_HEADING, style.SUCCESS, style.WARNING)
        databases = ", ".join(found["databases"])
        told = f"{table.heading('Transactions')}  on {databases}: of every mutation, and of every bundle of reads"
        self.stdout.write("\n\n".join([*table.blocks(found), told]))


class Table:
    """The blocks of the table. `heading`, `name` and `mark` paint titles, names, and what should be looked at."""

    def __init__(self, heading: Paint, name: Paint, mark: Paint) -> None:
        self.heading = heading
        self.name = name
        self.mark = mark

    def blocks(self, found: Exposed) -> Iterator[str]:
        """Functions, each context, views, and what is private; empty parts but the first are left out."""
        lost = self.mark('no address leads here: add `path("api/mizan/", include("mizan.django.urls"))`')
        rows = [row for each in found["functions"] for row in self._rows(each)]
        yield self._block("Functions", f"POST {found['base']}call/…/" if found["base"] else lost, rows)
        for context in found["contexts"]:
            said = [f"GET {context['path']}" if context["path"] else lost]
            if context["identity"]:
                said.append(f"the caller is `{context['identity']}`")
            if context["view"]:
                said.append(f"never scoped by {', '.join(f'`{each}`' for each in context['view'])}")
            yield self._block(
                f"Context {context['name']}",
                ", ".join(said),
                [[*self._who(member), (_kept(member), str)] for member in context["members"]],
            )
        if found["views"]:
            lost = self.mark('no address leads here: add `path("", include("mizan.django.routes"))`')
            yield self._block("Views", lost if found["routes"] is None else "", self._views(found["views"]))
        if found["private"]:
            rows = [row for each in found["private"] for row in self._rows(each, private=True)]
            yield self._block("Private", "Python code alone calls these", rows)

    def _block(self, title: str, aside: str, rows: Sequence[Row]) -> str:
        return f"{self.heading(title)}  {aside}".rstrip() + f"\n{_lines(rows) or '  none'}"

    def _views(self, views: Sequence[Exposed]) -> list[Row]:
        rows: list[Row] = []
        for each in views:
            methods = " ".join(method for method in each["methods"] if method != "HEAD")
            first, *others = self._rows(each, private=each["private"])
            rows += [[(f"{methods} {each['path'] or each['route']}", str), *first]]
            rows += [[("", str), *other] for other in others]
        return rows

    def _rows(self, each: Exposed, *, private: bool = False) -> list[Row]:
        first, *others = [_target(target) for target in each["drops"]] or [""]
        nothing = [("", str)] * 2
        return [
            [*self._who(each, private=private), (first, str)],
            *([*nothing, (other, str)] for other in others),
        ]

    def _who(self, each: Exposed, *, private: bool = False) -> list[Cell]:
        auth = each["auth"]
        guard = GUARDS.get(auth) or f"role {auth.removeprefix('role:')}"
        signature = f"{each['name']}({', '.join(each['args'])})"
        return [
            (signature, self.name),
            ("private" if private else guard, self.mark if private or auth is None else str),
        ]


def _target(target: Exposed) -> str:
    what = target["context"] + (f"/{target['member']}" if target["member"] else "")
    if not target["params"]:
        return f"drops all of {what}"
    params = [
        f"{param} = the caller" if source is None else param if source == param else f"{param} = {source}"
        for param, source in target["params"].items()
    ]
    return f"drops {what} by {', '.join(params)} ({target['tier']})"


def _kept(each: Exposed) -> str:
    if each["cache"] is False:
        return "never cached"
    seconds = "" if each["cache"] is True else f" for {each['cache']} s"
    return ("cached for everyone" if each["public"] else "cached per caller") + seconds


def _lines(rows: Sequence[Row]) -> str:
    """Columns as wide as their widest cell; a cell is painted after it is measured."""
    widths = [max(len(row[at][0]) for row in rows if at < len(row)) for at in range(max(map(len, rows), default=0))]
    lines = []
    for row in rows:
        cells = [paint(text.ljust(width)) for (text, paint), width in zip(row, widths, strict=False)]
        lines.append(("  " + "  ".join(cells)).rstrip())
    return "\n".join(lines)
