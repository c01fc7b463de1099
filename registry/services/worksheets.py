"""Worksheets of the Rights Agent: figures for comparison, which nobody makes effective (§11, §12, §20(e))."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Never

from django.db import transaction
from django.db.models import Max

from agreement.adjustment import COMPARED, COMPUTED_BY, AdjustingSection
from agreement.calculation import Calculation
from agreement.refusals import refuse
from registry.models import AdjustmentWorksheet, Notice, NoticeKind, NoticeState, RightsAgreement, User
from registry.roles import must_be_staff
from registry.selectors.agreements import local_day, terms_in_force
from registry.selectors.calculations import calculate_for
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.company.part_shapes import Part, PartShape

_SHAPES = {"price_of_unit": PartShape.PRICE, "units_per_right": PartShape.RATIO}


@dataclass(frozen=True, slots=True)
class WorksheetTold:
    """A worksheet as it was done: under which section, for which event, how, and what it comes to.

    `carried_since` is the date of the transaction, where its change is carried forward (§11(d)).
    """

    section: AdjustingSection
    event: str
    working: str
    price_of_unit: str | Decimal | None
    units_per_right: str | None
    carried_since: date | None = None

    @property
    def figures(self) -> dict[str, str]:
        """The figures in exact text. Raises ValueError for what cannot be read."""
        told = {"price_of_unit": self.price_of_unit, "units_per_right": self.units_per_right}
        return {
            one.name: str(Part(one.name, one.words, _SHAPES[one.name]).read(told[one.name]))
            for one in COMPARED
            if told[one.name] not in (None, "")
        }


@dataclass(frozen=True, slots=True)
class WorksheetComputed:
    """Facts from which our own figures are computed: by which topic, on which input, for which event.

    `beside` is the Company's certificate of the same event, if it is there; then what was known before its
    receipt is computed on.
    """

    topic: str
    given: Mapping[str, Any]
    event: str
    beside: Notice | None = None


def record_computed(
    agreement: RightsAgreement, computed: WorksheetComputed, *, by: User, at: datetime
) -> AdjustmentWorksheet:
    """Keep what the calculator comes to, with each step, beside the certificate if there is one.

    A change that is too small to be made is kept as carried since its transaction. Raises as
    `record_worksheet`, TOPIC_UNKNOWN, and the refusals of facts that are missing or malformed.

    Agreement: 11;11(d);20(e).
    """
    if computed.topic not in COMPUTED_BY:
        raise refuse("TOPIC_UNKNOWN", topic=computed.topic, topics=", ".join(COMPUTED_BY))
    beside = computed.beside
    known = at if beside is None else min(at, beside.received_at - timedelta(microseconds=1))
    done = calculate_for(agreement, computed.topic, computed.given, at=known)
    result: Mapping[str, Any] = done.result
    carried = result.get("carried") or ()
    told = WorksheetTold(
        COMPUTED_BY[computed.topic],
        computed.event,
        working_of(done),
        str(result["exercise_price"]),
        str(result["units_per_right"]),
        date.fromisoformat(carried[-1]["transaction_date"]) if carried and beside is None else None,
    )
    return record_worksheet(agreement, told, beside=beside, by=by, at=at)


def working_of(done: Calculation) -> str:
    """Each step of a calculation as a line, and what stands beside the result.

    Agreement: 12.
    """
    lines = [
        f"{one.name}: {f'{one.formula} = ' if one.formula else ''}{one.exact}"
        f"{f', rounded {one.rounded}' if one.rounded else ''} ({one.section})"
        for one in done.steps
    ]
    return "\n".join([*lines, *(one.message for one in done.grounds)])


@transaction.atomic(durable=True)
def record_worksheet(
    agreement: RightsAgreement,
    told: WorksheetTold,
    *,
    beside: Notice | None = None,
    by: User,
    at: datetime,
) -> AdjustmentWorksheet:
    """Keep a worksheet, for comparison, beside a certificate if there is one.

    Raises INSTRUCTION_PART_MISSING without an event, working or figure, NOT_FOUND for a notice that is no
    certificate of adjustment of the plan.

    Agreement: 11;20(e).
    """
    must_be_staff(by, act="recording a worksheet")
    try:
        figures = told.figures
    except (ValueError, TypeError):
        raise refuse("INSTRUCTION_PART_MISSING", kind="worksheet", missing="exact figures") from None
    if not (figures and told.event.strip() and told.working.strip()):
        missing = "the event, how it was worked out, and a figure"
        raise refuse("INSTRUCTION_PART_MISSING", kind="worksheet", missing=missing)
    if told.carried_since is not None and told.carried_since > local_day(agreement, at=at):
        raise refuse("INSTRUCTION_PART_MISSING", kind="worksheet", missing="a transaction that has come")
    books = lock_books(agreement)
    if beside is not None and (beside.kind != NoticeKind.ADJUSTMENT or beside.agreement_id != books.pk):
        raise refuse("NOT_FOUND", what="A certificate of adjustment")
    last = AdjustmentWorksheet.objects.filter(agreement=books).aggregate(last=Max("number"))["last"] or 0
    return AdjustmentWorksheet.objects.create(
        agreement=books,
        number=last + 1,
        section=told.section.words,
        event=told.event.strip(),
        working=told.working.strip(),
        figures=figures,
        carried_since=told.carried_since,
        certificate=beside,
        recorded_at=at,
        recorded_by=by,
    )


@transaction.atomic(durable=True)
def lay_beside(
    worksheet: AdjustmentWorksheet, notice: Notice, *, by: User, at: datetime
) -> AdjustmentWorksheet:
    """Lay a worksheet beside the Company's certificate, once; where they differ is shown and stops nothing.

    Raises NOT_FOUND for a notice that is no certificate of adjustment of the plan, REQUEST_ALREADY_DECIDED.

    Agreement: 12;20(e).
    """
    must_be_staff(by, act="comparing a worksheet")
    books = lock_books(worksheet.agreement)
    locked = AdjustmentWorksheet.objects.select_for_update(no_key=True).get(pk=worksheet.pk)
    if notice.kind != NoticeKind.ADJUSTMENT or notice.agreement_id != books.pk:
        raise refuse("NOT_FOUND", what="A certificate of adjustment")
    if locked.certificate_id is not None:
        raise refuse("REQUEST_ALREADY_DECIDED", what="worksheet", state="laid beside a certificate")
    locked.certificate = notice
    locked.save(update_fields=["certificate"])
    append_audit(
        books,
        actor=by,
        act="WORKSHEET_COMPARED",
        subject=str(locked),
        details={"worksheet": locked.number, "notice": notice.number},
        at=at,
    )
    return locked


def make_effective(worksheet: AdjustmentWorksheet, *, by: User, at: datetime) -> Never:
    """Refuse to make figures of a worksheet effective: a certificate does that, or has done it.

    Raises CERTIFICATE_REQUIRED, ADJUSTED_BY_CERTIFICATE where the certificate beside it is in force.

    Agreement: 12;20(e).
    """
    must_be_staff(by, act="adjusting the Rights")
    certificate = worksheet.certificate
    if certificate is not None and certificate.state == NoticeState.APPLIED:
        raise refuse("ADJUSTED_BY_CERTIFICATE", number=certificate.number)
    price = terms_in_force(worksheet.agreement, known_at=at).total_exercise_price
    raise refuse("CERTIFICATE_REQUIRED", price=f"${price:,.2f}", worksheet=worksheet.number)
