"""What is kept as it was filed and written once later: informal messages, accesses of holders (26, 30)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from certificates.models import StatusInquiry
from exercises.models import DepositInstruction, OrderList, Payout
from registry.models import (
    AdjustmentWorksheet,
    Approval,
    AssuranceRequest,
    BooksExport,
    BooksPackage,
    ClaimCode,
    CopyConsent,
    Delegate,
    Expense,
    HolderAccess,
    InformalNotice,
    NoticeKind,
    PaperDue,
    Stop,
    Transmittal,
    TransmittalLine,
)
from registry.verifier.guards import KEPT_TABLES
from tests.books.books import Plan, make_notice
from tests.books.test_second_line import refused
from tests.exercises.delivery_rows import delivery_rows

pytestmark = pytest.mark.servers
Owner = Callable[[], Any]


@pytest.fixture
def kept(separated: Plan) -> Plan:
    """An informal message that no notice followed yet, and an access that has not ended."""
    at, holder, maker = separated.tick(), separated.holders[0], separated.maker
    InformalNotice.objects.create(
        agreement=separated.agreement,
        number=1,
        channel="EMAIL",
        sender="R. Ellery",
        said="Separated today",
        received_at=at,
        recorded_at=at,
        recorded_by=maker,
    )
    claim = ClaimCode.objects.create(
        holder=holder,
        letter_mark="2222",
        code_hash=b"c" * 32,
        made_by=maker,
        made_at=at,
        expires_at=at + timedelta(days=45),
        used_by=maker,
        used_at=at,
    )
    access = HolderAccess.objects.create(user=maker, holder=holder, claim=claim, since=at)
    CopyConsent.objects.create(access=access, email="holder@example.com", given_at=at)
    Stop.objects.create(
        agreement=separated.agreement, number=1, kind="HOUSE", holder=holder, reason="A doubt",
        reported_by="The office", capacity="RIGHTS_AGENT", reported_at=at, placed_at=at, placed_by=maker,
    )  # fmt: skip
    _kept_papers(separated)
    _kept_line(separated)
    _kept_account(separated)
    delivery_rows(separated)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return separated


def _kept_papers(plan: Plan) -> None:
    """A letter that is due, an inquiry about how things stand, a package of the books."""
    said: dict[str, Any] = {"recorded_at": plan.at, "recorded_by": plan.maker}
    day = plan.at.date()
    PaperDue.objects.create(
        agreement=plan.agreement, paper_kind="DEFICIENCY", facts={}, section="6(a)", **said
    )
    StatusInquiry.objects.create(
        agreement=plan.agreement,
        asked_by="Alder Fund LP",
        address="1 Pier",
        city="Oakland",
        country="US",
        asked_on=day,
        about="A transfer",
        received_at=plan.at,
        due_on=day,
        rule="17 CFR 240.17Ad-5(a)",
        document=plan.document,
        **said,
    )
    leave = BooksExport.objects.create(
        agreement=plan.agreement,
        number=1,
        recipient="Successor",
        reason="Appointed",
        approval=Approval.objects.filter(agreement=plan.agreement).earliest("pk"),
        recorded_at=plan.at,
    )
    BooksPackage.objects.create(
        export=leave,
        made_by=plan.maker,
        made_at=plan.at,
        manifest_sha256="0" * 64,
        head_number=1,
        totals={},
        row_count=1,
        file_count=1,
        size_bytes=1,
    )


def _kept_line(plan: Plan) -> None:
    """A certificate that is cancelled and listed for the Company."""
    holder = plan.holder("K00001")
    issued = plan.issue((holder, 5))
    certificate, lot = issued.certificates.get(), issued.lots_opened.get()
    yesterday = (plan.at - timedelta(days=1)).date().isoformat()
    day = {"happened_on": yesterday, "first": certificate.number, "last": certificate.number}
    closing = [{"lot": lot.pk, "retired_as": "CANCELLED"}]
    plan.post(plan.entry("CANCEL", "8", close=closing, events=[{"kind": "CANCELLED", **day}]))
    listed = Transmittal.objects.create(
        agreement=plan.agreement, number=1, certificate_count=1, rights_total=5, prepared_at=plan.at,
        prepared_by=plan.maker,
    )  # fmt: skip
    TransmittalLine.objects.create(transmittal=listed, certificate=certificate)


def _kept_account(plan: Plan) -> None:
    """An expense that no demand names, a request to the Company that is open, a delegate that is engaged."""
    day = plan.at.date()
    said: dict[str, Any] = {
        "agreement": plan.agreement,
        "number": 1,
        "recorded_at": plan.at,
        "recorded_by": plan.maker,
    }
    AdjustmentWorksheet.objects.create(
        section="11(b)", event="Rights offered", working="$250.00 × 29 ÷ 30",
        figures={"price_of_unit": "241.67"}, **said,
    )  # fmt: skip
    Expense.objects.create(
        kind="POSTAGE", what="Mail", incurred_on=day, amount=1, voucher=plan.document, **said
    )
    DepositInstruction.objects.create(
        holder=plan.holders[0], routing="121000248", account_encrypted=b"x", account_index=b"y",
        signed_by="Cedar", document=plan.document, recorded_at=plan.at, recorded_by=plan.maker,
    )  # fmt: skip
    Payout.objects.create(
        agreement=plan.agreement, number=1, purpose="FRACTIONS", payee="Cedar Fund LP", about="A fraction",
        amount=1, recorded_at=plan.at,
    )  # fmt: skip
    OrderList.objects.create(
        agreement=plan.agreement, number=1, takes_effect_at=plan.at, figures={}, totals={}, standing={},
        order=make_notice(plan, NoticeKind.REDEMPTION_ORDERED, effective_at=plan.at),
        cash=1, line_count=1, payment_count=1, sha256="1" * 64, stored_as="00", size_bytes=1,
        made_at=plan.at, made_by=plan.maker,
    )  # fmt: skip
    AssuranceRequest.objects.create(what="By-laws", why="Asked", asked_of="Secretary", asked_on=day, **said)
    Delegate.objects.create(
        name="Quay",
        works=["MAILING"],
        scope="Mails",
        engaged_from=day,
        review_on=day,
        document=plan.document,
        **said,
    )


LATER_CHANGES = {
    "what was said": "UPDATE registry_informalnotice SET said = 'x'",
    "when it was received": "UPDATE registry_informalnotice SET received_at = received_at - interval '1 day'",
    "whose access it is": "UPDATE registry_holderaccess SET user_id = user_id + 1",
    "where notes of letters go": "UPDATE registry_copyconsent SET email = 'other@example.com'",
    "what a worksheet is about": "UPDATE registry_adjustmentworksheet SET event = 'x'",
    "what an expense cost": "UPDATE registry_expense SET amount = 2",
    "what a list of an order comes to": "UPDATE exercises_orderlist SET cash = 2",
    "where payments go": "UPDATE exercises_depositinstruction SET routing = '021000021'",
    "who is paid": "UPDATE exercises_payout SET payee = 'x'",
    "what is requisitioned": "UPDATE exercises_requisition SET recipient = 'DEPOSITARY'",
    "what is deferred": "UPDATE exercises_duebill SET units = '1'",
    "what the Company was asked for": "UPDATE registry_assurancerequest SET what = 'x'",
    "what a delegate may do": "UPDATE registry_delegate SET scope = 'x'",
    "why something is stopped": "UPDATE registry_stop SET reason = 'x'",
    "since when": "UPDATE registry_holderaccess SET since = since - interval '1 day'",
    "its beginning with its end": (
        "UPDATE registry_holderaccess SET until = since, since = since - interval '1 day'"
    ),
}


@pytest.mark.parametrize("what", LATER_CHANGES)
def test_nobody_changes_what_was_logged_or_who_saw_an_account(kept: Plan, as_owner: Owner, what: str) -> None:
    with connection.cursor() as cursor:
        assert refused(cursor, LATER_CHANGES[what]) == "RA001 BOOKS_IMMUTABLE"
    with as_owner() as cursor:
        assert refused(cursor, LATER_CHANGES[what]) == "RA001 BOOKS_IMMUTABLE"


@pytest.mark.parametrize("table", KEPT_TABLES)
def test_nobody_removes_what_was_logged_or_who_saw_an_account(
    kept: Plan, as_owner: Owner, table: str
) -> None:
    with connection.cursor() as cursor:
        for statement in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            assert refused(cursor, statement) == f"42501 permission denied for table {table}"
    with as_owner() as cursor:
        assert refused(cursor, f"DELETE FROM {table}") == "RA001 BOOKS_IMMUTABLE"
        assert refused(cursor, f"TRUNCATE {table} CASCADE") == "RA001 BOOKS_IMMUTABLE"


def test_an_access_ends_once_and_an_informal_message_is_followed_once(kept: Plan) -> None:
    at = kept.tick()
    ended = f"UPDATE registry_holderaccess SET until = '{at.isoformat()}', ended_by_id = {kept.maker.pk}"
    notices = [make_notice(kept, NoticeKind.FACT_CERTIFIED, effective_at=at) for _ in range(2)]
    with connection.cursor() as cursor:
        cursor.execute(ended)
        assert refused(cursor, ended) == "RA001 BOOKS_IMMUTABLE"
        reopened = "UPDATE registry_holderaccess SET until = NULL, ended_by_id = NULL"
        assert refused(cursor, reopened) == "RA001 BOOKS_IMMUTABLE"
        tied = "UPDATE registry_informalnotice SET followed_by_id = {}"
        cursor.execute(tied.format(notices[0].pk))
        assert refused(cursor, tied.format(notices[1].pk)) == "RA001 BOOKS_IMMUTABLE"
        assert refused(cursor, tied.format("NULL")) == "RA001 BOOKS_IMMUTABLE"
