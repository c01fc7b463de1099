"""Several at once: one code opens one access, one form is withdrawn once, one loss is stopped once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from pytest_django import Settings

from agreement.errors import RightsError
from agreement.replacement import LossCause
from registry import clock
from registry.codes import plain_code
from registry.models import AuditRecord, HolderAccess, Item, Stop, User
from registry.services import drafts, holder_access, loss_reports, transfers
from registry.services.transfers import LineReceived
from tests.portal.desk import PASSWORD, Desk, make_desk
from tests.portal.prepared import answered, begun
from tests.registry.presented import CEDAR as CEDAR_ADDRESS

TOGETHER = 4


@pytest.fixture
def committed(transactional_db: None, settings: Settings) -> Desk:
    """The desk on committed tables, which several connections see."""
    settings.DEMO = True
    return make_desk()


def test_one_code_claimed_by_several_at_once_opens_one_access(committed: Desk) -> None:
    _, code = committed.letter(1)
    account = committed.holder(1).account
    together = Barrier(TOGETHER)

    def claim(place: int) -> str:
        try:
            found = holder_access.examine_claim(account=account, code=plain_code(code), at=clock.now())
            together.wait(timeout=30)  # all of them hold the good code before anyone uses it
            told = {"username": f"holder{place}", "email": f"holder{place}@example.com"}
            holder_access.claim_with_new_sign_in(found, **told, password=PASSWORD, at=clock.now())
        except RightsError as error:
            return error.code
        finally:
            connection.close()
        return "CLAIMED"

    with ThreadPoolExecutor(TOGETHER) as pool:
        outcomes = list(pool.map(claim, range(TOGETHER)))
    assert sorted(outcomes) == ["CLAIMED", *["CLAIM_NOT_ACCEPTED"] * (TOGETHER - 1)]
    assert HolderAccess.objects.count() == 1
    assert User.objects.filter(username__startswith="holder").count() == 1


def at_once(act: Callable[[], object]) -> list[str]:
    """What several get who do the same thing at the same moment."""
    together = Barrier(TOGETHER)

    def do(_place: int) -> str:
        try:
            together.wait(timeout=30)
            act()
        except RightsError as error:
            return error.code
        finally:
            connection.close()
        return "DONE"

    with ThreadPoolExecutor(TOGETHER) as pool:
        return sorted(pool.map(do, range(TOGETHER)))


def test_one_form_withdrawn_by_several_at_once_is_withdrawn_once(committed: Desk) -> None:
    item = answered(committed, begun(committed, 1), 1)
    by = committed.access(1).user
    outcomes = at_once(lambda: drafts.withdraw_draft(item, by=by, at=clock.now()))
    assert outcomes == ["DONE", *["DRAFT_NOT_OPEN"] * (TOGETHER - 1)]
    assert AuditRecord.objects.filter(act="DRAFT_WITHDRAWN").count() == 1


def test_one_form_is_withdrawn_or_taken_in_and_never_both(committed: Desk) -> None:
    item = answered(committed, begun(committed, 1), 1)
    by, counter, at = committed.access(1).user, committed.counter, clock.now()

    def take_in() -> object:
        return transfers.receive_transfer(
            counter.press.agreement,
            counter.presentation(1),
            lines=[LineReceived("Cedar Fund LP", CEDAR_ADDRESS, 40)],
            balance=60,
            document=counter.plan.document,
            by=counter.plan.maker,
            at=at,
            draft=item,
        )

    acts = iter([take_in, lambda: drafts.withdraw_draft(item, by=by, at=clock.now())] * TOGETHER)
    outcomes = at_once(lambda: next(acts)())
    item.refresh_from_db()
    assert outcomes.count("DONE") == 1
    assert (item.state, item.number) in (("WITHDRAWN", None), ("EXAMINED", 1))


def test_one_loss_reported_by_several_at_once_is_one_stop_and_one_report(committed: Desk) -> None:
    committed.claimed(1)
    access = committed.access(1)
    outcomes = at_once(
        lambda: loss_reports.report_loss(
            access, certificate=1, cause=LossCause.LOST, by=access.user, at=clock.now()
        )
    )
    assert outcomes == ["DONE"] * TOGETHER
    assert Stop.objects.count() == 1
    assert Item.objects.filter(kind="REPLACE").count() == 1
