"""`manage.py spoil_certificate`: a defective sheet, or with --lost a number whose sheet is gone."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.checks import Tags

from agreement.refusals import refuse
from certificates.services import spoiling
from registry.management.doors import Door, acting_user, agreement_named, paper_named


class Command(Door):
    """Record a spoiled sheet; or ask a second person to spoil a number and move its Rights on."""

    help = "Record a spoiled sheet, or spoil a number whose sheet is lost or misnumbered."
    requires_system_checks = [Tags.models]

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the number and the reason."""
        super().add_arguments(parser)
        parser.add_argument("agreement", help="code of the agreement")
        parser.add_argument("number", type=int, help="number of the certificate")
        parser.add_argument("--reason", default="", help="what was wrong with the sheet")
        parser.add_argument("--lost", action="store_true", help="the sheet is lost or misnumbered")
        parser.add_argument("--document", help="with --lost: file of the statement about the loss")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Record the sheet, or make the request."""
        agreement, by = agreement_named(options["agreement"]), acting_user(options)
        number, reason = options["number"], options["reason"]
        if not options["lost"]:
            piece = spoiling.spoil_sheet(agreement, number=number, reason=reason, by=by, at=at)
            self.say(f"Certificate {number}: copy {piece.copy} is spoiled ({piece.reason}).")
            return {"number": number, "copy": piece.copy, "state": piece.state}
        if not options["document"]:
            raise refuse("SPOIL_REASON_MISSING", number=number)
        title = f"Statement about the sheet of number {number}"
        with paper_named(options["document"], kind="LOST_SHEET", title=title, by=by, at=at) as paper:
            told = {"number": number, "reason": reason, "document": paper}
            asked = spoiling.move_number(agreement, **told, maker=by, at=at)
        return self.show_request(asked)
