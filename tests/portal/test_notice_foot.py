"""The Rights Agent's address for notices at the foot of its forms: the one in force when made (26)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from certificates.models import Mailing, MailingKind
from registry.models import NoticeAddress
from registry.staff.claim_letters import draw_letter
from tests.certificates.drawing.samples import pages_of
from tests.certificates.post import frozen, produced, request_to_mail
from tests.portal.desk import Desk

OLD = "Notices to the Rights Agent (Section 26): Meridian Transfer & Trust LLC, 90 Example Street, 23rd Floor"
NEW = "Notices to the Rights Agent (Section 26): Meridian Transfer & Trust LLC, 1 New Street, Reno, NV 89501"


def foot_of(text: str) -> str:
    """The foot of a page, spaces made single."""
    return " ".join(text.split())


def sheets(mailing: Mailing) -> list[str]:
    """The pages of the first file of a mailing's sheets."""
    stored = mailing.files.order_by("first_piece")[0].stored_as
    return pages_of((Path(settings.FILES_ROOT) / stored).read_bytes())


@pytest.mark.row("R-26-2")
def test_the_foot_of_forms_shows_the_address_in_force_and_earlier_files_keep_theirs(desk: Desk) -> None:
    press = desk.counter.press
    request_to_mail(press, papers="SUMMARY_OF_RIGHTS")
    before = produced(press, frozen(press, MailingKind.SUMMARY_OF_RIGHTS))
    assert OLD in foot_of(sheets(before)[0])
    item = desk.answered(desk.begun(1), 1)
    assert all(OLD in foot_of(page) for page in pages_of(desk.papers(item)))
    claim, code = desk.letter(3)
    assert OLD in foot_of(pages_of(draw_letter(claim, code, portal="https://example.com/"))[0])
    at = press.plan.tick()
    NoticeAddress.objects.create(
        agreement=press.agreement, party="RIGHTS_AGENT", role="PRINCIPAL", attention="", facsimile="",
        lines="Meridian Transfer & Trust LLC\n1 New Street\nReno, NV 89501", in_force_from=at,
        document=press.plan.document, recorded_at=at, approval=before.approval,
    )  # fmt: skip
    after = produced(press, frozen(press, MailingKind.SUMMARY_OF_RIGHTS))
    assert NEW in foot_of(sheets(after)[0])
    assert OLD in foot_of(sheets(before)[0])
    assert all(NEW in foot_of(page) for page in pages_of(desk.papers(item)))
