"""`manage.py accept_notice AGREEMENT NUMBER`: record the call-back, then ask a second person to accept."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from agreement.errors import RefusedByGround
from agreement.refusals import ground
from registry.management.doors import Door, acting_user, agreement_named
from registry.models import Notice, NoticeState
from registry.selectors.notices import notice_numbered
from registry.services import company


class Command(Door):
    """Authenticate a notice received, unless that is done, and request its acceptance."""

    help = "Record the call-back on a notice and ask a second person to accept it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the notice and the note of the call-back."""
        super().add_arguments(parser)
        parser.add_argument("agreement", help="code of the agreement")
        parser.add_argument("number", type=int, help="number of the notice")
        parser.add_argument(
            "--note", default="", help="the call-back: who was called, on which number of record, when"
        )

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Authenticate and request; a queried notice ends with status 1 and its letter."""
        agreement, by = agreement_named(options["agreement"]), acting_user(options)
        notice = notice_numbered(agreement, options["number"])
        if notice.state == NoticeState.RECEIVED:
            notice = company.authenticate_notice(notice, by=by, at=at, note=options["note"])
            self._show_warnings(notice)
            if notice.state == NoticeState.QUERIED:
                self._refuse_queried(notice)
        return {"notice": notice.number} | self.show_request(
            company.request_acceptance(notice, maker=by, at=at)
        )

    def _show_warnings(self, notice: Notice) -> None:
        for one in notice.grounds:
            if one["effect"] == "WARN":
                self.say(f"Warning: {one['message']} ({one['citation']}).")

    def _refuse_queried(self, notice: Notice) -> None:
        application = notice.applications.order_by("-id").first()
        if application is not None:
            self.say(application.letter)
        raised = [ground(str(one["code"]), **one["facts"]) for one in notice.grounds]
        raise RefusedByGround.by([ground("NOTICE_QUERIED", number=notice.number), *raised])
