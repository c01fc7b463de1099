"""What the pages show and what they cost: few queries, no secret, why rows are kept, lineage, history."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exercises.models import DepositInstruction
from registry.admin.base import BOOKS, PAPERS
from registry.admin.counting import COUNTED_MAX, CappedPaginator
from registry.models import BookEntry, Document, Lot, LotTaint, RightsCertificate, User
from tests.admin.people_scene import SESSION_KEY, TOTP_SECRET
from tests.admin.scene import COVER_CODE, TAXPAYER_MARK, Scene, own_models

QUERIES_MAX = 15


def list_of(model: type[Model]) -> str:
    meta = model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")


def page_of(row: Model) -> str:
    meta = row._meta
    key = "-".join(str(part) for part in row.pk) if meta.is_composite_pk else str(row.pk)
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[key])


def searched_words(model: type[Model]) -> tuple[str, ...]:
    """What a person might look for."""
    return ("R-0000001", "alder fund", "nothing such", "(", "'\"%_", "9" * 40)


def test_a_list_costs_few_queries_and_every_search_is_answered(scene: Scene) -> None:
    client, told = scene.client("administrator"), []
    client.get(reverse("admin:index"))
    for model in admin.site._registry:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(list_of(model)).status_code == 200
        if len(asked) > QUERIES_MAX:
            told.append(f"{model._meta.label}: {len(asked)} queries")
        for word in searched_words(model):
            assert client.get(list_of(model), {"q": word}).status_code == 200, (model, word)
    assert told == []


def test_more_rows_cost_no_more_queries(scene: Scene) -> None:
    client = scene.client("auditor")
    client.get(list_of(User))
    with CaptureQueriesContext(connection) as before:
        client.get(list_of(User))
    for number in range(20):
        User.objects.create_user(f"further{number}").groups.set(scene.people["maker"].groups.all())
    with CaptureQueriesContext(connection) as after:
        client.get(list_of(User))
    assert len(after) == len(before)


def secrets_of(scene: Scene) -> tuple[str, ...]:
    certificate = RightsCertificate.objects.first()
    deposit = DepositInstruction.objects.exclude(account_index=None).first()
    assert certificate is not None
    assert deposit is not None
    return (
        scene.token,
        scene.people["maker"].password,
        TOTP_SECRET,
        SESSION_KEY,
        TAXPAYER_MARK.decode(),
        TAXPAYER_MARK.hex(),
        certificate.verification_code,
        bytes(deposit.account_encrypted).hex(),
        bytes(deposit.account_index).hex(),
        "of the answer",
        COVER_CODE,
    )


def test_no_page_shows_a_secret_and_no_filter_lets_one_be_guessed(scene: Scene) -> None:
    secrets = secrets_of(scene)
    for name in ("auditor", "administrator", "superuser"):
        client = scene.client(name)
        for model in admin.site._registry:
            row = model._default_manager.order_by("pk").first()
            assert row is not None
            for address in (list_of(model), page_of(row)):
                text = client.get(address).content.decode()
                assert [secret for secret in secrets if secret in text] == [], address
    client = scene.client("auditor")
    for model, lookup in (
        (User, "password__startswith"),
        (RightsCertificate, "verification_code__startswith"),
        (RightsCertificate, "holder__taxpayer_id_index"),
    ):
        assert client.get(list_of(model), {lookup: "a"}).status_code == 400, lookup


def test_the_books_say_why_they_are_kept_and_offer_nothing(scene: Scene) -> None:
    for row, why in (
        (BookEntry.objects.first(), BOOKS),
        (Lot.objects.first(), BOOKS),
        (LotTaint.objects.first(), BOOKS),
        (Document.objects.first(), PAPERS),
    ):
        assert row is not None
        for address in (list_of(type(row)), page_of(row)):
            page = scene.client("superuser").get(address).content.decode()
            assert why.sentence in page
            assert f"§{why.section}" in page
            assert 'name="_save"' not in page
            assert "deletelink" not in page
            assert 'class="addlink"' not in page.partition('id="content-start"')[2]
            assert "delete_selected" not in page


def test_a_certificate_shows_lots_lineage_history_and_the_way_to_the_console(scene: Scene) -> None:
    certificate = RightsCertificate.objects.get(agreement=scene.press.agreement, number=1)
    lot = certificate.lots.get()
    client = scene.client("auditor")
    page = client.get(page_of(certificate)).content.decode()
    console = reverse("certificate", args=[scene.press.agreement.code, 1])
    for told in (page_of(lot), console, "Countersigned by hand", "§5(a)", page_of(certificate.issued_by)):
        assert told in page, told
    assert reverse("certificate_picture", args=[scene.press.agreement.code, 1, 1]) in page
    history = client.get(page_of(certificate).replace("change/", "history/")).content.decode()
    assert "Countersigned by hand" in history
    plan = scene.press.plan
    moved = plan.post(plan.transfer(lot, plan.holders[1]))
    child = moved.lots_opened.get()
    assert page_of(child) in client.get(page_of(certificate)).content.decode()
    assert page_of(lot) in client.get(page_of(child)).content.decode()
    entry = client.get(page_of(moved)).content.decode()
    assert page_of(plan.document) in entry
    assert page_of(lot) in entry


def test_rows_are_counted_no_further_than_a_cap(scene: Scene, monkeypatch: Any) -> None:
    assert COUNTED_MAX == 10_000
    monkeypatch.setattr("registry.admin.counting.COUNTED_MAX", 3)
    assert CappedPaginator(Lot.objects.order_by("pk"), 2).count == 3
    with CaptureQueriesContext(connection) as asked:
        page = scene.client("maker").get(list_of(Lot)).content.decode()
    assert "More rows than are counted" in page
    counts = [query["sql"] for query in asked if "COUNT(*)" in query["sql"] and '"lot"' in query["sql"]]
    assert counts
    assert all("LIMIT 3" in sql for sql in counts)


def test_a_big_list_is_sorted_by_its_keys_whatever_the_address_says(scene: Scene) -> None:
    big = [model for model in own_models() if getattr(admin.site._registry[model], "is_big", False)]
    assert Lot in big
    for model in big:
        with CaptureQueriesContext(connection) as asked:
            assert scene.client("maker").get(list_of(model), {"o": "2.-3.1"}).status_code == 200
        table = f'FROM "{model._meta.db_table}"'
        of_table = [query["sql"] for query in asked if table in query["sql"]]
        ordered = [sql for sql in of_table if "ORDER BY" in sql and "DATE_TRUNC" not in sql]
        assert ordered, model
        keys = {field.column for field in model._meta.pk_fields}
        for sql in ordered:
            by = sql.rpartition("ORDER BY")[2].partition("LIMIT")[0]
            assert all(any(f'"{key}"' in part for key in keys) for part in by.split(",")), sql
