"""What evidences the Rights of a share: its certificate with the Summary or the legend, or one of their own.

Agreement: 3(b);3(c).
"""

from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from agreement.windows import in_utc


class Evidence(StrEnum):
    """By which paper a holder shows Rights.

    Agreement: 3(b).
    """

    SUMMARY = "SUMMARY"  # the share certificate together with the Summary of Rights
    LEGEND = "LEGEND"  # the share certificate alone, which bears the legend
    RIGHTS_CERTIFICATE = "RIGHTS_CERTIFICATE"  # only a certificate for the Rights themselves


EVIDENCE_SECTIONS = {
    Evidence.SUMMARY: "3(b)",
    Evidence.LEGEND: "3(c)",
    Evidence.RIGHTS_CERTIFICATE: "3(a)",
}


def evidence_of_rights(
    shares_issued_on: date, *, record_date: date, notice_received_at: datetime | None, at: datetime
) -> Evidence:
    """The paper that evidences the Rights of a share by the day its share certificate was issued.

    Issued by the Record Date: the share certificate with the Summary, and no legend is needed. Issued later:
    the share certificate alone, which is to bear the legend; one that lacks it carries the Rights all the
    same. Once the Distribution Date is noticed: a Rights Certificate and nothing else.

    Agreement: 3(a);3(b);3(c).
    """
    if notice_received_at is not None and in_utc(at) >= in_utc(notice_received_at):
        return Evidence.RIGHTS_CERTIFICATE
    return Evidence.SUMMARY if shares_issued_on <= record_date else Evidence.LEGEND


def rights_moved_with(shares: Fraction, *, rights_per_share: Fraction, evidence: Evidence) -> Fraction:
    """The Rights that move when shares are surrendered for transfer: theirs while the shares evidence them.

    Agreement: 3(a);3(c).
    """
    return Fraction(0) if evidence is Evidence.RIGHTS_CERTIFICATE else shares * rights_per_share
