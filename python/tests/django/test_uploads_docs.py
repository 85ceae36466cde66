"""`docs/uploads.md`, done as it is written: its files make a project, its sessions run in it, and its page compiles.

Decides nothing; if this fails, the page lies.
"""

from pathlib import Path

from codegen.toolchain import type_problems
from documents import Page

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
PAGE = Page("uploads.md", "gallery")


def test_every_fence(tmp_path: Path) -> None:
    assert sum(len(PAGE.fences(language)) for language in ("python", "pycon", "tsx")) == PAGE.text.count("\n```") // 2
    for folder in ("temporary", "frontend"):
        (tmp_path / folder).mkdir()
    PAGE.make(tmp_path, SETTINGS)
    PAGE.run(tmp_path, "mizan_generate")
    assert not any((tmp_path / "temporary").iterdir())
    [screen] = PAGE.fences("tsx")
    (tmp_path / "frontend/screen.tsx").write_text(screen)
    assert type_problems(tmp_path / "frontend") == ""
