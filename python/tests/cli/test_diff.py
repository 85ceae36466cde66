"""`mizan diff`: each kind of change, told as what it is; and the command, as a process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mizan import _native
from mizan.ir.diff import Change, compare
from mizan.ir.document import decode
from mizan.ir.schema import Ir

INTEGER = {"type": "integer"}
STRING = {"type": "string"}


def graph(**parts: Any) -> _native.Graph:
    return _native.Graph(json.dumps({"version": 1, **parts}).encode())


def ir(**parts: Any) -> Ir:
    return decode(graph(**parts).ir())


def struct(name: str, **fields: Any) -> dict[str, Any]:
    return {"kind": "struct", "name": name, "fields": [{"name": each, **field} for each, field in fields.items()]}


def called(arg: Any = None, result: Any = None, **rest: Any) -> dict[str, Any]:
    args = [] if arg is None else [{"name": "a", "type": arg}]
    return {"name": "f", "args": args, "result": result or {"type": "null"}, **rest}


def told(old: dict[str, Any], new: dict[str, Any], **types: Any) -> list[tuple[str, str]]:
    """The changes of the function `f`."""
    before, after = types.get("old_types", []), types.get("new_types", [])
    found = compare(ir(functions=[old], types=before), ir(functions=[new], types=after))
    return [(change.severity, change.what) for change in found if change.place == "function f"]


def both(old: Any, new: Any, **types: Any) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The same change of what is sent, and of what is answered."""
    return told(called(old), called(new), **types), told(called(result=old), called(result=new), **types)


def of(kind: str, **constraints: Any) -> dict[str, Any]:
    return {"type": kind, **constraints}


def ref(name: str) -> dict[str, Any]:
    return {"type": "ref", "name": name}


def severities(old: Any, new: Any, **types: Any) -> tuple[list[str], list[str]]:
    sent, answered = both(old, new, **types)
    return [each[0] for each in sent], [each[0] for each in answered]


