"""`manage.py record_countersignature`: the signing by hand of a range, with its exceptions, for approval."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.checks import Tags

from agreement.refusals import refuse
from certificates.management.commands.print_run import chosen_run
from certificates.services import countersignature
from registry.management.doors import Door, acting_user, agreement_named, paper_named


class Command(Door):
    """Ask a second person to record a countersignature by hand."""

    help = "Record that an authorised signatory countersigned a range of certificates by hand."
    requires_system_checks = [Tags.models]

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the range, its exceptions, the signatory, the day and the signed batch list."""
        super().add_arguments(parser)
        parser.add_argument("agreement", help="code of the agreement")
        parser.add_argument("--run", type=int, help="number of the run (default: the latest)")
        parser.add_argument("--first", type=int, help="first number signed (default: of the run)")
        parser.add_argument("--last", type=int, help="last number signed (default: of the run)")
        parser.add_argument(
            "--except",
            action="append",
            default=[],
            dest="exceptions",
            metavar="NUMBER=REASON",
            help="a number of the range that was not signed, and why; may be repeated",
        )
        parser.add_argument("--signatory", required=True, help="name of the authorised signatory")
        parser.add_argument("--signed-on", type=date.fromisoformat, required=True, help="day of the signing")
        parser.add_argument("--document", required=True, help="file of the signed batch list")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Make the request with the batch list, show its hash."""
        agreement, maker = agreement_named(options["agreement"]), acting_user(options)
        run = chosen_run(agreement, options["run"])
        signed = {
            "first": options["first"] or run.first_number,
            "last": options["last"] or run.last_number,
            "exceptions": dict(read_exception(text) for text in options["exceptions"]),
            "signatory": options["signatory"],
            "signed_on": options["signed_on"],
            "at": at,
        }
        with paper_named(
            options["document"],
            kind="COUNTERSIGNATURE",
            title=f"Signed batch list of print run {run.number}",
            signed_on=options["signed_on"],
            by=maker,
            at=at,
        ) as paper:
            asked = countersignature.record_countersignature(run, document=paper, maker=maker, **signed)
        return self.show_request(asked)


def read_exception(text: str) -> tuple[int, str]:
    """A number and its reason from NUMBER=REASON. Raises InvalidRequest."""
    number, _, reason = text.partition("=")
    if not number.strip().isdecimal() or not reason.strip():
        raise refuse("EXCEPTION_MALFORMED", text=text)
    return int(number), reason.strip()
