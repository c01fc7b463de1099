"""Beyond the bare signature: stamps up to their value, documents by reason, where forms stand (16(b))."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from agreement.choices import GuarantorKind, Instrument, TransferReason
from agreement.examination import SignatureFacts, instrument_grounds, signature_grounds
from agreement.guarantee import GuaranteeFacts, guarantee_grounds
from agreement.importer import shipped_documents, shipped_medallions
from agreement.transfer_documents import document_grounds
from agreement.workflow.items import ItemKind
from tests.agreement.test_section_06_a_same_name import paper, presented

DAY = date(2003, 7, 1)
BARE = presented(paper(1, 100), kind=ItemKind.SPLIT_UP).presentation
MEDALLION = GuarantorKind.MEDALLION_PROGRAMME


def stamped(medallion: str, *, value: str | None) -> list[str]:
    facts = GuaranteeFacts((MEDALLION,), shipped_medallions(), None if value is None else Decimal(value))
    found = guarantee_grounds(
        form="form of assignment",
        kind=MEDALLION,
        name="Harbor Bank",
        medallion=medallion,
        facts=facts,
        on=DAY,
    )
    return [one.code for one in found]


@pytest.mark.row("R-XB-14")
@pytest.mark.parametrize(
    ("medallion", "value", "codes"),
    [
        ("Z9002345", "10000000.00", []),
        ("Z9002345", "10000000.01", ["MEDALLION_BELOW_VALUE"]),
        ("f 7001234", "100000", []),
        ("F7001234", "100000.01", ["MEDALLION_BELOW_VALUE"]),
        ("F7001234", None, []),  # no price was certified: nothing is compared
        ("", "1", ["MEDALLION_UNREADABLE"]),
        ("Q7001234", "1", ["MEDALLION_UNREADABLE"]),
        ("notary 12", "1", ["MEDALLION_UNREADABLE"]),
    ],
)
def test_a_stamp_guarantees_up_to_the_value_of_its_prefix(
    medallion: str, value: str | None, codes: list[str]
) -> None:
    assert stamped(medallion, value=value) == codes


@pytest.mark.parametrize("reason", [None, TransferReason.SALE, TransferReason.GIFT])
def test_a_sale_a_gift_and_an_unstated_reason_ask_for_nothing_more(reason: TransferReason | None) -> None:
    assert document_grounds(reason, came=(), asked=shipped_documents()) == ()


def test_each_document_that_a_reason_asks_for_is_named_with_its_rule_until_it_came() -> None:
    missing = document_grounds(TransferReason.DEATH, came=(), asked=shipped_documents())
    assert [one.code for one in missing] == ["DOCUMENT_OUTSTANDING"] * 2
    assert all(one.clause.startswith("Uniform Commercial Code 8-402") for one in missing)
    assert "executor" in missing[0].message
    one_left = document_grounds(TransferReason.DEATH, came=["APPOINTMENT"], asked=shipped_documents())
    assert "death certificate" in one_left[0].message
    both = ["APPOINTMENT", "DEATH_CERTIFICATE"]
    assert document_grounds(TransferReason.DEATH, came=both, asked=shipped_documents()) == ()


def signed(form: Instrument, certification: Instrument, *, name: str = "Ada Moss") -> list[SignatureFacts]:
    kind = GuarantorKind.BANK_OR_TRUST_COMPANY
    return [
        SignatureFacts("form of assignment", name, kind, "Harbor Bank", instrument=form),
        SignatureFacts("certification", "Ada Moss", kind, "Harbor Bank", instrument=certification),
    ]


@pytest.mark.row("R-16b-1")
@pytest.mark.parametrize(
    ("kind", "form", "certification", "codes"),
    [
        (ItemKind.TRANSFER, Instrument.REVERSE, Instrument.REVERSE, []),
        (ItemKind.TRANSFER, Instrument.SEPARATE, Instrument.REVERSE, []),
        (ItemKind.TRANSFER, Instrument.SEPARATE, Instrument.SEPARATE, ["CERTIFICATION_NOT_ON_CERTIFICATE"]),
        (ItemKind.EXERCISE, Instrument.REVERSE, Instrument.REVERSE, []),
        (ItemKind.EXERCISE, Instrument.SEPARATE, Instrument.REVERSE, ["ELECTION_NOT_ON_CERTIFICATE"]),
        (
            ItemKind.EXERCISE,
            Instrument.SEPARATE,
            Instrument.SEPARATE,
            ["ELECTION_NOT_ON_CERTIFICATE", "CERTIFICATION_NOT_ON_CERTIFICATE"],
        ),
    ],
)
def test_an_assignment_may_be_an_instrument_of_its_own_its_certification_and_an_election_may_not(
    kind: ItemKind, form: Instrument, certification: Instrument, codes: list[str]
) -> None:
    facts = replace(BARE, signatures=signed(form, certification))
    assert [one.code for one in instrument_grounds(facts, kind=kind)] == codes


@pytest.mark.row("R-16b-1")
def test_without_endorsement_or_instrument_nothing_is_transferred() -> None:
    facts = replace(BARE, signatures=signed(Instrument.REVERSE, Instrument.REVERSE, name=" "))
    assert [one.code for one in instrument_grounds(facts, kind=ItemKind.TRANSFER)] == ["ENDORSEMENT_MISSING"]
    assert "NOT_REGISTERED_HOLDER" in [one.code for one in signature_grounds(facts)]
