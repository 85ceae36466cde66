"""Freezing: what is mounted, what is refused, and that all defects are told at once with their places."""

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pydantic import BaseModel

from mizan import DeclarationError, GraphError, Problem, ReactContext, Registry, _native, client

USER = ReactContext("user", identity="user_id", view=("page",))


def test_a_frozen_graph_has_functions_and_contexts_by_name(registry: Registry) -> None:
    @client(context=USER)
    def zulu(user_id: int, page: int = 1) -> int: ...

    @client(context=USER, cache=False)
    async def alpha(request: object, user_id: int) -> int: ...

    @client(affects=[zulu, "alpha", USER.scope(user_id="owner")])
    def change(owner: int) -> None: ...

    frozen = registry.freeze()
    assert list(frozen.functions) == ["alpha", "change", "zulu"]
    assert [each.name for each in frozen.contexts["user"]] == ["alpha", "zulu"]
    declared = frozen.functions["alpha"].declared
    assert (declared.is_async, declared.cached, declared.mutates) == (True, False, False)
    assert frozen.functions["zulu"].declared.cached
    assert frozen.functions["change"].declared.mutates
    assert [name for name, _ in frozen.joiners.values()] == ["change"]
    assert re.fullmatch(r"[0-9a-f]{16}", frozen.schema)
    ir = json.loads(frozen.graph.ir())
    assert [affect.get("function") for affect in ir["functions"][1]["affects"]] == ["zulu", "alpha", None]
    with pytest.raises(TypeError):
        frozen.functions["alpha"] = frozen.functions["zulu"]  # type: ignore[index]


def test_the_order_of_declaration_does_not_matter() -> None:
    def first(a: int) -> None: ...

    def second(b: int) -> None: ...

    texts = []
    for order in ((first, second), (second, first)):
        registry = Registry()
        for function in order:
            registry.add(_declared(function))
        texts.append(registry.freeze().graph.text())
    assert texts[0] == texts[1]


def _declared(function: Any) -> Any:
    from mizan.registry import scoped

    with scoped():
        return client(function)


class Tree(BaseModel):
    """There is no leaf."""

    child: "Tree"


def test_all_defects_are_told_at_once_with_their_places(registry: Registry) -> None:
    class Other(BaseModel):
        price: complex

        model_config = {"arbitrary_types_allowed": True}

    @client(context=USER)
    def profile(user_id: int) -> Other: ...

    @client(context=ReactContext("user", identity="id"))
    def orders(user_id: str) -> None: ...

    @client(affects="nothing")
    def first() -> None: ...

    @client(affects=first)
    def second() -> None: ...

    @client(affects=ReactContext("lonely"))
    def third() -> None: ...

    @client(affects="user")
    def by_name(user_id: int) -> None: ...

    @client
    def asked(req, user_id: int) -> None: ...  # type: ignore[no-untyped-def]  # the point

    @client
    def planted() -> Tree: ...

    @client(affects=USER.scope(nobody="owner", user_id="nowhere"))
    def fourth(owner: int) -> None: ...

    @client(auth="self")
    def fifth() -> None: ...

    twice()
    again()

    with pytest.raises(GraphError) as caught:
        registry.freeze()
    text = "\n".join(caught.value.defects)
    for says in (
        r"profile\.result\.price: `complex` is no type of the wire",
        r"context `user` is not the one of the same name at .*test_registry\.py:\d+: identity or view differ",
        r"function `first`: it affects `nothing`, but there is no such function",
        r"function `second`: it affects `first`, but that is no member of a context",
        r"function `third`: it affects context `lonely`, which has no members",
        r"function `by_name`: it affects `user`, but that is a context; pass the `ReactContext` itself",
        r"asked\.req: `req` has no annotation; the request's parameter is called `request`",
        r"struct `Tree`: it requires itself",
        r"two functions are called `same`: the other is at .*test_registry\.py:\d+",
    ):
        assert re.search(rf"^\S*test_registry\.py:\d+: {says}", text, re.MULTILINE), (says, text)
    # Those of the core are there too, with the place of the first function that they name.
    for name in ("fourth", "fifth"):
        assert re.search(rf"test_registry\.py:\d+: .*`{name}`", text), (name, text)
    assert re.search(r"test_registry\.py:\d+: .*`page`", text), text  # no member has the view param


