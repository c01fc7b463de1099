"""`manage.py verify_books AGREEMENT|--all`: prove the books by replaying them."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, DatabaseError

from registry.verifier import Report, Totals, UnknownAgreement, read_figure, verify

CLEAN, FOUND, CANNOT_RUN = 0, 1, 2


class Command(BaseCommand):
    """Exit 0 when the books are clean, 1 with findings, 2 when the verification cannot run."""

    help = "Replay the registration books with independent code and name every row that is wrong."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("agreements", nargs="*", metavar="AGREEMENT", help="codes of agreements")
        parser.add_argument("--all", action="store_true", help="every agreement")
        parser.add_argument(
            "--expect",
            metavar="NUMBER:HASH",
            help="a figure typed from paper: that entry must have that hash",
        )
        parser.add_argument("--json", action="store_true", help="print the report as JSON")
        parser.add_argument("--database", default=DEFAULT_DB_ALIAS, help="alias of the database to read")

    def handle(self, *args: Any, **options: Any) -> None:
        report = self._verify(options)
        self.stdout.write(json.dumps(report.to_json(), indent=1) if options["json"] else told(report))
        if not report.is_clean:
            sys.exit(FOUND)

    def _verify(self, options: dict[str, Any]) -> Report:
        codes = options["agreements"]
        if bool(codes) == options["all"]:
            raise CommandError("Name an agreement, or --all.", returncode=CANNOT_RUN)
        if options["expect"] and len(codes) != 1:
            raise CommandError("--expect needs the one agreement it was printed for.", returncode=CANNOT_RUN)
        try:
            expected = read_figure(options["expect"]) if options["expect"] else None
            return verify(codes or None, expected=expected, using=options["database"])
        except (UnknownAgreement, ValueError) as error:
            raise CommandError(str(error), returncode=CANNOT_RUN) from error
        except DatabaseError as error:
            raise CommandError(f"The books cannot be read: {error}", returncode=CANNOT_RUN) from error


def told(report: Report) -> str:
    """The report in plain lines."""
    lines = []
    for totals in report.totals:
        lines += [
            f"{totals.agreement}",
            *_told_of_beginning(totals),
            f"  head                {totals.head_number}:{totals.head_hash or '-'}",
            f"  authorised Rights   {totals.authorised:>20,}",
            f"  attached            {totals.attached:>20,}",
            f"  held                {totals.held:>20,}",
            *(f"  {kind.lower().replace('_', ' '):<19} {gone:>20,}" for kind, gone in totals.retired.items()),
            f"  certificates        {totals.certificates:>20,}",
        ]
    lines += [str(finding) for finding in report.findings]
    verdict = "Clean." if report.is_clean else f"{len(report.findings)} findings."
    lines.append(
        f"{verdict} {report.rows:,} rows in {report.seconds:.2f} s, {report.rows_per_second:,} rows a second."
    )
    return "\n".join(lines)


def _told_of_beginning(totals: Totals) -> list[str]:
    """One line where the books of an agreement were never opened: what its zeros mean."""
    if totals.opened_by:
        return []
    if not totals.head_number:
        return ["  The books are not opened, and nothing is posted yet."]
    posted = "entry 1" if totals.head_number == 1 else f"entries 1 to {totals.head_number}"
    return [f"  The books are not opened; posted is {posted}, of Rights attached to Common Shares alone."]
