"""`manage.py mark_productive`: ask a second person to end the DEMO on what this installation prints."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from registry.management.doors import Door, acting_user
from registry.services.agreements import request_productive


class Command(Door):
    """Request that the installation be marked productive, once."""

    help = "Ask a second person to mark this installation productive."

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Request it."""
        return self.show_request(request_productive(maker=acting_user(options), at=at))
