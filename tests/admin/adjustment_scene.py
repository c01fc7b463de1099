"""A worksheet and a new form for the walk over the model pages."""

from __future__ import annotations

from registry.models import AdjustmentWorksheet, ClosingQuotation, FormChange, NoticeKind, PersonRecord
from tests.books.books import make_notice
from tests.certificates.runs import Press


def adjusted_in(press: Press) -> None:
    """Figures for comparison, and the order of a form."""
    plan = press.plan
    AdjustmentWorksheet.objects.create(
        agreement=press.agreement,
        number=1,
        section="11(b)",
        event="Subscription rights",
        working="$250.00 × 29 ÷ 30",
        figures={"price_of_unit": "241.67"},
        recorded_at=plan.at,
        recorded_by=plan.maker,
    )
    ClosingQuotation.objects.create(
        agreement=press.agreement,
        security="Common Shares",
        day=plan.at.date(),
        source="3",
        listing="NONE",
        bid="9.90",
        asked="10.10",
        document=plan.document,
        line=2,
        recorded_at=plan.at,
        recorded_by=plan.maker,
    )
    PersonRecord.objects.create(
        agreement=press.agreement,
        name="Beech Trust",
        kind="OTHER_ENTITY",
        document=plan.document,
        recorded_at=plan.at,
        recorded_by=plan.maker,
    )
    facts = {"form_version": plan.form.name, "board_approved_on": "2003-06-20", "manner": "ON_PRESENTATION"}
    FormChange.objects.create(
        agreement=press.agreement,
        form_version=plan.form,
        notice=make_notice(plan, NoticeKind.NEW_FORM, effective_at=plan.at, facts=facts),
        manner="ON_PRESENTATION",
        recorded_at=plan.at,
    )
