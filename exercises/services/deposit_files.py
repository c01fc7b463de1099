"""The file of a run's deposits for the bank, in the layout of NACHA: asked for, approved, made once (§20(j)).

The second person approves the very bytes, by their hash. Nothing is sent by the program: a person takes the
file to the bank, and what the bank did is told by its paper.
"""

import hashlib
import io
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from agreement.business_days import FEDERAL_RESERVE, BusinessDayCalendar, policy_named
from agreement.errors import BooksOutOfBalance, RefusedByGround
from agreement.importer import shipped_closures
from agreement.refusals import refuse
from exercises.bank.nacha import Control, Deposit, Originator, ach_file, control_of, is_routing
from exercises.models import DepositFile, OrderDeposit, PaymentRun
from exercises.selectors.order_deposits import (
    MAKE_DEPOSIT_FILE,
    against_file,
    deposits_of_run,
    deposits_standing,
    lines_cash,
    restrained,
)
from exercises.services.deposits import account_number
from exercises.services.order_deposits import must_tie
from registry.models import Approval, JobState, User
from registry.roles import must_be_staff
from registry.selectors.agreements import local_day
from registry.services import approvals
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.company_account.common import money_text, words_given
from registry.services.document_files import hash_of
from registry.services.refusals import told_as_errors
from registry.services.sealed_files import open_sealed, store_sealed

_CLOSE = time(17)
CONTENT_TYPE = "text/plain; charset=us-ascii"


@dataclass(frozen=True, slots=True)
class SenderTold:
    """Who sends the file, as the bank knows it, and the banking day on which the deposits are to settle."""

    bank_routing: str
    bank_name: str
    company_name: str
    company_id: str
    settles_on: date


@transaction.atomic(durable=True)
def request_file(run: PaymentRun, told: SenderTold, *, maker: User, at: datetime) -> Approval:
    """Ask a second person for the file of a run's deposits: its control totals and the hash of its bytes.

    Raises MAKER_NOT_PERMITTED, DEPOSIT_FILE_NOT_DUE, DEPOSIT_HELD, DEPOSIT_ROUTING_WRONG,
    DEPOSIT_DAY_NOT_BANKING, ACCOUNT_PART_MISSING, RefusedByGround with RESTRAINED_BY_ORDER;
    BooksOutOfBalance where checks and deposits are not the sum of the list.

    Agreement: 15(b);20(j);23(a);24(d).
    """
    must_be_staff(maker, act="making a file of deposits")
    agreement = lock_books(run.order_list.agreement)
    sender = _plain(told)
    _must_be_due(run, sender, at=at)
    request = _request(run, sender, _content(run, sender, made_at=at), made_at=at)
    count, credits_told, number = request["entries"], request["credits"], run.order_list.number
    return approvals.request_approval(
        agreement,
        kind=MAKE_DEPOSIT_FILE,
        request=request,
        summary=f"The file of the {count:,} deposits of list {number}, ${Decimal(credits_told):,.2f}, to "
        f"settle on {sender.settles_on}",
        maker=maker,
        at=at,
    )


def perform_file(approval: Approval, *, at: datetime) -> DepositFile:
    """The file as approved, byte by byte, kept sealed under its hash; once.

    What stands against a deposit is looked at again. Raises REQUEST_CHANGED_AFTER_APPROVAL, and as
    `request_file`.

    Agreement: 15(b);20(j);23(a);24(d).
    """
    assert approval.agreement is not None
    agreement, asked = lock_books(approval.agreement), approval.request
    found = PaymentRun.objects.select_related("job", "order_list__order")
    run = found.get(pk=asked["deposit_run"], order_list__agreement=agreement)
    run.order_list.agreement = agreement
    stated = asked["sender"]
    sender = SenderTold(**stated | {"settles_on": date.fromisoformat(stated["settles_on"])})
    _must_be_due(run, sender, at=at)
    made_at = datetime.fromisoformat(asked["asked_at"])
    content = _content(run, sender, made_at=made_at)
    if _request(run, sender, content, made_at=made_at) != asked:
        raise refuse("REQUEST_CHANGED_AFTER_APPROVAL", request_hash=approval.request_hash)
    approvals.consume(approval, at=at)
    return _kept(run, sender, content, approval=approval, at=at)


def open_file(made: DepositFile, *, by: User, at: datetime) -> BinaryIO:
    """The file in clear, for the bank; who took it and when is recorded. Raises BooksOutOfBalance, NOT_FOUND.

    Agreement: 20(j);23(a).
    """
    must_be_staff(by, act="fetching a file of deposits")
    try:
        kept = (Path(settings.FILES_ROOT) / made.stored_as).open("rb")
    except FileNotFoundError:
        raise refuse("NOT_FOUND", what=str(made)) from None
    file = open_sealed(kept, sha256=made.sha256)
    if hash_of(file) != made.sha256:
        file.close()
        raise BooksOutOfBalance(f"{made} is not the one that was made.", file=made.pk)
    agreement = made.run.order_list.agreement
    with transaction.atomic():
        append_audit(agreement, actor=by, act="DEPOSIT_FILE_FETCHED", subject=str(made), details={}, at=at)
    return file


@dataclass(frozen=True, slots=True)
class _Content:
    """The bytes of a file and its control totals."""

    text: bytes
    control: Control

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text).hexdigest()

    @property
    def credits(self) -> Decimal:
        return Decimal(self.control.credit_cents) / 100


