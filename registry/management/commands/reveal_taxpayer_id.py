"""`manage.py reveal_taxpayer_id AGREEMENT ACCOUNT --reason …`: one number in clear, on the record (§5(b))."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from registry.management.doors import PlanDoor
from registry.services.reveals import holder_with_number, must_be_shown_numbers, reveal_taxpayer_id
from registry.services.taxpayer_ids import masked


class Command(PlanDoor):
    """Show a taxpayer number to an approver or administrator; JSON holds it only when that is asked for."""

    help = "Show the taxpayer number of an account in clear, for a reason that is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the account and the reason."""
        super().add_arguments(parser)
        parser.add_argument("account", help="account of the registered holder")
        parser.add_argument("--reason", default="", help="why it is needed; name no holder")
        parser.add_argument(
            "--number-in-json", action="store_true", help="with --json: the number itself, not its last signs"
        )

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Reveal and record; JSON without the number reveals nothing and records nothing."""
        agreement, by = self.plan_and_person(options)
        account = options["account"]
        if self.as_json and not options["number_in_json"]:
            must_be_shown_numbers(by)
            holder = holder_with_number(agreement, account=account)
            return {"account": account, "taxpayer_id": masked(holder.taxpayer_id_last_four)}
        number = reveal_taxpayer_id(agreement, account=account, reason=options["reason"], by=by, at=at)
        self.say(f"Account {account}: {number}")
        return {"account": account, "taxpayer_id": number}
