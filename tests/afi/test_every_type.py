"""Every type of the wire, from a generated client through Django and back, and the table of the docs made of it.

The server is gunicorn, and what is compared is what came back over HTTP. The table in `docs/types.md` is written from
the same run by `python tests/afi/test_every_type.py --write`; the test holds it current.
"""

import inspect
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs/types.md"
BEGIN, END = "<!-- the table begins; made by tests/afi/test_every_type.py -->", "<!-- the table ends -->"
SITE = ROOT / "python/tests/django"
SETTINGS = {
    "INSTALLED_APPS": [
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "mizan.django",
        "testsite.every_type",
    ],
}

sys.path[:0] = [str(SITE), str(SITE.parent)]
import nodejs  # noqa: E402  # the harness of the adapter's tests lies there
import serving  # noqa: E402  # the harness of the adapter's tests lies there


def exchange(folder: Path) -> dict[str, Any]:
    """Generates the client, starts the server, sends everything; what went over the wire."""
    database = folder / "db.sqlite3"
    made = serving.manage("migrate", "--run-syncdb", "-v", "0", settings=SETTINGS, database=database)
    assert made.returncode == 0, made.stderr
    client = folder / "client"
    written = serving.manage("mizan_generate", "--output", str(client), settings=SETTINGS)
    assert written.returncode == 0, written.stderr
    # Beside the script, so that it finds the packages as any project does.
    (folder / "every_type.ts").write_text((ROOT / "tests/afi/every_type.ts").read_text())
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    server = serving.start("gunicorn", database, SETTINGS)
    try:
        address = f"http://127.0.0.1:{server.port}"
        done = subprocess.run(
            [nodejs.node(), "--no-warnings", "every_type.ts", address, str(client)],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, f"{done.stderr}\n{server.log}"
    finally:
        server.stop()
    ir = serving.manage("mizan_export_ir", "--json", settings=SETTINGS)
    return {
        **json.loads(done.stdout),
        "ir": json.loads(ir.stdout),
        "types": (client / "mizan.ts").read_text(),
    }


def table(run: dict[str, Any]) -> str:
    """The rows of the docs: what is declared, what travels, what the generated client takes."""
    source = (SITE / "testsite/every_type/clients.py").read_text()
    functions = {each["name"]: each for each in run["ir"]["functions"]}
    rows = ["| type | Python | JSON | generated client |", "|---|---|---|---|"]
    for each in run["exchanges"]:
        name = each["name"]
        declared = re.search(rf"def echo_{name}\(\s*value: (.*?),?\s*\) ->", source, re.S)
        assert declared, name
        pascal = "".join(part.title() for part in f"echo_{name}".split("_"))
        typed = re.search(rf"interface {pascal}Args {{.*?^  value\??: (.*?);", run["types"], re.S | re.M)
        assert typed, name
        sent = json.loads(each["sent"])["args"]["value"]
        # As it travels: this is the body's own text, not what a parser made of it.
        text = re.fullmatch(r'\{"args":\{"value":(.*)\}\}', each["sent"], re.S)
        assert text and json.loads(text[1]) == sent
        cells = (
            word(functions[f"echo_{name}"]["args"][0]["type"], run["ir"]),
            code(declared[1]),
            code(text[1]),
            code(typed[1]),
        )
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows)


def word(kind: dict[str, Any], ir: dict[str, Any]) -> str:
    """The IR's word; for a named type that of what it names."""
    if kind["type"] != "ref":
        return str(kind["type"])
    named = next(each for each in ir["types"] if each["name"] == kind["name"])
    return "struct" if named["kind"] == "struct" else f"{word(named['type'], ir)}, by name"


def code(text: str) -> str:
    """A cell of a table that holds code."""
    return "`" + re.sub(r"\s+", " ", text).replace("|", "\\|") + "`"


def with_table(page: str, rows: str) -> str:
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n\n{rows}\n\n{END}{after}"


def test_every_type_comes_back_unchanged_and_stands_in_the_docs(tmp_path: Path) -> None:
    run = exchange(tmp_path)
    declared = re.findall(r"def echo_(\w+)\(", (SITE / "testsite/every_type/clients.py").read_text())
    assert run["functions"] == declared, "every function of the table is called"
    words = set(re.findall(r'"type": "(\w+)"', json.dumps(run["ir"])))
    assert words == ROWS, "every word of the IR is there"
    spelled = run["spelled"]
    assert spelled["bigint"] == "18446744073709551616"
    assert spelled["decimal"] == "Decimal('-0.5')"
    assert spelled["date"] == "datetime.date(2026, 11, 23)"
    assert spelled["datetime"] == "datetime.datetime(2026, 11, 23, 12, 0, 0, 250000, tzinfo=datetime.timezone.utc)"
    assert spelled["enum"] == "<Colour.GREEN: 'green'>"
    assert spelled["days"] == "[datetime.date(2026, 1, 1), datetime.date(2026, 1, 2)]"
    assert (spelled["absent"], spelled["usual"]) == ("None", "Decimal('1.5')")
    assert (spelled["boolean"], spelled["integer"], spelled["string"]) == ("False", "-5", "'a b&é'")
    again = f"python {Path(inspect.getfile(table)).relative_to(ROOT)} --write"
    assert DOCS.read_text() == with_table(DOCS.read_text(), table(run)), f"the docs are not current; run `{again}`"


ROWS = {
    *("null", "boolean", "string", "integer", "bigint", "number", "decimal", "uuid", "datetime", "date", "time"),
    *("duration", "bytes", "json", "enum", "list", "tuple", "map", "union", "optional", "ref"),
}
"""The words of `ir/protocol/types.md`; structs and aliases are refs."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        run = exchange(Path(folder))
    DOCS.write_text(with_table(DOCS.read_text(), table(run)))


if __name__ == "__main__" and sys.argv[1:] == ["--write"]:
    main()
