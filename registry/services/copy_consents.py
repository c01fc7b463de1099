"""A holder's consent to copies by mail: a courtesy beside the paper, withdrawn at any time (§26).

Whoever consents shows first that a PDF can be opened: by the code that stands on a sample (15 USC 7001(c)).
"""

from datetime import datetime

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from agreement.refusals import refuse
from registry.codes import plain_code
from registry.models import CopyConsent, HolderAccess, User
from registry.services.audit import append_audit
from registry.services.holder_access import held_access

SIGNS = 8
_PURPOSE = "copy-consent-1"


def sample_code(access: HolderAccess) -> str:
    """The code on the sample of an access; it opens nothing, and shows that the sample was opened."""
    return salted_hmac(_PURPOSE, str(access.pk), algorithm="sha256").hexdigest()[:SIGNS].upper()


def standing_consent(access: HolderAccess) -> CopyConsent | None:
    """The consent of an access that stands, if there is one."""
    return CopyConsent.objects.filter(access=access, withdrawn_at__isnull=True).first()


@transaction.atomic(durable=True)
def give_consent(access: HolderAccess, *, email: str, code: str, by: User, at: datetime) -> CopyConsent:
    """Note that a holder, who typed the code of the sample, consents to copies by mail; one stands at a time.

    Raises HOLDER_ACCESS_ENDED, COPY_SAMPLE_NOT_READ.

    Agreement: 26.
    """
    held = held_access(access)
    if not constant_time_compare(plain_code(code), plain_code(sample_code(held))):
        raise refuse("COPY_SAMPLE_NOT_READ")
    earlier = standing_consent(held)
    if earlier is not None:
        return earlier
    made = CopyConsent.objects.create(access=held, email=email.strip(), given_at=at)
    _noted(made, act="COPY_CONSENT_GIVEN", by=by, at=at)
    return made


@transaction.atomic(durable=True)
def withdraw_consent(access: HolderAccess, *, by: User, at: datetime) -> None:
    """Withdraw the consent that stands; without one nothing is done.

    Raises HOLDER_ACCESS_ENDED.

    Agreement: 26.
    """
    consent = standing_consent(held_access(access))
    if consent is not None:
        consent.withdrawn_at = at
        consent.save(update_fields=["withdrawn_at"])
        _noted(consent, act="COPY_CONSENT_WITHDRAWN", by=by, at=at)


def _noted(consent: CopyConsent, *, act: str, by: User, at: datetime) -> None:
    holder = consent.access.holder
    append_audit(
        holder.agreement,
        actor=by,
        act=act,
        subject=f"account {holder.account}",
        details={"consent": consent.pk},
        at=at,
    )
