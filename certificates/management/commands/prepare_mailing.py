"""`manage.py prepare_mailing AGREEMENT`: who gets an envelope, frozen for approval (§26)."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.checks import Tags

from certificates.management.commands.print_run import place_of
from certificates.models import MailClass, Mailing, MailingKind
from certificates.selectors.mailings import mailing_numbered, set_aside, totals_by_state
from certificates.services import mailings
from certificates.services.mailing_examination import MailingPreview
from registry.management.doors import PlanDoor
from registry.models import RightsAgreement

WORDS = {
    MailingKind.CERTIFICATES: "certificates_2003",
    MailingKind.SUMMARY_OF_RIGHTS: "",
    MailingKind.EXPIRY_REMINDER: "expiry_2003",
    MailingKind.EVENT_PROPOSED: "event_proposed_2003",
    MailingKind.EVENT_OCCURRED: "event_occurred_2003",
}


class Command(PlanDoor):
    """Show what a mailing would hold; freeze it with --freeze; show one that is frozen, or cancel it."""

    help = "Preview a mailing, freeze it for approval, show it, or cancel it before the post took a piece."
    requires_system_checks = [Tags.models]

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what is to be mailed, with which words, by which class of mail."""
        super().add_arguments(parser)
        parser.add_argument("--kind", choices=MailingKind.values, default=MailingKind.CERTIFICATES.value)
        parser.add_argument(
            "--words", default="", help="name of the words; a Summary of Rights must be named"
        )
        parser.add_argument("--class", choices=MailClass.values, default="FIRST_CLASS", dest="mail_class")
        parser.add_argument("--freeze", action="store_true", help="freeze it and ask a second person")
        parser.add_argument("--show", type=int, metavar="NUMBER", help="show a mailing")
        parser.add_argument("--cancel", type=int, metavar="NUMBER", help="cancel a mailing")
        parser.add_argument("--reason", default="", help="why it is cancelled")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Preview unless something else is asked for."""
        agreement, by = self.plan_and_person(options)
        if options["show"] is not None:
            return self._show(mailing_numbered(agreement, options["show"]))
        if options["cancel"] is not None:
            found = mailing_numbered(agreement, options["cancel"])
            made = mailings.cancel_mailing(found, reason=options["reason"], by=by, at=at)
            self.say(f"Mailing {made.number} is cancelled; its certificates may go into another.")
            return {"mailing": made.number, "state": made.state}
        kind = MailingKind(options["kind"])
        asked: dict[str, Any] = {
            "kind": kind,
            "text_name": options["words"] or WORDS[kind],
            "mail_class": MailClass(options["mail_class"]),
            "at": at,
        }
        if not options["freeze"]:
            return self._preview(agreement, mailings.preview_mailing(agreement, **asked))
        made = mailings.request_mailing(agreement, maker=by, **asked)
        assert made.approval is not None
        return {"mailing": made.number, **self.show_request(made.approval)}

    def _preview(self, agreement: RightsAgreement, seen: MailingPreview) -> Mapping[str, Any]:
        facts = {
            "kind": seen.examined.kind.value,
            "request": str(seen.examined.request),
            "addresses": str(seen.examined.source.label),
            "words": seen.examined.text.name,
            "pieces": seen.pieces,
            "certificates": seen.certificates,
            "rights": seen.rights,
            "set_aside": seen.set_aside,
            **dict(seen.destinations),
        }
        self.show_facts(f"What a mailing of {agreement.code} would hold; nothing was written", facts)
        for warning in seen.examined.warnings:
            self.say(str(warning))
        rows = [(account, found.code, found.message) for account, found in seen.aside]
        if rows:
            self.show_rows("Set aside", ("Account", "Ground", "Why"), rows)
        return {**facts, "aside": [{"account": account, "code": code} for account, code, _ in rows]}

    def _show(self, mailing: Mailing) -> Mapping[str, Any]:
        counted = totals_by_state(mailing)
        pieces = {state.value: found.pieces for state, found in counted.items() if found.pieces}
        facts = {
            "state": mailing.state,
            **pieces,
            "manifest": place_of(mailing.manifest),
            "listing": place_of(mailing.listing),
        }
        self.show_facts(f"Mailing {mailing.number}", facts)
        rows = [(row.account, row.ground["code"], row.ground["message"]) for row in set_aside(mailing)[:200]]
        if rows:
            self.show_rows("Set aside", ("Account", "Ground", "Why"), rows)
        return {"mailing": mailing.number, "job": mailing.job_id, **facts}
