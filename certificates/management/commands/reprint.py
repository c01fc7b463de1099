"""`manage.py reprint`: one more copy of a certificate under its own number, counted, with the reason."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.checks import Tags

from certificates.services import spoiling
from registry.management.doors import Door, acting_user, agreement_named, reserved


class Command(Door):
    """Print a number once more; the sheet before it is spoiled."""

    help = "Print a certificate once more under its number, before it is countersigned."
    requires_system_checks = [Tags.models]

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the number, the reason and where the PDF goes."""
        super().add_arguments(parser)
        parser.add_argument("agreement", help="code of the agreement")
        parser.add_argument("number", type=int, help="number of the certificate")
        parser.add_argument("--reason", default="", help="why it is printed once more")
        parser.add_argument("--output", help="file for the PDF (default: NUMBER-COPY.pdf here)")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Record the copy and write its PDF."""
        agreement, by = agreement_named(options["agreement"]), acting_user(options)
        named, number = options["output"], options["number"]
        place = Path(named or f".{number:08d}.pdf")  # the number of the copy is not known yet
        with reserved(place):
            piece, pdf = spoiling.reprint(agreement, number=number, reason=options["reason"], by=by, at=at)
            place.write_bytes(pdf)
        if not named:
            place = place.rename(f"{piece.certificate_number:08d}-{piece.copy}.pdf")
        self.say(f"Certificate {piece.certificate_number}: copy {piece.copy} is in {place}.")
        return {"number": piece.certificate_number, "copy": piece.copy, "file": str(place)}
