"""What the agent has with the Company beside money: indemnity, assurances, counsel's advice (§18(a), §20).

Records of people, each with its day and its paper: none of them decides anything or moves an item.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from agreement.refusals import refuse
from registry.models import (
    Approval,
    AssuranceRequest,
    CounselAdvice,
    CounselKind,
    IndemnityMatter,
    Item,
    MatterKind,
    MatterNote,
    RightsAgreement,
    User,
)
from registry.roles import must_be_staff
from registry.services.books import lock_books
from registry.services.company_account.common import (
    day_not_to_come,
    next_number,
    noted,
    sum_given,
    words_given,
)
from registry.services.documents import Evidence, require_document


@dataclass(frozen=True, slots=True)
class MatterTold:
    """A loss, claim or cost as it is logged: what it is, of which day, of whom, for how much if stated."""

    kind: MatterKind
    logged_on: date
    about: str
    claimant: str = ""
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class NoteTold:
    """What happened in a matter on a day, and what it cost if it did."""

    happened_on: date
    said: str
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AssuranceAsked:
    """What the Company is asked for, why it is needed, of whom it was asked, on which day."""

    what: str
    why: str
    asked_of: str
    asked_on: date


@dataclass(frozen=True, slots=True)
class AdviceGiven:
    """Counsel's advice: whose counsel, of which day, about what."""

    counsel: str
    counsel_kind: CounselKind
    dated_on: date
    about: str


@transaction.atomic(durable=True)
def log_matter(
    agreement: RightsAgreement, told: MatterTold, *, document: Evidence | None, by: User, at: datetime
) -> IndemnityMatter:
    """Log a loss, a claim or costs of defence; nothing is computed and no fault is found.

    It survives the agreement and the agent's resignation. Raises MAKER_NOT_PERMITTED, ACCOUNT_PART_MISSING,
    ACCOUNT_DAY_IMPOSSIBLE.

    Agreement: 18(a).
    """
    must_be_staff(by, act="logging a matter of indemnity")
    locked = lock_books(agreement)
    made = IndemnityMatter.objects.create(
        agreement=locked,
        number=next_number(IndemnityMatter, locked),
        kind=told.kind.value,
        logged_on=day_not_to_come(locked, told.logged_on, what="The matter", at=at),
        claimant=told.claimant.strip(),
        about=words_given(told.about, name="words for the matter"),
        amount=None if told.amount is None else sum_given(told.amount, name="sum"),
        document=require_document(locked, document) if document is not None else None,
        recorded_at=at,
        recorded_by=by,
    )
    return noted(made, locked, act="INDEMNITY_MATTER_LOGGED", by=by, at=at)


@transaction.atomic(durable=True)
def note_matter(
    matter: IndemnityMatter, told: NoteTold, *, document: Evidence | None, by: User, at: datetime
) -> MatterNote:
    """Note what happened in a matter, with its paper if there is one. Raises as logging a matter does.

    Agreement: 18(a).
    """
    must_be_staff(by, act="noting what happened in a matter of indemnity")
    locked = lock_books(matter.agreement)
    made = MatterNote.objects.create(
        matter=matter,
        happened_on=day_not_to_come(locked, told.happened_on, what="The note", at=at),
        said=words_given(told.said, name="words of the note"),
        amount=None if told.amount is None else sum_given(told.amount, name="sum"),
        document=require_document(locked, document) if document is not None else None,
        recorded_at=at,
        recorded_by=by,
    )
    return noted(made, locked, act="INDEMNITY_MATTER_NOTED", by=by, at=at)


