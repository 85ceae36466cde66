"""A native module by its contract: three names, and only bytes cross. Python, so that nothing need be built."""

import json

from mizan import _native

__mizan__ = {"protocol": 1, "core": _native.__version__}


def ir() -> bytes:
    text = {"type": "string"}
    functions = [
        {"name": "metal_caller", "affects": [], "cache": True, "args": [], "result": text},
        {"name": "metal_fails", "affects": [], "cache": True, "args": [{"name": "code", "type": text}], "result": text},
    ]
    return json.dumps({"version": 1, "types": [], "contexts": [], "functions": functions}).encode()


def call(name: str, args: bytes, caller: bytes) -> bytes:
    if name == "metal_caller":
        return b"ok\n" + json.dumps(caller.decode()).encode()
    return b"error\n" + json.dumps({"code": json.loads(args)["code"], "detail": "as it says"}).encode()
