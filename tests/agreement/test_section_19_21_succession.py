"""Who succeeds the Rights Agent, when, by which notices, and whose countersignature counts (19, 21)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from agreement.agreement_file import read_agreement_file
from agreement.grounds import Effect, Ground
from agreement.succession import (
    AddresseeRole,
    AdoptionMode,
    MailedTo,
    Qualification,
    SuccessionKind,
    TermOfOffice,
    acting_agent,
    addressees_lacking,
    adoption_grounds,
    appointment_notice_alerts,
    classes_for,
    depository_notice_due,
    eligibility_grounds,
    incapacity_grounds,
    mail_grounds,
    office_grounds,
    resignation_grounds,
    vacancy_alerts,
    vacancy_ends,
)
from agreement.terms import Appointment

DATA = Path(__file__).resolve().parents[2] / "agreement" / "data"
TERMS = read_agreement_file((DATA / "digitalthink_2003.toml").read_text(encoding="utf-8"))
MAILED = date(2004, 1, 15)
THREE = (
    MailedTo(AddresseeRole.COMPANY, "DigitalThink, Inc.", "CERTIFIED_MAIL"),
    MailedTo(AddresseeRole.TRANSFER_AGENT, "Transfer agent of the Common Shares", "CERTIFIED_MAIL"),
    MailedTo(AddresseeRole.HOLDERS, "", "FIRST_CLASS_MAIL"),
)
BANK = Qualification(
    organised_under="New York",
    good_standing="Certificate of 2 February 2004",
    powers="Corporate trust powers",
    supervised_by="Federal Reserve",
    capital=Decimal("75000000"),
)
FIRST = TermOfOffice("Mellon", date(2003, 1, 1), date(2008, 1, 1), None)
MERGED = TermOfOffice("NewAgent", date(2008, 1, 2), None, SuccessionKind.MERGER, "Mellon")


def codes(found: tuple[Ground, ...]) -> list[str]:
    return [one.code for one in found]


@pytest.mark.row("R-21-1")
def test_21_a_resignation_mailed_on_15_january_takes_effect_on_14_february_and_no_day_before() -> None:
    on_day = resignation_grounds(MAILED, effective_on=date(2004, 2, 14), mailed_to=THREE, terms=TERMS)
    assert on_day == ()
    (short,) = resignation_grounds(MAILED, effective_on=date(2004, 2, 13), mailed_to=THREE, terms=TERMS)
    assert (short.code, short.citation, short.effect) == (
        "RESIGNATION_NOTICE_SHORT",
        "AGREEMENT §21",
        Effect.CURE,
    )
    assert "2004-02-14 at the earliest" in short.message


@pytest.mark.row("R-21-1", "R-26-3")
@pytest.mark.parametrize(
    ("role", "channel", "is_right"),
    [
        (AddresseeRole.COMPANY, "REGISTERED_MAIL", True),
        (AddresseeRole.COMPANY, "FIRST_CLASS_MAIL", False),
        (AddresseeRole.COMPANY, "FACSIMILE", False),
        (AddresseeRole.TRANSFER_AGENT, "CERTIFIED_MAIL", True),
        (AddresseeRole.TRANSFER_AGENT, "EMAIL", False),
        (AddresseeRole.HOLDERS, "FIRST_CLASS_MAIL", True),
        (AddresseeRole.HOLDERS, "CERTIFIED_MAIL", False),
    ],
)
def test_21_each_addressee_has_its_class_of_mail(role: AddresseeRole, channel: str, is_right: bool) -> None:
    found = mail_grounds([MailedTo(role, "Addressee", channel)], terms=TERMS)
    assert codes(found) == ([] if is_right else ["MAIL_CLASS_WRONG"])
    assert len(classes_for(role, terms=TERMS)) == (1 if role is AddresseeRole.HOLDERS else 2)


@pytest.mark.row("R-21-1")
def test_21_whoever_is_left_out_of_a_resignation_is_named() -> None:
    assert addressees_lacking(THREE) == ()
    assert addressees_lacking(THREE[:1]) == (
        "a transfer agent of the Common Shares or Preferred Shares",
        "the registered holders",
    )


@pytest.mark.row("R-21-3")
def test_21_a_holder_who_says_the_agent_is_incapable_submits_the_certificate_for_inspection() -> None:
    (bare,) = incapacity_grounds(given_by_holder="Ada Quill", inspected_certificate=None)
    assert (bare.code, bare.citation) == ("INSPECTION_NOT_RECORDED", "AGREEMENT §21")
    assert incapacity_grounds(given_by_holder="Ada Quill", inspected_certificate=4_001) == ()
    assert incapacity_grounds(given_by_holder="", inspected_certificate=None) == ()


@pytest.mark.row("R-21-4")
def test_21_the_company_has_thirty_days_and_from_then_on_holders_may_apply_to_a_court() -> None:
    assert vacancy_ends(MAILED, terms=TERMS) == date(2004, 2, 14)

    def told(today: date, appointed: str | None = None) -> list[str]:
        return codes(vacancy_alerts(MAILED, today=today, appointed=appointed, terms=TERMS))

    assert told(date(2004, 2, 3)) == []
    assert told(date(2004, 2, 4)) == ["SUCCESSOR_DUE"]  # the twentieth day
    assert told(date(2004, 2, 13)) == ["SUCCESSOR_DUE"]
    assert told(date(2004, 2, 14)) == ["SUCCESSOR_OVERDUE"]
    assert told(date(2004, 3, 1), "NewAgent") == []


@pytest.mark.row("R-21-6")
def test_21_a_successor_needs_fifty_million_dollars_or_an_affiliate_that_has_them() -> None:
    assert eligibility_grounds("NewAgent", shown=BANK, terms=TERMS) == ()
    poor = Qualification(**{**_parts(BANK), "capital": Decimal("49900000")})
    (short,) = eligibility_grounds("NewAgent", shown=poor, terms=TERMS)
    assert (short.code, short.effect) == ("SUCCESSOR_NOT_ELIGIBLE", Effect.HOLD)
    assert "at least $50,000,000 ($49,900,000 is shown)" in short.message
    exact = Qualification(**{**_parts(BANK), "capital": TERMS.successor_capital})
    assert eligibility_grounds("NewAgent", shown=exact, terms=TERMS) == ()


def _parts(shown: Qualification) -> dict[str, object]:
    return {name: getattr(shown, name) for name in Qualification.__dataclass_fields__}


@pytest.mark.row("R-21-6")
@pytest.mark.parametrize("lacking", list(Qualification.__dataclass_fields__))
def test_21_each_item_of_evidence_is_asked_for(lacking: str) -> None:
    shown = Qualification(**{**_parts(BANK), lacking: None if lacking == "capital" else ""})
    (missing,) = eligibility_grounds("NewAgent", shown=shown, terms=TERMS)
    assert missing.code == "SUCCESSOR_NOT_ELIGIBLE"


@pytest.mark.row("R-21-7")
def test_21_there_is_one_principal_agent_on_a_date() -> None:
    open_term = Appointment("Mellon", "PRINCIPAL", date(2003, 1, 1), None)
    (two,) = office_grounds("NewAgent", from_day=date(2004, 2, 14), principals=[open_term])
    assert two.code == "TWO_PRINCIPAL_AGENTS"
    ended = Appointment("Mellon", "PRINCIPAL", date(2003, 1, 1), date(2004, 2, 13))
    assert office_grounds("NewAgent", from_day=date(2004, 2, 14), principals=[ended]) == ()
    assert codes(office_grounds("NewAgent", from_day=date(2004, 2, 13), principals=[ended])) == [
        "TWO_PRINCIPAL_AGENTS"
    ]
    helper = Appointment("Helper", "CO_AGENT", date(2003, 1, 1), None)
    assert office_grounds("NewAgent", from_day=date(2004, 2, 14), principals=[ended, helper]) == ()


@pytest.mark.row("R-21-9", "R-21-10")
def test_21_a_late_notice_of_appointment_is_told_and_stops_nothing() -> None:
    effective = date(2004, 2, 14)
    in_time = date(2004, 2, 13)
    assert appointment_notice_alerts(effective, filed_on=in_time, mailed_on=in_time) == ()
    assert appointment_notice_alerts(effective, filed_on=effective, mailed_on=effective) == ()
    for filed, mailed in ((in_time, date(2004, 2, 16)), (None, in_time), (in_time, None)):
        (late,) = appointment_notice_alerts(effective, filed_on=filed, mailed_on=mailed)
        assert (late.code, late.effect) == ("APPOINTMENT_NOTICE_LATE", Effect.WARN)


def test_a_depository_hears_ten_days_before_or_on_the_day_the_agent_learns_of_it() -> None:
    effective = date(2004, 2, 14)
    assert depository_notice_due(effective, learned_on=date(2004, 1, 15)) == date(2004, 2, 4)
    assert depository_notice_due(effective, learned_on=date(2004, 2, 10)) == date(2004, 2, 10)


@pytest.mark.row("R-19a-1", "R-19b-1")
def test_19_a_merger_and_a_change_of_name_carry_the_office_on_and_an_appointment_does_not() -> None:
    renamed = TermOfOffice(
        "NewAgent Trust", date(2009, 5, 1), None, SuccessionKind.CHANGE_OF_NAME, "NewAgent"
    )
    offices = (FIRST, MERGED, renamed)
    days = {date(2008, 1, 1): "Mellon", date(2008, 1, 2): "NewAgent", date(2009, 5, 1): "NewAgent Trust"}
    assert {day: acting_agent("Mellon", on=day, offices=offices) for day in days} == days
    other = TermOfOffice("Juniper", date(2008, 1, 2), None, SuccessionKind.APPOINTMENT, "Mellon")
    assert acting_agent("Mellon", on=date(2008, 1, 2), offices=(FIRST, other)) == "Mellon"


def adopted(
    signed_on: date | None, mode: AdoptionMode = AdoptionMode.ADOPTED, **changed: object
) -> tuple[Ground, ...]:
    told: dict[str, object] = {
        "is_delivered": False,
        "on": date(2008, 1, 3),
        "offices": (FIRST, MERGED),
    } | changed
    return adoption_grounds(3_000, mode=mode, signed_on=signed_on, **told)  # type: ignore[arg-type]


@pytest.mark.row("R-19a-2")
def test_19a_what_the_predecessor_countersigned_and_did_not_deliver_is_adopted() -> None:
    eve = date(2007, 12, 31)
    assert adopted(eve) == ()
    assert codes(adopted(eve, is_delivered=True)) == ["ADOPTION_NOT_ALLOWED"]
    assert codes(adopted(None)) == ["ADOPTION_NOT_ALLOWED"]
    assert codes(adopted(MERGED.since)) == ["ADOPTION_NOT_ALLOWED"]
    (bare,) = adopted(eve, on=date(2007, 12, 31))
    assert "nobody in office on that day succeeded another" in bare.message
    assert (bare.effect, bare.citation) == (Effect.REFUSE, "AGREEMENT §19(a); §21")


@pytest.mark.row("R-19a-2", "R-19b-1")
@pytest.mark.parametrize("mode", [AdoptionMode.PREDECESSOR_NAME, AdoptionMode.OWN_NAME])
def test_19b_what_is_not_countersigned_is_signed_in_either_name(mode: AdoptionMode) -> None:
    assert adopted(None, mode) == ()
    assert codes(adopted(FIRST.since + timedelta(days=1), mode)) == ["ADOPTION_NOT_ALLOWED"]
