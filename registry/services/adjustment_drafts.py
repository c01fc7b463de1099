"""A draft of the Company's certificate of adjustment, as plain values: the Company may sign it (§12).

Nothing is kept, and a draft fixes nothing: figures take effect from what the Company signs and files.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from agreement.adjustment import COMPUTED_BY, Change, changes, with_figures
from agreement.calculation import Calculation
from agreement.clauses import cite_all
from agreement.errors import RightsError
from agreement.refusals import refuse
from agreement.terms import Terms
from agreement.topics import Topic
from registry.models import AdjustmentWorksheet, RightsAgreement
from registry.selectors.agreements import is_productive, local_day, terms_in_force
from registry.selectors.calculations import calculate_for, whole_input
from registry.services.worksheets import working_of

_DAY = "%B %-d, %Y"


def draft_of_worksheet(worksheet: AdjustmentWorksheet, *, at: datetime) -> dict[str, Any]:
    """What a certificate of adjustment would say by a worksheet, on the terms known before its event's one.

    Raises INSTRUCTION_PART_MISSING where no figure changes: then there is nothing to certify.

    Agreement: 12.
    """
    beside = worksheet.certificate
    known = beside.received_at - timedelta(microseconds=1) if beside else worksheet.recorded_at
    return _draft(
        worksheet.agreement,
        section=worksheet.section,
        event=worksheet.event,
        before=terms_in_force(worksheet.agreement, known_at=known),
        figures=worksheet.figures,
        facts=(),
        steps=steps_of(worksheet.working),
        at=at,
    )


def draft_of_calculation(
    agreement: RightsAgreement, topic: Topic, given: Mapping[str, Any], *, at: datetime
) -> dict[str, Any]:
    """What a certificate of adjustment would say by a topic of the calculator, from its facts.

    Raises TOPIC_UNKNOWN for one that comes to no figure of a Right, INSTRUCTION_PART_MISSING where no figure
    changes, and the refusals of facts that are missing or malformed.

    Agreement: 12.
    """
    if topic.name not in COMPUTED_BY:
        raise refuse("TOPIC_UNKNOWN", topic=topic.name, topics=", ".join(COMPUTED_BY))
    done, before = calculate_for(agreement, topic.name, given, at=at), terms_in_force(agreement, known_at=at)
    return _draft(
        agreement,
        section=COMPUTED_BY[topic.name].words,
        event="",
        before=before,
        figures=_figures(done),
        facts=_facts_told(topic, whole_input(topic, given, terms=before)["facts"]),
        steps=steps_of(working_of(done)),
        at=at,
    )


def steps_of(working: str) -> list[tuple[str, str]]:
    """The lines of a working, each with the section that it ends on, if it does.

    Agreement: 12.
    """
    return [_parted(line) for line in filter(None, map(str.strip, working.splitlines()))]


def _parted(line: str) -> tuple[str, str]:
    words, found, section = line.removesuffix(")").rpartition(" (§") if line.endswith(")") else (line, "", "")
    told, cited = (words, f"§{section}") if found else (line, "")
    return f"{told[0].upper()}{told[1:]}", cited


def _figures(done: Calculation) -> dict[str, str]:
    result = done.result
    if not result:
        raise _nothing_to_draft("a figure")
    return {
        "price_of_unit": str(result["exercise_price"]),
        "units_per_right": str(result["units_per_right"]),
    }


def _facts_told(topic: Topic, said: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Each fact with its meaning, its value and the section it is asked by."""
    return [
        (
            f"{field.meaning[0].upper()}{field.meaning[1:]}",
            said[field.name] if isinstance(said[field.name], str) else json.dumps(said[field.name]),
            cite_all(*field.section.split(";")),
        )
        for field in topic.fields
        if said.get(field.name) is not None
    ]


def _draft(
    agreement: RightsAgreement,
    *,
    section: str,
    event: str,
    before: Terms,
    figures: Mapping[str, str],
    facts: Sequence[tuple[str, str, str]],
    steps: Sequence[tuple[str, str]],
    at: datetime,
) -> dict[str, Any]:
    certified = {
        name: str(value)
        for name in ("price_of_unit", "units_per_right", "security", "redemption_price", "exchange_ratio")
        if (value := getattr(before.certified, name)) not in (None, "")
    }
    moved = changes(before, with_figures(before, certified | dict(figures)))
    if not any(one.is_change for one in moved):
        raise _nothing_to_draft("a figure that changes")
    return {
        "agreement_code": agreement.code,
        "company_name": agreement.company_name,
        "agent_name": before.rights_agent.name,
        "facts": [
            ["Agreement", f"{agreement.title}, dated {agreement.agreement_date:{_DAY}}"],
            ["Adjustment under", f"Section {section}"],
            ["Drafted", f"{local_day(agreement, at=at):{_DAY}}, by {before.rights_agent.name}"],
        ],
        "event": event,
        "changes": [_cells(one) for one in moved],
        "stated": [list(row) for row in facts],
        "steps": [list(row) for row in steps],
        "officers": list(before.officer_titles_facts),
        "is_demo": agreement.is_demo or not is_productive(),
    }


def _nothing_to_draft(missing: str) -> RightsError:
    return refuse("INSTRUCTION_PART_MISSING", kind="draft of a certificate", missing=missing)


def _cells(one: Change) -> list[str]:
    after = one.after if one.is_change else "unchanged"
    return [one.words, one.before, after, cite_all(one.section)]