@transaction.atomic(durable=True)
def request_assurance(
    agreement: RightsAgreement, asked: AssuranceAsked, *, by: User, at: datetime
) -> AssuranceRequest:
    """Log that the Company was asked for a document or an act; open until that is on file.

    Raises MAKER_NOT_PERMITTED, ACCOUNT_PART_MISSING, ACCOUNT_DAY_IMPOSSIBLE.

    Agreement: 20(f).
    """
    must_be_staff(by, act="asking the Company for further assurances")
    locked = lock_books(agreement)
    made = AssuranceRequest.objects.create(
        agreement=locked,
        number=next_number(AssuranceRequest, locked),
        what=words_given(asked.what, name="document or act that is asked for"),
        why=words_given(asked.why, name="reason"),
        asked_of=words_given(asked.asked_of, name="officer who was asked"),
        asked_on=day_not_to_come(locked, asked.asked_on, what="The request", at=at),
        recorded_at=at,
        recorded_by=by,
    )
    return noted(made, locked, act="ASSURANCE_REQUESTED", by=by, at=at)


@transaction.atomic(durable=True)
def fulfil_assurance(
    request: AssuranceRequest, *, fulfilled_on: date, document: Evidence | None, by: User, at: datetime
) -> AssuranceRequest:
    """Record what fulfils a request, and the day; once.

    Raises MAKER_NOT_PERMITTED, ASSURANCE_FULFILLED, ACCOUNT_DAY_IMPOSSIBLE for a day before the request or to
    come, NO_SUPPORTING_DOCUMENT.

    Agreement: 20(f).
    """
    must_be_staff(by, act="recording what fulfils a request")
    locked = lock_books(request.agreement)
    row = AssuranceRequest.objects.get(pk=request.pk)
    if row.fulfilled_on is not None:
        raise refuse("ASSURANCE_FULFILLED", number=row.number, date=row.fulfilled_on)
    row.fulfilled_on = day_not_to_come(locked, fulfilled_on, what="The fulfilment", at=at)
    if fulfilled_on < row.asked_on:
        reason = f"it was asked on {row.asked_on}"
        raise refuse("ACCOUNT_DAY_IMPOSSIBLE", what="The fulfilment", date=fulfilled_on, reason=reason)
    row.fulfilment = require_document(locked, document)
    row.fulfilled_by, row.fulfilment_recorded_at = by, at
    row.save(update_fields=["fulfilled_on", "fulfilment", "fulfilled_by", "fulfilment_recorded_at"])
    return noted(row, locked, act="ASSURANCE_FULFILLED", by=by, at=at)


@transaction.atomic(durable=True)
def record_advice(
    agreement: RightsAgreement,
    given: AdviceGiven,
    *,
    item: Item | None = None,
    decision: Approval | None = None,
    document: Evidence | None,
    by: User,
    at: datetime,
) -> CounselAdvice:
    """Attach counsel's advice to an item or to a decision of two people, as its authority COUNSEL.

    It changes neither: where the Company must be consulted, an item stays held for its word.
    Raises MAKER_NOT_PERMITTED, ACCOUNT_PART_MISSING, ACCOUNT_DAY_IMPOSSIBLE, NO_SUPPORTING_DOCUMENT.

    Agreement: 20(a);20(k).
    """
    must_be_staff(by, act="attaching counsel's advice")
    locked = lock_books(agreement)
    about = {_agreement_of(one) for one in (item, decision) if one is not None}
    if about != {locked.pk}:
        raise refuse("ACCOUNT_PART_MISSING", missing="item or request of this agreement that it is about")
    made = CounselAdvice.objects.create(
        agreement=locked,
        number=next_number(CounselAdvice, locked),
        counsel=words_given(given.counsel, name="name of counsel"),
        counsel_kind=given.counsel_kind.value,
        dated_on=day_not_to_come(locked, given.dated_on, what="The advice", at=at),
        about=words_given(given.about, name="words for what was advised"),
        item=item,
        decision=decision,
        document=require_document(locked, document),
        recorded_at=at,
        recorded_by=by,
    )
    return noted(made, locked, act="COUNSEL_ADVICE_ATTACHED", by=by, at=at)


def _agreement_of(about: Item | Approval) -> int | None:
    return about.agreement_id
