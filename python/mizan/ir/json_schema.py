"""Types of the IR as JSON Schema (2020-12), which is what OpenAPI 3.1 writes them in.

Decides nothing of what is legal: the core judges values, and this says it to readers and to tools as far as they can
follow. Page: `ir/protocol/types.md`. No twin.
"""

from collections.abc import Mapping
from typing import Any

Node = Mapping[str, Any]
Schema = dict[str, Any]

_MAX_INTEGER = 2**53 - 1
_SCALARS: Mapping[str, Schema] = {
    "boolean": {"type": "boolean"},
    "null": {"type": "null"},
    "string": {"type": "string"},
    "integer": {"type": "integer", "minimum": -_MAX_INTEGER, "maximum": _MAX_INTEGER},
    "bigint": {"type": "string", "pattern": "^(0|-?[1-9][0-9]*)$"},
    "number": {"type": "number"},
    "decimal": {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"},
    "uuid": {"type": "string", "format": "uuid"},
    "datetime": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "time"},
    "duration": {"type": "string", "format": "duration"},
    "bytes": {"type": "string", "contentEncoding": "base64url"},
    "json": {},
    "file": {"type": "string", "contentMediaType": "application/octet-stream"},
}
_CONSTRAINTS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusive_minimum": "exclusiveMinimum",
    "exclusive_maximum": "exclusiveMaximum",
    "multiple_of": "multipleOf",
    "min_length": "minLength",
    "max_length": "maxLength",
    "pattern": "pattern",
}
_OF_LISTS = {"min_length": "minItems", "max_length": "maxItems"}
_OF_MAPS = {"min_length": "minProperties", "max_length": "maxProperties"}
# Of these the bounds are numbers in JSON too.
_BOUNDED = ("integer", "number", "string")


def schema_of(node: Node, reference: str) -> Schema:
    """A type's. `reference` is what stands before the name of one that has a name, as `#/components/schemas/`."""

    def of(each: Node) -> Schema:
        return schema_of(each, reference)

    match node["type"]:
        case "ref":
            return {"$ref": f"{reference}{node['name']}"}
        case "optional":
            return {"anyOf": [of(node["item"]), {"type": "null"}]}
        case "list":
            return {"type": "array", "items": of(node["item"]), **_constrained(node, _OF_LISTS)}
        case "tuple":
            items = [of(item) for item in node["items"]]
            return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}
        case "map":
            keys = {"propertyNames": of(node["key"])} if "key" in node else {}
            return {"type": "object", "additionalProperties": of(node["item"]), **keys, **_constrained(node, _OF_MAPS)}
        case "enum":
            return {"enum": list(node["values"])}
        case "union":
            tag = {"discriminator": {"propertyName": node["tag"]}} if "tag" in node else {}
            return {"oneOf" if tag else "anyOf": [of(branch) for branch in node["of"]], **tag}
        case word:
            bounds = _constrained(node, _CONSTRAINTS) if word in _BOUNDED else {}
            return {**_SCALARS[word], **bounds}


def object_of(fields: list[Node], reference: str) -> Schema:
    """An object's, of arguments or of a struct: a field without a default is required."""
    properties = {field["name"]: _field(field, reference) for field in fields}
    required = [field["name"] for field in fields if "default" not in field and not field.get("omittable")]
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**found, "required": required} if required else found


def named(node: Node, reference: str) -> Schema:
    """An alias or a struct of the IR."""
    found = object_of(node["fields"], reference) if node["kind"] == "struct" else schema_of(node["type"], reference)
    return _documented(found, node)


def _field(field: Node, reference: str) -> Schema:
    found = _documented(schema_of(field["type"], reference), field)
    return {**found, "default": field["default"]} if "default" in field else found


def _documented(schema: Schema, node: Node) -> Schema:
    return {**schema, "description": node["doc"]} if node.get("doc") else schema


def _constrained(node: Node, words: Mapping[str, str]) -> Schema:
    return {word: node[name] for name, word in words.items() if node.get(name) is not None}
