"""`manage.py export_books AGREEMENT`: leave by two people, the package of the books, its receipt (21)."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from agreement.refusals import refuse
from registry.management.doors import PlanDoor, paper_named, read_day
from registry.models import BooksPackage, RightsAgreement, User
from registry.services.books_packages.exports import (
    export_books,
    leave_numbered,
    record_receipt,
    request_export,
)


class Command(PlanDoor):
    """Ask for leave with --recipient, make the package of a leave with --to, file its --receipt."""

    help = "Hand the whole books of an agreement over as documented open files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take who is to have the books, or the leave and where to."""
        super().add_arguments(parser)
        parser.add_argument("--recipient", default="", help="who is to have the books: asks for leave")
        parser.add_argument("--reason", default="", help="why they are handed over")
        parser.add_argument("--leave", type=int, help="number of the leave that two people gave")
        parser.add_argument("--to", metavar="FOLDER", help="the folder to make")
        parser.add_argument("--receipt", metavar="FILE", help="the recipient's signed receipt")
        parser.add_argument("--received-on", metavar="DATE", help="the day on the receipt")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """One of the three steps."""
        agreement, by = self.plan_and_person(options)
        if options["leave"] is None:
            return self._ask(agreement, options, by=by, at=at)
        leave = leave_numbered(agreement, options["leave"])
        if options["receipt"]:
            return self._receive(agreement, options, by=by, at=at)
        if not options["to"]:
            raise refuse(
                "INSTRUCTION_PART_MISSING", kind="hand-over of the books", missing="the folder (--to)"
            )
        folder = Path(options["to"]).absolute()
        package = export_books(leave, folder=folder, by=by, at=at, tell=self._tell)
        return self._show(package) | {"folder": str(folder)}

    def _ask(
        self, agreement: RightsAgreement, options: Mapping[str, Any], *, by: User, at: datetime
    ) -> dict[str, Any]:
        approval = request_export(
            agreement, recipient=options["recipient"], reason=options["reason"], maker=by, at=at
        )
        answer = self.show_request(approval) | {"leave": approval.request["number"]}
        self.say(f"  Then: manage.py export_books {agreement.code} --leave {answer['leave']} --to FOLDER")
        return answer

    def _receive(
        self, agreement: RightsAgreement, options: Mapping[str, Any], *, by: User, at: datetime
    ) -> dict[str, Any]:
        package = BooksPackage.objects.filter(
            export__agreement=agreement, export__number=options["leave"]
        ).first()
        if package is None:
            raise refuse("PACKAGE_NOT_FOUND", number=options["leave"], agreement=agreement.code)
        if not options["received_on"]:
            raise refuse("INSTRUCTION_PART_MISSING", kind="receipt", missing="the day (--received-on)")
        day = read_day(options["received_on"])
        with paper_named(options["receipt"], kind="RECEIPT", by=by, at=at) as paper:
            package = record_receipt(package, document=paper, received_on=day, by=by, at=at)
        return self._show(package)

    def _tell(self, table: str, rows: int) -> None:
        if rows:
            self.say(f"  {table:<32} {rows:>12,}")

    def _show(self, package: BooksPackage) -> dict[str, Any]:
        books = package.totals
        answer = {
            "recipient": package.export.recipient,
            "leave": package.export.number,
            "manifest_sha256": package.manifest_sha256,
            "head": f"{package.head_number}:{package.head_hash}",
            "authorised": books["authorised"],
            "attached": books["attached"],
            "held": books["held"],
            "certificates": books["certificates"],
            "rows": package.row_count,
            "files": package.file_count,
            "bytes": package.size_bytes,
            "received_on": package.received_on,
        }
        self.show_facts("The books as handed over (§21)", answer)
        if package.received_on is None:
            self.say("The receipt names the hash of the manifest; the keys go another way than the package.")
        return answer | {"retired": books["retired"], "list": books["list"]}
