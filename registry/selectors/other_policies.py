"""Dates of a plan by each policy on Business Days that reads its words: told together where they differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from agreement.business_days import Closure, policies_beside
from agreement.errors import RightsError
from agreement.importer import shipped_closures
from agreement.separation import DistributionFacts
from agreement.terms import Terms
from agreement.windows import final_close_of_business
from registry.models import NoticeKind, RightsAgreement
from registry.selectors.agreements import (
    calendar,
    distribution_facts,
    ordered_closures,
    projected_over,
    terms_in_force,
)
from registry.selectors.notices import notices_known

_ByTerms = Callable[[Terms], datetime | None]


@dataclass(frozen=True, slots=True)
class DateByPolicies:
    """A date of the plan by the policy in use, and each other instant with the policies that lead to it."""

    name: str
    section: str
    in_use: datetime
    others: tuple[tuple[datetime, str], ...]


@dataclass(frozen=True, slots=True)
class PoliciesCompared:
    """The policy in use, the others it was compared with, and the dates on which they disagree."""

    in_use: str
    others: str
    disputed: tuple[DateByPolicies, ...]


def compare_policies(agreement: RightsAgreement, *, at: datetime) -> PoliciesCompared:
    """Count the dates that hang on Business Days by the policy in use and by each other one (§1(e)).

    They are the projected Distribution Date, until its notice has come, and the last Close of Business.
    """
    terms = terms_in_force(agreement, known_at=at)
    others = policies_beside(terms.business_day_policy, named_places=terms.business_day_states)
    compared = (
        _compared(name, section, terms=terms, others=[policy.name for policy in others], count=count)
        for name, section, count in _counted_dates(agreement, terms=terms, at=at)
    )
    return PoliciesCompared(
        in_use=terms.business_day_policy,
        others=", ".join(policy.name for policy in others),
        disputed=tuple(one for one in compared if one is not None and one.others),
    )


def _compared(
    name: str, section: str, *, terms: Terms, others: list[str], count: _ByTerms
) -> DateByPolicies | None:
    """One date by every policy; None where there is none, or the closures of its year are not loaded."""
    in_use = _counted(count, terms)
    if in_use is None:
        return None
    found: dict[datetime, list[str]] = {}
    for policy in others:
        instant = _counted(count, replace(terms, business_day_policy=policy))
        if instant is not None and instant != in_use:
            found.setdefault(instant, []).append(policy)
    told = tuple((instant, ", ".join(policies)) for instant, policies in sorted(found.items()))
    return DateByPolicies(name, section, in_use, told)


def _counted(count: _ByTerms, terms: Terms) -> datetime | None:
    try:
        return count(terms)
    except RightsError:
        return None


def _counted_dates(
    agreement: RightsAgreement, *, terms: Terms, at: datetime
) -> list[tuple[str, str, _ByTerms]]:
    """The dates that hang on Business Days: name, section, and how each is counted by some terms."""
    dates: list[tuple[str, str, _ByTerms]] = []
    ordered = list(ordered_closures(known_at=at))
    if not notices_known(agreement, kind=NoticeKind.DISTRIBUTION_DATE, at=at).exists():
        facts = distribution_facts(agreement, known_at=at)

        def projected(by: Terms, facts: DistributionFacts = facts) -> datetime | None:
            found = projected_over(facts, terms=by, heeded=shipped_closures(), ordered=ordered)
            return found.at if found else None

        dates.append(("Projected Distribution Date", "1(l)", projected))
    closed = (
        *shipped_closures(),
        *calendar(agreement, at=at).closures,
        *(Closure(row.closed_on, row.place, row.name, row.source) for row in ordered),
    )

    def final_close(by: Terms) -> datetime:
        return final_close_of_business(by.final_expiration_date, calendar=by.calendar(closed))

    if terms.roll_close_of_business:
        dates.append(("Last Close of Business of the Rights", "1(r)", final_close))
    return dates
