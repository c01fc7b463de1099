"""`manage.py print_run`: lock what waits to be printed into a run, look at it, record that it was printed."""

from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.db.models import Q

from agreement.refusals import refuse
from certificates.models import PrintRun
from certificates.selectors.numbers import joined, told
from certificates.selectors.print_runs import (
    chosen_to_print,
    print_runs,
    printed_totals,
    run_numbered,
    stretches_of,
)
from certificates.services import execution
from certificates.services import print_runs as services
from registry.management.doors import Door, acting_user, agreement_named, paper_named
from registry.models import CompanyOfficer, RightsAgreement
from registry.selectors import jobs as job_selectors

ACTS = ("lock", "status", "printed", "executed", "abort")


class Command(Door):
    """Lock, show, attest or give up a print run."""

    help = "Print the Rights Certificates that entries issued and that no run has printed yet."
    requires_system_checks = [Tags.models]

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the agreement, the act, and what each act needs."""
        super().add_arguments(parser)
        parser.add_argument("agreement", help="code of the agreement")
        parser.add_argument(
            "steer", nargs="?", default="lock", choices=ACTS, metavar="ACT", help=", ".join(ACTS)
        )
        parser.add_argument(
            "--entry",
            type=int,
            action="append",
            default=[],
            help="number of an entry, as often as needed (default: all that wait to be printed)",
        )
        parser.add_argument("--run", type=int, help="number of the run (default: the latest)")
        parser.add_argument("--signer", action="append", default=[], help="officer who signed (twice)")
        parser.add_argument("--signed-on", type=date.fromisoformat, help="day of the Company's signatures")
        parser.add_argument("--document", help="file that shows the execution")
        parser.add_argument("--reason", default="", help="why the run is given up")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Do the act and show the run."""
        agreement = agreement_named(options["agreement"])
        match options["steer"]:
            case "lock":
                entries = chosen_to_print(agreement, numbers=options["entry"])
                return self._show(
                    services.lock_run(agreement, entries=entries, maker=acting_user(options), at=at)
                )
            case "status":
                return self._show(chosen_run(agreement, options["run"]))
            case "printed":
                run = chosen_run(agreement, options["run"])
                return self._show(services.record_printed(run, by=acting_user(options), at=at))
            case "abort":
                run = chosen_run(agreement, options["run"])
                by = acting_user(options)
                return self._show(services.abort_run(run, reason=options["reason"], by=by, at=at))
            case _:
                return self._record_executed(agreement, options, at=at)

    def _record_executed(
        self, agreement: RightsAgreement, options: Mapping[str, Any], *, at: datetime
    ) -> Mapping[str, Any]:
        run, maker = chosen_run(agreement, options["run"]), acting_user(options)
        if not options["document"] or not options["signed_on"]:
            raise refuse(
                "PRINT_RUN_NOT_READY", run=run.number, missing="--document and --signed-on of the execution"
            )
        signed = {"signed_on": options["signed_on"], "at": at}
        signers = signers_named(agreement, options["signer"], day=options["signed_on"])
        title, named = f"Execution of print run {run.number}", options["document"]
        with paper_named(named, kind="EXECUTION", title=title, by=maker, **signed) as paper:
            asked = execution.record_executed(run, signers=signers, document=paper, maker=maker, **signed)
        return self.show_request(asked)

    def _show(self, run: PrintRun) -> Mapping[str, Any]:
        totals = printed_totals(run)
        entries = list(run.entries.order_by("number").values_list("number", flat=True))
        progress = job_selectors.progress(run.job) if run.job else None
        facts = {
            "State": run.get_state_display(),
            "Certificates": run.certificate_count,
            "Rights": run.rights_total,
            "Numbers": told(stretches_of(run)),
            "Entries": told(joined((number, number) for number in entries)),
            "Drawn": totals["certificates"],
            "Files": totals["files"],
            "Job": f"{run.job_id} ({progress.left} left)" if progress else "",
            "Head of the books": f"{run.books_number}:{run.books_hash}",
            "Manifest": place_of(run.manifest),
            "List of hashes": place_of(run.hash_list),
            "Control sheet": place_of(run.control_sheet),
        }
        self.show_facts(f"Print run {run.number} of {run.agreement.code}", facts)
        return {
            "run": run.number,
            "entries": entries,
            "state": run.state,
            "job": run.job_id,
            "certificates": run.certificate_count,
            "rights": run.rights_total,
            "first": run.first_number,
            "last": run.last_number,
            "stretches": run.stretches,
            **{f"drawn_{name}": value for name, value in totals.items()},
            "manifest_sha256": run.manifest_sha256,
            "expect": f"{run.books_number}:{run.books_hash}",
            "proof": run.proof,
        }


def signers_named(agreement: RightsAgreement, names: Sequence[str], *, day: date) -> list[CompanyOfficer]:
    """The officers of these names as they were in office on a day. Raises SIGNER_NOT_IN_OFFICE for another.

    Agreement: 5(a).
    """
    in_office = CompanyOfficer.objects.filter(agreement=agreement, in_office_from__lte=day).filter(
        Q(in_office_until__isnull=True) | Q(in_office_until__gte=day)
    )
    found = list(in_office.filter(name__in=names).order_by("pk"))
    for name in names:
        if name not in {officer.name for officer in found}:
            raise refuse("SIGNER_NOT_IN_OFFICE", name=name, title="an officer of the Company", date=day)
    return found


def chosen_run(agreement: RightsAgreement, number: int | None) -> PrintRun:
    """The run named, else the latest of the agreement."""
    if number is not None:
        return run_numbered(agreement, number)
    latest = print_runs(agreement).first()
    if latest is None:
        raise refuse("NO_PRINT_RUN", agreement=agreement.code)
    return latest


def place_of(stored_as: str) -> str:
    """Where a kept file lies; empty while there is none."""
    return str(Path(settings.FILES_ROOT) / stored_as) if stored_as else ""
