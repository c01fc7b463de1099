"""Two thefts that transfer agents fell for, played against the books: no share and no Right moves.

The facts of both are told in docs/known-attacks.md, with the source.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registry import clock
from registry.models import BookEntry, HolderAccess, Lot, Notice, RegisteredHolder
from registry.services import taxpayer_ids
from registry.verifier import verify
from tests.portal.desk import Desk, make_desk, spaced
from tests.registry.console import Console, just_now, open_console, paper
from tests.registry.later_shares import make_september
from tests.registry.test_later_shares_console import typed_notice

pytestmark = pytest.mark.django_db

STOLEN = "987-65-4320"  # of the range that is never given to anybody


def books_stand() -> tuple[int, bytes, int]:
    """Entries, the hash of the last, and the Rights on lots: what a theft would have to change."""
    last = BookEntry.objects.latest("number")
    return last.number, bytes(last.entry_hash), sum(Lot.objects.values_list("rights", flat=True))


@pytest.fixture
def console(settings: Any) -> Console:
    settings.DEMO = True
    plan = make_september().plan
    settings.CLOCK_OFFSET = plan.at + timedelta(hours=1) - datetime.now(UTC)
    return open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.at)


@pytest.mark.row("R-26-3")
def test_an_instruction_from_a_hijacked_thread_of_mail_issues_nothing(console: Console) -> None:
    stood = books_stand()
    # The thief writes within a thread with the Company's own people. It is logged, and it is nothing.
    said = {
        "channel": "EMAIL",
        "sender": "Rowan T. Ellery, in the thread of last week",
        "said": "Please issue the Rights for 10,000 further shares to the account below today.",
        "received_at": just_now(),
    }
    console.done("log_informal", **said)
    assert "what came by it has no effect" in console.see("notices")
    assert not Notice.objects.filter(kind="LATER_SHARES").exists()

    # The same words typed in as a notice: mail is none of its channels.
    by_mail = typed_notice(**{"authority-channel": "EMAIL", "paper-document": paper()})
    page = console.refused("receive_notice", "LATER_SHARES", **by_mail)
    assert "CHANNEL_NOT_FORMAL" in page

    # A facsimile on copied paper, signed with a name that no list of officers has.
    stranger = {"authority-officer_name": "Rowena T. Ellery", "paper-document": paper()}
    page = console.refused("receive_notice", "LATER_SHARES", **typed_notice(**stranger))
    assert "OFFICER_NOT_AUTHORISED" in page
    assert not Notice.objects.filter(kind="LATER_SHARES").exists()

    # A facsimile with the right name is only paper: the call to the number on file comes first.
    console.done("receive_notice", "LATER_SHARES", **typed_notice(**{"paper-document": paper()}))
    forged = Notice.objects.latest("number")
    assert forged.state == "RECEIVED"
    assert "NOTICE_NOT_AUTHENTICATED" in console.refused("notice_acceptance", forged.number)
    console.refused("notice_called_back", forged.number, note=" ")
    forged.refresh_from_db()
    assert (forged.state, forged.acceptance) == ("RECEIVED", None)
    assert books_stand() == stood
    assert verify().findings == []


def give_number(holder: RegisteredHolder, number: str) -> None:
    """The taxpayer number that the register has of a holder."""
    code = holder.agreement.code
    sealed = taxpayer_ids.encrypt(number, agreement_code=code, account=holder.account)
    index = taxpayer_ids.vault().index(number, agreement_code=code)
    RegisteredHolder.objects.filter(pk=holder.pk).update(
        taxpayer_id_encrypted=sealed.encrypted,
        taxpayer_id_index=index,
        taxpayer_id_last_four=sealed.last_four,
    )


@pytest.fixture
def desk(settings: Any) -> Desk:
    settings.DEMO = True
    return make_desk()


@pytest.mark.row("R-30-1")
def test_an_account_is_not_linked_by_a_stolen_identifying_number(desk: Desk) -> None:
    stood, victim = books_stand(), desk.holder(2)
    for number in (1, 2):  # the thief's own account states the number stolen from the victim
        give_number(desk.holder(number), STOLEN)
    thief = desk.claimed(1, "thief")
    mine, theirs = desk.access(1, "thief"), reverse("portal")
    assert victim.account not in spaced(thief.get(theirs))

    # The number opens nothing where the code of a letter is asked, with or without the account number.
    for account in (victim.account, victim.registration.split("\n")[0], ""):
        answer = desk.typed(Client(), 2, STOLEN, account=account or victim.account)
        assert answer.status_code == 422
        assert STOLEN not in spaced(answer)
    assert list(HolderAccess.objects.all()) == [mine]

    # Who asks for a letter gets none in hand: it goes to the address of record.
    letter, code = desk.letter(2)
    assert letter.holder == victim
    page = spaced(desk.staff.get(reverse("claim_letter", args=[desk.agreement.code, victim.account])))
    assert code not in page

    # From the thief's own account the certificate of the victim is not to be had.
    draft = desk.begun(1, "thief")
    answer = desk.answer(draft, "certificates", "thief", certificates=[2])
    assert answer.status_code == 422
    for view in ("portal_account", "portal_transfer_begin", "portal_exercise_begin", "portal_loss_report"):
        for access in (mine.pk + 1, mine.pk + 1000):
            assert thief.post(reverse(view, args=[access])).status_code in (404, 405)
    assert books_stand() == stood
    assert verify().findings == []
    assert clock.now() > letter.made_at
