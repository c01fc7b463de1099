"""`manage.py receive_notice AGREEMENT`: record a written notice of the Company as received."""

import tomllib
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from agreement.refusals import refuse
from registry.management.doors import (
    Door,
    acting_user,
    agreement_named,
    paper_named,
    read_day,
    read_file,
    read_instant,
)
from registry.models import NoticeKind, RightsAgreement
from registry.services import company

PARTS = ("kind", "officer_name", "officer_title", "channel", "signed_on", "received_at", "document")


class Command(Door):
    """Examine the form of a notice; file its paper; record it. It has no effect before it is accepted."""

    help = "Record a written notice of the Company, from a TOML file or from arguments (these go before)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the parts of a notice one by one, or a file that holds them."""
        super().add_arguments(parser)
        parser.add_argument("agreement", help="code of the agreement")
        parser.add_argument("file", nargs="?", help="TOML file with the parts; see docs/operations.md")
        parser.add_argument("--kind", help=f"one of {', '.join(NoticeKind.values)}")
        parser.add_argument("--officer", dest="officer_name", help="name of the officer who signed")
        parser.add_argument("--title", dest="officer_title", help="title of that officer")
        parser.add_argument("--channel", help="how it came, as the agreement names the channel")
        parser.add_argument("--signed", dest="signed_on", help="date of the signature")
        parser.add_argument("--received", dest="received_at", help="when it arrived (default: now)")
        parser.add_argument("--effective", dest="effective_at", help="from when, if no part fixes it")
        parser.add_argument("--document", help="file of the paper itself")
        parser.add_argument(
            "--fact", action="append", default=[], metavar="NAME=VALUE", help="a part of its content"
        )

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """A notice refused in form leaves nothing behind."""
        agreement, by = agreement_named(options["agreement"]), acting_user(options)
        told = self._told(options)
        written = self._written(agreement, told, at=at)
        with paper_named(
            str(told["document"]),
            kind=written.kind,
            received_at=written.received_at,
            signed_on=written.signed_on,
            by=by,
            at=at,
        ) as in_hand:
            notice = company.receive_notice(agreement, written, document=in_hand, by=by, at=at)
        paper = notice.document
        answer = {
            "notice": notice.number,
            "kind": notice.kind,
            "state": notice.state,
            "effective_at": notice.effective_at,
            "received_at": notice.received_at,
            "document": paper.pk,
            "sha256": paper.sha256,
            "facts": notice.facts,
        }
        self.show_facts(f"Notice {notice.number} of {agreement.code}: {notice.get_kind_display()}", answer)
        self.say("Next: call the officer back on a number of record, then")
        self.say(f"  manage.py accept_notice {agreement.code} {notice.number} --note ...")
        return answer

    def _told(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The parts from the file, overlaid by the arguments; all that are missing are named at once."""
        told: dict[str, Any] = {}
        if options["file"]:
            told = _read_parts(options["file"])
        told |= {name: options[name] for name in (*PARTS, "effective_at") if options[name]}
        told["facts"] = dict(told.get("facts", {})) | _read_facts(options["fact"])
        lacking = [name for name in PARTS if not told.get(name) and name not in ("received_at", "document")]
        if lacking:
            raise refuse("INSTRUCTION_PART_MISSING", kind="notice", missing=", ".join(lacking))
        if not told.get("document"):
            raise refuse("NO_SUPPORTING_DOCUMENT")
        return told

    def _written(
        self, agreement: RightsAgreement, told: Mapping[str, Any], *, at: datetime
    ) -> company.WrittenNotice:
        zone, facts, kind = agreement.time_zone, told["facts"], str(told["kind"])
        received = _instant(told["received_at"], zone=zone) if told.get("received_at") else at
        if told.get("effective_at"):
            effective = _instant(told["effective_at"], zone=zone)
        else:
            effective = company.default_effective_at(agreement, kind=kind, facts=facts, at=at) or received
        return company.WrittenNotice(
            kind=company.kind_named(kind),
            officer_name=str(told["officer_name"]),
            officer_title=str(told["officer_title"]),
            channel=str(told["channel"]),
            signed_on=_day(told["signed_on"]),
            effective_at=effective,
            received_at=received,
            facts=facts,
        )


def _read_parts(name: str) -> dict[str, Any]:
    try:
        parts = tomllib.loads(read_file(name).decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise refuse("DOCUMENT_UNREADABLE", file=name, reason=str(error)) from error
    unknown = set(parts) - {*PARTS, "effective_at", "facts"}
    if unknown:
        raise refuse("DOCUMENT_UNREADABLE", file=name, reason=f"it has {', '.join(sorted(unknown))}")
    if parts.get("document"):
        parts["document"] = str(Path(name).parent / parts["document"])
    return parts


def _read_facts(pairs: list[str]) -> dict[str, str]:
    facts = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise refuse("INSTRUCTION_PART_MISSING", kind="notice", missing=f"a value after {name}=")
        facts[name.strip()] = value.strip()
    return facts


def _instant(value: object, *, zone: str) -> datetime:
    return read_instant(value.isoformat() if isinstance(value, datetime) else str(value), zone=zone)


def _day(value: object) -> date:
    return value if isinstance(value, date) and not isinstance(value, datetime) else read_day(str(value))
