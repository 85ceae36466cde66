"""A page of the docs, done as it is written: its files make a project, and its sessions run in it.

Decides how that is done; what a page is about, its settings and what else is in it are its own test's to say.
"""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import serving

DOCS = serving.PYTHON.parent / "docs"
URLS = """
from django.urls import include, path

urlpatterns = [path("api/mizan/", include("mizan.django.urls"))]
"""
RUN = """
import doctest, sys
import django
from django.core.management import call_command
from django.test.utils import setup_test_environment

django.setup()
setup_test_environment()
call_command("migrate", run_syncdb=True, verbosity=0)
for command in sys.argv[1:]:
    call_command(command, verbosity=0)
test = doctest.DocTestParser().get_doctest(open("page.txt").read(), {"__name__": "page"}, "the page", None, 0)
result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test)
print(result)
sys.exit(bool(result.failed))
"""


@dataclass(frozen=True)
class Page:
    """One of the docs, by its file's name, whose files are those of this app."""

    name: str
    app: str

    @property
    def text(self) -> str:
        return (DOCS / self.name).read_text()

    def fences(self, language: str) -> list[str]:
        return re.findall(rf"^```{language}\n(.*?)^```", self.text, re.S | re.M)

    def make(self, folder: Path, settings: str) -> None:
        """Writes the project into an empty folder."""
        (folder / self.app).mkdir()
        (folder / self.app / "__init__.py").touch()
        for code in self.fences("python"):
            name = re.match(rf"# ({self.app}/[a-z]+\.py)\n", code)
            assert name, code
            (folder / name[1]).write_text(code)
        (folder / "settings.py").write_text(settings)
        (folder / "urls.py").write_text(URLS)
        # In prose what is left out is one character; in a session it is three.
        (folder / "page.txt").write_text("\n".join(self.fences("pycon")).replace("…: ", "...: "))
        (folder / "run.py").write_text(RUN)

    def run(self, folder: Path, *commands: str) -> None:
        """Runs the commands of the project and then the page's sessions, all of which must give what they show."""
        done = subprocess.run(
            [sys.executable, "run.py", *commands],
            cwd=folder,
            env={**serving.environment({}, ":memory:"), "DJANGO_SETTINGS_MODULE": "settings"},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
