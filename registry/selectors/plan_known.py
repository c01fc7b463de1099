"""What is known of a plan at an instant, asked in one round trip: terms, readings decided, bank closures.

The database tells each version of the terms by the hash of its file, and the closures by how many they are
and a sum of their hashes: what was read before under the same is the same, and is not read again.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection

from agreement.adjustment import with_figures
from agreement.agreement_file import read_agreement_file
from agreement.business_days import Closure
from agreement.terms import Terms
from agreement.terms import TermsVersion as DatedTerms
from registry.models import BankClosure, RightsAgreement, TermsVersion


@dataclass(frozen=True, slots=True)
class KnownClosures:
    """The closures recorded by an instant, told apart by how many they are and by a sum of their hashes."""

    count: int
    sum: str
    rows: tuple[Closure, ...] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PlanKnown:
    """The terms of a plan with their instants, the reading decided last on each question, the closures."""

    at: datetime
    versions: Sequence[DatedTerms]
    decided: Mapping[str, str]
    closures: KnownClosures


_terms: dict[str, Terms] = {}
_closures: dict[tuple[int, str], KnownClosures] = {}
_MANY = 64


def plan_known(agreement: RightsAgreement, *, at: datetime) -> PlanKnown:
    """What is known of a plan at an instant; of one held to post an item, what was read with the item."""
    carried: PlanKnown | None = getattr(agreement, "known", None)
    if carried is not None and carried.at == at:
        return carried
    with connection.cursor() as cursor:
        cursor.execute("SELECT plan_known(%s, %s)", [agreement.pk, at])
        ((told,),) = cursor.fetchall()
    return _plan_told(json.loads(told), at=at)


def carry_plan(agreement: RightsAgreement, told: Mapping[str, Any], *, at: datetime) -> None:
    """Keep what the database told of a plan with its row, which is held under the lock of the books."""
    agreement.known = _plan_told(told, at=at)  # type: ignore[attr-defined]


def _plan_told(told: Mapping[str, Any], *, at: datetime) -> PlanKnown:
    count, sum_of_hashes = told["closures"]
    return PlanKnown(
        at,
        [
            DatedTerms(
                with_figures(_terms_of(sha256), figures),
                datetime.fromisoformat(effective),
                datetime.fromisoformat(known),
            )
            for sha256, figures, effective, known in told["terms"] or ()
        ],
        dict(told["decided"] or ()),
        _closures_of(count, sum_of_hashes, at=at),
    )


@lru_cache(maxsize=64)
def read_terms(file_text: str) -> Terms:
    """The terms of one file; frozen, so that one reading serves every request."""
    return read_agreement_file(file_text, is_kept=True)


def closures_known(*, at: datetime) -> KnownClosures:
    """The closures recorded by an instant; read anew only when the database says other ones."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT closures_told(%s)", [at])
        ((told,),) = cursor.fetchall()
    return _closures_of(*json.loads(told), at=at)


def _terms_of(sha256: str) -> Terms:
    """The terms of the file of a hash; frozen, so that one reading serves every request."""
    if sha256 not in _terms:
        text = TermsVersion.objects.filter(sha256=sha256).values_list("file_text", flat=True)[0]
        if len(_terms) >= _MANY:
            _terms.clear()
        _terms[sha256] = read_terms(text)
    return _terms[sha256]


def _closures_of(count: int, sum_of_hashes: str, *, at: datetime) -> KnownClosures:
    key = (count, sum_of_hashes)
    if key not in _closures:
        rows = BankClosure.objects.filter(recorded_at__lte=at).order_by("closed_on", "place")
        listed = rows.values_list("closed_on", "place", "name", "source")
        _closures.clear()
        _closures[key] = KnownClosures(count, sum_of_hashes, tuple(Closure(*row) for row in listed))
    return _closures[key]
