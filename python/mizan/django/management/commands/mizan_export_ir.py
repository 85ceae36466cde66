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
        """`--json`, `--output FILE`, `--check`."""
        parser.add_argument("--json", action="store_true", help="the normalised JSON instead of the canonical text")
        parser.add_argument("--output", metavar="FILE", type=Path, help="write to this file instead of printing")
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the file is not current")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises `CommandError` where the file cannot be written, or is not current."""
        graph = installed().graph.graph
        text = graph.ir().decode() + "\n" if options["json"] else graph.text()
        output: Path | None = options["output"]
        if output is None:
            if options["check"]:
                raise CommandError("there is no file to check: give `--output FILE`")
            self.stdout.write(text, ending="")
            return
        if options["check"]:
            self._check(output, text)
            return
        try:
            output.write_bytes(text.encode())
        except OSError as error:
            raise CommandError(f"`{output}` cannot be written: {error.strerror}") from error
        self.stdout.write(f"wrote {output}")

    def _check(self, output: Path, text: str) -> None:
        try:
            current = output.read_bytes() == text.encode()
        except OSError as error:
            raise CommandError(f"`{output}` cannot be read: {error.strerror}") from error
        if not current:
            raise CommandError(f"`{output}` is not current; run `mizan_export_ir --output {output}`")
        self.stdout.write(f"{output}: current")
