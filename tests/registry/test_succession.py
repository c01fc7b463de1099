"""The office of the Rights Agent ends and begins: by two people, with what is mailed, who acts (19, 21)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from agreement.errors import Conflict, RefusedByGround, RightsError
from agreement.succession import AddresseeRole, AdoptionMode, MailedTo, Qualification, SuccessionKind
from registry.models import (
    AgentAppointment,
    Approval,
    AuditRecord,
    Notice,
    NoticeDue,
    NoticeKind,
    NoticeState,
    SuccessionRecord,
)
from registry.selectors.agreements import agent_in_office
from registry.selectors.openings import opening_facts
from registry.selectors.succession import acting_name, terms_of_office, vacancy
from registry.services import approvals
from registry.services.succession import Succession, examined, request_succession
from registry.verifier import verify
from tests.books.books import Plan
from tests.registry.company_desk import Desk, codes, make_desk
from tests.registry.opened import accept_list, listed, make_opening_plan, separate

BANK = Qualification(
    "New York", "Certificate of 2 January", "Corporate trust", "Federal Reserve", Decimal(75_000_000)
)
EVIDENCE = {
    "organised_under": "New York", "good_standing": "Certificate", "powers": "Corporate trust",
    "supervised_by": "Federal Reserve", "capital": "75000000",
}  # fmt: skip
SUCCESSOR = "Larkspur Trust Company"
TOLD = (
    MailedTo(AddresseeRole.COMPANY, "Alder Harbor Systems", "CERTIFIED_MAIL"),
    MailedTo(AddresseeRole.TRANSFER_AGENT, "Quill Transfer", "REGISTERED_MAIL"),
    MailedTo(AddresseeRole.TRANSFER_AGENT, "Preferred Transfer", "CERTIFIED_MAIL"),
    MailedTo(AddresseeRole.HOLDERS, "", "FIRST_CLASS_MAIL"),
)
RESIGNATION = Succession(
    kind=SuccessionKind.RESIGNATION,
    effective_on=date(2004, 2, 14),
    mailed_on=date(2004, 1, 15),
    mailed_to=TOLD,
)
APPOINTED = {"successor": SUCCESSOR, "effective_on": "2004-02-14", **EVIDENCE}


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk(at=datetime(2004, 1, 15, 18, tzinfo=UTC))


def ask(desk: Desk, told: Succession, **changed: Any) -> Approval:
    document = changed.get("document", ...)
    document = desk.paper() if document is ... else document
    return request_succession(desk.agreement, told, document=document, maker=desk.maker, at=desk.later())


def record(desk: Desk, told: Succession) -> SuccessionRecord:
    made = desk.approve(ask(desk, told))
    assert isinstance(made, SuccessionRecord)
    desk.agreement.refresh_from_db()
    return made


def refused(desk: Desk, told: Succession, **changed: Any) -> RightsError:
    with pytest.raises(RightsError) as error:
        ask(desk, told, **changed)
    assert not Approval.objects.filter(kind="RECORD_SUCCESSION").exists()
    assert not SuccessionRecord.objects.exists()
    return error.value


def change(told: Succession, **parts: Any) -> Succession:
    return Succession(**{name: getattr(told, name) for name in told.__dataclass_fields__} | parts)


def office_on(desk: Desk, day: date) -> str | None:
    found = agent_in_office(desk.agreement, day=day)
    return found.agent_name if found else None


@pytest.mark.row("R-21-1")
def test_a_resignation_ends_the_term_and_is_due_to_each_by_its_class_of_mail(desk: Desk) -> None:
    agent = desk.agreement.agent_name
    made = record(desk, RESIGNATION)
    assert (office_on(desk, date(2004, 2, 13)), office_on(desk, date(2004, 2, 14))) == (agent, None)
    assert made.ended is not None
    due = [(row.mailing_kind, row.addressees, row.due_by) for row in NoticeDue.objects.order_by("id")]
    assert due == [
        ("AGENT_RESIGNED", "Alder Harbor Systems, by certified mail", date(2004, 1, 15)),
        ("AGENT_RESIGNED", "Quill Transfer, by registered mail", date(2004, 1, 15)),
        ("AGENT_RESIGNED", "Preferred Transfer, by certified mail", date(2004, 1, 15)),
        ("AGENT_RESIGNED", "the registered holders, by first-class mail, postage prepaid", date(2004, 1, 15)),
        ("AGENT_DEPOSITORY", "each registered securities depository", date(2004, 2, 4)),
    ]
    assert NoticeDue.objects.get(mailing_kind="AGENT_DEPOSITORY").section == "17 CFR 240.17Ad-16"
    act = AuditRecord.objects.get(act="SUCCESSION_RECORDED")
    assert act.actor == desk.approver


@pytest.mark.refusal("MAIL_CLASS_WRONG", "RESIGNATION_NOTICE_SHORT")
@pytest.mark.row("R-21-1")
def test_a_resignation_too_soon_or_by_another_class_of_mail_is_refused_and_a_defect_may_be_recorded(
    desk: Desk,
) -> None:
    short = refused(desk, change(RESIGNATION, effective_on=date(2004, 2, 13)))
    assert short.code == "RESIGNATION_NOTICE_SHORT"
    wrong = change(RESIGNATION, mailed_to=(*TOLD[:3], MailedTo(AddresseeRole.HOLDERS, "", "EMAIL")))
    assert refused(desk, wrong).code == "MAIL_CLASS_WRONG"
    assert office_on(desk, date(2004, 3, 1)) == desk.agreement.agent_name
    made = record(desk, change(wrong, memorandum="Mailed so on 15 January; mailed again by first class"))
    assert [one["code"] for one in made.grounds] == ["MAIL_CLASS_WRONG"]
    assert office_on(desk, date(2004, 3, 1)) is None


def test_a_resignation_without_day_of_mailing_or_addressees_lacks_parts(desk: Desk) -> None:
    error = refused(desk, change(RESIGNATION, mailed_on=None, mailed_to=TOLD[:1]))
    assert error.code == "INSTRUCTION_PART_MISSING"
    assert "the day of mailing, a transfer agent" in str(error)
    assert refused(desk, RESIGNATION, document=None).code == "NO_SUPPORTING_DOCUMENT"


def test_the_second_person_is_another_and_what_changed_since_is_refused(desk: Desk) -> None:
    asked, other = ask(desk, RESIGNATION), ask(desk, change(RESIGNATION, effective_on=date(2004, 2, 20)))
    desk.approve(asked)
    with pytest.raises(Conflict) as late:
        desk.approve(other)
    assert late.value.code == "REQUEST_CHANGED_AFTER_APPROVAL"
    assert SuccessionRecord.objects.count() == 1


@pytest.mark.refusal("SUCCESSOR_OVERDUE")
@pytest.mark.row("R-21-4", "R-21-5")
def test_the_companys_days_run_from_the_resignation_until_a_court_appoints(desk: Desk) -> None:
    assert vacancy(desk.agreement, at=desk.at) is None
    record(desk, RESIGNATION)
    desk.at = datetime(2004, 2, 4, 18, tzinfo=UTC)
    waiting = vacancy(desk.agreement, at=desk.at)
    assert waiting is not None
    assert (waiting.ends_on, [one.code for one in waiting.grounds]) == (date(2004, 2, 14), ["SUCCESSOR_DUE"])
    desk.at = datetime(2004, 2, 14, 18, tzinfo=UTC)
    waiting = vacancy(desk.agreement, at=desk.at)
    assert waiting is not None
    assert [one.code for one in waiting.grounds] == ["SUCCESSOR_OVERDUE"]
    order = Succession(
        kind=SuccessionKind.COURT_APPOINTMENT,
        effective_on=date(2004, 3, 10),
        successor=SUCCESSOR,
        qualification=BANK,
    )
    made = record(desk, order)
    assert made.begun is not None
    assert (office_on(desk, date(2004, 3, 9)), office_on(desk, date(2004, 3, 10))) == (None, SUCCESSOR)
    assert vacancy(desk.agreement, at=desk.at) is None


@pytest.mark.refusal("INSPECTION_NOT_RECORDED")
@pytest.mark.row("R-21-3")
def test_a_holders_notice_of_incapacity_needs_the_certificate_inspected_and_starts_the_days(
    desk: Desk,
) -> None:
    told = Succession(
        kind=SuccessionKind.INCAPACITY, effective_on=date(2004, 1, 14), given_by_holder="Ada Quill"
    )
    assert refused(desk, told).code == "INSPECTION_NOT_RECORDED"
    record(desk, change(told, inspected_certificate=4_001, inspected_on=date(2004, 1, 13)))
    waiting = vacancy(desk.agreement, at=desk.at)
    assert waiting is not None
    assert waiting.ends_on == date(2004, 2, 13)
    assert office_on(desk, date(2004, 1, 20)) == desk.agreement.agent_name
    due = NoticeDue.objects.get(mailing_kind="AGENT_DEPOSITORY")  # learned of too late for the ten days
    assert (due.section, due.due_by) == ("17 CFR 240.17Ad-16", date(2004, 1, 15))


@pytest.mark.row("R-21-6", "R-21-9")
def test_the_companys_appointment_with_its_evidence_begins_a_term_and_its_notices_are_due(desk: Desk) -> None:
    record(desk, RESIGNATION)
    notice = desk.apply(NoticeKind.AGENT_APPOINTED, APPOINTED)
    assert notice.state == NoticeState.APPLIED
    assert office_on(desk, date(2004, 2, 14)) == SUCCESSOR
    made = SuccessionRecord.objects.get(notice=notice)
    assert (made.kind, made.facts["predecessor"]) == ("APPOINTMENT", desk.agreement.agent_name)
    assert [one["code"] for one in made.grounds] == ["APPOINTMENT_NOTICE_LATE"]  # neither day is stated
    due = NoticeDue.objects.filter(mailing_kind="AGENT_APPOINTED").order_by("id")
    assert [(row.addressees, row.due_by) for row in due] == [
        ("the predecessor and each transfer agent, filed", date(2004, 2, 14)),
        ("the registered holders, mailed", date(2004, 2, 14)),
    ]


@pytest.mark.refusal("SUCCESSOR_NOT_ELIGIBLE")
@pytest.mark.row("R-21-6")
def test_an_appointment_without_the_capital_is_asked_back_and_no_answer_replaces_the_evidence(
    desk: Desk,
) -> None:
    record(desk, RESIGNATION)
    poor = {**APPOINTED, "capital": "49900000"}
    notice = desk.authenticate(desk.receive(NoticeKind.AGENT_APPOINTED, poor))
    assert (notice.state, [one["code"] for one in notice.grounds]) == (
        NoticeState.QUERIED,
        ["SUCCESSOR_NOT_ELIGIBLE"],
    )
    desk.let_stand(notice)
    with pytest.raises(RefusedByGround) as refusal:
        desk.approve(desk.request(notice))
    assert codes(refusal) == ["SUCCESSOR_NOT_ELIGIBLE"]
    assert office_on(desk, date(2004, 2, 14)) is None
    parent = {**APPOINTED, "affiliate_of": "Juniper Bancorp", "supersedes": notice.number}
    desk.apply(NoticeKind.AGENT_APPOINTED, parent)
    assert office_on(desk, date(2004, 2, 14)) == SUCCESSOR


@pytest.mark.refusal("TWO_PRINCIPAL_AGENTS")
@pytest.mark.row("R-21-7")
def test_nobody_is_appointed_beside_an_agent_in_office(desk: Desk) -> None:
    notice = desk.authenticate(desk.receive(NoticeKind.AGENT_APPOINTED, APPOINTED))
    assert [one["code"] for one in notice.grounds] == ["TWO_PRINCIPAL_AGENTS"]
    court = Succession(
        kind=SuccessionKind.COURT_APPOINTMENT,
        effective_on=date(2004, 2, 14),
        successor=SUCCESSOR,
        qualification=BANK,
    )
    assert refused(desk, court).code == "TWO_PRINCIPAL_AGENTS"
    assert not AgentAppointment.objects.filter(agent_name=SUCCESSOR).exists()


@pytest.mark.row("R-21-2", "R-21-10")
def test_a_removal_makes_the_companys_mailings_due_and_a_defect_of_one_undoes_nothing(desk: Desk) -> None:
    desk.at = datetime(2004, 3, 3, 18, tzinfo=UTC)
    facts = {"mailed_on": "2004-03-01", "effective_on": "2004-03-31"}
    desk.apply(NoticeKind.AGENT_REMOVED, facts, channel="CERTIFIED_MAIL")
    due = NoticeDue.objects.filter(mailing_kind="AGENT_REMOVED").order_by("id")
    assert [(row.addressees, row.due_by) for row in due] == [
        ("each transfer agent, by the Company, by registered mail or certified mail", date(2004, 3, 1)),
        ("the registered holders, by the Company, by first-class mail, postage prepaid", date(2004, 3, 1)),
    ]
    assert office_on(desk, date(2004, 3, 31)) is None
    waiting = vacancy(desk.agreement, at=desk.at)
    assert waiting is not None
    assert waiting.ends_on == date(2004, 3, 31)


@pytest.mark.row("R-19a-1")
def test_after_a_merger_the_survivor_acts_from_its_day_without_another_act(desk: Desk) -> None:
    agent = desk.agreement.agent_name
    told = Succession(kind=SuccessionKind.MERGER, effective_on=date(2008, 1, 2), successor="NewAgent")
    assert refused(desk, told).code == "SUCCESSOR_NOT_ELIGIBLE"
    record(desk, change(told, qualification=BANK))
    days = [date(2008, 1, 1), date(2008, 1, 2)]
    assert [acting_name(desk.agreement, day=day) for day in days] == [agent, "NewAgent"]
    assert [office_on(desk, day) for day in days] == [agent, "NewAgent"]
    assert desk.agreement.agent_name == agent  # the party that the agreement names


@pytest.mark.row("R-19b-1")
def test_the_gates_follow_a_change_of_name_and_close_for_a_predecessor(db: None) -> None:
    plan = make_opening_plan()
    plan.attach(1_000)
    separate(plan)
    accepted = accept_list(plan, [listed("1", 1_000)])
    # Recorded late: what was entered meanwhile in the prior name stands, for the office went on.
    renamed = "Example Agent Trust"
    settle(
        plan,
        Succession(kind=SuccessionKind.CHANGE_OF_NAME, effective_on=date(2003, 5, 1), successor=renamed),
    )
    facts = opening_facts(accepted, at=datetime(2003, 6, 25, 18, tzinfo=UTC))
    assert (facts.agent, facts.agent_in_office) == (renamed, renamed)
    assert [term.cause for term in terms_of_office(plan.agreement)] == [None, SuccessionKind.CHANGE_OF_NAME]


def settle(plan: Plan, told: Succession) -> SuccessionRecord:
    asked = request_succession(plan.agreement, told, document=plan.document, maker=plan.maker, at=plan.tick())
    made = approvals.approve(asked.request_hash, approver=plan.approver, at=plan.tick())
    assert isinstance(made, SuccessionRecord)
    return made


@pytest.mark.refusal("ADOPTION_NOT_ALLOWED")
@pytest.mark.row("R-19a-2", "R-5a-3")
def test_a_countersignature_of_the_predecessor_is_adopted_only_under_a_succession(db: None) -> None:
    plan = make_opening_plan()
    plan.attach(5_000)
    separate(plan)
    plan.issue((plan.holder("1"), 600), (plan.holder("2"), 400))
    sheet = {
        "kind": "COUNTERSIGNED",
        "first": 1,
        "last": 1,
        "happened_on": "2003-06-22",
        "signatory": plan.signatory.pk,
    }
    plan.post(plan.entry("PAPER", "5(a)", events=[{**sheet, "manifest_hash": None, "reason": ""}]))
    adoption = Succession(
        kind=SuccessionKind.ADOPTION,
        effective_on=date(2003, 6, 25),
        first=1,
        last=1,
        mode=AdoptionMode.ADOPTED,
    )
    with pytest.raises(RefusedByGround) as bare:
        settle(plan, adoption)
    assert codes(bare) == ["ADOPTION_NOT_ALLOWED"]
    merger = Succession(
        kind=SuccessionKind.MERGER, effective_on=date(2003, 6, 24), successor="NewAgent", qualification=BANK
    )
    settle(plan, merger)
    made = settle(plan, adoption)
    assert (made.facts["mode"], made.facts["first"], made.facts["last"]) == ("ADOPTED", 1, 1)
    with pytest.raises(RefusedByGround) as unsigned:
        settle(plan, change(adoption, last=2))
    assert "certificate 2" in str(unsigned.value)
    settle(plan, change(adoption, first=2, last=2, mode=AdoptionMode.OWN_NAME))


@pytest.mark.row("R-21-7")
def test_an_installation_acts_for_a_successor_once_two_people_recorded_it(desk: Desk) -> None:
    record(desk, RESIGNATION)
    taking_up = Succession(kind=SuccessionKind.TAKING_UP, effective_on=date(2004, 2, 14), successor=SUCCESSOR)
    with pytest.raises(RightsError) as nobody:
        ask(desk, taking_up)
    assert nobody.value.code == "NO_AGENT_IN_OFFICE"
    desk.apply(NoticeKind.AGENT_APPOINTED, APPOINTED)
    assert (
        acting_name(desk.agreement, day=date(2004, 2, 14)) != SUCCESSOR
    )  # the predecessor's own installation
    record(desk, taking_up)
    assert acting_name(desk.agreement, day=date(2004, 2, 14)) == SUCCESSOR
    assert not [found for found in verify([desk.agreement.code]).findings if found.table != "database"]


def test_what_would_be_told_is_shown_before_it_is_asked_for(desk: Desk) -> None:
    told = change(RESIGNATION, effective_on=date(2004, 2, 1))
    assert [one.code for one in examined(desk.agreement, told, at=desk.at)] == ["RESIGNATION_NOTICE_SHORT"]
    assert Notice.objects.count() == 0
