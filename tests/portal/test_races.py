"""Two who claim at once with one code: one of them has the account."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from pytest_django import Settings

from agreement.errors import RightsError
from registry import clock
from registry.codes import plain_code
from registry.models import HolderAccess, User
from registry.services import holder_access
from tests.portal.desk import PASSWORD, Desk, make_desk

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
