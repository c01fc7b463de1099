"""Attorneys and agents through whom the Rights Agent acts: engaged, reviewed, ended, their work (§20(i))."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from agreement.delegates import DelegateWork, Engagement, must_be_in_scope
from agreement.refusals import refuse
from registry.models import Delegate, DelegateAct, DelegateReview, RightsAgreement, User
from registry.roles import must_be_staff
from registry.services.books import lock_books
from registry.services.company_account.common import day_not_to_come, next_number, noted, words_given
from registry.services.documents import Evidence, require_document


@dataclass(frozen=True, slots=True)
class DelegateEngaged:
    """An attorney or agent as engaged: for which works, in which words, what it may read, until when."""

    name: str
    works: tuple[DelegateWork, ...]
    scope: str
    engaged_from: date
    review_on: date
    engaged_until: date | None = None
    jobs: tuple[int, ...] = ()
    may_read: str = ""


@dataclass(frozen=True, slots=True)
class WorkDone:
    """Work that a delegate did: which, of which job if it is one, on which day, in words."""

    work: DelegateWork
    done_on: date
    what: str
    job: int | None = None


@transaction.atomic(durable=True)
def engage_delegate(
    agreement: RightsAgreement,
    told: DelegateEngaged,
    *,
    document: Evidence | None,
    by: User,
    at: datetime,
) -> Delegate:
    """Record an attorney or agent with its scope, the day of its review, and its document.

    Raises MAKER_NOT_PERMITTED, ACCOUNT_PART_MISSING, ACCOUNT_DAY_IMPOSSIBLE where it ends or is reviewed
    before it begins, NO_SUPPORTING_DOCUMENT.

    Agreement: 20(i).
    """
    must_be_staff(by, act="engaging a delegate")
    locked = lock_books(agreement)
    name = words_given(told.name, name="name of the delegate")
    scope = words_given(told.scope, name="scope")
    if not told.works:
        raise refuse("ACCOUNT_PART_MISSING", missing="work it is engaged for")
    for what, day in (("Its end", told.engaged_until), ("Its review", told.review_on)):
        if day is not None and day < told.engaged_from:
            reason = f"the engagement begins on {told.engaged_from}"
            raise refuse("ACCOUNT_DAY_IMPOSSIBLE", what=what, date=day, reason=reason)
    made = Delegate.objects.create(
        agreement=locked,
        number=next_number(Delegate, locked),
        name=name,
        works=sorted({work.value for work in told.works}),
        jobs=sorted(set(told.jobs)),
        scope=scope,
        may_read=told.may_read.strip(),
        engaged_from=told.engaged_from,
        engaged_until=told.engaged_until,
        review_on=told.review_on,
        document=require_document(locked, document),
        recorded_at=at,
        recorded_by=by,
    )
    return noted(made, locked, act="DELEGATE_ENGAGED", by=by, at=at)


@transaction.atomic(durable=True)
def end_engagement(delegate: Delegate, *, until: date, by: User, at: datetime) -> Delegate:
    """End an engagement on a day; to engage it again is another record.

    Raises MAKER_NOT_PERMITTED, DELEGATE_ENDED, ACCOUNT_DAY_IMPOSSIBLE before it began.

    Agreement: 20(i).
    """
    must_be_staff(by, act="ending the engagement of a delegate")
    locked = lock_books(delegate.agreement)
    row = Delegate.objects.get(pk=delegate.pk)
    if row.engaged_until is not None:
        raise refuse("DELEGATE_ENDED", delegate=row.name, date=row.engaged_until)
    if until < row.engaged_from:
        reason = f"the engagement begins on {row.engaged_from}"
        raise refuse("ACCOUNT_DAY_IMPOSSIBLE", what="Its end", date=until, reason=reason)
    row.engaged_until = until
    row.save(update_fields=["engaged_until"])
    return noted(row, locked, act="DELEGATE_ENDED", by=by, at=at)


@transaction.atomic(durable=True)
def review_delegate(
    delegate: Delegate, *, reviewed_on: date, found: str, next_review_on: date, by: User, at: datetime
) -> DelegateReview:
    """Record a review of a delegate and the day of the next one.

    Raises MAKER_NOT_PERMITTED, ACCOUNT_PART_MISSING, ACCOUNT_DAY_IMPOSSIBLE.

    Agreement: 20(i).
    """
    must_be_staff(by, act="reviewing a delegate")
    locked = lock_books(delegate.agreement)
    day_not_to_come(locked, reviewed_on, what="The review", at=at)
    if next_review_on <= reviewed_on:
        reason = f"this one was on {reviewed_on}"
        raise refuse("ACCOUNT_DAY_IMPOSSIBLE", what="The next review", date=next_review_on, reason=reason)
    made = DelegateReview.objects.create(
        delegate=delegate,
        reviewed_on=reviewed_on,
        found=words_given(found, name="words for what was found"),
        next_review_on=next_review_on,
        recorded_at=at,
        recorded_by=by,
    )
    return noted(made, locked, act="DELEGATE_REVIEWED", by=by, at=at)


@transaction.atomic(durable=True)
def record_work_of_delegate(
    delegate: Delegate, done: WorkDone, *, document: Evidence | None, by: User, at: datetime
) -> DelegateAct:
    """Attribute work to the delegate that did it, within its engagement.

    Raises MAKER_NOT_PERMITTED, ACCOUNT_DAY_IMPOSSIBLE, ACCOUNT_PART_MISSING, DELEGATE_OUT_OF_SCOPE.

    Agreement: 20(i).
    """
    must_be_staff(by, act="recording the work of a delegate")
    locked = lock_books(delegate.agreement)
    day_not_to_come(locked, done.done_on, what="The work", at=at)
    row = Delegate.objects.get(pk=delegate.pk)
    must_be_in_scope(engagement_of(row), work=done.work, day=done.done_on, job=done.job)
    made = DelegateAct.objects.create(
        delegate=row,
        work=done.work.value,
        job=done.job,
        done_on=done.done_on,
        what=words_given(done.what, name="words for the work"),
        document=require_document(locked, document) if document is not None else None,
        recorded_at=at,
        recorded_by=by,
    )
    return noted(made, locked, act="DELEGATE_WORK_RECORDED", by=by, at=at)


def engagement_of(delegate: Delegate) -> Engagement:
    """A delegate's engagement as the rules take it.

    Agreement: 20(i).
    """
    return Engagement(
        delegate.name,
        frozenset(DelegateWork(work) for work in delegate.works),
        delegate.engaged_from,
        delegate.engaged_until,
        frozenset(delegate.jobs),
    )
