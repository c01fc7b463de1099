"""Notices of events as bulk mailings: on the Company's request, in its words, their day watched (§25)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agreement.errors import RefusedByGround, RightsError
from certificates.drawing.mailing_texts import read_mailing_text
from certificates.models import Mailing, MailingKind, MailingPiece, MailingState
from certificates.selectors.mailings import mailings_due
from certificates.services import mailings
from certificates.services.press_files import open_kept
from registry.models import Notice, NoticeState, OfficeMailing, RightsAgreement
from registry.selectors.agreements import local_day
from registry.selectors.event_notices import event_notice_due
from registry.services.company.events import let_event_notice_become_due
from tests.books.books import make_notice
from tests.certificates.drawing.samples import pages_of
from tests.certificates.post import (
    MAILED_ON,
    WORDS,
    approved,
    fresh,
    frozen,
    mailed,
    produced,
    request_to_mail,
)
from tests.certificates.runs import Press

PROPOSED, OCCURRED = MailingKind.EVENT_PROPOSED, MailingKind.EVENT_OCCURRED
FLIP_IN = {
    "event_kind": "TRIGGERING_EVENT",
    "event": "A Person became an Acquiring Person by the purchase of 30 May 2003",
    "occurred_on": "2003-05-30",
    "consequences": "50 Common Shares for $250.00\nper Right",
}


def noticed(press: Press, kind: MailingKind, facts: dict[str, Any]) -> Notice:
    """A notice of the Company in force, with what it makes due."""
    plan = press.plan
    notice = make_notice(plan, kind.value, effective_at=plan.tick(), facts=facts, state=NoticeState.APPLIED)
    let_event_notice_become_due(notice, at=plan.tick())
    return notice


@pytest.fixture
def opened(press: Press) -> Press:
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    press.agreement.refresh_from_db()
    return press


def refused(press: Press, kind: MailingKind) -> RightsError:
    before = Mailing.objects.count()
    with pytest.raises(RightsError) as found:
        frozen(press, kind)
    assert Mailing.objects.count() == before
    return found.value


def sheet_of(mailing: Mailing) -> str:
    with open_kept(mailing.files.order_by("first_piece")[0].stored_as) as kept:
        return " ".join(" ".join(page.split()) for page in pages_of(kept.read()))


@pytest.mark.row("R-25b-1", "R-26-4")
def test_each_holder_of_a_certificate_is_told_the_event_and_its_consequences_once(opened: Press) -> None:
    notice = noticed(opened, OCCURRED, FLIP_IN)
    assert refused(opened, OCCURRED).code == "MAILING_NOT_REQUESTED"
    request_to_mail(opened, papers=OCCURRED.value)
    [due] = [one for one in mailings_due(opened.agreement) if one.mailing_kind == OCCURRED]
    made = produced(opened, frozen(opened, OCCURRED))
    assert (made.state, made.due) == (MailingState.PREPARED, due)
    pieces = MailingPiece.objects.filter(mailing=made)
    assert pieces.count() == pieces.values("holder").distinct().count() == opened.agreement.holders.count()
    words = sheet_of(made)
    for told in ("Section 25(b)", "Triggering Event occurred on May 30, 2003", FLIP_IN["event"]):
        assert told in words, told
    assert "50 Common Shares for $250.00 per Right" in words
    assert not OfficeMailing.objects.exists()
    assert mailed(opened, made).state == MailingState.DISPATCHED
    found = event_notice_due(notice)
    assert found is not None
    assert (found.mailed.mailed_on, found.mailed.grounds) == (MAILED_ON, [])
    assert not [one for one in mailings_due(opened.agreement) if one.mailing_kind == OCCURRED]
    answer = refused(opened, OCCURRED)
    assert (answer.code, "no accepted notice" in str(answer)) == ("NOTHING_TO_MAIL", True)


@pytest.mark.row("R-25a-1")
@pytest.mark.refusal("EVENT_NOTICE_SHORT")
def test_a_notice_mailed_too_late_is_warned_of_and_mailed_all_the_same(opened: Press) -> None:
    event_on = MAILED_ON + timedelta(days=19)
    facts = {"event_kind": "SECTION_13_EVENT", "event": "A merger into Quarry", "proposed_for": str(event_on)}
    notice = noticed(opened, PROPOSED, facts)
    request_to_mail(opened, papers=PROPOSED.value)
    opened.plan.at += MAILED_ON - local_day(opened.agreement, at=opened.plan.at)
    seen = mailings.preview_mailing(
        opened.agreement, kind=PROPOSED, text_name=WORDS[PROPOSED], at=opened.plan.tick()
    )
    assert [one.code for one in seen.examined.warnings] == ["EVENT_NOTICE_SHORT"]
    assert mailed(opened, produced(opened, frozen(opened, PROPOSED))).state == MailingState.DISPATCHED
    found = event_notice_due(notice)
    assert found is not None
    assert found.due_by == event_on - timedelta(days=20)
    assert [one["code"] for one in found.mailed.grounds] == ["EVENT_NOTICE_SHORT"]


def test_a_notice_that_was_replaced_after_freezing_keeps_its_mailing_from_being_approved(
    opened: Press,
) -> None:
    notice = noticed(opened, OCCURRED, FLIP_IN)
    request_to_mail(opened, papers=OCCURRED.value)
    waiting = frozen(opened, OCCURRED)
    Notice.objects.filter(pk=notice.pk).update(state=NoticeState.SUPERSEDED)
    noticed(opened, OCCURRED, FLIP_IN | {"consequences": "60 Common Shares", "supersedes": notice.number})
    with pytest.raises(RefusedByGround, match="was replaced or mailed") as found:
        approved(opened, waiting)
    assert found.value.code == "MAILING_NOT_APPROVED"
    assert fresh(waiting).state == MailingState.SNAPSHOT_LOCKED


@pytest.mark.refusal("PLACEHOLDER_UNKNOWN")
def test_only_the_words_about_an_event_may_name_it(db: None, tmp_path: Any) -> None:
    (tmp_path / "text.toml").write_text('name = "x"\ntitle = "T"\nkind = "EXPIRY_REMINDER"\n')
    (tmp_path / "letter.txt").write_text("The event: {event}")
    with pytest.raises(RightsError) as found:
        read_mailing_text(tmp_path)
    assert found.value.code == "PLACEHOLDER_UNKNOWN"
    (tmp_path / "text.toml").write_text('name = "x"\ntitle = "T"\nkind = "EVENT_OCCURRED"\n')
    assert read_mailing_text(tmp_path).kind == OCCURRED
