"""`manage.py share_legend AGREEMENT [FILE]`: the legend of share certificates and whom it serves (§3(c))."""

import tomllib
from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from agreement.arithmetic import as_text
from agreement.choices import LegendElement
from agreement.refusals import refuse
from agreement.separation import EVIDENCE_SECTIONS, rights_moved_with
from registry.management.doors import PlanDoor, acting_user, agreement_named, paper_named, read_day, read_file
from registry.models import RightsAgreement, ShareLegend
from registry.selectors.agreements import calendar, terms_in_force
from registry.selectors.shares import (
    attached_by_evidence,
    share_evidence,
    share_legend_on,
    share_legends,
)
from registry.services.share_legends import save_share_legend


@dataclass(frozen=True, slots=True)
class _Draft:
    """A wording as its file states it."""

    wording: str
    passages: Mapping[LegendElement, str]
    in_use_from: date


class Command(PlanDoor):
    """Keep a wording with its checklist; show the versions, and by which paper attached Rights are shown."""

    help = "Keep the Company's wording of the legend on share certificates, or show what evidences Rights."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a wording, or the share certificate that is asked about."""
        super().add_arguments(parser)
        parser.add_argument("file", nargs="?", help="TOML: in_use_from, wording and a table [elements]")
        parser.add_argument("--document", metavar="FILE", help="the Company's paper with the wording")
        parser.add_argument("--issued-on", metavar="DATE", help="the day a share certificate was issued")
        parser.add_argument("--shares", type=int, default=0, metavar="N", help="how many shares it is for")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Keep the wording if one is named, then show; showing needs nobody in particular."""
        agreement = agreement_named(options["agreement"])
        if options["file"]:
            self._keep(agreement, options, at=at)
        answer = self._show(agreement, at=at)
        if options["issued_on"]:
            day = read_day(options["issued_on"])
            answer["certificate"] = self._show_certificate(
                agreement, issued_on=day, shares=options["shares"], at=at
            )
        return answer

    def _keep(self, agreement: RightsAgreement, options: Mapping[str, Any], *, at: datetime) -> None:
        by, draft = acting_user(options), _draft_in(options["file"])
        with paper_named(options["document"], kind="SHARE_LEGEND", by=by, at=at) as paper:
            kept = save_share_legend(
                agreement,
                wording=draft.wording,
                passages=draft.passages,
                in_use_from=draft.in_use_from,
                document=paper,
                by=by,
                at=at,
            )
        self.say(f"Version {kept.version} is kept, in use from {kept.in_use_from}.")

    def _show(self, agreement: RightsAgreement, *, at: datetime) -> dict[str, Any]:
        versions = [_told(legend) for legend in share_legends(agreement)]
        in_use = share_legend_on(agreement, day=calendar(agreement, at=at).local_date(at))
        self.show_rows(
            "Legend of the share certificates (§3(c))",
            ("Version", "In use from", "Elements shown", "Paper"),
            [[one["version"], one["in_use_from"], len(one["elements"]), one["document"]] for one in versions],
        )
        attached = [
            {"evidence": one.evidence, "section": one.section, "rights": one.rights}
            for one in attached_by_evidence(agreement, at=at)
        ]
        self.show_rows(
            "Attached Rights by what evidences them",
            ("Evidence", "Section", "Rights"),
            [list(one.values()) for one in attached],
        )
        return {"versions": versions, "in_use": in_use.version if in_use else None, "attached": attached}

    def _show_certificate(
        self, agreement: RightsAgreement, *, issued_on: date, shares: int, at: datetime
    ) -> dict[str, Any]:
        evidence = share_evidence(agreement, issued_on=issued_on, at=at)
        legend = share_legend_on(agreement, day=issued_on)
        terms = terms_in_force(agreement, known_at=at)
        moved = rights_moved_with(
            Fraction(shares), rights_per_share=terms.rights_per_share, evidence=evidence
        )
        answer = {
            "issued_on": issued_on,
            "evidence": evidence,
            "section": EVIDENCE_SECTIONS[evidence],
            "legend_version": legend.version if legend and issued_on > terms.record_date else None,
            "shares": shares,
            "rights_moved_with_them": as_text(moved),
        }
        self.show_facts("A share certificate and the Rights that its transfer moves", answer)
        return answer


def _draft_in(name: str) -> _Draft:
    """A wording from its file. Raises DOCUMENT_UNREADABLE, INSTRUCTION_PART_MISSING."""
    try:
        stated = tomllib.loads(read_file(name).decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise refuse("DOCUMENT_UNREADABLE", file=name, reason=str(error)) from error
    wording, since, elements = (stated.get(part) for part in ("wording", "in_use_from", "elements"))
    if not (isinstance(wording, str) and isinstance(since, date) and isinstance(elements, dict)):
        lacks = "a text called wording, a date in_use_from, a table [elements]"
        raise refuse("INSTRUCTION_PART_MISSING", kind="file of the legend", missing=lacks)
    unknown = sorted(set(elements) - set(LegendElement))
    if unknown:
        raise refuse("DOCUMENT_UNREADABLE", file=name, reason=f"it has elements {', '.join(unknown)}")
    passages = {LegendElement(element): str(passage) for element, passage in elements.items()}
    return _Draft(wording, passages, since)


def _told(legend: ShareLegend) -> dict[str, Any]:
    return {
        "version": legend.version,
        "in_use_from": legend.in_use_from,
        "wording": legend.wording,
        "elements": legend.elements,
        "document": str(legend.document),
        "recorded_by": str(legend.recorded_by),
    }
