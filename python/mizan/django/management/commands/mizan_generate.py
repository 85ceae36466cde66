"""`manage.py mizan_generate`: writes the client of this project's functions, once, as a check, or at every change.

Decides where and when; what is generated is `mizan.codegen`'s to say. Page: `ir/protocol/client.md`.
"""

import json
import shlex
import time
from argparse import ArgumentParser, BooleanOptionalAction
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mizan.django.apps import installed
from mizan.django.standby import Standby


class Command(BaseCommand):
    """Exit code 1 where a check finds something that is not current, or nothing could be generated."""

    help = "Writes the generated client: TypeScript functions and types, and React providers and hooks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--target`, `--dates`, `--schemas`, `--output DIR`, `--check`, `--watch`."""
        parser.add_argument(
            "--target",
            action="append",
            help="typescript, react, devtools or testing, with what it is built on; MIZAN['TARGETS'] unless given,"
            " or react",
        )
        parser.add_argument("--dates", help="branded text, date or temporal; MIZAN['DATES'] unless given, or branded")
        parser.add_argument(
            "--schemas",
            action=BooleanOptionalAction,
            help="Standard Schemas of the inputs, in a file besides; MIZAN['SCHEMAS'] unless given",
        )
        parser.add_argument("--output", metavar="DIR", type=Path, help="the folder; MIZAN['OUTPUT'] unless given")
        mode = parser.add_mutually_exclusive_group()
        mode.add_argument("--check", action="store_true", help="write nothing; exit 1 if something is not current")
        mode.add_argument("--watch", action="store_true", help="generate again whenever a Python file changes")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises `CommandError` for what cannot be generated or written, and for a check that fails."""
        configuration = installed().configuration
        folder: Path | None = options["output"] or configuration.output
        if folder is None:
            raise CommandError("there is no folder to write to: give `--output DIR`, or set `MIZAN['OUTPUT']`")
        # What a project's client is stands in its settings, so that what lies in the folder has no say.
        schemas = configuration.schemas if options["schemas"] is None else options["schemas"]
        wanted: dict[str, Any] = {"dates": options["dates"] or configuration.dates, "schemas": schemas}
        targets = _targets(options["target"]) or configuration.targets
        self._generate(folder, targets, wanted, _spelled(options) if options["check"] else None)
        if options["watch"]:
            self._watch()

    def _generate(self, folder: Path, targets: Iterable[str] | None, wanted: dict[str, Any], again: str | None) -> None:
        """Writes; or checks, where the command that would write is given with `again`."""
        if find_spec("jinja2") is None:
            raise CommandError("the generator needs Jinja2: `pip install jinja2`")
        # Its parts come with an extra, which a server does without.
        from mizan import codegen

        started = time.perf_counter()
        graph = installed().graph
        try:
            document = json.loads(graph.graph.ir())
            asked = codegen.DEFAULT if targets is None else targets
            files = codegen.generate(document, asked, schema=graph.schema, **wanted)
            report = codegen.put(files, folder, check=again is not None)
            there = codegen.known(folder)
        except (ValueError, OSError) as error:  # What the generator and the disk have to say to the user.
            raise CommandError(str(error)) from error
        took = f"{(time.perf_counter() - started) * 1000:.0f} ms"
        if not report.current:
            what = ", ".join([*report.stale, *(f"{name} (left over)" for name in report.left_over)])
            # Who generated with options and checks without them would lose by the hint what was asked for.
            other = there is not None and not all(text.startswith(there.line) for text in files.values())
            said = f" (what lies there was generated with {there}, which is not asked for)" if other else ""
            raise CommandError(f"not current in {folder}: {what}; run `{again}`{said}")
        removed = f"; removed {', '.join(report.removed)}, left over" if report.removed else ""
        if report.written:
            self.stdout.write(f"wrote {', '.join(report.written)} to {folder} in {took}{removed}")
        else:
            self.stdout.write(f"{', '.join(report.unchanged)} in {folder}: current, {took}{removed}")

    def _watch(self) -> None:
        if find_spec("watchfiles") is None:
            raise CommandError("watching needs watchfiles: `pip install watchfiles`")
        from watchfiles import PythonFilter, watch

        # Declarations cannot be taken back, so each run is a fresh process; it says what it did, or what is wrong.
        standby = Standby(without="--watch")
        folders = sorted(_own_folders())
        self.stdout.write(f"watching {', '.join(str(folder) for folder in folders)}")
        self.stdout.flush()
        # An editor that writes a file in several steps is done within so many milliseconds.
        for changes in watch(*folders, watch_filter=PythonFilter(), step=20, raise_interrupt=False):
            changed = sorted({_shown(Path(path), folders) for _, path in changes})
            # A large project takes its time to be read, and whoever has saved a file is to see that it is.
            self.stdout.write(f"changed: {', '.join(changed)}; generating …")
            self.stdout.flush()
            code, said = standby.run()
            if code:
                self.stderr.write(_reason(said, folders))
                self.stderr.write("what was generated before stays; waiting for the next change")
            self.stderr.flush()
        standby.end()


def _shown(path: Path, folders: Iterable[Path]) -> str:
    """A file by its app's folder and its place there."""
    return next((str(path.relative_to(each.parent)) for each in folders if path.is_relative_to(each)), str(path))


def _reason(said: str, folders: Iterable[Path]) -> str:
    """What is wrong, of all that a process said: of a traceback the part from the project's own last line on."""
    lines = said.rstrip().splitlines()
    if "Traceback (most recent call last):" not in lines:
        return said.rstrip()
    own = [at for at, line in enumerate(lines) if any(line.startswith(f'  File "{each}') for each in folders)]
    return "\n".join(lines[own[-1] if own else 0 :])


def _spelled(options: dict[str, Any]) -> str:
    """The command that writes with these options, for a shell."""
    words = [f"--target={each}" for each in options["target"] or ()]
    words += [f"--{name}={options[name]}" for name in ("dates", "output") if options[name] is not None]
    if options["schemas"] is not None:
        words.append("--schemas" if options["schemas"] else "--no-schemas")
    return shlex.join(["mizan_generate", *words])


def _targets(given: list[str] | None) -> list[str] | None:
    if given is None:
        return None
    return [name for each in given for name in each.split(",")]


def _own_folders() -> set[Path]:
    """The folders of the project's own Python: its apps, and the package of its settings and URLs."""
    folders = {Path(app.path).resolve() for app in apps.get_app_configs()}
    for name in (settings.SETTINGS_MODULE, settings.ROOT_URLCONF):
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            folders.add(Path(spec.origin).resolve().parent)
    installed_ones = {"site-packages", "dist-packages"}
    own = {folder for folder in folders if not installed_ones & set(folder.parts) and folder != _HERE}
    return {folder for folder in own if not any(folder != other and folder.is_relative_to(other) for other in own)}


_HERE = Path(__file__).resolve().parents[2]
