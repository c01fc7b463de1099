"""`manage.py reconcile`: account for every number of a run, and with --close ask for it to be closed."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.checks import Tags

from certificates.management.commands.print_run import chosen_run
from certificates.models import RunState
from certificates.selectors.print_runs import reconciliation
from certificates.services import print_runs
from registry.management.doors import Door, acting_user, agreement_named


class Command(Door):
    """Show issued + spoiled + unused = range; reconcile the run when it holds."""

    help = "Account for every number of a print run."
    requires_system_checks = [Tags.models]

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the run."""
        super().add_arguments(parser)
        parser.add_argument("agreement", help="code of the agreement")
        parser.add_argument("--run", type=int, help="number of the run (default: the latest)")
        parser.add_argument("--show", action="store_true", help="only show; change nothing")
        parser.add_argument("--close", action="store_true", help="then ask a second person to close the run")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Show the equation, then reconcile and close as asked."""
        run = chosen_run(agreement_named(options["agreement"]), options["run"])
        found = reconciliation(run)
        told = found.as_json()
        self.show_facts(f"Print run {run.number}: {found.equation}", told)
        if options["show"]:
            return told
        by = acting_user(options)
        if run.state != RunState.RECONCILED:
            print_runs.reconcile(run, by=by, at=at)
        if options["close"]:
            return {**told, **self.show_request(print_runs.close_run(run, maker=by, at=at))}
        return told
