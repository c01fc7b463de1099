"""`manage.py take_over AGREEMENT`: a predecessor's totals beside the Company's, their sign-off (Recitals)."""

from argparse import ArgumentParser
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime
from typing import Any

from agreement.refusals import refuse
from registry.management.doors import Door, acting_user, agreement_named, paper_named, read_day
from registry.models import RightsAgreement, TakeOver, User
from registry.selectors.takeovers import inherited_papers, take_overs
from registry.services.takeovers import (
    InheritedTotals,
    must_be_explained,
    record_take_over,
    request_reconciliation,
)


class Command(Door):
    """Record a take-over with its difference; with --sign-off ask a second person to sign it off."""

    help = "Record control totals taken over from a predecessor, or have them signed off."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the totals, or the reason of their difference."""
        super().add_arguments(parser)
        parser.add_argument("agreement", help="code of the agreement")
        parser.add_argument("--predecessor", default="", help="who served as Rights Agent before")
        parser.add_argument("--from", dest="served_from", help="first day of its service")
        parser.add_argument("--until", dest="served_until", help="last day of its service")
        parser.add_argument("--inherited", type=int, help="the total it handed over")
        parser.add_argument("--stated", type=int, help="the total the Company states")
        parser.add_argument("--legended", type=int, help="Rights under the legend, as the Company states")
        parser.add_argument("--stopped", type=int, help="Rights under a stop, as the Company states")
        parser.add_argument("--document", metavar="FILE", help="the Company's statement")
        parser.add_argument("--paper", action="append", default=[], metavar="FILE", help="inherited paper")
        parser.add_argument("--sign-off", action="store_true", help="ask for the sign-off of the last one")
        parser.add_argument("--reason", default="", help="why the totals differ")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Record when totals are given; then sign off when asked; show where it stands.

        A sign-off that is to be refused is so before anything is recorded: one command is one act.
        """
        agreement, by = agreement_named(options["agreement"]), acting_user(options)
        if options["inherited"] is not None:
            _record(agreement, options, by=by, at=at)
        taken = take_overs(agreement).first()
        if taken is None:
            raise refuse("NOT_FOUND", what=f"A take-over of {agreement.code}")
        answer = self._show(taken)
        if options["sign_off"]:
            approval = request_reconciliation(taken, reason=options["reason"], maker=by, at=at)
            answer |= self.show_request(approval)
        return answer

    def _show(self, taken: TakeOver) -> dict[str, Any]:
        answer = {
            "predecessor": taken.predecessor,
            "served_from": taken.served_from,
            "served_until": taken.served_until,
            "inherited_total": taken.inherited_total,
            "company_total": taken.company_total,
            "difference": taken.difference,
            "legended_total": taken.legended_total,
            "stopped_total": taken.stopped_total,
            "reason": taken.reason,
            "signed_off_at": taken.reconciled_at,
        }
        self.show_facts("Records taken over: nothing is posted before the sign-off", answer)
        inherited = [
            {"paper": str(paper), "received_at": paper.received_at, "sha256": paper.sha256}
            for paper in inherited_papers(taken.agreement)
        ]
        self.show_rows(
            "Inherited papers",
            ("Paper", "Received", "SHA-256"),
            [list(paper.values()) for paper in inherited],
        )
        return answer | {"inherited_papers": inherited}


def _record(agreement: RightsAgreement, options: Mapping[str, Any], *, by: User, at: datetime) -> TakeOver:
    wanted = ("predecessor", "served_from", "served_until", "inherited", "stated")
    lacking = [name.replace("_", " ") for name in wanted if options[name] in (None, "")]
    if lacking:
        raise refuse("INSTRUCTION_PART_MISSING", kind="take-over of records", missing=", ".join(lacking))
    totals = InheritedTotals(
        options["predecessor"],
        read_day(options["served_from"]),
        read_day(options["served_until"]),
        options["inherited"],
        options["stated"],
        options["legended"],
        options["stopped"],
    )
    if options["sign_off"]:
        must_be_explained(totals.inherited, stated=totals.stated, reason=options["reason"])
    with ExitStack() as read:
        statement = read.enter_context(paper_named(options["document"], kind="STATEMENT", by=by, at=at))
        inherited = [
            read.enter_context(paper_named(name, kind="INHERITED", by=by, at=at)) for name in options["paper"]
        ]
        papers = [paper for paper in inherited if paper is not None]
        return record_take_over(agreement, totals=totals, document=statement, papers=papers, by=by, at=at)
