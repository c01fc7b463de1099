"""What comes in is examined before any view sees it: text that is text, JSON of a sane shape, names declared.

Every refusal is 400 (413 is told as 400 too) with the field, the rule and the cure.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from rest_framework import serializers

from agreement.errors import RightsError
from agreement.refusals import ground, refuse
from config.api.problems import refused_form
from config.errors import answer_refusal

PREFIX = "/api/"
LARGEST_BODY = 1_000_000
DEEPEST = 50
LARGEST_NUMBER = 2**63 - 1
LONGEST_DIGITS = 20
MOST_PARAMETERS = 50
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKETS = re.compile(rb"[\[\]{}]")


class HostileInputMiddleware:
    """Examines calls of the API; pages have forms that examine what they take."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse what is no text before the address is even looked up; pass the rest on."""
        if request.path_info.startswith(PREFIX):
            try:
                examine_address(request)
            except RightsError as error:
                return answer_refusal(request, error)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Refuse a query or a body that the operation did not declare, before the operation is called."""
        method = "get" if request.method == "HEAD" else (request.method or "").lower()
        operation = getattr(view, "operations", {}).get(method)
        if not request.path_info.startswith(PREFIX) or operation is None:
            return None
        try:
            examine_query(request, operation.query)
            request.examined_body = examine_body(request, operation.takes)  # type: ignore[attr-defined]
        except RightsError as error:
            return answer_refusal(request, error)
        return None


def examine_address(request: HttpRequest) -> None:
    """The path and the query are text. Raises TEXT_NOT_UTF8, CHARACTER_NOT_TEXT.

    Bytes of the path that are no UTF-8 stay percent-encoded, so that they name nothing.
    """
    must_be_text(request.path_info, field="the path")
    query = unquote_to_bytes(request.META.get("QUERY_STRING", "").encode("latin-1", "replace"))
    must_be_text(as_utf8(query, field="the query"), field="the query")


def examine_query(request: HttpRequest, kind: type[serializers.Serializer]) -> None:
    """Only parameters that the operation has, each once. Raises PARAMETER_NOT_DECLARED, PARAMETER_TWICE."""
    declared = list(kind().fields)
    try:
        said = parse_qsl(
            request.META.get("QUERY_STRING", ""), keep_blank_values=True, max_num_fields=MOST_PARAMETERS
        )
    except ValueError:
        raise refuse("PARAMETER_TWICE", field=f"One of more than {MOST_PARAMETERS} parameters") from None
    names = Counter(name for name, _ in said)
    undeclared = [name for name in names if name not in declared]
    if undeclared:
        told = ", ".join(declared) or "none"
        raise refused_form(
            [ground("PARAMETER_NOT_DECLARED", field=short(name), declared=told) for name in undeclared]
        )
    for name, count in names.items():
        if count > 1:
            raise refuse("PARAMETER_TWICE", field=name)


def examine_body(request: HttpRequest, kind: type[serializers.Serializer]) -> dict[str, Any]:
    """The body as plain JSON with names that the operation has; an empty body is an empty object.

    Raises InvalidRequest with the field, MediaNotRead for another type than JSON.
    """
    body = body_of(request)
    if request.method in {"GET", "HEAD"}:
        if body:
            raise refuse("BODY_NOT_EXPECTED", field="body", method=request.method)
        return {}
    if not body:
        return {}
    if request.content_type != "application/json":
        raise refuse("CONTENT_NOT_READ", content_type=short(request.content_type or "(not named)"))
    told = read_json(body)
    if not isinstance(told, dict):
        raise refuse("JSON_ILL_FORMED", field="body", reason="it is no object")
    declared = list(kind().fields)
    undeclared = [name for name in told if name not in declared]
    if undeclared:
        has = ", ".join(declared) or "none"
        raise refused_form(
            [ground("FIELD_NOT_DECLARED", field=short(name), declared=has) for name in undeclared]
        )
    return told


def body_of(request: HttpRequest) -> bytes:
    """The body, read only if it may be. Raises BODY_TOO_LARGE."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    if not said.isdigit() or int(said[:LONGEST_DIGITS]) > LARGEST_BODY:
        raise refuse("BODY_TOO_LARGE", field="body", limit=LARGEST_BODY)
    try:
        body = request.body
    except RequestDataTooBig:
        raise refuse("BODY_TOO_LARGE", field="body", limit=LARGEST_BODY) from None
    if len(body) > LARGEST_BODY:
        raise refuse("BODY_TOO_LARGE", field="body", limit=LARGEST_BODY)
    return body


