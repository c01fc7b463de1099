"""`manage.py copy_request AGREEMENT`: a holder's request for a free copy of the agreement (§3(c))."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from agreement.refusals import ground, refuse
from registry.management.doors import (
    PlanDoor,
    acting_user,
    agreement_named,
    paper_named,
    read_day,
    read_instant,
)
from registry.models import CopyMeans, CopyRequest, CopyRequestState
from registry.services.copies import log_copy_request, record_fulfilment


class Command(PlanDoor):
    """Log a written request; or record that the copy was given, at no charge."""

    help = "Log a written request for the agreement, or record that the copy was given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the request, or its fulfilment."""
        super().add_arguments(parser)
        parser.add_argument("request", nargs="?", type=int, help="number of the request fulfilled")
        parser.add_argument("--name", default="", help="who asks")
        parser.add_argument("--account", default="", help="account, once the books are open")
        parser.add_argument("--address", default="", help="where to mail it")
        parser.add_argument("--holding", default="", help="what shows the holding before the books are open")
        parser.add_argument("--document", metavar="FILE", help="the written request")
        parser.add_argument("--received", help="when it was received (default: now)")
        parser.add_argument("--means", default=CopyMeans.MAIL, choices=CopyMeans.values)
        parser.add_argument("--office", default="", help="the office where it was given")
        parser.add_argument("--on", dest="fulfilled_on", help="the day it was given")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Log or fulfil, then show."""
        if options["request"]:
            return self._show(_fulfil(options, at=at))
        agreement, by = self.plan_and_person(options)
        received = options["received"]
        received_at = read_instant(received, zone=agreement.time_zone) if received else at
        named = options["document"]
        with paper_named(named, kind="COPY_REQUEST", received_at=received_at, by=by, at=at) as paper:
            logged = log_copy_request(
                agreement,
                name=options["name"],
                document=paper,
                address=options["address"],
                account=options["account"],
                holding_shown_by=options["holding"],
                by=by,
                at=at,
            )
        if logged.state == CopyRequestState.PASSED_ON:
            self.say(str(ground("NOT_A_HOLDER", name=logged.name)))
        return self._show(logged)

    def _show(self, request: CopyRequest) -> dict[str, Any]:
        answer = {
            "request": request.pk,
            "name": request.name,
            "state": request.state,
            "received_at": request.received_at,
            "fulfilled_on": request.fulfilled_on,
            "means": request.means,
            "charge": f"{request.charge:.2f}",
        }
        self.show_facts("Copy of the agreement (§3(c))", answer)
        return answer


def _fulfil(options: Mapping[str, Any], *, at: datetime) -> CopyRequest:
    agreement, by = agreement_named(options["agreement"]), acting_user(options)
    found = CopyRequest.objects.filter(agreement=agreement, pk=options["request"]).first()
    if found is None:
        raise refuse("NOT_FOUND", what=f"Request {options['request']}")
    if not options["fulfilled_on"]:
        raise refuse("INSTRUCTION_PART_MISSING", kind="record of a copy given", missing="the day (--on)")
    return record_fulfilment(
        found,
        means=options["means"],
        office=options["office"],
        fulfilled_on=read_day(options["fulfilled_on"]),
        by=by,
        at=at,
    )