BREAKING, COMPATIBLE = (["breaking"], ["compatible"]), (["compatible"], ["breaking"])
EITHER = (["breaking"], ["breaking"])
UNSEEN = (["compatible"], ["compatible"])
ENUM = {"type": "enum", "values": ["a", "b"]}
WIDE = {"type": "enum", "values": ["a", "b", "c"]}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (INTEGER, STRING, EITHER),
        (INTEGER, of("number"), COMPATIBLE),
        (of("number"), INTEGER, BREAKING),
        (of("uuid"), STRING, COMPATIBLE),
        (STRING, of("date"), BREAKING),
        (STRING, of("string", pattern="^a"), BREAKING),
        (of("date"), of("string", max_length=3), EITHER),
        (INTEGER, of("json"), COMPATIBLE),
        (ENUM, WIDE, COMPATIBLE),
        (WIDE, ENUM, BREAKING),
        (ENUM, STRING, COMPATIBLE),
        (INTEGER, of("optional", item=INTEGER), COMPATIBLE),
        (of("optional", item=INTEGER), INTEGER, BREAKING),
        (of("list", item=INTEGER), of("list", item=STRING), EITHER),
        (of("list", item=INTEGER), of("tuple", items=[INTEGER]), EITHER),
        (of("tuple", items=[INTEGER]), of("tuple", items=[INTEGER, INTEGER]), EITHER),
        (of("map", item=INTEGER), of("map", item=of("number")), COMPATIBLE),
        (of("map", item=INTEGER), of("map", item=INTEGER, key=of("uuid")), BREAKING),
        (INTEGER, of("union", of=[INTEGER, STRING]), COMPATIBLE),
        (of("union", of=[INTEGER, STRING]), of("union", of=[STRING, INTEGER]), UNSEEN),
        (of("union", of=[INTEGER, of("boolean"), STRING]), of("union", of=[INTEGER, STRING]), BREAKING),
        (STRING, of("union", of=[of("uuid"), STRING]), UNSEEN),
        (of("union", of=[of("uuid"), STRING]), STRING, UNSEEN),
        (of("number"), of("json"), EITHER),
        (of("list", item=of("number")), of("json"), EITHER),
        (of("list", item=INTEGER), of("json"), COMPATIBLE),
        (ENUM, of("string", max_length=1), COMPATIBLE),
        ({"type": "enum", "values": [1, 2]}, of("integer", minimum=1, maximum=2), COMPATIBLE),
        ({"type": "enum", "values": [1, 3]}, of("integer", minimum=1, maximum=2), EITHER),
        (of("json"), of("optional", item=STRING), BREAKING),
        (of("null"), of("optional", item=INTEGER), COMPATIBLE),
        (of("optional", item=INTEGER), of("null"), BREAKING),
        (of("null"), of("union", of=[INTEGER, STRING]), (["breaking", "compatible"], ["breaking", "compatible"])),
        (ENUM, {"type": "enum", "values": ["b", "a"]}, (["cosmetic"], ["cosmetic"])),
        (of("decimal", decimal_places=2), of("decimal", decimal_places=3), UNSEEN),
        (of("decimal", decimal_places=3), of("decimal", decimal_places=2), BREAKING),
        (of("integer", maximum=9), of("integer", maximum=10), UNSEEN),
        (of("integer", maximum=10), of("integer", maximum=9), BREAKING),
        (of("integer", minimum=1), INTEGER, UNSEEN),
        (of("number", exclusive_minimum=0), of("number", minimum=0), (["compatible"] * 2, ["compatible"] * 2)),
        (of("number", exclusive_minimum=0), of("number", minimum=-1), (["compatible"] * 2, ["compatible"] * 2)),
        (of("number", minimum=0), of("number", exclusive_minimum=0), (["breaking", "compatible"], ["compatible"] * 2)),
        (of("number", minimum=1), of("number", exclusive_minimum=0), (["compatible"] * 2, ["compatible"] * 2)),
        (of("decimal", maximum="1"), of("decimal", exclusive_maximum="1.5"), (["compatible"] * 2, ["compatible"] * 2)),
        (INTEGER, of("integer", multiple_of=2), BREAKING),
        (of("integer", multiple_of=6), of("integer", multiple_of=3), UNSEEN),
        (of("string", min_length=2), of("string", min_length=1), UNSEEN),
        (of("string", pattern="a"), of("string", pattern="b"), BREAKING),
        (of("decimal", minimum="9.5"), of("decimal", minimum="10"), BREAKING),
        (of("decimal", maximum="9.5"), of("decimal", maximum="10"), UNSEEN),
        (of("date", minimum="2026-01-01"), of("date", minimum="2025-01-01"), UNSEEN),
        (
            of("datetime", maximum="2026-01-01T00:00:00.5Z"),
            of("datetime", maximum="2026-01-01T00:00:00Z"),
            BREAKING,
        ),
    ],
)
def test_a_type_that_changes(old: Any, new: Any, expected: tuple[list[str], list[str]]) -> None:
    assert severities(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"x": {"type": INTEGER}}, {"x": {"type": INTEGER}, "y": {"type": INTEGER}}, BREAKING),
        ({"x": {"type": INTEGER}}, {"x": {"type": INTEGER}, "y": {"type": INTEGER, "default": 1}}, UNSEEN),
        ({"x": {"type": INTEGER}, "y": {"type": INTEGER}}, {"x": {"type": INTEGER}}, EITHER),
        (
            {"x": {"type": INTEGER}, "y": {"type": INTEGER, "omittable": True}},
            {"x": {"type": INTEGER}},
            BREAKING,
        ),
        ({"x": {"type": INTEGER}}, {"x": {"type": INTEGER, "omittable": True}}, COMPATIBLE),
        ({"x": {"type": INTEGER, "default": 1}}, {"x": {"type": INTEGER, "default": 2}}, UNSEEN),
        ({"x": {"type": INTEGER, "default": 1}}, {"x": {"type": INTEGER}}, BREAKING),
    ],
)
def test_a_struct_that_changes(old: Any, new: Any, expected: tuple[list[str], list[str]]) -> None:
    kind = of("list", item=ref("S"))
    assert severities(kind, kind, old_types=[struct("S", **old)], new_types=[struct("S", **new)]) == expected
    (sent, *_), _ = both(kind, kind, old_types=[struct("S", **old)], new_types=[struct("S", **new)])
    assert sent[1].startswith("args.a[].")


def test_what_an_absence_means() -> None:
    text = {"type": STRING}
    (said,), _ = both(
        ref("S"),
        ref("S"),
        old_types=[struct("S", b={**text, "default": "x"})],
        new_types=[struct("S", b={**text, "omittable": True})],
    )
    assert said == ("compatible", 'args.a.b: what its absence means: "x" → absence')
    (said,), _ = both(
        ref("S"),
        ref("S"),
        old_types=[struct("S", b={"type": of("optional", item=STRING), "default": None})],
        new_types=[struct("S", b={"type": of("optional", item=STRING), "omittable": True})],
    )
    assert said == ("compatible", "args.a.b: what its absence means: null → absence")


