"""Runs a folder of vectors through the native core: `python -m mizan.vectors tests/afi/vectors`.

Decides which function of the core a file is about; what is right stands in the files. Twin:
`mizan-core/examples/vectors.rs`, with the same rules. Page: `ir/protocol/README.md`.
"""

import base64
import itertools
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from mizan import _native, multipart
from mizan.errors import Problem

Graphs = Mapping[str, _native.Scoping]
Word = Callable[[Any, Graphs], Any]


def _secret(case: Mapping[str, Any]) -> bytes:
    secret: str = case["secret"]
    return secret.encode()


def _graph(case: Mapping[str, Any], graphs: Graphs) -> _native.Scoping:
    graph = case["graph"]
    return graphs[graph] if isinstance(graph, str) else _native.Scoping(json.dumps(graph).encode())


def _cache_key(case: Any, _: Graphs) -> Any:
    return _native.cache_key(
        _secret(case),
        *(case["context"], case["member"], case["params"], case["schema"]),
        *(case.get("caller"), case.get("permissions")),
    )


def _permission_hash(case: Any, _: Graphs) -> Any:
    return _native.permission_hash(staff=case["staff"], superuser=case["superuser"], permissions=case["permissions"])


def _resolve(case: Any, graphs: Graphs) -> Any:
    resolved = _graph(case, graphs).resolve(case["mutation"], case["args"], case["caller"])
    return [{"target": target, "tier": tier} for target, tier in resolved]


def _redact(case: Any, graphs: Graphs) -> Any:
    graph = _graph(case, graphs)
    return graph.redact(case["targets"], case["args"], case["caller"], failed=case["failed"])


def _tag(case: Any, _: Graphs) -> Any:
    text = _native.canonical_json([case["context"], case["function"], case["params"]])
    return {"text": text, "tag": _native.tag(_secret(case), text)}


def _entry(case: Any, _: Graphs) -> Any:
    """The entry's bytes in hex, unless they cannot be read again."""
    stamp = (_secret(case), case["key"], case["world"], list(case["epochs"].items()))
    body: bytes = case["body"].encode()
    entry = _native.encode_entry(*stamp, body)
    return entry.hex() if _native.decode_entry(*stamp, entry) == body else "not read again"


def _frozen(**parts: Any) -> _native.Graph:
    return _native.Graph(json.dumps({"version": 1, **parts}).encode())


def _function(name: str, args: Any, context: str | None = None) -> dict[str, Any]:
    return {"name": name, "context": context, "args": args, "result": {"type": "null"}}


