"""`manage.py change_address AGREEMENT ACCOUNT`: a new registered address on the signed request (§5(b))."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from agreement.refusals import refuse
from registry.management.doors import (
    Door,
    acting_user,
    agreement_named,
    file_paper,
    read_day,
    read_instant,
)
from registry.models import Document, RegisteredHolder, RequesterCapacity, RightsAgreement, User
from registry.selectors.addresses import Address
from registry.services.addresses import draft_address_change, request_address_change


class Command(Door):
    """Draft the change; with the signed paper, ask a second person to put it into the books."""

    help = "Change the registered address of an account on its holder's signed written request."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the account, the new address and the paper."""
        super().add_arguments(parser)
        parser.add_argument("agreement", help="code of the agreement")
        parser.add_argument("account", help="account of the registered holder")
        parser.add_argument("--name", required=True, help="the name as the request states it")
        parser.add_argument("--address", required=True, action="append", help="a line; may be repeated")
        parser.add_argument("--city", required=True)
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

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Without a paper the draft alone is kept, and the answer says so."""
        agreement, by = agreement_named(options["agreement"]), acting_user(options)
        holder = RegisteredHolder.objects.filter(agreement=agreement, account=options["account"]).first()
        if holder is None:
            raise refuse("NOT_FOUND", what=f"Account {options['account']}")
        address = Address(
            "\n".join(options["address"]),
            options["city"],
            options["region"],
            options["postal_code"],
            options["country"],
        )
        draft = draft_address_change(holder, registration=options["name"], address=address, by=by, at=at)
        if not options["document"]:
            self.say(f"Draft {draft.pk}: nothing changes before the signed request is received.")
            return {"draft": draft.pk, "state": draft.state}
        approval = request_address_change(
            draft,
            document=_paper(agreement, options, by=by, at=at),
            signed_by=options["signed_by"],
            capacity=options["capacity"],
            maker=by,
            at=at,
        )
        return self.show_request(approval)


def _paper(agreement: RightsAgreement, options: Mapping[str, Any], *, by: User, at: datetime) -> Document:
    zone = agreement.time_zone
    return file_paper(
        agreement,
        options["document"],
        kind="CHANGE_OF_ADDRESS",
        received_at=read_instant(options["received"], zone=zone) if options["received"] else at,
        signed_on=read_day(options["signed_on"]) if options["signed_on"] else None,
        by=by,
        at=at,
    )
