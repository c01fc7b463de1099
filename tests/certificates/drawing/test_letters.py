"""Letters on paper: every kind says its matter in full, over as many sheets as it needs; nothing is cut."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from agreement.errors import RightsError
from certificates.drawing.letter import draw_letters
from certificates.services.letter_words import Told
from certificates.services.stop_matters import stop_acknowledgement
from registry.models import LetterKind, PaperDue
from tests.certificates.drawing.letters import FACTS, GROUNDS, ITEM, LINE, TO, letter, pages_of


def said(kind: LetterKind, /, **changed: Any) -> str:
    """All words of a letter, page after page."""
    return " ".join(pages_of(letter(kind, **changed)))


@pytest.mark.parametrize("kind", list(LetterKind))
def test_every_kind_is_dated_addressed_signed_by_hand_and_has_the_address_for_notices(
    kind: LetterKind,
) -> None:
    words = said(kind)
    assert "July 15, 2003" in words
    to = FACTS[kind]["to"]
    first_line = to.get("name", to.get("lines", [""])[0]).split("\n")[0]
    assert first_line in words
    assert "Harbor Registrar LLC, as Rights Agent" in words
    assert "Notices to the Rights Agent (Section 26): 12 Quay Street" in words
    assert "NRTH-2003 · letter 88" in words
    assert "DEMO" in words
    assert "{" not in words
    assert "DEMO" not in " ".join(pages_of(letter(kind, is_demo=False)))


@pytest.mark.row("R-6a-3", "R-6a-11")
def test_a_deficiency_letter_names_every_defect_with_its_ground_and_its_cure() -> None:
    words = said(LetterKind.DEFICIENCY)
    for ground in GROUNDS:
        assert ground["message"].replace("2003-07-02", "July 2, 2003") in words
        assert ground["cure"][1:] in words
    assert "Rights Agreement §6(a)" in words
    assert "Policy of the Rights Agent: policy on items presented" in words
    assert "yields to an instruction of the Company" in words
    assert "R-0001001, 1,000 Rights; R-0001002, 250 Rights" in words
    assert "July 3, 2003, 09:12 PDT" in words
    assert "yields to an instruction" not in said(LetterKind.DEFICIENCY, grounds=GROUNDS[:1])


@pytest.mark.row("R-11-1", "R-20e-1")
def test_figures_beside_a_certificate_are_told_step_by_step_and_the_certificate_stands() -> None:
    words = said(LetterKind.CERTIFICATE_DIFFERENCE)
    for told in ("$241.76", "$241.67", "outstanding – the Company's = 50000", "§11(b)", "notice 14"):
        assert told in words, told
    assert "Your certificate governs: it is in force as you filed it" in words
    assert "it takes its course" in said(LetterKind.CERTIFICATE_DIFFERENCE, is_in_force=False)


@pytest.mark.row("R-7a-1", "R-7c-11")
def test_a_refusal_lists_each_certificate_each_paper_and_the_money_that_goes_back() -> None:
    words = said(LetterKind.REFUSAL)
    assert "Rights Certificate R-0001001 for 1,000 Rights, the original" in words
    assert "Rights Certificate R-0001002 for 250 Rights, the original" in words
    assert "Papers of a transfer (a copy stays with us as DOC-7)" in words
    assert "Cashier's check No. 4711 drawn on Harbor Bank, $7,500.00" in words
    assert "asks on July 8, 2003 for everything back" in words
    assert "named above is refused" in words
    withdrawn = said(LetterKind.REFUSAL, state="WITHDRAWN", grounds=[])
    assert "named above was withdrawn" in withdrawn
    assert "refused" not in withdrawn
    note = "A ground marked as a policy of the Rights Agent is its own"
    assert note not in words
    assert note in said(LetterKind.REFUSAL, grounds=GROUNDS)


@pytest.mark.row("R-20k-2")
def test_the_company_gets_one_schedule_with_certificates_holder_rights_boxes_and_room_for_its_answer() -> (
    None
):
    words = said(LetterKind.CONSULT)
    assert words.count("The holder asked for its papers back on July 3, 2003; they stay here.") == 1
    assert "2 items, 2,500 Rights, on July 3, 2003" in words
    for item in ("12: Transfer", "13: Transfer", "Alder Fund LP", "R-0001001, R-0001002"):
        assert item in words
    assert "Statement 1: the box that denies Statement 2: neither box Signed Jonathan Q. Cedar" in words
    assert "Not signed" in words
    assert words.count("□ Do not proceed") == 2
    assert "takes the place of our letter 5 of the same day" in words
    assert "DOC-7 Papers of a transfer" in words
    assert "Copy to: Counsel & Partners" in words
    alone = said(
        LetterKind.CONSULT, items=[{**LINE, "ground": "AFFIRMATIVE"}], ground="AFFIRMATIVE", instead_of=[]
    )
    assert "answered affirmatively" in alone
    assert "the one item" in alone
    assert "On it a statement of the certification" in alone
    assert "takes the place" not in alone
    told = "The instructions of A. Vale (proceed) and of B. Moss (do not proceed) conflict"
    line = {**LINE, "ground": "CONFLICT", "held": told}
    apart = said(LetterKind.CONSULT, items=[line], ground="CONFLICT", instead_of=[])
    assert "officers of the Company gave answers that conflict, told below" in apart
    assert told in apart


@pytest.mark.row("R-20g-2")
def test_an_application_states_what_is_asked_what_is_proposed_and_from_when() -> None:
    words = said(LetterKind.APPLICATION)
    assert "your notice 9 (Record count)" in words
    assert "to leave the number of attached Rights as it stands" in words
    assert "no earlier than 5 Business Days after an officer" in words
    assert GROUNDS[1]["cure"][1:] in words


@pytest.mark.row("R-6a-6", "R-6a-13")
def test_a_confirmation_names_the_entry_and_the_new_certificates() -> None:
    words = said(LetterKind.CONFIRMATION)
    assert "July 9, 2003, 13:00 PDT as entry 1,234" in words
    assert "R-0004001 Cedar Fund LP 400" in words
    assert "R-0004002 Jonathan Q. Cedar (Trustee) & Mária Kovács-Østergård TTEES 850" in words
    assert "exercised" not in words
    exercised = said(LetterKind.CONFIRMATION, kind="Exercise", issued=[], rights_left=0)
    assert "Of the 1,250 Rights on them 1,250 Rights left the books as exercised" in exercised
    assert "No certificate is issued in their place" in exercised
    assert "New certificates" not in exercised


@pytest.mark.row("R-6a-10")
def test_a_tax_demand_states_the_sum_the_tax_and_its_section() -> None:
    words = said(LetterKind.TAX_DEMAND)
    assert "Please pay $12.50 in US dollars for: stock transfer tax of the State of New York" in words
    assert "Section 6(a) of the Preferred Stock Rights Agreement" in words
    assert "by its demand of July 7, 2003" in words


@pytest.mark.row("R-7c-3", "R-7c-4", "R-10-1")
def test_a_requisition_states_how_many_of_what_in_whose_name_as_of_which_day() -> None:
    words = said(LetterKind.REQUISITION)
    for told in (
        "30 units of 1/1,000 of a share, 0.030 shares of Series A Participating Preferred Stock",
        "To be registered in the name of: Beech Trust, 9 Cedar Road",
        "holder of record as of July 3, 2003",
        "the Company irrevocably authorizes its transfer agent to comply with this",
    ):
        assert told in words, told
    receipts = said(
        LetterKind.REQUISITION,
        recipient="DEPOSITARY",
        by_notice="President, 2003-06-20",
        unit_denominator=1,
        units=577,
        shares="577",
        security="Common Stock",
    )
    assert "depositary receipts for 577 shares of Common Stock" in receipts
    assert "the Company said so by its President on June 20, 2003" in receipts
    assert "The transfer agent deposits with you" in receipts


@pytest.mark.row("R-11k-2")
def test_a_due_bill_states_how_much_of_what_is_owed_until_which_event() -> None:
    words = said(LetterKind.DUE_BILL)
    for told in (
        "0.9 units of 1/1,000 of a share of Series A Participating Preferred Stock (Section 11(k))",
        "once this event has occurred: the distribution of 1 June 2004",
        "by notice of its President of May 4, 2004",
        "What is no whole unit is paid in cash (Section 14(b))",
    ):
        assert told in words, told
    assert "no whole unit" not in said(LetterKind.DUE_BILL, units="3")


def test_a_holder_is_told_of_a_bank_account_masked_and_that_nobody_needs_one() -> None:
    words = said(LetterKind.DEPOSIT_INSTRUCTION)
    assert "checking account •••••4321, routing number 121000248" in words
    assert "Payments that we begin before July 13, 2003 still go to you by check" in words
    assert "nobody needs to use it" in words
    assert "If you did not sign it" in words
    assert "your payments go by check again" in said(LetterKind.DEPOSIT_INSTRUCTION, bank="")


@pytest.mark.row("R-6b-1")
def test_a_stop_is_acknowledged_with_its_instant_and_what_is_asked_next() -> None:
    words = said(LetterKind.STOP_ACKNOWLEDGEMENT)
    assert "since July 3, 2003, 09:12 PDT" in words
    assert "No day ends it" in words
    assert "Send an affidavit of the loss, sworn before a notary." in words
    assert "Give indemnity or security." in words
    assert "If a certificate is found, do not present it" in words
    house = said(LetterKind.STOP_ACKNOWLEDGEMENT, stop_kind="HOUSE", next_steps=[])
    assert "What we ask for next" not in house
    assert "is found" not in house
    demand = said(LetterKind.STOP_ACKNOWLEDGEMENT, stop_kind="DEMAND_NOT_TO_REGISTER", reach="REGISTRATION")
    assert "It does not hold an exercise" in demand
    assert "for the period stated in that letter (UCC 8-403)" in demand
    order = said(LetterKind.STOP_ACKNOWLEDGEMENT, stop_kind="COURT_ORDER", reach="EXERCISE")
    assert "It does not hold a transfer" in order


def test_an_acknowledgement_written_before_its_kind_was_kept_says_what_it_said() -> None:
    facts = {**FACTS[LetterKind.STOP_ACKNOWLEDGEMENT], "stands_until": "2003-08-02"}
    del facts["stop_kind"], facts["reach"]
    told = Told(PaperDue(facts=facts, section="6(b)"), ZoneInfo("America/Los_Angeles"), "R-")
    assert stop_acknowledgement(told).values["ends"] == "It stands until August 2, 2003."


@pytest.mark.row("R-16c-1")
def test_who_demanded_and_who_presented_are_told_of_both_and_of_the_period() -> None:
    words = said(LetterKind.DEMAND_PRESENTED)
    assert "presented to us for registration" in words
    assert "had been received on July 1, 2003, 11:00 PDT" in words
    assert "for 30 calendar days after the date of this letter (UCC 8-403(c))" in words
    assert "legal process or an indemnity bond" in words
    later = said(LetterKind.DEMAND_PRESENTED, until="2003-08-02")
    assert "until August 2, 2003, the last day of the period that was told before" in later


@pytest.mark.row("R-6b-5")
def test_the_company_is_told_which_replaced_certificate_came_in_and_what_is_asked_of_it() -> None:
    words = said(LetterKind.REPLACED_PRESENTED)
    assert "was in hand on July 3, 2003" in words
    for told in (
        "R-0001001",
        "R-0001044",
        "claim of item 8",
        "stop 4 stands",
        "R. Alder, messenger, 9 Pier Street",
    ):
        assert told in words
    assert "goes back to nobody" in words
    assert "whether you claim upon that indemnity" in words


def test_an_inquiry_is_answered_question_by_question() -> None:
    words = said(LetterKind.INQUIRY_REPLY)
    assert "Was it received? Yes, on July 3, 2003." in words
    assert "Not yet: it waits to be put right." in words
    assert "What is missing" in words
    assert "What is missing" not in said(LetterKind.INQUIRY_REPLY, grounds=[])


@pytest.mark.row("R-15a-1")
def test_an_extract_states_each_certificate_the_total_the_entry_and_the_hash() -> None:
    words = said(LetterKind.EXTRACT)
    assert "As of July 10, 2003, 12:00 PDT" in words
    assert "R-0004001 June 18, 2003 400 0" in words
    assert "Together 1,650 Rights, of which 250 null and void (Section 7(e))." in words
    assert f"number 214, its hash {'5c' * 32}" in words.replace("- ", "")
    empty = said(LetterKind.EXTRACT, positions=[], head=None)
    assert "showed no Rights in this name at that instant" in empty
    assert "The books held no entry then." in empty


def test_thirty_defects_take_several_sheets_with_their_headings_again_and_none_is_parted() -> None:
    many = [{**GROUNDS[0], "message": f"Defect {n:02d} of the papers"} for n in range(1, 31)]
    pages = pages_of(letter(LetterKind.DEFICIENCY, grounds=many))
    assert len(pages) >= 2
    for place, words in enumerate(pages, 1):
        assert f"Page {place} of {len(pages)}" in words
    with_rows = [words for words in pages if "Defect" in words]
    assert all("What stands against it" in words for words in with_rows)
    words = " ".join(pages)
    assert [n for n in range(1, 31) if words.count(f"Defect {n:02d} of the papers.") != 1] == []
    assert "Harbor Registrar LLC, letter 88 of July 15, 2003" in pages[1]


def test_long_names_are_broken_into_lines_and_nothing_is_lost() -> None:
    name = "The Trustees for the time being of the Settlement made by Eleanor Whitcombe-Abernathy " * 3
    words = said(LetterKind.CONFIRMATION, issued=[{"number": 4001, "rights": 400, "registration": name}])
    assert " ".join(name.split()) in words


def test_braces_and_strokes_in_a_name_are_printed_as_they_are() -> None:
    words = said(LetterKind.CONFIRMATION, holder="Fund {office} ____ LP")
    assert "Fund {office} ____ LP" in words


def test_a_name_that_cannot_be_printed_is_refused_by_its_characters_alone() -> None:
    with pytest.raises(RightsError) as refused:
        draw_letters([letter(LetterKind.DEFICIENCY, holder="株式会社")])
    assert refused.value.code == "GLYPH_NOT_IN_FONT"
    assert "株" not in refused.value.message


def test_an_address_that_the_window_cannot_show_is_refused() -> None:
    far = {**TO, "address": ["\n".join(f"Floor {n}" for n in range(12)), "Portland", "OR", "97201", "US"]}
    with pytest.raises(RightsError) as refused:
        draw_letters([letter(LetterKind.DEFICIENCY, to=far)])
    assert refused.value.code == "ADDRESS_NOT_SHOWN"


def test_words_that_do_not_fit_the_sheet_are_refused_never_cut() -> None:
    with pytest.raises(RightsError) as refused:
        draw_letters([letter(LetterKind.DEFICIENCY, holder="W" * 200)])
    assert refused.value.code == "FIELD_OVERFLOW"


def test_a_name_in_braces_that_nothing_fills_refuses_the_letter() -> None:
    told = letter(LetterKind.DEFICIENCY)
    with pytest.raises(RightsError) as refused:
        draw_letters([replace(told, words=told.words + "\n\nPay {price}.")])
    assert refused.value.code == "PLACEHOLDER_UNKNOWN"
    with pytest.raises(RightsError) as headless:
        draw_letters([replace(told, words="No title.")])
    assert headless.value.code == "FORM_UNREADABLE"


def test_several_letters_make_one_file_and_the_same_bytes_each_time() -> None:
    letters = [letter(LetterKind.DEFICIENCY), letter(LetterKind.TAX_DEMAND)]
    assert draw_letters(letters) == draw_letters(letters)
    assert len(pages_of(*letters)) == sum(len(pages_of(one)) for one in letters)
    assert ITEM["account"] in pages_of(*letters)[-1]
