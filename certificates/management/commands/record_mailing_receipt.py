"""`manage.py record_mailing_receipt AGREEMENT`: what the post took, by its receipt, for approval (§26)."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.checks import Tags

from agreement.refusals import refuse
from certificates.models import MailClass
from certificates.selectors.mailings import mailing_numbered
from certificates.services import post_receipts
from registry.management.doors import PlanDoor, paper_named


class Command(PlanDoor):
    """Ask a second person to record the post's receipt; or, with --certify, that everything is mailed."""

    help = "Record the post's receipt for pieces of a mailing; its count must be the pieces it names."
    requires_system_checks = [Tags.models]

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the mailing and what the receipt says."""
        super().add_arguments(parser)
        parser.add_argument("--mailing", type=int, required=True, help="number of the mailing")
        parser.add_argument("--receipt", metavar="FILE", help="the signed receipt")
        parser.add_argument("--mailed-on", type=date.fromisoformat, help="the day on the receipt")
        parser.add_argument("--place", default="", help="place of mailing")
        parser.add_argument("--class", choices=MailClass.values, default="FIRST_CLASS", dest="mail_class")
        parser.add_argument("--count", type=int, default=0, help="pieces the receipt is for")
        parser.add_argument("--signer", default="", help="who signed it for the post")
        parser.add_argument(
            "--missing",
            type=int,
            action="append",
            default=[],
            help="a piece the post did not take; repeatable",
        )
        parser.add_argument("--certify", action="store_true", help="certify a mailing that is wholly mailed")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Make the request with the receipt, or that of the certification."""
        agreement, maker = self.plan_and_person(options)
        mailing = mailing_numbered(agreement, options["mailing"])
        if options["certify"]:
            return self.show_request(post_receipts.request_certification(mailing, maker=maker, at=at))
        if options["mailed_on"] is None:
            raise refuse(
                "INSTRUCTION_PART_MISSING", kind="receipt of the post", missing="its day (--mailed-on)"
            )
        said = post_receipts.PostReceipt(
            mailed_on=options["mailed_on"],
            place=options["place"],
            mail_class=MailClass(options["mail_class"]),
            piece_count=options["count"],
            signer=options["signer"],
            ranges=post_receipts.pieces_taken(mailing, missing=options["missing"]),
        )
        named, day = options["receipt"], said.mailed_on
        with paper_named(named, kind="POST_RECEIPT", signed_on=day, by=maker, at=at) as paper:
            asked = post_receipts.request_receipt(mailing, said, document=paper, maker=maker, at=at)
        return {"mailing": mailing.number, "pieces": said.piece_count, **self.show_request(asked)}
