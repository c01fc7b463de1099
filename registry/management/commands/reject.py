"""`manage.py reject HASH`: end a request for good, with the reason."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from registry.management.doors import Door, acting_user
from registry.services import approvals


class Command(Door):
    """Reject a request; its maker may withdraw it so."""

    help = "Reject a request by its hash, with the reason; its maker withdraws it in the same way."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the hash and the reason."""
        super().add_arguments(parser)
        parser.add_argument("hash", help="the hash of the request, whole")
        parser.add_argument("--reason", required=True, help="why")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Reject it."""
        rejected = approvals.reject(
            options["hash"], rejecter=acting_user(options), reason=options["reason"], at=at
        )
        answer = {
            "request": rejected.request_hash,
            "kind": rejected.kind,
            "summary": rejected.summary,
            "reason": rejected.rejection_reason,
        }
        self.show_facts("Rejected", answer)
        return answer
