"""Views of the queue that people keep for themselves; they give no right and move nothing (17Ad-2)."""

from datetime import datetime
from typing import Final

from registry.models import SavedView, User
from registry.selectors.work_queue import Sought, saved_views

NAME_LENGTH: Final = 40
VIEWS_A_PERSON: Final = 12


def save_view(sought: Sought, *, name: str, of: User, at: datetime) -> SavedView | None:
    """Keep what the queue is narrowed to under a name; one of that name is replaced.

    None where the name is blank, nothing is narrowed, or the person has as many views as may be kept.
    """
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())[:NAME_LENGTH]
    others = saved_views(of).exclude(name=plain)
    if not plain or not sought.query or others.count() >= VIEWS_A_PERSON:
        return None
    kept = {"query": sought.query, "saved_at": at}
    return SavedView.objects.update_or_create(user=of, name=plain, defaults=kept)[0]


def delete_view(view: SavedView) -> None:
    """Let a view go; its owner alone is shown it."""
    view.delete()
