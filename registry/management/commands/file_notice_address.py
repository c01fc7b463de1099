"""`manage.py file_notice_address AGREEMENT`: another address for notices, on its signed paper (§26)."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from registry.management.doors import PlanDoor, paper_named, read_day, read_instant
from registry.models import RightsAgreement
from registry.selectors.notice_addresses import (
    COMPANY,
    COPY,
    PRINCIPAL,
    RIGHTS_AGENT,
    addresses_stated,
    printed_lines,
)
from registry.services import company


class Command(PlanDoor):
    """Ask a second person to record an address; without one, list the address book with its history."""

    help = "File another address for notices to the Company or to the Rights Agent; list the address book."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whose address, its lines and its paper."""
        super().add_arguments(parser)
        parser.add_argument("--party", choices=[COMPANY, RIGHTS_AGENT], help="whose address it is")
        parser.add_argument("--role", choices=[PRINCIPAL, COPY], default=PRINCIPAL)
        parser.add_argument("--line", default=[], action="append", help="a line; may be repeated")
        parser.add_argument("--facsimile", default="")
        parser.add_argument("--attention", default="")
        parser.add_argument("--document", metavar="FILE", help="the signed filing")
        parser.add_argument("--signed-on", help="day of its signature")
        parser.add_argument("--received", help="when it was received (default: now)")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """File, or list."""
        agreement, by = self.plan_and_person(options)
        if not options["party"]:
            return self._list(agreement)
        received = options["received"]
        with paper_named(
            options["document"],
            kind="NOTICE_ADDRESS",
            signed_on=read_day(options["signed_on"]) if options["signed_on"] else None,
            received_at=read_instant(received, zone=agreement.time_zone) if received else at,
            by=by,
            at=at,
        ) as paper:
            approval = company.request_address_filing(
                agreement,
                party=options["party"],
                role=options["role"],
                lines=options["line"],
                facsimile=options["facsimile"],
                attention=options["attention"],
                document=paper,
                maker=by,
                at=at,
            )
        return self.show_request(approval)

    def _list(self, agreement: RightsAgreement) -> dict[str, Any]:
        stated = addresses_stated(agreement)
        told = [
            (*one.place, one.since, one.source, "; ".join(", ".join(printed_lines(a)) for a in one.addresses))
            for one in stated
        ]
        columns = ("Party", "Role", "Since", "By", "Address")
        self.show_rows(f"{agreement.code}: addresses for notices (§26)", columns, told)
        names = ("party", "role", "since", "source", "address")
        return {"addresses": [dict(zip(names, row, strict=True)) for row in told]}
