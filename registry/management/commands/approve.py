"""`manage.py approve HASH`: the second person approves a request, and it is performed."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from registry.management.doors import Door, acting_user
from registry.models import BookEntry
from registry.services import approvals
from registry.services.agreements import ClosureReport


class Command(Door):
    """Approve the request of a hash as another person than its maker; what it asks for happens at once."""

    help = "Approve a request by its hash, as another person than the one who made it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the hash that was printed when the request was made."""
        super().add_arguments(parser)
        parser.add_argument("hash", help="the hash of the request, whole")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Approve and perform; then say what happened."""
        approver = acting_user(options)
        asked = approvals.waiting_request(options["hash"])
        outcome = approvals.approve(options["hash"], approver=approver, at=at)
        answer: dict[str, Any] = {
            "request": asked.request_hash,
            "kind": asked.kind,
            "summary": asked.summary,
            "maker": str(asked.maker),
            "approver": str(approver),
            "outcome": str(outcome),
        }
        entry = BookEntry.objects.filter(approval=asked).first()
        if entry is not None:
            answer |= {"entry": entry.number, "entry_kind": entry.kind, "head": bytes(entry.entry_hash).hex()}
        if isinstance(outcome, ClosureReport):
            answer |= {"outcome": f"{outcome.closure.place} closed on {outcome.closure.closed_on}"}
            self._show_clocks(outcome)
            answer["clocks"] = [[c.agreement, c.clock, c.before, c.after] for c in outcome.clocks]
        told = {name: value for name, value in answer.items() if name != "clocks"}
        self.show_facts("Approved and performed", told)
        return answer

    def _show_clocks(self, report: ClosureReport) -> None:
        self.show_rows(
            "Open clocks computed again (§1(e))",
            ("Agreement", "Clock", "Before", "After"),
            [(one.agreement, one.clock, one.before, one.after) for one in report.clocks],
        )
