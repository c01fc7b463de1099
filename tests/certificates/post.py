"""A run brought to the point where its certificates may be mailed, and the acts of the post room."""

from __future__ import annotations

from datetime import date
from typing import Any

from certificates.models import MailClass, Mailing, MailingKind
from certificates.services import mailings, post_receipts, print_runs
from certificates.services.post_receipts import PostReceipt
from registry.models import Approval, Document, Notice, RegisteredHolder
from registry.services import jobs
from tests.books.books import make_notice
from tests.certificates.runs import Press

MAILED_ON = date(2003, 6, 22)
WORDS = {
    MailingKind.CERTIFICATES: "certificates_2003",
    MailingKind.SUMMARY_OF_RIGHTS: "summary_2003",
    MailingKind.EXPIRY_REMINDER: "expiry_2003",
    MailingKind.EVENT_PROPOSED: "event_proposed_2003",
    MailingKind.EVENT_OCCURRED: "event_occurred_2003",
}


def reconciled(press: Press) -> None:
    """A run whose certificates are all countersigned and accounted for."""
    run = press.executed()
    press.approve(press.request_countersignature(run, run.first_number, run.last_number))
    print_runs.reconcile(run, by=press.plan.maker, at=press.plan.tick())


def request_to_mail(press: Press, papers: str = "CERTIFICATES", mailer: str = "AGENT") -> Notice:
    """The Company's written request that the agent mail, or its notice that it mails itself."""
    notice = make_notice(press.plan, "MAILING_REQUEST", effective_at=press.plan.tick())
    notice.facts = {"mailer": mailer, "papers": papers}
    notice.save()
    return notice


def ready_to_mail(press: Press) -> None:
    """Everything that a mailing of certificates rests on."""
    reconciled(press)
    request_to_mail(press)


def frozen(press: Press, kind: MailingKind = MailingKind.CERTIFICATES, **parts: Any) -> Mailing:
    """A mailing that waits for the second person."""
    asked = {"kind": kind, "text_name": WORDS[kind], "maker": press.plan.maker} | parts
    return mailings.request_mailing(press.agreement, at=press.plan.tick(), **asked)


def approved(press: Press, mailing: Mailing) -> Mailing:
    """The mailing approved; its job may run."""
    assert mailing.approval is not None
    press.approve(mailing.approval)
    return fresh(mailing)


def produced(press: Press, mailing: Mailing | None = None) -> Mailing:
    """A mailing whose sheets are drawn."""
    made = approved(press, mailing or frozen(press))
    jobs.run_available("post room", clock=press.plan.tick)
    return fresh(made)


def fresh(mailing: Mailing) -> Mailing:
    """The mailing as it stands."""
    return Mailing.objects.select_related("agreement", "job", "request").get(pk=mailing.pk)


def receipt(mailing: Mailing, *, missing: tuple[int, ...] = (), **changed: Any) -> PostReceipt:
    """The receipt of the post for the pieces that wait, but for some."""
    ranges = post_receipts.pieces_taken(mailing, missing=missing)
    said = {
        "mailed_on": MAILED_ON,
        "place": "San Francisco, CA 94199",
        "mail_class": MailClass.FIRST_CLASS,
        "piece_count": sum(last - first + 1 for first, last in ranges),
        "signer": "P. Clerk",
        "ranges": ranges,
    }
    return PostReceipt(**(said | changed))


def paper(press: Press) -> Document:
    """The paper of a receipt, on file."""
    return Document.objects.create(
        agreement=press.agreement, kind="POST_RECEIPT", title="Receipt", sha256="4" * 64, size_bytes=1,
        content_type="application/pdf", original_name="receipt.pdf", stored_as="44/44", signed_on=MAILED_ON,
        received_at=press.plan.at, received_by=press.plan.maker, recorded_at=press.plan.at,
    )  # fmt: skip


def ask_receipt(press: Press, mailing: Mailing, said: PostReceipt) -> Approval:
    """Ask to record a receipt."""
    return post_receipts.request_receipt(
        mailing, said, document=paper(press), maker=press.plan.maker, at=press.plan.tick()
    )


def mailed(press: Press, mailing: Mailing | None = None, *, missing: tuple[int, ...] = ()) -> Mailing:
    """A mailing that the post took, but for some pieces."""
    made = mailing or produced(press)
    press.approve(ask_receipt(press, made, receipt(made, missing=missing)))
    return fresh(made)


def moved(holder: RegisteredHolder, **address: str) -> None:
    """Write an address over that of a holder, as a list that came with it would have it."""
    RegisteredHolder.objects.filter(pk=holder.pk).update(**address)
