"""One class an operation: who may call it, what it takes and gives, and the one thing that it does (8).

Reading answers at once. An act needs an Idempotency-Key: its answer is kept with it and given again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.module_loading import import_string
from rest_framework import exceptions, serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.utils.encoders import JSONEncoder
from rest_framework.views import APIView

from agreement.errors import RightsError
from agreement.refusals import refuse
from registry import clock
from registry.api.access import CallThrottle, HasRole, TokenAuthentication, agreement_of
from registry.api.paging import Page, PageQuery, read_cursor, write_cursor
from registry.models import RightsAgreement
from registry.roles import Role
from registry.services.calls import Answer, Call, answer_once

CALL_KEY = re.compile(r"[A-Za-z0-9._:-]{8,128}")
JSON = "application/json"
PROBLEM = "application/problem+json"


class AlwaysJson(BaseContentNegotiation):
    """There is one way to answer, whatever a caller would rather have."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """The first."""
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        """The first."""
        return renderers[0], renderers[0].media_type


class AlreadyRead(BaseParser):
    """The body was examined and read before the operation was called (config.api.hostile_input).

    The examination of a forged form asks for it once more, also where no operation is: nothing is read then.
    """

    media_type = JSON

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> dict[str, Any]:
        """Nothing, whatever came."""
        return {}


class Empty(serializers.Serializer):
    """Nothing is taken."""


class Operation(APIView):
    """An operation of the API; nobody may call it until it names roles."""

    authentication_classes = [TokenAuthentication, SessionAuthentication]
    permission_classes = [HasRole]
    throttle_classes = [CallThrottle]
    content_negotiation_class = AlwaysJson
    parser_classes = [AlreadyRead]
    http_method_names = ["get", "head", "post"]

    name: ClassVar[str] = ""
    topic: ClassVar[str] = ""
    roles: ClassVar[frozenset[Role]] = frozenset()
    query: ClassVar[type[serializers.Serializer]] = Empty
    takes: ClassVar[type[serializers.Serializer]] = Empty
    gives: ClassVar[type[serializers.Serializer]] = Empty
    success: ClassVar[int] = 200

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Count the call before anything else, also one whose sign-in failed; then look at its role."""
        try:
            self.perform_authentication(request)
        except exceptions.AuthenticationFailed:
            self.check_throttles(request)
            raise
        self.check_throttles(request)
        self.check_permissions(request)

    def agreement(self, code: str) -> RightsAgreement:
        """An agreement the caller may see; absent and foreign look the same."""
        return agreement_of(self.request, code)

    def asked(self) -> dict[str, Any]:
        """The parameters of the query, examined."""
        return examined(self.query, self.request.query_params.dict())

    def finalize_response(
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """No answer is to be kept by anything between the two ends."""
        answer: HttpResponseBase = super().finalize_response(request, response, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        return answer

    def answer(self, told: Any) -> Answer:
        """What is given, written by the output serializer."""
        return Answer(self.success, json.dumps(self.gives(told).data, cls=JSONEncoder))


class Read(Operation):
    """An operation that reads one thing: `read` takes the parts of the address and gives it."""

    read: Callable[..., Any]

    def get(self, request: Request, **place: Any) -> HttpResponse:
        """Answer with what was read."""
        return written(self.answer(self.read(**place)))


class ReadPage(Operation):
    """An operation that reads a list, page by page: `page` gives one after a key."""

    query = PageQuery
    key_kind: ClassVar[type[int] | type[str]] = int

    def get(self, request: Request, **place: Any) -> HttpResponse:
        """Answer with one page and the cursor of the next."""
        asked = self.asked()
        after = read_cursor(self.name, asked.pop("cursor"), kind=self.key_kind)
        found = self.page(after=after, size=asked.pop("limit"), asked=asked, **place)
        rows = self.gives(found.rows, many=True).data
        told = {"items": rows, "next_cursor": write_cursor(self.name, found.next_after)}
        return written(Answer(self.success, json.dumps(told, cls=JSONEncoder)))

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        """One page of rows for the output serializer."""
        raise NotImplementedError


class Act(Operation):
    """An operation that changes something: `act` does it, once for each key, in the call's own transaction.

    It takes what was told and the parts of the address, and returns what the output serializer writes.
    """

    act: Callable[..., Any]

    def post(self, request: Request, **place: Any) -> HttpResponse:
        """Act, or give the answer that was given under the key before."""
        told = examined(self.takes, examined_body(request))
        key = request.headers.get("Idempotency-Key")
        if not key:
            raise refuse("CALL_KEY_MISSING")
        if not CALL_KEY.fullmatch(key):
            raise refuse("CALL_KEY_ILL_FORMED")
        call = Call(request.user, key, "POST", request.path, examined_body(request))
        with self.in_hand(told):
            answer = answer_once(
                call,
                act=lambda: self.answer(self.act(told, **place)),
                tell_refusal=tell_refusal,
                at=clock.now(),
            )
        return written(answer)

    def in_hand(self, told: dict[str, Any]) -> AbstractContextManager[None]:
        """Read what comes with the act before its transaction begins; for most there is nothing."""
        return nullcontext()


class Ask(Operation):
    """An operation that answers what is in its body and changes nothing: no key, for nothing is kept of it.

    `ask` takes what was told and the parts of the address, and returns what the output serializer writes.
    """

    ask: Callable[..., Any]

    def post(self, request: Request, **place: Any) -> HttpResponse:
        """Answer what was asked."""
        told = examined(self.takes, examined_body(request))
        return written(self.answer(self.ask(told, **place)))


class NotOffered(Operation):
    """An address called in a way that it does not have."""

    roles = frozenset(Role)
    offered: tuple[str, ...] = ()

    @property
    def allowed_methods(self) -> list[str]:
        """What the address has instead."""
        return [method.upper() for method in self.offered]

    def http_method_not_allowed(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse. Raises METHOD_NOT_OFFERED."""
        raise refuse("METHOD_NOT_OFFERED", path=request.path, method=request.method)


class NotFound(Operation):
    """An address below the API that is none of an operation."""

    roles = frozenset(Role)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse whoever is signed in. Raises OPERATION_NOT_FOUND."""
        super().initial(request, *args, **kwargs)
        raise refuse("OPERATION_NOT_FOUND", path=request.path)


def at(**operations: type[Operation]) -> Callable[..., HttpResponseBase]:
    """The view of one address: an operation for each of its methods (get, post)."""
    views = {method: operation.as_view() for method, operation in operations.items()}
    offered = [*operations, "head"] if "get" in operations else list(operations)
    not_offered = NotOffered.as_view(offered=tuple(sorted(offered)))

    def answer(request: HttpRequest, **place: Any) -> HttpResponseBase:
        method = (request.method or "").lower()
        view = views.get("get" if method == "head" else method, not_offered)
        answered: HttpResponseBase = view(request, **place)
        return answered

    view: Any = answer
    view.csrf_exempt, view.login_required = True, False  # both are the operation's own concern
    view.operations = operations
    view.cls, view.initkwargs, view.actions = Operation, {}, dict(operations)
    return answer


def examined(kind: type[serializers.Serializer], said: Any) -> dict[str, Any]:
    """What was said, as the serializer understands it. Raises ValidationError for the door to tell."""
    serializer = kind(data=said)
    serializer.is_valid(raise_exception=True)
    understood: dict[str, Any] = dict(serializer.validated_data)
    return understood


def examined_body(request: Request) -> Any:
    """The body as the examination of hostile input read it; an empty object when there is none."""
    return getattr(request._request, "examined_body", {})


def tell_refusal(error: RightsError) -> Answer:
    """A refusal as it is sent, by the one place that maps errors to HTTP."""
    describe = import_string(settings.API_PROBLEM_TELLER)
    return Answer(error.status, json.dumps(describe(error)))


def written(answer: Answer) -> HttpResponse:
    """An answer as it goes out; a repeated one says so."""
    content_type = JSON if answer.status < 400 else PROBLEM
    response = HttpResponse(answer.body, status=answer.status, content_type=content_type)
    if answer.is_replay:
        response["Idempotency-Replayed"] = "true"
    return response
