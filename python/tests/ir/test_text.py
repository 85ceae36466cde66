"""Bad text is refused by place and line, and no text whatever makes reading fail in another way."""

import json
from pathlib import Path
from random import Random

import ckdl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ir.models import document
from mizan import _native
from mizan.ir.document import decode
from mizan.ir.grammar import PATH, grammar
from mizan.ir.lines import line_of
from mizan.ir.schema import Struct
from mizan.ir.text import TextError, read

HEAD = "mizan version=1\n"
RESULT = HEAD + 'function "f" {{ result {{ {}; }}; }}\n'
FIELD = HEAD + 'struct "S" {{\n    field "a" {{\n        {}\n    }}\n}}\n'
AT = 'struct "S" > field "a" > '
INTEGER = "a whole number within ±(2^53-1)"
COUNT = "a whole number from 0 to 2^32-1"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the first node is not `mizan`"),
        ('context "a"\n', "the first node is not `mizan`"),
        ("mizan version=2\n", "mizan (line 1): the version is 2, and this reads 1"),
        ("mizan\n", "mizan (line 1): it has no `version`"),
        ("mizan version=#true\n", f"mizan (line 1): its property `version` is `#true`, and takes {INTEGER}"),
        ("mizan version=1 other=1\n", "mizan (line 1): it has no property `other`"),
        ("mizan 5 version=1\n", "mizan (line 1): it has 1 arguments, and takes 0"),
        ("mizan version=1 {\n    view\n}\n", "mizan > view (line 2): there is no such node here"),
        (
            HEAD + 'enum "A"\n',
            'enum "A" (line 2): there is no such node; there are `alias`, `context`, `error`, `function`, `struct`',
        ),
        (HEAD + "context\n", "context (line 2): it has 0 arguments, and takes 1"),
        (HEAD + 'context "a" "b"\n', 'context "a" (line 2): it has 2 arguments, and takes 1'),
        (HEAD + "context 5\n", "context (line 2): its argument is no string"),
        (HEAD + '(t)context "a"\n', 'context "a" (line 2): the type annotation `t` means nothing here'),
        (HEAD + 'context (t)"a"\n', "context (line 2): its argument is no string"),
        (HEAD + 'context "a" idenity="b"\n', 'context "a" (line 2): it has no property `idenity`'),
        (HEAD + 'context "a" identity=5\n', 'context "a" (line 2): its property `identity` is `5`, and takes a string'),
        (HEAD + 'context "a" {\n    view 5\n}\n', 'context "a" > view (line 3): its argument is no string'),
        (HEAD + 'context "a" {\n    view "b" c=5\n}\n', 'context "a" > view "b" (line 3): it has no property `c`'),
        (
            HEAD + 'context "a" {\n    view "b" {\n        c\n    }\n}\n',
            'context "a" > view "b" > c (line 4): there is no such',
        ),
        (
            HEAD + 'function "f" {\n    arg "a" {\n    }\n}\n',
            'function "f" > arg "a" (line 3): it holds no type, and takes',
        ),
        (
            HEAD + 'function "f" {\n    result {\n        integer\n    }\n    result {\n        integer\n    }\n}\n',
            'function "f" > result (line 6): it is there twice',
        ),
        (
            HEAD + 'function "f" auth="editor" {\n    result {\n        integer\n    }\n}\n',
            'function "f" (line 2): its property `auth` is `editor`, and takes `required` or `self` or `staff` or '
            "`superuser` or `custom` or `role:…`",
        ),
        (HEAD + 'function "f" auth=#true {\n}\n', "its property `auth` is `#true`, and takes `required` or `self`"),
        (HEAD + 'function "f" rev=-1 {\n}\n', f"its property `rev` is `-1`, and takes {COUNT}"),
        (HEAD + 'function "f" route=5 {\n}\n', "its property `route` is `5`, and takes a string"),
        (HEAD + 'function "f" public=1 {\n}\n', "its property `public` is `1`, and takes #true or #false"),
        (HEAD + 'function "f" cache=1.5 {\n}\n', f"is `1.5`, and takes #true, #false or {COUNT}"),
        (HEAD + 'function "f" cache="1" {\n}\n', f"is `1`, and takes #true, #false or {COUNT}"),
        (
            HEAD + 'function "f" route="a" {\n    method "HEAD"\n}\n',
            'function "f" > method "HEAD" (line 3): its argument is `HEAD`, and takes `DELETE` or `GET` or `PATCH` or',
        ),
        (HEAD + 'function "f" {\n    method 5\n}\n', 'function "f" > method (line 3): its argument is no string'),
        (
            HEAD + 'function "f" {\n    result {\n    }\n}\n',
            'function "f" > result (line 3): it holds no type',
        ),
        (
            HEAD + 'function "f" cache=-1 {\n}\n',
            f'function "f" (line 2): its property `cache` is `-1`, and takes #true, #false or {COUNT}',
        ),
        (
            HEAD + 'function "f" context=#null {\n}\n',
            'function "f" (line 2): its property `context` is `#null`, and takes a string',
        ),
        (HEAD + 'function "f" {\n    doc "a"\n    doc "b"\n}\n', 'function "f" > doc "b" (line 4): it is there twice'),
        (HEAD + 'function "f" {\n    raises 5\n}\n', 'function "f" > raises (line 3): its argument is no string'),
        (
            HEAD + 'function "f" {\n    affects "a" {\n        scope "p" argument=1\n    }\n}\n',
            'function "f" > affects "a" > scope "p" (line 4): its property `argument` is `1`, and takes a string',
        ),
        (
            HEAD + 'function "f" {\n    affects "a" {\n        scope "p"\n    }\n}\n',
            'function "f" > affects "a" > scope "p" (line 4): it has no property `argument`',
        ),
        (
            HEAD + 'function "f" {\naffects "a" {\nscope "p" argument="x"\nscope "p" argument="x"\n}\n}\n',
            'function "f" > affects "a" > scope "p" (line 5): it is there twice',
        ),
        (HEAD + 'error "E" status="409"\n', f'error "E" (line 2): its property `status` is `409`, and takes {COUNT}'),
        (HEAD + 'error "E" {\n    data {\n    }\n}\n', 'error "E" > data (line 3): it holds no type'),
        (
            HEAD + 'alias "A" {\n    string\n    uuid\n}\n',
            'alias "A" (line 2): it holds 2 types or more, and takes one',
        ),
        (HEAD + 'alias "A"\n', 'alias "A" (line 2): it holds no type'),
        (HEAD + 'struct "S" {\n    integer\n}\n', 'struct "S" > integer (line 3): there is no such node here'),
        (RESULT.format("uuid; string"), 'function "f" > result (line 2): it holds 2 types'),
        (RESULT.format("blob"), 'function "f" > result > blob (line 2): there is no such node here'),
        (RESULT.format("list { uuid 5; }"), 'function "f" > result > list > uuid (line 2): it has 1 arguments'),
        (RESULT.format("uuid { uuid; }"), 'function "f" > result > uuid > uuid (line 2): there is no such node here'),
        (RESULT.format("list"), 'function "f" > result > list (line 2): it holds no type'),
        (RESULT.format("list { uuid; uuid; }"), 'function "f" > result > list (line 2): it holds 2 types'),
        (RESULT.format("map { key; uuid; }"), 'function "f" > result > map > key (line 2): it holds no type'),
        (RESULT.format("map { key { uuid; }; key { uuid; }; uuid; }"), "> map > key (line 2): it is there twice"),
        (RESULT.format("ref"), 'function "f" > result > ref (line 2): it has 0 arguments'),
        (RESULT.format('ref "A" { uuid; }'), "there is no such node here"),
        (RESULT.format("enum { value 1.5; }"), "> value (line 2): its argument is `1.5`, and takes a string or"),
        (RESULT.format("enum { value #true; }"), "> enum > value (line 2): its argument is `#true`"),
        (RESULT.format("enum { value 9007199254740992; }"), "its argument is `9007199254740992`"),
        (RESULT.format('enum { value "a" "b"; }'), "it has 2 arguments, and takes 1"),
        (
            RESULT.format('enum { value "a"; value 1; }'),
            "> enum > value (line 2): its argument is `1`, and the values before",
        ),
        (RESULT.format("file { accept 5; }"), "> file > accept (line 2): its argument is no string"),
        (RESULT.format("file max_size=1.5"), f"its property `max_size` is `1.5`, and takes {COUNT}"),
        (RESULT.format("union tag=5 { uuid; }"), "its property `tag` is `5`, and takes a string"),
        (FIELD.format('default "NaN"; integer'), AT + 'default "NaN" (line 4): its argument holds no JSON'),
        (FIELD.format('default "1e999"; number'), "its argument holds no JSON"),
        (FIELD.format('default "[" ; json'), "its argument holds no JSON"),
        (FIELD.format(f'default "{"[" * 100_000}"; json'), "its argument holds no JSON"),
        (FIELD.format(r'default "{\"a\":1,\"a\":2}"; json'), "its argument holds no JSON"),
        (FIELD.format(r'default "\"\\ud800\""; json'), "its argument holds no JSON"),
        (FIELD.format("default 5; integer"), AT + "default (line 4): its argument is no string"),
        (
            FIELD.format("integer minimum=1.0"),
            AT + f"integer (line 4): its property `minimum` is `1.0`, and takes {INTEGER}",
        ),
        (FIELD.format("integer minimum=#true"), f"its property `minimum` is `#true`, and takes {INTEGER}"),
        (FIELD.format('integer minimum="1"'), f"its property `minimum` is `1`, and takes {INTEGER}"),
        (FIELD.format("integer minimum=9007199254740992"), f"is `9007199254740992`, and takes {INTEGER}"),
        (FIELD.format("integer minimum=9999999999999999999999"), f"is `9999999999999999999999`, and takes {INTEGER}"),
        (FIELD.format("integer max_length=1"), AT + "integer (line 4): it has no property `max_length`"),
        (FIELD.format("string max_length=-1"), f"its property `max_length` is `-1`, and takes {COUNT}"),
        (FIELD.format("string max_length=4294967296"), f"is `4294967296`, and takes {COUNT}"),
        (FIELD.format("string max_length=#false"), f"is `#false`, and takes {COUNT}"),
        (FIELD.format("string minimum=1"), AT + "string (line 4): it has no property `minimum`"),
        (FIELD.format("string pattern=5"), "its property `pattern` is `5`, and takes a string"),
        (FIELD.format("bigint minimum=5"), "its property `minimum` is `5`, and takes a string"),
        (FIELD.format("number minimum=0.5"), "its property `minimum` is `0.5`, and takes a whole number"),
        (FIELD.format("number minimum=#inf"), "its property `minimum` is `inf`"),
        (FIELD.format('number minimum="inf"'), "its property `minimum` is `inf`"),
        (FIELD.format('number minimum="1e999"'), "its property `minimum` is `1e999`"),
        (FIELD.format('number minimum="+1"'), "its property `minimum` is `+1`"),
        (FIELD.format('number minimum=" 1"'), "its property `minimum` is ` 1`"),
        (
            FIELD.format("list min_length=1 { " * 33 + "uuid" + " }" * 33),
            "types are within each other deeper than 32 levels",
        ),
        (
            HEAD + 'struct "S" {\n    field "a" omittable=1 {\n        uuid\n    }\n}\n',
            'struct "S" > field "a" (line 3): its property `omittable` is `1`, and takes #true or #false',
        ),
        # What stands in a message is on one line, and nothing in it turns it around.
        (HEAD + 'context "a\\n\\u{202e}`" {\n    x\n}\n', 'context "a\\u{a}\\u{202e}\\u{60}" > x (line 3): '),
        (HEAD + f'context "{"é" * 200}" {{\n    x\n}}\n', f'context "{"é" * 120}…" > x (line 3): '),
    ],
)
def test_bad_text_is_refused_by_place(text: str, says: str) -> None:
    with pytest.raises(TextError) as caught:
        read(text)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("mizan {", "line 1: "),
        (HEAD + '\nfunction "f" {\n    arg "a {\n    }\n}\n', "line 4: "),
        (HEAD + 'context "a"\nfunction "f" {\n    doc "a" }\n}\n', "line 5: "),
        (HEAD + 'function "f" {\n    doc "a"\n    arg true\n}\ncontext "a"\n', "line 4: "),
        (HEAD + 'function "f" {\n    doc "a"\n\ncontext "a"\n', "line 2: "),
        (HEAD + 'function "f" { /* \n\n', ""),
        (HEAD + 'function "f" "\ud800"', ""),
    ],
)
def test_what_is_no_kdl_is_refused_by_line(text: str, line: str) -> None:
    with pytest.raises(TextError, match=f"^{line}the text is no KDL 2: "):
        read(text)


