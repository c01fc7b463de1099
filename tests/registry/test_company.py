"""The Company's notices: form, call-back, two people, effect (§3, §18(b), §20(b), §20(g), §26)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from agreement.errors import Conflict, InvalidRequest, NotOnTheBooks, RefusedByGround, RightsError
from registry.models import (
    BookEntry,
    CashInLieu,
    FormVersion,
    InstructionApplication,
    NamedPerson,
    Notice,
    NoticeKind,
    NoticeState,
    ReadingDecision,
    RegisteredHolder,
    SeparationState,
)
from registry.selectors.agreements import plan_dates, terms_in_force
from registry.selectors.notices import agent_mails, standing_stops
from registry.services import company
from tests.registry.company_desk import FINANCE, MORNING, Desk

SHARES = {"shares": "1500000"}
DISTRIBUTION = {"distribution_date": "2003-06-16", "limb": "TENDER_OFFER"}


def codes(error: pytest.ExceptionInfo[RightsError]) -> list[str]:
    return [ground.code for ground in getattr(error.value, "grounds", ())] or [error.value.code]


def test_every_kind_of_notice_asks_for_the_parts_the_rules_require() -> None:
    from agreement.notice import NOTICE_FORMS
    from registry.services.company.parts import PARTS

    for kind, form in NOTICE_FORMS.items():
        asked = {part.name for part in PARTS[NoticeKind(kind)] if part.is_required}
        assert set(form.required_parts) - {"mailer"} <= asked, kind
    assert set(PARTS) == set(NoticeKind)


@pytest.mark.row("R-3a-3", "R-3a-4", "R-18b-2")
def test_a_distribution_date_is_effective_as_noticed_and_known_from_receipt(desk: Desk) -> None:
    notice = desk.separate()
    desk.agreement.refresh_from_db()
    assert notice.state == NoticeState.APPLIED
    assert desk.agreement.separation_state == SeparationState.SEPARATED_PENDING_LIST
    assert desk.agreement.distribution_effective_at == datetime(2003, 6, 17, 0, 0, tzinfo=UTC)
    assert desk.agreement.distribution_known_from == MORNING


@pytest.mark.row("R-3a-4")
def test_nothing_separates_before_the_second_person_accepts(desk: Desk) -> None:
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
    assert desk.agreement.separation_state == SeparationState.ATTACHED
    desk.separate()
    desk.agreement.refresh_from_db()
    shown = [one for one in plan_dates(desk.agreement, at=desk.at) if one.name == "Distribution Date"]
    assert [one.is_projected for one in shown] == [False]


@pytest.mark.row("R-3a-3")
def test_another_date_than_the_projection_warns_and_the_notice_governs(desk: Desk) -> None:
    desk.apply(NoticeKind.ANNOUNCEMENT, {"limb": "TENDER_OFFER", "announced_on": "2003-05-30"})
    notice = desk.authenticate(desk.receive(NoticeKind.DISTRIBUTION_DATE, DISTRIBUTION))
    assert [(one["code"], one["effect"]) for one in notice.grounds] == [("DATE_MISMATCH", "WARN")]
    desk.approve(desk.request(notice))
    desk.agreement.refresh_from_db()
    assert desk.agreement.separation_state == SeparationState.SEPARATED_PENDING_LIST


@pytest.mark.row("R-3a-3", "R-20b-1", "R-20b-2")
def test_the_treasurer_may_not_give_notice(desk: Desk) -> None:
    with pytest.raises(RefusedByGround) as refused:
        desk.receive(
            NoticeKind.DISTRIBUTION_DATE,
            DISTRIBUTION,
            officer_name="Jonas W. Pike",
            officer_title="Treasurer",
        )
    assert codes(refused) == ["OFFICER_NOT_AUTHORISED"]
    assert "Treasurer" in str(refused.value)
    assert not Notice.objects.exists()


@pytest.mark.row("R-20b-2")
@pytest.mark.parametrize(
    ("name", "title", "signed_on"),
    [
        ("Somebody Else", "President", date(2003, 6, 17)),
        ("Maren K. Osgood", "Secretary", date(2003, 4, 30)),
        ("Rowan T. Ellery", "Chief Financial Officer", date(2003, 6, 17)),
    ],
)
def test_who_is_not_in_the_register_with_that_title_on_that_day_may_not_either(
    desk: Desk, name: str, title: str, signed_on: date
) -> None:
    with pytest.raises(RefusedByGround) as refused:
        desk.receive(
            NoticeKind.DISTRIBUTION_DATE,
            DISTRIBUTION,
            officer_name=name,
            officer_title=title,
            signed_on=signed_on,
        )
    assert codes(refused) == ["OFFICER_NOT_AUTHORISED"]


@pytest.mark.row("R-20b-1", "R-20b-2")
def test_the_chief_financial_officer_certifies_a_price(desk: Desk) -> None:
    notice = desk.apply(
        NoticeKind.RIGHT_PRICE,
        {"price": "0.85", "trading_day": "2003-06-13"},
        officer_name=FINANCE[0],
        officer_title=FINANCE[1],
    )
    assert notice.state == NoticeState.APPLIED
    assert Decimal(notice.facts["price"]) == Decimal("0.85")


@pytest.mark.parametrize("channel", ["EMAIL", "TELEPHONE", "carrier pigeon", ""])
def test_a_channel_the_agreement_does_not_name_is_refused(desk: Desk, channel: str) -> None:
    with pytest.raises(RefusedByGround) as refused:
        desk.receive(NoticeKind.DISTRIBUTION_DATE, DISTRIBUTION, channel=channel)
    assert codes(refused) == ["CHANNEL_NOT_FORMAL"]
    assert "§26" in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "facts", "told"),
    [
        (NoticeKind.RECORD_COUNT, {"as_of": "2000-10-23", "source": "report"}, "number of Common Shares"),
        (NoticeKind.RECORD_COUNT, {"shares": "many", "as_of": "2000-10-23", "source": "x"}, "'many'"),
        (NoticeKind.RECORD_COUNT, {"shares": "-5", "as_of": "2000-10-23", "source": "x"}, "'-5'"),
        (NoticeKind.RECORD_COUNT, {"shares": "1.0000001", "as_of": "2000-10-23", "source": "x"}, "1.0000001"),
        (NoticeKind.RECORD_COUNT, {"shares": 1.5, "as_of": "2000-10-23", "source": "x"}, "1.5"),
        (NoticeKind.DISTRIBUTION_DATE, {"limb": "TENDER_OFFER"}, "Distribution Date"),
        (NoticeKind.DISTRIBUTION_DATE, {**DISTRIBUTION, "limb": "1(q)"}, "limb"),
        (NoticeKind.DISTRIBUTION_DATE, {**DISTRIBUTION, "colour": "red"}, "nothing called colour"),
        (NoticeKind.LIST_CERTIFIED, {"shares": "100", "holders": "2"}, "instant as of which"),
        (
            NoticeKind.LIST_CERTIFIED,
            {"as_of": "2003-06-16T17:00", "shares": "1", "holders": "2"},
            "instant as of which",
        ),
        (NoticeKind.PRE_SEPARATION_NULLITY, {"persons": []}, "each person"),
    ],
)
def test_a_missing_or_unreadable_part_is_named(
    desk: Desk, kind: NoticeKind, facts: dict[str, Any], told: str
) -> None:
    with pytest.raises(RefusedByGround) as refused:
        desk.receive(kind, facts, effective_at=desk.at)
    assert codes(refused) == ["INSTRUCTION_PART_MISSING"]
    assert told in str(refused.value)
    assert not Notice.objects.exists()


def test_all_faults_of_form_are_told_at_once(desk: Desk) -> None:
    with pytest.raises(RefusedByGround) as refused:
        desk.receive(
            NoticeKind.RECORD_COUNT,
            {"as_of": "2000-10-23"},
            officer_title="Treasurer",
            channel="EMAIL",
            effective_at=desk.at,
        )
    assert codes(refused) == ["OFFICER_NOT_AUTHORISED", "CHANNEL_NOT_FORMAL", "INSTRUCTION_PART_MISSING"]


@pytest.mark.row("R-18b-1")
def test_no_notice_without_its_paper_nor_on_a_paper_of_another_plan(desk: Desk) -> None:
    with pytest.raises(RefusedByGround) as refused:
        desk.receive(NoticeKind.DISTRIBUTION_DATE, DISTRIBUTION, document=None)
    assert codes(refused) == ["NO_SUPPORTING_DOCUMENT"]
    with pytest.raises(NotOnTheBooks):
        desk.receive(NoticeKind.DISTRIBUTION_DATE, DISTRIBUTION, document=desk.paper(agreement=None))


def test_nothing_is_received_later_than_now_or_signed_after_its_receipt(desk: Desk) -> None:
    paper = desk.paper()
    with pytest.raises(InvalidRequest) as late:
        desk.receive(
            NoticeKind.DISTRIBUTION_DATE,
            DISTRIBUTION,
            document=paper,
            received_at=datetime(2003, 6, 17, 16, 13, tzinfo=UTC),
        )
    with pytest.raises(InvalidRequest) as signed:
        desk.receive(NoticeKind.DISTRIBUTION_DATE, DISTRIBUTION, document=paper, signed_on=date(2003, 6, 20))
    assert (codes(late), codes(signed)) == (["RECEIVED_AFTER_RECORDED"], ["SIGNED_AFTER_RECEIVED"])


def test_acceptance_waits_for_the_call_back_which_is_recorded_with_its_person(desk: Desk) -> None:
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


@pytest.mark.parametrize("day", ["2003-06-18", "2000-10-01"])
def test_a_distribution_date_that_cannot_be_is_asked_back(desk: Desk, day: str) -> None:
    notice = desk.authenticate(
        desk.receive(NoticeKind.DISTRIBUTION_DATE, {**DISTRIBUTION, "distribution_date": day})
    )
    assert notice.state == NoticeState.QUERIED
    assert notice.grounds[0]["code"] == "INSTRUCTION_OUTSIDE_AGREEMENT"
    with pytest.raises(RefusedByGround) as held:
        desk.request(notice)
    assert codes(held)[0] == "NOTICE_QUERIED"


@pytest.mark.row("R-20g-1")
def test_two_instructions_that_differ_hold_each_other(desk: Desk) -> None:
    release = desk.authenticate(desk.receive(NoticeKind.MAILING_REQUEST, {"mailer": "AGENT"}))
    assert release.state == NoticeState.AUTHENTICATED
    hold = desk.receive(
        NoticeKind.MAILING_REQUEST,
        {"mailer": "COMPANY"},
        officer_name=FINANCE[0],
        officer_title=FINANCE[1],
        effective_at=release.effective_at,
    )
    hold = desk.authenticate(hold)
    release.refresh_from_db()
    assert (release.state, hold.state) == (NoticeState.QUERIED, NoticeState.QUERIED)
    assert hold.grounds[0]["code"] == "INSTRUCTIONS_CONFLICT"
    assert "President" in hold.grounds[0]["message"]
    assert FINANCE[1] in hold.grounds[0]["message"]
    assert [stop.act for stop in standing_stops(desk.agreement, act="MAIL")] == ["MAIL", "MAIL"]
    assert not agent_mails(desk.agreement)


def test_a_notice_that_says_which_one_it_replaces_conflicts_with_nothing(desk: Desk) -> None:
    first = desk.authenticate(desk.receive(NoticeKind.MAILING_REQUEST, {"mailer": "AGENT"}))
    second = desk.apply(NoticeKind.MAILING_REQUEST, {"mailer": "COMPANY", "supersedes": first.number})
    first.refresh_from_db()
    assert (first.state, second.state) == (NoticeState.SUPERSEDED, NoticeState.APPLIED)


@pytest.mark.row("R-3a-10")
def test_the_company_mails_unless_it_asks_the_agent_in_writing(desk: Desk) -> None:
    assert not agent_mails(desk.agreement)
    desk.apply(NoticeKind.MAILING_REQUEST, {})
    assert agent_mails(desk.agreement)


@pytest.mark.row("R-3c-1", "R-20g-1")
def test_a_resolution_after_the_issue_is_asked_back_and_an_answer_lifts_the_query(desk: Desk) -> None:
    facts = {**SHARES, "issued_on": "2002-05-01", "issue": "options", "resolution_on": "2002-05-02"}
    notice = desk.authenticate(desk.receive(NoticeKind.SHARES_EXCLUDED, facts))
    assert notice.state == NoticeState.QUERIED
    assert [one["code"] for one in notice.grounds] == ["RESOLUTION_AFTER_ISSUE"]
    application = InstructionApplication.objects.get(notice=notice)
    assert application.state == "DRAFT"
    assert "§20(g)" in application.letter
    assert "5 Business Days" in application.letter
    company.send_application(application, sent_at=desk.at, at=desk.later())
    with pytest.raises(RightsError) as bare:
        company.answer_application(
            application, answer="It stands", confirms="CONFIRMED", document=None, at=desk.later()
        )
    assert codes(bare) == ["NO_SUPPORTING_DOCUMENT"]
    company.answer_application(
        application,
        answer="The Board determined that the exclusion stands",
        confirms="CONFIRMED",
        document=desk.paper(),
        at=desk.later(),
    )
    applied = desk.approve(desk.request(notice))
    assert applied.state == NoticeState.APPLIED
    assert [one["code"] for one in applied.grounds] == ["RESOLUTION_AFTER_ISSUE"]


def test_an_answer_that_withdraws_the_notice_supersedes_it(desk: Desk) -> None:
    facts = {**SHARES, "issued_on": "2002-05-01", "resolution_on": "2002-05-02"}
    notice = desk.authenticate(desk.receive(NoticeKind.SHARES_EXCLUDED, facts))
    application = notice.applications.get()
    company.send_application(application, sent_at=desk.at, at=desk.later())
    company.answer_application(
        application, answer="Withdrawn", confirms="WITHDRAWN", document=desk.paper(), at=desk.later()
    )
    notice.refresh_from_db()
    assert notice.state == NoticeState.SUPERSEDED


@pytest.fixture
def application(desk: Desk) -> InstructionApplication:
    """An application sent on 3 July 2003."""
    facts = {**SHARES, "issued_on": "2002-05-01", "resolution_on": "2002-05-02"}
    notice = desk.authenticate(desk.receive(NoticeKind.SHARES_EXCLUDED, facts))
    desk.at = datetime(2003, 7, 3, 18, 0, tzinfo=UTC)
    return company.send_application(notice.applications.get(), sent_at=desk.at, at=desk.at)


@pytest.mark.row("R-20g-2")
def test_the_stated_date_is_five_business_days_after_actual_receipt(
    desk: Desk, application: InstructionApplication
) -> None:
    with pytest.raises(RightsError) as unreceived:
        company.state_date(application, day=date(2003, 7, 11))
    assert codes(unreceived) == ["APPLICATION_NOT_RECEIVED"]
    received = company.record_receipt(
        application, officer="Rowan T. Ellery, President", received_at=desk.at, at=desk.at
    )
    assert received.earliest_date == date(2003, 7, 11)
    with pytest.raises(RightsError) as early:
        company.state_date(received, day=date(2003, 7, 10))
    assert codes(early) == ["APPLICATION_DATE_TOO_EARLY"]
    assert "2003-07-11" in str(early.value)
    assert company.state_date(received, day=date(2003, 7, 11)).stated_date == date(2003, 7, 11)


@pytest.mark.row("R-20g-2")
def test_silence_authorises_the_proposal_posts_nothing_and_lifts_no_query(
    desk: Desk, application: InstructionApplication
) -> None:
    company.record_receipt(application, officer="Rowan T. Ellery", received_at=desk.at, at=desk.at)
    company.state_date(application, day=date(2003, 7, 11))
    with pytest.raises(RightsError) as early:
        company.attest_unanswered(application, by=desk.maker, at=datetime(2003, 7, 11, 6, 0, tzinfo=UTC))
    assert codes(early) == ["APPLICATION_DATE_TOO_EARLY"]
    desk.at = datetime(2003, 7, 11, 18, 0, tzinfo=UTC)
    attested = company.attest_unanswered(application, by=desk.maker, at=desk.at)
    assert attested.state == "DEEMED_AUTHORISED"
    assert not BookEntry.objects.exists()
    with pytest.raises(RefusedByGround) as held:
        desk.request(attested.notice)
    assert codes(held)[0] == "NOTICE_QUERIED"


@pytest.mark.row("R-20g-3")
def test_an_officer_consents_in_writing_to_an_earlier_date(
    desk: Desk, application: InstructionApplication
) -> None:
    company.record_receipt(application, officer="Rowan T. Ellery", received_at=desk.at, at=desk.at)
    consent = {"day": date(2003, 7, 8), "officer_name": FINANCE[0], "officer_title": FINANCE[1]}
    for document in (None, desk.paper()):  # nothing on paper, and a paper nobody signed
        with pytest.raises(RightsError) as oral:
            company.consent_to_date(application, document=document, **consent)
        assert codes(oral) == ["CONSENT_NOT_WRITTEN"]
    signed = desk.paper(signed_on=date(2003, 7, 3))
    assert company.consent_to_date(application, document=signed, **consent).stated_date == date(2003, 7, 8)
    desk.at = datetime(2003, 7, 7, 18, 0, tzinfo=UTC)
    answered = company.answer_application(
        application, answer="Do not", confirms="WITHDRAWN", document=desk.paper(), at=desk.at
    )
    assert answered.state == "ANSWERED"
    with pytest.raises(Conflict):
        company.attest_unanswered(application, by=desk.maker, at=datetime(2003, 7, 9, 18, 0, tzinfo=UTC))


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
    assert company.price_fractions(desk.agreement, at=desk.at) == 0
    desk.apply(NoticeKind.RIGHT_PRICE, {"price": "0.85", "trading_day": "2003-06-13"})
    desk.apply_record_count()
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
