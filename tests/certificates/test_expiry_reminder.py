"""Reminders of the expiry: on the Company's instruction, in time, to whoever may still exercise (§7(a))."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agreement.errors import RefusedByGround, RightsError
from certificates.models import Mailing, MailingKind, MailingPiece, MailingState
from certificates.services import mailings
from config.home.due import reminders
from registry.models import RightsAgreement, User
from registry.selectors.agreements import terms_in_force
from registry.selectors.items import expiration_at
from registry.verifier import verify
from tests.books.books import make_notice
from tests.certificates.drawing.samples import pages_of
from tests.certificates.post import approved, fresh, frozen, mailed, produced, request_to_mail
from tests.certificates.runs import Press
from tests.registry.nullity_scene import OAK, make_nullity_desk

REMINDER = MailingKind.EXPIRY_REMINDER


@pytest.fixture
def asked(press: Press) -> Press:
    """The books open, and the Company's instruction to remind the holders on file."""
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    press.agreement.refresh_from_db()
    request_to_mail(press, papers=REMINDER.value)
    return press


def reminder(press: Press) -> Mailing:
    """The reminder, waiting for the second person."""
    return frozen(press, REMINDER)


def refused(act: Any) -> list[str]:
    """The codes with which an act is refused; no mailing comes of it."""
    before = Mailing.objects.count()
    with pytest.raises(RightsError) as found:
        act()
    assert Mailing.objects.count() == before
    grounds = getattr(found.value, "grounds", ())
    return [one.code for one in grounds] or [found.value.code]


def ends_at(press: Press) -> Any:
    """The Close of Business on the Final Expiration Date."""
    at = press.plan.at
    return expiration_at(press.agreement, terms=terms_in_force(press.agreement, known_at=at), at=at)


def test_without_the_companys_instruction_nobody_is_reminded(press: Press) -> None:
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    press.agreement.refresh_from_db()
    request_to_mail(press)
    with pytest.raises(RefusedByGround) as found:
        reminder(press)
    assert [(one.code, one.clause) for one in found.value.grounds] == [("MAILING_NOT_REQUESTED", "20(g)")]
    request_to_mail(press, papers=REMINDER.value, mailer="COMPANY")
    assert refused(lambda: reminder(press)) == ["MAILING_NOT_REQUESTED"]


@pytest.mark.row("R-7a-1", "R-26-4")
def test_every_holder_of_rights_that_stand_is_reminded_once_with_its_rights_and_the_day(asked: Press) -> None:
    made = produced(asked, reminder(asked))
    assert made.state == MailingState.PREPARED
    pieces = list(MailingPiece.objects.filter(mailing=made).order_by("number"))
    holders = asked.agreement.holders.count()
    assert len(pieces) == len({one.holder_id for one in pieces}) == holders
    lots = asked.agreement.lots.filter(closed_by__isnull=True, holder__isnull=False)
    assert sum(one.rights for one in pieces) == sum(lots.values_list("rights", flat=True))
    file = made.files.order_by("first_piece")[0]
    words = " ".join(" ".join(page.split()) for page in pages_of(_bytes(file)))
    end = ends_at(asked)
    for told in (
        f"{end:%B} {end.day}, {end.year}",
        "5:00 p.m.",
        f"{pieces[0].rights:,}",
        "Sections 1(q) and 7(a)",
    ):
        assert told in words, told
    assert mailed(asked, made).state == MailingState.DISPATCHED
    assert verify().findings == []


def _bytes(file: Any) -> bytes:
    from certificates.services.press_files import open_kept

    with open_kept(file.stored_as) as kept:
        return kept.read()


@pytest.mark.row("R-7e-8")
def test_whose_rights_are_void_is_not_asked_to_exercise_them(db: None) -> None:
    desk = make_nullity_desk()
    desk.nullify(desk.notified(desk.position(desk.holder(OAK))))
    make_notice(
        desk.plan,
        "MAILING_REQUEST",
        effective_at=desk.plan.tick(),
        facts={"mailer": "AGENT", "papers": REMINDER.value},
    )
    made = reminder(desk.press)
    accounts = set(MailingPiece.objects.filter(mailing=made).values_list("account", flat=True))
    assert desk.holder(OAK).account not in accounts
    assert len(accounts) == 3


@pytest.mark.row("R-1q-1")
@pytest.mark.refusal("RIGHTS_EXPIRED")
def test_no_reminder_is_frozen_or_let_go_once_the_rights_expired(asked: Press) -> None:
    asked.plan.at = ends_at(asked) - timedelta(hours=1)
    waiting = reminder(asked)
    asked.plan.at = ends_at(asked)
    assert refused(lambda: reminder(asked)) == ["RIGHTS_EXPIRED"]
    assert refused(lambda: approved(asked, waiting)) == ["RIGHTS_EXPIRED"]
    assert fresh(waiting).state == MailingState.SNAPSHOT_LOCKED


@pytest.mark.refusal("ORDER_ENDS_THE_RIGHTS")
def test_while_an_order_of_the_board_stops_exercise_nobody_is_reminded_to_exercise(asked: Press) -> None:
    plan = asked.plan
    ordered_at = plan.tick()
    facts = {"ordered_at": ordered_at.isoformat(), "extent": "ALL", "method": "by check"}
    make_notice(plan, "REDEMPTION_ORDERED", effective_at=ordered_at, facts=facts)
    assert refused(lambda: reminder(asked)) == ["ORDER_ENDS_THE_RIGHTS"]


@pytest.mark.refusal("NOTHING_TO_MAIL")
def test_before_the_separation_there_is_nobody_to_remind(press: Press) -> None:
    request_to_mail(press, papers=REMINDER.value)
    RightsAgreement.objects.update(separation_state="DECLARED")
    press.agreement.refresh_from_db()
    assert refused(lambda: reminder(press)) == ["NOTHING_TO_MAIL"]


def test_todays_page_tells_of_the_reminder_until_one_is_frozen(asked: Press, settings: Any) -> None:
    from datetime import UTC, datetime

    settings.DEMO, settings.CLOCK_OFFSET = True, asked.plan.at + timedelta(hours=1) - datetime.now(UTC)
    maker = User.objects.get(pk=asked.plan.maker.pk)
    [told] = list(reminders(maker))
    assert "Prepare the reminder" in told.words
    assert told.section == "7(a)"
    assert "expire on" in told.detail
    made = reminder(asked)
    assert list(reminders(maker)) == []
    mailings.cancel_mailing(made, reason="Other words", by=asked.plan.maker, at=asked.plan.tick())
    assert len(list(reminders(maker))) == 1
