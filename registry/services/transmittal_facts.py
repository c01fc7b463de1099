"""What the paper of a transmittal states, as plain values: the same rows give the same paper (§8)."""

from typing import Any

from agreement.posting import EntryKind
from registry.models import EntryKind as EntryKinds
from registry.models import Transmittal
from registry.selectors import transmittals as reads
from registry.selectors.agreements import is_productive, local_day, terms_in_force
from registry.selectors.cancelled import CancelledPaper

_DAY = "%B %-d, %Y"
_UNDER = (
    "Under Section 8 of the Rights Agreement the Rights Agent delivers these cancelled certificates to "
    "the Company.",
    "17 CFR 240.17Ad-6(c) and 240.17Ad-7(d) have cancelled certificates kept for six years. Please say below "
    "who keeps the paper. The record and the image of each certificate stay with the Rights Agent in either "
    "case and are found by its number.",
)


def sheet_facts(transmittal: Transmittal) -> dict[str, Any]:
    """The list as it was made: every certificate put on it, with when and how each was cancelled.

    Agreement: 8.
    """
    agreement, at = transmittal.agreement, transmittal.prepared_at
    terms = terms_in_force(agreement, known_at=at)
    rows = reads.papers_listed(transmittal)
    days = sorted(one.cancelled_on for one in rows)
    spans = f"{days[0]:{_DAY}}" + (f" to {days[-1]:{_DAY}}" if days[-1] != days[0] else "")
    left = f"{transmittal.left_behind:,}: {transmittal.why_not_all}" if transmittal.left_behind else "none"
    return {
        "number": transmittal.number,
        "agreement_code": agreement.code,
        "company_name": agreement.company_name,
        "agent_name": terms.rights_agent.name,
        "facts": [
            ["Agreement", f"{agreement.title} ({agreement.code})"],
            ["Made", f"{local_day(agreement, at=at):{_DAY}}"],
            ["Certificates", f"{transmittal.certificate_count:,}"],
            ["Rights on their faces", f"{transmittal.rights_total:,}"],
            ["Cancelled", spans],
            ["Not on this list", left],
        ],
        "words": list(_UNDER),
        "rows": [_cells(one, prefix=terms.certificate_number_prefix) for one in rows],
        "is_demo": agreement.is_demo or not is_productive(),
    }


def _cells(one: CancelledPaper, *, prefix: str) -> list[str]:
    by = f"item {one.item}" if one.item else f"entry {one.entry}"
    kind = "Paper alone" if one.entry_kind == EntryKind.PAPER else EntryKinds(one.entry_kind).label
    name = one.registration.split("\n")[0]
    return [
        f"{prefix}{one.number:07d}",
        name,
        f"{one.rights:,}",
        f"{one.cancelled_on:{_DAY}}",
        f"{kind}, {by}",
    ]
