"""`manage.py load_agreement FILE`: take on an agreement from its file, or ask for its amended terms."""

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from agreement.agreement_file import describe, read_agreement_file
from agreement.amendment import AmendmentPurpose
from agreement.refusals import refuse
from registry.management.doors import (
    Door,
    acting_user,
    agreement_named,
    paper_named,
    read_day,
    read_file,
)
from registry.models import Approval, User
from registry.services.agreements import (
    AgreementLoaded,
    Amendment,
    OnFile,
    load_agreement,
    request_amendment,
)
from registry.services.agreements.forms import NO_EFFECT
from registry.services.agreements.loading import start_of

_PAPERS = {
    "amendment": "AMENDMENT",
    "certificate": "AMENDMENT_CERTIFICATE",
    "consent": "AGENT_CONSENT",
    "answer": "COMPANY_ANSWER",
}


class Command(Door):
    """Validate an agreement file whole, say in plain words what was understood, and put it on record."""

    help = "Load an agreement file; a changed one is an amendment: its paper, its date and a second person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and for changed terms the amendment."""
        super().add_arguments(parser)
        parser.add_argument("file", help="the agreement file (TOML); see docs/agreement-file.md")
        parser.add_argument("--amendment", metavar="FILE", help="the signed amendment, for changed terms")
        parser.add_argument("--effective", metavar="DATE", help="from when the changed terms apply")
        parser.add_argument(
            "--certificate", metavar="FILE", help="the officer's certificate that it complies with Section 27"
        )
        parser.add_argument(
            "--sign-off",
            default="",
            metavar="WORD",
            help=f"{NO_EFFECT} where the agent's part stays",
        )
        parser.add_argument("--consent", metavar="FILE", help="else the consent of the Rights Agent")
        parser.add_argument(
            "--purpose",
            choices=[one.value for one in AmendmentPurpose],
            help="the permitted purpose, after the Distribution Date",
        )
        parser.add_argument(
            "--protects-holders",
            action="store_true",
            help="it protects the holders, as stated",
        )
        parser.add_argument("--answer", metavar="FILE", help="the Company's answer to what was asked back")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Load a new agreement; ask a second person for the amendment of one on the books."""
        by, contents = acting_user(options), read_file(options["file"])
        name = Path(options["file"]).name
        with self._amendment(contents, options, by=by, at=at) as amendment:
            if amendment is not None:
                asked = request_amendment(contents, original_name=name, amendment=amendment, maker=by, at=at)
                self._show_changes(asked)
                return self.show_request(asked) | {"changes": list(asked.request["changes"].values())}
            loaded = load_agreement(contents, original_name=name, by=by, at=at)
        self._show(loaded)
        return {
            "agreement": loaded.agreement.code,
            "version": loaded.version,
            "closures_added": loaded.closures_added,
            "form_version": loaded.form.name,
            "terms": [
                {"what": what, "value": value, "section": section}
                for what, value, section in describe(loaded.terms)
            ],
        }

    @contextmanager
    def _amendment(
        self, contents: bytes, options: Mapping[str, Any], *, by: User, at: datetime
    ) -> Iterator[Amendment | None]:
        if not options["amendment"]:
            yield None
            return
        if not options["effective"]:
            lacks = "the date from which the changed terms apply (--effective)"
            raise refuse("INSTRUCTION_PART_MISSING", kind="amendment", missing=lacks)
        terms = read_agreement_file(contents)
        since = start_of(read_day(options["effective"]), terms=terms)
        agreement_named(terms.code)
        with ExitStack() as read:
            papers = {
                name: read.enter_context(paper_named(options[name], kind=kind, by=by, at=at))
                for name, kind in _PAPERS.items()
            }
            paper = papers["amendment"]
            assert paper is not None  # it was named
            on_file = OnFile(
                purpose=AmendmentPurpose(options["purpose"]) if options["purpose"] else None,
                protects_holders=options["protects_holders"],
                sign_off=options["sign_off"],
                certificate=papers["certificate"],
                consent=papers["consent"],
                answer=papers["answer"],
            )
            yield Amendment(paper, since, on_file)

    def _show_changes(self, asked: Approval) -> None:
        for change in asked.request["changes"].values():
            self.say(change)

    def _show(self, loaded: AgreementLoaded) -> None:
        self.show_rows(
            f"{loaded.agreement.code}: the terms as understood (version {loaded.version})",
            ("What", "Value", "Section"),
            describe(loaded.terms),
        )
        self.say(f"{loaded.closures_added} bank closures added to the calendar.")
        self.say(f"Form version {loaded.form.name} awaits the Company's approval (§4(a)).")
