"""Taking in a notice: officer, channel and parts are examined; nothing is decided (§20(b), §26)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from agreement.errors import RefusedByGround
from agreement.notice import NoticeKind as RuleKind
from agreement.notice import NoticeReceived, form_grounds
from agreement.refusals import refuse
from agreement.terms import Terms
from registry.models import Notice, NoticeKind, RightsAgreement, User
from registry.roles import must_be_staff
from registry.selectors.agreements import calendar, terms_in_force
from registry.services.books import lock_books
from registry.services.company.exercise_gates import examine_waiting
from registry.services.company.officers import was_in_office
from registry.services.company.parts import read_facts, read_parts
from registry.services.control import hour_of_close
from registry.services.documents import Evidence, check_instants, require_document

_DAY_OF_EFFECT = {
    NoticeKind.RECORD_COUNT: "as_of",
    NoticeKind.DISTRIBUTION_DATE: "distribution_date",
    NoticeKind.SHARES_ISSUED: "issued_on",
    NoticeKind.SHARES_EXCLUDED: "resolution_on",
    NoticeKind.SHARES_ACQUIRED: "acquired_on",
    NoticeKind.RIGHT_PRICE: "trading_day",
    NoticeKind.ANNOUNCEMENT: "announced_on",
    NoticeKind.FACT_CERTIFIED: "as_of",
    NoticeKind.LATER_SHARES: "issued_on",
    NoticeKind.REGISTRATION_STATEMENT: "happened_on",
    NoticeKind.EXERCISE_SUSPENDED: "starts_on",
    NoticeKind.SUSPENSION_ENDED: "ended_on",
    NoticeKind.JURISDICTIONS: "as_of",
    NoticeKind.TRANSFER_BOOKS_CLOSED: "closed_from",
    NoticeKind.EVENT_OCCURRED: "occurred_on",
    NoticeKind.REDEMPTION_REINSTATED: "determined_on",
    NoticeKind.DEFERRED_EVENT: "happened_on",
    NoticeKind.CO_AGENT_APPOINTED: "effective_on",
}
# Kinds of which a part states the very instant of effect (7(e), 12, 23(b), 24(b)).
_INSTANT_OF_EFFECT = {
    NoticeKind.NULLITY: "event_at",
    NoticeKind.ADJUSTMENT: "effective_from",
    NoticeKind.REDEMPTION_ORDERED: "ordered_at",
    NoticeKind.EXCHANGE_ORDERED: "ordered_at",
}


@dataclass(frozen=True, slots=True)
class WrittenNotice:
    """What stands on a notice and how it came: before anything is stored."""

    kind: NoticeKind
    officer_name: str
    officer_title: str
    channel: str
    signed_on: date
    effective_at: datetime
    received_at: datetime
    facts: Mapping[str, object]


def examine_form(
    agreement: RightsAgreement, *, notice: WrittenNotice, at: datetime
) -> tuple[dict[str, object], Terms]:
    """The parts of a notice in canonical form, if officer, channel, instants and parts are in order.

    Raises RefusedByGround with every ground of form at once, RECEIVED_AFTER_RECORDED, SIGNED_AFTER_RECEIVED.

    Agreement: 20(b);26.
    """
    check_instants(signed_on=notice.signed_on, received_at=notice.received_at, at=at)
    if notice.effective_at.tzinfo is None:
        raise refuse("NAIVE_TIMESTAMP", value=notice.effective_at)
    terms = terms_in_force(agreement, known_at=at)
    facts, lacking = read_parts(notice.kind, notice.facts)
    received = NoticeReceived(
        kind=RuleKind(notice.kind),
        officer_name=notice.officer_name,
        officer_title=notice.officer_title,
        held_title=was_in_office(
            agreement, name=notice.officer_name, title=notice.officer_title, day=notice.signed_on
        ),
        signed_on=notice.signed_on,
        channel=notice.channel,
        lacking=lacking,
    )
    grounds = form_grounds(received, terms=terms)
    if grounds:
        raise RefusedByGround.by(grounds)
    return facts, terms


def receive_notice(
    agreement: RightsAgreement,
    written: WrittenNotice,
    *,
    document: Evidence | None,
    by: User,
    at: datetime,
) -> Notice:
    """Record a written notice of the Company as received. It has no effect before two people accepted it.

    Raises NO_SUPPORTING_DOCUMENT, for an order of redemption REDEMPTION_EVIDENCE_MISSING;
    OFFICER_NOT_AUTHORISED, CHANNEL_NOT_FORMAL, INSTRUCTION_PART_MISSING.

    Agreement: 18(b);23(b);26.
    """
    must_be_staff(by, act="taking in a notice")
    with transaction.atomic(durable=True):
        books = lock_books(agreement)
        canonical, _ = examine_form(books, notice=written, at=at)
        if document is None and written.kind == NoticeKind.REDEMPTION_ORDERED:
            raise refuse("REDEMPTION_EVIDENCE_MISSING")
        last = Notice.objects.filter(agreement=books).aggregate(last=Max("number"))["last"] or 0
        notice = Notice.objects.create(
            agreement=books,
            number=last + 1,
            kind=written.kind,
            officer_name=written.officer_name,
            officer_title=written.officer_title,
            channel=written.channel,
            signed_on=written.signed_on,
            effective_at=takes_effect_at(written, facts=canonical),
            received_at=written.received_at,
            recorded_at=at,
            recorded_by=by,
            document=require_document(books, document),
            facts=canonical,
        )
        examine_waiting(notice, by=by, at=at)
        return notice


def takes_effect_at(written: WrittenNotice, *, facts: Mapping[str, object]) -> datetime:
    """When a notice takes effect: an adjustment from the instant it certifies, and from no other.

    Agreement: 12.
    """
    if written.kind == NoticeKind.ADJUSTMENT:
        return datetime.fromisoformat(str(facts["effective_from"]))
    return written.effective_at


def default_effective_at(
    agreement: RightsAgreement, *, kind: NoticeKind | str, facts: Mapping[str, object], at: datetime
) -> datetime | None:
    """The instant a notice takes effect when its parts alone fix it: the close of the day they name.

    None where the parts name no such day: then it takes effect as the notice says, or when it is received.

    Agreement: 1(f).
    """
    if kind in _INSTANT_OF_EFFECT:
        return _instant_of(kind_named(kind), facts)
    name = _DAY_OF_EFFECT.get(kind_named(kind))
    if name is None:
        return None
    try:
        day = date.fromisoformat(str(read_facts(kind, facts)[name]))
    except RefusedByGround:  # told with all other faults of form by examine_form
        return None
    days = calendar(agreement, at=at)
    closes = kind in (NoticeKind.RECORD_COUNT, NoticeKind.DISTRIBUTION_DATE)
    return days.close_of_business(day) if closes else hour_of_close(day, calendar=days)


def _instant_of(kind: NoticeKind, facts: Mapping[str, object]) -> datetime | None:
    """Void from the event, adjusted from the instant certified, ordered by the Board's action; no other."""
    said = read_parts(kind, facts)[0].get(_INSTANT_OF_EFFECT[kind])
    return datetime.fromisoformat(said) if isinstance(said, str) else None


def kind_named(kind: NoticeKind | str) -> NoticeKind:
    """A kind of notice by its name. Raises INSTRUCTION_PART_MISSING for one that is not known."""
    try:
        return NoticeKind(kind)
    except ValueError:
        kinds = ", ".join(NoticeKind.values)
        raise refuse(
            "INSTRUCTION_PART_MISSING", kind="notice", missing=f"a known kind, one of {kinds}"
        ) from None
