"""The control account before separation: Rights attached with shares, retired with shares (§3(c), §3(d)).

The rules decide; here their posting becomes the request that the books' door takes.
"""

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from agreement.business_days import BusinessDayCalendar
from agreement.decisions import Approved, Held, Refused
from agreement.posting import Posting
from agreement.separation import (
    RecordDateCount,
    ShareAcquisition,
    ShareIssue,
    decide_acquisition,
    decide_dividend,
    decide_issue_of_shares,
)
from agreement.terms import Terms
from registry.models import Notice, NoticeKind, NoticeState, RightsAgreement
from registry.selectors.control import attached_lots

AttachmentDecision = Approved[Posting] | Approved[Posting | None] | Held | Refused


def decide_attachment(
    agreement: RightsAgreement, *, notice: Notice, terms: Terms, calendar: BusinessDayCalendar
) -> AttachmentDecision:
    """What a notice about shares does to the attached Rights: nothing is written.

    Agreement: 3(c);3(d).
    """
    shares = Fraction(str(notice.facts["shares"]))
    if notice.kind == NoticeKind.RECORD_COUNT:
        return decide_dividend(
            RecordDateCount(
                shares,
                has_source=bool(str(notice.facts.get("source", "")).strip()),
                rights_per_share=terms.rights_per_share,
            )
        )
    if notice.kind == NoticeKind.SHARES_ACQUIRED:
        return decide_acquisition(
            ShareAcquisition(
                acquired_at=hour_of_close(date.fromisoformat(notice.facts["acquired_on"]), calendar=calendar),
                shares=shares,
                rights_per_share=terms.rights_per_share,
                record_date_close=calendar.close_of_business(terms.record_date),
                distribution_close=agreement.distribution_effective_at,
                attached=attached_lots(agreement),
            )
        )
    return decide_issue_of_shares(
        ShareIssue(
            issued_on=date.fromisoformat(notice.facts["issued_on"]),
            shares=shares,
            rights_per_share=terms.rights_per_share,
            record_date=terms.record_date,
            separated_on=_separated_on(agreement, calendar=calendar),
            withholding_resolution_on=_resolution_on(agreement, notice=notice),
        )
    )


def attach_rights(agreement: RightsAgreement, *, notice: Notice, posting: Posting) -> dict[str, Any]:
    """The request of an ATTACH entry: Rights created, one attached lot, the control book raised.

    Agreement: 3(c).
    """
    return entry_of_notice(agreement, notice=notice, posting=posting) | {
        "open": [_lot(lot.rights_count, parent=None) for lot in posting.lots_opened],
        "rights_created": posting.rights_created,
        "control_change": posting.rights_created,
    }


def retire_attached(agreement: RightsAgreement, *, notice: Notice, posting: Posting) -> dict[str, Any]:
    """The request of a RETIRE_ATTACHED entry: lots closed as cancelled, the rest of the last one reopened.

    Agreement: 3(d).
    """
    return entry_of_notice(agreement, notice=notice, posting=posting) | {
        "close": [{"lot": int(lot.lot), "retired_as": "CANCELLED"} for lot in posting.lots_closed],
        "open": [_lot(lot.rights_count, parent=lot.parent_lot) for lot in posting.lots_opened],
    }


def hour_of_close(day: date, *, calendar: BusinessDayCalendar) -> datetime:
    """The hour of the Close of Business on a date itself, whether or not it is a Business Day."""
    return datetime.combine(day, calendar.close_time, tzinfo=calendar.time_zone)


def entry_of_notice(agreement: RightsAgreement, *, notice: Notice, posting: Posting) -> dict[str, Any]:
    """The head of the entry that a notice posts; its paper is the authority.

    Agreement: 18(b).
    """
    return {
        "agreement": agreement.code,
        "kind": str(posting.kind),
        "section": posting.section,
        "document": notice.document_id,
        "item": None,
        "effective_at": notice.effective_at.isoformat(),
        "received_at": notice.received_at.isoformat(),
        "corrects": None,
        "memorandum": "",
        "close": [],
        "open": [],
        "certificates": [],
        "events": [],
        "rights_created": 0,
        "control_change": 0,
    }


def _lot(rights: int, *, parent: str | None) -> dict[str, Any]:
    return {
        "parent": None if parent is None else int(parent),
        "rights": rights,
        "holder": None,
        "certificate": None,
        "taint": None,
    }


def _separated_on(agreement: RightsAgreement, *, calendar: BusinessDayCalendar) -> date | None:
    effective = agreement.distribution_effective_at
    return None if effective is None else calendar.local_date(effective)


def _resolution_on(agreement: RightsAgreement, *, notice: Notice) -> date | None:
    """The day of the resolution that withholds Rights from this issue, here or in an applied notice."""
    if notice.kind == NoticeKind.SHARES_EXCLUDED:
        return date.fromisoformat(notice.facts["resolution_on"])
    excluded = Notice.objects.filter(
        agreement=agreement,
        kind=NoticeKind.SHARES_EXCLUDED,
        state=NoticeState.APPLIED,
        facts__issued_on=notice.facts["issued_on"],
        facts__issue=notice.facts["issue"],
    ).order_by("number")
    found = excluded.first()
    return None if found is None else date.fromisoformat(found.facts["resolution_on"])
