"""What the framework refuses by itself, told as every other refusal: problem+json by the one mapping."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from rest_framework import exceptions

from agreement.errors import InvalidRequest, RightsError
from agreement.grounds import Ground
from agreement.refusals import ground, refuse
from config.errors import answer_refusal


def answer_api_error(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """Answer an error of an operation; None for what is a fault of ours, which Django then reports."""
    told = refusal_for(error, context)
    if told is None:
        return None
    response = answer_refusal(context["request"]._request, told)
    if header := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = header
    if isinstance(error, exceptions.Throttled) and error.wait is not None:
        response["Retry-After"] = str(seconds_of(error))
    return response


def refusal_for(error: Exception, context: Mapping[str, Any]) -> RightsError | None:
    """The refusal of the catalogue for an error of the framework."""
    match error:
        case RightsError():
            return error
        case exceptions.ValidationError():
            return refusal_of_fields(error.detail)
        case exceptions.NotAuthenticated():
            return refuse("SIGN_IN_MISSING", reason="it brings neither a session nor a token")
        case exceptions.AuthenticationFailed():
            return refuse("SIGN_IN_MISSING", reason=str(error.detail))
        case exceptions.PermissionDenied() | PermissionDenied():
            return refuse("NOT_PERMITTED", reason=reason_of(error))
        case exceptions.Throttled():
            return refuse("CALLS_TOO_MANY", seconds=seconds_of(error))
        case exceptions.NotFound() | Http404():
            return refuse("OPERATION_NOT_FOUND", path=context["request"].path)
        case _:
            return None


def reason_of(error: Exception) -> str:
    """Why somebody who is signed in may not: a forged form, or no role for it."""
    said = str(error)
    return f"{said}, send the header X-CSRFToken" if "CSRF" in said else "it is for other roles"


def seconds_of(error: exceptions.Throttled) -> int:
    """How long to wait, in whole seconds."""
    return max(int(error.wait or 1), 1)


def refusal_of_fields(detail: Any) -> RightsError:
    """One refusal for all fields that cannot be, each a ground that names it."""
    found = [ground("FIELD_INVALID", field=field, reason=reason) for field, reason in fields_of(detail)]
    return refused_form(found)


def refused_form(found: list[Ground]) -> RightsError:
    """A malformed request with all that is wrong about it; the first is its message."""
    error = refuse(found[0].code, **{name: str(value) for name, value in found[0].facts.items()})
    if isinstance(error, InvalidRequest):
        error.grounds = tuple(found)
    return error


def fields_of(detail: Any, *, name: str = "") -> Iterator[tuple[str, str]]:
    """Each field with what is wrong about it."""
    if isinstance(detail, Mapping):
        for key, part in detail.items():
            yield from fields_of(part, name=f"{name}.{key}" if name else str(key))
    elif isinstance(detail, list):
        for part in detail:
            yield from fields_of(part, name=name)
    else:
        yield name or "the request", str(detail).rstrip(".")
