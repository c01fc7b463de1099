"""What was mailed to a holder: letters about items, to be read again; certificates and notices (§26)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates.selectors.letters import TO_THE_HOLDER, LetterStanding, letters, letters_standing, subject
from certificates.selectors.mailings import MAILED, pieces_of_holder
from certificates.services.letters import letter_bytes
from registry import clock
from registry.models import HolderAccess, PaperDue
from registry.portal.access import for_holders, own_access
from registry.portal.accounts import surroundings
from registry.services.audit import append_audit
from registry.staff.access import signed_in

SHOWN = 100


def letters_mailed_to(access: HolderAccess) -> QuerySet[PaperDue]:
    """The letters about the items of an account that a person recorded as mailed, the newest first."""
    found = letters(access.holder.agreement).filter(item__holder=access.holder, paper_kind__in=TO_THE_HOLDER)
    return letters_standing(found, standing=LetterStanding.MAILED)


@require_safe
@never_cache
@for_holders
def list_letters(request: HttpRequest, access_id: int) -> HttpResponse:
    """Show the letters mailed about items of the account, and what else went to the holder by post."""
    access = own_access(request, access_id)
    context = {
        **surroundings(access),
        "letters": [(paper, subject(paper)) for paper in letters_mailed_to(access)[:SHOWN]],
        "pieces": pieces_of_holder(access.holder).filter(state__in=MAILED)[:SHOWN],
    }
    return render(request, "portal/letters.html", context)


@require_safe
@never_cache
@for_holders
def take_letter(request: HttpRequest, access_id: int, number: int) -> HttpResponse:
    """Hand out the very letter that was mailed; absent and foreign are the same 404."""
    access = own_access(request, access_id)
    paper = letters_mailed_to(access).filter(pk=number).first()
    if paper is None:
        raise Http404
    try:
        mailed = letter_bytes(paper)
    except FileNotFoundError as gone:
        raise Http404 from gone
    append_audit(
        paper.agreement,
        actor=signed_in(request),
        act="LETTER_TAKEN",
        subject=f"letter {paper.pk}",
        details={"account": access.holder.account},
        at=clock.now(),
    )
    answer = HttpResponse(mailed, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="letter-{paper.pk}.pdf"'
    return answer
