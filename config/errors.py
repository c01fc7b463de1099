"""The one place where the rules' errors become answers over HTTP: a page, or problem+json (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from agreement.errors import InvalidRequest, RefusedByGround, RightsError
from agreement.grounds import Ground

logger = logging.getLogger(__name__)

PROBLEM_TYPE = "application/problem+json"
HTTP_MEANINGS = {
    400: "Malformed request",
    401: "Not signed in",
    403: "Not permitted",
    404: "Not on the books",
    405: "Not offered",
    409: "Conflict",
    415: "Not read",
    422: "Refused",
    429: "Too many calls",
}


def describe_ground(ground: RightsError | Ground) -> dict[str, object]:
    """Tell one ground with the members every refusal has: code, basis, clause, citation, facts and cure."""
    return {
        "code": ground.code,
        "message": ground.message,
        "basis": ground.basis.value,
        "clause": ground.clause or "",
        "citation": ground.citation,
        "facts": {name: str(value) for name, value in ground.facts.items()},
        "cure": ground.cure,
    }


def describe_problem(error: RightsError) -> dict[str, object]:
    """Tell an error as RFC 9457 asks, with members of our own beside; all its grounds, in their order."""
    grounds = error.grounds if isinstance(error, RefusedByGround | InvalidRequest) else ()
    members = describe_ground(error)
    return {
        "type": f"urn:rights-agent:refusal:{error.code}",
        "title": HTTP_MEANINGS.get(error.status, "Refused"),
        "status": error.status,
        "detail": members.pop("message"),
        **members,
        "grounds": [describe_ground(ground) for ground in grounds],
    }


def is_json_wanted(request: HttpRequest) -> bool:
    """Tell whether the caller prefers JSON to a page."""
    return request.path.startswith("/api/") or request.get_preferred_type(
        ["text/html", "application/json"]
    ) == ("application/json")


def answer_refusal(request: HttpRequest, error: RightsError) -> HttpResponse:
    """Turn an error of the rules into the answer the caller can read."""
    problem = describe_problem(error)
    if is_json_wanted(request):
        return JsonResponse(problem, status=error.status, content_type=PROBLEM_TYPE)
    return render(request, "errors/refusal.html", {"problem": problem, "error": error}, status=error.status)


class RefusalMiddleware:
    """Answers for every view whatever the rules raise; an invariant that broke is not caught here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer an error of the rules; leave every other to Django."""
        if not isinstance(exception, RightsError):
            return None
        logger.info("%s %s refused: %s", request.method, request.path, exception.code)
        return answer_refusal(request, exception)
