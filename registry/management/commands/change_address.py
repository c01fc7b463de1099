"""`manage.py change_address AGREEMENT ACCOUNT`: a new registered address on the signed request (§5(b))."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from agreement.refusals import refuse
from registry.management.doors import PlanDoor, paper_named, read_day, read_instant
from registry.models import AddressChange, RegisteredHolder, RequesterCapacity, User
from registry.selectors.addresses import Address
from registry.services.addresses import (
    draft_address_change,
    examine_address_change,
    request_address_change,
    withdraw_address_change,
)
from registry.services.documents import check_instants


class Command(PlanDoor):
    """Draft the change; with the signed paper, ask a second person to put it into the books."""

    help = "Change the registered address of an account on its holder's signed written request."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the account, the new address and the paper."""
        super().add_arguments(parser)
        parser.add_argument("account", help="account of the registered holder")
        parser.add_argument("--name", default="", help="the name as the request states it")
        parser.add_argument("--address", default=[], action="append", help="a line; may be repeated")
        parser.add_argument("--city", default="")
        parser.add_argument("--region", default="")
        parser.add_argument("--postal-code", default="")
        parser.add_argument("--country", default="US", help="two letters")
        parser.add_argument("--document", metavar="FILE", help="the signed request, or the evidence")
        parser.add_argument("--signed-by", default="", help="who signed it")
        parser.add_argument("--signed-on", help="day of the signature")
        parser.add_argument("--received", help="when it was received (default: now)")
        parser.add_argument(
            "--capacity", default=RequesterCapacity.REGISTERED_HOLDER, choices=RequesterCapacity.values
        )
        parser.add_argument(
            "--withdraw", type=int, metavar="CHANGE", help="give up a draft, or a request nobody decided"
        )
        parser.add_argument("--reason", default="", help="why it is given up; name no holder")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Without a paper the draft alone is kept, and the answer says so."""
        agreement, by = self.plan_and_person(options)
        holder = RegisteredHolder.objects.filter(agreement=agreement, account=options["account"]).first()
        if holder is None:
            raise refuse("NOT_FOUND", what=f"Account {options['account']}")
        if options["withdraw"]:
            return self._withdraw(holder, options, by=by, at=at)
        if not options["name"]:
            lacks = "the name as it states it (--name)"
            raise refuse("INSTRUCTION_PART_MISSING", kind="request for a new address", missing=lacks)
        address = Address(
            "\n".join(options["address"]),
            options["city"],
            options["region"],
            options["postal_code"],
            options["country"],
        )
        stated = {"registration": options["name"], "address": address}
        if not options["document"]:
            draft = draft_address_change(holder, **stated, by=by, at=at)
            self.say(f"Draft {draft.pk}: nothing changes before the signed request is received.")
            return {"draft": draft.pk, "state": draft.state}
        signed = {"signed_by": options["signed_by"], "capacity": options["capacity"]}
        day = read_day(options["signed_on"]) if options["signed_on"] else None
        received = options["received"]
        received_at = read_instant(received, zone=agreement.time_zone) if received else at
        check_instants(signed_on=day, received_at=received_at, at=at)
        examine_address_change(holder, **stated, **signed, signed_on=day)
        with paper_named(
            options["document"],
            kind="CHANGE_OF_ADDRESS",
            signed_on=day,
            received_at=received_at,
            by=by,
            at=at,
        ) as paper:
            draft = draft_address_change(holder, **stated, by=by, at=at)
            approval = request_address_change(draft, document=paper, **signed, maker=by, at=at)
        return self.show_request(approval)

    def _withdraw(
        self, holder: RegisteredHolder, options: Mapping[str, Any], *, by: User, at: datetime
    ) -> dict[str, Any]:
        change = AddressChange.objects.filter(holder=holder, pk=options["withdraw"]).first()
        if change is None:
            raise refuse("NOT_FOUND", what=f"Change {options['withdraw']} of account {holder.account}")
        change = withdraw_address_change(change, reason=options["reason"], by=by, at=at)
        self.say(f"Change {change.pk} is withdrawn; the address stays as it is.")
        return {"draft": change.pk, "state": change.state}