@pytest.mark.parametrize(
    "before",
    [
        '/* one /* two\n */\n*/ context "a"\n',
        "/* /* */ */\n",
        '/* /* */ x\n*/ context "a"\n',
        'context "a" // { "\n',
        'context \\\n    "a"\n',
        'context "a" {\n    view """\n        x\n        """\n}\n',
        'context #"a"#\n',
        'context ##"""\n"#\n"""##\n',
        'context "a" { view "b"; view "\\"}"; }; context "c" {}\n',
        "\r\n\n",
        '"context" "a"\n',
        "\n;\n;;\n",
        'context "a" {\n}\n\n\n',
        'context "//{"\ncontext "/-"\n',
    ],
)
def test_lines_are_counted_whatever_stands_before(before: str) -> None:
    text = HEAD + before + 'struct "S" {\n    field "a" {\n        blob\n    }\n}\n'
    line = len(text[: text.index("blob")].replace("\r\n", "\n").split("\n"))
    with pytest.raises(TextError) as caught:
        read(text)
    assert str(caught.value) == f'struct "S" > field "a" > blob (line {line}): there is no such node here'


def test_a_line_that_is_not_certain_is_not_told() -> None:
    with pytest.raises(TextError) as caught:
        read(HEAD + '/- context "a"\ncontext "b" {\n    x\n}\n')
    assert str(caught.value) == 'context "b" > x: there is no such node here'


