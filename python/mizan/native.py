"""Native modules: what an app's own extension must have to be mounted.

Decides which modules are refused; what crosses is fixed by `mizan_py::module!` (its twin). Page:
`ir/protocol/registry.md`.
"""

from collections.abc import Callable
from types import ModuleType

from mizan import _native
from mizan.errors import DeclarationError
from mizan.ir.schema import Ir
from mizan.records import record

_PROTOCOL = 1


@record()
class Module:
    """A native module that was read: its IR, and `call(name, args, caller)`."""

    name: str
    ir: Ir
    call: Callable[[str, bytes, bytes], bytes]


def load(module: ModuleType) -> Module:
    """Reads a module's three names. Raises `DeclarationError` where one is missing, empty, or made with another
    core.
    """
    name = module.__name__
    about, ir, call = (getattr(module, each, None) for each in ("__mizan__", "ir", "call"))
    if not isinstance(about, dict) or not callable(ir) or not callable(call):
        raise DeclarationError(
            f"native module `{name}`: it has no `__mizan__`, `ir` and `call`; `mizan_py::module!` makes them"
        )
    if about.get("protocol") != _PROTOCOL:
        raise DeclarationError(
            f"native module `{name}`: it speaks protocol `{about.get('protocol')}`, and this core {_PROTOCOL}"
        )
    if about.get("core") != _native.__version__:
        raise DeclarationError(
            f"native module `{name}`: it was built with core `{about.get('core')}`, and this is {_native.__version__}; "
            "build it again with the same version"
        )
    # Few applications have a module, and what reads its IR is no part of what serves the rest.
    from mizan.ir.document import DocumentError, decode

    try:
        document = decode(ir())
    except DocumentError as error:
        raise DeclarationError(f"native module `{name}`: its IR cannot be read: {error}") from error
    except (RuntimeError, ValueError, TypeError) as error:  # What the module says is wrong with its own registry.
        raise DeclarationError(f"native module `{name}`: {error}") from error
    if not document.functions:
        raise DeclarationError(
            f"native module `{name}`: it has no functions; name their crate (`use app as _;`) to link it"
        )
    return Module(name, document, call)
