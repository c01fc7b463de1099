"""Our figures beside the Company's certificate, told to the Company; the certificate stands (§12, §20(e))."""

from datetime import datetime

from django.db import transaction

from agreement.adjustment import COMPARED, difference_grounds, figure_in_words, figures_stated
from agreement.refusals import refuse
from registry.models import AdjustmentWorksheet, LetterKind, NoticeState, PaperDue, User
from registry.roles import must_be_staff
from registry.selectors.adjustments import letter_of_difference
from registry.services.adjustment_drafts import steps_of
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.letters.papers import ask_for_paper, company_addressed


@transaction.atomic(durable=True)
def tell_difference(worksheet: AdjustmentWorksheet, *, by: User, at: datetime) -> PaperDue:
    """Write to the Company where a worksheet comes to other figures than the certificate beside it, once.

    The letter asks for nothing that anything waits for: the certificate is used as it stands. Raises
    NOT_FOUND where no certificate stands beside it or both come to the same, REQUEST_ALREADY_DECIDED.

    Agreement: 12;20(e).
    """
    must_be_staff(by, act="writing to the Company")
    agreement = lock_books(worksheet.agreement)
    locked = AdjustmentWorksheet.objects.select_related("certificate").get(pk=worksheet.pk)
    certificate = locked.certificate
    stated = figures_stated(certificate.facts) if certificate else {}
    if certificate is None or not difference_grounds(stated, locked.figures, number=locked.number):
        raise refuse("NOT_FOUND", what="A difference from a certificate of adjustment")
    if letter_of_difference(locked) is not None:
        raise refuse("REQUEST_ALREADY_DECIDED", what="letter about the worksheet", state="written")
    letter = ask_for_paper(
        agreement,
        kind=LetterKind.CERTIFICATE_DIFFERENCE,
        facts={
            "to": company_addressed(agreement, at=at),
            "worksheet": locked.number,
            "notice": certificate.number,
            "received_at": certificate.received_at.isoformat(),
            "event": locked.event,
            "is_in_force": certificate.state == NoticeState.APPLIED,
            "figures": [
                [one.words, *(figure_in_words(one, told[one.name]) for told in (stated, locked.figures))]
                for one in COMPARED
                if one.name in stated and one.name in locked.figures
            ],
            "steps": [list(step) for step in steps_of(locked.working)],
        },
        section="12",
        by=by,
        at=at,
    )
    append_audit(
        agreement,
        actor=by,
        act="DIFFERENCE_TOLD",
        subject=str(locked),
        details={"worksheet": locked.number, "notice": certificate.number, "letter": letter.pk},
        at=at,
    )
    return letter
