"""Our draft of the Company's certificate of adjustment, and our figures told to the Company (12, 20(e))."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest

from agreement.adjustment import AdjustingSection
from agreement.calculator import topic_named
from agreement.errors import Conflict, NotOnTheBooks, RefusedByGround, RightsError
from certificates.services.adjustment_papers import draw_adjustment_draft
from certificates.services.letters import letter_bytes
from registry.models import AdjustmentWorksheet, AuditRecord, LetterKind, PaperDue, TermsVersion
from registry.services.adjustment_differences import tell_difference
from registry.services.adjustment_drafts import draft_of_calculation, draft_of_worksheet, steps_of
from registry.services.worksheets import (
    WorksheetComputed,
    WorksheetTold,
    lay_beside,
    record_computed,
    record_worksheet,
)
from tests.registry.adjusted import accepted, certified, make_may, price, worked_out
from tests.registry.company_desk import codes
from tests.registry.nullity_scene import NullityDesk

pytestmark = pytest.mark.django_db

OFFER: dict[str, Any] = {
    "record_date": "2004-05-03", "expires_on": "2004-06-17", "preferred_outstanding": "52000",
    "company_held": "2000", "offered_shares": "10000", "offering_price": "8000.00",
    "current_per_share_market_price": "10000.00",
}  # fmt: skip


@pytest.fixture
def desk(db: None) -> NullityDesk:
    return make_may()


def computed(desk: NullityDesk) -> AdjustmentWorksheet:
    told = WorksheetComputed("adjust-rights-issue", {"facts": OFFER}, "Subscription rights of May 2004")
    return record_computed(desk.agreement, told, by=desk.plan.maker, at=desk.plan.tick())


def words_of(drawn: bytes) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(drawn)).pages)


@pytest.mark.row("R-12-1", "R-11-1")
def test_a_draft_by_the_facts_states_figures_steps_and_sections_and_changes_nothing(
    desk: NullityDesk,
) -> None:
    topic = topic_named("adjust-rights-issue")
    told = draft_of_calculation(desk.agreement, topic, {"facts": OFFER}, at=desk.plan.tick())
    assert ["Exercise Price of a unit", "$250.00", "$241.67", "§7(b)"] in told["changes"]
    assert ["Units that a Right buys", "1", "1.03", "§11"] in told["changes"]
    assert ["Price in cash of each share offered", "8000.00", "§11(b)"] in told["stated"]
    assert ("Units of a Right: units before × price before ÷ price after = 25000/24167, rounded 1.03",
            "§11(g)") in [tuple(step) for step in told["steps"]]  # fmt: skip
    words = words_of(draw_adjustment_draft(told))
    for said in ("of no effect until", "Section 11(b)", "$241.67", "Price in cash", "Section 20(b)"):
        assert said in words, said
    assert (str(price(desk)), TermsVersion.objects.count()) == ("250.00", 1)


@pytest.mark.row("R-12-1")
def test_a_draft_by_a_worksheet_stands_on_the_terms_before_the_certificate_beside_it(
    desk: NullityDesk,
) -> None:
    worksheet = computed(desk)
    notice = certified(desk)
    worksheet = lay_beside(worksheet, notice, by=desk.plan.maker, at=desk.plan.tick())
    accepted(desk, notice)
    told = draft_of_worksheet(worksheet, at=desk.plan.tick())
    assert ["Exercise Price of a unit", "$250.00", "$241.67", "§7(b)"] in told["changes"]
    assert told["event"] == "Subscription rights of May 2004"
    assert told["steps"][0][1] == "§11(b)"
    assert told["facts"][1] == ["Adjustment under", "Section 11(b)"]
    assert "Subscription rights of May 2004" in words_of(draw_adjustment_draft(told))


def test_where_nothing_changes_or_nothing_is_computed_there_is_no_draft(desk: NullityDesk) -> None:
    told = WorksheetTold(AdjustingSection.RIGHTS_OFFERED, "None", "No change", "250.00", None)
    same = record_worksheet(desk.agreement, told, by=desk.plan.maker, at=desk.plan.tick())
    with pytest.raises(RightsError, match="lacks: a figure that changes"):
        draft_of_worksheet(same, at=desk.plan.tick())
    at, split = desk.plan.tick(), topic_named("business-day")
    with pytest.raises(RightsError) as refused:
        draft_of_calculation(desk.agreement, split, {"facts": {"date": "2003-06-02"}}, at=at)
    assert refused.value.code == "TOPIC_UNKNOWN"
    topic, closed = topic_named("adjust-rights-issue"), OFFER | {"expires_on": "2004-12-31"}
    with pytest.raises((RefusedByGround, RightsError), match="lacks: a figure"):
        draft_of_calculation(desk.agreement, topic, {"facts": closed}, at=at)


def test_a_line_of_a_working_gives_its_section_only_where_it_ends_on_one() -> None:
    assert steps_of("price: 250 (§7(b))\n\n$250.00 × (29 ÷ 30)\nchange = -1/30 (§11(d), §11(g))") == [
        ("Price: 250", "§7(b)"),
        ("$250.00 × (29 ÷ 30)", ""),
        ("Change = -1/30", "§11(d), §11(g)"),
    ]


@pytest.mark.row("R-11-1", "R-20e-1")
@pytest.mark.refusal("NOT_FOUND", "REQUEST_ALREADY_DECIDED")
def test_a_difference_is_told_to_the_company_once_and_the_certificate_is_accepted_meanwhile(
    desk: NullityDesk,
) -> None:
    plan = desk.plan
    worksheet, notice = worked_out(desk), certified(desk, price_of_unit="241.76")
    with pytest.raises(NotOnTheBooks) as nothing:
        tell_difference(worksheet, by=plan.maker, at=plan.tick())
    worksheet = lay_beside(worksheet, notice, by=plan.maker, at=plan.tick())
    letter = tell_difference(worksheet, by=plan.maker, at=plan.tick())
    assert (letter.paper_kind, letter.section) == (LetterKind.CERTIFICATE_DIFFERENCE, "12")
    assert letter.facts["figures"] == [["Exercise Price of a unit", "$241.76", "$241.67"]]
    assert AuditRecord.objects.get(act="DIFFERENCE_TOLD").details["letter"] == letter.pk
    words = words_of(letter_bytes(letter))
    assert "$241.76" in words
    assert "it takes its course as you filed it" in words
    with pytest.raises(Conflict) as again:
        tell_difference(worksheet, by=plan.maker, at=plan.tick())
    assert (codes(nothing), codes(again)) == (["NOT_FOUND"], ["REQUEST_ALREADY_DECIDED"])
    assert PaperDue.objects.filter(paper_kind="CERTIFICATE_DIFFERENCE").count() == 1
    # Nothing waits for an answer: two people accept the certificate as it was filed.
    accepted(desk, notice)
    assert str(price(desk)) == "241.76"


def test_figures_that_agree_are_not_told(desk: NullityDesk) -> None:
    worksheet = lay_beside(worked_out(desk), certified(desk), by=desk.plan.maker, at=desk.plan.tick())
    with pytest.raises(NotOnTheBooks):
        tell_difference(worksheet, by=desk.plan.maker, at=desk.plan.tick())
    assert not PaperDue.objects.filter(paper_kind="CERTIFICATE_DIFFERENCE").exists()
