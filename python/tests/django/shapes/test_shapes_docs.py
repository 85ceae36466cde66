"""`docs/shapes.md`, done as it is written: its files make a project, and its sessions run in it.

Decides nothing; if this fails, the page lies.
"""

import re
import subprocess
import sys
from pathlib import Path

import serving

PAGE = (serving.PYTHON.parent / "docs/shapes.md").read_text()
SETTINGS = """
SECRET_KEY = "only for a test"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "mizan.django", "shop"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "urls"
ALLOWED_HOSTS = ["testserver"]
USE_TZ = True
"""
URLS = """
from django.urls import include, path

urlpatterns = [path("api/mizan/", include("mizan.django.urls"))]
"""
RUN = """
import doctest, sys
import django
from django.core.management import call_command

django.setup()
call_command("migrate", run_syncdb=True, verbosity=0)
text = open("page.txt").read().replace("…: shape", "...: shape")
test = doctest.DocTestParser().get_doctest(text, {"__name__": "page"}, "docs/shapes.md", None, 0)
result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test)
print(result)
sys.exit(bool(result.failed))
"""


def fences(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.S | re.M)


def test_every_fence(tmp_path: Path) -> None:
    assert len(fences("python")) + len(fences("pycon")) == PAGE.count("\n```") // 2
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/__init__.py").touch()
    for code in fences("python"):
        name = re.match(r"# (shop/[a-z]+\.py)\n", code)
        assert name, code
        (tmp_path / name[1]).write_text(code)
    (tmp_path / "settings.py").write_text(SETTINGS)
    (tmp_path / "urls.py").write_text(URLS)
    (tmp_path / "page.txt").write_text("\n".join(fences("pycon")))
    (tmp_path / "run.py").write_text(RUN)
    environment = {**serving.environment({}, ":memory:"), "DJANGO_SETTINGS_MODULE": "settings"}
    done = subprocess.run(
        [sys.executable, "run.py"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
