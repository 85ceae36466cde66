"""Attack classes 14, 30 and 31 over Tauri's IPC: keys that reach for prototypes, who may not call, injection by names.

Messages go through the headless program, whose permissions are what its capability says. What is answered is what HTTP
answers, shown by axum, which has the same core. What a page does with it is `typescript/client/test/tauri.test.ts`'s,
and which names an app may declare `tauri/plugin/tests/names.rs`'s; a frame in a real window is `strangers.py`'s, of the
shop's check.
"""

import json
import socket
from collections.abc import Iterator

import pytest
from harness import adapters, ipc, program
from harness.ipc import IpcVisitor, RefusedError
from harness.program import Program
from test_ipc_agrees import Two, told
from wire import Answer

REACHING = ('"__proto__"', '"\\u005f_proto__"', '"constructor.prototype"', '"a[__proto__][x]"', '"constructor"')
NAMES = ("__proto__", "constructor.prototype", "user_id[__proto__][x]", "user_id.__proto__.x", "constructor")


@pytest.fixture(scope="module")
def programs() -> Iterator[Two]:
    """Over HTTP, and over IPC."""
    running = [program.start(kind) for kind in (adapters.AXUM, adapters.TAURI)]
    yield running[0], running[1]
    for each in running:
        each.stop()


@pytest.fixture(scope="module")
def tauri(programs: Two) -> Program:
    return programs[1]


def asked(two: Two, function: str, body: bytes, user: str | None = None, kind: str = "application/json") -> Answer:
    """What a call is answered over IPC, which is what it is answered over HTTP."""
    fields = {"Content-Type": kind}
    over_http, over_ipc = (each.visitor(user).post(function, body, dict(fields)) for each in two)
    assert told(over_ipc) == told(over_http)
    return over_ipc


# ---------------------------------------------------------------- 14, prototype pollution


@pytest.mark.parametrize("key", REACHING)
@pytest.mark.parametrize(
    ("frame", "path"),
    [
        ('{"args":{%s:{"x":1}}}', ["args"]),
        ('{"args":{},%s:{"x":1}}', []),
        ('{"args":{"value":{%s:{"x":1}}}}', ["args", "value"]),
    ],
    ids=["argument", "top", "struct"],
)
def test_attack_14_prototype_pollution(programs: Two, frame: str, path: list[str | int], key: str) -> None:
    answer = asked(programs, "echo_everything", (frame % key).encode())
    name = key.strip('"').replace("\\u005f", "_")
    assert ([*path, name], "unknown") in answer.faults(422, "INVALID")


@pytest.mark.parametrize("key", REACHING[:2])
@pytest.mark.parametrize(
    ("frame", "path"),
    [
        ('{"json":{%s:{"x":1}}}', ["json"]),
        ('{"json":[1,{"a":{%s:{"x":1}}}]}', ["json", 1, "a"]),
        ('{"map":{%s:"1"}}', ["map"]),
        ('{"map_by_uuid":{%s:""}}', ["map_by_uuid"]),
    ],
)
def test_attack_14_prototype_pollution_by_keys_of_maps(
    programs: Two, frame: str, path: list[str | int], key: str
) -> None:
    answer = asked(programs, "echo_everything", (f'{{"args":{{"value":{frame}}}}}' % key).encode())
    assert (["args", "value", *path, "__proto__"], "unknown") in answer.faults(422, "INVALID")


@pytest.mark.parametrize("key", REACHING)
@pytest.mark.parametrize(
    "head",
    [
        '{"kind":"call","function":"jump",%s:"x"}',
        '{%s:{"kind":"call","function":"jump"}}',
        '{"kind":"context","context":"user",%s:{"query":"user_id=5"}}',
        '{"kind":%s}',
        '{"kind":"session",%s:"x"}',
    ],
)
def test_attack_14_prototype_pollution_by_the_head_of_a_message(tauri: Program, head: str, key: str) -> None:
    """The head, which HTTP has none of, is read as strictly; nothing in it stands for what it lacks."""
    IpcVisitor(tauri.port).invoke((head % key).encode() + b'\n{"args":{}}').problem(400, "BAD_REQUEST")


@pytest.mark.parametrize("name", NAMES)
def test_attack_14_prototype_pollution_by_names_and_queries(tauri: Program, name: str) -> None:
    nobody = tauri.visitor()
    invoked = nobody.invoke(json.dumps({"kind": "call", "function": name}).encode() + b'\n{"args":{}}')
    invoked.problem(404, "NOT_FOUND")
    nobody.invoke(json.dumps({"kind": "context", "context": name}).encode()).problem(404, "NOT_FOUND")
    head = {"kind": "context", "context": "board", "query": f"shelf=hall&{name}=1"}
    nobody.invoke(json.dumps(head).encode()).problem(400, "BAD_REQUEST")


