"""Certificates of adjustment: from the Company alone, by two people, in force from their instant (11, 12)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from agreement.adjustment import AdjustingSection, difference_grounds, figures_stated
from agreement.errors import RefusedByGround, RightsError
from registry.models import (
    AdjustmentWorksheet,
    BookEntry,
    NoticeDue,
    OfficeMailing,
    RightsAgreement,
    TermsVersion,
)
from registry.selectors.adjustments import carried_changes, summary_due
from registry.selectors.agreements import terms_in_force
from registry.selectors.holder_access import exercise_standing
from registry.services import company
from registry.services.adjustment_summaries import record_summary_mailed
from registry.services.refusals import told_as_errors
from registry.services.worksheets import (
    WorksheetComputed,
    WorksheetTold,
    lay_beside,
    make_effective,
    record_computed,
    record_worksheet,
)
from tests.registry.adjusted import MAY_3, MAY_4, accepted, certified, make_may, price, worked_out
from tests.registry.company_desk import codes
from tests.registry.nullity_scene import NullityDesk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db: None) -> NullityDesk:
    return make_may()


def traces() -> tuple[Any, ...]:
    return (
        BookEntry.objects.count(),
        list(TermsVersion.objects.order_by("pk").values()),
        NoticeDue.objects.count(),
    )


@pytest.mark.row("R-12-1", "R-11-1", "R-12-4")
def test_a_certificate_is_in_force_from_its_instant_and_known_from_its_receipt(desk: NullityDesk) -> None:
    notice = certified(desk)
    assert price(desk, at=desk.plan.tick()) == Decimal("250.00")
    assert accepted(desk, notice).state == "APPLIED"
    version = TermsVersion.objects.latest("version")
    assert (version.effective_from, version.known_from) == (MAY_3, notice.received_at)
    assert (version.figures, version.certificate) == ({"price_of_unit": "241.67"}, notice)
    assert price(desk) == Decimal("241.67")
    # Nobody knew of it before it came in, whatever it says: what was done by then stands.
    assert price(desk, at=notice.received_at - timedelta(seconds=1)) == Decimal("250.00")
    terms = terms_in_force(desk.agreement, known_at=desk.plan.at)
    assert (terms.initial_exercise_price, terms.units_of_right) == (Decimal("250.00"), 1)
    assert desk.findings() == []


@pytest.mark.row("R-20e-1", "R-11-1")
@pytest.mark.refusal("CERTIFICATE_REQUIRED")
def test_nobody_makes_a_worksheet_effective_without_the_companys_certificate(desk: NullityDesk) -> None:
    worksheet = worked_out(desk)
    before = traces()
    with pytest.raises(RefusedByGround) as refused:
        make_effective(worksheet, by=desk.plan.maker, at=desk.plan.tick())
    assert codes(refused) == ["CERTIFICATE_REQUIRED"]
    assert "$250.00 a Right stays in force" in str(refused.value)
    assert (traces(), price(desk)) == (before, Decimal("250.00"))
    # A certificate that is on file and not accepted yet changes as little.
    worksheet = lay_beside(worksheet, certified(desk), by=desk.plan.maker, at=desk.plan.tick())
    with pytest.raises(RefusedByGround, match="only from the Company's certificate"):
        make_effective(worksheet, by=desk.plan.maker, at=desk.plan.tick())
    assert (traces(), price(desk)) == (before, Decimal("250.00"))


@pytest.mark.row("R-7b-1")
@pytest.mark.refusal("PRICE_UNSUPPORTED", "CERTIFICATE_REQUIRED")
def test_the_database_takes_no_figure_that_no_accepted_certificate_states(desk: NullityDesk) -> None:
    certified(desk)
    first = TermsVersion.objects.get()
    row = {
        name: getattr(first, name)
        for name in ("agreement", "known_from", "file_text", "sha256", "recorded_at", "effective_from")
    }
    for name, figure, code in (
        ("price_of_unit", "241.67", "PRICE_UNSUPPORTED"),
        ("units_per_right", "1.03", "CERTIFICATE_REQUIRED"),
    ):
        with pytest.raises(RightsError) as refused, transaction.atomic(), told_as_errors():
            TermsVersion.objects.create(version=2, figures={name: figure}, **row)
        assert refused.value.code == code
    TermsVersion.objects.create(version=2, **row)


@pytest.mark.row("R-11-1", "R-20e-1")
@pytest.mark.refusal("CERTIFICATE_DIFFERS")
def test_a_difference_is_told_to_both_people_and_delays_nothing(desk: NullityDesk) -> None:
    notice = certified(desk, price_of_unit="241.76")
    lay_beside(worked_out(desk), notice, by=desk.plan.maker, at=desk.plan.tick())
    seen = company.preview_acceptance(notice, at=desk.plan.tick())
    assert [(one.code, str(one.effect)) for one in seen.warned] == [("CERTIFICATE_DIFFERS", "WARN")]
    assert "certificate $241.76, worksheet 1 $241.67" in seen.warned[0].message
    approval = company.request_acceptance(notice, maker=desk.plan.maker, at=desk.plan.tick())
    assert "certificate $241.76, worksheet 1 $241.67" in approval.summary
    desk.press.approve(approval)
    assert price(desk) == Decimal("241.76")


def test_a_worksheet_that_agrees_warns_of_nothing_and_is_done_with(desk: NullityDesk) -> None:
    notice, worksheet = certified(desk), worked_out(desk, "241.670")
    worksheet = lay_beside(worksheet, notice, by=desk.plan.maker, at=desk.plan.tick())
    assert company.preview_acceptance(notice, at=desk.plan.tick()).warned == ()
    worksheet.certificate = accepted(desk, notice)
    with pytest.raises(RightsError) as refused:
        make_effective(worksheet, by=desk.plan.maker, at=desk.plan.tick())
    assert refused.value.code == "ADJUSTED_BY_CERTIFICATE"
    with pytest.raises(RightsError) as refused:
        lay_beside(worksheet, notice, by=desk.plan.maker, at=desk.plan.tick())
    assert refused.value.code == "REQUEST_ALREADY_DECIDED"


@pytest.mark.row("R-12-1")
@pytest.mark.refusal("CERTIFICATE_INCOMPLETE")
def test_a_certificate_that_lacks_something_is_refused_in_form(desk: NullityDesk) -> None:
    before = traces()
    with pytest.raises(RefusedByGround) as refused:
        certified(desk, calculations=None, statement_of_facts=None)
    assert codes(refused) == ["CERTIFICATE_INCOMPLETE"]
    assert "the facts; the calculations" in str(refused.value)
    assert traces() == before


@pytest.mark.row("R-12-2", "R-12-3")
def test_the_summary_to_the_holders_is_due_and_a_failed_piece_undoes_nothing(desk: NullityDesk) -> None:
    RightsAgreement.objects.update(
        distribution_effective_at=desk.event_at, distribution_known_from=desk.event_at
    )
    notice = accepted(desk, certified(desk))
    due = summary_due(notice)
    assert due is not None
    assert (due.section, due.as_of) == ("12;26", notice.received_at)
    plan = desk.plan
    told: dict[str, Any] = {"document": plan.document, "by": plan.maker, "at": plan.tick()}
    made = record_summary_mailed(due, mailed_on=MAY_4.date(), defect="12 pieces came back", **told)
    assert OfficeMailing.objects.get() == made
    assert (made.channel, made.grounds[0]["message"]) == ("FIRST_CLASS_MAIL", "12 pieces came back")
    assert price(desk) == Decimal("241.67")
    with pytest.raises(RightsError) as refused:
        record_summary_mailed(due, mailed_on=MAY_4.date(), defect="", **told)
    assert refused.value.code == "REQUEST_ALREADY_DECIDED"


def test_an_event_without_a_figure_is_filed_and_changes_no_terms(desk: NullityDesk) -> None:
    notice = accepted(desk, certified(desk, price_of_unit=None, adjusted_under="NULL_AND_VOID"))
    assert notice.state == "APPLIED"
    assert TermsVersion.objects.count() == 1


def test_units_prices_of_redemption_and_exchange_follow_the_certificate(desk: NullityDesk) -> None:
    stated = {"units_per_right": "103/100", "redemption_price": "0.0005", "exchange_ratio": "2"}
    accepted(desk, certified(desk, **stated, security="Series A Preferred Stock as reclassified"))
    terms = terms_in_force(desk.agreement, known_at=desk.plan.at)
    assert (str(terms.units_of_right), str(terms.redemption_price), terms.exchange_ratio) == (
        "103/100",
        "0.0005",
        2,
    )
    assert terms.security_bought == "Series A Preferred Stock as reclassified"
    assert terms.total_exercise_price == Decimal("248.92")
    assert (terms.units_per_right, terms.initial_exercise_price) == (1, Decimal("250.00"))


@pytest.mark.row("R-11i-1")
def test_a_holder_is_told_the_price_in_force_with_its_source(desk: NullityDesk) -> None:
    holder = desk.holder(1)
    assert exercise_standing(holder, at=desk.plan.tick()).adjusted_from is None
    accepted(desk, certified(desk, units_per_right="1.03"))
    told = exercise_standing(holder, at=desk.plan.tick())
    assert (told.price_per_right, told.adjusted_from) == (Decimal("248.92"), MAY_3)
    assert told.right_buys == "103/100000 of a share of Series A Participating Preferred Stock"


def test_a_later_certificate_leaves_what_it_does_not_state(desk: NullityDesk) -> None:
    accepted(desk, certified(desk))
    later = (MAY_3 + timedelta(hours=5)).isoformat()
    accepted(desk, certified(desk, price_of_unit=None, units_per_right="2", effective_from=later))
    terms = terms_in_force(desk.agreement, known_at=desk.plan.at)
    assert (terms.price_of_unit, terms.units_of_right) == (Decimal("241.67"), 2)


def test_one_of_an_earlier_instant_does_not_undo_the_later_one(desk: NullityDesk) -> None:
    accepted(desk, certified(desk))
    early = (MAY_3 - timedelta(days=10)).isoformat()
    accepted(desk, certified(desk, price_of_unit="245.00", redemption_price="0.002", effective_from=early))
    assert price(desk) == Decimal("241.67")
    terms = terms_in_force(desk.agreement, known_at=desk.plan.at)
    assert terms.redemption_price == Decimal("0.002")  # the later one left it alone


def test_one_that_replaces_another_takes_its_effect_away_from_its_receipt_on(desk: NullityDesk) -> None:
    first = accepted(desk, certified(desk, redemption_price="0.0005"))
    seen_at = desk.plan.tick()
    later = (MAY_3 + timedelta(hours=5)).isoformat()
    accepted(desk, certified(desk, price_of_unit="240.00", effective_from=later, supersedes=first.number))
    terms = terms_in_force(desk.agreement, known_at=desk.plan.at)
    assert (terms.price_of_unit, str(terms.redemption_price)) == (Decimal("240.00"), "0.001")
    assert price(desk, at=seen_at) == Decimal("241.67")  # as it was known then
    first.refresh_from_db()
    assert first.state == "SUPERSEDED"


@pytest.mark.row("R-11d-2", "R-11d-4")
def test_a_change_carried_forward_is_listed_with_its_last_day_until_a_certificate_makes_it(
    desk: NullityDesk,
) -> None:
    def carried(since: date) -> AdjustmentWorksheet:
        told = WorksheetTold(
            AdjustingSection.RIGHTS_OFFERED, "A small offer", "0.4 %", "249.00", None, carried_since=since
        )
        return record_worksheet(desk.agreement, told, by=desk.plan.maker, at=desk.plan.tick())

    later, sooner = carried(date(2004, 4, 30)), carried(date(2003, 6, 20))
    terms = terms_in_force(desk.agreement, known_at=desk.plan.at)

    def listed(on: date) -> list[tuple[int, date, bool]]:
        found = carried_changes(desk.agreement, terms=terms, on=on)
        return [(one.worksheet.number, one.due_by, one.is_overdue) for one in found]

    three_years_on = [(sooner.number, date(2006, 6, 20), False), (later.number, date(2007, 4, 30), False)]
    assert listed(date(2006, 6, 20)) == three_years_on
    assert listed(date(2006, 6, 21))[0] == (sooner.number, date(2006, 6, 20), True)
    lay_beside(sooner, certified(desk), by=desk.plan.maker, at=desk.plan.tick())
    assert [number for number, _, _ in listed(date(2006, 6, 20))] == [later.number]
    with pytest.raises(RightsError):
        carried(date(2030, 1, 1))


OFFER = {
    "record_date": "2004-05-03",
    "expires_on": "2004-06-17",
    "preferred_outstanding": "52000",
    "company_held": "2000",
    "offered_shares": "10000",
    "offering_price": "8000.00",
    "current_per_share_market_price": "10000.00",
}


def computed(desk: NullityDesk, topic: str = "adjust-rights-issue", **told: Any) -> AdjustmentWorksheet:
    beside = told.pop("beside", None)
    from_facts = WorksheetComputed(topic, {"facts": OFFER | told}, "Subscription rights", beside)
    return record_computed(desk.agreement, from_facts, by=desk.plan.maker, at=desk.plan.tick())


@pytest.mark.row("R-11-1", "R-20e-1")
@pytest.mark.refusal("CERTIFICATE_DIFFERS")
def test_our_own_figures_are_computed_from_the_facts_and_laid_beside_the_certificate(
    desk: NullityDesk,
) -> None:
    notice = accepted(desk, certified(desk, price_of_unit="241.76"))
    before = traces()
    # On the terms known before the certificate came in: $250.00 × 29 ÷ 30, not of the price adjusted by it.
    made = computed(desk, beside=notice)
    assert (made.certificate, made.section) == (notice, "11(b)")
    assert made.figures == {"price_of_unit": "241.67", "units_per_right": "1.03"}
    assert "price computed: price in force × factor = 725/3, rounded 241.67 (§11(b), §11(d))" in made.working
    [told] = difference_grounds(figures_stated(notice.facts), made.figures, number=made.number)
    assert told.code == "CERTIFICATE_DIFFERS"
    assert "$241.76" in told.message
    assert "$241.67" in told.message
    assert traces() == before
    assert price(desk) == Decimal("241.76")


@pytest.mark.row("R-11d-2")
def test_a_change_below_one_per_cent_is_kept_as_carried_since_its_transaction(desk: NullityDesk) -> None:
    made = computed(desk, offered_shares="100")
    assert made.carried_since == date(2004, 5, 3)
    assert made.figures["price_of_unit"] == "250"
    terms = terms_in_force(desk.agreement, known_at=desk.plan.at)
    [one] = carried_changes(desk.agreement, terms=terms, on=date(2004, 5, 4))
    assert (one.worksheet, one.due_by) == (made, date(2007, 5, 3))
    with pytest.raises(RightsError) as unknown:
        computed(desk, topic="market-price")
    assert unknown.value.code == "TOPIC_UNKNOWN"


ELECTION = {
    "adjusted_under": "NUMBER_OF_UNITS", "price_of_unit": None, "event": "Number of Rights changed instead",
    "elected_on": "2004-05-03", "announced_on": "2004-05-03", "record_date": "2004-05-13",
    "distributed": "ADDITIONAL",
}  # fmt: skip


@pytest.mark.row("R-11h-1", "R-11h-3")
@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, []),
        ({"record_date": "2004-05-12"}, ["RECORD_DATE_TOO_EARLY"]),
        ({"elected_on": "2004-05-02"}, ["ELECTION_TOO_EARLY"]),
        ({"distributed": None}, ["OPTION_NOT_STATED"]),
        ({"record_date": None}, ["INSTRUCTION_OUTSIDE_AGREEMENT"]),
        ({"changes_instead": 999}, ["INSTRUCTION_OUTSIDE_AGREEMENT"]),
    ],
)
def test_an_election_of_another_number_of_rights_keeps_its_days(
    desk: NullityDesk, told: dict[str, Any], expected: list[str]
) -> None:
    price_adjusted = accepted(desk, certified(desk))
    election = certified(desk, **(ELECTION | {"changes_instead": price_adjusted.number} | told))
    assert [one["code"] for one in election.grounds] == expected
    assert election.state == ("QUERIED" if expected else "AUTHENTICATED")


@pytest.mark.row("R-11h-1")
def test_after_a_split_of_the_preferred_no_other_number_is_elected(desk: NullityDesk) -> None:
    split = accepted(desk, certified(desk, adjusted_under="PREFERRED_CHANGED"))
    election = certified(desk, **(ELECTION | {"changes_instead": split.number}))
    assert [one["code"] for one in election.grounds] == ["ELECTION_NOT_AVAILABLE"]
