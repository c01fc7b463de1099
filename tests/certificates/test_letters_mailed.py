"""Letters recorded as mailed by a person alone, taken back with a reason, never changed (§26)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction

from agreement.errors import RightsError
from certificates.models import LetterMailing, MailClass
from certificates.selectors.letters import LetterStanding, letters, letters_standing
from certificates.services.letters import Handed, letter_bytes, record_mailed, take_back
from registry.models import LetterKind, PaperDue
from registry.services import letters as written
from registry.services.transfers import put_right
from tests.certificates.runs import staff
from tests.certificates.test_letters import about, counter, counter_line, words_of
from tests.registry.presented import Counter
from tests.registry.test_items_transfer import second_paper

__all__ = ["counter"]

pytestmark = pytest.mark.django_db


def handed(counter: Counter, **changed: Any) -> Handed:
    """Handed to the post on the day of the counter."""
    told = {
        "mailed_on": local_day(counter),
        "mail_class": MailClass.FIRST_CLASS,
        "mailed_by": "Mara Lindqvist",
    }
    return Handed(**(told | changed))


def local_day(counter: Counter) -> date:
    """The day at the counter."""
    return counter.plan.at.astimezone(ZoneInfo(counter.press.agreement.time_zone)).date()


def mailed(counter: Counter, *papers: PaperDue, **changed: Any) -> list[LetterMailing]:
    """Letters recorded as mailed by the maker."""
    return record_mailed(
        counter.press.agreement,
        [paper.pk for paper in papers],
        handed(counter, **changed),
        by=counter.plan.maker,
        at=counter.plan.tick(),
    )


@pytest.mark.row("R-26-5")
def test_only_a_person_records_a_letter_as_mailed_and_its_file_is_kept(
    counter: Counter, settings: Any
) -> None:
    item = counter.receive(1, form={"signed_name": "Somebody Else"})
    (paper,) = about(item)
    waiting = letters(counter.press.agreement)
    assert list(letters_standing(waiting, standing=LetterStanding.WAITING)) == [paper]
    (record,) = mailed(counter, paper)
    assert (record.recorded_by, record.mailed_by) == (counter.plan.maker, "Mara Lindqvist")
    assert not letters_standing(waiting, standing=LetterStanding.WAITING).exists()
    assert list(letters_standing(waiting, standing=LetterStanding.MAILED)) == [paper]
    before = letter_bytes(paper)
    settings.LETTER_FOLDERS = [settings.LETTER_FOLDERS[0], settings.FILES_ROOT / "own"]
    own = settings.FILES_ROOT / "own" / "deficiency"
    own.mkdir(parents=True)
    (own / "letter.txt").write_text("# Other words\n\nOther words of {agent_name}.", encoding="utf-8")
    assert letter_bytes(paper) == before
    take_back(paper, reason="The wrong envelope", by=counter.plan.maker, at=counter.plan.tick())
    assert "Other words of" in words_of(paper)
    assert list(letters_standing(waiting, standing=LetterStanding.WAITING)) == [paper]
    mailed(counter, paper)
    assert LetterMailing.objects.count() == 3
    with pytest.raises(DatabaseError), transaction.atomic():
        LetterMailing.objects.update(mailed_by="Nobody")
    with pytest.raises(DatabaseError), transaction.atomic():
        LetterMailing.objects.all().delete()


@pytest.mark.row("R-26-5")
def test_a_closed_letter_that_went_out_all_the_same_is_recorded(counter: Counter) -> None:
    item = counter.receive(1, rights=40, form={"signed_name": "Somebody Else"})
    (paper,) = about(item)
    put_right(
        item, counter.reverse(1), lines=[counter_line()], balance=60, document=second_paper(counter),
        by=counter.plan.maker, at=counter.plan.tick(),
    )  # fmt: skip
    found = letters(counter.press.agreement)
    assert list(letters_standing(found, standing=LetterStanding.CLOSED)) == [paper]
    mailed(counter, paper)
    assert list(letters_standing(found, standing=LetterStanding.MAILED)) == [paper]


def refused(code: str, act: Any) -> None:
    """An act refused by a code leaves no record."""
    before = list(LetterMailing.objects.order_by("pk").values_list("pk", flat=True))
    with pytest.raises(RightsError) as found:
        act()
    assert found.value.code == code
    assert list(LetterMailing.objects.order_by("pk").values_list("pk", flat=True)) == before


@pytest.mark.row("R-26-5")
def test_what_cannot_be_is_not_recorded(counter: Counter) -> None:
    item = counter.receive(1, form={"signed_name": "Somebody Else"})
    (paper,) = about(item)
    today = local_day(counter)
    refused("LETTER_DAY_IMPOSSIBLE", lambda: mailed(counter, paper, mailed_on=today - timedelta(days=1)))
    refused("LETTER_DAY_IMPOSSIBLE", lambda: mailed(counter, paper, mailed_on=today + timedelta(days=2)))
    refused("LETTER_PART_MISSING", lambda: mailed(counter, paper, mailed_by="  "))
    refused("LETTER_PART_MISSING", lambda: mailed(counter))
    at, by = counter.plan.tick(), counter.plan.maker
    refused(
        "LETTER_NOT_FOUND",
        lambda: record_mailed(counter.press.agreement, [paper.pk, 999_999], handed(counter), by=by, at=at),
    )
    refused("LETTER_NOT_MAILED", lambda: take_back(paper, reason="Wrong", by=by, at=at))
    auditor = staff("ines", "auditor")
    refused(
        "MAKER_NOT_PERMITTED",
        lambda: record_mailed(counter.press.agreement, [paper.pk], handed(counter), by=auditor, at=at),
    )
    mailed(counter, paper)
    refused("LETTER_MAILED_ALREADY", lambda: mailed(counter, paper))
    refused("LETTER_PART_MISSING", lambda: take_back(paper, reason=" ", by=by, at=at))
    asked = application(counter)
    refused("LETTER_SENT_ELSEWHERE", lambda: mailed(counter, asked))


def application(counter: Counter) -> PaperDue:
    """The letter of an application for instructions, as a letter."""
    with transaction.atomic():
        return written.ask_for_paper(
            counter.press.agreement,
            kind=LetterKind.APPLICATION,
            facts={
                "to": {"lines": ["Company"]}, "application": 1, "about": "a notice", "proposal": "to wait",
                "business_days": 5, "grounds": [],
            },
            section="20(g)",
            by=counter.plan.maker,
            at=counter.plan.tick(),
        )  # fmt: skip
