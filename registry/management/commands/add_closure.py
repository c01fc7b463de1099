"""`manage.py add_closure AGREEMENT`: a day on which an order closes the banks of a place (§1(e))."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from registry.management.doors import Door, acting_user, agreement_named, paper_named, read_day
from registry.services.agreements import request_closure


class Command(Door):
    """Request that a closure be recorded; its approval shows the clocks that it moves."""

    help = "Ask a second person to record a bank closure ordered for one day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the day, the place and the order."""
        super().add_arguments(parser)
        parser.add_argument("agreement", help="code of an agreement whose calendar heeds the place")
        parser.add_argument("--place", required=True, help="such as CALIFORNIA")
        parser.add_argument("--date", required=True, dest="closed_on", help="the day closed")
        parser.add_argument("--name", required=True, help="what the day is called")
        parser.add_argument("--source", default="", help="the order or statute")
        parser.add_argument("--document", metavar="FILE", help="the paper of the order or statute")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Request the closure with its order."""
        agreement, by = agreement_named(options["agreement"]), acting_user(options)
        with paper_named(options["document"], kind="ORDER", by=by, at=at) as paper:
            asked = request_closure(
                agreement,
                place=options["place"],
                closed_on=read_day(options["closed_on"]),
                name=options["name"],
                source=options["source"],
                document=paper,
                maker=by,
                at=at,
            )
        return self.show_request(asked)
