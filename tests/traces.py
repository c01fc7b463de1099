"""Everything that an act may leave behind: rows of every table, and files of the store."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.conf import settings

OURS = ("registry", "certificates", "exercises")


def everything_left() -> tuple[dict[str, int], list[Path]]:
    """How many rows each table of the product has, and every file below FILES_ROOT."""
    models = [
        model
        for label in OURS
        if apps.is_installed(label)
        for model in apps.get_app_config(label).get_models()
    ]
    rows = {model._meta.db_table: model._default_manager.count() for model in models}
    return rows, sorted(path for path in Path(settings.FILES_ROOT).rglob("*") if path.is_file())
