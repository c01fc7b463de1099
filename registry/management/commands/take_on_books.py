"""`manage.py take_on_books AGREEMENT DETAIL`: a predecessor's certificates by one entry, two people (21)."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from agreement.refusals import refuse
from registry.management.doors import PlanDoor, read_day
from registry.services.take_on import TakenOn, preview_take_on, record_differences, request_take_on


class Command(PlanDoor):
    """Read the detail, compare it with what was taken over, and ask a second person for the entry."""

    help = "Take on the open books of a predecessor from its certificate detail (CSV or XLSX)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and what stands beside it."""
        super().add_arguments(parser)
        parser.add_argument("detail", metavar="FILE", help="certificate detail, CSV or XLSX")
        parser.add_argument("--distribution-date", metavar="DATE", help="when the Rights separated")
        parser.add_argument("--countersigner", default="", help="who countersigned where a row names nobody")
        parser.add_argument("--request", action="store_true", help="ask a second person to approve it")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Show what the detail comes to; with --request ask for the entry."""
        agreement, by = self.plan_and_person(options)
        path, countersigner = Path(options["detail"]), options["countersigner"]
        detail = preview_take_on(agreement, path, countersigner=countersigner, at=at)
        answer: dict[str, Any] = {**detail.totals, "sha256": detail.sha256}
        self.show_facts("Certificate detail of the predecessor (§21)", answer)
        differences = [
            {"rights": one.rights, "age_days": one.age_days, "explained": one.is_explained}
            for one in record_differences(agreement, at=at)
        ]
        self.show_rows(
            "Record differences",
            ("Rights", "Days", "Explained"),
            [(one["rights"], one["age_days"], "yes" if one["explained"] else "no") for one in differences],
        )
        answer["record_differences"] = differences
        if not options["request"]:
            self.say("Nothing is posted. With --request a second person is asked to approve the entry.")
            return answer
        if not options["distribution_date"]:
            raise refuse("INSTRUCTION_PART_MISSING", kind="take-on of books", missing="the Distribution Date")
        told = TakenOn(read_day(options["distribution_date"]), countersigner)
        approval = request_take_on(agreement, path, told=told, maker=by, at=at)
        return answer | {"request": self.show_request(approval)}