def test_the_tag_of_a_union() -> None:
    cat = struct("Cat", kind={"type": {"type": "enum", "values": ["cat"]}})
    dog = struct("Dog", kind={"type": {"type": "enum", "values": ["dog"]}})
    plain = of("union", of=[ref("Cat"), ref("Dog")])
    sent, _ = both({**plain, "tag": "kind"}, plain, old_types=[cat, dog], new_types=[cat, dog])
    assert sent == [("compatible", 'args.a: its tag: "kind" → none')]


def test_a_guarded_member_guards_the_whole_bundle() -> None:
    def read(**more: Any) -> Ir:
        members = [{**called(), "context": "c"}, {**called(**more), "name": "g", "context": "c"}]
        return ir(contexts=[{"name": "c"}], functions=members)

    alone = ir(contexts=[{"name": "c"}], functions=[{**called(), "context": "c"}])
    guarded = [each for each in compare(alone, read(auth="required")) if each.place == "context c"]
    assert guarded == [Change("breaking", "context c", 'the guard of its bundle: none → "required"')]
    assert not [each for each in compare(alone, read()) if each.place == "context c"]


def test_a_struct_of_another_name_is_the_same_on_the_wire() -> None:
    old, new = [struct("S", x={"type": INTEGER})], [struct("Z", x={"type": INTEGER})]
    assert severities(ref("S"), ref("Z"), old_types=old, new_types=new) == (["cosmetic"], ["cosmetic"])


def test_a_struct_that_holds_itself_ends() -> None:
    node = struct("S", x={"type": INTEGER}, next={"type": of("list", item=ref("S")), "default": []})
    wide = struct("S", x={"type": of("number")}, next={"type": of("list", item=ref("S")), "default": []})
    assert severities(ref("S"), ref("S"), old_types=[node], new_types=[wide]) == COMPATIBLE


def test_two_lists_of_themselves_that_are_never_at_a_name_at_once_end() -> None:
    def twice(name: str) -> list[dict[str, Any]]:
        return [{"kind": "alias", "name": name, "type": of("list", item=of("list", item=ref(name)))}]

    found = severities(ref("A"), of("list", item=ref("B")), old_types=twice("A"), new_types=twice("B"))
    assert set(found[0]) == set(found[1]) == {"cosmetic"}


def test_an_alias_is_what_it_stands_for() -> None:
    alias = [{"kind": "alias", "name": "Colour", "type": ENUM}]
    assert severities(ENUM, ref("Colour"), new_types=alias) == (["cosmetic"], ["cosmetic"])
    assert severities(ref("Colour"), ENUM, old_types=alias) == (["cosmetic"], ["cosmetic"])
    wide = [{"kind": "alias", "name": "Colour", "type": WIDE}]
    assert severities(ref("Colour"), ref("Colour"), old_types=alias, new_types=wide) == COMPATIBLE


def test_a_branch_of_a_tagged_union() -> None:
    def branch(name: str) -> dict[str, Any]:
        return struct(name, kind={"type": {"type": "enum", "values": [name.lower()]}}, x={"type": INTEGER})

    old, new = [branch("Cat"), branch("Dog")], [branch("Cat"), branch("Dog"), branch("Eel")]
    two = of("union", of=[ref("Cat"), ref("Dog")], tag="kind")
    three = of("union", of=[ref("Cat"), ref("Dog"), ref("Eel")], tag="kind")
    assert severities(two, three, old_types=old, new_types=new) == COMPATIBLE
    assert severities(three, two, old_types=new, new_types=old) == BREAKING


def test_arguments() -> None:
    field = {"name": "a", "type": INTEGER}
    none, one = called(), {**called(), "args": [field]}
    with_default = {**called(), "args": [{**field, "default": 1}]}
    other_default = {**called(), "args": [{**field, "default": 2}]}
    assert told(none, one) == [("breaking", "args.a: it is there now, and required")]
    assert told(none, with_default) == [("compatible", "args.a: it is there now, 1 where absent")]
    assert told(one, none) == [("breaking", "args.a: it is there no more, and who sends it is refused")]
    assert told(one, with_default) == [("compatible", "args.a: it may be absent now, 1 then")]
    assert told(with_default, one) == [("breaking", "args.a: it is required now")]
    assert told(with_default, other_default) == [("compatible", "args.a: its default: 1 → 2")]


