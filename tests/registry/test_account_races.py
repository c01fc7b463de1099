"""Requests about the account with the Company in two sessions at once: one waits at a time (18(a))."""

from __future__ import annotations

import time
from collections import Counter as Tally
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction

from registry.models import Approval, RightsAgreement
from registry.services.company_account import Billing, invoices
from tests.certificates.runs import Press, make_press
from tests.conftest import owner_rights
from tests.registry.presented import countersigned
from tests.registry.test_company_account import JUNE, agreed
from tests.registry.test_surrender_races import PATIENCE_SECONDS, outcome_of_session

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]
WITHOUT_ANNUAL_FEE = Billing(date(2003, 6, 1), date(2003, 6, 30))


@pytest.fixture
def press(transactional_db: None) -> Press:
    """Three certificates countersigned in June, committed; a schedule of fees in force."""
    press = make_press(certificates=3)
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    press.agreement.refresh_from_db()
    countersigned(press)
    press.plan.at = datetime(2003, 7, 1, 17, 0, tzinfo=UTC)
    agreed(press)
    return press


def both_at_once(press: Press) -> Tally[str]:
    """Two requests over the same fees; none is written before each has come as far as the locks let it."""
    plan, at = press.plan, press.plan.tick()

    def ask(billing: Billing) -> str:
        return outcome_of_session(
            lambda: invoices.request_invoice(press.agreement, billing, maker=plan.maker, at=at)
        )

    waiting = (
        "SELECT count(*) FROM pg_locks, pg_sleep(0.02) WHERE NOT granted"
        " AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
    )
    with ThreadPoolExecutor(2) as sessions, transaction.atomic(), owner_rights(connection) as cursor:
        cursor.execute("LOCK TABLE registry_approval IN SHARE MODE")  # read by all, written by nobody
        begun = [sessions.submit(ask, billing) for billing in (JUNE, WITHOUT_ANNUAL_FEE)]
        until, found = time.monotonic() + PATIENCE_SECONDS, 0
        while found < 2 and time.monotonic() < until:
            cursor.execute(waiting)
            (found,) = cursor.fetchone()
    return Tally(one.result() for one in begun)


def test_the_race_is_real_without_the_lock_the_same_fees_are_asked_for_twice(press: Press) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(invoices, "lock_books", lambda found: RightsAgreement.objects.get(pk=found.pk))
        assert both_at_once(press) == {"done": 2}
    assert Approval.objects.filter(kind="ISSUE_FEE_INVOICE").count() == 2


def test_in_the_very_same_race_with_the_lock_one_request_waits(press: Press) -> None:
    assert both_at_once(press) == {"done": 1, "ACCOUNT_REQUEST_WAITS": 1}
    assert Approval.objects.filter(kind="ISSUE_FEE_INVOICE").count() == 1
