"""Synthetic lists: the same every time, exact in their totals, and good enough to be staged."""

from __future__ import annotations

import csv
import hashlib
from datetime import date
from decimal import Decimal
from itertools import islice

import pytest

from registry.imports.synthetic import synthetic_list
from tests.registry.imports.conftest import ListPlan
from tests.registry.imports.readers import examined

LATER = (date(2001, 5, 1), date(2002, 2, 4))


def rows(*args: int, **options: object) -> list[dict[str, str]]:
    return list(csv.DictReader(synthetic_list(*args, **options)))  # type: ignore[arg-type]


def test_the_demo_list_has_exactly_its_holders_and_shares_and_its_nominee() -> None:
    found = rows(2500, total_shares=40_000_000, nominees=(3_000_000,), later_dates=LATER)
    assert len({row["account"] for row in found}) == 2500
    assert sum(Decimal(row["common_shares"]) for row in found) == 40_000_000
    assert found[0]["common_shares"] == "3000000"
    assert any("." in row["common_shares"] for row in found)
    assert {row["shares_issued_on"] for row in found} == {"", *(day.isoformat() for day in LATER)}
    assert len(found) > 2500


def test_the_same_seed_gives_the_same_file_and_another_another() -> None:
    first, again, other = (
        hashlib.sha256("".join(synthetic_list(500, seed=seed)).encode()).hexdigest() for seed in (1, 1, 2)
    )
    assert first == again != other


@pytest.mark.parametrize(("holders", "shares"), [(1, "1"), (2, "2"), (50, "50.5"), (300, "40000000.000001")])
def test_any_total_that_gives_everybody_a_share_is_met_exactly(holders: int, shares: str) -> None:
    found = rows(holders, total_shares=Decimal(shares), nominees=())
    assert len(found) == holders
    assert sum(Decimal(row["common_shares"]) for row in found) == Decimal(shares)
    assert all(Decimal(row["common_shares"]) > 0 for row in found)


def test_a_total_that_is_too_small_is_refused() -> None:
    with pytest.raises(ValueError, match="less than one share"):
        rows(10, total_shares=9, nominees=())


def test_every_line_of_it_is_good() -> None:
    text = "".join(islice(synthetic_list(3000, later_dates=LATER), 1, None))
    block = examined(text)
    assert block.rejected.decode() == ""
    assert block.row_count > 3000


@pytest.mark.django_db
@pytest.mark.row("R-3a-6")
def test_it_is_staged_whole(list_plan: ListPlan) -> None:
    text = "".join(synthetic_list(400, total_shares=4_000_000, later_dates=LATER))
    listed = list_plan.take(text, shares="4000000", holders=400)
    assert (listed.state, listed.account_count) == ("STAGED", 400)
