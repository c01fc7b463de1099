"""What the operations give: pages that follow each other, figures as text, numbers masked (5(b), 8)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from registry.models import BookEntry, RegisteredHolder
from registry.selectors.register import control_total
from tests.journeys.stage import HOLDERS, MARA, ROWAN
from tests.registry.api.callers import CODE, MACHINE, PLAN, Callers

Counting = Callable[..., Any]


def walk(callers: Callers, path: str, **query: Any) -> list[dict[str, Any]]:
    """Every row of a list, page by page."""
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = callers.get(MARA, path, **query, **({"cursor": cursor} if cursor else {})).json()
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


@pytest.mark.row("R-5b-2", "R-5b-3")
def test_the_books_are_read_as_they_stand(opened: Callers, django_assert_num_queries: Counting) -> None:
    agreement = opened.stage.agreement
    lists_follow_page_by_page(opened)
    holders_are_found_and_their_numbers_masked(opened)
    certificates_tell_lots_and_history(opened)
    total = control_total(agreement)
    shown = opened.get(ROWAN, f"agreements/{CODE}").json()
    assert shown["control_book"]["live"] == total.live
    assert shown["control_book"]["head_hash"] == total.head_hash
    assert shown["separation_state"] == "BOOKS_OPEN"
    assert [one["name"] for one in shown["dates"]].count("Distribution Date") == 1
    run = opened.get(MACHINE, f"{PLAN}print-runs/1").json()
    assert run["reconciliation"]["numbers"] == run["certificate_count"]
    files = walk(opened, f"{PLAN}print-runs/1/files")
    assert sum(file["certificate_count"] for file in files) == run["certificate_count"]
    no_list_asks_more_than_ten_times(opened, django_assert_num_queries)


def lists_follow_page_by_page(opened: Callers) -> None:
    whole = walk(opened, f"{PLAN}certificates", limit=200)
    cut = walk(opened, f"{PLAN}certificates", limit=7)
    assert cut == whole
    assert [row["number"] for row in whole] == list(range(1, len(whole) + 1))
    accounts = [row["account"] for row in walk(opened, f"{PLAN}holders", limit=11)]
    assert accounts == sorted(accounts)
    assert len(set(accounts)) == len(accounts) == HOLDERS
    jobs = [row["id"] for row in walk(opened, f"{PLAN}jobs", limit=1)]
    assert jobs == sorted(jobs, reverse=True)
    assert len(jobs) >= 2
    numbers = [row["number"] for row in walk(opened, f"{PLAN}notices", limit=2)]
    assert numbers == list(range(1, len(numbers) + 1))


def holders_are_found_and_their_numbers_masked(opened: Callers) -> None:
    known = RegisteredHolder.objects.filter(agreement=opened.stage.agreement)
    sealed = known.exclude(taxpayer_id_last_four="").first()
    assert sealed is not None
    shown = opened.get(MARA, f"{PLAN}holders/{sealed.account}").json()
    assert shown["taxpayer_number"] == f"•••••{sealed.taxpayer_id_last_four}"
    assert not {"taxpayer_id_encrypted", "taxpayer_id_index", "email"} & set(shown)
    word = sealed.registration.split()[0]
    found = walk(opened, f"{PLAN}holders", words=word)
    assert sealed.account in {row["account"] for row in found}
    assert all(word.lower() in " ".join(row["registration"]).lower() for row in found if row["registration"])
    assert walk(opened, f"{PLAN}holders", words="nobody-of-this-name") == []
    held = walk(opened, f"{PLAN}certificates", account=sealed.account)
    assert shown["rights"] == sum(row["rights"] for row in held)
    assert shown["certificates"] == len(held)
    owed = known.filter(cash_in_lieu__isnull=False).first()
    if owed is not None:
        fraction = opened.get(MARA, f"{PLAN}holders/{owed.account}").json()["fractions"][0]["fraction"]
        assert isinstance(fraction, str)
        assert "/" in fraction


def certificates_tell_lots_and_history(opened: Callers) -> None:
    shown = opened.get(MARA, f"{PLAN}certificates/1").json()
    assert shown["status"] == "NOT_COUNTERSIGNED"
    assert sum(lot["rights"] for lot in shown["lots"]) == shown["rights"]
    entry = BookEntry.objects.get(agreement=opened.stage.agreement, kind="OPEN")
    assert [line["entry"] for line in shown["history"]] == [entry.number]
    assert shown["history"][0]["section"] == entry.section
    marked = walk(opened, f"{PLAN}certificates", legend_class="NULLITY")
    assert marked
    assert all(row["taint_class"] for row in marked)
    terms = opened.get(MARA, f"{PLAN}terms").json()
    assert terms["versions"][0]["version"] == 1
    assert any("§" in line["section"] for line in terms["terms"])
    long_ago = opened.get(MARA, f"{PLAN}terms", known_at="1999-01-01T00:00:00Z")
    assert long_ago.status_code in {409, 422}


def no_list_asks_more_than_ten_times(opened: Callers, counting: Counting) -> None:
    opened.get(MARA, "agreements")
    for path in (
        "notices", "holders", "certificates", "holder-lists", "openings", "requests", "jobs", "proofs",
        "items", "print-runs", "print-runs/1/files",
    ):  # fmt: skip
        with counting(10, exact=False):
            assert opened.get(MARA, PLAN + path).status_code == 200, path


def test_the_reference_shows_every_operation_without_a_script_of_its_own(callers: Callers) -> None:
    from config.api.schema import description

    page = callers.stage.client(MARA).get("/api/v1/docs/")
    assert page.status_code == 200
    text = page.content.decode()
    for methods in description()["paths"].values():
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in text
    assert "<script>" not in text
    assert "style=" not in text
    assert callers.stage.client(MARA).get("/api/v1/openapi.json").json()["openapi"].startswith("3.")
    assert callers.client("").get("/api/v1/docs/").status_code == 302
