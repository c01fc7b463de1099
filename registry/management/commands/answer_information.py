"""`manage.py answer_information AGREEMENT`: ask the Company, record its answers, list what is open."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from registry.management.doors import Door, acting_user, agreement_named, paper_named
from registry.models import RightsAgreement
from registry.selectors.notices import open_information_requests
from registry.services import information


class Command(Door):
    """Record a question, or an answer with its paper; then list the questions still open."""

    help = "Ask the Company for information, record its answers, list what is open."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a question, or an answer to one."""
        super().add_arguments(parser)
        parser.add_argument("agreement", help="code of the agreement")
        parser.add_argument("request", nargs="?", type=int, help="number of the question answered")
        parser.add_argument("--ask", metavar="QUESTION", help="ask something")
        parser.add_argument("--answer", metavar="TEXT", default="", help="the Company's answer")
        parser.add_argument("--document", metavar="FILE", help="the paper of the answer")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Ask or answer, then list."""
        agreement, by = agreement_named(options["agreement"]), acting_user(options)
        named = options["document"]
        with paper_named(named, kind="INFORMATION", by=by, at=at) as paper, transaction.atomic():
            if options["ask"]:
                information.ask(agreement, question=options["ask"], by=by, at=at)
            if options["request"]:
                request = information.request_numbered(agreement, options["request"])
                information.answer(request, answer=options["answer"], document=paper, by=by, at=at)
        return self._show(agreement)

    def _show(self, agreement: RightsAgreement) -> dict[str, Any]:
        waiting = list(open_information_requests(agreement))
        self.show_rows(
            f"{agreement.code}: {len(waiting)} question(s) open; the books open when none is (§5(b)(ii))",
            ("No.", "Question", "Asked"),
            [(one.pk, one.question, one.asked_at) for one in waiting],
        )
        return {"open": [{"request": one.pk, "question": one.question} for one in waiting]}
