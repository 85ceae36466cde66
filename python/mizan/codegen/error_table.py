"""Prints the closed table of codes, `ir/errors.kdl`, as Python, Rust and TypeScript.

It decides no code, status or title: the table does, and `ir/protocol/envelope.md` says how they travel. It has no twin;
it is run by `invoke generate` (or `python -m mizan.codegen.error_table [--check]`) and is needed by nobody at run time.
"""

import sys
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import ckdl

from mizan.codegen.files import Report, write

SOURCE = "ir/errors.kdl"
PYTHON = "python/mizan/error_table.py"
RUST = "rust/mizan-core/src/error_table.rs"
TYPESCRIPT = "typescript/client/src/errorTable.ts"

_HEAD = f"Generated from `{SOURCE}` by `invoke generate`. Do not edit."


class TableError(ValueError):
    """`ir/errors.kdl` holds something that is no code and no fault."""


@dataclass(frozen=True)
class Entry:
    """One code: its name as it travels (`NOT_FOUND`), its HTTP status and its title."""

    name: str
    status: int
    title: str

    @property
    def variant(self) -> str:
        """The name as a Rust variant: `NotFound`."""
        return "".join(part.capitalize() for part in self.name.split("_"))


@dataclass(frozen=True)
class Table:
    """All codes and all codes of faults, in the order in which they are declared."""

    codes: tuple[Entry, ...]
    faults: tuple[str, ...]


def read(text: str) -> Table:
    """The table in `text` (KDL). Raises `TableError`, or ckdl's error where `text` is no KDL."""
    codes: list[Entry] = []
    faults: list[str] = []
    for node in ckdl.parse(text).nodes:
        match node.name, list(node.args), dict(node.properties):
            case "code", [str(name)], {"status": int(status), "title": str(title), **rest} if not rest:
                codes.append(Entry(_checked(name, str.isupper), status, _plain(title)))
            case "fault", [str(name)], rest if not rest:
                faults.append(_checked(name, str.islower))
            case _:
                raise TableError(f"{SOURCE}: `{node.name}` is neither a code with status and title nor a fault")
    names = [entry.name for entry in codes] + faults
    if len(set(names)) != len(names):
        raise TableError(f"{SOURCE}: a name is declared twice")
    return Table(tuple(codes), tuple(faults))


def _checked(name: str, right_case: Callable[[str], bool]) -> str:
    if not name.isascii() or not name.replace("_", "").isalpha() or not right_case(name):
        raise TableError(f"{SOURCE}: `{name}` is no name of a code or fault")
    return name


def _plain(title: str) -> str:
    if not title.isascii() or not title.replace(" ", "").isalpha():
        raise TableError(f"{SOURCE}: the title `{title}` is not made of letters and spaces")
    return title


def python(table: Table) -> str:
    """The table for Python, as ruff would leave it."""
    codes = "".join(f'    "{e.name}": Code({e.status}, "{e.title}"),\n' for e in table.codes)
    faults = "".join(f'    "{fault}",\n' for fault in table.faults)
    return f'''"""{_HEAD}"""

from typing import NamedTuple


class Code(NamedTuple):
    """What a code stands for: the HTTP status and the title of its problem object."""

    status: int
    title: str


CODES: dict[str, Code] = {{
{codes}}}

FAULTS: tuple[str, ...] = (
{faults})
'''


def rust(table: Table) -> str:
    """The table for Rust, as rustfmt would leave it."""
    variants = "".join(f"    /// {e.title} ({e.status}).\n    {e.variant},\n" for e in table.codes)
    every = "".join(f"        Self::{e.variant},\n" for e in table.codes)
    # rustfmt packs an array of short elements and gives each of the others a line.
    quoted = [f'"{fault}",' for fault in table.faults]
    short = all(len(fault) <= 11 for fault in quoted)
    lines = textwrap.wrap(" ".join(quoted), width=96) if short else quoted
    faults = "".join(f"    {line}\n" for line in lines)

    def arms(values: Mapping[str, str]) -> str:
        return "".join(f"            Self::{variant} => {value},\n" for variant, value in values.items())

    names = arms({e.variant: f'"{e.name}"' for e in table.codes})
    statuses = arms({e.variant: str(e.status) for e in table.codes})
    titles = arms({e.variant: f'"{e.title}"' for e in table.codes})
    return f"""//! {_HEAD}

/// The code of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {{
{variants}}}

impl Code {{
    /// Every code, in the table's order.
    pub const ALL: [Self; {len(table.codes)}] = [
{every}    ];

    /// The code as it travels, in upper case.
    pub const fn as_str(self) -> &'static str {{
        match self {{
{names}        }}
    }}

    /// The HTTP status.
    pub const fn status(self) -> u16 {{
        match self {{
{statuses}        }}
    }}

    /// The title of the problem object.
    pub const fn title(self) -> &'static str {{
        match self {{
{titles}        }}
    }}

    /// The code that travels as `text`, if there is one.
    pub fn parse(text: &str) -> Option<Self> {{
        Self::ALL.into_iter().find(|code| code.as_str() == text)
    }}
}}

/// The codes of the faults that a problem lists.
pub const FAULTS: [&str; {len(table.faults)}] = [
{faults}];
"""


def typescript(table: Table) -> str:
    """The table for TypeScript, as biome would leave it."""
    codes = "".join(f'\n  | "{e.name}"' for e in table.codes)
    faults = " | ".join(f'"{fault}"' for fault in table.faults)
    told = "".join(f'\n  {e.name}: [{e.status}, "{e.title}"],' for e in table.codes)
    return f"""// {_HEAD}

/** The code of a problem. */
export type Code ={codes};

/** The HTTP status and the title of each code. */
export const CODES: Readonly<Record<Code, readonly [status: number, title: string]>> = {{{told}
}};

/** The code of one fault that a problem lists. */
export type FaultCode = {faults};
"""


def generate(root: Path, *, check: bool = False) -> Report:
    """Writes the three tables under the repository's `root`, or with `check` only compares them."""
    table = read((root / SOURCE).read_text(encoding="utf-8"))
    return write({PYTHON: python(table), RUST: rust(table), TYPESCRIPT: typescript(table)}, root, check=check)


def main(arguments: list[str]) -> int:
    """Writes, or with `--check` compares; the status is 1 if a table is not current."""
    report = generate(Path(__file__).parents[3], check="--check" in arguments)
    for name in report.stale:
        sys.stderr.write(f"`{name}` is not current: run `invoke generate`\n")
    return 1 if report.stale else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
