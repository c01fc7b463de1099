"""`manage.py record_returned_mail AGREEMENT`: a piece came back, and stays given (§26)."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.checks import Tags

from certificates.models import ReturnReason
from certificates.selectors.mailings import mailing_numbered
from certificates.services.returned_mail import record_return
from registry.management.doors import PlanDoor, paper_named


class Command(PlanDoor):
    """Record a piece that the post brought back."""

    help = "Record a piece of a mailing that came back, with what the post wrote on it."
    requires_system_checks = [Tags.models]

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the piece, the day and the reason."""
        super().add_arguments(parser)
        parser.add_argument("--mailing", type=int, required=True, help="number of the mailing")
        parser.add_argument("--piece", type=int, required=True, help="number on the address sheet")
        parser.add_argument(
            "--returned-on", type=date.fromisoformat, required=True, help="the day it came back"
        )
        parser.add_argument("--reason", choices=ReturnReason.values, required=True)
        parser.add_argument("--note", default="", help="anything else the post wrote; no names")
        parser.add_argument("--document", metavar="FILE", help="the scan of what came back, if one was made")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Record it."""
        agreement, by = self.plan_and_person(options)
        mailing = mailing_numbered(agreement, options["mailing"])
        with paper_named(options["document"], kind="RETURNED_MAIL", by=by, at=at) as scan:
            made = record_return(
                mailing,
                piece=options["piece"],
                returned_on=options["returned_on"],
                reason=ReturnReason(options["reason"]),
                note=options["note"],
                document=scan,
                by=by,
                at=at,
            )
        self.say(
            f"Piece {options['piece']} came back. It stays given; mail again once the address has changed."
        )
        return {
            "mailing": mailing.number,
            "piece": options["piece"],
            "reason": made.reason,
            "document": made.document_id,
        }
