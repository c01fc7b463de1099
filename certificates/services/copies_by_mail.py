"""Notes by mail to holders who consented: that a letter was mailed, nothing of what it says (§26)."""

from collections.abc import Iterable
from datetime import date

from django.core.mail import send_mail

from certificates.faces import date_text
from registry.models import CopyConsent, PaperDue

NOTE = (
    "A letter about account {account} of {company} went out to you on {day}, to the address of record. "
    "A copy stands at your account under Documents and notices.\n\n"
    "The paper counts; this note is a courtesy. You withdraw it at your account at any time. We never ask "
    "for a password, a code or an identifying number by mail."
)


def tell_of_letters(papers: Iterable[PaperDue], *, mailed_on: date) -> int:
    """Send a note for each letter to who consented at its account; returns how many. One that fails is left.

    Agreement: 26.
    """
    sent = 0
    for paper in papers:
        assert paper.item is not None  # letters about items alone stand at an account
        holder = paper.item.holder
        consents = CopyConsent.objects.filter(
            access__holder=holder, access__until__isnull=True, withdrawn_at__isnull=True
        )
        for consent in consents:
            words = NOTE.format(
                account=paper.item.holder.account if paper.item.holder else "",
                company=paper.agreement.company_name,
                day=date_text(mailed_on),
            )
            sent += send_mail("A letter was mailed to you", words, None, [consent.email], fail_silently=True)
    return sent