def test_every_node_of_a_printed_text_has_its_line() -> None:
    for number in range(12):
        text = _native.Graph(json.dumps(document(Random(number))).encode()).text()
        parsed = ckdl.parse(text, version=2)
        lines = [at for at, line in enumerate(text.split("\n"), 1) if line and not line.endswith("}")]
        found: list[int | None] = []
        ahead = [[node] for node in reversed(parsed.nodes)]
        while ahead:
            path = ahead.pop()
            found.append(line_of(text, parsed, path))
            ahead.extend([*path, child] for child in reversed(path[-1].children))
        assert found == lines


PIECES = [
    "{",
    "}",
    "\n",
    '"',
    "#true",
    "#null",
    "5",
    "-1",
    "1.5",
    "minimum=1",
    'tag="a"',
    "list",
    "key",
    "/-",
    "\\",
    ";",
    "(t)",
]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 50), st.lists(st.tuples(st.integers(0), st.integers(0, 30), st.sampled_from(PIECES)), max_size=6))
def test_a_broken_text_is_refused_in_one_way(number: int, edits: list[tuple[int, int, str]]) -> None:
    text = _native.Graph(json.dumps(document(Random(number))).encode()).text()
    for at, dropped, put in edits:
        at %= len(text) + 1
        text = text[:at] + put + text[at + dropped :]
    _read_or_refuse(text)


