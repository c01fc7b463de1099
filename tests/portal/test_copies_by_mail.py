"""Consent to copies by mail: a sample opened first, a note for each letter, withdrawn at any time (26)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from certificates.models import MailClass
from certificates.services.letters import Handed, record_mailed
from registry import clock
from registry.models import AuditRecord, CopyConsent, LetterKind, PaperDue
from registry.selectors.agreements import local_day
from tests.certificates.drawing.letters import FACTS
from tests.certificates.drawing.samples import pages_of
from tests.portal.desk import Desk, spaced

EMAIL = "alder@example.com"


def consented(desk: Desk, **told: Any) -> Any:
    """The holder of the first certificate opens the sample, types its code and agrees."""
    client = desk.holders.get("alder") or desk.claimed(1)
    access = desk.access(1).pk
    (sheet,) = pages_of(client.get(reverse("portal_copies_sample", args=[access])).content)
    found = re.search(r"\b[0-9A-F]{4} [0-9A-F]{4}\b", sheet)
    assert found, sheet
    said = {"email": EMAIL, "code": found[0].lower(), "agrees": "on", **told}
    return client.post(reverse("portal_copies", args=[access]), said)


def letter_mailed(desk: Desk, capture: Any, *, kind: LetterKind = LetterKind.DEFICIENCY) -> None:
    """A letter about an item of the holder is recorded as mailed."""
    item = desk.answered(desk.begun(1), 1)
    paper = PaperDue.objects.create(
        agreement=desk.agreement, paper_kind=kind.value, facts=FACTS[kind], section="6(a)", item=item,
        recorded_at=clock.now(), recorded_by=desk.counter.plan.maker,
    )  # fmt: skip
    handed = Handed(local_day(desk.agreement, at=clock.now()), MailClass.FIRST_CLASS, "M. Post")
    by, at = desk.counter.plan.maker, clock.now()
    with capture(execute=True):
        record_mailed(desk.agreement, [paper.pk], handed, by=by, at=at)


def test_26_a_note_follows_a_letter_and_says_nothing_of_the_rights(
    desk: Desk, django_capture_on_commit_callbacks: Any
) -> None:
    assert consented(desk).status_code == 302
    page = spaced(desk.holders["alder"].get(reverse("portal_copies", args=[desk.access(1).pk])))
    assert f"Notes go to {EMAIL}" in page
    letter_mailed(desk, django_capture_on_commit_callbacks)
    (note,) = mail.outbox
    assert note.to == [EMAIL]
    assert desk.holder(1).account in note.body
    assert desk.holder(1).registration not in note.body
    assert not re.search(r"R-\d{7}", note.body)


def test_26_nobody_is_told_before_the_consent_or_after_it_is_withdrawn(
    desk: Desk, django_capture_on_commit_callbacks: Any
) -> None:
    client = desk.claimed(1)
    letter_mailed(desk, django_capture_on_commit_callbacks)
    consented(desk)
    client.post(reverse("portal_copies", args=[desk.access(1).pk]), {"withdraw": "yes"})
    assert CopyConsent.objects.get().withdrawn_at is not None
    letter_mailed(desk, django_capture_on_commit_callbacks)
    assert mail.outbox == []
    noted = AuditRecord.objects.filter(act__startswith="COPY_CONSENT").order_by("pk")
    assert list(noted.values_list("act", flat=True)) == ["COPY_CONSENT_GIVEN", "COPY_CONSENT_WITHDRAWN"]


@pytest.mark.refusal("COPY_SAMPLE_NOT_READ")
def test_26_who_did_not_open_the_sample_has_not_consented(desk: Desk) -> None:
    answer = consented(desk, code="0000 0000")
    assert answer.status_code == 422
    assert "The code is not the one on the sample" in spaced(answer)
    unticked = consented(desk, agrees="")
    assert unticked.status_code == 422
    assert not CopyConsent.objects.exists()


def test_26_the_account_of_another_is_not_there(desk: Desk) -> None:
    desk.claimed(1)
    other = desk.claimed(4, "birch")
    for name in ("portal_copies", "portal_copies_sample"):
        assert other.get(reverse(name, args=[desk.access(1).pk])).status_code == 404