@pytest.mark.parametrize("key", REACHING)
def test_attack_14_prototype_pollution_by_a_form(programs: Two, key: str) -> None:
    """A part that is named so, with a file and without, and a key of the form's own JSON."""
    name = key.strip('"').replace("\\u005f", "_")
    given = '{"text":"x"%s}'
    cover = 'name="cover"; filename="a.png"\r\nContent-Type: image/png\r\n\r\nx'
    for parts in (
        [f'name="args"\r\n\r\n{given % ""}', cover, f'name="{name}"; filename="a.png"\r\n\r\nx'],
        [f'name="args"\r\n\r\n{given % ""}', cover, f'name="{name}"\r\n\r\n{{"x":1}}'],
        [f'name="args"\r\n\r\n{given % f",{key}:1"}', cover],
    ):
        body = "".join(f"--b\r\nContent-Disposition: form-data; {part}\r\n" for part in parts) + "--b--\r\n"
        answer = asked(programs, "pin_pictures", body.encode(), "grace", "multipart/form-data; boundary=b")
        assert answer.status in (400, 422), answer
    plain = asked(programs, "pin_pictures", f"{name}=1".encode(), "grace", "application/x-www-form-urlencoded")
    plain.problem(415, "UNSUPPORTED_MEDIA_TYPE")


def test_attack_14_what_is_data_elsewhere_comes_back_as_it_was_sent(programs: Two) -> None:
    sent = {"constructor": {"prototype": {"x": 1}}, "a[__proto__][x]": 1, "constructor.prototype": [], "toString": None}
    values = {"integer": 1, "json": sent, "days": []}
    answers = [each.visitor().call("echo_values", **values) for each in programs]
    assert told(answers[0]) == told(answers[1])


# ---------------------------------------------------------------- 30, who may not call


CALL = b'{"kind":"context","context":"board"}'


@pytest.mark.parametrize("window", ["main", "second", "main:grace"])
def test_attack_30_a_window_that_the_capability_names_may_call(tauri: Program, window: str) -> None:
    assert IpcVisitor(tauri.port, window).invoke(CALL).status == 200


@pytest.mark.parametrize("window", ["guest", "Main", "main2", "third:grace", "second-main", "settings/main"])
def test_attack_30_a_window_that_no_capability_names_is_refused(tauri: Program, window: str) -> None:
    stranger = IpcVisitor(tauri.port, window)
    for message in (CALL, b'{"kind":"session"}', b"", b"no message"):
        with pytest.raises(RefusedError, match="not allowed"):
            stranger.invoke(message)


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example/",
        "http://tauri.localhost.evil.example/",
        "http://main.evil.example/",
        "tauri://evil.example/",
        "https://localhost/",
        "data:text/html,x",
        "about:blank",
    ],
)
def test_attack_30_a_page_of_another_origin_is_refused_in_a_window_that_may(tauri: Program, origin: str) -> None:
    """A frame's messages come with its own address, and so do those of a window that was led elsewhere."""
    visitor = IpcVisitor(tauri.port, "main")
    visitor.origin = origin
    with pytest.raises(RefusedError, match="not allowed"):
        visitor.invoke(CALL)
    visitor.origin = "tauri://localhost/index.html"
    assert visitor.invoke(CALL).status == 200


# ---------------------------------------------------------------- 31, injection by names


@pytest.mark.parametrize(
    "window", ["main'", 'main"]', "main`${1}", "main\n", "main\u2028", "main</script>", "../main", "main\u202e", "*"]
)
def test_attack_31_a_label_that_could_break_out_is_none(tauri: Program, window: str) -> None:
    """Tauri makes no such window: no label reaches a permission, an event or a script as anything but a name."""
    with pytest.raises(RefusedError):
        IpcVisitor(tauri.port, window).invoke(CALL)


HOSTILE = (
    "</script><script>x=1</script>",
    "\u2028x=1\u2029",
    "'});x=1;({'",
    '"}]})\nx=1//',
    "`${x=1}`",
    "\\u0022",
    "\u202e",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_attack_31_what_an_event_says_is_the_text_that_it_was(tauri: Program, text: str) -> None:
    """The page that has called names itself, and a param of what was dropped is a user's text."""
    with socket.create_connection(("127.0.0.1", tauri.port), timeout=60) as window:
        window.sendall(ipc.frame(json.dumps({"listen": "second"}).encode()))
        ipc.received(window)
        caller = IpcVisitor(tauri.port, "main")
        caller.user = "sasha"
        head = {"kind": "call", "function": "clear_shelf", "page": text}
        answer = caller.invoke(json.dumps(head).encode() + b"\n" + json.dumps({"args": {"shelf": text}}).encode())
        assert answer.status == 200, answer
        heard = ipc.received(window)
    assert b"\n" not in heard
    assert json.loads(heard) == {
        "sender": "main:sasha",
        "page": text,
        "invalidate": [{"context": "board", "params": {"shelf": text}}, "desk"],
    }