def twice() -> None:
    @client
    def same() -> None: ...


def again() -> None:
    @client
    def same() -> None: ...


def test_a_reloaded_module_takes_its_own_place(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "reloaded_clients.py").write_text("from mizan import client\n\n\n@client\ndef ping() -> None: ...\n")
    monkeypatch.syspath_prepend(tmp_path)
    module = importlib.import_module("reloaded_clients")
    importlib.reload(module)
    del sys.modules["reloaded_clients"]
    assert len(registry.functions) == 1
    assert registry.freeze().functions["ping"].name == "ping"


def argument(name: str, kind: str) -> dict[str, Any]:
    return {"name": name, "type": {"type": kind}}


def module_of(name: str = "shop_native", **names: Any) -> ModuleType:
    """A native module as an extension makes one: three names and nothing else."""
    module = ModuleType(name)
    ir = {
        "version": 1,
        "contexts": [{"name": "user", "identity": "user_id", "view": ["page"]}],
        "functions": [
            {
                "name": "score",
                "context": "user",
                "args": [argument("user_id", "integer")],
                "result": {"type": "integer"},
            },
            {"name": "fail", "args": [argument("code", "string")], "result": {"type": "null"}},
        ],
    }

    def call(name: str, args: bytes, caller: bytes) -> bytes:
        given = json.loads(args)
        if name == "fail":
            return b'error\n{"code":"%s","detail":"sold out"}' % given["code"].encode()
        return b"ok\n" + str(given["user_id"] * 2).encode()

    vars(module).update(
        {
            "__mizan__": {"protocol": 1, "core": _native.__version__},
            "ir": lambda: json.dumps(ir).encode(),
            "call": call,
            **names,
        }
    )
    return module


def test_native_functions_stand_beside_those_of_python(registry: Registry) -> None:
    @client(context=USER)
    def profile(user_id: int, page: int = 1) -> int:
        return 1

    @client(affects="score")
    def change(user_id: int) -> None: ...

    registry.mount(module_of())
    registry.mount(module_of())
    frozen = registry.freeze()
    assert [each.name for each in frozen.contexts["user"]] == ["profile", "score"]
    score = frozen.functions["score"]
    assert score.run({"user_id": 5}, {"user_id": 5}, None, object()) == b"10"
    for code, status in (("CONFLICT", 409), ("NO_SUCH_CODE", 500)):
        with pytest.raises(Problem) as caught:
            frozen.functions["fail"].run({"code": code}, {}, None, None)
        assert caught.value.status == status


def test_what_clashes_with_a_native_module_is_a_defect(registry: Registry) -> None:
    @client(context=ReactContext("user", identity="page"))
    def score(page: int) -> None: ...

    registry.mount(module_of())
    with pytest.raises(GraphError) as caught:
        registry.freeze()
    text = str(caught.value)
    assert "native module `shop_native`: two functions are called `score`" in text
    assert "native module `shop_native`: context `user` is not the one of the same name" in text


class Score(BaseModel):
    points: int


def test_what_differs_from_a_native_module_in_one_thing_is_a_defect(registry: Registry) -> None:
    @client(context=ReactContext("user", identity="user_id", view=("other",)))
    def profile(user_id: int, other: int) -> Score: ...

    fields = [argument("points", "string")]
    ir = {
        "version": 1,
        "contexts": [{"name": "user", "identity": "user_id", "view": ["page"]}],
        "functions": [{"name": "best", "args": [], "result": {"type": "ref", "name": "Score"}}],
        "types": [{"kind": "struct", "name": "Score", "fields": fields}],
    }
    registry.mount(module_of(ir=lambda: json.dumps(ir).encode()))
    with pytest.raises(GraphError) as caught:
        registry.freeze()
    text = str(caught.value)
    assert "native module `shop_native`: type `Score` is not the one of the same name in Python" in text
    assert "native module `shop_native`: context `user` is not the one of the same name" in text


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ({"ir": None}, "it has no `__mizan__`, `ir` and `call`"),
        ({"__mizan__": {"protocol": 2, "core": _native.__version__}}, "it speaks protocol `2`"),
        ({"__mizan__": {"protocol": 1, "core": "0.0.1"}}, "it was built with core `0.0.1`"),
        ({"ir": lambda: b'{"version": 1}'}, "it has no functions"),
        ({"ir": lambda: b'{"version": 7}'}, "its IR cannot be read"),
        ({"ir": lambda: b"\xff"}, "its IR cannot be read"),
    ],
)
def test_modules_that_cannot_be_mounted(registry: Registry, names: dict[str, Any], says: str) -> None:
    with pytest.raises(DeclarationError, match=re.escape(says)) as caught:
        registry.mount(module_of(**names))
    assert "`shop_native`" in str(caught.value)


