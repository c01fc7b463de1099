"""One story through the pages: a tainted chain, held items, a lost certificate, nullity and its end."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from registry import clock
from registry.models import (
    BookEntry,
    CaughtItem,
    InstructionApplication,
    Item,
    LotTaint,
    Notice,
    RightsCertificate,
    StopRecord,
)
from registry.verifier import verify
from tests.journeys.exercising import delivered, exercised, paid, posted
from tests.journeys.stage import INES, MARA, ROWAN, SOLOMON, Stage
from tests.journeys.teller import CODE, Teller, receipt
from tests.registry.console import just_now, local, paper
from tests.registry.test_import_books import fresh_database, managed, rows_of_books

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]
__all__ = ["fresh_database"]
EXERCISED = 30
PRESIDENT = {"person": "Rowan T. Ellery", "title": "President"}


@dataclass
class Cast:
    """The certificates that play a part: five of the opening, and what became of them."""

    acquirer: RightsCertificate
    third: RightsCertificate
    blank: RightsCertificate
    affirmed: RightsCertificate
    lost: RightsCertificate

    @property
    def tainted(self) -> int:
        """The Rights that go down the chain."""
        return self.acquirer.rights - EXERCISED


@pytest.mark.refusal(
    "CONSULTATION_MISSING",
    "HELD_20K",
    "CERTIFICATION_INCOMPLETE",
    "BOARD_DETERMINATION_REQUIRED",
    "RIGHTS_VOID",
    "MIXED_TAINT",
    "APPROVAL_MISSING",
    "LOSS_EVIDENCE_REQUIRED",
    "INDEMNITY_REQUIRED",
    "COMPANY_NOTICE_REQUIRED",
)
@pytest.mark.row("R-7e-6", "R-7e-9", "R-7e-10", "R-20k-1", "R-21-8")
def test_from_opened_books_to_a_successor_whose_books_are_identical(
    stage: Stage,
    settings: Any,
    fresh_database: dict[str, str],
    runtime_urls: dict[str, str],
    tmp_path: Path,
) -> None:
    teller = Teller(stage, settings)
    cast = opening_day(teller)
    teller.later(hours=23)
    event_at = clock.now()
    teller.later(minutes=5)
    combined = tainted_chain(teller, cast, balance=delivered_exercise(teller, cast))
    affirmed = held_for_the_company(teller, cast)
    claim = reported_lost(teller, cast)
    teller.later(days=1)
    notice = nullity(teller, cast, combined, event_at=event_at)
    legended = divided(teller, cast, combined)
    original_turns_up(teller, cast, claim)
    legend_on_exactly_what_was_issued_since(teller, notice, legended)
    sixty_days_of_silence(teller, affirmed)
    inadvertence(teller, cast, notice, legended)
    successor(teller, fresh_database, ours=runtime_urls, folder=tmp_path / "books")


def opening_day(teller: Teller) -> Cast:
    """The books are open; every certificate is printed, executed and countersigned, and is to be mailed."""
    teller.stage.open_books()
    teller.accepted(teller.said("MAILING_REQUEST", mailer="AGENT", papers="CERTIFICATES"))
    teller.put_out(teller.stage.agreement.entries.latest("number"))
    found = RightsCertificate.objects.filter(agreement=teller.stage.agreement, taint_class="", rights__gt=50)
    return Cast(*found.order_by("rights", "number")[:5])


def delivered_exercise(teller: Teller, cast: Cast) -> RightsCertificate:
    """Who will turn out to be an Acquiring Person exercises; the balance goes out with the post."""
    item = exercised(teller, cast.acquirer, EXERCISED)
    paid(teller, item)
    posted(teller, item)
    assert "Securities requisitioned" in teller.page("exercise", item.number, by=INES)
    delivered(teller, item)
    (balance,) = teller.put_out(item)
    assert balance.rights == cast.tainted
    assert "P. Clerk" in teller.page("mailing", teller.mailed())
    return balance


def tainted_chain(teller: Teller, cast: Cast, *, balance: RightsCertificate) -> RightsCertificate:
    """Through two new holders to a third, who combines what came with a certificate of its own."""
    held = balance
    for transferee in ("Elm LLC", "Fir & Co", cast.third.holder):
        teller.later(days=1)
        held = teller.transferred(held, transferee)
    teller.later(days=1)
    item = teller.in_same_name("combination", cast.third, held)
    teller.asked_and_approved("same_name_asked", item.number)
    (combined,) = teller.put_out(item)
    assert (combined.rights, combined.taint_class) == (cast.third.rights + cast.tainted, "")
    return combined


def answer(teller: Teller, item: Item, decision: str, said: str) -> None:
    """What the Company said about a held item, recorded by one person and approved by another."""
    told = {
        "answered_by": "Rowan T. Ellery",
        "answered_by_title": "President",
        "answered_at": just_now(),
        "said": said,
        "answer": decision,
        "document": paper(),
    }
    teller.asked_and_approved("item_consultation", item.number, **told)


def held_for_the_company(teller: Teller, cast: Cast) -> Item:
    """A blank certification goes on when the Company says so; about an affirmative one it is asked."""
    blank = teller.transfer(cast.blank, "Gum Inc", 40, **{"answers-statement_2": "BLANK"})
    page = teller.page("item", blank.number)
    assert "statement 2 has no box ticked" in page
    assert "No day and no job ends this hold" in page
    assert "CONSULTATION_MISSING" in teller.refused("item_asked", blank.number)

    affirmed = teller.transfer(cast.affirmed, "Hazel Ltd", 50, **{"answers-statement_1": "YES"})
    teller.refused("item_apply", affirmed.number, proposed="RETURN_FOR_COMPLETION")
    teller.done("item_apply", affirmed.number, proposed="REFUSE_AND_RETURN")
    sent = {"sent-sent_at": just_now()}
    teller.done("item_application_step", affirmed.number, "sent", **sent)
    came = {
        "received_by_officer-officer": "Rowan T. Ellery",
        "received_by_officer-received_at": just_now(),
    }
    teller.done("item_application_step", affirmed.number, "received_by_officer", **came)
    earliest = InstructionApplication.objects.get(item=affirmed).earliest_date
    assert earliest is not None
    dated = {"dated-day": earliest.isoformat()}
    teller.done("item_application_step", affirmed.number, "dated", **dated)

    teller.later(hours=2)
    answer(teller, blank, "PROCEED", "The Company raises no objection.")
    assert "Examined, in order" in teller.page("item", blank.number)
    teller.asked_and_approved("item_asked", blank.number)
    assert "Posted as entry" in teller.page("item", blank.number, by=INES)
    return affirmed


def reported_lost(teller: Teller, cast: Cast) -> Item:
    """A certificate is lost: its stop stands at once."""
    claim = {
        "claim-cause": "LOST",
        "claim-discovered_on": teller.today,
        "claim-circumstances": "Not in the safe",
        "claim-capacity": "REGISTERED_HOLDER",
        "form-signed_name": cast.lost.registration,
    }
    teller.done("receive_replacement", **receipt(f"R-{cast.lost.number:07d}"), **claim)
    assert "Stopped" in teller.page("certificate", cast.lost.number)
    return teller.item()


def nullity(teller: Teller, cast: Cast, combined: RightsCertificate, *, event_at: datetime) -> Notice:
    """The Company's notice, what the lineage shows, the marking, and what was caught."""
    before = teller.totals()
    named = {"person_name": "Marlowe Partners", "named_as": "ACQUIRING_PERSON", "taint_class": "I"}
    named |= {"extent": "ALL"}
    account = cast.acquirer.holder.account
    notice = teller.said(
        "NULLITY", {**named, "account": account}, event_at=local(event_at), transferees="ALL"
    )
    teller.refused("nullity_asked", notice.number)
    teller.accepted(notice)
    assert "before the agent knew" in teller.page("nullity", notice.number, by=ROWAN)
    teller.asked_and_approved("nullity_asked", notice.number)
    path = teller.page("nullity_path", notice.number, combined.number)
    chain = [account, *holders("Elm LLC", "Fir & Co"), cast.third.holder.account]
    places = [path.index(f">{one}<") for one in chain]
    assert places == sorted(places)
    after = teller.totals()
    assert (after.void, after.live, after.valid) == (cast.tainted, before.live, before.live - cast.tainted)
    teller.done("nullity_caught", notice.number)
    letter = teller.page("application", notice.number)
    assert "$7,500.00" in letter
    assert "We have reversed none of it" in letter
    assert "0.030 of Series A Participating Preferred Stock" in letter
    told = CaughtItem.objects.order_by("place").values_list("kind", "rights", "amount", "shares", "was_known")
    assert list(told) == [
        ("MAILING", cast.tainted, None, "", False),
        ("PAYMENT", None, Decimal("7500.00"), "", False),
        ("EXERCISE", EXERCISED, None, "", False),
        ("DELIVERY", None, None, "0.030", False),
        *[("TRANSFER", cast.tainted, None, "", False)] * 3,
    ]
    assert teller.stage.head() == (after.head_number, bytes.fromhex(after.head_hash))
    return notice


