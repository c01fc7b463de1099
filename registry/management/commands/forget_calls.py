"""`manage.py forget_calls`: delete the answers to calls of programs that were kept long enough."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from registry.management.doors import Door
from registry.services import calls


class Command(Door):
    """Delete what beat deletes every day, where no beat runs."""

    help = "Delete the answers kept under idempotency keys for longer than API_KEYS_KEPT_DAYS."

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Delete them."""
        deleted = calls.forget_calls(at=at)
        self.say(f"{deleted} kept for more than {settings.API_KEYS_KEPT.days} days deleted.")
        return {"deleted": deleted}