def test_a_param_whose_default_changes_breaks_who_leaves_it_out() -> None:
    def read(default: int) -> Ir:
        member = {**called(), "context": "c", "args": [{"name": "page", "type": INTEGER, "default": default}]}
        return ir(contexts=[{"name": "c"}], functions=[member])

    assert compare(read(1), read(2)) == [
        Change("breaking", "context c", "params.page: its default: 1 → 2; clients leave out the one that they know")
    ]


def test_functions_contexts_and_guards() -> None:
    member = {**called(), "context": "c"}
    calls, reads = ir(functions=[called()]), ir(contexts=[{"name": "c"}], functions=[member])
    nothing = ir()
    assert [(it.severity, it.place) for it in compare(calls, nothing)] == [("breaking", "function f")]
    assert [(it.severity, it.place) for it in compare(nothing, calls)] == [("compatible", "function f")]
    assert ("breaking", 'its context: none → "c"') in [(it.severity, it.what) for it in compare(calls, reads)]
    assert ("breaking", "context c") in [(it.severity, it.place) for it in compare(reads, calls)]
    guarded = called(auth="required")
    assert told(called(), guarded) == [("breaking", 'its guard: none → "required"')]
    assert told(guarded, called()) == [("compatible", 'its guard: "required" → none')]


GUARDS = (None, "required", "self", "staff", "superuser", "custom", "role:a", "role:b")
LOOSER = {
    "required": (None,),
    "self": (None, "required"),
    "staff": (None, "required", "self"),
    "superuser": (None, "required"),
    "custom": (None,),
    "role:a": (None, "required"),
    "role:b": (None, "required"),
}
"""What whoever passes a guard passes as well."""


@pytest.mark.parametrize("old", GUARDS)
@pytest.mark.parametrize("new", GUARDS)
def test_a_guard_that_lets_the_same_through_breaks_nobody(old: str | None, new: str | None) -> None:
    def guarded(auth: str | None) -> dict[str, Any]:
        return {
            **called(),
            "auth": auth,
            "affects": [{"context": "user", "all": True}],
            "args": [{"name": "user_id", "type": INTEGER}],
        }

    def found(*auths: str | None) -> Ir:
        reader = {**called(), "name": "g", "context": "user", "args": [{"name": "user_id", "type": INTEGER}]}
        readers = [{**reader, "name": f"g_{at}", "auth": auth} for at, auth in enumerate(auths)]
        return ir(contexts=[{"name": "user", "identity": "user_id"}], functions=[guarded(auths[0]), *readers])

    severity = "compatible" if new in LOOSER.get(old or "", ()) else "breaking"
    expected = [] if old == new else [severity]
    changes = compare(found(old), found(new))
    assert [each.severity for each in changes if each.place == "function f"] == expected
    assert [each.severity for each in changes if each.place == "context user"] == expected
    # A bundle has the guards of all its members: one of its own says no more than another does.
    more = compare(found("staff", old), found("staff", old, new))
    bundle = [each.severity for each in more if each.place == "context user"]
    known = {"staff", "self", "required", None, old, *LOOSER.get(old or "", ())}
    assert bundle == ([] if new in (None, old, "staff") else ["compatible" if new in known else "breaking"])


def test_routes_methods_and_privacy() -> None:
    def view(**more: Any) -> dict[str, Any]:
        return {"name": "f", "args": [], "route": "a/", **more}

    assert told(called(), view()) == [("breaking", "it is called by a route now")]
    assert told(view(), called()) == [("breaking", "it is called by its name now")]
    assert told(view(), view(route="b/")) == [("breaking", 'its route: "a/" → "b/"')]
    assert told(view(), view(methods=["GET", "POST"])) == [("compatible", "it answers POST now")]
    assert told(view(), view(methods=["GET"])) == []
    assert told(view(methods=["GET", "POST"]), view()) == [("breaking", "it answers POST no more")]
    assert told(view(), view(methods=["PUT"])) == [
        ("breaking", "it answers GET no more"),
        ("compatible", "it answers PUT now"),
    ]
    assert told(view(), view(private=True)) == [("compatible", "whether it is private: false → true")]
    assert told(view(private=True), view()) == [("breaking", "whether it is private: true → false")]
    # What nobody calls from outside is not there, for whoever is outside.
    private = called(private=True)
    assert told(called(), private) == [("breaking", "it is there no more")]
    assert told(private, called()) == [("compatible", "it is there now")]
    assert told(private, called(INTEGER, private=True)) == []
    assert compare(ir(functions=[called(), {**private, "name": "g"}]), ir(functions=[called()])) == []


