"""`manage.py log_informal AGREEMENT`: log what came by no formal channel, without effect (§26)."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from agreement.channels import channel_grounds
from agreement.choices import Channel
from registry.management.doors import PlanDoor, read_instant
from registry.selectors.agreements import terms_in_force
from registry.selectors.notices import informal_notices, informal_numbered, notice_numbered
from registry.services import company


class Command(PlanDoor):
    """Log a message, say which formal notice followed one, or list them."""

    help = "Log what the Company said by a channel that gives no notice; list what was logged."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the message, or the number of one and of the notice that followed it."""
        super().add_arguments(parser)
        parser.add_argument("--channel", default="", help=f"one of {', '.join(Channel)}")
        parser.add_argument("--sender", default="", help="who said it, and for whom")
        parser.add_argument("--said", default="", help="what was said")
        parser.add_argument("--received", help="when it came (default: now)")
        parser.add_argument("--message", type=int, help="number of a message that a notice followed")
        parser.add_argument("--notice", type=int, help="number of the notice that followed it")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Log or tie, then list."""
        agreement, by = self.plan_and_person(options)
        if options["message"] and options["notice"]:
            logged = informal_numbered(agreement, options["message"])
            company.tie_to_notice(logged, notice=notice_numbered(agreement, options["notice"]), by=by, at=at)
        elif options["channel"] or options["said"]:
            received = options["received"]
            logged = company.log_informal(
                agreement,
                channel=options["channel"],
                sender=options["sender"],
                said=options["said"],
                received_at=read_instant(received, zone=agreement.time_zone) if received else at,
                by=by,
                at=at,
            )
            for found in channel_grounds(logged.channel, terms=terms_in_force(agreement, known_at=at)):
                self.say(str(found))
        rows = list(informal_notices(agreement))
        self.show_rows(
            f"{agreement.code}: {len(rows)} informal message(s), without effect (§26)",
            ("No.", "Came by", "From", "Received", "Followed by notice"),
            [(one.number, one.channel, one.sender, one.received_at, _notice_of(one)) for one in rows],
        )
        return {
            "informal": [
                {"number": one.number, "channel": one.channel, "notice": _notice_of(one)} for one in rows
            ]
        }


def _notice_of(logged: Any) -> int | None:
    return logged.followed_by.number if logged.followed_by else None
