"""Rows as CSV: every model, harmless in a spreadsheet, without secrets, recorded."""

from __future__ import annotations

import csv
import io

from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from registry.models import AuditRecord, HolderListReject, HolderListRow, RegisteredHolder, RightsCertificate
from tests.admin.scene import FORMULA, Scene
from tests.admin.test_looking import secrets_of

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def exported(client: Client, model: type[Model], **more: object) -> list[dict[str, str]]:
    """The rows of an export as a spreadsheet would read them."""
    meta = model._meta
    answer = client.post(
        reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"),
        {"action": "export_rows", "select_across": "1", "index": "0", "_selected_action": "0", **more},
    )
    assert answer.status_code == 200, model
    assert answer["Content-Type"].startswith("text/csv"), model
    text = b"".join(answer.streaming_content).decode()  # type: ignore[arg-type]
    return list(csv.DictReader(io.StringIO(text)))


def test_every_model_is_exported_harmless_and_without_secrets(scene: Scene) -> None:
    client, secrets = scene.client("auditor"), secrets_of(scene)
    before = AuditRecord.objects.filter(act="EXPORT_RECORDS").count()
    for model in admin.site._registry:
        rows = exported(client, model)
        assert rows, model
        cells = [cell for row in rows for cell in row.values()]
        assert [cell for cell in cells if cell.startswith(DANGEROUS)] == [], model
        assert [secret for secret in secrets for cell in cells if secret in cell] == [], model
    exports = AuditRecord.objects.filter(act="EXPORT_RECORDS")
    assert exports.count() - before == len(admin.site._registry)
    assert exports.latest("pk").actor == scene.people["auditor"]


def test_a_formula_is_written_as_text(scene: Scene) -> None:
    client = scene.client("maker")
    assert [row["value"] for row in exported(client, HolderListReject)] == ["'" + FORMULA]
    assert "'" + FORMULA in [row["registration"] for row in exported(client, RegisteredHolder)]


def test_an_export_names_rows_as_people_do_and_takes_only_what_was_chosen(scene: Scene) -> None:
    chosen = RightsCertificate.objects.get(agreement=scene.press.agreement, number=2)
    rows = exported(
        scene.client("maker"), RightsCertificate, select_across="0", _selected_action=str(chosen.pk)
    )
    assert [(row["agreement"], row["number"]) for row in rows] == [(scene.press.agreement.code, "2")]
    assert rows[0]["holder"] == chosen.holder.account


def test_rows_with_a_key_of_parts_are_chosen_too(scene: Scene) -> None:
    last = HolderListRow.objects.order_by("pk").last()
    assert last is not None
    rows = exported(scene.client("maker"), HolderListRow, select_across="0", _selected_action=str(last.pk))
    assert [row["line"] for row in rows] == [str(last.line)]
