"""Nullity in the books: found over the lineage, marked by two people on a notice, restored whole."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agreement.errors import RightsError
from registry.models import (
    BookEntry,
    CertificateEvent,
    Lot,
    LotTaint,
    Notice,
    NoticeKind,
    RightsCertificate,
)
from registry.selectors.nullity import nullity_totals
from registry.services import approvals, company, nullity
from tests.registry.nullity_scene import ALDER, ELM, NOMINEE, OAK, NullityDesk, make_nullity_desk

pytestmark = pytest.mark.servers


@pytest.fixture
def desk(db: None) -> NullityDesk:
    """Four certificates of 100 to 103 Rights; the Triggering Event has just happened."""
    return make_nullity_desk()


def refused(act: Any) -> list[str]:
    """The codes with which an act is refused; the books stay as they were."""
    before = (BookEntry.objects.count(), Lot.objects.count(), LotTaint.objects.count())
    with pytest.raises(RightsError) as found:
        act()
    assert (BookEntry.objects.count(), Lot.objects.count(), LotTaint.objects.count()) == before
    return [one.code for one in getattr(found.value, "grounds", ())] or [found.value.code]


def chain(desk: NullityDesk) -> Lot:
    """Oak's 100 Rights through three transferees; the last combines them with 103 clean ones."""
    lot = desk.lot(OAK)
    for name in ("Elm LLC", "Fir & Co"):
        lot = desk.move(lot, desk.plan.holder(name, registration=name))
    at_last = desk.move(lot, desk.holder(NOMINEE))
    tainted, _ = desk.combine(at_last, desk.lot(NOMINEE))
    return tainted


@pytest.mark.row("R-7e-1", "R-7e-6", "R-7e-8", "R-4b-3")
def test_a_chain_of_transferees_and_a_combination_is_marked_and_its_paper_stopped(desk: NullityDesk) -> None:
    tainted = chain(desk)
    notice = desk.notified(desk.position(desk.holder(OAK)))
    entry = desk.nullify(notice)
    assert (entry.kind, entry.effective_at, entry.rights_opened) == ("NULLIFY", desk.event_at, 0)
    assert desk.marked() == {tainted.pk: ("IV", 100)}
    stop = CertificateEvent.objects.get(entry=entry)
    assert (stop.kind, stop.first_number) == ("STOPPED", tainted.certificate.number)
    assert stop.reason == f"null and void under 7(e), class IV, 100 of 203 Rights, by notice {notice.number}"
    assert desk.findings() == []


@pytest.mark.row("R-7e-2", "R-7e-9")
def test_a_lot_that_is_void_in_part_is_divided_on_its_own_certificate(desk: NullityDesk) -> None:
    whole = desk.lot(NOMINEE)
    notice = desk.notified(desk.position(whole.holder, rights=80))
    entry = desk.nullify(notice)
    parts = Lot.objects.filter(parent=whole, opened_by=entry).order_by("pk")
    assert list(parts.values_list("rights", "certificate", "holder")) == [
        (80, whole.certificate_id, whole.holder_id),
        (23, whole.certificate_id, whole.holder_id),
    ]
    assert list(desk.marked().values()) == [("I", 80)]
    assert (entry.rights_closed, entry.rights_opened, entry.rights_retired) == (103, 103, 0)
    assert desk.findings() == []


@pytest.mark.row("R-7e-3", "R-7e-4")
def test_without_the_words_about_later_transferees_only_those_named_are_marked(desk: NullityDesk) -> None:
    elm = desk.plan.holder("Elm LLC")
    to_elm = desk.move(desk.lot(OAK), elm)
    assert refused(
        lambda: nullity.request_nullification(
            desk.notified(desk.position(desk.holder(OAK)), transferees="NAMED"),
            maker=desk.plan.maker,
            at=desk.plan.tick(),
        )
    ) == ["NOTHING_TO_NULLIFY"]
    desk.nullify(
        desk.notified(desk.position(desk.holder(OAK)), desk.position(elm, "II"), transferees="NAMED")
    )
    assert desk.marked() == {to_elm.pk: ("II", 100)}