@settings(max_examples=400, deadline=None)
@given(st.text(st.sampled_from(list('mizan version=1{}"\n\\#;/-*() a5.')), max_size=60))
def test_any_text_is_refused_in_one_way(text: str) -> None:
    _read_or_refuse(HEAD + text)


def _read_or_refuse(text: str) -> None:
    try:
        found = read(text)
    except TextError as error:
        assert str(error).isprintable()
    else:
        assert decode(found.encode()) == found


@pytest.mark.parametrize(
    ("default", "value"),
    [
        ("9007199254740991", 2**53 - 1),
        ("-9007199254740991", 1 - 2**53),
        ("9007199254740992", 2.0**53),
        ("100000000000000000000", 1e20),
        ("0.5", 0.5),
    ],
)
def test_whole_defaults_of_the_wire_stay_whole(default: str, value: float) -> None:
    (struct,) = read(FIELD.format(f'default "{default}"; json')).types
    assert isinstance(struct, Struct)
    found = struct.fields[0].default
    assert (found, type(found)) == (value, type(value))


def test_a_default_beyond_the_deepest_value_is_refused_by_place() -> None:
    read(FIELD.format(f'default "{"[" * 64}{"]" * 64}"; json'))
    with pytest.raises(TextError, match=r"line 4.*: its argument is nested deeper than 64 levels"):
        read(FIELD.format(f'default "{"[" * 65}{"]" * 65}"; json'))
    read(FIELD.format(f'default "[\\"{"[" * 65}\\"]"; json'))


def test_deep_text_is_refused_and_no_stack_is_spent() -> None:
    for depth in (100, 100_000):
        with pytest.raises(TextError, match="deeper than 32 levels"):
            read(HEAD + 'alias "A" {\n' + "list {\n" * depth + "uuid\n" + "}\n" * depth + "}\n")


def test_the_grammar_is_current_and_is_itself_kdl() -> None:
    nodes = ckdl.parse(grammar(), version=2).nodes
    assert {node.name for node in nodes} == {"document", "node", "type"}
    assert (Path(__file__).parents[3] / PATH).read_text(encoding="utf-8") == grammar()
    named = {kind: {node.args[0] for node in nodes if node.name == kind} for kind in ("node", "type")}
    assert named["node"] >= {"alias", "context", "error", "function", "struct", "affects", "arg", "field", "param"}
    assert len(named["type"]) == 22