def holders(*names: str) -> list[str]:
    """The accounts of names that came onto the books with a transfer."""
    found = RightsCertificate.objects.filter(registration__in=names).order_by("number")
    return list(found.values_list("holder__account", flat=True))


def divided(teller: Teller, cast: Cast, combined: RightsCertificate) -> RightsCertificate:
    """The third transferee's good Rights come back apart from the void ones, which go no further."""
    item = teller.in_same_name("exchange-of-certificates", combined)
    page = teller.page("same_name", item.number)
    assert "MIXED_TAINT" in page
    assert "legend of §4(b), class (iv)" in page
    teller.asked_and_approved("same_name_asked", item.number)
    good, void = teller.put_out(item)
    assert [(one.rights, one.taint_class) for one in (good, void)] == [
        (cast.third.rights, ""),
        (cast.tainted, "IV"),
    ]
    tried = teller.transfer(void, "Ivy Bank", void.rights)
    assert "RIGHTS_VOID" in teller.page("item", tried.number)
    assert "RIGHTS_VOID" in teller.refused("item_asked", tried.number)
    refusal = {"basis": "GROUND", "reason": "The Rights are null and void"}
    teller.asked_and_approved("item_refusal", tried.number, **refusal)
    papers_returned(teller, tried)
    return void


def papers_returned(teller: Teller, item: Item) -> None:
    """A person states that the papers of an item that ended unposted left by registered mail."""
    told = {"means": "REGISTERED", "handed_over_by": "P. Clerk", "tracking": f"RR {item.number} US"}
    teller.done("item_return", item.number, returned_at=local(clock.now()), **told)
    assert f"RR {item.number} US" in teller.page("item", item.number)
    assert Item.objects.get(pk=item.pk).certificates.get().returned_at is not None


