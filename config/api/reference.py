"""The reference of the API for people: one page made from the description, by our own template (8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from rest_framework.request import Request

from config.api.schema import description
from registry.api.access import EVERYBODY
from registry.api.operations import Operation


@dataclass(frozen=True, slots=True)
class FieldTold:
    """A field or parameter: its name, where it stands, its kind in words, and what it means."""

    name: str
    place: str
    kind: str
    meaning: str


@dataclass(frozen=True, slots=True)
class OperationTold:
    """One operation as the page shows it."""

    name: str
    method: str
    path: str
    summary: str
    roles: str
    parameters: list[FieldTold]
    taken: list[FieldTold]
    given: list[FieldTold]
    success: str
    refusals: list[tuple[str, str]] = field(default_factory=list)


@require_safe
def show_reference(request: HttpRequest) -> HttpResponse:
    """Show every operation by topic; for whoever is signed in."""
    told = description()
    topics: dict[str, list[OperationTold]] = {}
    for path, method, operation in operations_of(told):
        topics.setdefault(operation["tags"][0], []).append(tell(path, method, operation, told))
    context = {"api": told["info"], "topics": topics}
    return render(request, "api/reference.html", context)


class GiveDescription(Operation):
    """Give the OpenAPI description as JSON, for tools; to programs with their token too."""

    roles = EVERYBODY

    def get(self, request: Request) -> HttpResponse:
        """The description."""
        return JsonResponse(description(), json_dumps_params={"indent": 1})


def operations_of(told: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation with its address and method."""
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            yield path, method.upper(), operation


def tell(path: str, method: str, operation: dict[str, Any], told: Mapping[str, Any]) -> OperationTold:
    """One operation in words."""
    success, answer = next((s, a) for s, a in operation["responses"].items() if s < "400")
    taken = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    return OperationTold(
        operation["operationId"],
        method,
        path,
        operation["summary"],
        operation["description"],
        [
            FieldTold(
                one["name"],
                one["in"],
                kind_of(one["schema"], told) + ("" if one.get("required") else "; may be left out"),
                one.get("description", ""),
            )
            for one in operation.get("parameters", ())
        ],
        list(fields_of(taken, told)) if taken else [],
        list(fields_of(answer["content"]["application/json"]["schema"], told)),
        success,
        [(s, a["description"]) for s, a in operation["responses"].items() if s >= "400"],
    )


def fields_of(schema: Mapping[str, Any], told: Mapping[str, Any], *, name: str = "") -> Iterator[FieldTold]:
    """Every field of an object, those of objects within it after it."""
    for key, part in resolved(schema, told).get("properties", {}).items():
        whole = f"{name}{key}"
        yield FieldTold(whole, "", kind_of(part, told), part.get("description", ""))
        inner = part.get("items", part)
        if resolved(inner, told).get("properties"):
            yield from fields_of(inner, told, name=f"{whole}[]." if "items" in part else f"{whole}.")


def resolved(schema: Mapping[str, Any], told: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema itself, or the one it refers to."""
    parts = schema.get("allOf") or schema.get("oneOf") or ()
    reference = schema.get("$ref") or next((part["$ref"] for part in parts if "$ref" in part), None)
    if reference is None:
        return schema
    found: Mapping[str, Any] = told["components"]["schemas"][reference.rsplit("/", 1)[1]]
    return found


def kind_of(schema: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    """The kind of a value in words."""
    whole = resolved(schema, told)
    if "enum" in whole:
        return "one of " + ", ".join(str(value) for value in whole["enum"] if value)
    kind = str(whole.get("type", "value"))
    if kind == "array":
        return f"list of {kind_of(whole.get('items', {}), told)}"
    form = {"date-time": "instant", "date": "date", "decimal": "decimal as text"}.get(whole.get("format", ""))
    return (form or {"string": "text", "integer": "whole number"}.get(kind, kind)) + (
        " or null" if schema.get("nullable") else ""
    )
