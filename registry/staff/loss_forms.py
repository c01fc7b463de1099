"""Affidavit and indemnity of a loss told at the counter: the sheet that holders print, left open (§6(b))."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from agreement.replacement import LossCause
from agreement.stops import StopKind
from registry import clock
from registry.models import RightsCertificate, Stop
from registry.portal.loss_questions import SWORN_CLAIM, SWORN_SIGNED
from registry.portal.papers import block_of, head_of, instant_in
from registry.selectors.addresses import address_as_of
from registry.selectors.agreements import terms_in_force
from registry.services.audit import append_audit
from registry.staff.access import READERS, for_roles, signed_in
from registry.staff.papers import drawn_paper
from registry.staff.replacements import find_replacement
from registry.staff.stops import find_loss_stop
from registry.staff.words import certificate_number, day


def loss_form_facts(
    certificate: RightsCertificate,
    *,
    cause: LossCause,
    stop: Stop | None,
    discovered_on: date | None = None,
    circumstances: str = "",
    at: datetime,
) -> dict[str, Any]:
    """What stands on the papers of a loss; what the registered holder swears and offers is left open."""
    agreement, holder = certificate.agreement, certificate.holder
    agent = terms_in_force(agreement, known_at=at).rights_agent.name
    who = SWORN_CLAIM["YES"].format(who="__")
    since = instant_in(stop.placed_at, agreement=agreement) if stop else ""
    return {
        **head_of(agreement, holder, code="", agent=agent, at=at),
        "address": block_of(holder.registration, address_as_of(holder, at)),
        "certificate": certificate_number(certificate.number),
        "rights": certificate.rights,
        "dated_text": day(certificate.dated),
        "cause_text": cause.words.lower(),
        "is_mutilated": cause is LossCause.MUTILATED,
        "stop_text": f"{stop} stands since {since}" if stop else "",
        "discovered_text": day(discovered_on) if discovered_on else "",
        "circumstances": circumstances,
        "ownership": (),
        "to_tick": (*SWORN_SIGNED.values(), SWORN_CLAIM["NO"], who),
        "security_text": "",
    }


@require_safe
@for_roles(*READERS)
def of_stop(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Hand out the papers of the loss for which a certificate is stopped; who took them is recorded."""
    stop, at = find_loss_stop(request, code, number), clock.now()
    assert stop.certificate is not None  # a loss is of one certificate
    cause = LossCause.STOLEN if stop.kind == StopKind.THEFT_REPORTED else LossCause.LOST
    facts = loss_form_facts(stop.certificate, cause=cause, stop=stop, at=at)
    return _handed_out(request, stop.certificate, facts, subject=str(stop), at=at)


@require_safe
@for_roles(*READERS)
def of_replacement(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Hand out the papers of a claim with what was told of it; who took them is recorded."""
    replacement, at = find_replacement(request, code, number), clock.now()
    facts = loss_form_facts(
        replacement.certificate,
        cause=LossCause(replacement.cause),
        stop=replacement.stop,
        discovered_on=replacement.discovered_on,
        circumstances=replacement.circumstances,
        at=at,
    )
    return _handed_out(request, replacement.certificate, facts, subject=f"item {number}", at=at)


def _handed_out(
    request: HttpRequest, certificate: RightsCertificate, facts: dict[str, Any], *, subject: str, at: datetime
) -> HttpResponse:
    number = certificate_number(certificate.number)
    drawn = drawn_paper("loss_sheet", facts, name=f"{certificate.agreement.code}-{number}-papers.pdf")
    append_audit(
        certificate.agreement,
        actor=signed_in(request),
        act="LOSS_PAPERS_TAKEN",
        subject=subject,
        details={"certificate": certificate.number},
        at=at,
    )
    return drawn
