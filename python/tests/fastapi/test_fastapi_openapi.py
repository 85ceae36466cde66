"""`/docs`: the functions are in the application's OpenAPI document, beside its own routes."""

import re
from typing import Any

from fastapi.openapi.models import OpenAPI
from wire import Browser


def document(nobody: Browser) -> dict[str, Any]:
    told: dict[str, Any] = nobody.get("/openapi.json").json
    return told


def test_functions_and_contexts_are_there(nobody: Browser) -> None:
    told = document(nobody)
    OpenAPI.model_validate(told)
    assert "/other" in told["paths"] and "/docs" not in told["paths"]
    call = told["paths"]["/api/mizan/call/summed/"]["post"]
    args = call["requestBody"]["content"]["application/json"]["schema"]["properties"]["args"]
    assert set(args["properties"]) == {"a", "b"}
    assert (args["required"], args["properties"]["b"]["default"]) == (["a"], 1)
    answer = call["responses"]["200"]["content"]["application/json"]["schema"]
    assert answer["properties"]["result"]["type"] == "integer"
    bundle = told["paths"]["/api/mizan/ctx/mixed/"]["get"]
    assert [each["name"] for each in bundle["parameters"]] == ["peek"]
    form = told["paths"]["/api/mizan/call/weigh/"]["post"]["requestBody"]["content"]
    assert list(form) == ["multipart/form-data"]
    assert nobody.get("/docs").status == 200


def test_private_functions_and_views_are_not(nobody: Browser) -> None:
    told = document(nobody)["paths"]
    assert not [path for path in told if "hook" in path or "words" in path]


def test_every_reference_leads_somewhere(nobody: Browser) -> None:
    told = document(nobody)
    known = {f"#/components/schemas/{name}" for name in told["components"]["schemas"]}
    assert "#/components/schemas/mizan.Problem" in known
    assert set(re.findall(r"'\$ref': '([^']+)'", str(told))) <= known
