"""What is pydantic's is known without importing it: nothing before a project has, and each class by its right name."""

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pydantic
import pytest
from pydantic.fields import FieldInfo

import mizan
from mizan import pydantics

SOURCES = Path(mizan.__file__).parent
NAMES = sorted(
    {
        name
        for path in SOURCES.rglob("*.py")
        for name in re.findall(r'"((?:pydantic(?:_core)?|annotated_types)[a-z_.]*\.[A-Z]\w+)"', path.read_text())
    }
)


def test_nothing_is_of_pydantic_before_it_is_imported() -> None:
    code = """
import sys
from mizan import pydantics

class Model: ...

names = ("pydantic.main.BaseModel", "pydantic.fields.FieldInfo")
assert pydantics.known(*names) == ()
assert not pydantics.is_model(Model) and not pydantics.is_field(Model()) and not pydantics.is_dataclass(Model)
assert not pydantics.is_(None, "pydantic.types.JsonValue")
assert "pydantic" not in sys.modules

import pydantic

# The package alone has no class yet: it imports them when it is asked for them.
assert pydantics.known(*names) == ()
assert pydantics.is_field(pydantic.Field())
assert pydantics.is_model(type("Other", (pydantic.BaseModel,), {}))
assert not pydantics.is_model(Model)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr


def test_names_are_there() -> None:
    assert len(NAMES) > 12 and "pydantic.types.StringConstraints" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_that_of_what_stands_there(name: str) -> None:
    """A wrong one would find nothing, ever, and nobody would be told."""
    module, _, attribute = name.rpartition(".")
    found = getattr(import_module(module), attribute)
    # Where it is defined, so that nothing can be made of it before that module is there.
    assert found.__module__.partition(".")[0] == module.partition(".")[0]
    assert module in ("pydantic_core", found.__module__)


def test_classes_and_notes_are_told_apart() -> None:
    class Model(pydantic.BaseModel):
        n: int

    class Root(pydantic.RootModel[int]):
        pass

    @pydantic.dataclasses.dataclass
    class Made:
        n: int

    class Heir(Made):
        pass

    assert pydantics.is_model(Model) and pydantics.is_model(Root) and not pydantics.is_model(Made)
    assert pydantics.is_root_model(Root) and not pydantics.is_root_model(Model)
    assert pydantics.is_dataclass(Made) and not pydantics.is_dataclass(Heir)
    assert pydantics.is_field(FieldInfo(annotation=int)) and not pydantics.is_field(FieldInfo)
    assert pydantics.is_(pydantic.JsonValue, "pydantic.types.JsonValue")
    assert not pydantics.is_(pydantic.types.Json, "pydantic.types.JsonValue")
