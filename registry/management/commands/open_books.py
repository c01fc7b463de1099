"""`manage.py open_books AGREEMENT`: preview the opening of the books, and ask a second person for it."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from agreement.refusals import refuse
from registry.management.doors import Door, acting_user, agreement_named
from registry.models import BEFORE_SEPARATION, HolderList, Opening, RightsAgreement
from registry.selectors.openings import list_to_open
from registry.services.openings import preview_opening, request_opening


class Command(Door):
    """Preview what the accepted list would issue; with --request, ask a second person to approve it."""

    help = "Preview the opening of the registration books, or a supplementary issue, and request it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the agreement and, where there are several, the list."""
        super().add_arguments(parser)
        parser.add_argument("agreement", help="code of the agreement")
        parser.add_argument("--list", type=int, dest="list_id", help="the list (default: the last accepted)")
        parser.add_argument("--request", action="store_true", help="ask a second person to approve it")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Show the preview; the request's hash is what the second person approves."""
        agreement, maker = agreement_named(options["agreement"]), acting_user(options)
        opening = preview_opening(_list_named(agreement, options["list_id"]), maker=maker, at=at)
        self._show(opening)
        answer: dict[str, Any] = {"opening": opening.pk, "list": opening.holder_list_id, **opening.preview}
        if options["request"]:
            answer["request"] = self.show_request(request_opening(opening, maker=maker, at=at))
        else:
            self.say("Nothing is posted. With --request a second person is asked to approve this preview.")
        return answer

    def _show(self, opening: Opening) -> None:
        shown = opening.preview
        what = "Supplementary issue" if opening.is_supplementary else "Opening of the books"
        numbers = f"{shown['first_certificate']} to {shown['last_certificate']}"
        self.show_facts(
            f"{what} from list {opening.holder_list_id} (§3(a), §5(b))",
            {
                "Accounts": shown["accounts"],
                "Common Shares": shown["shares"],
                "Rights per share": shown["rights_per_share"],
                "Certificates": shown["certificates"],
                "Numbers": numbers if shown["certificates"] else "none: no whole Right has a certificate",
                "Whole Rights": shown["whole_rights"],
                "Fractions, paid in cash (§14(a))": f"{shown['fractions']}, together {shown['fraction_sum']}",
                "in the place of earlier ones": shown["fraction_sum_carried"],
                "Rights attached to shares": shown["attached_rights"],
                "of which cashed as fractions": shown["rights_cashed"],
                "Difference": shown["difference"],
            },
        )
        self.show_rows(
            "By legend and class (§4(b))",
            ("Legend", "Class", "Certificates", "Rights", "Remark"),
            [
                (line["legend_class"], line["taint_class"], line["lots"], line["rights"], line["remark"])
                for line in shown["by_class"]
            ],
        )
        self.show_rows(
            "By date of certificate (§4(a))",
            ("Dated", "Certificates", "Rights"),
            [(line["dated"], line["certificates"], line["rights"]) for line in shown["by_date"]],
        )
        self.show_rows(
            "Samples",
            ("Why", "Account", "Registration", "Dated", "Rights", "Fraction", "Legend"),
            [
                (
                    line["why"],
                    line["account"],
                    ", ".join(line["registration"]),
                    line["dated"],
                    line["rights"],
                    line["fraction"],
                    line["legend_class"],
                )
                for line in shown["samples"]
            ],
        )


def _list_named(agreement: RightsAgreement, list_id: int | None) -> HolderList:
    found = list_to_open(agreement, list_id=list_id)
    if found is None and list_id is not None:
        raise refuse("LIST_NOT_FOUND", list=list_id)
    if found is None and agreement.separation_state in BEFORE_SEPARATION:
        raise refuse("RIGHTS_NOT_SEPARATED")
    if found is None:
        raise refuse("LIST_NOT_ACCEPTED")
    return found
