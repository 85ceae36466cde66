"""Classes of attacks by what a body holds: 15 to 18, over HTTP, each in one place, with what they cost the server."""

import contextlib
import json
import socket
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from serving import Server, Start, children
from test_http_slow import chunk, head
from testsite.attacked import SETTINGS
from wire import Answer, Browser, parse

LIMIT = 1 << 20


@pytest.fixture
def server(kind: str, start: Start) -> Server:
    return start(kind, **SETTINGS)


# ---------------------------------------------------------------- 15: one key twice

TWICE = {
    "plain": '{"a":1,"a":2}',
    "escaped": '{"a":1,"\\u0061":2}',
    "escaped_twice": '{"\\u0061":1,"\\u0061":2}',
    "equal_values": '{"a":1,"a":1}',
    "at_the_ends": '{"a":1,"b":2,"c":3,"a":4}',
    "among_many": "{" + ",".join(f'"{number}":1' for number in range(100)) + ',"50":1}',
    "empty": '{"":1,"":2}',
    "surrogate_pair": '{"\U0001f600":1,"\\ud83d\\ude00":2}',
    "slash": '{"/":1,"\\/":2}',
    "prototype": '{"__proto__":1,"__proto__":2}',
}


@pytest.mark.parametrize("twice", TWICE)
@pytest.mark.parametrize(
    ("function", "frame"),
    [
        ("echo_json", '{"args":{"value":%s}}'),
        ("echo_json", '{"args":{"value":[{"x":[%s]}]}}'),
        ("echo_map", '{"args":{"value":%s}}'),
        ("echo_struct", '{"args":{"value":%s}}'),
        ("echo_alias", '{"args":{"value":{"x":[%s]}}}'),
        ("echo_union_with_a_tag", '{"args":{"value":%s}}'),
        ("echo_union", '{"args":{"value":%s}}'),
        ("echo_string", '{"args":%s}'),
        ("echo_string", "%s"),
        # What is unknown anyway is looked at as strictly.
        ("echo_string", '{"args":{"value":"","unknown":%s}}'),
    ],
)
def test_attack_15_duplicate_keys(nobody: Browser, function: str, frame: str, twice: str) -> None:
    problem = nobody.post(function, (frame % TWICE[twice]).encode()).problem(400, "BAD_REQUEST")
    assert problem["detail"] == "an object has a key twice"
    assert "errors" not in problem


def test_attack_15_duplicate_keys_are_not_keys_that_differ(nobody: Browser) -> None:
    sent = {"a": 1, "A": 2, "a ": 3, "é": 4, "e\u0301": 5, "\uff41": 6, "a\u0000": 7}
    assert nobody.call("echo_json", value=sent).json["result"] == sent
    assert nobody.call("take_keys", texts=sent).json["result"] == len(sent)
    # Keys that are one value have one spelling, so that they cannot come twice.
    answer = nobody.call("take_keys", numbers={"1": 1, "01": 1, "1.0": 1, "+1": 1})
    keys = [(path[-1], code) for path, code in answer.faults(422, "INVALID")]
    assert keys == [("+1", "format"), ("01", "format"), ("1.0", "format")]


# ---------------------------------------------------------------- 16: deep and huge

# What else the machine does is in the figure, which the kernel counts in hundredths: the best of a few is what counts.
MOST_SECONDS, ATTEMPTS = 0.1, 4
MOST_MEMORY = 50 << 20


def workers(server: Server) -> list[int]:
    return [server.process.pid, *children(server.process.pid)]