def test_what_is_kept_and_for_whom() -> None:
    def read(**more: Any) -> dict[str, Any]:
        return {**called(), "context": "c", **more}

    def found(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, str]]:
        before, after = (ir(contexts=[{"name": "c"}], functions=[each]) for each in (old, new))
        return [(each.severity, each.what) for each in compare(before, after)]

    assert found(read(), read(cache=60)) == [("compatible", "whether it is cached: true → 60")]
    assert found(read(), read(cache=1)) == [("compatible", "whether it is cached: true → 1")]
    assert found(read(cache=False), read()) == [("compatible", "whether it is cached: false → true")]
    assert found(read(), read(rev=2)) == [("compatible", "its revision: 0 → 2")]
    assert found(read(), read(public=True)) == [("compatible", "whether it is one answer for everyone: false → true")]


@pytest.mark.parametrize(
    ("old", "new", "severity"),
    [
        (of("file"), of("file", max_size=5), "breaking"),
        (of("file", max_size=5), of("file"), "compatible"),
        (of("file", max_size=5), of("file", max_size=6), "compatible"),
        (of("file", max_size=6), of("file", max_size=5), "breaking"),
        (of("file"), of("file", accept=["image/*"]), "breaking"),
        (of("file", accept=["image/*"]), of("file"), "compatible"),
        (of("file", accept=["image/png"]), of("file", accept=["image/*"]), "compatible"),
        (of("file", accept=["image/*"]), of("file", accept=["image/png"]), "breaking"),
        (of("file", accept=["image/*"]), of("file", accept=["image/png", "text/*", "image/*"]), "compatible"),
        (of("file", accept=["imagery/png"]), of("file", accept=["image/*"]), "breaking"),
        (of("file"), of("json"), "breaking"),
        (of("json"), of("file"), "breaking"),
        (of("list", item=of("file")), of("json"), "breaking"),
        (STRING, of("file"), "breaking"),
        (of("file"), of("list", item=of("file")), "breaking"),
    ],
)
def test_the_limits_of_a_file(old: Any, new: Any, severity: str) -> None:
    assert {each[0] for each in told(called(old), called(new))} == {severity}


def test_errors() -> None:
    def raising(data: Any, status: int = 409) -> Ir:
        errors = [{"code": "OUT", "status": status, **({} if data is None else {"data": data})}]
        return ir(errors=errors, functions=[called(raises=["OUT"])])

    def found(old: Ir, new: Ir) -> list[tuple[str, str]]:
        return [(each.severity, each.what) for each in compare(old, new)]

    silent = ir(functions=[called()])
    assert [each[0] for each in found(silent, raising(None))] == ["compatible"]
    assert found(raising(None), silent) == [("compatible", "it raises OUT no more")]
    assert found(raising(INTEGER), raising(of("number"))) == [("breaking", "raises.OUT: integer → number")]
    assert found(raising(None), raising(INTEGER)) == [("compatible", "raises.OUT: it has data now")]
    assert found(raising(INTEGER), raising(None)) == [("breaking", "raises.OUT: it has no data now")]
    assert found(raising(None), raising(None, 410)) == [("compatible", "the status of OUT: 409 → 410")]


def test_an_error_that_only_others_raise_is_none_of_a_functions() -> None:
    errors = [{"code": "OUT", "status": 409}]
    other = {**called(raises=["OUT"]), "name": "g"}
    old, new = ir(functions=[called(), other], errors=errors), ir(functions=[called(), other], errors=errors)
    assert compare(old, new) == []
    both_raise = ir(functions=[called(raises=["OUT"]), other], errors=errors)
    assert [each.place for each in compare(old, both_raise)] == ["function f"]


def test_the_view_params_and_the_identity_of_a_context() -> None:
    def read(**more: Any) -> Ir:
        member = {**called(INTEGER), "context": "c", "auth": "required"}
        return ir(contexts=[{"name": "c", **more}], functions=[member])

    assert compare(read(), read(view=["a"])) == [Change("compatible", "context c", 'its view params: none → ["a"]')]
    assert compare(read(), read(identity="a")) == [Change("compatible", "context c", 'its identity: none → "a"')]


