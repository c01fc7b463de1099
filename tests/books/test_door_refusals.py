"""What the door refuses: requests wrong in one thing each, the code they get, and nothing written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from agreement.errors import RightsError
from registry.models import BookEntry, Lot, NumberCounter, RightsCertificate
from tests.books.books import Plan, make_notice, make_plan

pytestmark = pytest.mark.servers
Wrong = Callable[[Plan, Lot], dict[str, Any]]

MARK = {"class": "I", "effective_from": "2003-06-21T00:00:00Z"}
VOID = "2003-06-21T00:00:00Z"


def moved(plan: Plan, lot: Lot, **parts: Any) -> dict[str, Any]:
    """A transfer to a new holder, whole but for the parts named."""
    return plan.transfer(lot, plan.holder("9"), **parts)


def opened(lot: Lot, holder: Any, rights: int, **parts: Any) -> dict[str, Any]:
    return {"parent": lot.pk, "rights": rights, "holder": holder.pk, "certificate": 0, **parts}


def stranger(plan: Plan) -> Plan:
    """Another agreement with its own document, form and holder."""
    other = make_plan("OTHER", people="2")
    other.holder("77")
    return other


def marked_lot(plan: Plan, lot: Lot, **parts: Any) -> Lot:
    """The lot, marked by a nullity entry."""
    notice = make_notice(plan, "PRE_SEPARATION_NULLITY", effective_at=plan.at, state="ACCEPTED")
    mark = {"lot": lot.pk, "notice": notice.pk, **MARK, **parts}
    plan.post(plan.entry("NULLIFY", "7(e)", marks=[mark]))
    return lot


WRONG: dict[str, tuple[str, Wrong]] = {
    "an unknown agreement": ("AGREEMENT_NOT_FOUND", lambda p, lot: moved(p, lot, agreement="NONE")),
    "a field no entry has": ("REQUEST_KEY_UNKNOWN", lambda p, lot: moved(p, lot, force=True)),
    "an unknown kind": ("ENTRY_KIND_UNKNOWN", lambda p, lot: moved(p, lot, kind="FORGED")),
    "an entry that does nothing": ("ENTRY_DOES_NOTHING", lambda p, lot: p.entry("PAPER", "5(a)")),
    "no section": ("SECTION_MISSING", lambda p, lot: moved(p, lot, section="")),
    "a document of another agreement": (
        "NO_SUPPORTING_DOCUMENT",
        lambda p, lot: moved(p, lot, document=stranger(p).document.pk),
    ),
    "an instant without zone": (
        "NAIVE_TIMESTAMP",
        lambda p, lot: moved(p, lot, effective_at="2003-06-25T12:00:00"),
    ),
    "receipt after the record": (
        "RECEIVED_AFTER_RECORDED",
        lambda p, lot: moved(p, lot, received_at=(p.at + timedelta(days=1)).isoformat()),
    ),
    "opening without the list": ("OPENED_FROM_THE_LIST_ONLY", lambda p, lot: moved(p, lot, kind="OPEN")),
    "rights created by a transfer": (
        "RIGHTS_CANNOT_BE_CREATED",
        lambda p, lot: moved(p, lot, rights_created=1),
    ),
    "rights created under a section that creates none": (
        "NO_GROUND_FOR_NEW_RIGHTS",
        lambda p, lot: moved(p, lot, kind="ISSUE", section="6(a)", rights_created=600, close=[]),
    ),
    "a control book that changes by another number": (
        "CONTROL_CHANGE_DIFFERS",
        lambda p, lot: moved(p, lot, control_change=5),
    ),
    "more rights opened than closed": (
        "RIGHTS_NOT_CONSERVED",
        lambda p, lot: moved(p, lot, open=[opened(lot, p.holder("8"), 601)]),
    ),
    "a lot of no rights": (
        "NOT_A_WHOLE_RIGHT",
        lambda p, lot: moved(p, lot, open=[opened(lot, p.holder("8"), 0)]),
    ),
    "half a right": ("REQUEST_ILL_FORMED", lambda p, lot: moved(p, lot, rights_created=0.5)),
    "a correction of nothing": (
        "CORRECTED_ENTRY_UNKNOWN",
        lambda p, lot: moved(p, lot, kind="CORRECT", corrects=999_999, memorandum="why"),
    ),
    "a correction without explanation": (
        "MEMORANDUM_MISSING",
        lambda p, lot: moved(p, lot, kind="CORRECT", corrects=lot.opened_by_id),
    ),
    "a transfer that corrects": (
        "ONLY_A_CORRECTION_CORRECTS",
        lambda p, lot: moved(p, lot, corrects=lot.opened_by_id),
    ),
    "a lot that is not there": ("LOT_UNKNOWN", lambda p, lot: moved(p, lot, close=[{"lot": 999_999}])),
    "a lot named twice": (
        "LOT_NAMED_TWICE",
        lambda p, lot: moved(p, lot, close=[{"lot": lot.pk}, {"lot": lot.pk}]),
    ),
    "attached rights transferred": (
        "LOT_OUT_OF_REACH",
        lambda p, lot: p.transfer(Lot.objects.get(holder=None), p.holder("8")),
    ),
    "a transfer that retires": (
        "RETIREMENT_NOT_OF_THIS_KIND",
        lambda p, lot: moved(
            p, lot, close=[{"lot": lot.pk, "retired_as": "EXERCISED"}], open=[], certificates=[]
        ),
    ),
    "a parent this entry does not close": (
        "PARENT_NOT_CLOSED_HERE",
        lambda p, lot: moved(
            p, lot, open=[opened(Lot.objects.get(certificate__number=2), p.holders[-1], 600)]
        ),
    ),
    "rights from nowhere": (
        "RIGHTS_WITHOUT_ORIGIN",
        lambda p, lot: moved(p, lot, open=[opened(lot, p.holders[-1], 600, parent=None)]),
    ),
    "a parent passed on in part": (
        "PARENT_NOT_DISTRIBUTED",
        lambda p, lot: p.entry(
            "CANCEL",
            "8",
            close=[{"lot": lot.pk, "retired_as": ""}],
        ),
    ),
    "a split-up to another holder": (
        "HOLDER_MAY_NOT_CHANGE",
        lambda p, lot: moved(p, lot, kind="SPLIT_UP"),
    ),
    "a holder of another agreement": (
        "HOLDER_UNKNOWN",
        lambda p, lot: p.transfer(lot, stranger(p).holders[0]),
    ),
    "a form of another agreement": (
        "FORM_VERSION_UNKNOWN",
        lambda p, lot: moved(
            p, lot, certificates=[p.certificate(p.holder("8"), 600, form_version=stranger(p).form.pk)]
        ),
    ),
    "a certificate that is not there": (
        "CERTIFICATE_NOT_FOUND",
        lambda p, lot: moved(p, lot, open=[opened(lot, p.holder("8"), 600, certificate={"number": 99})]),
    ),
    "a certificate number out of turn": (
        "CERTIFICATE_NUMBER_NOT_NEXT",
        lambda p, lot: moved(p, lot, certificates=[p.certificate(p.holder("8"), 600, number=7)]),
    ),
    "a certificate without date": (
        "BOOK_ENTRY_INCOMPLETE",
        lambda p, lot: moved(p, lot, certificates=[p.certificate(p.holder("8"), 600, dated=None)]),
    ),
    "a certificate without name": (
        "BOOK_ENTRY_INCOMPLETE",
        lambda p, lot: moved(
            p, lot, certificates=[p.certificate(p.holder("8"), 600, registration_of_holder=False)]
        ),
    ),
    "the words of a certificate that is not there": (
        "CERTIFICATE_NOT_FOUND",
        lambda p, lot: moved(p, lot, certificates=[p.certificate(p.holder("8"), 600, registration_of=99)]),
    ),
    "the words of another holder's certificate": (
        "CERTIFICATE_OF_ANOTHER_HOLDER",
        lambda p, lot: p.transfer(
            lot, p.holders[1], certificates=[p.certificate(p.holders[1], 600, registration_of=1)]
        ),
    ),
    "a face that is not its lots": (
        "CERTIFICATE_NOT_WHOLE",
        lambda p, lot: p.transfer(lot, p.holders[1], certificates=[p.certificate(p.holders[1], 599)]),
    ),
    "a certificate of another holder": (
        "CERTIFICATE_OF_ANOTHER_HOLDER",
        lambda p, lot: moved(p, lot, certificates=[p.certificate(p.holder("8"), 600)]),
    ),
    "a mark without accepted notice": (
        "COMPANY_NOTICE_REQUIRED",
        lambda p, lot: p.entry(
            "NULLIFY",
            "7(e)",
            marks=[
                {
                    "lot": lot.pk,
                    "notice": make_notice(p, "PRE_SEPARATION_NULLITY", effective_at=p.at, state="QUERIED").pk,
                    **MARK,
                }
            ],
        ),
    ),
    "a mark lost in a transfer": ("MARK_NOT_INHERITED", lambda p, lot: moved(p, marked_lot(p, lot))),
    "void rights transferred": (
        "RIGHTS_VOID",
        lambda p, lot: inherited(p, marked_lot(p, lot, void_from="2003-06-21T00:00:00Z")),
    ),
    "nullity ended by a finding of nullity": (
        "NULLITY_NOT_INHERITED",
        lambda p, lot: reopened(p, marked_lot(p, lot, void_from=VOID), "NULLIFY", void_from=None),
    ),
    "nullity from a later instant": (
        "NULLITY_NOT_INHERITED",
        lambda p, lot: reopened(
            p, marked_lot(p, lot, void_from=VOID), "NULLIFY", void_from="2003-06-22T00:00:00Z"
        ),
    ),
    "a mark of another class with the same holder": (
        "MARK_NOT_INHERITED",
        lambda p, lot: reopened(p, marked_lot(p, lot), "EXCHANGE_CERTIFICATES", taint_class="IV"),
    ),
    "a marked lot on a certificate without legend": (
        "LEGEND_REQUIRED",
        lambda p, lot: inherited(p, marked_lot(p, lot)),
    ),
    "a legend on Rights that are not marked": (
        "LEGEND_WITHOUT_NOTICE",
        lambda p, lot: p.transfer(
            lot,
            p.holders[1],
            certificates=[p.certificate(p.holders[1], 600, legend_class="NULLITY", taint_class="I")],
        ),
    ),
    "rights that are not void ended as void": (
        "RIGHTS_NOT_VOID",
        lambda p, lot: p.entry("REDEEM", "23(a)", close=[{"lot": lot.pk, "retired_as": "VOID"}]),
    ),
    "a mark made by a transfer": (
        "KIND_MARKS_NOTHING",
        lambda p, lot: moved(p, lot, marks=[{"lot": lot.pk, "notice": 1, **MARK}]),
    ),
    "a second mark": (
        "ALREADY_MARKED",
        lambda p, lot: p.entry(
            "NULLIFY", "7(e)", marks=[{"lot": marked_lot(p, lot).pk, "notice": latest_notice(p), **MARK}]
        ),
    ),
    "the end of a mark that is not there": (
        "MARK_UNKNOWN",
        lambda p, lot: p.entry("RESTORE", "7(e)", end_marks=[lot.pk]),
    ),
    "an event of numbers never given": (
        "EVENT_RANGE_UNKNOWN",
        lambda p, lot: p.entry("PAPER", "5(a)", events=[signed(p, 1, 3)]),
    ),
    "an event of tomorrow": (
        "EVENT_NOT_YET_HAPPENED",
        lambda p, lot: p.entry("PAPER", "5(a)", events=[signed(p, 1, 2, happened_on="2003-06-29")]),
    ),
    "a signatory without authority": (
        "COUNTERSIGNER_NOT_LISTED",
        lambda p, lot: p.entry("PAPER", "5(a)", events=[signed(p, 1, 2, happened_on="2002-12-31")]),
    ),
    "a stop without reason": (
        "REASON_MISSING",
        lambda p, lot: p.entry("PAPER", "8", events=[signed(p, 1, 1, kind="STOPPED")]),
    ),
    "a cancelled certificate with rights on it": (
        "CERTIFICATE_STILL_OUTSTANDING",
        lambda p, lot: p.entry("PAPER", "8", events=[signed(p, 1, 1, kind="CANCELLED")]),
    ),
    "an ill-formed hash": (
        "HASH_ILL_FORMED",
        lambda p, lot: p.entry("PAPER", "5(a)", events=[signed(p, 1, 2, manifest_hash="xyz")]),
    ),
}


def latest_notice(plan: Plan) -> int:
    return int(plan.agreement.notices.latest("number").pk)


def inherited(plan: Plan, lot: Lot) -> dict[str, Any]:
    """A transfer of a marked lot that keeps the mark, on a certificate without legend."""
    mark = lot.taints.get()
    holder = plan.holder("9")
    taint = {"class": "IV", "notice": mark.notice_id, "effective_from": mark.effective_from.isoformat()}
    if mark.void_from:
        taint["void_from"] = mark.void_from.isoformat()
    return plan.transfer(lot, holder, open=[opened(lot, holder, lot.rights, taint=taint)])


def reopened(
    plan: Plan, lot: Lot, kind: str, *, taint_class: str = "I", void_from: str | None = None
) -> dict[str, Any]:
    """A marked lot closed and opened again for the same holder, on a certificate with the legend."""
    mark = lot.taints.get()
    taint = {
        "class": taint_class,
        "notice": mark.notice_id,
        "effective_from": mark.effective_from.isoformat(),
        "void_from": void_from,
    }
    face = plan.certificate(lot.holder, lot.rights, legend_class="NULLITY", taint_class=taint_class)
    return plan.entry(
        kind,
        "7(e)",
        close=[{"lot": lot.pk, "retired_as": ""}],
        certificates=[face],
        open=[opened(lot, lot.holder, lot.rights, taint=taint)],
    )


def signed(plan: Plan, first: int, last: int, **parts: Any) -> dict[str, Any]:
    """An event of a range, countersigned on 23 June 2003 unless told otherwise."""
    return {
        "kind": "COUNTERSIGNED",
        "first": first,
        "last": last,
        "happened_on": "2003-06-22",
        "signatory": plan.signatory.pk,
        "manifest_hash": None,
        "reason": "",
        **parts,
    }


@pytest.mark.row("R-4b-3")
@pytest.mark.refusal("LEGEND_WITHOUT_NOTICE")
def test_no_certificate_bears_the_legend_without_a_mark(separated: Plan) -> None:
    code, wrong = WRONG["a legend on Rights that are not marked"]
    lot = Lot.objects.get(certificate__number=1)
    with pytest.raises(RightsError) as refused:
        separated.post(wrong(separated, lot))
    assert refused.value.code == code == "LEGEND_WITHOUT_NOTICE"


@pytest.mark.parametrize("what", WRONG)
def test_the_door_refuses(separated: Plan, what: str) -> None:
    code, wrong = WRONG[what]
    request = wrong(separated, Lot.objects.get(certificate__number=1))
    before = counts()
    with pytest.raises(RightsError) as refusal:
        separated.post(request)
    assert refusal.value.code == code
    assert "not stated" not in str(refusal.value)
    assert counts() == before


def counts() -> list[Any]:
    counters = NumberCounter.objects.order_by("id").values_list("kind", "last_number")
    closed = Lot.objects.filter(closed_by__isnull=False).count()
    return [BookEntry.objects.count(), RightsCertificate.objects.count(), closed, *counters]
