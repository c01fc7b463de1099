"""The Company's notices from call-back and two people to their effect (§3, §4, §14, §18(b))."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from agreement.errors import Conflict, InvalidRequest, RefusedByGround, RightsError
from registry.models import (
    BookEntry,
    CashInLieu,
    FormVersion,
    NamedPerson,
    NoticeKind,
    NoticeState,
    ReadingDecision,
    RegisteredHolder,
    SeparationState,
)
from registry.selectors.agreements import plan_dates, terms_in_force
from registry.selectors.notices import mailing_request
from registry.services import company
from tests.registry.company_desk import DISTRIBUTION, MORNING, Desk, codes


@pytest.mark.row("R-3a-3", "R-3a-4", "R-18b-2")
def test_a_distribution_date_is_effective_as_noticed_and_known_from_receipt(desk: Desk) -> None:
    notice = desk.separate()
    desk.agreement.refresh_from_db()
    assert notice.state == NoticeState.APPLIED
    assert desk.agreement.separation_state == SeparationState.SEPARATED_PENDING_LIST
    assert desk.agreement.distribution_effective_at == datetime(2003, 6, 17, 0, 0, tzinfo=UTC)
    assert desk.agreement.distribution_known_from == notice.received_at > MORNING


@pytest.mark.row("R-0-2")
def test_the_rights_are_declared_until_the_certified_count_attaches_them(desk: Desk) -> None:
    assert desk.agreement.separation_state == SeparationState.DECLARED
    desk.apply_record_count()
    desk.agreement.refresh_from_db()
    assert desk.agreement.separation_state == SeparationState.ATTACHED
    assert BookEntry.objects.get().rights_created == 38_500_000


@pytest.mark.row("R-0-2", "R-3a-3")
def test_a_distribution_date_before_the_count_is_asked_back_until_the_count_is_on_file(desk: Desk) -> None:
    notice = desk.authenticate(desk.receive(NoticeKind.DISTRIBUTION_DATE, DISTRIBUTION))
    assert (notice.state, notice.grounds[0]["code"]) == (NoticeState.QUERIED, "RECORD_COUNT_MISSING")
    desk.let_stand(notice)
    with pytest.raises(RefusedByGround) as bare:  # an answer without the count separates nothing
        desk.request(notice)
    assert "RECORD_COUNT_MISSING" in codes(bare)
    desk.apply_record_count()
    desk.approve(desk.request(notice))
    desk.agreement.refresh_from_db()
    assert desk.agreement.separation_state == SeparationState.SEPARATED_PENDING_LIST


@pytest.mark.row("R-3a-4")
def test_nothing_separates_before_the_second_person_accepts(desk: Desk) -> None:
    desk.apply_record_count()
    notice = desk.authenticate(desk.receive(NoticeKind.DISTRIBUTION_DATE, DISTRIBUTION))
    desk.request(notice)
    desk.agreement.refresh_from_db()
    assert desk.agreement.separation_state == SeparationState.ATTACHED
    assert desk.agreement.distribution_effective_at is None


@pytest.mark.row("R-3a-4")
def test_a_projection_that_has_run_out_is_shown_as_projected_and_separates_nothing(desk: Desk) -> None:
    desk.apply(NoticeKind.ANNOUNCEMENT, {"limb": "TENDER_OFFER", "announced_on": "2003-06-02"})
    shown = [one for one in plan_dates(desk.agreement, at=desk.at) if one.name == "Distribution Date"]
    assert [(one.is_projected, one.happened) for one in shown] == [(True, datetime(2003, 6, 17, tzinfo=UTC))]
    desk.agreement.refresh_from_db()
    assert desk.agreement.separation_state == SeparationState.DECLARED
    desk.separate()
    desk.agreement.refresh_from_db()
    shown = [one for one in plan_dates(desk.agreement, at=desk.at) if one.name == "Distribution Date"]
    assert [one.is_projected for one in shown] == [False]


@pytest.mark.row("R-3a-3")
def test_another_date_than_the_projection_warns_and_the_notice_governs(desk: Desk) -> None:
    desk.apply_record_count()
    desk.apply(NoticeKind.ANNOUNCEMENT, {"limb": "TENDER_OFFER", "announced_on": "2003-05-30"})
    notice = desk.authenticate(desk.receive(NoticeKind.DISTRIBUTION_DATE, DISTRIBUTION))
    assert [(one["code"], one["effect"]) for one in notice.grounds] == [("DATE_MISMATCH", "WARN")]
    desk.approve(desk.request(notice))
    desk.agreement.refresh_from_db()
    assert desk.agreement.separation_state == SeparationState.SEPARATED_PENDING_LIST


def test_acceptance_waits_for_the_call_back_which_is_recorded_with_its_person(desk: Desk) -> None:
    desk.apply_record_count()
    notice = desk.receive(NoticeKind.DISTRIBUTION_DATE, DISTRIBUTION)
    with pytest.raises(RightsError) as early:
        desk.request(notice)
    assert codes(early) == ["NOTICE_NOT_AUTHENTICATED"]
    with pytest.raises(InvalidRequest) as silent:
        company.authenticate_notice(notice, by=desk.maker, at=desk.at, note=" ")
    assert codes(silent) == ["CALL_BACK_NOT_RECORDED"]
    called = desk.authenticate(notice)
    assert (called.authenticated_by, called.authenticated_at) == (desk.maker, desk.at)
    assert "415-555-0110" in called.authentication_note
    with pytest.raises(Conflict):
        desk.authenticate(notice)


def test_the_maker_cannot_accept_alone(desk: Desk) -> None:
    from registry.roles import Role, give_role
    from registry.services import approvals

    desk.apply_record_count()
    give_role(desk.maker, Role.APPROVER)
    approval = desk.request(desk.authenticate(desk.receive(NoticeKind.DISTRIBUTION_DATE, DISTRIBUTION)))
    with pytest.raises(Conflict) as refused:
        approvals.approve(approval.request_hash, approver=desk.maker, at=desk.at)
    assert codes(refused) == ["APPROVAL_NEEDS_ANOTHER_PERSON"]
    desk.agreement.refresh_from_db()
    assert desk.agreement.separation_state == SeparationState.ATTACHED


def test_a_notice_is_applied_once(desk: Desk) -> None:
    notice = desk.apply_record_count()
    with pytest.raises(RightsError):
        desk.request(notice)
    assert BookEntry.objects.count() == 1


@pytest.mark.row("R-3a-10")
def test_the_company_mails_unless_it_asks_the_agent_in_writing(desk: Desk) -> None:
    assert not mailing_request(desk.agreement)
    desk.apply(NoticeKind.MAILING_REQUEST, {})
    assert mailing_request(desk.agreement)


def test_persons_of_the_legend_are_named_with_class_and_quantity(desk: Desk) -> None:
    oak = {"person_name": "Oak Partners", "account": "10", "taint_class": "I"}
    nominee = {
        "person_name": "Oak Offshore",
        "account": "77",
        "taint_class": "I",
        "rights": "2400000",
        "not_feasible_reason": "held through a depository",
    }
    notice = desk.apply(NoticeKind.PRE_SEPARATION_NULLITY, {"persons": [oak, nominee]})
    named = NamedPerson.objects.filter(notice=notice).order_by("account")
    assert [(one.account, one.rights, one.legend_feasible) for one in named] == [
        ("10", None, True),
        ("77", 2_400_000, False),
    ]


def test_a_plan_to_avoid_the_section_needs_the_boards_finding(desk: Desk) -> None:
    person = {"person_name": "Elm", "account": "12", "taint_class": "III_B"}
    with pytest.raises(RefusedByGround) as refused:
        desk.receive(NoticeKind.PRE_SEPARATION_NULLITY, {"persons": [person]}, effective_at=desk.at)
    assert "Board's finding" in str(refused.value)


def test_the_approval_of_one_date_changes_the_reading_by_its_paper(desk: Desk) -> None:
    before = terms_in_force(desk.agreement, known_at=desk.at)
    assert before.reading("one_certificate_date") == "ONE_FOR_EACH_DATE"
    notice = desk.apply(NoticeKind.ONE_DATE_APPROVAL, {})
    after = terms_in_force(desk.agreement, known_at=desk.at)
    assert after.reading("one_certificate_date") == "RECORD_DATE_FOR_ALL"
    decision = ReadingDecision.objects.filter(agreement=desk.agreement).order_by("id").last()
    assert decision is not None
    assert decision.document == notice.document


@pytest.mark.row("R-4a-1")
def test_the_companys_approval_of_a_form_names_its_words_by_hash(desk: Desk) -> None:
    form = FormVersion.objects.get(agreement=desk.agreement)
    other = {"form_version": form.name, "folder_hash": "0" * 64}
    queried = desk.authenticate(desk.receive(NoticeKind.FORM_APPROVAL, other))
    assert queried.grounds[0]["code"] == "FORM_FOLDER_CHANGED"
    desk.apply(
        NoticeKind.FORM_APPROVAL,
        {"form_version": form.name, "folder_hash": form.folder_hash, "supersedes": queried.number},
    )
    form.refresh_from_db()
    assert form.company_approval is not None
    assert form.agent_signed_off_at is None


def test_a_certified_price_fixes_the_cash_for_every_fraction_and_waits_for_funds(desk: Desk) -> None:
    desk.apply_record_count()
    desk.separate()
    entry = BookEntry.objects.get()
    for account, fraction in (("1", (63, 100)), ("2", (1, 3)), ("3", (63, 100))):
        holder = RegisteredHolder.objects.create(
            agreement=desk.agreement,
            account=account,
            registration="Cedar",
            address="1",
            city="X",
            country="US",
        )
        CashInLieu.objects.create(
            agreement=desk.agreement,
            holder=holder,
            entry=entry,
            fraction_numerator=fraction[0],
            fraction_denominator=fraction[1],
        )
    desk.apply(NoticeKind.RIGHT_PRICE, {"price": "0.85", "trading_day": "2003-06-13"})
    fixed = CashInLieu.objects.order_by("holder__account").values_list("amount", "state")
    waiting = "CERTIFICATE_RECEIVED"
    assert list(fixed) == [
        (Decimal("0.54"), waiting),
        (Decimal("0.28"), waiting),
        (Decimal("0.54"), waiting),
    ]
    assert company.price_fractions(desk.agreement, at=desk.at) == 0


def test_a_price_certified_before_the_books_open_is_used_when_they_do(desk: Desk) -> None:
    desk.apply_record_count()
    desk.separate()
    assert company.price_fractions(desk.agreement, at=desk.at) == 0
    desk.apply(NoticeKind.RIGHT_PRICE, {"price": "0.85", "trading_day": "2003-06-13"})
    holder = RegisteredHolder.objects.create(
        agreement=desk.agreement, account="1", registration="Cedar", address="1", city="X", country="US"
    )
    CashInLieu.objects.create(
        agreement=desk.agreement,
        holder=holder,
        entry=BookEntry.objects.get(),
        fraction_numerator=1,
        fraction_denominator=2,
    )
    assert company.price_fractions(desk.agreement, at=desk.at) == 1
    assert CashInLieu.objects.get().amount == Decimal("0.43")
