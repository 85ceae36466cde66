"""The closed table of codes: what is in the repository is current, and what is no table is refused."""

from pathlib import Path

import pytest

from codegen.toolchain import ROOT
from mizan.codegen import error_table
from mizan.codegen.error_table import TableError
from mizan.error_table import CODES, FAULTS


def test_the_tables_are_current() -> None:
    assert error_table.generate(ROOT, check=True).current, "run `invoke generate`"


def test_the_python_table_is_the_source() -> None:
    table = error_table.read((ROOT / error_table.SOURCE).read_text())
    assert {entry.name: (entry.status, entry.title) for entry in table.codes} == CODES
    assert table.faults == FAULTS
    assert CODES["NOT_FOUND"].status == 404


def test_a_change_of_the_source_is_stale_until_it_is_generated(tmp_path: Path) -> None:
    (tmp_path / "ir").mkdir()
    (tmp_path / error_table.SOURCE).write_text('code "GONE" status=410 title="Gone"\nfault "late"\n')
    every = tuple(sorted([error_table.PYTHON, error_table.RUST, error_table.TYPESCRIPT]))
    assert error_table.generate(tmp_path, check=True).stale == every
    assert error_table.generate(tmp_path).written == every
    assert error_table.generate(tmp_path, check=True).unchanged == every
    assert '    "GONE": Code(410, "Gone"),\n' in (tmp_path / error_table.PYTHON).read_text()
    assert "            Self::Gone => 410,\n" in (tmp_path / error_table.RUST).read_text()
    assert '  | "GONE";\n' in (tmp_path / error_table.TYPESCRIPT).read_text()


@pytest.mark.parametrize(
    "text",
    [
        'code "GONE" status=410',
        'code "GONE" status="410" title="Gone"',
        'code "GONE" status=410 title="Gone" more=1',
        'code "gone" status=410 title="Gone"',
        'code "GONE\\"" status=410 title="Gone"',
        'code "GONE" status=410 title="Gone\\n"',
        'code "GONE" status=410 title="Gone"\ncode "GONE" status=411 title="Gone"',
        'fault "LATE"',
        'fault "late" since=1',
        'fault "late"\nfault "late"',
        "other",
    ],
)
def test_what_is_no_code_and_no_fault_is_refused(text: str) -> None:
    with pytest.raises(TableError):
        error_table.read(text)
