"""`manage.py list_requests [AGREEMENT]`: the requests that wait for a second person."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from registry.management.doors import Door, agreement_named
from registry.models import Approval, RightsAgreement
from registry.selectors.requests import open_requests, words_beside


class Command(Door):
    """List what waits for approval, newest first."""

    help = "List the requests that wait for a second person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take an agreement, or none for all."""
        super().add_arguments(parser)
        parser.add_argument("agreement", nargs="?", help="code of the agreement")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """List them."""
        agreements = RightsAgreement.objects.all()
        if options["agreement"]:
            agreements = agreements.filter(pk=agreement_named(options["agreement"]).pk)
        waiting = list(open_requests(agreements))
        self.say(f"{len(waiting)} request(s) wait for a second person.")
        for one in waiting:
            self.say(f"{one.request_hash}  {one.kind}")
            self.say(f"  {one.summary}; made by {one.maker} at {one.requested_at:%Y-%m-%d %H:%M} UTC")
            for name, words in words_beside(one).items():
                self.say(f"  {name}: {words}")
        return {"requests": [self._told(one) for one in waiting]}

    def _told(self, one: Approval) -> dict[str, str]:
        return {
            "request": one.request_hash,
            "kind": one.kind,
            "summary": one.summary,
            "maker": str(one.maker),
        }
