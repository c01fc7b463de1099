"""`manage.py import_holders`: read the certified list of record holders."""

import csv
import json
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from agreement.arithmetic import as_text
from registry.management.doors import Door, Refused, acting_user, agreement_named, read_instant, reserved
from registry.models import HolderList, ListPurpose, ListState
from registry.selectors import holder_lists as selectors
from registry.selectors.notices import notice_numbered
from registry.services.holder_lists import import_holder_list, request_acceptance
from registry.services.list_reading import Progress as Told

REJECTS_SHOWN = 10


class Command(Door):
    """Read a list; show its totals and first rejects; on request write all rejects and ask for acceptance."""

    help = "Read the Company's certified list of record holders (CSV or XLSX) and examine every row."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the agreement, the file and the notice that certifies it."""
        super().add_arguments(parser)
        parser.add_argument("agreement", help="code of the agreement")
        parser.add_argument("file", type=Path, help="the list: CSV in UTF-8 of any size, or a small XLSX")
        parser.add_argument(
            "--notice", type=int, required=True, help="number of the notice that certifies it"
        )
        parser.add_argument(
            "--purpose",
            choices=ListPurpose.values,
            default=ListPurpose.DISTRIBUTION_DATE.value,
            help="the day of the list: the books open from that of the Distribution Date, the Summary of "
            "Rights is mailed to that of the Record Date (default: %(default)s)",
        )
        parser.add_argument("--received", help="when the file arrived (default: now)")
        parser.add_argument(
            "--rejects", type=Path, metavar="FILE", help="write every rejected line to this CSV"
        )
        parser.add_argument(
            "--request-acceptance", action="store_true", help="ask a second person to accept a good list"
        )

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Read and examine; a rejected list ends with status 1, and keeps its rejects."""
        agreement = agreement_named(options["agreement"])
        by, path = acting_user(options), options["file"]
        received, rejects = options["received"], options["rejects"]
        with reserved(rejects), self._progress(path) as told:
            listed = import_holder_list(
                agreement,
                path=path,
                notice=notice_numbered(agreement, options["notice"]),
                imported_by=by,
                received_at=read_instant(received, zone=agreement.time_zone) if received else at,
                at=at,
                purpose=ListPurpose(options["purpose"]),
                progress=told,
            )
        answer = self._show(listed)
        if rejects:
            answer["rejects_written"] = write_rejects(listed, path=rejects)
            self.say(f"{answer['rejects_written']} rejects written to {rejects}.")
        if listed.state == ListState.REJECTED:
            self._refuse(listed, answer)
        if options["request_acceptance"]:
            answer["acceptance"] = self.show_request(request_acceptance(listed, maker=by, at=at))
        return answer

    @contextmanager
    def _progress(self, path: Path) -> Iterator[Told]:
        columns = (
            TextColumn("{task.fields[rows]:,} rows"),
            BarColumn(),
            DownloadColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self.paper, transient=True, disable=not self.stdout.isatty()) as bar:
            task = bar.add_task("", total=path.stat().st_size if path.is_file() else None, rows=0)
            yield lambda bytes_read, rows: bar.update(task, completed=bytes_read, rows=rows)

    def _show(self, listed: HolderList) -> dict[str, Any]:
        totals = selectors.totals(listed)
        facts = {
            "State": listed.get_state_display(),
            "Purpose": listed.get_purpose_display(),
            "As of": listed.as_of.isoformat(),
            "Lines": totals.rows,
            "Rejected lines": totals.rejected_rows,
            "Record holders": totals.accounts,
            "Certified record holders": totals.certified_accounts,
            "Common Shares": as_text(totals.shares),
            "Certified Common Shares": as_text(totals.certified_shares),
            "SHA-256 of the file": listed.file_sha256,
        }
        self.show_facts(f"List {listed.pk}: {listed.file_name}", facts)
        first = list(selectors.rejects(listed)[:REJECTS_SHOWN])
        if first:
            rows = [[each.line, each.column, each.value, each.code, each.reason, each.cure] for each in first]
            self.show_rows("First rejects", ["Line", "Column", "Value", "Code", "Reason", "Cure"], rows)
        for ground in listed.grounds:
            self.say(f"{ground['code']}: {ground['message']} ({ground['citation']})")
        return {
            "list": listed.pk,
            **{name.lower().replace(" ", "_").replace("-", "_"): value for name, value in facts.items()},
            "state": listed.state,
            "purpose": listed.purpose,
            "grounds": listed.grounds,
            "first_rejects": [dict(zip(selectors.REJECT_COLUMNS, row, strict=True)) for row in _plain(first)],
        }

    def _refuse(self, listed: HolderList, answer: Mapping[str, Any]) -> None:
        if self.as_json:
            self.stdout.write(json.dumps(answer, default=str, indent=2))
        told = "; ".join(f"{ground['message']} ({ground['citation']})" for ground in listed.grounds)
        raise Refused(f"List {listed.pk} is rejected: {told}; to cure: {listed.grounds[0]['cure']}.")


def _plain(rejects: list[Any]) -> list[list[object]]:
    return [[getattr(each, column) for column in selectors.REJECT_COLUMNS] for each in rejects]


def write_rejects(listed: HolderList, *, path: Path) -> int:
    """Write every reject as CSV that no spreadsheet runs, into the file reserved for them; how many."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(selectors.REJECT_COLUMNS)
        writer.writerows(selectors.reject_lines(listed))
    return selectors.rejects(listed).count()
