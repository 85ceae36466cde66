"""`docs/shapes.md`, done as it is written: its files make a project, and its sessions run in it.

Decides nothing; if this fails, the page lies.
"""

from pathlib import Path

from documents import Page

SETTINGS = """
SECRET_KEY = "only for a test"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "mizan.django", "shop"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "urls"
ALLOWED_HOSTS = ["testserver"]
USE_TZ = True
"""
PAGE = Page("shapes.md", "shop")


def test_every_fence(tmp_path: Path) -> None:
    assert len(PAGE.fences("python")) + len(PAGE.fences("pycon")) == PAGE.text.count("\n```") // 2
    PAGE.make(tmp_path, SETTINGS)
    PAGE.run(tmp_path)
