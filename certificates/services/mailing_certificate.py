"""The certificate of a mailing, drawn anew from the rows whenever it is asked for (26)."""

from zoneinfo import ZoneInfo

from certificates.drawing.mailing_certificate import draw_mailing_certificate
from certificates.faces import date_text
from certificates.models import MailClass, Mailing, MailingKind, MailingReceipt
from certificates.post import MailingCertificate
from certificates.services.mailing_words import terms_of
from certificates.services.post_receipts import totals_told
from registry.models import BookEntry


def certificate_of(mailing: Mailing) -> bytes:
    """The certificate of a certified mailing as a PDF; another has none.

    It names the head of the books at the instant of certification, by number and hash, so that whoever holds
    the paper can hold the books to it.

    Agreement: 5(b);26.
    """
    agreement, approval = mailing.agreement, mailing.certification
    assert mailing.certified_at is not None  # its page offers the paper only then
    assert approval is not None
    terms = terms_of(mailing.snapshot)
    local = mailing.certified_at.astimezone(ZoneInfo(agreement.time_zone))
    head = BookEntry.objects.filter(agreement=agreement, recorded_at__lte=mailing.certified_at).latest(
        "number"
    )
    return draw_mailing_certificate(
        MailingCertificate(
            title=f"Certificate of mailing {mailing.number}",
            agreement_code=agreement.code,
            company_name=terms.company_name,
            agent_name=terms.agent_name,
            facts=(
                ("Agreement", agreement.code),
                ("Papers", str(MailingKind(mailing.kind).label)),
                ("Class of mail", terms.mail_class_words),
                (
                    "The Company's request",
                    f"notice {mailing.request.number}, DOC-{mailing.request.document_id}",
                ),
                ("Pieces", totals_told(mailing)),
                ("Manifest SHA-256", mailing.manifest_sha256),
                ("Certified", f"{date_text(local.date())}, {local:%H:%M} {local.tzname()}"),
                ("Asked by, approved by", f"{approval.maker}, {approval.approver}"),
                ("Head of the books, entry", f"{head.number:,}"),
                ("Head of the books, hash", bytes(head.entry_hash).hex()),
            ),
            receipts=tuple(map(_told, mailing.receipts.order_by("number"))),
            statement="The pieces named above as mailed were handed to the post as its receipts state.",
            is_demo=terms.is_demo,
        )
    )


def _told(receipt: MailingReceipt) -> str:
    means = str(MailClass(receipt.mail_class).label).lower()
    return (
        f"{receipt.number}. {date_text(receipt.mailed_on)}, {receipt.place}: {receipt.piece_count:,} pieces "
        f"by {means}, signed by {receipt.signer} (DOC-{receipt.document_id})"
    )