@pytest.mark.row("R-4b-1", "R-4b-3")
def test_what_is_issued_after_the_marking_bears_the_legend_and_no_other_does(desk: NullityDesk) -> None:
    desk.nullify(desk.notified(desk.position(desk.holder(OAK))))
    for number, expected in ((OAK, "LEGEND_REQUIRED"), (ALDER, None)):
        lot = desk.lot(number)
        taint = None
        if expected:
            mark = LotTaint.objects.get(lot=lot)
            taint = {
                "class": "I",
                "notice": mark.notice_id,
                "effective_from": mark.effective_from.isoformat(),
                "void_from": mark.void_from.isoformat() if mark.void_from else None,
            }
        request = desk.plan.entry(
            "EXCHANGE_CERTIFICATES",
            "6(a)",
            close=[{"lot": lot.pk, "retired_as": ""}],
            certificates=[desk.plan.certificate(lot.holder, lot.rights)],
            open=[
                {
                    "parent": lot.pk,
                    "rights": lot.rights,
                    "holder": lot.holder_id,
                    "certificate": 0,
                    **({"taint": taint} if taint else {}),
                }
            ],
        )
        if expected:
            assert refused(lambda sent=request: desk.plan.post(sent)) == [expected]
            request["certificates"][0] |= {"legend_class": "NULLITY", "taint_class": "I"}
            desk.plan.tick()
        desk.plan.post(request)
    issued = RightsCertificate.objects.order_by("-number")[:2]
    assert [one.taint_class for one in issued] == ["", "I"]


def test_void_rights_are_neither_transferred_nor_exercised(desk: NullityDesk) -> None:
    desk.nullify(desk.notified(desk.position(desk.holder(OAK))))
    lot, mark = desk.lot(OAK), LotTaint.objects.get()
    taint = {"class": "IV", "notice": mark.notice_id, "effective_from": desk.event_at.isoformat()}
    taint["void_from"] = desk.event_at.isoformat()
    moved = desk.plan.transfer(lot, desk.holder(ALDER))
    moved["open"][0]["taint"] = taint
    moved["certificates"][0] |= {"legend_class": "NULLITY", "taint_class": "IV"}
    assert refused(lambda: desk.plan.post(moved)) == ["RIGHTS_VOID"]
    exercised = desk.plan.entry("EXERCISE", "7(a)", close=[{"lot": lot.pk, "retired_as": "EXERCISED"}])
    assert refused(lambda: desk.plan.post(exercised)) == ["RIGHTS_VOID"]


@pytest.mark.row("R-7e-7", "R-1a-10")
def test_nothing_is_marked_before_two_people_accepted_the_companys_notice(desk: NullityDesk) -> None:
    facts = {"persons": [desk.position(desk.holder(OAK))], "event_at": desk.event_at.isoformat()}
    notice = desk.authenticate(desk.receive(NoticeKind.NULLITY, facts))
    other = desk.apply(NoticeKind.MAILING_REQUEST, {})
    for unfit in (notice, other):
        assert refused(
            lambda one=unfit: nullity.request_nullification(one, maker=desk.plan.maker, at=desk.plan.tick())
        ) == ["COMPANY_NOTICE_REQUIRED"]


def test_the_maker_does_not_mark_alone_and_what_changed_since_is_looked_at_again(desk: NullityDesk) -> None:
    notice = desk.notified(desk.position(desk.holder(OAK)))
    approval = nullity.request_nullification(notice, maker=desk.plan.maker, at=desk.plan.tick())
    alone = lambda: approvals.approve(  # noqa: E731
        approval.request_hash, approver=desk.plan.maker, at=desk.plan.tick()
    )
    assert refused(alone) == ["APPROVAL_NEEDS_ANOTHER_PERSON"]
    desk.move(desk.lot(OAK), desk.holder(ALDER))
    assert refused(lambda: desk.press.approve(approval)) == ["NULLITY_CHANGED"]


def test_what_is_marked_is_marked_once(desk: NullityDesk) -> None:
    notice = desk.notified(desk.position(desk.holder(OAK)))
    entry = desk.nullify(notice)
    assert refused(lambda: desk.nullify(notice)) == ["NOTHING_TO_NULLIFY"]
    assert refused(lambda: desk.press.approve(entry.approval)) == ["ALREADY_APPROVED"]
    again = desk.notified(desk.position(desk.holder(OAK)), desk.position(desk.holder(ELM)))
    assert nullity_totals(again).rights == {"I": 101}


