"""The OpenAPI description, made from the operations themselves: `manage.py write_openapi` files it (8)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from registry.api.operations import Act, Ask, Operation, ReadPage
from registry.api.places import KEY_MAXIMUM, PATTERNS

FILE = Path("docs/openapi.yaml")
PROBLEM = "application/problem+json"
PROBLEMS = {
    400: "Malformed: the field, the rule, the cure.",
    401: "Nobody is signed in.",
    403: "Not open to the caller.",
    404: "Absent, or of an agreement the caller may not see: both look the same.",
    409: "The books changed first, it was done already, or the key was used for another request.",
    415: "The body is not JSON.",
    422: "Refused by grounds, each with its basis and section.",
    429: "Too many calls; wait as long as Retry-After says.",
}
FOR_ACTS = frozenset({409, 415, 422})
CALL_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": "^[A-Za-z0-9._:-]{8,128}$"},
    OpenApiParameter.HEADER,
    required=True,
    description="Fresh for every act, the same when it is tried again; a UUID serves.",
)


class GroundTold(serializers.Serializer):
    """One ground: code, basis, section, facts, cure."""

    code = serializers.CharField()
    message = serializers.CharField()
    basis = serializers.ChoiceField(choices=["AGREEMENT", "LAW", "COMPANY", "HOUSE"])
    clause = serializers.CharField(allow_blank=True)
    citation = serializers.CharField(allow_blank=True)
    facts = serializers.DictField(child=serializers.CharField(allow_blank=True))
    cure = serializers.CharField(allow_blank=True)


class Problem(serializers.Serializer):
    """A refusal as RFC 9457 has it, with its ground and all further grounds in their order."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    basis = serializers.ChoiceField(choices=["AGREEMENT", "LAW", "COMPANY", "HOUSE"])
    clause = serializers.CharField(allow_blank=True)
    citation = serializers.CharField(allow_blank=True)
    facts = serializers.DictField(child=serializers.CharField(allow_blank=True))
    cure = serializers.CharField(allow_blank=True)
    grounds = GroundTold(many=True)


class OperationSchema(AutoSchema):
    """Reads an operation's own declarations."""

    view: Operation

    def get_operation_id(self) -> str:
        return self.view.name

    def get_tags(self) -> list[str]:
        return [self.view.topic]

    def get_summary(self) -> str:
        return (self.view.__doc__ or "").strip().split("\n")[0]

    def get_description(self) -> str:
        return f"Open to: {', '.join(sorted(self.view.roles))}."

    def get_override_parameters(self) -> list[Any]:
        """The parts of the address, the declared query, and the key of an act."""
        found: list[Any] = [place_of(name) for name in self._names_of_place()]
        if self.view.query().fields:
            found.append(self.view.query)
        return [*found, CALL_KEY] if issubclass(type(self.view), Act) else found

    def get_request_serializer(self) -> Any:
        has_body = issubclass(type(self.view), Act | Ask)
        return self.view.takes if has_body and self.view.takes().fields else None

    def get_response_serializers(self) -> Any:
        """What is given on success, and every problem that there may be."""
        has_body = issubclass(type(self.view), Act | Ask)
        statuses = [status for status in PROBLEMS if has_body or status not in FOR_ACTS - {409, 422}]
        refused = {
            (status, PROBLEM): OpenApiResponse(Problem, description=PROBLEMS[status]) for status in statuses
        }
        given = page_of(self.view.gives) if issubclass(type(self.view), ReadPage) else self.view.gives
        return {(self.view.success, "application/json"): given, **refused}

    def _names_of_place(self) -> list[str]:
        return [part[1:-1] for part in self.path.split("/") if part.startswith("{")]


class ByTokenOrSession(OpenApiAuthenticationExtension):
    """How a machine client signs in."""

    target_class = "registry.api.access.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "Made by `manage.py make_token`."}


def place_of(name: str) -> OpenApiParameter:
    """A part of an address."""
    kind: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": KEY_MAXIMUM}
    if name in PATTERNS:
        kind = {"type": "string", "pattern": f"^{PATTERNS[name]}$"}
    return OpenApiParameter(name, kind, OpenApiParameter.PATH, required=True)


def page_of(gives: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """The envelope of a list: its rows, and the cursor of the next page."""
    fields = {
        "__doc__": "One page.",
        "items": gives(many=True),
        "next_cursor": serializers.CharField(
            allow_null=True, help_text="For the parameter `cursor`; null on the last page."
        ),
    }
    return type(f"{gives.__name__}Page", (serializers.Serializer,), fields)


def one_operation_each(endpoints: list[tuple[str, str, str, Callable[..., Any]]]) -> list[Any]:
    """For each address and method the operation behind it, in place of the view that chooses among them."""
    return [
        (path, regex, method, view.operations[method.lower()].as_view())
        for path, regex, method, view in endpoints
        if hasattr(view, "operations")
    ]


def nothing_else_taken(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Say of every body that it has no other fields, for they are refused."""
    for methods in result["paths"].values():
        for operation in methods.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                name = content["schema"]["$ref"].rsplit("/", 1)[1]
                result["components"]["schemas"][name]["additionalProperties"] = False
    return result


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """The whole description, made once."""
    told: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return told


def written_description() -> str:
    """The description as its file has it."""
    return str(OpenApiYamlRenderer().render(description(), renderer_context={}).decode())
