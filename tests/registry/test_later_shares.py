"""Rights issued with later Common Shares: the Company's notice, held or accepted by two people (§22)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from agreement.errors import RefusedByGround, RightsError
from certificates.selectors.print_runs import waiting_for_print
from registry.models import (
    BookEntry,
    ControlAccount,
    InstructionApplication,
    Lot,
    LotTaint,
    Notice,
    NoticeKind,
    RegisteredHolder,
    RightsCertificate,
)
from registry.services import approvals, company
from registry.services.books import request_entry
from tests.certificates.runs import Press
from tests.registry.company_desk import codes, company_reply, signed_paper
from tests.registry.later_shares import (
    EMPLOYEE,
    FINDING,
    KNOWN,
    OPTIONS,
    PLACEMENT,
    issued,
    make_september,
    told,
)
from tests.registry.nullity_scene import NullityDesk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db: None) -> NullityDesk:
    return make_september()


def traces() -> tuple[int, ...]:
    tables = (BookEntry, Lot, RightsCertificate, RegisteredHolder)
    return tuple(table.objects.count() for table in tables)


def accepted(desk: NullityDesk, notice: Notice) -> Notice:
    approval = company.request_acceptance(notice, maker=desk.plan.maker, at=desk.plan.tick())
    done: Notice = desk.press.approve(approval)
    return done


def asked_back(desk: NullityDesk, notice: Notice) -> list[str]:
    """What a queried notice is held for; asking for its acceptance names the same, and writes nothing."""
    assert notice.state == "QUERIED"
    before = traces()
    with pytest.raises(RefusedByGround) as refused:
        company.request_acceptance(notice, maker=desk.plan.maker, at=desk.plan.tick())
    assert traces() == before
    kept = [one["code"] for one in notice.grounds]
    assert codes(refused) == ["NOTICE_QUERIED", *kept]
    return kept


@pytest.mark.row("R-22-2", "R-4a-3", "R-0-3")
def test_option_shares_bring_rights_on_certificates_dated_at_their_issue(desk: NullityDesk) -> None:
    before = ControlAccount.objects.latest("id").total
    highest = RightsCertificate.objects.latest("number").number
    notice = accepted(desk, told(desk))
    entry, certificates = issued(notice)
    assert (notice.state, entry.kind, entry.section) == ("APPLIED", "ISSUE", "22(a)")
    assert (entry.rights_created, entry.rights_closed, entry.rights_retired) == (10_000, 0, 0)
    assert [
        (one.number - highest, one.holder.account, one.rights, one.dated, one.legend_class)
        for one in certificates
    ] == [
        (1, "E00001", 6_000, date(2003, 9, 1), "GENERAL"),
        (2, "A00001", 4_000, date(2003, 9, 1), "GENERAL"),
    ]
    assert certificates[0].registration == EMPLOYEE["registration"]
    assert (entry.effective_at.date(), entry.received_at) == (date(2003, 9, 2), notice.received_at)
    assert entry.document == notice.document
    assert ControlAccount.objects.latest("id").total == before + 10_000
    assert sum(lot.rights for lot in Lot.objects.filter(opened_by=entry, parent=None)) == 10_000
    assert desk.findings() == []


@pytest.mark.row("R-22-2", "R-5a-2")
def test_its_certificates_wait_for_the_next_print_run_and_are_drawn_in_it(desk: NullityDesk) -> None:
    before = waiting_for_print(desk.agreement)
    entry, _ = issued(accepted(desk, told(desk)))
    after = waiting_for_print(desk.agreement)
    assert {name: after[name] - before[name] for name in after} == {
        "entries": 1,
        "certificates": 2,
        "rights": 10_000,
    }
    press = Press(desk.plan, entry)
    run = press.draw(press.lock())
    assert (run.certificate_count, run.rights_total) == (2, 10_000)
    assert run.state == "PROOFED"


@pytest.mark.row("R-22-3")
def test_a_private_placement_brings_rights_on_the_boards_finding_alone(desk: NullityDesk) -> None:
    bare = told(desk, PLACEMENT)
    assert asked_back(desk, bare) == ["BOARD_DETERMINATION_REQUIRED"]
    (found,) = bare.grounds
    assert (found["clause"], found["effect"]) == ("22(b)", "QUERY")
    notice = accepted(desk, told(desk, PLACEMENT, **FINDING, supersedes=bare.number))
    entry, certificates = issued(notice)
    assert (entry.section, entry.rights_created) == ("22(b)", 500_000)
    assert [one.rights for one in certificates] == [500_000]
    bare.refresh_from_db()
    assert bare.state == "SUPERSEDED"
    assert desk.findings() == []


@pytest.mark.row("R-22-3", "R-20g-1")
def test_an_answer_settles_a_question_for_the_board_with_the_day_of_its_determination_alone(
    desk: NullityDesk,
) -> None:
    notice, plan = told(desk, PLACEMENT), desk.plan
    assert asked_back(desk, notice) == ["BOARD_DETERMINATION_REQUIRED"]
    application = notice.applications.get()
    company.send_application(application, sent_at=plan.at, by=plan.maker, at=plan.tick())
    reply = company_reply("It stands", "CONFIRMED", at=plan.at)
    with pytest.raises(RightsError) as undated:
        company.answer_application(
            application, reply, document=signed_paper(plan), by=plan.maker, at=plan.tick()
        )
    assert codes(undated) == ["INSTRUCTION_PART_MISSING"]
    assert "determination of the Board" in str(undated.value)
    assert asked_back(desk, notice) == ["BOARD_DETERMINATION_REQUIRED"]
    dated = replace(reply, board_determined_on=date(2003, 9, 1))
    company.answer_application(application, dated, document=signed_paper(plan), by=plan.maker, at=plan.tick())
    assert asked_as_settled(notice) == {"BOARD_DETERMINATION_REQUIRED"}
    InstructionApplication.objects.filter(pk=application.pk).update(board_determined_on=None)
    assert asked_as_settled(notice) == set()  # one answered before the day was asked for settles nothing


def asked_as_settled(notice: Notice) -> set[str]:
    """The codes that answered applications settled."""
    return {code for code, _ in company.answered_grounds(notice)}


@pytest.mark.row("R-22-4")
@pytest.mark.parametrize("left_out", ["tax", "adjustment"])
def test_a_missing_statement_holds_it_and_no_bare_confirmation_takes_its_place(
    desk: NullityDesk, left_out: str
) -> None:
    notice = told(desk, **{left_out: None})
    assert asked_back(desk, notice) == ["SECTION22_STATEMENT_MISSING"]
    application = notice.applications.get()
    assert "no Rights Certificates" in application.proposal
    company.send_application(application, sent_at=desk.plan.at, by=desk.plan.maker, at=desk.plan.tick())
    company.answer_application(
        application,
        company_reply("It stands", "CONFIRMED", at=desk.plan.at),
        document=signed_paper(desk.plan),
        by=desk.plan.maker,
        at=desk.plan.tick(),
    )
    assert asked_back(desk, notice) == ["SECTION22_STATEMENT_MISSING"]
    entry, _ = issued(accepted(desk, told(desk, supersedes=notice.number)))
    assert entry.rights_created == 10_000


@pytest.mark.row("R-22-2", "R-22-4")
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        pytest.param({"case": None}, "GROUND_22_REQUIRED", marks=pytest.mark.refusal("GROUND_22_REQUIRED")),
        pytest.param({"tax": "RISK_REPORTED"}, "SECTION22_BAR", marks=pytest.mark.refusal("SECTION22_BAR")),
        ({"adjustment": "MADE_INSTEAD"}, "SECTION22_BAR"),
        ({"shares": "10001"}, "RECIPIENTS_DO_NOT_TIE"),
        ({"issued_on": "2003-06-16"}, "ISSUE_OUTSIDE_SECTION22"),
        ({"issued_on": "2003-09-04"}, "SHARES_NOT_ISSUED_YET"),
        ({"recipients": [EMPLOYEE | {"address": "", "city": ""}, KNOWN]}, "BOOK_ENTRY_INCOMPLETE"),
        ({"recipients": [EMPLOYEE, KNOWN | {"registration": "Nobody"}]}, "ACCOUNT_NAMED_OTHERWISE"),
        ({"recipients": [EMPLOYEE | {"registration": "青木"}, KNOWN]}, "GLYPH_NOT_IN_FONT"),
        (
            {"recipients": [EMPLOYEE | {"shares": "5999.5"}, KNOWN | {"shares": "4000.5"}]},
            "RIGHTS_PER_SHARE_NOT_WHOLE",
        ),
    ],
)
def test_what_does_not_fit_the_section_or_the_books_is_asked_back(
    desk: NullityDesk, changed: dict[str, Any], code: str
) -> None:
    assert set(asked_back(desk, told(desk, **changed))) == {code}


@pytest.mark.row("R-4a-1")
def test_without_an_approved_form_nothing_is_issued(desk: NullityDesk) -> None:
    desk.plan.form.company_approval = None
    desk.plan.form.save()
    notice = told(desk)
    assert asked_back(desk, notice) == ["TEMPLATE_NOT_APPROVED"]
    desk.plan.form.company_approval = desk.plan.document
    desk.plan.form.save()
    assert issued(accepted(desk, notice))[0].rights_created == 10_000  # the query falls with its reason


@pytest.mark.row("R-4b-1", "R-7e-1")
def test_rights_of_an_account_that_a_notice_makes_void_are_void_and_bear_the_legend(
    desk: NullityDesk,
) -> None:
    owner = RegisteredHolder.objects.get(account=KNOWN["account"])
    event = desk.notified(desk.position(owner))
    desk.nullify(event)
    entry, (clean, void) = issued(accepted(desk, told(desk)))
    assert (clean.legend_class, clean.taint_class) == ("GENERAL", "")
    assert (void.holder, void.legend_class, void.taint_class) == (owner, "NULLITY", "I")
    (mark,) = LotTaint.objects.filter(marked_by=entry)
    assert (mark.notice, mark.void_from, mark.lot.rights) == (event, desk.event_at, 4_000)
    assert desk.findings() == []


@pytest.mark.row("R-4b-1", "R-7e-1")
def test_where_a_notice_names_a_number_no_more_than_is_left_of_it_are_marked(desk: NullityDesk) -> None:
    owner = RegisteredHolder.objects.get(account=KNOWN["account"])
    held = Lot.objects.get(holder=owner, closed_by=None).rights
    notice = desk.authenticate(
        desk.receive(
            NoticeKind.NULLITY,
            {
                "persons": [desk.position(owner, rights=held + 1_000)],
                "event_at": desk.event_at.isoformat(),
                "transferees": "NAMED",
            },
        )
    )
    application = notice.applications.get()
    company.answer_application(
        company.send_application(application, sent_at=desk.plan.at, by=desk.plan.maker, at=desk.plan.tick()),
        company_reply("It stands", "CONFIRMED", at=desk.plan.at),
        document=signed_paper(desk.plan),
        by=desk.plan.maker,
        at=desk.plan.tick(),
    )
    desk.nullify(accepted(desk, notice))
    entry, certificates = issued(accepted(desk, told(desk)))
    assert [(one.holder.account, one.rights, one.taint_class) for one in certificates] == [
        ("E00001", 6_000, ""),
        ("A00001", 3_000, ""),
        ("A00001", 1_000, "I"),
    ]
    assert (entry.rights_created, desk.findings()) == (10_000, [])


@pytest.mark.row("R-22-2")
def test_the_preview_is_what_is_posted_and_writes_nothing(desk: NullityDesk) -> None:
    notice = told(desk)
    before = traces()
    seen = company.preview_acceptance(notice, at=desk.plan.tick())
    assert traces() == before
    assert seen.posting is not None
    assert (seen.queried, seen.posting.rights_created) == ((), 10_000)
    _, certificates = issued(accepted(desk, notice))
    assert [(one.holder, one.rights_count, one.dated) for one in seen.posting.certificates] == [
        (one.holder.account, one.rights, one.dated) for one in certificates
    ]


def test_the_request_holds_no_names_and_a_changed_register_is_refused(desk: NullityDesk) -> None:
    notice = told(desk)
    approval = company.request_acceptance(notice, maker=desk.plan.maker, at=desk.plan.tick())
    assert "posts ISSUE of +10,000 Rights" in approval.summary
    assert EMPLOYEE["registration"] not in str(approval.request)
    assert EMPLOYEE["address"] not in str(approval.request)
    desk.notified(desk.position(RegisteredHolder.objects.get(account=KNOWN["account"])))
    with pytest.raises(RightsError) as refused:
        approvals.approve(approval.request_hash, approver=desk.plan.approver, at=desk.plan.tick())
    assert refused.value.code == "REQUEST_CHANGED_AFTER_APPROVAL"
    assert not BookEntry.objects.filter(approval=approval).exists()


def test_the_same_shares_do_not_count_twice(desk: NullityDesk) -> None:
    first = accepted(desk, told(desk))
    again = told(desk)
    assert again.state == "QUERIED"
    (found,) = again.grounds
    assert (found["code"], f"notice {first.number} said this" in found["message"]) == (
        "INSTRUCTION_OUTSIDE_AGREEMENT",
        True,
    )


def test_a_plain_notice_of_shares_after_the_separation_is_pointed_to_the_section(desk: NullityDesk) -> None:
    facts = {"shares": "10000", "issued_on": "2003-09-01"}
    notice = desk.authenticate(desk.receive(NoticeKind.SHARES_ISSUED, facts))
    assert [(one["code"], one["clause"]) for one in notice.grounds] == [("ISSUE_AFTER_SEPARATION", "3(c);22")]


def test_an_issue_goes_by_a_correcting_entry_alone(desk: NullityDesk) -> None:
    notice = accepted(desk, told(desk))
    entry, _ = issued(notice)
    again = told(desk, supersedes=notice.number, issue="another name")
    assert "NOTICE_EFFECT_STANDS" in [one["code"] for one in again.grounds]
    lots = Lot.objects.filter(opened_by=entry)
    request = desk.plan.entry(
        "CORRECT",
        "22(a)",
        corrects=entry.pk,
        memorandum="The shares were never issued",
        close=[{"lot": lot.pk, "retired_as": "CANCELLED"} for lot in lots],
    )
    approval = request_entry(
        desk.agreement, entry=request, summary="Reverse", maker=desk.plan.maker, at=desk.plan.tick()
    )
    reversed_by = desk.press.approve(approval)
    assert reversed_by.rights_retired == 10_000
    assert not lots.filter(closed_by=None).exists()
    assert desk.findings() == []


def test_its_form_names_every_part_that_is_missing(desk: NullityDesk) -> None:
    twice = [EMPLOYEE, EMPLOYEE]
    nowhere = [EMPLOYEE | {"country": "XX"}]
    for recipients in (None, [], twice, nowhere, [{"account": "E1"}], "E1"):
        with pytest.raises(RefusedByGround) as refused:
            told(desk, recipients=recipients)
        assert codes(refused) == ["INSTRUCTION_PART_MISSING"]
        assert "each account with the shares issued to it" in str(refused.value)
    assert OPTIONS["recipients"] == [EMPLOYEE, KNOWN]
