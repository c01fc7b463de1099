"""`manage.py register_as_of AGREEMENT INSTANT`: the register as it stood then, what moved since (§5(b))."""

import csv
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from registry.management.doors import Door, agreement_named, read_instant
from registry.models import BookEntry, RightsAgreement
from registry.selectors.holdings import Holding
from registry.selectors.movements import (
    CertificateHeld,
    every_certificate,
    every_holding,
    live_rights,
    movements,
)

HEAD = ("account", "registration", "rights", "void_rights")
HEAD_OF_CERTIFICATES = ("number", "account", "registration", "rights")
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
        parser.add_argument("--csv", metavar="FILE", help="write every line to a file, or - for here")
        parser.add_argument(
            "--certificates",
            action="store_true",
            help="by certificate and the Rights on it, not by account",
        )
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
        if options["certificates"]:
            told, head = "certificates", HEAD_OF_CERTIFICATES
            lines = map(_certificate_cells, every_certificate(agreement, at=instant))
        else:
            told, head = "accounts", HEAD
            lines = map(_cells, every_holding(agreement, at=instant))
        if options["csv"]:
            answer[told] = _write(head, lines, options["csv"])
            self.say(f"{answer[told]:,} {told} written to {options['csv']}.")
        else:
            first = list(islice(lines, SHOWN))
            key = "certificates" if options["certificates"] else "holdings"
            answer[key] = [dict(zip(head, cells, strict=True)) for cells in first]
            title = f"{agreement.code} as of {instant}: the first {len(first)} {told}"
            self.show_rows(title, [name.replace("_", " ").capitalize() for name in head], first)
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


def _certificate_cells(held: CertificateHeld) -> tuple[object, ...]:
    return (held.number, held.account, held.registration.replace("\n", " / "), held.rights)


def _write(head: Sequence[str], lines: Iterable[Sequence[object]], name: str) -> int:
    if name == "-":
        return _write_rows(head, lines, sys.stdout)
    with Path(name).open("w", encoding="utf-8", newline="") as sink:
        return _write_rows(head, lines, sink)


def _write_rows(head: Sequence[str], lines: Iterable[Sequence[object]], sink: IO[str]) -> int:
    rows = csv.writer(sink, lineterminator="\r\n")
    rows.writerow(head)
    written = 0
    for cells in lines:
        rows.writerow([_plain(cell) for cell in cells])
        written += 1
    return written


def _plain(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell
