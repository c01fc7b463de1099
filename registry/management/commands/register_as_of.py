"""`manage.py register_as_of AGREEMENT INSTANT`: the register as it stood then, what moved since (§5(b))."""

import csv
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from registry.management.doors import Door, agreement_named, read_instant
from registry.models import BookEntry, RightsAgreement
from registry.selectors.movements import every_holding, live_rights, movements
from registry.selectors.register import Holding

HEAD = ("account", "registration", "rights", "void_rights")
SHOWN = 50
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class Command(Door):
    """Show what each account held at an instant; with --since the entries and addresses between the two."""

    help = "Reproduce the register as of an instant, and report what moved between two."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the instant, and what to write."""
        super().add_arguments(parser)
        parser.add_argument("agreement", help="code of the agreement")
        parser.add_argument("instant", help="such as 2003-06-30T17:00, in the zone of the agreement")
        parser.add_argument("--csv", metavar="FILE", help="write every account to a file, or - for here")
        parser.add_argument("--since", metavar="INSTANT", help="report what moved from then to the instant")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Read only; nothing is written to the books."""
        agreement = agreement_named(options["agreement"])
        instant = read_instant(options["instant"], zone=agreement.time_zone)
        answer: dict[str, Any] = {
            "agreement": agreement.code,
            "as_of": instant,
            "live_rights": live_rights(agreement, at=instant),
        }
        if options["csv"]:
            answer["accounts"] = _write(every_holding(agreement, at=instant), options["csv"])
            self.say(f"{answer['accounts']:,} accounts written to {options['csv']}.")
        else:
            first = list(islice(every_holding(agreement, at=instant), SHOWN))
            answer["holdings"] = [dict(zip(HEAD, _cells(held), strict=True)) for held in first]
            self.show_rows(
                f"{agreement.code} as of {instant}: the first {len(first)} accounts",
                ("Account", "Registration", "Rights", "Void"),
                [_cells(held) for held in first],
            )
        if options["since"]:
            since = read_instant(options["since"], zone=agreement.time_zone)
            answer["movements"] = self._show_movements(agreement, since=since, until=instant)
        return answer

    def _show_movements(
        self, agreement: RightsAgreement, *, since: datetime, until: datetime
    ) -> dict[str, Any]:
        found = movements(agreement, since=since, until=until)
        self.show_rows(
            f"Movements after {since} and by {until}",
            ("No.", "Recorded", "Kind", "Section", "Credit", "Debit", "Made by", "Approved by", "Paper"),
            [_line(entry) for entry in found.entries],
        )
        self.show_rows(
            "Changes of address",
            ("Account", "From", "To", "Paper"),
            [(one.holder.account, one.in_force_from, one.city, one.document_id) for one in found.addresses],
        )
        totals = {
            "before": found.before,
            "credits": found.credits,
            "debits": found.debits,
            "after": found.after,
            "is_balanced": found.is_balanced,
        }
        self.show_facts("Before + credits − debits = after", totals)
        return totals | {"entries": [entry.number for entry in found.entries]}


def _line(entry: BookEntry) -> tuple[object, ...]:
    debit = entry.rights_retired if entry.ended_class else entry.rights_closed
    people = (str(entry.maker), str(entry.approver))
    return (
        entry.number,
        entry.recorded_at,
        entry.kind,
        entry.section,
        entry.rights_opened,
        debit,
        *people,
        str(entry.document),
    )


def _cells(held: Holding) -> tuple[object, ...]:
    return (held.account, held.registration.replace("\n", " / "), held.rights, held.void_rights)


def _write(holdings: Iterable[Holding], name: str) -> int:
    if name == "-":
        return _write_rows(holdings, sys.stdout)
    with Path(name).open("w", encoding="utf-8", newline="") as sink:
        return _write_rows(holdings, sink)


def _write_rows(holdings: Iterable[Holding], sink: IO[str]) -> int:
    rows = csv.writer(sink, lineterminator="\r\n")
    rows.writerow(HEAD)
    written = 0
    for held in holdings:
        rows.writerow([_plain(cell) for cell in _cells(held)])
        written += 1
    return written


def _plain(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell
