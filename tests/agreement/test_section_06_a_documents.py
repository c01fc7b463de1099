"""Beyond the bare signature: stamps up to their value, documents by reason, where forms stand (16(b))."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from agreement.choices import GuarantorKind, Instrument, SignerCapacity, TransferReason
from agreement.examination import SignatureFacts, authority_grounds, instrument_grounds, signature_grounds
from agreement.grounds import Basis, Ground
from agreement.guarantee import GuaranteeFacts, guarantee_grounds
from agreement.importer import shipped_documents, shipped_medallions
from agreement.joint_names import is_of_survivors, joint_names
from agreement.transfer_documents import DocumentCame, asked_for, document_grounds
from agreement.workflow.items import ItemKind
from tests.agreement.test_section_06_a_same_name import paper, presented

FACTS_MAY_LACK = True

DAY = date(2003, 7, 1)
BARE = presented(paper(1, 100), kind=ItemKind.SPLIT_UP).presentation
MEDALLION = GuarantorKind.MEDALLION_PROGRAMME
CERTIFIED = DocumentCame("APPOINTMENT", date(2003, 6, 20))


def outstanding(
    reason: TransferReason | None,
    *capacities: SignerCapacity,
    came: Sequence[DocumentCame] = (),
) -> list[Ground]:
    asked = asked_for(shipped_documents(), capacities=capacities, reason=reason)
    return list(document_grounds(asked, came=came, presented_on=DAY))


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
    assert outstanding(reason) == []


def test_each_document_that_a_reason_asks_for_is_named_with_its_rule_until_it_came() -> None:
    missing = outstanding(TransferReason.DEATH, SignerCapacity.EXECUTOR)
    assert [one.code for one in missing] == ["DOCUMENT_OUTSTANDING"] * 2
    assert all(one.clause.startswith("Uniform Commercial Code 8-402") for one in missing)
    assert "death certificate" in missing[0].message
    assert "who signs as executor or administrator" in missing[1].message
    one_left = outstanding(TransferReason.DEATH, SignerCapacity.EXECUTOR, came=[CERTIFIED])
    assert "death certificate" in one_left[0].message
    both = [CERTIFIED, DocumentCame("DEATH_CERTIFICATE")]
    assert outstanding(TransferReason.DEATH, SignerCapacity.EXECUTOR, came=both) == []


def test_what_a_reason_and_a_capacity_ask_for_alike_is_asked_once() -> None:
    found = outstanding(TransferReason.ATTORNEY, SignerCapacity.ATTORNEY)
    assert [one.facts["because"] for one in found] == ["who signs as attorney-in-fact"]


@pytest.mark.row("R-6a-4")
@pytest.mark.parametrize(
    ("dated", "codes"),
    [
        (date(2003, 5, 2), []),  # sixty days before the presentation
        (date(2003, 5, 1), ["DOCUMENT_TOO_OLD"]),
        (date(2003, 7, 20), []),  # it came later, to cure
        (None, ["DOCUMENT_TOO_OLD"]),
    ],
)
def test_a_courts_certificate_may_be_sixty_days_old_on_the_day_of_presentation(
    dated: date | None, codes: list[str]
) -> None:
    found = outstanding(None, SignerCapacity.EXECUTOR, came=[DocumentCame("APPOINTMENT", dated)])
    assert [one.code for one in found] == codes
    assert [one.cure for one in found] == ["send one dated 2003-05-02 or later" for _ in codes]


def test_of_several_certificates_the_youngest_counts() -> None:
    came = [DocumentCame("APPOINTMENT", date(2003, 1, 2)), DocumentCame("APPOINTMENT", date(2003, 6, 2))]
    assert outstanding(None, SignerCapacity.EXECUTOR, came=came) == []


def test_every_capacity_but_the_holders_own_asks_for_a_document_with_its_rule() -> None:
    for capacity in set(SignerCapacity) - {SignerCapacity.HOLDER}:
        assert outstanding(None, capacity), capacity
    assert outstanding(None, SignerCapacity.HOLDER) == []


@pytest.mark.row("R-XB-14")
@pytest.mark.parametrize(
    ("capacity", "name", "codes"),
    [
        (SignerCapacity.HOLDER, "Eve Moss", ["SIGNATURE_NAME_MISMATCH"]),
        (SignerCapacity.EXECUTOR, "Eve Moss", []),
        (SignerCapacity.OFFICER, "Eve Moss", []),
        (SignerCapacity.SURVIVOR, "Ada Moss", []),
        (SignerCapacity.SURVIVOR, "Ada", ["SURVIVOR_NOT_ON_FACE"]),
        (SignerCapacity.SURVIVOR, "Eve Moss", ["SURVIVOR_NOT_ON_FACE"]),
        (SignerCapacity.EXECUTOR, " ", ["NOT_REGISTERED_HOLDER"]),
    ],
)
def test_who_signs_in_a_capacity_signs_with_his_own_name_and_is_guaranteed_alike(
    capacity: SignerCapacity, name: str, codes: list[str]
) -> None:
    bank = GuarantorKind.BANK_OR_TRUST_COMPANY
    whole = SignatureFacts("form of assignment", name, bank, "Harbor Bank", capacity=capacity)
    told = replace(BARE, guarantors=[bank], signatures=[whole])
    registered = told.certificates[0].registration
    told = replace(
        told, certificates=[replace(told.certificates[0], registration="Ada Moss &\nBen Moss\nJT TEN")]
    )
    assert registered
    assert [one.code for one in signature_grounds(told)] == codes
    bare = replace(told, signatures=[replace(whole, guarantor_kind="", guarantor_name="")])
    without = [one.code for one in signature_grounds(bare)]
    assert ("GUARANTEE_MISSING" in without) is bool(name.strip())


@pytest.mark.row("R-XB-14")
@pytest.mark.parametrize(
    ("registration", "names"),
    [
        ("Ada Q. Moss &\nBen Rowan\nJT TEN WROS", ("Ada Q. Moss", "Ben Rowan")),
        (
            "Ada Moss and\nBen Moss, Jr., as joint tenants with survivorship and not as tenants in common",
            ("Ada Moss", "Ben Moss, Jr."),
        ),
        ("Ada Moss, Ben Rowan and Carl Moss JTWROS", ("Ada Moss", "Ben Rowan", "Carl Moss")),
        ("ADA MOSS & BEN MOSS TEN ENT", ("ADA MOSS", "BEN MOSS")),
        ("Ada Moss & Ben Moss, Trustees", ("Ada Moss", "Ben Moss, Trustees")),
        ("Ada Moss & Ben Rowan TEN COM", ()),
        ("Anderson Bandy", ()),
    ],
)
def test_joint_names_are_told_apart_as_they_stand_on_the_face(
    registration: str, names: tuple[str, ...]
) -> None:
    assert joint_names(registration) == names


@pytest.mark.row("R-XB-14")
@pytest.mark.parametrize(
    ("signed", "is_theirs"),
    [
        ("Ada Moss", True),
        ("Ben  Rowan", True),  # line breaks and spaces are no particulars
        ("Ada Moss and Carl Moss", True),  # the two of three who are left
        ("Moss Ada", False),
        ("Ada", False),
        ("Moss", False),
        ("Ada Rowan", False),  # the words of two names
        ("ada moss", False),
        ("Carl Moss and Ada Moss", False),
        ("Ada Moss, Ben Rowan and Carl Moss", False),  # all of them are the registered holder itself
        ("Ada Moss JT TEN", False),
        ("", False),
    ],
)
def test_a_survivor_signs_with_a_joint_name_whole_and_in_its_order(signed: str, is_theirs: bool) -> None:
    face = "Ada Moss, Ben\nRowan and Carl Moss\nJT TEN"
    assert is_of_survivors(signed, registration=face) is is_theirs


def test_in_a_registration_of_one_name_nobody_survives() -> None:
    assert not is_of_survivors("Ada Moss", registration="Ada Moss")
    assert not is_of_survivors("Ada Moss", registration="Ada Moss & Ben Rowan TEN COM")


def test_the_papers_of_an_item_that_is_no_transfer_are_asked_for_by_the_agents_own_policy() -> None:
    signed_by = SignatureFacts("written request", "Eve Moss", "", "", capacity=SignerCapacity.EXECUTOR)
    told = replace(BARE, signatures=[signed_by], documents_asked=shipped_documents(), presented_on=DAY)
    assert [(one.code, one.basis) for one in authority_grounds(told)] == [
        ("AUTHORITY_NOT_SHOWN", Basis.HOUSE)
    ]
    old = replace(told, documents=[DocumentCame("APPOINTMENT", date(2003, 4, 1))])
    assert "60 days old" in authority_grounds(old)[0].message
    assert authority_grounds(replace(told, documents=[CERTIFIED])) == ()


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
