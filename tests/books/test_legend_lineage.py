"""The legend follows the mark on the Rights from certificate to certificate, and goes only with it (4(b))."""

from __future__ import annotations

from typing import Any

import pytest

from agreement.errors import RightsError
from registry.models import Lot, LotTaint, RightsCertificate
from tests.books.books import Plan, make_notice

pytestmark = pytest.mark.servers
LEGEND = {"legend_class": "NULLITY", "taint_class": "I"}


@pytest.fixture
def marked(separated: Plan) -> Lot:
    """The lot of certificate 1, of class I by a notice of the Company."""
    lot = Lot.objects.get(certificate__number=1)
    notice = make_notice(separated, "PRE_SEPARATION_NULLITY", effective_at=separated.at, state="ACCEPTED")
    mark = {"lot": lot.pk, "notice": notice.pk, "class": "I", "effective_from": "2003-06-21T00:00:00Z"}
    separated.post(separated.entry("NULLIFY", "7(e)", marks=[mark]))
    return lot


def split_up(plan: Plan, lot: Lot, *, taint: dict[str, Any] | None, **face: str) -> dict[str, Any]:
    """The request that splits a certificate into two for the same holder."""
    parts = (lot.rights // 3, lot.rights - lot.rights // 3)
    mark = {"taint": taint} if taint else {}
    return plan.entry(
        "SPLIT_UP",
        "6(a)",
        close=[{"lot": lot.pk, "retired_as": ""}],
        certificates=[plan.certificate(lot.holder, rights, **face) for rights in parts],
        open=[
            {"parent": lot.pk, "rights": rights, "holder": lot.holder_id, "certificate": place, **mark}
            for place, rights in enumerate(parts)
        ],
    )


def taint_of(lot: Lot) -> dict[str, Any]:
    """The mark of a lot, as its children inherit it."""
    mark: LotTaint = lot.taints.get()
    effective_from = mark.effective_from.isoformat()
    return {"class": mark.taint_class, "notice": mark.notice_id, "effective_from": effective_from}


@pytest.mark.refusal("LEGEND_REQUIRED", "LEGEND_CANNOT_BE_DROPPED")
@pytest.mark.row("R-4b-2")
def test_a_legended_certificate_splits_into_legended_ones_only(separated: Plan, marked: Lot) -> None:
    for wrong, code in (
        (split_up(separated, marked, taint=None), "MARK_NOT_INHERITED"),
        (split_up(separated, marked, taint=taint_of(marked)), "LEGEND_REQUIRED"),
    ):
        with pytest.raises(RightsError) as refused:
            separated.post(wrong)
        assert refused.value.code == code
    entry = separated.post(split_up(separated, marked, taint=taint_of(marked), **LEGEND))
    issued = RightsCertificate.objects.filter(issued_by=entry)
    assert list(issued.values_list("legend_class", flat=True)) == ["NULLITY", "NULLITY"]
    again = Lot.objects.filter(opened_by=entry).order_by("pk")[0]
    separated.tick()
    with pytest.raises(RightsError) as dropped:
        separated.post(split_up(separated, again, taint=taint_of(again)))
    assert dropped.value.code == "LEGEND_CANNOT_BE_DROPPED"


@pytest.mark.row("R-4b-4")
def test_once_the_mark_has_ended_the_certificate_issued_for_it_bears_no_legend(
    separated: Plan, marked: Lot
) -> None:
    with pytest.raises(RightsError):
        separated.post(split_up(separated, marked, taint=None))
    with pytest.raises(RightsError) as refused:
        separated.post(separated.entry("RESTORE", "1(a)(i)", end_marks=[marked.pk]))
    assert refused.value.code == "COMPANY_NOTICE_REQUIRED"
    make_notice(separated, "NULLITY_ENDED", effective_at=separated.at)
    separated.post(separated.entry("RESTORE", "1(a)(i)", end_marks=[marked.pk]))
    entry = separated.post(split_up(separated, marked, taint=None))
    issued = RightsCertificate.objects.filter(issued_by=entry)
    assert list(issued.values_list("legend_class", flat=True)) == ["GENERAL", "GENERAL"]
    assert LotTaint.objects.get(lot=marked).ended_by is not None
