"""Calculations on a plan's terms: nothing is kept, and the Company's certificate governs (§12, §20(e))."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agreement.arithmetic import as_text
from agreement.calculation import Calculation
from agreement.calculator import calculate
from agreement.terms import Terms
from agreement.topics import Topic
from registry.models import RightsAgreement, TermsVersion
from registry.selectors.agreements import terms_in_force, version_in_force
from registry.selectors.plan_known import plan_known

_CERTIFIED = (
    ("exercise_price", "price_of_unit"),
    ("units_per_right", "units_per_right"),
    ("redemption_price", "redemption_price"),
    ("exchange_ratio", "exchange_ratio"),
)


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """The terms of a plan in force, and the version whose file a calculation can be made again from."""

    terms: Terms
    version: TermsVersion


def plan_terms(agreement: RightsAgreement, *, at: datetime) -> PlanTerms:
    """The terms in force as known at an instant. Raises TERMS_NOT_IN_FORCE."""
    terms = terms_in_force(agreement, known_at=at)
    versions = agreement.terms_versions.filter(known_from__lte=at).order_by("version")
    return PlanTerms(terms, version_in_force(versions, at=at))


def calculate_for(
    agreement: RightsAgreement, topic: str, given: Mapping[str, Any], *, at: datetime
) -> Calculation:
    """Compute a topic on an input, on the plan's terms and the closures recorded; nothing is written.

    Raises TOPIC_UNKNOWN, FACT_UNKNOWN, FACT_MISSING, FACT_MALFORMED and NAIVE_TIMESTAMP with the path.

    Agreement: 12;20(e).
    """
    closures = plan_known(agreement, at=at).closures.rows
    return calculate(topic, given, terms=plan_terms(agreement, at=at).terms, closures=closures)


def whole_input(topic: Topic, given: Mapping[str, Any], *, terms: Terms) -> dict[str, Any]:
    """An input that leads to the same result from the agreement file alone.

    The readings decided since the file and the figures certified since are stated in it, where the topic
    takes them and the input leaves them out.

    Agreement: 12;29.
    """
    facts, named = dict(given.get("facts", {})), {field.name for field in topic.fields}
    for fact, figure in _CERTIFIED:
        value = getattr(terms.certified, figure)
        if value is not None and fact in named and fact not in facts:
            facts[fact] = as_text(value) if figure in ("units_per_right", "exchange_ratio") else f"{value:f}"
    readings = {name: terms.reading(name) for name in topic.readings} | dict(given.get("readings", {}))
    whole: dict[str, Any] = {"terms": given["terms"]} if given.get("terms") else {}
    whole["facts"] = facts
    return whole | ({"readings": readings} if readings else {})
