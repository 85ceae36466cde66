"""Attack class 14: keys that reach for prototypes, at every place; over HTTP, and in the generated client in Node."""

import subprocess
from pathlib import Path

import nodejs
import pytest
import serving
from serving import Server, Start
from testsite.attacked import SETTINGS
from wire import BASE, Browser

ROOT = Path(__file__).parents[3]
REACHING = ('"__proto__"', '"\\u005f_proto__"', '"constructor.prototype"', '"a[__proto__][x]"', '"constructor"')


@pytest.fixture
def server(kind: str, start: Start) -> Server:
    return start(kind, **SETTINGS)


PLACES: dict[str, tuple[str, str, list[str | int]]] = {
    "argument": ("echo_string", '{"args":{"value":"",%s:{"x":1}}}', ["args"]),
    "top": ("echo_string", '{"args":{"value":""},%s:{"x":1}}', []),
    "struct": ("echo_struct", '{"args":{"value":{"id":1,"name":"x",%s:{"x":1}}}}', ["args", "value"]),
    "dataclass": ("echo_struct_of_a_dataclass", '{"args":{"value":{"x":1,%s:{"x":1}}}}', ["args", "value"]),
    "typed_dict": (
        "echo_struct_with_what_may_be_absent",
        '{"args":{"value":{"version":1,%s:{"x":1}}}}',
        ["args", "value"],
    ),
    "union": ("echo_union_with_a_tag", '{"args":{"value":{"kind":"circle","radius":1,%s:1}}}', ["args", "value"]),
}


@pytest.mark.parametrize("key", REACHING)
@pytest.mark.parametrize("place", PLACES)
def test_attack_14_prototype_pollution(nobody: Browser, place: str, key: str) -> None:
    """What is not declared is unknown, whatever it is named."""
    function, frame, path = PLACES[place]
    name = key.strip('"').replace("\\u005f", "_")
    assert nobody.post(function, (frame % key).encode()).faults(422, "INVALID") == [([*path, name], "unknown")]


@pytest.mark.parametrize("key", REACHING[:2])
@pytest.mark.parametrize(
    ("function", "frame", "path"),
    [
        ("echo_json", '{"args":{"value":{%s:{"x":1}}}}', ["value"]),
        ("echo_json", '{"args":{"value":[1,{"a":{%s:{"x":1}}}]}}', ["value", 1, "a"]),
        ("echo_map", '{"args":{"value":{%s:"1"}}}', ["value"]),
        ("echo_map_by_uuid", '{"args":{"value":{%s:""}}}', ["value"]),
        ("take_keys", '{"args":{"numbers":{%s:1}}}', ["numbers"]),
        ("change_entry", '{"args":{"entry_id":0,"by_name":{%s:{"note":"x"}}}}', ["by_name"]),
        ("find_entries", '{"args":{"columns":{%s:"x"}}}', ["columns"]),
    ],
)
def test_attack_14_prototype_pollution_by_keys_of_maps(
    nobody: Browser, function: str, frame: str, path: list[str | int], key: str
) -> None:
    """No key of a map, nor of JSON at any depth."""
    answer = nobody.post(function, (frame % key).encode())
    assert answer.faults(422, "INVALID") == [(["args", *path, "__proto__"], "unknown")]


def test_attack_14_prototype_pollution_by_what_is_data_elsewhere(nobody: Browser) -> None:
    """Other names are keys like any other, and come back as they were sent."""
    sent = {"constructor": {"prototype": {"x": 1}}, "a[__proto__][x]": 1, "constructor.prototype": [], "toString": None}
    assert nobody.call("echo_json", value=sent).json["result"] == sent
    assert nobody.call("echo_json", value="__proto__").json["result"] == "__proto__"


@pytest.mark.parametrize("name", ["__proto__", "constructor.prototype", "text[__proto__][x]", "text.__proto__.x"])
def test_attack_14_prototype_pollution_by_a_query_or_a_form(nobody: Browser, name: str) -> None:
    nobody.read("keyed", **{name: "1"}).problem(400, "BAD_REQUEST")
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        nobody.post("echo_json", f"{name}=1".encode(), {"Content-Type": kind}).problem(415, "UNSUPPORTED_MEDIA_TYPE")
    nobody.get(f"{BASE}ctx/{name}/").problem(404, "NOT_FOUND")


def test_attack_14_prototype_pollution_of_the_client(start: Start, tmp_path: Path) -> None:
    """`({}).x` stays undefined in Node, whatever is sent, answered or judged."""
    client = tmp_path / "client"
    written = serving.manage("mizan_generate", "--schemas", "--output", str(client), settings=SETTINGS)
    assert written.returncode == 0, written.stderr
    # Beside the script, so that it finds the packages as any project does.
    script = tmp_path / "attack.ts"
    script.write_text(Path(__file__).with_suffix(".ts").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    address = f"http://127.0.0.1:{start('gunicorn', **SETTINGS).port}"
    command = [nodejs.node(), "--no-warnings", script.name, address, str(client)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == 8 * 6 * 3
