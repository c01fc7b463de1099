"""2, 5(a), 5(b): signatures, seal, countersignature, the agent in office, numbered stock, the books."""

from dataclasses import replace
from datetime import date

import pytest

from agreement.choices import CountersignatureMode, Seal
from agreement.form import (
    CompanySignature,
    CountersignatureFacts,
    agent_grounds,
    countersignature_grounds,
    seal_grounds,
    signature_grounds,
)
from agreement.grounds import Ground
from agreement.numbered_stock import (
    RunCount,
    number_grounds,
    print_grounds,
    run_grounds,
)
from agreement.terms import Officer, Terms

SIGNED = date(2003, 6, 18)
CFO = Officer("C. Fo", "Chief Financial Officer", date(2002, 1, 1), date(2003, 6, 20), True)
SECRETARY = Officer("S. Ec", "Secretary", date(2003, 5, 1), None, True)


def sign(officer: Officer, day: date = SIGNED) -> CompanySignature:
    return CompanySignature(officer.name, officer.title, day)


def codes(grounds: tuple[Ground, ...]) -> list[str]:
    return [found.code for found in grounds]


def signed(terms: Terms, *signatures: CompanySignature) -> list[str]:
    groups = (terms.signature_group_1, terms.signature_group_2)
    return codes(signature_grounds(signatures, groups=groups, officers=[CFO, SECRETARY]))


@pytest.mark.row("R-5a-1", "R-XB-6")
def test_one_officer_of_each_group_signs(terms: Terms) -> None:
    assert signed(terms, sign(CFO), sign(SECRETARY)) == []
    assert signed(terms, sign(CFO), sign(CFO)) == ["SIGNATURE_GROUP_MISSING"]
    assert signed(terms) == ["SIGNATURE_GROUP_MISSING", "SIGNATURE_GROUP_MISSING"]


@pytest.mark.row("R-5a-4", "R-5a-5")
def test_only_the_office_on_the_signing_date_counts(terms: Terms) -> None:
    assert signed(terms, sign(CFO, date(2003, 6, 20)), sign(SECRETARY, date(2003, 5, 1))) == []
    assert signed(terms, sign(CFO, date(2003, 6, 21)), sign(SECRETARY)) == ["SIGNER_NOT_IN_OFFICE"]
    assert signed(terms, sign(CFO), sign(SECRETARY, date(2003, 4, 30))) == ["SIGNER_NOT_IN_OFFICE"]


@pytest.mark.row("R-5a-2")
def test_the_seal_is_there_or_it_is_recorded_that_there_is_none() -> None:
    assert codes(seal_grounds(None)) == ["SEAL_NOT_STATED"]
    assert seal_grounds(Seal.NONE) == seal_grounds(Seal.FACSIMILE) == ()


MELLON = "Mellon Investor Services LLC"
BY_HAND = CountersignatureFacts(MELLON, "Adaeze N. Brook", date(2003, 6, 23), True, True, 1001)


def countersigned(terms: Terms, **changes: object) -> list[str]:
    facts = replace(BY_HAND, **({"agent": terms.rights_agent.name} | changes))  # type: ignore[arg-type]
    return codes(
        countersignature_grounds(
            facts,
            mode=terms.countersignature_mode,
            appointments=terms.appointments,
            countersigners=terms.countersigners,
        )
    )


@pytest.mark.row("R-5a-3", "R-XB-7", "R-2-1")
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"is_manual": False}, ["COUNTERSIGNATURE_MUST_BE_MANUAL"]),
        ({"is_executed": False}, ["NOT_EXECUTED"]),
        ({"signatory": "Somebody Else"}, ["COUNTERSIGNER_NOT_LISTED"]),
        ({"signatory": "Samir D. Fenn", "signed_on": date(2004, 1, 2)}, ["COUNTERSIGNER_NOT_LISTED"]),
        ({"agent": "Another Trust Company"}, ["NO_AGENT_IN_OFFICE"]),
        ({"signed_on": date(2000, 9, 14)}, ["NO_AGENT_IN_OFFICE", "COUNTERSIGNER_NOT_LISTED"]),
    ],
)
def test_the_agent_in_office_countersigns_by_hand_after_execution(
    demo_terms: Terms, changes: dict[str, object], expected: list[str]
) -> None:
    assert countersigned(demo_terms, **changes) == expected


def test_another_plan_may_allow_a_facsimile(other_terms: Terms) -> None:
    assert other_terms.countersignature_mode is CountersignatureMode.MANUAL_OR_FACSIMILE
    changes = {"signatory": "Noor E. Whitlock", "signed_on": date(2004, 3, 1), "is_manual": False}
    assert countersigned(other_terms, **changes) == []


@pytest.mark.row("R-2-1", "R-1bb-1")
def test_before_its_appointment_the_agent_does_not_act(terms: Terms) -> None:
    assert terms.agent_in_office(date(2003, 3, 30)) == "Wells Fargo & Company"
    assert terms.agent_in_office(date(2003, 3, 31)) == MELLON
    # Its predecessor was in office the day before: that is no cover for the acts of the successor.
    refused = agent_grounds(date(2003, 3, 30), agent=MELLON, appointments=terms.appointments)
    assert codes(refused) == ["NO_AGENT_IN_OFFICE"]
    assert agent_grounds(date(2003, 3, 31), agent=MELLON, appointments=terms.appointments) == ()


RUN = RunCount(run=1, first_number=1001, last_number=3431, issued=2428, spoiled=3, unused=0)


@pytest.mark.row("R-5a-6")
def test_every_number_of_a_run_is_accounted_for_and_none_used_twice() -> None:
    assert RUN.numbers_count == 2431
    assert run_grounds(RUN) == ()
    assert codes(run_grounds(replace(RUN, issued=2427))) == ["RUN_NOT_RECONCILED"]
    assert codes(run_grounds(replace(RUN, live_without_sheet=(1002,)))) == ["LIVE_CERTIFICATE_NUMBER_MISSING"]
    assert codes(number_grounds(1001, used={1001})) == ["CERT_NUMBER_REUSED"]
    assert number_grounds(1002, used={1001}) == ()


@pytest.mark.row("R-XB-15")
def test_the_rights_printed_are_those_on_the_register() -> None:
    assert print_grounds(printed_rights=40_000_000, register_rights=40_000_000) == ()
    assert codes(print_grounds(printed_rights=39_999_999, register_rights=40_000_000)) == [
        "BATCH_OUT_OF_BALANCE"
    ]


@pytest.mark.row("R-5b-4")
def test_the_demo_plan_names_three_designated_offices_and_four_countersigners(demo_terms: Terms) -> None:
    assert len(demo_terms.offices) == 3
    assert len(demo_terms.countersigners) == 4
