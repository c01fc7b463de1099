"""Every address of the model pages, read and forged by everybody: who sees what; nothing changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models import DateField, Model
from django.urls import URLResolver, get_resolver, reverse

from registry.models import (
    AgentAppointment,
    AuthorisedCountersigner,
    BankClosure,
    CompanyOfficer,
    DesignatedOffice,
    IssuerAccess,
    User,
)
from tests.admin.scene import EVERYBODY, Scene, own_models

READERS = ("maker", "approver", "auditor", "administrator", "superuser")
KEEPERS = ("administrator", "superuser")
STAFF = ("maker", "approver", *KEEPERS)
REGISTERS: tuple[type[Model], ...] = (
    CompanyOfficer,
    AuthorisedCountersigner,
    AgentAppointment,
    DesignatedOffice,
    User,
)
ADDED_BY = dict.fromkeys((*REGISTERS, IssuerAccess), KEEPERS) | {BankClosure: STAFF}
CHANGED_BY = dict.fromkeys(REGISTERS, KEEPERS)
# Written by anybody's looking around: who is signed in, and when they were last.
NOT_COMPARED = ("django_session",)


# Django's own; and the one row that says which installation this is.
WITHOUT_FILTERS = ("auth.Group", "registry.Installation")


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_every_list_is_searched_and_filtered_and_goes_by_date(model: type[Model]) -> None:
    pages = admin.site._registry[model]
    if model._meta.label not in WITHOUT_FILTERS:
        assert pages.search_fields
        assert pages.list_filter
    if any(isinstance(field, DateField) for field in model._meta.fields):
        assert pages.date_hierarchy


@dataclass(frozen=True)
class Asked:
    """One address, by name, and who is answered with 200."""

    name: str
    args: tuple[Any, ...]
    readers: tuple[str, ...]
    others: int = 403


def pages_of(model: type[Model]) -> Iterator[Asked]:
    """The addresses of one model, on a row that exists."""
    meta = model._meta
    name = f"admin:{meta.app_label}_{meta.model_name}_"
    row = model._default_manager.order_by("pk").last()
    assert row is not None, f"the scene has no {meta.label}"
    key = "-".join(str(part) for part in row.pk) if meta.is_composite_pk else str(row.pk)
    yield Asked(name + "changelist", (), READERS)
    yield Asked(name + "add", (), ADDED_BY.get(model, ()))
    yield Asked(name + "change", (key,), READERS)
    yield Asked(name + "history", (key,), READERS)
    yield Asked(name + "delete", (key,), ())


def every_page() -> list[Asked]:
    """All of them, with those of the site itself."""
    site = [
        Asked("admin:index", (), READERS),
        Asked("admin:jsi18n", (), READERS),
        Asked("admin:password_change", (), READERS),
        Asked("admin:password_change_done", (), READERS),
        *(
            Asked("admin:app_list", (label,), READERS)
            for label in sorted({model._meta.app_label for model in admin.site._registry})
        ),
    ]
    return site + [asked for model in admin.site._registry for asked in pages_of(model)]


def names_of_the_site() -> set[str]:
    """The names under /admin/, as the resolver has them."""
    found = next(
        pattern
        for pattern in get_resolver().url_patterns
        if isinstance(pattern, URLResolver) and pattern.namespace == "admin"
    )
    return set(_names(found))


def _names(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern)
        elif pattern.name:
            yield f"admin:{pattern.name}"


def snapshot() -> dict[str, str]:
    """A hash of every row of every table."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name not in NOT_COMPARED]
        hashes = {}
        for table in tables:
            rows = "coalesce(string_agg(t::text, '|' ORDER BY t::text), '')"
            cursor.execute(f'SELECT count(*) || md5({rows}) FROM "{table}" t')
            hashes[table] = cursor.fetchone()[0]
    return hashes


def expected(asked: Asked, name: str) -> int:
    """The status somebody is answered with."""
    if name == "anonymous":
        return 302
    return 200 if name in asked.readers else asked.others


def test_every_model_has_its_pages() -> None:
    left_out = [model._meta.label for model in own_models() if not admin.site.is_registered(model)]
    assert left_out == []


def test_every_address_answers_everybody_as_it_should_and_changes_nothing(scene: Scene) -> None:
    table = every_page()
    beside = {"admin:login", "admin:logout", "admin:autocomplete", "admin:view_on_site"}
    assert names_of_the_site() == {asked.name for asked in table} | beside
    User.objects.update(last_login=None)
    for name in EVERYBODY:
        scene.client(name)
    before, told = snapshot(), []
    for asked in table:
        address = reverse(asked.name, args=asked.args)
        for name in EVERYBODY:
            status = scene.client(name).get(address).status_code
            if status != expected(asked, name):
                told.append(f"{name} GET {address}: expected {expected(asked, name)}, was {status}")
    assert not told, "\n".join(told)
    addresses_beside_the_table(scene)
    assert snapshot() == before


def addresses_beside_the_table(scene: Scene) -> None:
    """Sign-in leads to everybody's own, names are looked up by who may, nothing else is known."""
    for name in EVERYBODY:
        is_reader, client = name in READERS, scene.client(name)
        signed_out = name == "anonymous"
        answer = client.get(reverse("admin:login"))
        assert answer.status_code == (302 if is_reader or signed_out else 403)
        if signed_out:
            assert answer["Location"].startswith(reverse("account_login"))
        looked_up = {"app_label": "registry", "model_name": "companyofficer", "field_name": "agreement"}
        status = client.get(reverse("admin:autocomplete"), looked_up).status_code
        assert status == (200 if is_reader else 302 if signed_out else 403), name
        assert client.get("/admin/no-such-page/").status_code in (302, 403, 404)
        assert client.get(reverse("admin:registry_lot_changelist"), {"holder": "\x00"}).status_code != 500


@pytest.mark.parametrize("name", EVERYBODY)
def test_no_forged_form_writes_a_row(scene: Scene, name: str) -> None:
    client = scene.client(name)
    before, told = snapshot(), []
    for model in admin.site._registry:
        for asked in pages_of(model):
            act = asked.name.rpartition("_")[2]
            answer = client.post(reverse(asked.name, args=asked.args), forged(act))
            if answer.status_code not in allowed(model, act, name):
                told.append(f"{name} POST {asked.name}: {answer.status_code}")
    assert not told, "\n".join(told)
    after = snapshot()
    assert {table for table in after if after[table] != before[table]} == set()


def forged(act: str) -> dict[str, str]:
    """What somebody would send who had a form of their own."""
    if act == "delete":
        return {"post": "yes"}
    if act == "changelist":
        return {"action": "delete_selected", "select_across": "1", "index": "0", "_selected_action": "1"}
    return {"rights": "1", "is_superuser": "on", "state": "FINISHED", "_save": "Save"}


def allowed(model: type[Model], act: str, name: str) -> tuple[int, ...]:
    """A form that is not offered is 403; one that is says what is wrong; the history takes none."""
    if name == "anonymous":
        return (302,)
    if name not in READERS or act == "delete":
        return (403,)
    if act in ("add", "change"):
        by = (ADDED_BY if act == "add" else CHANGED_BY).get(model, ())
        return (200,) if name in by else (403,)
    return (200, 302) if act == "changelist" else (200,)
