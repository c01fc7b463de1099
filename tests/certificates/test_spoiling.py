"""Sheets and numbers that go wrong, and the account of every number at the end (R-5a-6)."""

from __future__ import annotations

import pytest

from agreement.errors import Conflict, InvalidRequest, RefusedByGround
from certificates.models import PieceState, PrintPiece, PrintRun, RunState
from certificates.selectors.print_runs import reconciliation
from certificates.services import print_runs, spoiling
from registry.models import CertificateEvent, Lot, PaperEvent, RightsCertificate
from registry.selectors.register import certificate_detail, control_total
from tests.certificates.drawing.samples import pages_of
from tests.certificates.runs import Press


def spoil(press: Press, number: int, reason: str = "creased in the press") -> PrintPiece:
    return spoiling.spoil_sheet(
        press.agreement, number=number, reason=reason, by=press.plan.maker, at=press.plan.tick()
    )


def reprint(press: Press, number: int, reason: str = "creased in the press") -> tuple[PrintPiece, bytes]:
    return spoiling.reprint(
        press.agreement, number=number, reason=reason, by=press.plan.maker, at=press.plan.tick()
    )


def move(press: Press, number: int, reason: str = "the sheet is lost") -> object:
    return press.approve(
        spoiling.move_number(
            press.agreement, number=number, reason=reason, document=press.plan.document,
            maker=press.plan.maker, at=press.plan.tick(),
        )
    )  # fmt: skip


def sheets(number: int) -> list[tuple[int, str]]:
    found = PrintPiece.objects.filter(certificate_number=number).order_by("copy")
    return list(found.values_list("copy", "state"))


def fresh(run: PrintRun) -> PrintRun:
    return PrintRun.objects.select_related("agreement").get(pk=run.pk)


@pytest.mark.row("R-5a-6")
def test_a_defective_sheet_is_recorded_and_printed_again_under_its_number(press: Press) -> None:
    press.executed()
    entries = press.agreement.entries.count()
    first = spoil(press, 7)
    assert sheets(7) == [(1, PieceState.SPOILED)]
    copy, pdf = reprint(press, 7)
    assert sheets(7) == [(1, PieceState.SPOILED), (2, PieceState.RENDERED)]
    assert bytes(copy.content_hash) == bytes(first.content_hash)
    assert "R-0000007" in "".join(pages_of(pdf))
    assert press.agreement.entries.count() == entries


def test_never_two_good_sheets_of_a_number(press: Press) -> None:
    press.printed()
    reprint(press, 9, "smudged")
    reprint(press, 9, "smudged again")
    assert sheets(9) == [(1, "SPOILED"), (2, "SPOILED"), (3, "RENDERED")]
    assert PrintPiece.objects.get(certificate_number=9, copy=3).reason == "smudged again"


def test_spoiling_asks_for_a_reason_and_for_paper(press: Press) -> None:
    run = press.draw(press.lock())
    with pytest.raises(RefusedByGround) as early:
        spoil(press, 7)
    assert early.value.code == "PRINT_RUN_NOT_READY"
    print_runs.record_printed(run, by=press.plan.maker, at=press.plan.tick())
    with pytest.raises(InvalidRequest) as blank:
        spoil(press, 7, " ")
    assert blank.value.code == "SPOIL_REASON_MISSING"
    assert sheets(7) == [(1, PieceState.RENDERED)]


@pytest.mark.row("R-5a-3")
def test_a_countersigned_certificate_is_neither_spoiled_nor_reprinted(press: Press) -> None:
    run = press.executed()
    press.approve(press.request_countersignature(run, 1, 10))
    for act in (spoil, reprint, move):
        with pytest.raises(Conflict) as refusal:
            act(press, 10)
        assert refusal.value.code == "ALREADY_COUNTERSIGNED"


def test_a_spoiled_sheet_is_not_countersigned(press: Press) -> None:
    run = press.executed()
    spoil(press, 7)
    with pytest.raises(RefusedByGround) as refusal:
        press.request_countersignature(run, 1, 25)
    assert refusal.value.code == "LIVE_CERTIFICATE_NUMBER_MISSING"
    assert refusal.value.facts["numbers"] == "7"
    press.approve(press.request_countersignature(run, 1, 25, exceptions={7: "spoiled"}))
    reprint(press, 7)
    press.approve(press.request_countersignature(fresh(run), 7, 7))


@pytest.mark.row("R-5a-6")
def test_a_lost_number_is_spoiled_and_its_rights_move_to_the_next_number(press: Press) -> None:
    run = press.executed()
    lot = Lot.objects.get(certificate__number=8)
    before = control_total(press.agreement)
    move(press, 8)
    moved = Lot.objects.get(parent=lot)
    assert (moved.rights, moved.holder, moved.certificate.number) == (lot.rights, lot.holder, 26)  # type: ignore[union-attr]
    assert certificate_detail(press.agreement, number=8, at=press.plan.at).status == "SPOILED"
    old, new = RightsCertificate.objects.get(number=8), RightsCertificate.objects.get(number=26)
    assert (new.registration, new.dated, new.rights) == (old.registration, old.dated, old.rights)
    assert (sheets(8), sheets(26)) == ([(1, PieceState.LOST)], [(1, PieceState.RENDERED)])
    assert (control_total(press.agreement).live, before.live) == (before.live, before.live)
    with pytest.raises(RefusedByGround) as refusal:
        press.request_countersignature(fresh(run), 26, 26)
    assert refusal.value.code == "NOT_EXECUTED"
    press.approve(press.request_execution(fresh(run)))
    press.approve(press.request_countersignature(fresh(run), 26, 26))
    with pytest.raises(Conflict) as twice:
        move(press, 8)
    assert twice.value.code == "CERT_NUMBER_REUSED"


@pytest.mark.row("R-5a-6", "R-3a-9")
def test_every_number_is_accounted_for_before_a_run_closes(press: Press) -> None:
    run = press.executed()
    move(press, 8)
    press.approve(press.request_execution(fresh(run)))
    press.approve(press.request_countersignature(fresh(run), 1, 25, exceptions={8: "lost", 25: "to follow"}))
    found = reconciliation(fresh(run))
    assert found.equation == "23 issued + 1 spoiled + 0 unused ≠ 26 numbers"
    assert found.open_numbers == ((25, 26),)
    with pytest.raises(RefusedByGround) as refusal:
        print_runs.reconcile(run, by=press.plan.maker, at=press.plan.tick())
    assert refusal.value.code == "RUN_NOT_RECONCILED"
    assert fresh(run).state == RunState.COUNTERSIGNING

    press.approve(press.request_countersignature(fresh(run), 25, 26))
    whole = print_runs.reconcile(run, by=press.plan.maker, at=press.plan.tick())
    assert whole.equation == "25 issued + 1 spoiled + 0 unused = 26 numbers"
    press.approve(print_runs.close_run(run, maker=press.plan.maker, at=press.plan.tick()))
    assert fresh(run).state == RunState.CLOSED
    assert CertificateEvent.objects.filter(kind=PaperEvent.SPOILED).count() == 1


def test_a_run_that_is_not_accounted_for_cannot_be_closed(press: Press) -> None:
    run = press.executed()
    with pytest.raises(RefusedByGround) as refusal:
        print_runs.close_run(run, maker=press.plan.maker, at=press.plan.tick())
    assert refusal.value.code == "RUN_NOT_RECONCILED"
    assert fresh(run).closing is None
