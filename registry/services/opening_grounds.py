"""What stands against opening the books: on file, in the list itself, and in its totals (§3(a), §5(b))."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from agreement.arithmetic import as_text
from agreement.decisions import Held, Refused
from agreement.errors import RefusedByGround
from agreement.grounds import Effect, Ground
from agreement.posting import TaintClass
from agreement.refusals import ground
from agreement.separation import (
    OpeningFacts,
    OpeningTotals,
    TaintedQuantity,
    certificates_of_holder,
    decide_opening,
    must_reconcile,
    rights_of_holder,
)
from registry.models import HolderList, ListPurpose, NamedPerson
from registry.selectors import openings as reads
from registry.selectors.control import attached_rights
from registry.selectors.notices import standing_stops
from registry.selectors.takeovers import grounds_of_take_overs
from registry.services.company.nullity import unsaid_quantities

OPEN_BOOKS = "OPEN_BOOKS"


def must_stand(grounds: list[Ground]) -> None:
    """Raise RefusedByGround with all of them, if there are any."""
    if grounds:
        raise RefusedByGround.by(grounds)


def grounds_on_file(listed: HolderList, *, at: datetime) -> list[Ground]:
    """What is missing on file: all of it, in the order of the checks.

    Agreement: 3(a);5(b).
    """
    facts = reads.opening_facts(listed, at=at)
    found: list[Ground] = []
    if listed.purpose == ListPurpose.RECORD_DATE:
        found.append(ground("LIST_OF_RECORD_DATE", list=listed.pk))
    if listed.amends_id is not None:
        if facts.opened_by_entry is None:
            found.append(ground("BOOKS_NOT_OPEN", missing="the opening that a supplement follows"))
        elif listed.amends != reads.list_opened_last(listed.agreement):
            found.append(ground("LIST_AMENDS_ANOTHER", list=listed.pk))
        facts = replace(facts, opened_by_entry=None)
    found = [*_grounds_by(facts), *found]
    found += grounds_of_take_overs(listed.agreement)
    found += [
        ground("NOTICE_QUERIED", number=stop.notice)
        for stop in standing_stops(listed.agreement, act=OPEN_BOOKS)
    ]
    return found


def _grounds_by(facts: OpeningFacts) -> list[Ground]:
    decision = decide_opening(facts)
    if not isinstance(decision, Held | Refused):
        return []
    return [found for found in decision.grounds if found.effect is not Effect.WARN]


def grounds_of_list(listed: HolderList, separation: reads.Separation) -> list[Ground]:
    """What the list itself has against it: a ratio too fine, marks that do not fit, holdings taken away.

    Agreement: 3(a);4(b).
    """
    ratio = separation.ratio
    if ratio.denominator > reads.MILLION or ratio.numerator * ratio.denominator > reads.RATIO_BOUND:
        return [ground("RATIO_TOO_FINE", ratio=as_text(ratio))]
    if separation.base_list is None:
        return _grounds_of_marks(separation)
    parts = reads.parts_of_a_right(separation)
    if parts > reads.PARTS_BOUND:  # the fractions that wait and these cannot be counted together
        return [ground("RATIO_TOO_FINE", ratio=f"1/{parts // reads.MILLION}")]
    found = [
        ground(
            "SUPPLEMENT_REDUCES_HOLDING",
            account=less.account,
            dated=less.dated.isoformat(),
            listed=as_text(less.listed * ratio),
            issued=as_text(less.before * ratio),
        )
        for less in reads.reductions(separation)
    ]
    found += [
        ground("SUPPLEMENT_CHANGES_REGISTRATION", account=account)
        for account in reads.renamed_accounts(separation)
    ]
    return found


def _grounds_of_marks(separation: reads.Separation) -> list[Ground]:
    """Every person a notice names has an account on the list, with at least the Rights named (§4(b))."""
    named: dict[str, list[NamedPerson]] = {}
    for person in reads.named_persons(separation):
        named.setdefault(person.account, []).append(person)
    held = reads.shares_by_date(separation, accounts=list(named))
    found: list[Ground] = []
    for notice in {one.notice_id: one.notice for persons in named.values() for one in persons}.values():
        found += unsaid_quantities(notice, reads.registrations_listed(notice.agreement, list(held)))
    for account, persons in named.items():
        if account not in held:
            found.append(ground("NAMED_ACCOUNT_NOT_LISTED", account=account, notice=persons[0].notice.number))
            continue
        rights = rights_of_holder(held[account], rights_per_share=separation.ratio)
        tainted = [TaintedQuantity(TaintClass(person.taint_class), person.rights) for person in persons]
        try:
            certificates_of_holder(rights, tainted=tainted)
        except ValueError:
            found.append(ground("NAMED_RIGHTS_EXCEED_HOLDING", account=account, held=rights.whole))
    return found


def grounds_of_totals(
    listed: HolderList, separation: reads.Separation, totals: dict[str, Any], *, at: datetime
) -> list[Ground]:
    """Whole Rights and fractions are exactly shares times ratio, and the attached Rights are those.

    A supplementary issue may add fractions of Rights alone; one that adds nothing is refused.

    Agreement: 3(a).
    """
    whole, fractions = totals["whole_rights"], fractions_of(totals)
    shares = Fraction(int(listed.shares_millionths), reads.MILLION)
    if separation.base_list is not None:
        before = HolderList.objects.get(pk=separation.base_list).shares_millionths
        shares -= Fraction(int(before), reads.MILLION)
        # What was left over before is whole now, or in the new fraction: it must not count twice (14(a)).
        added = fractions - fraction_carried(totals)
        must_reconcile(shares=shares, rights_per_share=separation.ratio, whole=whole, fractions=added)
        return [] if whole or added else [ground("NOTHING_TO_ISSUE")]
    opening_totals = OpeningTotals(
        shares=shares,
        rights_per_share=separation.ratio,
        attached_rights=attached_rights(listed.agreement),
        whole_rights=whole,
        fractions=fractions,
        certificate_count=totals["certificates"],
        holder_count=totals["accounts"],
    )
    return _grounds_by(replace(reads.opening_facts(listed, at=at), totals=opening_totals))


def fractions_of(totals: dict[str, Any]) -> Fraction:
    """The exact sum of the fractions of Rights."""
    return Fraction(int(totals["fraction_numerator"]), int(totals["fraction_denominator"]))


def fraction_carried(totals: dict[str, Any]) -> Fraction:
    """The exact sum of the earlier fractions that a supplementary issue takes up."""
    return Fraction(int(totals["fraction_carried"]), int(totals["fraction_denominator"]))
