"""The functions of a graph in the application's OpenAPI document, and so in `/docs`.

Decides how a call, a bundle and a form are told to who reads OpenAPI; generated clients are made from the IR, which
says more. Page: `ir/protocol/envelope.md`. No twin.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI

from mizan.ir.json_schema import Node, Schema, named, object_of, schema_of
from mizan.registry import Frozen

_REFERENCE = "#/components/schemas/mizan."
_PROBLEM = {
    "type": "object",
    "description": "What is answered in place of a result (RFC 9457).",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
        "member": {"type": "string"},
        "data": {},
        "invalidate": {"type": "array", "items": {}},
        "outdated": {"type": "boolean"},
    },
    "required": ["type", "title", "status", "code"],
}


def extend(app: FastAPI, frozen: Frozen, base: str) -> None:
    """From now on `app.openapi()` has the functions, at their addresses below the base, beside the project's own."""
    own = app.openapi

    def openapi() -> dict[str, Any]:
        document = own()
        if not any(path in document.get("paths", {}) for path, _ in _paths(frozen, base)):
            document.setdefault("paths", {}).update(_paths(frozen, base))
            document.setdefault("components", {}).setdefault("schemas", {}).update(_schemas(frozen))
        return document

    vars(app)["openapi"] = openapi


def _schemas(frozen: Frozen) -> dict[str, Schema]:
    types = json.loads(frozen.graph.ir()).get("types", [])
    return {"mizan.Problem": _PROBLEM, **{f"mizan.{each['name']}": named(each, _REFERENCE) for each in types}}


def _paths(frozen: Frozen, base: str) -> Iterator[tuple[str, Schema]]:
    functions: list[Node] = json.loads(frozen.graph.ir()).get("functions", [])
    for node in functions:
        if node.get("context") is None and node["name"] in frozen.functions:
            yield f"{base}/call/{node['name']}/", {"post": _call(node)}
    for context in sorted(frozen.contexts):
        members = [node for node in functions if node.get("context") == context]
        yield f"{base}/ctx/{context}/", {"get": _bundle(context, members)}


def _call(node: Node) -> Schema:
    args = node.get("args", [])
    files = [arg for arg in args if _is_file(arg["type"])]
    others = object_of([arg for arg in args if arg not in files], _REFERENCE)
    required = ["args"] if "required" in others else []
    body = {"type": "object", "properties": {"args": others}, **({"required": required} if required else {})}
    content: Schema = {}
    if files:
        parts = {"args": others, **{file["name"]: schema_of(file["type"], _REFERENCE) for file in files}}
        needed = [*required, *(file["name"] for file in files if "default" not in file)]
        content["multipart/form-data"] = {"schema": {"type": "object", "properties": parts, "required": needed}}
    if not any("default" not in file for file in files):
        content["application/json"] = {"schema": body}
    answer = {
        "type": "object",
        "properties": {"result": schema_of(node["result"], _REFERENCE), "invalidate": {"type": "array", "items": {}}},
        "required": ["result", "invalidate"],
    }
    told = {**_told(node["name"], node.get("doc")), "responses": _responses(answer)}
    return {**told, "requestBody": {"content": content, "required": True}}


def _bundle(context: str, members: list[Node]) -> Schema:
    params: dict[str, Schema] = {}
    for member in members:
        for arg in member.get("args", []):
            found = {"name": arg["name"], "in": "query", "schema": schema_of(arg["type"], _REFERENCE)}
            needed = "default" not in arg or params.get(arg["name"], {}).get("required", False)
            params[arg["name"]] = {**found, "required": needed}
    answer = {
        "type": "object",
        "properties": {member["name"]: schema_of(member["result"], _REFERENCE) for member in members},
        "required": [member["name"] for member in members],
    }
    docs = "\n".join(f"- `{member['name']}`: {member['doc']}" for member in members if member.get("doc"))
    told = {**_told(f"ctx_{context}", docs), "summary": context}
    return {**told, "parameters": [params[name] for name in sorted(params)], "responses": _responses(answer)}


def _told(name: str, doc: str | None) -> Schema:
    found: Schema = {"operationId": f"mizan_{name}", "summary": name, "tags": ["mizan"]}
    return {**found, "description": doc} if doc else found


def _responses(answer: Mapping[str, Any]) -> Schema:
    problem = {"$ref": f"{_REFERENCE}Problem"}
    return {
        "200": {"description": "The answer", "content": {"application/json": {"schema": answer}}},
        "default": {"description": "A problem", "content": {"application/problem+json": {"schema": problem}}},
    }


def _is_file(node: Node) -> bool:
    return bool(node["type"] == "file" or ("item" in node and _is_file(node["item"])))
