"""The lines of a nominee's schedule: noted as they came, decided again, waiting as items (§20(k))."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from agreement.choices import Instrument, SignerCapacity
from agreement.decisions import Ground
from agreement.schedule import LineDecided, LineProblem, LineState, effective_answers
from agreement.workflow.items import AskedBy, ItemKind, TaxStanding
from registry.imports.schedule_lines import LineRead
from registry.models import (
    EvidenceRequest,
    Item,
    ItemPaper,
    RegisteredHolder,
    RightsCertificate,
    Schedule,
    ScheduleFile,
    ScheduleLine,
    TransferLine,
    User,
)
from registry.models.items import GuaranteedSignature
from registry.selectors.addresses import address_as_of
from registry.selectors.items import certification_facts, latest_certification, latest_form
from registry.selectors.schedules import answers_of, references_taken, standing_lines
from registry.services import items
from registry.services.presentations import Presentation, ReverseReceived, SignatureReceived

Change = tuple[LineRead, ScheduleLine | None]


def note_lines(
    schedule: Schedule, file: ScheduleFile, changes: Sequence[Change], *, at: datetime
) -> list[ScheduleLine]:
    """Keep the lines of a file, each with what it corrects; where they stand is decided next."""
    taken, accounts = references_taken(schedule.item), _accounts(schedule, [line for line, _ in changes])
    number = ScheduleLine.objects.filter(schedule=schedule).count()
    made = []
    for place, (read, corrected) in enumerate(changes, start=number + 1):
        line = _checked(read, presented=schedule.presented, taken=taken, accounts=accounts)
        made.append(
            ScheduleLine(
                schedule=schedule,
                file=file,
                number=place,
                file_line=line.file_line,
                said=dict(line.said),
                problems=[asdict(problem) for problem in line.problems],
                reference=line.reference,
                rights=line.rights,
                statement_1=line.statement_1.value,
                statement_2=line.statement_2.value,
                answered_by=line.answered_by,
                stays_with_nominee=line.stays_with_nominee,
                registration=line.registration,
                **(line.address or dict.fromkeys(("address", "city", "country"), "")),
                account=line.account[:40],
                payment_amount=line.payment_amount,
                payment_means=line.payment_means.value if line.payment_means else "",
                delivery=line.delivery.value if line.delivery else "",
                corrects=corrected,
                state=LineState.MALFORMED.value,
                decided_at=at,
                holder=accounts.get(line.account) if line.account and not line.problems else None,
            )
        )
    kept = ScheduleLine.objects.bulk_create(made)
    replaced = [corrected.pk for _, corrected in changes if corrected]
    ScheduleLine.objects.filter(pk__in=replaced).update(state=LineState.CORRECTED.value, decided_at=at)
    return kept


def matched(schedule: Schedule, lines: Sequence[LineRead]) -> list[Change]:
    """The lines of a later file, each with the rejected line in whose place it comes.

    A line names it by its number in the schedule, or has its reference. One that corrects nothing, or what
    another line of the file corrects, is itself rejected.

    Agreement: 6(a).
    """
    standing = list(standing_lines(schedule))
    rejected = [line for line in standing if line.state == LineState.MALFORMED]
    by_number = {line.number: line for line in rejected}
    by_reference = {line.reference: line for line in rejected if line.reference}
    others = {line.reference: line.number for line in standing if line.state != LineState.MALFORMED}
    changes: list[Change] = []
    used: set[int] = set()
    for read in lines:
        target = by_number.get(read.corrects_line or 0)
        if read.corrects_line is None:
            target = by_reference.get(read.reference)
        if target is None or target.pk in used:
            why = "corrects no rejected line of the schedule" if target is None else "corrects a line twice"
            changes.append((_rejected(read, "corrects_line", "CORRECTS_ONE_LINE", why), None))
        elif read.reference in others:
            why = f"{read.reference} is the reference of line {others[read.reference]}"
            changes.append((_rejected(read, "reference", "REFERENCE_ONCE", why), target))
        else:
            changes.append((read, target))
        if target is not None:
            used.add(target.pk)
    return changes


def _rejected(read: LineRead, field: str, rule: str, reason: str) -> LineRead:
    cure = "name a rejected line by its number, or by its reference, once"
    return replace(read, rights=None, problems=(*read.problems, LineProblem(field, rule, reason, cure)))


def _checked(
    read: LineRead, *, presented: int, taken: Mapping[str, int], accounts: Mapping[str, RegisteredHolder]
) -> LineRead:
    """A line as read, with what the books have against it."""
    found = list(read.problems)
    rights = read.rights
    if rights is not None and rights > presented:
        reason, cure = f"{rights} Rights are more than the {presented} presented", "assign what is presented"
        found.append(LineProblem("rights", "NO_MORE_THAN_PRESENTED", reason, cure))
        rights = None
    if read.reference in taken:
        reason = f"{read.reference} was presented with item {taken[read.reference]}, and is posted or waits"
        cure = "give a further transfer a reference of its own"
        found.append(LineProblem("reference", "REFERENCE_ONCE", reason, cure))
    if read.account and not read.stays_with_nominee:
        holder = accounts.get(read.account)
        if holder is None or " ".join(holder.registration.split()) != " ".join(read.registration.split()):
            reason = f"no account {read.account[:40]} stands in this name"
            cure = "leave the account empty, or name the one of this registration"
            found.append(LineProblem("account", "ACCOUNT_OF_THE_NAME", reason, cure))
    return replace(read, rights=rights, problems=tuple(found))


def _accounts(schedule: Schedule, lines: Sequence[LineRead]) -> dict[str, RegisteredHolder]:
    named = {line.account for line in lines if line.account}
    found = RegisteredHolder.objects.filter(agreement=schedule.item.agreement, account__in=named)
    return {one.account: one for one in found}


def decide_again(schedule: Schedule, *, at: datetime) -> tuple[LineDecided, ...]:
    """Decide every line that stands, and keep where each stands and why; inside the caller's transaction.

    By the service of what the schedule was presented for, found in settings.SCHEDULES.

    Agreement: 6(a);7(a);7(e);20(k).
    """
    decided: tuple[LineDecided, ...] = act_of(schedule.item, "decide")(schedule.item, at=at)
    rows = {line.number: line for line in standing_lines(schedule)}
    changed = []
    for one in decided:
        row, reasons = rows[one.line.number], [reason_of(found) for found in one.grounds]
        if (row.state, row.reasons) != (one.state, reasons):
            row.state, row.reasons, row.decided_at = one.state.value, reasons, at
            changed.append(row)
    ScheduleLine.objects.bulk_update(changed, ["state", "reasons", "decided_at"])
    return decided


def act_of(item: Item, act: str) -> Callable[..., Any]:
    """What a schedule is decided, tried or asked for by, after the kind of its item.

    Agreement: 6(a);7(a).
    """
    found: Callable[..., Any] = import_string(settings.SCHEDULES[item.kind][act])
    return found


def reason_of(found: Ground) -> dict[str, str]:
    """A ground as it is kept with a line."""
    return {
        "code": found.code,
        "message": found.message,
        "basis": str(found.basis),
        "clause": found.clause,
        "citation": found.citation,
        "cure": found.cure,
        "field": str(found.facts.get("field", "")),
        "rule": str(found.facts.get("rule", "")),
    }


def keep_waiting(
    line: ScheduleLine,
    *,
    certificates: Sequence[RightsCertificate],
    note: Callable[[Item], None],
    by: User,
    at: datetime,
) -> Item:
    """Take in a held line as an item of its own, presented with the certificate on which it came back.

    Its receipt is that of the schedule: a hold is no refusal. The paper stays with the agent. `note` records
    what the line asks for before the item is examined.

    Agreement: 6(a);7(a);20(k).
    """
    parent = line.schedule.item
    assert parent.received_at is not None  # what was posted had been received
    paper = parent.papers.select_related("document").order_by("id")[0].document
    item = items.take_in(
        parent.agreement,
        Presentation(
            parent.presenter,
            parent.received_at,
            tuple(one.number for one in certificates),
            reverse=_reverse_of(line, parent),
            presenter_address=parent.presenter_address,
        ),
        kind=ItemKind(parent.kind),
        document=paper,
        by=by,
        at=at,
    )
    item.received_at, item.office, item.transfer_reason = (
        parent.received_at,
        parent.office,
        parent.transfer_reason,
    )
    item.save(update_fields=["received_at", "office", "transfer_reason"])
    served = ItemPaper.objects.filter(item=parent).exclude(serves_as="")
    ItemPaper.objects.bulk_create(
        ItemPaper(item=item, document_id=one.document_id, serves_as=one.serves_as, dated_on=one.dated_on)
        for one in served
    )
    line.item = item
    line.save(update_fields=["item"])
    note(item)
    _ask_who_it_is(line, item=item, by=by, at=at)
    return items.settle(item, by=by, at=at)


def _ask_who_it_is(line: ScheduleLine, *, item: Item, by: User, at: datetime) -> None:
    """Ask evidence of the Beneficial Owner of a line held for a name that a notice names (§6(a), §7(e))."""
    for reason in line.reasons:
        if reason["code"] == "NAME_OF_A_PERSON_NAMED":
            EvidenceRequest.objects.create(
                item=item,
                asked_by=AskedBy.AGENT.value,
                asked_at=at,
                evidence="the identity of the Beneficial Owner of the Rights of this line",
                reason=reason["message"],
                recorded_at=at,
                recorded_by=by,
            )


def transferee_of(line: ScheduleLine, *, of: Item, item: Item, place: int, at: datetime) -> TransferLine:
    """The line of an assignment that a line of the schedule of an item makes; what stays is the nominee's."""
    nominee = of.holder
    assert nominee is not None  # an item received has a holder
    assert line.rights is not None  # a line that assigns Rights was read
    if line.stays_with_nominee:
        found = address_as_of(nominee, at)
        words = {
            "address": found.address,
            "city": found.city,
            "region": found.region,
            "postal_code": found.postal_code,
            "country": found.country,
        }
        registration: str = nominee.registration
        holder: RegisteredHolder | None = nominee
    else:
        names = ("address", "city", "region", "postal_code", "country")
        words = {name: getattr(line, name) for name in names}
        registration, holder = line.registration, line.holder
    return TransferLine(
        item=item, place=place, rights=line.rights, registration=registration, holder=holder, **words
    )


def _reverse_of(line: ScheduleLine, parent: Item) -> ReverseReceived:
    """The reverse as signed by the nominee, with the answers of the line; unsigned where nobody gave them."""
    form, certified = latest_form(parent), latest_certification(parent)
    assert form is not None  # every receipt records one
    assert certified is not None
    answered = effective_answers(answers_of(line), reverse=certification_facts(parent))
    assert answered is not None
    return ReverseReceived(
        form=_signature(form),
        statement_1=answered.statement_1,
        statement_2=answered.statement_2,
        certification=_signature(certified) if answered.is_signed else SignatureReceived(),
        tax=TaxStanding(parent.tax_standing),
    )


def _signature(row: GuaranteedSignature) -> SignatureReceived:
    return SignatureReceived(
        row.signed_name,
        row.signed_on,
        row.guarantor_kind,
        row.guarantor_name,
        row.medallion,
        Instrument(row.instrument),
        SignerCapacity(row.capacity),
    )
