"""`manage.py application AGREEMENT NOTICE`: follow an application for instructions to its answer (§20(g))."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from agreement.refusals import refuse
from registry.management.doors import PlanDoor, paper_named, read_day, read_instant
from registry.models import InstructionApplication, User
from registry.selectors.notices import applications
from registry.services import company
from registry.services.documents import PaperInHand


class Command(PlanDoor):
    """Show the letter; record that it was sent, received by an officer, dated, answered or not."""

    help = "Record what became of the application for instructions on a queried notice, or show it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the steps; several may be given at once and are taken in this order."""
        super().add_arguments(parser)
        parser.add_argument("notice", type=int, help="number of the queried notice")
        parser.add_argument("--sent", metavar="INSTANT", help="when it was sent")
        parser.add_argument("--receipt", metavar="INSTANT", help="when an officer actually received it")
        parser.add_argument("--officer", default="", help="the officer who received it, consents or answers")
        parser.add_argument("--consent", metavar="DATE", help="the earlier date an officer consents to")
        parser.add_argument("--title", default="", help="title of the officer who consents or answers")
        parser.add_argument(
            "--signed-on", metavar="DATE", help="day on which the consent or answer was signed"
        )
        parser.add_argument("--state-date", metavar="DATE", help="the date of the proposed action")
        parser.add_argument(
            "--date-receipt", metavar="INSTANT", help="when an officer received the letter with that date"
        )
        parser.add_argument("--answer", help="the Company's answer in its own words")
        parser.add_argument(
            "--answer-received", metavar="INSTANT", help="when the answer came; now, unless said"
        )
        parser.add_argument(
            "--board-on", metavar="DATE", help="day of the Board's determination in the answer"
        )
        parser.add_argument("--document", metavar="FILE", help="the paper of the answer or consent")
        parser.add_argument(
            "--unanswered", action="store_true", help="attest that the stated date came without an answer"
        )
        parser.add_argument("--give-up", action="store_true", help="withdraw the application")
        stands = parser.add_mutually_exclusive_group()
        stands.add_argument("--confirmed", action="store_true", help="the notice stands")
        stands.add_argument("--withdrawn", action="store_true", help="the notice is withdrawn")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Take the steps given, then show where the application stands."""
        agreement, by = self.plan_and_person(options)
        found = applications(agreement).filter(notice__number=options["notice"]).first()
        if found is None:
            raise refuse("NOT_FOUND", what=f"An application on notice {options['notice']}")
        signed = options["signed_on"]
        with paper_named(
            options["document"],
            kind="CONSENT" if options["consent"] else "INSTRUCTION",
            signed_on=read_day(signed) if signed else None,
            by=by,
            at=at,
        ) as paper:
            found = _follow(found, options, paper=paper, by=by, at=at)
        return self._show(found)

    def _show(self, found: InstructionApplication) -> dict[str, Any]:
        answer = {
            "notice": found.notice and found.notice.number,
            "state": found.state,
            "proposal": found.proposal,
            "sent_at": found.sent_at,
            "received_by_officer_at": found.received_by_officer_at,
            "earliest_date": found.earliest_date,
            "stated_date": found.stated_date,
            "answer": found.answer,
        }
        self.say(found.letter)
        self.show_facts("Application for instructions (§20(g))", answer)
        return answer


@transaction.atomic
def _follow(
    found: InstructionApplication,
    options: Mapping[str, Any],
    *,
    paper: PaperInHand | None,
    by: User,
    at: datetime,
) -> InstructionApplication:
    """Take the steps given, all or none: the last of them may be refused."""
    zone = found.agreement.time_zone
    if options["sent"]:
        sent = read_instant(options["sent"], zone=zone)
        found = company.send_application(found, sent_at=sent, by=by, at=at)
    if options["receipt"]:
        received = read_instant(options["receipt"], zone=zone)
        found = company.record_receipt(found, officer=options["officer"], received_at=received, by=by, at=at)
    if options["consent"]:
        found = company.consent_to_date(
            found,
            day=read_day(options["consent"]),
            document=paper,
            officer_name=options["officer"],
            officer_title=options["title"],
            by=by,
            at=at,
        )
    if options["state_date"]:
        found = company.state_date(found, day=read_day(options["state_date"]), by=by, at=at)
    if options["date_receipt"]:
        received = read_instant(options["date_receipt"], zone=zone)
        officer = options["officer"]
        found = company.record_date_receipt(found, officer=officer, received_at=received, by=by, at=at)
    if options["answer"]:
        reply = _reply(options, zone=zone, at=at)
        found = company.answer_application(found, reply, document=paper, by=by, at=at)
    if options["unanswered"]:
        found = company.attest_unanswered(found, by=by, at=at)
    if options["give_up"]:
        found = company.withdraw_application(found, by=by, at=at)
    return found


def _reply(options: Mapping[str, Any], *, zone: str, at: datetime) -> company.CompanyReply:
    """The answer in its own words, with its officer; whether the notice stands is said by a flag."""
    came, board_on = options["answer_received"], options["board_on"]
    return company.CompanyReply(
        words=options["answer"],
        confirms="CONFIRMED" if options["confirmed"] else "WITHDRAWN" if options["withdrawn"] else "",
        officer_name=options["officer"],
        officer_title=options["title"],
        received_at=read_instant(came, zone=zone) if came else at,
        board_determined_on=read_day(board_on) if board_on else None,
    )