def _plain(told: SenderTold) -> SenderTold:
    """The sender as stated, without blanks around. Raises DEPOSIT_ROUTING_WRONG, ACCOUNT_PART_MISSING."""
    if not is_routing(told.bank_routing) or not int(told.bank_routing):
        raise refuse("DEPOSIT_ROUTING_WRONG", routing=told.bank_routing[:20])
    return SenderTold(
        told.bank_routing,
        words_given(told.bank_name, name="name of the bank"),
        words_given(told.company_name, name="name of the sender"),
        words_given(told.company_id, name="number of the sender"),
        told.settles_on,
    )


def _must_be_due(run: PaymentRun, sender: SenderTold, *, at: datetime) -> None:
    """The run ended and ties with its list, no file is made, nothing stands against a deposit in it."""
    agreement = run.order_list.agreement
    reason = ""
    if run.job.state != JobState.FINISHED:
        reason = "the run of the checks has not ended"
    elif DepositFile.objects.filter(run=run).exists():
        reason = "it is made; a second one would pay twice"
    elif not deposits_standing(run).to_send[0]:
        reason = "the run pays nobody by deposit"
    if reason:
        raise refuse("DEPOSIT_FILE_NOT_DUE", reason=reason)
    _must_settle(sender.settles_on, today=local_day(agreement, at=at))
    if grounds := restrained(agreement, at=at):
        raise RefusedByGround.by(grounds)
    for deposit, why in against_file(run, at=at):
        raise refuse("DEPOSIT_HELD", account=deposit.instruction.holder.account, reason=why)
    must_tie(run)


def _must_settle(day: date, *, today: date) -> None:
    """The effective entry date is a banking day of the Federal Reserve, after the day of the file."""
    calendar = BusinessDayCalendar(
        policy_named(FEDERAL_RESERVE), shipped_closures(), ZoneInfo("America/New_York"), _CLOSE
    )
    if day <= today:
        raise refuse("DEPOSIT_DAY_NOT_BANKING", date=day, reason="is not after the day of the file")
    if not calendar.is_business_day(day):
        closed = ", ".join(one.name for one in calendar.closures_on(day)) or "a weekend"
        raise refuse("DEPOSIT_DAY_NOT_BANKING", date=day, reason=f"is no banking day ({closed})")


def _sent(run: PaymentRun) -> Any:
    """The deposits that the file has: those that nobody held back."""
    return deposits_of_run(run).filter(returned__isnull=True)


def _content(run: PaymentRun, sender: SenderTold, *, made_at: datetime) -> _Content:
    """The file: account numbers in clear, its control totals held against the lines."""
    rows: list[OrderDeposit] = list(_sent(run))
    made = run.order_list
    cash = lines_cash(rows, made=made)
    deposits = [
        Deposit(
            one.instruction.routing,
            account_number(one.instruction),
            cash[one.line],
            one.instruction.holder.account,
            " ".join(one.instruction.holder.registration.split()),
            one.instruction.is_savings,
            one.sequence,
        )
        for one in rows
    ]
    originator = Originator(
        sender.bank_routing, sender.bank_name, sender.company_name, sender.company_id,
        made.order.kind.partition("_")[0],
    )  # fmt: skip
    local = made_at.astimezone(ZoneInfo(made.agreement.time_zone))
    lines = ach_file(deposits, sender=originator, made_at=local, settles_on=sender.settles_on)
    text = "".join(f"{line}\r\n" for line in lines).encode("ascii")
    content = _Content(text, control_of(deposits))
    if (content.control.entries, content.credits) != deposits_standing(run).to_send:
        raise BooksOutOfBalance("The control totals of a file are not those of its deposits.", run=run.pk)
    return content


def _request(run: PaymentRun, sender: SenderTold, content: _Content, *, made_at: datetime) -> dict[str, Any]:
    """What the second person approves: the run and its list, the sender, the totals, the bytes."""
    made = run.order_list
    return {
        "act": MAKE_DEPOSIT_FILE,
        "agreement": made.agreement.code,
        "deposit_run": run.pk,
        "list": made.pk,
        "list_sha256": made.sha256,
        "sender": asdict(sender) | {"settles_on": sender.settles_on.isoformat()},
        "asked_at": made_at.isoformat(),
        "entries": content.control.entries,
        "entry_hash": content.control.entry_hash,
        "credits": money_text(content.credits),
        "file_sha256": content.sha256,
    }


def _kept(
    run: PaymentRun, sender: SenderTold, content: _Content, *, approval: Approval, at: datetime
) -> DepositFile:
    """The file on disk, sealed, and its row."""
    stored = store_sealed(
        io.BytesIO(content.text),
        sha256=content.sha256,
        original_name="deposits.ach",
        content_type=CONTENT_TYPE,
    )
    with told_as_errors():
        made = DepositFile.objects.create(
            run=run,
            approval=approval,
            **asdict(sender),
            entry_count=content.control.entries,
            entry_hash=content.control.entry_hash,
            credits=content.credits,
            sha256=content.sha256,
            size_bytes=len(content.text),
            stored_as=stored.stored_as,
            made_at=at,
        )
    details = {
        "entries": made.entry_count,
        "amount": money_text(made.credits),
        "sha256": made.sha256,
    }
    agreement, actor = run.order_list.agreement, approval.approver
    append_audit(agreement, actor=actor, act="DEPOSIT_FILE_MADE", subject=str(made), details=details, at=at)
    return made
