"""`manage.py approve_form AGREEMENT NAME`: put a form on file and ask for the agent's sign-off (§4(a))."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from agreement.refusals import refuse
from registry.management.doors import Door, acting_user, agreement_named, paper_named
from registry.models import FormVersion, RightsAgreement
from registry.selectors.agreements import form_versions
from registry.services.agreements import add_form_version, request_form_approval
from registry.services.agreements.forms import AFFECTS, NO_EFFECT, must_leave_duties


class Command(Door):
    """Request the sign-off of a form version with the Company's written approval."""

    help = "Ask a second person to sign off a form version that the Company approved in writing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the form, the Company's paper and the statement about the agent's duties."""
        super().add_arguments(parser)
        parser.add_argument("agreement", help="code of the agreement")
        parser.add_argument("name", help="name of the form version, which is its folder's")
        parser.add_argument("--add", action="store_true", help="put the folder of that name on file first")
        parser.add_argument("--document", metavar="FILE", help="the Company's approval")
        parser.add_argument(
            "--sign-off",
            default="",
            help=f"what extra marks and legends do to the agent's duties: {NO_EFFECT} or {AFFECTS}",
        )

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Read the paper; add the form if asked; request the sign-off."""
        agreement, by = agreement_named(options["agreement"]), acting_user(options)
        sign_off = options["sign_off"]
        with paper_named(options["document"], kind="FORM_APPROVAL", by=by, at=at) as paper:
            if options["add"]:
                must_leave_duties(sign_off)
                add_form_version(agreement, name=options["name"], at=at)
            form = self._form(agreement, options["name"])
            approval = request_form_approval(form, document=paper, sign_off=sign_off, maker=by, at=at)
        return {"form_version": form.name, "folder_hash": form.folder_hash} | self.show_request(approval)

    def _form(self, agreement: RightsAgreement, name: str) -> FormVersion:
        found = form_versions(agreement).filter(name=name).first()
        if found is None:
            raise refuse("NOT_FOUND", what=f"Form version {name}")
        return found