def _answered(decode: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What came of a request's arguments, or the status and the places of a refusal."""
    faults: list[tuple[list[str | int], str]]
    try:
        return decode()
    except _native.SyntaxFault as fault:
        status, faults = 400, fault.faults
    except _native.InvalidFault as fault:
        status, faults = 422, fault.faults
    return {"status": status, "errors": [{"path": path, "code": code} for path, code in faults]}


def _known(case: Mapping[str, Any], *names: str) -> None:
    unknown = sorted(set(case) - set(names))
    if unknown:
        raise ValueError(f"unknown field `{unknown[0]}`")


def _many(request: str | list[str], answer: Callable[[bytes], dict[str, Any]]) -> Any:
    """One request, or many to the same graph: then as many outcomes are expected, in order."""
    requests = [request] if isinstance(request, str) else request
    answers = [_answered(partial(answer, one.encode())) for one in requests]
    return answers[0] if isinstance(request, str) else answers


def _types(case: Any, _: Graphs) -> Any:
    """The body of a call of a function with these arguments; the arguments as a native module gets them."""
    _known(case, "types", "args", "body")
    graph = _frozen(types=case["types"], functions=[_function("f", case["args"])])
    return _many(case["body"], lambda body: {"args": graph.encode_args("f", graph.decode_args("f", body)).decode()})


def _query(case: Any, _: Graphs) -> Any:
    """The query of a context with these members."""
    _known(case, "types", "members", "query")
    functions = [_function(name, args, "c") for name, args in case["members"].items()]
    graph = _frozen(types=case.get("types", []), contexts=[{"name": "c"}], functions=functions)

    def members(query: bytes) -> dict[str, Any]:
        decoded = graph.decode_params("c", query)
        return {"members": {name: graph.encode_args(name, args).decode() for name, args in decoded.items()}}

    return _many(case["query"], members)


def _schema(case: Any, _: Graphs) -> Any:
    """The schema of an IR, and those of its members by `context/member`."""
    graph = _frozen(**case)
    members = {
        f"{function['context']}/{function['name']}": graph.member_schema(function["context"], function["name"])
        for function in case["functions"]
        if function.get("context") is not None
    }
    return {"schema": graph.schema, "members": members}


def _ir_text(case: Any, _: Graphs) -> Any:
    graph = _frozen(**case)
    return {"text": graph.text(), "schema": graph.schema}


def _multipart(case: Any, _: Graphs) -> Any:
    """What a body tells, whole and byte by byte: the part `args` and the files by argument, all bytes in base64."""
    _known(case, "content_type", "total", "args", "files", "body")
    body = base64.b64decode(case["body"])
    boundary = multipart.boundary(case["content_type"])
    if boundary is None:
        return None
    files = {name: multipart.FileLimit(**limit) for name, limit in case["files"].items()}
    limits = multipart.Limits(boundary, case["total"], case["args"], files)
    whole = _told(limits, [body])
    return whole if _told(limits, [body[at : at + 1] for at in range(len(body))]) == whole else "chunks differ"


def _told(limits: multipart.Limits, chunks: Sequence[bytes]) -> Any:
    reader = multipart.Reader(limits)
    files: dict[str, list[list[str]]] = {}
    begun, bytes_of = None, b""
    try:
        for event in itertools.chain.from_iterable(map(reader.feed, chunks)):
            if isinstance(event, multipart.FileBegun):
                begun, bytes_of = event, b""
            elif isinstance(event, bytes):
                bytes_of += event
            elif begun is not None:
                each = [begun.name, begun.content_type, base64.b64encode(bytes_of).decode()]
                files.setdefault(begun.argument, []).append(each)
        reader.close()
    except Problem as problem:
        return {
            "status": problem.status,
            "errors": [{"path": list(path), "code": code} for path, code in problem.errors],
        }
    return {"args": base64.b64encode(reader.args).decode(), "files": files}


WORDS: Mapping[str, Word] = {
    "cache_key": _cache_key,
    "canonical_json": lambda value, _: _native.canonical_json(value),
    "dropped_groups": lambda case, graphs: _graph(case, graphs).dropped_groups(case["targets"], _secret(case)),
    "entry": _entry,
    "entry_tags": lambda case, graphs: _graph(case, graphs).entry_tags(
        case["context"], case["function"], case["params"]
    ),
    "graph_digest": lambda case, graphs: _graph(case, graphs).digest(_secret(case)),
    "header": lambda targets, _: _native.header(targets),
    "ir_text": _ir_text,
    "multipart": _multipart,
    "permission_hash": _permission_hash,
    "purge_tags": lambda case, graphs: _graph(case, graphs).purge_tags(case["target"]),
    "query": _query,
    "redact": _redact,
    "resolve": _resolve,
    "schema": _schema,
    "store_key": lambda case, _: _native.store_key(case["namespace"], case["name"]),
    "tag": _tag,
    "types": _types,
}


@dataclass
class Outcome:
    """What running a folder came to: cases that gave what they expect, and what to say of each of the others."""

    passed: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Nothing failed, and something ran."""
        return not self.failures and self.passed > 0


def check(folder: Path) -> Outcome:
    """Runs every case of every file. A folder, a file or a word that is not known is a failure too."""
    outcome = Outcome()
    graphs: dict[str, _native.Scoping] = {}
    words: dict[str, list[dict[str, Any]]] = {}
    if not folder.is_dir():
        outcome.failures.append(f"{folder}: no folder")
    for path in sorted(folder.glob("*.json")):
        try:
            content = json.loads(path.read_bytes())
            if isinstance(content, list):
                words[path.stem] = _cases(content)
            else:
                graphs[path.stem.removesuffix("_graph")] = _native.Scoping(json.dumps(content).encode())
        except ValueError as error:
            outcome.failures.append(f"{path.stem}: {error}")
    for word, cases in words.items():
        for case in cases:
            said = _run(word, case, graphs)
            if said is None:
                outcome.passed += 1
            else:
                outcome.failures.append(f"{word}: {case['name']}\n{said}")
    return outcome


def _cases(content: list[Any]) -> list[dict[str, Any]]:
    if not content:
        raise ValueError("no cases")
    for case in content:
        if not isinstance(case, dict) or set(case) != {"name", "input", "expect"}:
            raise ValueError("a case has `name`, `input` and `expect`, and nothing else")
    return content


def _run(word: str, case: dict[str, Any], graphs: Graphs) -> str | None:
    run = WORDS.get(word)
    if run is None:
        return "  no such word"
    try:
        got = run(case["input"], graphs)
    except Exception as error:  # Whatever it is, it is this case that failed, and the others still run.
        return f"  {type(error).__name__}: {error}"
    # As text: to Python `1`, `1.0` and `true` are equal, and to the vectors they are not.
    given, expected = (json.dumps(value, sort_keys=True) for value in (got, case["expect"]))
    return None if given == expected else f"  expected {expected}\n  got      {given}"


def main(arguments: list[str]) -> int:
    """Prints each failure and then `N passed, N failed`; the status is 1 if one failed or nothing ran."""
    if len(arguments) != 1:
        sys.stderr.write("name one folder of vectors\n")
        return 1
    outcome = check(Path(arguments[0]))
    sys.stdout.writelines(f"{failure}\n" for failure in outcome.failures)
    sys.stdout.write(f"{outcome.passed} passed, {len(outcome.failures)} failed\n")
    return 0 if outcome.is_good else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
