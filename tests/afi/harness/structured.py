"""Reads the list of `X-Mizan-Invalidate` (RFC 9651) back into targets: an independent reader, which knows no core.

Decides what the field says; whether that is right is the checks' to say. Page: `ir/protocol/invalidation.md`.
"""

import base64
import re
from typing import Any

_NAME = re.compile(r"[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*")
_PARAM = re.compile(r";(?P<name>[a-z*][a-z0-9_.*-]*)(?P<given>=)?")
_VALUE = re.compile(
    r'(?P<string>"(?:[ !#-\[\]-~]|\\["\\])*")|\?(?P<boolean>[01])|:(?P<bytes>[A-Za-z0-9+/=]*):'
    r"|(?P<integer>-?[0-9]{1,15})"
)

Target = str | dict[str, Any]


def targets(field: str | None) -> list[Target]:
    """The targets that the field names. Raises `ValueError` where it is no such list."""
    found: list[Target] = []
    at = 0
    text = field or ""
    while at < len(text):
        if found:
            if not text.startswith(", ", at):
                raise ValueError(f"no separator at {at} of `{text}`")
            at += 2
        name = _NAME.match(text, at)
        if name is None:
            raise ValueError(f"no token at {at} of `{text}`")
        at = name.end()
        params: dict[str, Any] = {}
        while param := _PARAM.match(text, at):
            at, value = param.end(), True
            if param["given"]:
                given = _VALUE.match(text, at)
                if given is None:
                    raise ValueError(f"no value at {at} of `{text}`")
                at, value = given.end(), _value(given)
            params[param["name"]] = value
        context, _, function = name[0].partition("/")
        named = {"function": function} if function else {}
        scoped = {"params": params} if params else {}
        found.append({"context": context, **named, **scoped} if named or scoped else context)
    return found


def _value(given: re.Match[str]) -> Any:
    if given["string"] is not None:
        return re.sub(r"\\(.)", r"\1", given["string"][1:-1])
    if given["bytes"] is not None:
        return base64.b64decode(given["bytes"]).decode()
    if given["boolean"] is not None:
        return given["boolean"] == "1"
    return int(given["integer"])


def spelled(told: list[Target]) -> list[Target]:
    """What the body tells as the field spells it: an integer of more than 15 digits is text there."""

    def value(given: Any) -> Any:
        beyond = isinstance(given, int) and not isinstance(given, bool) and abs(given) >= 10**15
        return str(given) if beyond else given

    return [
        each if isinstance(each, str) else {**each, **_params({k: value(v) for k, v in each.get("params", {}).items()})}
        for each in told
    ]


def _params(params: dict[str, Any]) -> dict[str, Any]:
    return {"params": params} if params else {}
