"""`docs/uploads.md`, done as it is written: its files make a project, its sessions run in it, and its page compiles.

Decides nothing; if this fails, the page lies.
"""

import re
import subprocess
import sys
from pathlib import Path

import serving
from codegen.toolchain import type_problems

PAGE = (serving.PYTHON.parent / "docs/uploads.md").read_text()
SETTINGS = """
from pathlib import Path

SECRET_KEY = "only for a test of the page"
INSTALLED_APPS = [
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "mizan.django", "gallery"
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware"
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "urls"
ALLOWED_HOSTS = ["testserver"]
MEDIA_ROOT = Path(__file__).parent / "media"
FILE_UPLOAD_TEMP_DIR = Path(__file__).parent / "temporary"
MIZAN = {"OUTPUT": Path(__file__).parent / "frontend"}
"""
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
call_command("mizan_generate", verbosity=0)
test = doctest.DocTestParser().get_doctest(open("page.txt").read(), {"__name__": "page"}, "docs/uploads.md", None, 0)
result = doctest.DocTestRunner().run(test)
print(result)
sys.exit(bool(result.failed))
"""


def fences(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.S | re.M)


def test_every_fence(tmp_path: Path) -> None:
    assert sum(len(fences(language)) for language in ("python", "pycon", "tsx")) == PAGE.count("\n```") // 2
    for folder in ("gallery", "temporary", "frontend"):
        (tmp_path / folder).mkdir()
    (tmp_path / "gallery/__init__.py").touch()
    for code in fences("python"):
        name = re.match(r"# (gallery/[a-z]+\.py)\n", code)
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
    assert not any((tmp_path / "temporary").iterdir())
    [screen] = fences("tsx")
    (tmp_path / "frontend/screen.tsx").write_text(screen)
    assert type_problems(tmp_path / "frontend") == ""