def test_the_wheels_own_registry_is_empty_and_says_so(registry: Registry) -> None:
    with pytest.raises(DeclarationError, match="use app as _"):
        registry.mount(_native)  # type: ignore[arg-type]


def test_importing_mizan_imports_no_host_and_no_generator() -> None:
    script = (
        "import re, sys, mizan\n"
        "hosts = re.compile(r'(django|fastapi|starlette|jinja2|mizan\\.(codegen|django|fastapi|vectors))\\b')\n"
        "sys.exit(', '.join(filter(hosts.match, sys.modules)) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_refusals_are_collected_and_told_with_the_graphs_defects(registry: Registry) -> None:
    with registry.collecting():

        @client(context=USER, rev=-1, auth="required")
        def profile(user_id: int, page: int) -> None: ...

        @client(context="user")  # type: ignore[call-overload]  # refused when it runs, too
        def orders(user_id: int) -> None: ...

        @client
        class Thing: ...  # type: ignore[call-overload]  # the same

        @client(affects=[profile, orders, "Thing", USER.scope(), USER.scope(user_id=5)])  # type: ignore[arg-type]
        def change(user_id: int) -> None: ...

        @client(affects="nobody_has_this")
        def aim() -> None: ...

        registry.mount(ModuleType("no_native"))
        ReactContext("other", view=5)  # type: ignore[arg-type]  # the same

    assert orders(5) is None
    with pytest.raises(GraphError) as caught:
        registry.freeze()
    told = [re.sub(r"^\S*test_registry\.py:\d+: ", "", defect) for defect in caught.value.defects]
    assert told[0] == 'function `profile`: `auth="required"`: say `auth=True`'
    for each, says in zip(
        told[1:],
        (
            "function `profile`: `rev` is a number from 0 to 2147483647, not `-1`",
            "function `orders`: `context` takes a `ReactContext`",
            "a class is no function; declare a plain function of the module",
            "`user.scope()` names no param; the whole of a context is `user.all()`",
            "`user.scope(user_id=…)` takes the name of an argument",
            "native module `no_native`: it has no",
            "context `other`: `view` is a tuple of names",
            "function `aim`: it affects `nobody_has_this`, but there is no such function",
        ),
        strict=True,
    ):
        assert each.startswith(says), (each, says)
    assert all("test_registry.py:" in each for each in caught.value.defects if "no_native" not in each)
    with pytest.raises(DeclarationError, match="`rev`"):
        client(rev=1)(twice)


HIDING = """
import functools
from mizan import client

def guarded(function):
    @functools.wraps(function)
    def inner(*args):
        raise PermissionError
    return inner

def careless(function):
    return lambda *args: function(*args)

@guarded
@client
def above() -> None: ...

@careless
@client
def above_without_a_trace() -> None: ...

@client
@guarded
def below() -> None: ...

@client
def alone() -> None: ...
"""


def test_a_decorator_above_the_declaration_is_a_defect(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hiding_clients.py").write_text(HIDING)
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("hiding_clients")
    try:
        with pytest.raises(GraphError) as caught:
            registry.freeze()
    finally:
        del sys.modules["hiding_clients"]
    first, second = caught.value.defects
    assert re.search(r"hiding_clients\.py:14: function `above`: a decorator above .* never runs .*`auth=`", first)
    assert re.search(r"hiding_clients\.py:18: function `above_without_a_trace`: .*below `@client`", second)


def test_warnings_have_their_places(registry: Registry) -> None:
    @client(context=USER)
    def profile(user_id: int, page: int) -> None: ...

    (warning,) = registry.freeze().warnings
    assert re.match(r"\S*test_registry\.py:\d+: context `user`: .* `profile` has no guard", warning), warning
