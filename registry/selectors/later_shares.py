"""Reads for Rights issued with later Common Shares: the number in force, and who names an account (§22)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from agreement.nullity import Extent
from agreement.posting import TaintClass
from agreement.terms import Terms
from agreement.terms import TermsVersion as DatedTerms
from agreement.terms import terms_in_force as choose_terms
from registry.models import (
    NamedPerson,
    Notice,
    NoticeKind,
    NoticeState,
    RightsAgreement,
    RightsCertificate,
)
from registry.selectors.nullity import known_positions, positions_found, void_from_of
from registry.selectors.plan_known import read_terms


@dataclass(frozen=True, slots=True)
class AccountNamed:
    """A notice in force that names an account: the mark its further Rights bear, and how many it reaches.

    `rights_left` is None where the whole account is named.
    """

    account: str
    notice: int
    taint: TaintClass
    effective_from: datetime
    void_from: datetime | None
    rights_left: int | None


def certificates_issued(notice: Notice) -> QuerySet[RightsCertificate]:
    """The certificates that the entry of a notice issued, by their numbers; none for most kinds (§22)."""
    issued = RightsCertificate.objects.filter(issued_by__approval=notice.acceptance_id)
    found = issued.select_related("holder").order_by("number")
    return found if notice.acceptance_id and notice.kind == NoticeKind.LATER_SHARES else found.none()


def later_issue_dates(agreements: QuerySet[Any, Any]) -> set[date]:
    """The issue dates of the shares with which Rights were issued after the separation (§4(a), §22)."""
    applied = Notice.objects.filter(
        agreement__in=agreements, kind=NoticeKind.LATER_SHARES, state=NoticeState.APPLIED
    )
    return {date.fromisoformat(told["issued_on"]) for told in applied.values_list("facts", flat=True)}


def rights_per_share_at(
    agreement: RightsAgreement, *, issued_at: datetime, terms: Terms, known_at: datetime
) -> Fraction:
    """The Rights that a share carried by the terms in effect when it was issued, as known by now (§22).

    Where none were in effect then, `terms` say it; such an issue lies outside the window anyway.
    """
    versions = [
        DatedTerms(read_terms(text), effective, effective)
        for text, effective in agreement.terms_versions.filter(
            known_from__lte=known_at, effective_from__lte=issued_at
        ).values_list("file_text", "effective_from")
    ]
    return choose_terms(versions, at=issued_at).rights_per_share if versions else terms.rights_per_share


def accounts_named(agreement: RightsAgreement, accounts: Collection[str]) -> list[AccountNamed]:
    """The notices in force that name the accounts, those that make Rights void first (§4(b), §7(e)).

    What a transferee received from persons named is not what the Company issues to it; a certificate that is
    named is not another one. Neither is listed.
    """
    return [*_named_void(agreement, accounts), *_named_for_legend(agreement, accounts)]


def _in_force(agreement: RightsAgreement, kind: NoticeKind) -> list[Notice]:
    """The applied notices of a kind that no applied determination has ended."""
    applied = Notice.objects.filter(agreement=agreement, state=NoticeState.APPLIED)
    ended = applied.filter(kind=NoticeKind.NULLITY_ENDED).values_list("facts__ends", flat=True)
    return list(applied.filter(kind=kind).exclude(number__in=list(ended)).order_by("number"))


def _named_void(agreement: RightsAgreement, accounts: Collection[str]) -> list[AccountNamed]:
    found: list[AccountNamed] = []
    for notice in _in_force(agreement, NoticeKind.NULLITY):
        positions = [
            one.position
            for one in known_positions(notice)
            if one.position.holder in accounts and one.position.certificate is None
        ]
        if not positions:
            continue
        reached = {one.position.place: one.rights_open for one in positions_found(notice)}
        found += [
            AccountNamed(
                one.holder,
                notice.pk,
                one.taint,
                void_from_of(notice),
                void_from_of(notice),
                None if one.rights_count is None else max(0, one.rights_count - reached.get(one.place, 0)),
            )
            for one in positions
            if one.extent is not Extent.RECEIVED
        ]
    return found


def _named_for_legend(agreement: RightsAgreement, accounts: Collection[str]) -> list[AccountNamed]:
    notices = {notice.pk: notice for notice in _in_force(agreement, NoticeKind.PRE_SEPARATION_NULLITY)}
    persons = NamedPerson.objects.filter(notice__in=notices, account__in=accounts).order_by("id")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, rights FROM named_quantities(%s)", [list(notices)])
        left = dict(cursor.fetchall())
    return [
        AccountNamed(
            person.account,
            person.notice_id,
            TaintClass(person.taint_class),
            notices[person.notice_id].effective_at,
            person.void_from,
            None if person.rights is None else max(0, left[person.pk]),
        )
        for person in persons
    ]