def test_a_branch_of_lists_of_what_has_the_same_name_and_is_another_type() -> None:
    """What the names are does not tell what they stand for."""
    first, second = struct("A", x={"type": INTEGER}), struct("A", x={"type": STRING})
    third = struct("B", x={"type": INTEGER})
    listed = [{"type": "list", "item": ref(each)} for each in ("A", "B")]
    _, answered = severities(
        of("union", of=[listed[0], STRING]),
        of("union", of=[listed[1], listed[0], STRING]),
        old_types=[first],
        new_types=[second, third],
    )
    assert "breaking" in answered


def test_documentation_and_order_are_cosmetic() -> None:
    old = [struct("S", x={"type": INTEGER, "doc": "One."}, y={"type": INTEGER})]
    new = [{**struct("S", y={"type": INTEGER}, x={"type": INTEGER, "doc": "Two."}), "doc": "What it is."}]
    before = ir(functions=[called(result=ref("S"))], types=old)
    after = ir(functions=[called(result=ref("S"), doc="What it does.")], types=new)
    assert {(each.severity, each.place, each.what) for each in compare(before, after)} == {
        ("cosmetic", "function f", "its documentation"),
        ("cosmetic", "type S", "its documentation"),
        ("cosmetic", "type S", "the order of its fields"),
        ("cosmetic", "type S", "x: its documentation"),
    }


def test_nothing_changes_between_an_ir_and_itself() -> None:
    kind = of("union", of=[INTEGER, of("list", item=ref("S"))])
    one = ir(functions=[called(kind, kind)], types=[struct("S", x={"type": kind})])
    assert compare(one, one) == []


def mizan(*arguments: str, stdin: str | None = None) -> Any:
    return subprocess.run(
        [sys.executable, "-m", "mizan.cli", *arguments], input=stdin, capture_output=True, text=True, check=False
    )


@pytest.fixture
def documents(tmp_path: Path) -> tuple[str, str]:
    """Two IRs in files, of which the second breaks clients of the first."""
    old, new = tmp_path / "old.kdl", tmp_path / "new.kdl"
    old.write_text(graph(functions=[called(result=ENUM)]).text())
    new.write_text(graph(functions=[called(result=WIDE, doc="Says more.")]).text())
    return str(old), str(new)


def test_the_command_tells_what_breaks_and_exits_with_1(documents: tuple[str, str]) -> None:
    done = mizan("diff", *documents)
    assert done.returncode == 1 and done.stderr == ""
    assert done.stdout == (
        'function f\n  breaking   result: with "c"\n  cosmetic   its documentation\n\n'
        "1 breaking, 0 compatible, 1 cosmetic\n"
    )


def test_the_command_exits_with_0_where_nothing_breaks(documents: tuple[str, str]) -> None:
    old, new = documents
    back = mizan("diff", "-", old, stdin=Path(new).read_text())
    assert back.returncode == 0 and back.stdout.endswith("0 breaking, 1 compatible, 1 cosmetic\n")
    assert mizan("diff", old, old).stdout == "0 breaking, 0 compatible, 0 cosmetic\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('mizan version=1\nfunction "f" colour="red" {\n    result {\n        boolean\n    }\n}\n', 'function "f"'),
        ("function {", "is no IR"),
        ('mizan version=1\nfunction "F" {\n    result {\n        boolean\n    }\n}\n', "is no legal graph"),
    ],
)
def test_a_document_that_is_none_exits_with_2_and_says_where(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "broken.kdl"
    file.write_text(text)
    done = mizan("diff", str(file), str(file))
    assert done.returncode == 2 and done.stdout == ""
    assert said in done.stderr and str(file) in done.stderr and "Traceback" not in done.stderr


def test_a_document_beyond_what_the_core_reads_exits_with_2(tmp_path: Path) -> None:
    deep = "[" * 150 + "]" * 150
    texts = {
        "deep": f'struct "S" {{\n    field "a" {{\n        default "{deep}"\n        json\n    }}\n}}\n',
        "status": 'error "OUT" status=99999\n',
    }
    for name, text in texts.items():
        file = tmp_path / f"{name}.kdl"
        file.write_text(f"mizan version=1\n{text}")
        done = mizan("diff", str(file), str(file))
        assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
        assert done.stderr.startswith(f"mizan: `{file}` ")


def test_a_file_that_is_not_there_exits_with_2(tmp_path: Path) -> None:
    done = mizan("diff", str(tmp_path / "none.kdl"), "-", stdin="")
    assert done.returncode == 2 and "cannot be read" in done.stderr
