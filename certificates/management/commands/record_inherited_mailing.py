"""`manage.py record_inherited_mailing AGREEMENT`: a mailing made before, from its paper (§3(b))."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.checks import Tags

from certificates.models import MailClass, MailingKind
from certificates.services.inherited_mailings import InheritedPost, request_inherited_mailing
from registry.management.doors import PlanDoor, paper_named


class Command(PlanDoor):
    """Ask a second person to record what a paper says of a mailing by a predecessor or the Company."""

    help = "Record a mailing that was made before this agreement was kept here; nothing is mailed by it."
    requires_system_checks = [Tags.models]

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what the paper says."""
        super().add_arguments(parser)
        parser.add_argument(
            "--papers", choices=MailingKind.values, default=MailingKind.SUMMARY_OF_RIGHTS.value
        )
        parser.add_argument("--mailed-by", required=True, help="the Company or the predecessor")
        parser.add_argument("--mailed-on", type=date.fromisoformat, required=True, help="the day it states")
        parser.add_argument("--class", choices=MailClass.values, dest="mail_class", help="if it states one")
        parser.add_argument("--count", type=int, help="pieces, if it states them")
        parser.add_argument("--document", metavar="FILE", help="the paper that shows it")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Make the request."""
        agreement, maker = self.plan_and_person(options)
        said = InheritedPost(
            kind=MailingKind(options["papers"]),
            mailed_by=options["mailed_by"],
            mailed_on=options["mailed_on"],
            mail_class=MailClass(options["mail_class"]) if options["mail_class"] else None,
            piece_count=options["count"],
        )
        with paper_named(options["document"], kind="INHERITED", by=maker, at=at) as paper:
            asked = request_inherited_mailing(agreement, said, document=paper, maker=maker, at=at)
        return {**said.as_json(), **self.show_request(asked)}
