"""`manage.py hand_over AGREEMENT`: countersigned certificates for the Company to mail (§3(a))."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.checks import Tags

from agreement.refusals import refuse
from certificates.management.commands.print_run import chosen_run, place_of
from certificates.models import HandOver, PrintRun
from certificates.services import handover
from registry.management.doors import Door, acting_user, agreement_named, paper_named
from registry.models import User


class Command(Door):
    """Make the package of a reconciled run; or ask a second person to record the Company's receipt."""

    help = "Hand a reconciled print run over to the Company, or record its signed receipt."
    requires_system_checks = [Tags.models]

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the run, and what the receipt says."""
        super().add_arguments(parser)
        parser.add_argument("agreement", help="code of the agreement")
        parser.add_argument("--run", type=int, help="number of the run (default: the latest)")
        parser.add_argument("--receipt", metavar="FILE", help="the signed receipt")
        parser.add_argument("--signer", default="", help="who signed it for the Company")
        parser.add_argument("--received-on", type=date.fromisoformat, help="the day of the receipt")
        parser.add_argument("--count", type=int, default=0, help="certificates the receipt is for")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Without a receipt the package is made; with one its recording is requested."""
        run = chosen_run(agreement_named(options["agreement"]), options["run"])
        by = acting_user(options)
        if options["receipt"]:
            return self._record(run, options, by=by, at=at)
        made = handover.prepare_hand_over(run, maker=by, at=at)
        answer = {
            "hand_over": made.pk,
            "run": run.number,
            "certificates": made.certificate_count,
            "rights": made.rights_total,
            "ranges": made.ranges,
            "paper": place_of(made.paper),
            "paper_sha256": made.paper_sha256,
        }
        self.show_facts(f"Hand-over of print run {run.number} to {run.agreement.company_name}", answer)
        return answer

    def _record(
        self, run: PrintRun, options: Mapping[str, Any], *, by: User, at: datetime
    ) -> Mapping[str, Any]:
        made = HandOver.objects.filter(run=run, receipt__isnull=True).order_by("id").last()
        if made is None:
            raise refuse("NOT_FOUND", what=f"A hand-over of print run {run.number} without receipt")
        if options["received_on"] is None:
            raise refuse("INSTRUCTION_PART_MISSING", kind="receipt", missing="its day (--received-on)")
        told = {
            "received_by": options["signer"],
            "received_on": options["received_on"],
            "certificate_count": options["count"],
        }
        named, day = options["receipt"], options["received_on"]
        with paper_named(named, kind="HAND_OVER_RECEIPT", signed_on=day, by=by, at=at) as paper:
            asked = handover.request_receipt(made, **told, document=paper, maker=by, at=at)
        return self.show_request(asked)
