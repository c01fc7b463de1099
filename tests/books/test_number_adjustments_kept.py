"""Additional Rights changed behind the door are named; they go along with books handed over (11(h), 21)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from registry.models import BookEntry, CashInLieu, RightsCertificate
from registry.services.books_packages.imports import import_books
from registry.verifier import verify
from tests.books.tampering import found, lift_guards
from tests.conftest import empty_tables, owner_rights
from tests.registry.adjusted import make_may
from tests.registry.handed_over import handed_over, keep_papers
from tests.registry.nullity_scene import NullityDesk
from tests.registry.test_number_adjustments import carry_out, election, on_the_day_after

pytestmark = pytest.mark.servers
Owner = Callable[[], Any]


def adjusted() -> NullityDesk:
    """Books after another number of Rights, by two people."""
    desk = make_may()
    notice = election(desk)
    on_the_day_after(desk)
    carry_out(desk, notice)
    return desk


@pytest.fixture
def as_tamperer(db: None, as_owner: Owner) -> Iterator[Any]:
    """A cursor of the owner with the guards taken down, on books that are in order."""
    adjusted()
    assert verify().findings == []
    with as_owner() as cursor:
        lift_guards(cursor)
        yield cursor


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE cash_in_lieu SET fraction_numerator = fraction_numerator + 1 WHERE id = %s",
        "DELETE FROM cash_in_lieu WHERE id = %s",
    ],
)
def test_a_fraction_that_the_ratio_did_not_leave_names_the_holder(as_tamperer: Any, change: str) -> None:
    waiting = CashInLieu.objects.earliest("pk")
    as_tamperer.execute(change, [waiting.pk])
    assert ("registered_holder", str(waiting.holder_id)) in {(one.table, one.key) for one in found()}


def test_an_election_that_says_otherwise_afterwards_names_the_entry(as_tamperer: Any) -> None:
    as_tamperer.execute(
        "UPDATE registry_notice SET facts = jsonb_set(facts, '{rights_per_right}', '\"1.5\"')"
        " WHERE facts ? 'rights_per_right'"
    )
    entry = BookEntry.objects.get(kind="ADJUST_NUMBER")
    named = {(one.table, one.key, one.column) for one in found()}
    assert ("book_entry", str(entry.pk), "approval_id") in named


def test_the_additional_rights_and_their_fractions_go_along_with_the_books(
    transactional_db: None, tmp_path: Path, settings: Settings
) -> None:
    desk = adjusted()
    keep_papers(desk.plan)
    handed_over(desk.plan, tmp_path / "package")
    was = [list(CashInLieu.objects.order_by("pk").values()), list(RightsCertificate.objects.values())]
    empty_tables()
    shutil.rmtree(settings.FILES_ROOT)
    settings.DATABASE_OWNER_ALIAS = "default"
    with owner_rights(connection):
        import_books(tmp_path / "package", login="root", at=desk.plan.at)
    assert [list(CashInLieu.objects.order_by("pk").values()), list(RightsCertificate.objects.values())] == was
    assert BookEntry.objects.get(kind="ADJUST_NUMBER").rights_created == 20
    assert verify().findings == []
