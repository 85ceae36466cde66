"""`rust/mizan-py/examples/shapes.rs` by the three names of a native module, built by who starts the server."""

from importlib.machinery import ExtensionFileLoader
from importlib.util import module_from_spec, spec_from_file_location

from django.conf import settings

_loader = ExtensionFileLoader("shapes", settings.SHAPES)
_spec = spec_from_file_location("shapes", settings.SHAPES, loader=_loader)
if _spec is None:
    raise ImportError("the extension's file is no extension")
_module = module_from_spec(_spec)
_loader.exec_module(_module)
__mizan__, ir, call = _module.__mizan__, _module.ir, _module.call