def read_json(body: bytes) -> Any:
    """JSON of a sane shape: not deep, no name twice, no number beyond the database, text that is text."""
    text = as_utf8(body, field="body")
    if depth_of(body) > DEEPEST:
        raise refuse("JSON_TOO_DEEP", field="body", limit=DEEPEST)
    try:
        told = json.loads(
            text,
            object_pairs_hook=each_name_once,
            parse_constant=no_constant,
            parse_float=sane_number,
            parse_int=sane_number,
        )
    except (ValueError, RecursionError) as error:
        raise refuse("JSON_ILL_FORMED", field="body", reason=short(str(error))) from None
    for field, text in texts_of(told):
        must_be_text(text, field=field)
    return told


def depth_of(body: bytes) -> int:
    """How deep brackets stand in brackets, strings left out; found without reading the JSON."""
    depth = deepest = 0
    for bracket in _BRACKETS.findall(_STRING.sub(b"", body)):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, unless a name stands in it twice. Raises JSON_NAME_TWICE."""
    told = dict(pairs)
    if len(told) < len(pairs):
        twice = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise refuse("JSON_NAME_TWICE", field=short(twice))
    return told


def no_constant(said: str) -> Any:
    """NaN and Infinity are no JSON."""
    raise ValueError(f"{said} is no number")


def sane_number(said: str) -> Any:
    """A whole number that the database holds, or the very text of a decimal. Raises NUMBER_OUT_OF_RANGE."""
    if len(said) > LONGEST_DIGITS:
        raise refuse("NUMBER_OUT_OF_RANGE", field=short(said), limit=LARGEST_NUMBER)
    if not said.lstrip("-").isdigit():
        return said
    if abs(int(said)) > LARGEST_NUMBER:
        raise refuse("NUMBER_OUT_OF_RANGE", field=short(said), limit=LARGEST_NUMBER)
    return int(said)


def texts_of(told: Any, *, field: str = "body") -> Iterator[tuple[str, str]]:
    """Every text in plain JSON with the field it stands in, names included."""
    if isinstance(told, str):
        yield field, told
    elif isinstance(told, Mapping):
        for name, part in told.items():
            yield f"a name in {field}", name
            yield from texts_of(part, field=short(f"{field}.{name}"))
    elif isinstance(told, list):
        for part in told:
            yield from texts_of(part, field=field)


def as_utf8(said: bytes, *, field: str) -> str:
    """Bytes as text. Raises TEXT_NOT_UTF8."""
    try:
        return said.decode()
    except UnicodeDecodeError:
        raise refuse("TEXT_NOT_UTF8", field=field) from None


def must_be_text(text: str, *, field: str) -> None:
    """No zero character and no half of a surrogate pair. Raises CHARACTER_NOT_TEXT."""
    if "\x00" in text:
        raise refuse("CHARACTER_NOT_TEXT", field=short(field), kind="a zero character")
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise refuse("CHARACTER_NOT_TEXT", field=short(field), kind="half of a surrogate pair")


def short(said: str) -> str:
    """What was said, fit to be told back: printable and not long."""
    told = "".join(sign if sign.isprintable() else "?" for sign in said[:60])
    return told if len(said) <= 60 else f"{told}…"
