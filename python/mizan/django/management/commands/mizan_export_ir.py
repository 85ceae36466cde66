"""`manage.py mizan_export_ir`: prints the IR of this project, or writes it to a file. Page: `ir/protocol/ir.md`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mizan.django.apps import installed


class Command(BaseCommand):
    """The canonical text, the same bytes for the same declarations; with `--json` the normalised JSON."""

    help = "Prints the IR of this project's functions: KDL, the same bytes for the same declarations."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--json`, `--output FILE`."""
        parser.add_argument("--json", action="store_true", help="the normalised JSON instead of the canonical text")
        parser.add_argument("--output", metavar="FILE", type=Path, help="write to this file instead of printing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises `CommandError` where the file cannot be written."""
        graph = installed().graph.graph
        text = graph.ir().decode() + "\n" if options["json"] else graph.text()
        output: Path | None = options["output"]
        if output is None:
            self.stdout.write(text, ending="")
            return
        try:
            output.write_bytes(text.encode())
        except OSError as error:
            raise CommandError(f"`{output}` cannot be written: {error.strerror}") from error
        self.stdout.write(f"wrote {output}")