@pytest.mark.row("R-1a-8", "R-1a-11", "R-4b-4")
def test_inadvertence_restores_everything_and_releases_the_paper(desk: NullityDesk) -> None:
    tainted = chain(desk)
    notice = desk.notified(desk.position(desk.holder(OAK)), desk.position(desk.holder(ELM), rights=41))
    desk.nullify(notice)
    assert sum(rights for _, rights in desk.marked().values()) == 141
    entry = desk.restore(desk.ended(notice))
    assert desk.marked() == {}
    assert not LotTaint.objects.filter(ended_by__isnull=True).exists()
    released = CertificateEvent.objects.filter(entry=entry)
    assert sorted((event.kind, event.first_number) for event in released) == [
        ("RELEASED", ELM),
        ("RELEASED", tainted.certificate.number),
    ]
    desk.move(tainted_again(desk, tainted), desk.plan.holder("Gum Inc"))
    assert refused(lambda: desk.nullify(notice)) == ["NULLITY_ENDED"]
    assert desk.findings() == []


def tainted_again(desk: NullityDesk, lot: Lot) -> Lot:
    """The clean lot of the same certificate apart: combined certificates move whole, so split it up first."""
    parts = list(Lot.objects.filter(certificate=lot.certificate, closed_by__isnull=True).order_by("pk"))
    request = desk.plan.entry(
        "SPLIT_UP",
        "6(a)",
        close=[{"lot": part.pk, "retired_as": ""} for part in parts],
        certificates=[desk.plan.certificate(lot.holder, part.rights) for part in parts],
        open=[
            {"parent": part.pk, "rights": part.rights, "holder": lot.holder_id, "certificate": place}
            for place, part in enumerate(parts)
        ],
    )
    return Lot.objects.get(opened_by=desk.plan.post(request), parent=lot)


def test_where_an_earlier_notice_marked_the_rights_its_mark_stands_again(
    desk: NullityDesk,
) -> None:
    first = desk.notified(desk.position(desk.holder(OAK)))
    desk.nullify(first)
    earlier = (desk.event_at - timedelta(days=3)).isoformat()
    second = desk.notified(desk.position(desk.holder(OAK)), event_at=earlier)
    desk.nullify(second)
    assert LotTaint.objects.get(lot=desk.lot(OAK)).notice == second
    desk.restore(desk.ended(second))
    mark = LotTaint.objects.get(lot=desk.lot(OAK))
    assert (mark.notice, mark.void_from) == (first, desk.event_at)
    desk.restore(desk.ended(first, cause="CORRECTED_NOTICE"))
    assert desk.marked() == {}
    assert desk.findings() == []


def test_nothing_is_restored_without_a_determination_or_marks(desk: NullityDesk) -> None:
    notice = desk.notified(desk.position(desk.holder(OAK)))
    ask = lambda one: nullity.request_restoration(  # noqa: E731
        one, maker=desk.plan.maker, at=desk.plan.tick()
    )
    assert refused(lambda: ask(notice)) == ["COMPANY_NOTICE_REQUIRED"]
    assert refused(lambda: ask(desk.ended(notice))) == ["NOTHING_TO_RESTORE"]