def status(pid: int, name: str) -> int:
    """A line of the process's status, in bytes."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) << 10


def cost(server: Server, attack: Callable[[], None]) -> None:
    """Runs the attack, and asserts what it takes of CPU time, and of memory at its highest."""
    attack()
    seconds = []
    for _ in range(ATTEMPTS):
        for pid in workers(server):
            # Takes the highest mark back to what is in use now.
            Path(f"/proc/{pid}/clear_refs").write_text("5")
        before = {pid: status(pid, "VmRSS") for pid in workers(server)}
        spent = server.cpu_seconds()
        attack()
        seconds.append(server.cpu_seconds() - spent)
        grown = {pid: status(pid, "VmHWM") - memory for pid, memory in before.items()}
        assert max(grown.values()) < MOST_MEMORY, grown
        if seconds[-1] <= MOST_SECONDS:
            return
    raise AssertionError(f"CPU seconds: {seconds}")


def filled(frame: bytes, part: Callable[[int], bytes], size: int = LIMIT) -> bytes:
    """The frame with as many parts in the place of `%s` as a body may hold; after a comma the last one is `1`."""
    before, after = frame.split(b"%s")
    parts, room = [], size - len(frame) - 40
    for number in range(size):
        parts.append(part(number))
        room -= len(parts[-1])
        if room < 0:
            break
    return before + b"".join(parts).removesuffix(b",") + after


POSITIONS = ("integer", "number", "bigint", "decimal", "json", "string", "uuid", "datetime", "bytes", "list", "map")
HUGE: dict[str, bytes] = {
    "brackets": b"[" * 100_000,
    "closed_brackets": b"[" * 100_000 + b"]" * 100_000,
    "braces": b'{"a":' * 100_000,
    "digits": b"7" * 1_000_000,
    "fraction": b"0." + b"7" * 1_000_000,
    "exponent": b"1e" + b"7" * 1_000_000,
    "quoted_digits": b'"' + b"7" * 1_000_000 + b'"',
    "quoted_exponent": b'"1e' + b"7" * 1_000_000 + b'"',
    "quoted_fraction": b'"0.' + b"0" * 1_000_000 + b'"',
    "keys": filled(b"{%s}", lambda number: b'"%x":1,' % number),
    "items": b"[" + b"1," * 500_000 + b"1]",
    "small_lists": b"[" + b"[]," * 300_000 + b"[]]",
    "small_objects": b"[" + b"{}," * 300_000 + b"{}]",
    "escapes": b'"' + b"\\u00e9" * 170_000 + b'"',
}


# What is no JSON, or is taken.
ELSEWHERE = {"brackets", "closed_brackets", "braces"}


@pytest.mark.parametrize("huge", HUGE)
def test_attack_16_deep_and_huge(server: Server, nobody: Browser, huge: str) -> None:
    statuses = {}
    for position in POSITIONS:
        body = b'{"args":{"value":' + HUGE[huge] + b"}}"
        assert len(body) <= LIMIT

        def attack(function: str = f"echo_{position}", body: bytes = body) -> None:
            statuses[function] = nobody.post(function, body).status

        if (position, huge) in TAKEN:
            # It is no attack, and costs what it is worth.
            attack()
        else:
            cost(server, attack)
    fits = {f"echo_{position}" for position, taken in TAKEN if taken == huge}
    assert statuses == {
        f"echo_{position}": 200 if f"echo_{position}" in fits else 400 if huge in ELSEWHERE else 422
        for position in POSITIONS
    }


TAKEN = {
    *(("string", "quoted_digits"), ("string", "quoted_exponent"), ("string", "quoted_fraction"), ("string", "escapes")),
    *(("json", "quoted_digits"), ("json", "quoted_exponent"), ("json", "quoted_fraction"), ("json", "escapes")),
    *(("json", "keys"), ("json", "items"), ("json", "small_lists"), ("json", "small_objects")),
    *(("number", "fraction"), ("json", "fraction")),
    # Base64, and zero.
    *(("bytes", "quoted_digits"), ("decimal", "quoted_fraction")),
}


def test_attack_16_deep_and_huge_beyond_the_limit(server: Server, nobody: Browser) -> None:
    """A million keys are more than a megabyte."""
    body = b'{"args":{"value":{' + b",".join(b'"%x":1' % number for number in range(1_000_000)) + b"}}}"
    for function in ("echo_json", "echo_map", "echo_struct"):
        cost(server, lambda function=function: nobody.post(function, body).problem(413, "TOO_LARGE") and None)


def test_attack_16_deep_and_huge_a_gibibyte_announced(server: Server) -> None:
    def attack() -> None:
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
            connection.sendall(head(server, "echo_json", "Content-Length: 1073741824") + b'{"args":')
            assert connection.recv(65536).startswith(b"HTTP/1.1 413 ")

    cost(server, attack)


def test_attack_16_deep_and_huge_a_gibibyte_in_chunks(server: Server) -> None:
    piece = chunk(b" " * 65536)

    def attack() -> None:
        sent, answer = 0, b""
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
            connection.sendall(head(server, "echo_json", "Transfer-Encoding: chunked"))
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                while sent < 1 << 30:
                    connection.sendall(piece)
                    sent += 65536
            with contextlib.suppress(ConnectionResetError):
                while received := connection.recv(65536):
                    answer += received
        parse(answer).problem(413, "TOO_LARGE")
        assert sent < 32 << 20

    cost(server, attack)


def test_attack_16_deep_and_huge_slow_body(start: Start) -> None:
    """Byte by byte it is 408 when its time is over, however often one comes."""
    server = start("uvicorn", BODY_TIMEOUT=0.5, **SETTINGS)

    def attack() -> None:
        with socket.create_connection(("127.0.0.1", server.port), timeout=0.02) as connection:
            connection.sendall(head(server, "echo_json", "Content-Length: 1000000"))
            answer = b""
            for _ in range(500):
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    connection.sendall(b" ")
                with contextlib.suppress(TimeoutError):
                    answer = connection.recv(65536)
                    break
            # The rest of it may come later than its head.
            connection.settimeout(20)
            with contextlib.suppress(ConnectionResetError):
                while received := connection.recv(65536):
                    answer += received
            parse(answer).problem(408, "TIMEOUT")

    cost(server, attack)


def test_attack_16_deep_and_huge_lists_are_bounded_before_anything_is_made(server: Server, nobody: Browser) -> None:
    """A hundred thousand structs of eighty elements each, once their defaults are there: a bound is asked first."""
    body = b'{"args":{"rows":[' + b"{}," * 99_999 + b"{}]}}"

    def attack() -> None:
        assert nobody.post("take_bounded", body).faults(422, "INVALID") == [(["args", "rows"], "length")]

    cost(server, attack)
    assert nobody.call("take_bounded", rows=[{}] * 100).json["result"] == 100


# ---------------------------------------------------------------- 17: numbers

SAFE = 2**53 - 1
NUMBERS: dict[str, dict[str, Any]] = {
    # The literal as it is sent, and for each type what comes back of it, or the code of its fault.
    str(SAFE): {"integer": str(SAFE), "number": str(SAFE), "json": str(SAFE)},
    str(-SAFE): {"integer": str(-SAFE), "number": str(-SAFE), "json": str(-SAFE)},
    str(2**53): {"integer": "range", "number": str(2**53), "json": "range"},
    str(2**53 + 1): {"integer": "range", "number": str(2**53), "json": "range"},
    str(2**63): {"integer": "range", "number": "9223372036854776000", "json": "range"},
    str(-(2**63) - 1): {"integer": "range", "number": "-9223372036854776000", "json": "range"},
    str(2**64): {"integer": "range", "number": "18446744073709552000", "json": "range"},
    "-0": {"integer": "0", "number": "0", "json": "0"},
    "-0.0": {"integer": "0", "number": "0", "json": "0"},
    "5.0": {"integer": "5", "number": "5", "json": "5"},
    "50e-1": {"integer": "5", "number": "5", "json": "5"},
    "5.5": {"integer": "type", "number": "5.5", "json": "5.5"},
    "9007199254740991.5": {"integer": "type", "number": str(2**53), "json": "range"},
    "0.1": {"integer": "type", "number": "0.1", "json": "0.1"},
    "1e400": {"integer": "range", "number": "range", "json": "range"},
    "-1e400": {"integer": "range", "number": "range", "json": "range"},
    "1e-400": {"integer": "type", "number": "0", "json": "0"},
    "1e21": {"integer": "range", "number": "1e+21", "json": "1e+21"},
}
TEXTS: dict[str, dict[str, Any]] = {
    str(2**53 + 1): {"bigint": str(2**53 + 1), "decimal": str(2**53 + 1)},
    str(2**63): {"bigint": str(2**63), "decimal": str(2**63)},
    "-0": {"bigint": "format", "decimal": "0"},
    "-0.0": {"bigint": "format", "decimal": "0"},
    "0.1": {"bigint": "format", "decimal": "0.1"},
    "1e400": {"bigint": "format", "decimal": "range"},
    "NaN": {"bigint": "format", "decimal": "format"},
    "Infinity": {"bigint": "format", "decimal": "format"},
    "1_000": {"bigint": "format", "decimal": "format"},
    "\uff11": {"bigint": "format", "decimal": "format"},
    "0." + "1" * 64: {"bigint": "format", "decimal": "0." + "1" * 64},
    "1" * 65: {"bigint": "1" * 65, "decimal": "range"},
    "1" * 4300: {"bigint": "1" * 4300, "decimal": "range"},
    "1" * 4301: {"bigint": "range", "decimal": "range"},
}


def came_back(answer: Answer) -> str:
    """The result as its text, or the code of the one fault."""
    if answer.status == 200:
        return answer.body.decode().removeprefix('{"result":').removesuffix(',"invalidate":[]}')
    ((path, code),) = answer.faults(422, "INVALID")
    assert path == ["args", "value"]
    return code


@pytest.mark.parametrize("literal", NUMBERS)
def test_attack_17_numbers(nobody: Browser, literal: str) -> None:
    """Exact or 422. A `number` is a 64-bit float and says so: what it is nearest to comes back, as RFC 8785 has it."""
    found = {}
    for kind in NUMBERS[literal]:
        found[kind] = came_back(nobody.post(f"echo_{kind}", b'{"args":{"value":%s}}' % literal.encode()))
    assert found == NUMBERS[literal]
    # Text is no number to any of them, and a number no text.
    for kind in ("integer", "number"):
        assert came_back(nobody.call(f"echo_{kind}", value=literal)) == "type"
    for kind in ("bigint", "decimal", "string"):
        assert came_back(nobody.post(f"echo_{kind}", b'{"args":{"value":%s}}' % literal.encode())) == "type"


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:12])
def test_attack_17_numbers_as_text(nobody: Browser, text: str) -> None:
    found = {kind: came_back(nobody.call(f"echo_{kind}", value=text)).strip('"') for kind in TEXTS[text]}
    assert found == TEXTS[text]


@pytest.mark.parametrize(
    "literal", ["NaN", "Infinity", "-Infinity", "-", "+1", "01", ".5", "5.", "1e", "0x10", "1_000", "\uff11", "nan"]
)
def test_attack_17_numbers_that_json_does_not_have(nobody: Browser, literal: str) -> None:
    for kind in ("integer", "number", "json", "bigint", "decimal"):
        nobody.post(f"echo_{kind}", b'{"args":{"value":%s}}' % literal.encode()).problem(400, "BAD_REQUEST")


# ---------------------------------------------------------------- 18: regular expressions and hashes

EVIL = ("one", "two", "three", "four", "five", "six", "seven")


@pytest.mark.parametrize("name", EVIL)
def test_attack_18_regex_dos(server: Server, nobody: Browser, name: str) -> None:
    """Linear in the text: of half a megabyte, of which those who go back would not see the end of forty characters."""
    for letter in ("a", "x", "a ", "aA"):
        text = letter * (500_000 // len(letter)) + "!"
        body = json.dumps({"args": {name: text}}).encode()

        def attack(body: bytes = body) -> None:
            # Some of them are found in some of these.
            nobody.post("match_all", body)

        cost(server, attack)


def test_attack_18_regex_dos_in_many_places(server: Server, nobody: Browser) -> None:
    near = "a" * 40 + "!"
    many = json.dumps({"args": {"many": [near] * 20_000}}).encode()
    keys = json.dumps({"args": {"keys": {f"{'a' * 40}{number}": 1 for number in range(18_000)}}}).encode()

    def attack() -> None:
        assert {code for _, code in nobody.post("match_all", many).faults(422, "INVALID")} == {"pattern"}
        assert {code for _, code in nobody.post("match_all", keys).faults(422, "INVALID")} == {"pattern"}

    cost(server, attack)


def alike() -> list[str]:
    """50,000 texts that have one hash where `h * 31 + c` is one (Java), and where `h * 33 + c` is."""
    thirty_one = ["".join(pairs) for pairs in product(("Aa", "BB"), repeat=15)]
    thirty_three = ["".join(pairs) for pairs in product(("Ez", "FY"), repeat=15)]
    return (thirty_one[:25_000] + thirty_three)[:50_000]


def uuids(count: int) -> list[str]:
    """Uuids of which Python makes one hash: an `int`'s is its value modulo 2^61 - 1."""
    digits = [f"{number * (2**61 - 1):032x}" for number in range(1, count + 1)]
    return [f"{each[:8]}-{each[8:12]}-{each[12:16]}-{each[16:20]}-{each[20:]}" for each in digits]


def test_attack_18_hash_dos(server: Server, nobody: Browser) -> None:
    for names in (alike(), [str(number << 37) for number in range(1, 50_000)]):
        room = names[:25_000]
        body = json.dumps({"args": {"value": dict.fromkeys(room, 1)}}, separators=(",", ":")).encode()
        assert len(body) <= LIMIT

        def attack(body: bytes = body) -> None:
            assert nobody.post("echo_struct", body).status == 422
            assert nobody.post("echo_string", body).status == 422

        cost(server, attack)


def test_attack_18_hash_dos_of_what_python_hashes_by_value(server: Server, nobody: Browser) -> None:
    room = 20_000
    numbers = {str(number << 37): 1 for number in range(1, room)}
    chosen = dict.fromkeys(uuids(room), 1)
    few = dict.fromkeys(uuids(16), 1)

    def attack() -> None:
        problem = nobody.call("take_keys", uuids=chosen).problem(400, "BAD_REQUEST")
        assert problem["detail"] == "a map has too many keys of one hash"
        assert nobody.call("take_keys", uuids=few).json["result"] == 16

    cost(server, attack)
    cost(server, lambda: nobody.call("take_keys", numbers=numbers).json["result"] == room and None)
