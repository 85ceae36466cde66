"""The app: it finds every `clients.py`, freezes the graph once, and refuses to start with a broken one.

Decides when the graph is frozen and how a refusal is told; what is legal is the core's to say.
Page: `ir/protocol/registry.md`.
"""

import sys
from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility
from django.http import HttpResponseBase
from django.utils.module_loading import module_has_submodule

from mizan import declaration, invalidation, registry
from mizan.django import written
from mizan.django.configuration import Configuration
from mizan.django.outside import Outside
from mizan.errors import DeclarationError, GraphError
from mizan.registry import Frozen


class MizanConfig(AppConfig):
    """`graph` and `configuration` are there once Django is set up."""

    name = "mizan.django"
    label = "mizan"
    verbose_name = "Mizan"

    def ready(self) -> None:
        """Raises `ImproperlyConfigured` with every defect, unless a management command is about to report them."""
        # Registering a check is what its import does.
        import_module("mizan.django.checks")
        # What a function answers by itself: it is a view then.
        declaration.response_classes[HttpResponseBase] = written.neutral
        self.configuration = Configuration.read()
        self.defects = _discover(self.configuration)
        self._graph: Frozen | None = None
        try:
            self._graph = registry.current().freeze()
            # Their views need the app, which is this one.
            patterns: Any = import_module("mizan.django.patterns")
            self.defects += patterns.defects(list(self._graph.views.values()))
        except GraphError as error:
            self.defects += error.defects
        if not self.refusals:
            invalidation.connect(Outside())
        elif not _managed():
            raise ImproperlyConfigured(self._refusal())

    @property
    def refusals(self) -> list[str]:
        """All that must be mended first, in settings and in declarations."""
        return [*self.configuration.defects, *self.defects]

    @property
    def graph(self) -> Frozen:
        """The graph. Raises `ImproperlyConfigured` where a command went on in spite of its defects."""
        if self._graph is None or self.configuration.defects or self.defects:
            raise ImproperlyConfigured(self._refusal())
        return self._graph

    def _refusal(self) -> str:
        return "mizan does not start:\n" + "\n".join(f"- {refusal}" for refusal in self.refusals)


def installed() -> MizanConfig:
    """The app of this project."""
    found: Any = apps.get_app_config(MizanConfig.label)
    assert isinstance(found, MizanConfig)
    return found


def _discover(configuration: Configuration) -> list[str]:
    # As `autodiscover_modules` does, but past refused declarations, so that those of all apps are told at once, with
    # what is wrong with the graph besides.
    defects: list[str] = []
    with registry.current().collecting():
        for app in apps.get_app_configs():
            if app.module is not None and module_has_submodule(app.module, "clients"):
                try:
                    import_module(f"{app.name}.clients")
                except DeclarationError as error:
                    defects.append(str(error))
        for module in configuration.natives:
            registry.current().mount(module)
        # A project without shapes does not pay for importing them.
        shapes = sys.modules.get("mizan.django.shapes.shape")
        if shapes is not None:
            shapes.settle()
    return defects


def _managed() -> bool:
    """Whether `manage.py` or `django-admin` is setting Django up, and will run the system checks.

    Only then may a broken graph wait for them. It is told by who is calling: both set Django up from within
    `ManagementUtility.execute`, and servers, workers and scripts, which run no checks, do not. The command line would
    not tell: a server's own may hold any words, and `manage.py` goes by any name.
    """
    code = ManagementUtility.execute.__code__
    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
        if frame.f_code is code:
            return True
    return False