@pytest.mark.row("R-7e-5", "R-7e-6", "R-1a-8")
@pytest.mark.parametrize(
    ("kind", "changed", "expected"),
    [
        ("NULLITY", {"account": "nobody"}, ["NULLITY_POSITION_UNKNOWN"]),
        ("NULLITY", {"rights": 101}, ["NULLITY_POSITION_SHORT"]),
        pytest.param(
            "NULLITY",
            {"person_name": "Another than the registered holder"},
            ["NULLITY_QUANTITY_MISSING"],
            marks=pytest.mark.refusal("NULLITY_QUANTITY_MISSING"),
        ),
        pytest.param(
            "NULLITY",
            {"taint_class": "IV", "named_as": "TRANSFEREE"},
            ["TAINT_PATH_MISSING"],
            marks=pytest.mark.refusal("TAINT_PATH_MISSING"),
        ),
        (
            "NULLITY",
            {"taint_class": "III_B", "named_as": "TRANSFEREE", "rights": 7},
            ["BOARD_DETERMINATION_REQUIRED"],
        ),
        (
            "NULLITY_ENDED",
            {"determined_on": "", "divested_on": ""},
            ["BOARD_DETERMINATION_REQUIRED", "DIVESTITURE_NOT_STATED"],
        ),
    ],
)
def test_what_looks_outside_the_agreement_is_asked_back_and_marks_nothing(
    desk: NullityDesk, kind: str, changed: dict[str, Any], expected: list[str]
) -> None:
    facts: dict[str, Any] = {
        "persons": [desk.position(desk.holder(OAK)) | changed],
        "event_at": desk.event_at.isoformat(),
    }
    if kind == "NULLITY_ENDED":
        notice = desk.notified(desk.position(desk.holder(OAK)))
        told = {"cause": "INADVERTENCE", "determination": "Inadvertence"}
        facts = {"ends": notice.number, **told, **changed}
    queried = desk.authenticate(desk.receive(NoticeKind(kind), facts))
    assert (queried.state, [one["code"] for one in queried.grounds]) == ("QUERIED", expected)
    asked = lambda: company.request_acceptance(  # noqa: E731
        queried, maker=desk.plan.maker, at=desk.plan.tick()
    )
    assert refused(asked) == ["NOTICE_QUERIED", *expected]


@pytest.mark.row("R-7e-2")
def test_silence_means_all_of_an_account_only_where_it_stands_in_the_name_of_the_person(
    desk: NullityDesk,
) -> None:
    oak, event = desk.holder(OAK), {"event_at": desk.event_at.isoformat(), "transferees": "ALL"}
    unsaid = desk.position(oak, person_name="Another behind it")
    queried = desk.authenticate(desk.receive(NoticeKind.NULLITY, {**event, "persons": [unsaid]}))
    assert queried.state == "QUERIED"
    assert "does not say how many Rights" in queried.grounds[0]["message"]
    whole = {**event, "persons": [{**unsaid, "extent": "ALL"}]}
    assert desk.authenticate(desk.receive(NoticeKind.NULLITY, whole)).state == "AUTHENTICATED"
    own = desk.position(oak, person_name=f" {oak.registration.upper()}")
    desk.nullify(desk.notified(own))
    assert [rights for _, rights in desk.marked().values()] == [100]


@pytest.mark.row("R-7e-2", "R-7e-9")
def test_a_number_that_another_notice_has_used_up_in_the_account_is_asked_back(desk: NullityDesk) -> None:
    of_alder = desk.position(desk.holder(NOMINEE), rights=80)
    desk.nullify(desk.notified(of_alder))
    of_elm = {"persons": [of_alder | {"person_name": "Another behind the nominee", "rights": 50}]}
    facts = of_elm | {"event_at": desk.event_at.isoformat(), "transferees": "ALL"}
    queried = desk.authenticate(desk.receive(NoticeKind.NULLITY, facts))
    assert queried.state == "QUERIED"
    [asked] = queried.grounds
    assert asked["code"] == "NULLITY_POSITION_SHORT"
    assert "names 50 Rights" in asked["message"]
    assert "50 are void already by another notice, and 0 are not void yet" in asked["message"]
    assert asked["cure"].endswith("file a notice that replaces this one and names them by certificate")


def test_the_verifier_finds_a_restoration_whose_determination_is_gone(desk: NullityDesk) -> None:
    notice = desk.notified(desk.position(desk.holder(OAK)))
    desk.nullify(notice)
    ended = desk.ended(notice)
    desk.restore(ended)
    assert desk.findings() == []
    Notice.objects.filter(pk=ended.pk).update(kind="MAILING_REQUEST")
    assert any("restored without a determination" in told for told in desk.findings())


def test_the_verifier_finds_marks_that_are_not_those_approved(desk: NullityDesk, as_owner: Any) -> None:
    desk.nullify(desk.notified(desk.position(desk.holder(OAK))))
    with as_owner() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE lot_taint DISABLE TRIGGER USER")
        cursor.execute("UPDATE lot_taint SET taint_class = 'II'")
    assert any("not those that two people approved" in told for told in desk.findings())
