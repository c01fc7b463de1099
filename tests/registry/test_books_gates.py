"""What stands before and behind the open books: opened first, whole Rights, nothing overwritten (§5(b))."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from agreement.errors import RefusedByGround
from registry.models import Approval, BookEntry
from registry.services import books, openings
from tests.books.books import Plan, make_plan
from tests.registry.opened import accept_list, listed, make_opening_plan, separate

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    made = make_plan()
    made.separate()
    return made


@pytest.mark.row("R-5b-1")
def test_nothing_is_printed_or_supplemented_before_the_books_are_open() -> None:
    plan = make_opening_plan()
    plan.attach(1000)
    separate(plan)
    with pytest.raises(CommandError, match="The registration books are not open"):
        call_command("print_run", plan.agreement.code, "--as", plan.maker.username)
    first = accept_list(plan, [listed("A", 1000)])
    with pytest.raises(RefusedByGround) as refused:
        openings.preview_opening(
            accept_list(plan, [listed("A", 1001)], amends=first), maker=plan.maker, at=plan.tick()
        )
    assert refused.value.code == "BOOKS_NOT_OPEN"
    assert "§5(b)" in str(refused.value)


@pytest.mark.refusal("FRACTIONAL_RIGHTS_NOT_ISSUED")
@pytest.mark.row("R-3a-8", "R-14a-1")
@pytest.mark.parametrize("rights", ["263.1575", 0.5, 0, "0"])
def test_a_certificate_for_a_fraction_of_a_right_is_refused(plan: Plan, rights: Any) -> None:
    holder = plan.holder("ALDER")
    entry = plan.entry("ISSUE", "22", certificates=[plan.certificate(holder, rights)])
    with pytest.raises(RefusedByGround) as refused:
        books.request_entry(plan.agreement, entry=entry, summary="issue", maker=plan.maker, at=plan.tick())
    assert refused.value.code == "FRACTIONAL_RIGHTS_NOT_ISSUED"
    assert "§14(a)" in str(refused.value)
    assert not Approval.objects.exists()


@pytest.mark.row("R-5b-3")
@pytest.mark.parametrize(
    "statement",
    ["UPDATE lot SET rights = 1", "DELETE FROM book_entry", "UPDATE rights_certificate SET rights = 1"],
)
def test_a_posted_entry_is_not_edited_even_by_the_owner(
    plan: Plan, as_owner: Callable[[], Any], statement: str
) -> None:
    entry = plan.issue((plan.holder("ALDER"), 1000))
    with as_owner() as cursor, pytest.raises(DatabaseError, match="BOOKS_IMMUTABLE"), transaction.atomic():
        cursor.execute(statement)
    assert BookEntry.objects.get(pk=entry.pk).rights_opened == 1000