def original_turns_up(teller: Teller, cast: Cast, claim: Item) -> None:
    """Company and agent accept evidence and indemnity, the certificate is replaced; then it is presented."""

    def step(kind: str, by: str = MARA, **told: Any) -> None:
        empty = {"person": "", "said": "", "amount": ""}
        said = {"kind": kind, "happened_on": teller.today, **empty, **told}
        teller.done("replacement_step", claim.number, by=by, **said)

    for part in ("EVIDENCE", "INDEMNITY"):
        step(f"{part}_RECEIVED", document=paper())
        assert "APPROVAL_MISSING" in teller.refused("replacement_asked", claim.number)
        step(f"{part}_BY_COMPANY", **PRESIDENT, document=paper())
        step(f"{part}_BY_AGENT", by=SOLOMON)
    teller.asked_and_approved("replacement_asked", claim.number)
    (new,) = teller.put_out(claim)
    assert (new.rights, new.registration) == (cast.lost.rights, cast.lost.registration)

    found = teller.in_same_name("exchange-of-certificates", cast.lost)
    page = teller.page("same_name", found.number)
    assert f"was replaced by {new.number}" in page
    assert "is kept and goes back to nobody" in page
    teller.asked_and_approved("replaced_cancelled", found.number)
    refusal = {"basis": "GROUND", "reason": "Replaced before it was presented"}
    teller.asked_and_approved("item_refusal", found.number, **refusal)
    assert "What was replaced is kept" in teller.page("same_name", found.number, by=INES)
    assert "Cancelled" in teller.page("certificate", cast.lost.number)
    assert StopRecord.objects.get(kind="PRESENTED").reference == f"item {found.number}"


