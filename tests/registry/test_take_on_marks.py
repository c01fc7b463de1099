"""Legends, stops and signatories of a predecessor's certificates, taken on as they are stated (4(b), 21)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from agreement.errors import InvalidRequest, RightsError
from agreement.workflow.items import ItemState
from registry.models import (
    AuditRecord,
    BookEntry,
    CertificateEvent,
    FormVersion,
    Lot,
    LotTaint,
    PaperEvent,
    RightsCertificate,
    Stop,
)
from registry.selectors.register import certificate_detail
from registry.services import stops
from tests.certificates.runs import Press
from tests.registry.nullity_scene import NullityDesk
from tests.registry.presented import Counter
from tests.registry.taken_on import (
    ADDRESS,
    MARKED_HEAD,
    ROWS,
    SECOND_SIGNER,
    SIGNER,
    TakingDesk,
    csv,
    make_taking_desk,
)
from tests.registry.test_stops import codes

ALDER, BIRCH, LATER = 3000, 3001, 3007
CLEAN = f"{ROWS[0]},,,,,,"
LEGENDED = f"{ROWS[1]},,NULLITY,II,,,"
STOPPED = f"{ROWS[2]},,,,2004-01-05,LOSS_REPORTED,Reported lost by letter of the holder"


@pytest.fixture
def desk(db: None, tmp_path: Path) -> TakingDesk:
    """A plan taken over with its books open at the predecessor."""
    return make_taking_desk(tmp_path)


@pytest.fixture
def taken(desk: TakingDesk) -> TakingDesk:
    """A clean certificate, one with the legend of nullity and one that the predecessor stopped, taken on."""
    desk.take_on(CLEAN, LEGENDED, STOPPED, head=MARKED_HEAD)
    return desk


def status(desk: TakingDesk, number: int) -> str:
    return certificate_detail(desk.agreement, number=number, at=desk.at).status


def lot(number: int) -> Lot:
    return Lot.objects.get(certificate__number=number, closed_by__isnull=True)


def nullity_desk(desk: TakingDesk) -> NullityDesk:
    plan = desk.plan()
    return NullityDesk(Press(plan, BookEntry.objects.get()), plan.tick())


@pytest.mark.row("R-4b-2", "R-21-8")
def test_the_face_is_taken_on_as_stated_and_legended_paper_is_stopped(taken: TakingDesk) -> None:
    faces = RightsCertificate.objects.order_by("number").values_list("number", "legend_class", "taint_class")
    assert list(faces) == [(ALDER, "GENERAL", ""), (BIRCH, "NULLITY", "II"), (LATER, "GENERAL", "")]
    stop = CertificateEvent.objects.get(kind=PaperEvent.STOPPED)
    assert (stop.first_number, stop.last_number, stop.entry.kind) == (BIRCH, BIRCH, "TAKE_ON")
    assert "class II" in stop.reason
    assert [status(taken, number) for number in (ALDER, BIRCH, LATER)] == [
        "OUTSTANDING",
        "STOPPED",
        "STOPPED",
    ]
    assert not LotTaint.objects.exists(), "no notice of the Company marks anything yet"
    assert taken.findings() == []


@pytest.mark.row("R-4b-2")
@pytest.mark.refusal("LEGEND_CANNOT_BE_DROPPED")
def test_no_successor_of_a_legended_certificate_is_issued_without_the_legend(taken: TakingDesk) -> None:
    plan = taken.plan()
    before = BookEntry.objects.count()
    with pytest.raises(RightsError) as error:
        plan.post(plan.transfer(lot(BIRCH), plan.holder("A-9")))
    assert error.value.code == "LEGEND_CANNOT_BE_DROPPED"
    assert BookEntry.objects.count() == before
    plan.post(plan.transfer(lot(ALDER), plan.holder("A-8")))


def test_a_transfer_of_a_legended_certificate_is_held_at_the_counter(taken: TakingDesk) -> None:
    counter = Counter(Press(taken.plan(), BookEntry.objects.get()))
    counter.plan.at = taken.later(days=1)
    item = counter.receive(BIRCH)
    assert item.state == ItemState.HELD
    assert "CERTIFICATE_STOPPED" in codes(item, counter)


@pytest.mark.row("R-4b-3", "R-7e-1")
def test_the_companys_notice_marks_the_rights_and_ends_the_stop_on_legended_paper(taken: TakingDesk) -> None:
    nullity = nullity_desk(taken)
    notice = nullity.notified(nullity.position(lot(BIRCH).holder, "II", rights=400))
    entry = nullity.nullify(notice)
    assert nullity.marked() == {lot(BIRCH).pk: ("II", 400)}
    ended = CertificateEvent.objects.get(entry=entry)
    assert (ended.kind, ended.first_number) == ("RELEASED", BIRCH)
    assert ended.reason == f"Rights on it are marked by notice {notice.number}"
    taken.later(days=1)
    assert status(taken, BIRCH) == "VOID"
    assert taken.findings() == []


def test_of_legended_paper_that_is_void_in_part_the_rest_is_free(taken: TakingDesk) -> None:
    nullity = nullity_desk(taken)
    entry = nullity.nullify(nullity.notified(nullity.position(lot(BIRCH).holder, "II", rights=100)))
    assert [event.kind for event in CertificateEvent.objects.filter(entry=entry)] == ["RELEASED"]
    assert list(nullity.marked().values()) == [("II", 100)]
    taken.later(days=1)
    assert status(taken, BIRCH) == "OUTSTANDING"
    assert taken.findings() == []


@pytest.mark.row("R-21-8")
@pytest.mark.refusal("RIGHTS_UNDER_STOP")
def test_a_stop_of_the_predecessor_stands_with_its_day_and_reason_and_is_released_by_two(
    taken: TakingDesk,
) -> None:
    stop = Stop.objects.get()
    assert (stop.kind, stop.certificate.number, stop.capacity) == ("LOSS_REPORTED", LATER, "OTHER")
    assert (stop.reason, stop.reported_by) == (
        "Reported lost by letter of the holder",
        "Juniper Stock Transfer",
    )
    assert stop.reported_at.date() == date(2004, 1, 5)
    assert stop.placed_after == BookEntry.objects.get().number
    assert AuditRecord.objects.get(act="STOPS_TAKEN_ON").details == {"stops": 1, "rights": 250}
    plan = taken.plan()
    with pytest.raises(RightsError) as error:
        plan.post(plan.transfer(lot(LATER), plan.holder("A-9")))
    assert error.value.code == "RIGHTS_UNDER_STOP"
    asked = stops.request_release(
        stop, reason="The holder found it", document=taken.paper(), maker=taken.maker, at=plan.tick()
    )
    taken.at = plan.at
    taken.approve(asked)
    assert status(taken, LATER) == "OUTSTANDING"
    assert taken.findings() == []


def test_two_signatories_of_the_predecessor_each_sign_on_their_days(desk: TakingDesk) -> None:
    late = ROWS[2].replace("2003-07-02", "2004-02-13")
    entry = desk.take_on(CLEAN, f"{ROWS[1]},{SIGNER},,,,,", f"{late},{SECOND_SIGNER},,,,,", head=MARKED_HEAD)
    signed = CertificateEvent.objects.filter(entry=entry).order_by("first_number")
    assert list(signed.values_list("first_number", "last_number", "signatory__name")) == [
        (ALDER, BIRCH, SIGNER),
        (LATER, LATER, SECOND_SIGNER),
    ]
    assert desk.findings() == []


@pytest.mark.refusal("COUNTERSIGNER_NOT_LISTED")
def test_a_signatory_named_for_a_day_without_authority_is_refused(desk: TakingDesk) -> None:
    desk.sign_off(desk.take_over())
    early = csv(CLEAN, f"{ROWS[1]},{SECOND_SIGNER},,,,,", f"{ROWS[2]},,,,,,", head=MARKED_HEAD)
    with pytest.raises(RightsError) as error:
        desk.ask(early)
    assert (error.value.code, error.value.facts["name"]) == ("COUNTERSIGNER_NOT_LISTED", SECOND_SIGNER)
    assert not BookEntry.objects.exists()


@pytest.mark.refusal("TAKE_ON_MARKS_DIFFER")
@pytest.mark.parametrize(
    ("stated", "what"),
    [({"legended": 0}, "under the legend of nullity"), ({"legended": 400, "stopped": 251}, "under a stop")],
)
def test_legended_and_stopped_totals_are_held_against_the_companys_statement(
    desk: TakingDesk, stated: dict[str, int], what: str
) -> None:
    desk.sign_off(desk.take_over(**stated))
    with pytest.raises(RightsError) as error:
        desk.ask(csv(CLEAN, LEGENDED, STOPPED, head=MARKED_HEAD))
    assert (error.value.code, error.value.facts["what"]) == ("TAKE_ON_MARKS_DIFFER", what)
    assert not BookEntry.objects.exists()


def test_totals_that_agree_with_the_statement_are_told_to_the_second_person(desk: TakingDesk) -> None:
    desk.sign_off(desk.take_over(legended=400, stopped=250))
    asked = desk.ask(csv(CLEAN, LEGENDED, STOPPED, head=MARKED_HEAD))
    assert "1 of them with the legend of nullity (400 Rights), 1 under a stop (250 Rights)" in asked.summary
    assert asked.request["totals"] == {
        "certificates": 3,
        "rights": 1_250,
        "accounts": 2,
        "first": ALDER,
        "last": LATER,
        "legended": 1,
        "legended_rights": 400,
        "stopped": 1,
        "stopped_rights": 250,
    }
    assert desk.approve(asked).kind == "TAKE_ON"


@pytest.mark.parametrize(
    ("marks", "why"),
    [
        (",VOID,,,,", "legend_class VOID is no legend of 4(b): write GENERAL, or NULLITY with its class"),
        (",NULLITY,,,,", "taint_class is missing beside a legend of nullity (4(b)): write one of I, II"),
        (",,II,,,", "taint_class II stands without the legend of 4(b)"),
        (",NULLITY,V,,,", "taint_class V is no class of 7(e): write one of I, II, III_A, III_B, IV"),
        (",,,,,Lost", "stopped_on is missing beside a stop"),
        (",,,2004-01-05,,", "stop_reason is missing beside the day of a stop: write why it stands"),
        (",,,5.1.2004,,Lost", "stopped_on 5.1.2004 is not a date written YYYY-MM-DD"),
        (",,,2004-02-15,,Lost", "stopped_on 2004-02-15 lies after 2004-02-14"),
        (",,,2004-01-05,WHIM,Lost", "stop_kind WHIM is no kind of stop: write one of COMPANY_INSTRUCTION"),
        (f"{'S' * 201},,,,,", "is longer than 200 signs"),
    ],
)
def test_a_mark_that_says_no_legend_class_or_stop_is_told_with_its_line(
    desk: TakingDesk, marks: str, why: str
) -> None:
    with pytest.raises(InvalidRequest) as error:
        desk.read(csv(CLEAN, f"{ROWS[1]},{marks}", head=MARKED_HEAD))
    told = [one.message for one in error.value.grounds]
    assert any("Line 3" in one and why in one for one in told), told
    assert error.value.cure


def test_a_verifier_that_reads_a_legend_dropped_says_so(taken: TakingDesk, as_owner: Any) -> None:
    """The rule of the door, once more from the books as they stand."""
    plan = taken.plan()
    plan.post(plan.transfer(lot(ALDER), plan.holder("A-8")))
    with as_owner() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE lot DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE lot SET closed_by_id = (SELECT max(id) FROM book_entry), closing_hash = leaf_hash"
            " WHERE certificate_id = (SELECT id FROM rights_certificate WHERE number = %s)",
            [BIRCH],
        )
    assert any("legended certificate that no notice had marked" in one for one in taken.findings())


def test_the_form_of_all_is_the_approved_one(taken: TakingDesk) -> None:
    assert set(RightsCertificate.objects.values_list("form_version", flat=True)) == {
        FormVersion.objects.get().pk
    }


def test_an_address_beside_a_mark_is_still_examined(desk: TakingDesk) -> None:
    wrong = f"3001,A-2,Birch,{ADDRESS.replace('US', 'XX')},,400,2003-06-23,2003-06-24,,NULLITY,II,,,"
    with pytest.raises(InvalidRequest) as error:
        desk.read(csv(CLEAN, wrong, head=MARKED_HEAD))
    assert any("XX" in one.message for one in error.value.grounds)
