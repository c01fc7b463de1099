"""Attached Rights, the Distribution Date, who gets what at separation, and the opening of the books.

Agreement: 3(a).
"""

from agreement.separation.announcements import (
    Announced,
    AnnouncementTold,
    announced,
    determination_grounds,
    distribution_facts_of,
)
from agreement.separation.attachment import (
    AttachedLot,
    RecordDateCount,
    ShareAcquisition,
    ShareIssue,
    decide_acquisition,
    decide_dividend,
    decide_issue_of_shares,
)
from agreement.separation.distribution import (
    DistributionFacts,
    Limb,
    Postponement,
    ProjectedDate,
    distribution_close,
    issue_gate,
    notice_warnings,
    postponement_grounds,
    projected_distribution_date,
    projected_limbs,
)
from agreement.separation.entitlement import (
    CertificateShare,
    HolderRights,
    ListTotals,
    TaintedQuantity,
    certificates_of_holder,
    fractional_share_grounds,
    list_grounds,
    must_reconcile,
    rights_of_holder,
)
from agreement.separation.evidence import (
    EVIDENCE_SECTIONS,
    Evidence,
    evidence_of_rights,
    rights_moved_with,
)
from agreement.separation.first_issue import (
    FirstIssueFacts,
    first_issue_grounds,
    mailing_grounds,
    severance_grounds,
    sign_off_grounds,
    takeover_grounds,
)
from agreement.separation.fraction_price import price_day_grounds, trading_day_before
from agreement.separation.opening import (
    OpeningFacts,
    OpeningPosting,
    OpeningTotals,
    decide_opening,
    list_instant_grounds,
    opening_grounds,
)

__all__ = [
    "Announced",
    "AnnouncementTold",
    "AttachedLot",
    "CertificateShare",
    "DistributionFacts",
    "EVIDENCE_SECTIONS",
    "Evidence",
    "FirstIssueFacts",
    "HolderRights",
    "Limb",
    "ListTotals",
    "OpeningFacts",
    "OpeningPosting",
    "OpeningTotals",
    "Postponement",
    "ProjectedDate",
    "RecordDateCount",
    "ShareAcquisition",
    "ShareIssue",
    "TaintedQuantity",
    "announced",
    "certificates_of_holder",
    "decide_acquisition",
    "decide_dividend",
    "decide_issue_of_shares",
    "decide_opening",
    "determination_grounds",
    "distribution_close",
    "distribution_facts_of",
    "evidence_of_rights",
    "first_issue_grounds",
    "fractional_share_grounds",
    "issue_gate",
    "list_grounds",
    "list_instant_grounds",
    "mailing_grounds",
    "must_reconcile",
    "notice_warnings",
    "opening_grounds",
    "postponement_grounds",
    "price_day_grounds",
    "projected_distribution_date",
    "projected_limbs",
    "rights_moved_with",
    "rights_of_holder",
    "severance_grounds",
    "sign_off_grounds",
    "takeover_grounds",
    "trading_day_before",
]