def legend_on_exactly_what_was_issued_since(
    teller: Teller, notice: Notice, legended: RightsCertificate
) -> None:
    """Of all certificates issued after the marking, the one of void Rights bears the legend, no other."""
    marking = BookEntry.objects.get(agreement=teller.stage.agreement, kind="NULLIFY")
    issued = RightsCertificate.objects.filter(
        agreement=teller.stage.agreement, issued_by__number__gt=marking.number
    )
    assert issued.count() == 3  # of the division two, the replacement
    assert [one.number for one in issued if one.legend_class == "NULLITY"] == [legended.number]
    since = LotTaint.objects.filter(notice=notice, lot__closed_by__isnull=True)
    assert [mark.lot.certificate for mark in since] == [legended]


def sixty_days_of_silence(teller: Teller, affirmed: Item) -> None:
    """The clock moves, every job runs, and nothing has moved; then the Company's word refuses the item."""
    before = teller.stage.head()
    teller.later(days=60)
    assert "Held for consultation with the Company" in teller.page("item", affirmed.number)
    assert "CONSULTATION_MISSING" in teller.refused("item_asked", affirmed.number)
    assert "PROPOSAL_NOT_AUTHORISED" in teller.refused("item_proposal_taken", affirmed.number)
    assert f"item {affirmed.number}, held for its certification" in teller.stage.page(ROWAN, "home")
    answer(teller, affirmed, "REFUSE", "Do not register it.")
    page = teller.page("item", affirmed.number, by=INES)
    assert "the Company, consulted, said not to proceed" in page
    assert "The papers are to be returned" in page
    assert Item.objects.get(pk=affirmed.pk).certificates.get().returned_at is None
    papers_returned(teller, affirmed)
    assert teller.stage.head() == before


def inadvertence(teller: Teller, cast: Cast, notice: Notice, legended: RightsCertificate) -> None:
    """What is not dated is asked back; the whole determination restores everything, and the legend goes."""
    teller.later(days=1)
    found = "The Board found that the threshold was crossed inadvertently"
    stated = {"ends": str(notice.number), "cause": "INADVERTENCE", "determination": found}
    undated = teller.said("NULLITY_ENDED", **stated)
    page = teller.refused("notice_acceptance", undated.number)
    assert "BOARD_DETERMINATION_REQUIRED" in page
    assert "DIVESTITURE_NOT_STATED" in page
    teller.refused("restoration_asked", undated.number)
    before = teller.totals()
    assert before.void == cast.tainted
    whole = teller.said("NULLITY_ENDED", **stated, determined_on=teller.today, divested_on=teller.today)
    teller.accepted(whole)
    assert "What would be restored" in teller.page("restoration", whole.number)
    teller.asked_and_approved("restoration_asked", whole.number)
    after = teller.totals()
    assert (after.void, after.live) == (0, before.live)
    shown = teller.page("nullity", notice.number)
    assert f"notice {whole.number}" in shown
    assert ">To be marked</span>" not in shown

    item = teller.in_same_name("exchange-of-certificates", legended)
    teller.asked_and_approved("same_name_asked", item.number)
    (clean,) = teller.put_out(item)
    assert (clean.rights, clean.legend_class, clean.taint_class) == (cast.tainted, "GENERAL", "")
    assert teller.transferred(clean, "Jade Co").taint_class == ""


def successor(teller: Teller, there: dict[str, str], *, ours: dict[str, str], folder: Path) -> None:
    """The books are proved, handed over by leave of two people, and are the same in another installation."""
    teller.done("proof")
    teller.later(minutes=1)
    head = teller.totals().head_hash
    assert head in teller.page("proof", by=INES)
    assert verify().findings == []
    teller.asked_and_approved("hand_over_books", recipient="Juniper Stock Transfer Company", reason="§21")
    said = io.StringIO()
    call_command("export_books", CODE, leave=1, to=str(folder), acting_as=MARA, as_json=True, stdout=said)
    made = json.loads(said.getvalue())
    teller.done("books_receipted", 1, received_on=teller.today, document=paper())
    assert "Juniper Stock Transfer Company" in teller.page("office")

    managed(there, "import_books", str(folder), "--expect", made["manifest_sha256"])
    proved = json.loads(managed(there, "verify_books", "--all", "--json"))
    (restored,) = proved["agreements"]
    assert proved["clean"]
    assert restored["head_hash"] == head == made["head"].split(":")[1]
    theirs, own = (rows_of_books(each["DATABASE_OWNER_URL"]) for each in (there, ours))
    for table in ("book_entry", "lot", "lot_taint", "rights_certificate", "certificate_event"):
        assert theirs[table] == own[table], table
