"""Whether the substance of a notice lies inside the agreement: compared, never decided (§20(g)).

What looks outside is a ground of a query, not a refusal: the Company answers.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from agreement.adjusting.deferral import reduction_grounds
from agreement.adjustment import AdjustingSection, difference_grounds, figures_stated
from agreement.business_days import BusinessDayCalendar
from agreement.decisions import Approved
from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.separation import distribution_close, notice_warnings
from agreement.terms import Terms
from agreement.windows import in_utc
from registry.models import (
    BEFORE_SEPARATION,
    FormVersion,
    Notice,
    NoticeKind,
    NoticeState,
    SeparationState,
)
from registry.selectors.agreements import projected_distribution
from registry.selectors.board_orders import ORDER_KINDS
from registry.selectors.number_adjustments import fractions_priced
from registry.services.company.announcements import announcement_grounds, announcement_warnings
from registry.services.company.appointment import appointment_grounds
from registry.services.company.board_orders import (
    exchange_grounds,
    order_ended_grounds,
    order_warnings,
    redemption_grounds,
    reinstated_grounds,
)
from registry.services.company.co_agents import co_agent_query_grounds
from registry.services.company.deferrals import deferral_grounds, deferred_event_grounds
from registry.services.company.effects import NOT_FUNDED
from registry.services.company.events import event_grounds, event_warnings, transaction_grounds
from registry.services.company.exercise_gates import (
    statement_grounds,
    suspended_grounds,
    suspension_end_grounds,
    suspension_warnings,
)
from registry.services.company.later_shares import later_share_grounds
from registry.services.company.moved_dates import falling_warnings, grounds_of_entries, price_grounds
from registry.services.company.new_forms import new_form_grounds
from registry.services.company.nullity import ending_grounds, named_before_separation, nullity_grounds
from registry.services.company.number_elections import number_election_grounds, number_price_grounds
from registry.services.company.removal import removal_grounds
from registry.services.company.replacements import notice_replaced, replacement_grounds
from registry.services.control import decide_attachment

# Notices of these kinds speak of one matter each; the parts named here tell matters of a kind apart.
_MATTERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        NoticeKind.RECORD_COUNT: (),
        NoticeKind.DISTRIBUTION_DATE: (),
        NoticeKind.MAILING_REQUEST: ("papers",),
        NoticeKind.LIST_CERTIFIED: ("as_of",),
        NoticeKind.RIGHT_PRICE: (),
        NoticeKind.FACT_CERTIFIED: ("fact_type", "as_of"),
        NoticeKind.ADJUSTMENT: ("adjusted_under", "effective_from"),
    }
)
_GONE = (NoticeState.REJECTED, NoticeState.SUPERSEDED)
_OF_SHARES = (
    NoticeKind.RECORD_COUNT,
    NoticeKind.SHARES_ISSUED,
    NoticeKind.SHARES_EXCLUDED,
    NoticeKind.SHARES_ACQUIRED,
)

Examination = Callable[[Notice, Terms, BusinessDayCalendar], tuple[Ground, ...]]


def query_grounds(
    notice: Notice, *, terms: Terms, calendar: BusinessDayCalendar, at: datetime
) -> tuple[Ground, ...]:
    """What is asked back about a notice at an instant, in the order of the checks; empty when nothing is.

    Agreement: 20(g).
    """
    if notice.kind == NoticeKind.LATER_SHARES:
        found = _later_shares(notice, terms, calendar, at=at)
    else:
        examine = _EXAMINATIONS.get(notice.kind)
        found = examine(notice, terms, calendar) if examine else ()
    return (*found, *replacement_grounds(notice), *conflict_grounds(notice))


def warnings(notice: Notice, *, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """What is shown beside a notice and stops nothing: what the date moves, what is funded, what lacks.

    Agreement: 1(hh);3(a);14(e);23(b);24(b);25(a).
    """
    if notice.kind == NoticeKind.RIGHT_PRICE:
        return _funded(notice)
    if notice.kind == NoticeKind.ADJUSTMENT:
        return _compared(notice)
    if notice.kind in ORDER_KINDS:
        return order_warnings(notice)
    if notice.kind == NoticeKind.ANNOUNCEMENT:
        return announcement_warnings(notice)
    if notice.kind == NoticeKind.EVENT_PROPOSED:
        return event_warnings(notice)
    if notice.kind in (NoticeKind.EXERCISE_SUSPENDED, NoticeKind.SUSPENSION_ENDED):
        return suspension_warnings(notice)
    if notice.kind != NoticeKind.DISTRIBUTION_DATE:
        return ()
    projected = projected_distribution(notice.agreement, known_at=notice.received_at)
    noticed = calendar.local_date(notice.effective_at)
    return (
        *notice_warnings(noticed, projected=projected, calendar=calendar),
        *falling_warnings(notice, calendar=calendar),
    )


def _funded(notice: Notice) -> tuple[Ground, ...]:
    """Payments that wait for nothing any more keep their amount, whatever price is certified now (§14(e))."""
    settled = fractions_priced(notice.agreement, election=notice.facts.get("fractions_of"))
    count = settled.exclude(state__in=NOT_FUNDED).count()
    return (ground("FRACTIONS_ALREADY_FUNDED", count=count),) if count else ()


def _compared(notice: Notice) -> tuple[Ground, ...]:
    """Worksheets laid beside a certificate that come to other figures (§12, §20(e))."""
    if notice.pk is None:
        return ()
    certified = figures_stated(notice.facts)
    return tuple(
        found
        for worksheet in notice.worksheets.order_by("number")
        for found in difference_grounds(certified, worksheet.figures, number=worksheet.number)
    )


def conflict_grounds(notice: Notice) -> tuple[Ground, ...]:
    """Another instruction on the same matter says otherwise, and this one does not say that it replaces it.

    Agreement: 20(g).
    """
    others = conflicting_notices(notice)
    return tuple(
        ground("INSTRUCTIONS_CONFLICT", first=_signed(other), second=_signed(notice), notice=other.number)
        for other in others
    )


def conflicting_notices(notice: Notice) -> list[Notice]:
    """The notices on the same matter that are not gone, not replaced by this one, and say something else."""
    parts = _MATTERS.get(notice.kind)
    if parts is None:
        return []
    same = {f"facts__{part}": notice.facts[part] for part in parts}
    others = (
        Notice.objects.filter(agreement_id=notice.agreement_id, kind=notice.kind, **same)
        .exclude(pk=notice.pk)
        .exclude(state__in=_GONE)
        .exclude(number=notice.facts.get("supersedes", 0))
        .order_by("number")
    )
    # Prices of fractions that are owed for different issues are different matters (14(a)).
    of_same = [one for one in others if one.facts.get("fractions_of") == notice.facts.get("fractions_of")]
    return [other for other in of_same if _says_otherwise(other, notice)]


def _says_otherwise(other: Notice, notice: Notice) -> bool:
    ours = {name: value for name, value in notice.facts.items() if name != "supersedes"}
    theirs = {name: value for name, value in other.facts.items() if name != "supersedes"}
    # One that replaced another settles the matter; the replaced one is superseded when it is applied.
    is_replaced = other.facts.get("supersedes") == notice.number
    return not is_replaced and (ours != theirs or other.effective_at != notice.effective_at)


def _signed(notice: Notice) -> str:
    return f"{notice.officer_title} {notice.officer_name} (notice {notice.number})"


def _outside(reason: str) -> tuple[Ground, ...]:
    return (ground("INSTRUCTION_OUTSIDE_AGREEMENT", reason=reason),)


def _shares(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """The rules of attachment; and once the books are open nothing is attached to shares any more."""
    if notice.agreement.separation_state == SeparationState.BOOKS_OPEN:
        if notice.kind == NoticeKind.SHARES_ACQUIRED:
            return (ground("RIGHTS_ALREADY_SEPARATE"),)
        if notice.kind == NoticeKind.SHARES_ISSUED and _is_after_separation(notice, calendar):
            return (ground("ISSUE_AFTER_SEPARATION", issued_on=notice.facts["issued_on"]),)
        return _outside("the registration books are open; state it in an amended list of record holders")
    again = _said_before(notice)
    if again is not None:
        return _outside(f"notice {again.number} said this and was applied; it would count twice")
    if notice.kind == NoticeKind.RECORD_COUNT and notice.facts["as_of"] != terms.record_date.isoformat():
        return _outside(f"it counts as of {notice.facts['as_of']}; the Record Date is {terms.record_date}")
    decision = decide_attachment(notice.agreement, notice=notice, terms=terms, calendar=calendar)
    return () if isinstance(decision, Approved) else decision.grounds


def _is_after_separation(notice: Notice, calendar: BusinessDayCalendar) -> bool:
    separated = notice.agreement.distribution_effective_at
    issued_on = date.fromisoformat(notice.facts["issued_on"])
    return separated is not None and issued_on > calendar.local_date(separated)


def _later_shares(
    notice: Notice, terms: Terms, calendar: BusinessDayCalendar, *, at: datetime
) -> tuple[Ground, ...]:
    """The rules of the section on new certificates; and no shares twice."""
    again = _said_before(notice)
    twice = "notice {} said this and was applied; it would count twice"
    told_twice = _outside(twice.format(again.number)) if again else ()
    return (*told_twice, *later_share_grounds(notice, terms, calendar, at=at))


def _said_before(notice: Notice) -> Notice | None:
    """An applied notice that already counted these shares; a record count counts once whatever it says."""
    applied = Notice.objects.filter(
        agreement_id=notice.agreement_id, kind=notice.kind, state=NoticeState.APPLIED
    ).exclude(pk=notice.pk)
    if notice.kind == NoticeKind.RECORD_COUNT:
        return applied.order_by("number").first()
    said = _said(notice)
    alike = applied.filter(facts__contains=said).order_by("number")
    return next((earlier for earlier in alike if _said(earlier) == said), None)


def _said(notice: Notice) -> dict[str, Any]:
    """What a notice says of its matter, whichever notice it says it replaces."""
    return {name: value for name, value in notice.facts.items() if name != "supersedes"}


def _distribution(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """Nothing separates before the certified count of the Record Date attached the Rights of the dividend."""
    is_declared = notice.agreement.separation_state == SeparationState.DECLARED
    uncounted = (ground("RECORD_COUNT_MISSING"),) if is_declared else ()
    standing = grounds_of_entries(notice, terms=terms, calendar=calendar)
    return (*uncounted, *_distribution_day(notice, terms, calendar), *standing)


def _distribution_day(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """A Distribution Date has come when it is noticed, lies after the Record Date, and comes once."""
    noticed = date.fromisoformat(notice.facts["distribution_date"])
    replaced = notice_replaced(notice)
    corrects = replaced is not None and replaced.kind == notice.kind
    if notice.agreement.separation_state not in BEFORE_SEPARATION and not corrects:
        return _outside("the Rights have separated already on an earlier notice")
    if notice.effective_at != distribution_close(noticed, calendar=calendar):
        return _outside(f"the Distribution Date is the Close of Business on a day, not {notice.effective_at}")
    if notice.effective_at > notice.received_at:
        return _outside(f"the date {noticed} had not come when the notice was received")
    if in_utc(notice.effective_at) < in_utc(calendar.close_of_business(terms.record_date)):
        return _outside(f"the date {noticed} lies before the Record Date {terms.record_date}")
    return ()


def _price(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """The price is that of the Trading Day before the Rights are issued: at separation, or by an election."""
    if notice.facts.get("fractions_of"):
        return number_price_grounds(notice, calendar)
    return price_grounds(notice, separated_at=notice.agreement.distribution_effective_at, calendar=calendar)


def _form(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """The form approved must be one on file, in the very words on file."""
    name = notice.facts["form_version"]
    form = FormVersion.objects.filter(agreement_id=notice.agreement_id, name=name).first()
    if form is None:
        return _outside(f"no form version {name} is on file")
    if form.folder_hash != notice.facts["folder_hash"]:
        return (ground("FORM_FOLDER_CHANGED", form=name),)
    return ()


def _adjustment(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """Cash for a Right and a price of nought come with a substitution alone (11(a)(iii)); elections."""
    said = notice.facts
    is_reduced = said.get("cash_per_right") or said.get("price_of_unit") == "0"
    if is_reduced and said["adjusted_under"] != AdjustingSection.SUBSTITUTION:
        reason = "cash for a Right and an Exercise Price of nought are of a substitution under 11(a)(iii)"
        return _outside(reason)
    if said["adjusted_under"] == AdjustingSection.VOLUNTARY:
        return _voluntary(notice, terms, calendar)
    return number_election_grounds(notice, terms, calendar)


def _voluntary(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """A reduction of the Company's own accord lowers the price, before the Distribution Date (§11(l)).

    It is certified and in effect before it: what was signed later reaches back to no earlier day.
    """
    price, separated = notice.facts.get("price_of_unit"), notice.agreement.distribution_effective_at
    if not price:
        return _outside("a reduction under 11(l) states the Exercise Price of a unit as adjusted")
    return reduction_grounds(
        new_price=Fraction(price),
        in_force=Fraction(terms.price_of_unit),
        on=max(notice.signed_on, calendar.local_date(notice.effective_at)),
        distribution_date=None if separated is None else calendar.local_date(separated),
    )


def _books_closed(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    first, last = notice.facts["closed_from"], notice.facts["closed_through"]
    if last < first:
        return _outside(f"the last day, {last}, lies before the first, {first}")
    return ()


_EXAMINATIONS: Mapping[str, Examination] = MappingProxyType(
    {
        NoticeKind.ANNOUNCEMENT: announcement_grounds,
        **dict.fromkeys(_OF_SHARES, _shares),
        NoticeKind.DISTRIBUTION_DATE: _distribution,
        NoticeKind.PRE_SEPARATION_NULLITY: named_before_separation,
        NoticeKind.RIGHT_PRICE: _price,
        NoticeKind.FORM_APPROVAL: _form,
        NoticeKind.AGENT_REMOVED: removal_grounds,
        NoticeKind.AGENT_APPOINTED: appointment_grounds,
        NoticeKind.CO_AGENT_APPOINTED: co_agent_query_grounds,
        NoticeKind.NULLITY: nullity_grounds,
        NoticeKind.NULLITY_ENDED: ending_grounds,
        NoticeKind.ADJUSTMENT: _adjustment,
        NoticeKind.NEW_FORM: new_form_grounds,
        NoticeKind.REDEMPTION_ORDERED: redemption_grounds,
        NoticeKind.EXCHANGE_ORDERED: exchange_grounds,
        NoticeKind.ORDER_ENDED: order_ended_grounds,
        NoticeKind.REDEMPTION_REINSTATED: reinstated_grounds,
        NoticeKind.REGISTRATION_STATEMENT: statement_grounds,
        NoticeKind.EXERCISE_SUSPENDED: suspended_grounds,
        NoticeKind.SUSPENSION_ENDED: suspension_end_grounds,
        NoticeKind.TRANSFER_BOOKS_CLOSED: _books_closed,
        NoticeKind.EVENT_PROPOSED: transaction_grounds,
        NoticeKind.EVENT_OCCURRED: event_grounds,
        NoticeKind.ISSUE_DEFERRED: deferral_grounds,
        NoticeKind.DEFERRED_EVENT: deferred_event_grounds,
    }
)
