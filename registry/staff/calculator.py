"""The calculator in the console: a topic computed on the terms in force, told step by step, for information.

Nothing is kept. Input and output are downloads, so that whoever doubts a figure computes it again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from agreement.adjustment import COMPUTED_BY
from agreement.calculation import Calculation
from agreement.calculator import TOPICS, schema_of, topic_named
from agreement.clauses import cite_all
from agreement.errors import RightsError
from agreement.refusals import refuse
from agreement.topics import Topic
from registry import clock
from registry.models import RightsAgreement
from registry.selectors.agreements import calendar_under
from registry.selectors.calculations import PlanTerms, calculate_for, plan_terms, whole_input
from registry.services.adjustment_drafts import draft_of_calculation
from registry.staff.access import EVERYBODY_IN_CONSOLE, for_roles, signed_in, visible_agreement
from registry.staff.calculator_fields import BLANK_ROWS, FieldShown, fields_shown, values_said
from registry.staff.papers import drawn_paper
from registry.staff.terms import final_expiry, key_terms

LARGEST = 262_144
MORE_ROWS = 5
_TAKEN = ("input", "output")
_DRAFT = "certificate"


@dataclass(frozen=True, slots=True)
class ReadingChoice:
    """An open question of a topic: its possible readings, the plan's own, the one chosen here instead."""

    name: str
    question: str
    section: str
    possible: tuple[str, ...]
    of_plan: str
    chosen: str


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def list_topics(request: HttpRequest, code: str) -> HttpResponse:
    """Show what can be computed."""
    agreement = visible_agreement(signed_in(request), code)
    topics = [(topic, cite_all(*topic.section.split(";"))) for topic in TOPICS.values()]
    context = {"agreement": agreement, "here": "calculator", "topics": topics}
    return render(request, "staff/calculator.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_topic(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Show a topic's fields; with what was filled in, pasted or sent, compute it or hand it out."""
    agreement = visible_agreement(signed_in(request), code)
    topic = topic_named(name)
    if request.method != "POST":
        given: dict[str, Any] = dict(topic.example) if "example" in request.GET else {}
        return _page(request, agreement, topic, given)
    try:
        given = _given(request, topic)
        done = _done(request, agreement, topic, given)
    except RightsError as refusal:
        return _page(request, agreement, topic, _typed(request, topic), refusal=refusal)
    if isinstance(done, HttpResponse):
        return done
    return _page(request, agreement, topic, given, done=done)


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def take_terms(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the agreement file in force, with which a calculation is made again."""
    agreement = visible_agreement(signed_in(request), code)
    version = plan_terms(agreement, at=clock.now()).version
    return _attached(version.file_text, f"{agreement.code}-{version.version}.toml", "application/toml")


def _done(
    request: HttpRequest, agreement: RightsAgreement, topic: Topic, given: Mapping[str, Any]
) -> Calculation | HttpResponse | None:
    """What the person asked for: the result, a download, a draft of the certificate, or only more rows."""
    asked, now = request.POST.get("do", "compute"), clock.now()
    if asked == "more":
        return None
    if asked in _TAKEN:
        whole = whole_input(topic, given, terms=plan_terms(agreement, at=now).terms)
        told = whole if asked == "input" else calculate_for(agreement, topic.name, whole, at=now).as_json()
        text = json.dumps(told, indent=2, ensure_ascii=False) + "\n"
        return _attached(text, f"{topic.name}-{asked}.json", "application/json")
    if asked == _DRAFT:
        facts = draft_of_calculation(agreement, topic, given, at=now)
        return drawn_paper("adjustment_draft", facts, name=f"{agreement.code}-{topic.name}-draft.pdf")
    return calculate_for(agreement, topic.name, given, at=now)


def _attached(text: str, name: str, content_type: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=f"{content_type}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _given(request: HttpRequest, topic: Topic) -> dict[str, Any]:
    """The input as JSON that was pasted or sent, or as the fields say it. Raises FACT_MALFORMED."""
    sent = request.FILES.get("file")
    if isinstance(sent, UploadedFile):
        return _read(_contents(sent))
    if request.POST.get("json", "").strip():
        return _read(request.POST["json"])
    return _typed(request, topic)


def _contents(sent: UploadedFile) -> str:
    if (sent.size or 0) > LARGEST:
        raise _not_json(f"{sent.size} bytes", "a file of at most 256 kilobytes")
    try:
        return sent.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _not_json("what is not UTF-8", "a JSON object as UTF-8") from None


def _read(text: str) -> dict[str, Any]:
    if len(text) > LARGEST:
        raise _not_json(f"{len(text)} signs", "at most 262,144 signs")
    try:
        given = json.loads(text)
        json.dumps(given, ensure_ascii=False).encode()  # half a sign could not be shown again
    except (ValueError, RecursionError) as error:
        raise _not_json(str(error)[:60], "a JSON object") from None
    if not isinstance(given, dict):
        raise _not_json(type(given).__name__, "a JSON object")
    return given


def _not_json(value: str, wanted: str) -> RightsError:
    return refuse("FACT_MALFORMED", name="input", value=value, wanted=wanted)


def _typed(request: HttpRequest, topic: Topic) -> dict[str, Any]:
    """What the fields say; a text that is no JSON where terms stand is told as it is."""
    said = {name: str(value) for name, value in request.POST.items()}
    schema = _facts_schema(topic)
    given: dict[str, Any] = {"facts": values_said(schema, said, path="facts")}
    readings = {name: said[f"readings.{name}"] for name in topic.readings if said.get(f"readings.{name}")}
    terms = said.get("terms", "").strip()
    if terms:
        try:
            given["terms"] = json.loads(terms)
        except (ValueError, RecursionError):
            given["terms"] = terms
    return given | ({"readings": readings} if readings else {})


def _facts_schema(topic: Topic) -> Mapping[str, Any]:
    schema: Any = schema_of(topic)
    facts: Mapping[str, Any] = schema["properties"]["facts"]
    return facts


def _page(
    request: HttpRequest,
    agreement: RightsAgreement,
    topic: Topic,
    given: Mapping[str, Any],
    *,
    done: Calculation | None = None,
    refusal: RightsError | None = None,
) -> HttpResponse:
    now = clock.now()
    plan = plan_terms(agreement, at=now)
    blank = MORE_ROWS if request.POST.get("do") == "more" else BLANK_ROWS
    fields = fields_shown(_facts_schema(topic), given.get("facts"), path="facts", blank=blank)
    wrong = _field_of(fields, _path_of(refusal))
    context = {
        "agreement": agreement,
        "here": "calculator",
        "topic": topic,
        "citation": cite_all(*topic.section.split(";")),
        "fields": fields,
        "readings": _choices(topic, plan, given.get("readings")),
        "terms_said": _as_text(given.get("terms")),
        "plan": plan,
        "key_terms": _key_terms(agreement, plan),
        "refusal": refusal,
        "wrong": wrong,
        "wrong_section": _sections(fields).get(wrong, ""),
        "wrong_path": str(refusal.facts.get("name", "")) if refusal else "",
        "told": done.as_json() if done else None,
        "is_certified": topic.name in COMPUTED_BY,
        "input": json.dumps(given, indent=2, ensure_ascii=False) if given else "",
    }
    return render(request, "staff/calculator_topic.html", context, status=refusal.status if refusal else 200)


def _key_terms(agreement: RightsAgreement, plan: PlanTerms) -> list[Any]:
    try:
        expiry = final_expiry(plan.terms, calendar=calendar_under(agreement, plan.terms, at=clock.now()))
    except RightsError:
        expiry = None
    return key_terms(plan.terms, expiry=expiry)


def _choices(topic: Topic, plan: PlanTerms, chosen: object) -> list[ReadingChoice]:
    said = chosen if isinstance(chosen, Mapping) else {}
    found = (plan.terms.readings[name] for name in topic.readings)
    return [
        ReadingChoice(
            one.name, one.question, one.section, one.possible, one.in_use, str(said.get(one.name, ""))
        )
        for one in found
    ]


def _as_text(terms: object) -> str:
    if terms is None:
        return ""
    return terms if isinstance(terms, str) else json.dumps(terms, indent=2, ensure_ascii=False)


def _path_of(refusal: RightsError | None) -> str:
    """The path of the field that a refusal names, as the page names its fields."""
    name = str(refusal.facts.get("name", "")) if refusal else ""
    return name.replace("[", ".").replace("]", "")


def _field_of(fields: tuple[FieldShown, ...], path: str) -> str:
    """The path of the field shown that is wrong, or of the one in which the wrong value stands."""
    shown = _sections(fields)
    while path and path not in shown:
        path = path.rpartition(".")[0]
    return path


def _sections(fields: tuple[FieldShown, ...]) -> dict[str, str]:
    """The sections of all fields shown, by their paths; cells of a table have that of the table."""
    cells = {
        cell.path: cell.section or field.section for field in fields for row in field.rows for cell in row
    }
    parts = {part.path: part.section for field in fields for part in field.parts}
    return cells | parts | {field.path: field.section for field in fields}
