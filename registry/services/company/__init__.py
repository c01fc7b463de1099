"""What the Company says in writing: taken in, called back, accepted by two people, applied (§3(a), §20(b)).

A notice is refused in form only. One whose substance looks outside the agreement is queried: it waits with an
application for instructions, what it stops stops at once, and an officer's certificate or a determination of
the Board lifts the query.
"""

from registry.services.company.acceptance import perform_acceptance, request_acceptance
from registry.services.company.addresses import request_address_filing
from registry.services.company.applications import (
    CompanyReply,
    answer_application,
    attest_unanswered,
    consent_to_date,
    record_date_receipt,
    record_receipt,
    send_application,
    state_date,
    withdraw_application,
)
from registry.services.company.authentication import authenticate_notice
from registry.services.company.effects import price_fractions
from registry.services.company.informal import lay_in, log_informal, tie_to_notice
from registry.services.company.kept_grounds import answered_grounds
from registry.services.company.previews import NoticePreview, preview_acceptance, preview_notice
from registry.services.company.reception import (
    WrittenNotice,
    default_effective_at,
    examine_form,
    kind_named,
    receive_notice,
)

__all__ = [
    "CompanyReply",
    "NoticePreview",
    "WrittenNotice",
    "answer_application",
    "answered_grounds",
    "attest_unanswered",
    "authenticate_notice",
    "consent_to_date",
    "default_effective_at",
    "examine_form",
    "kind_named",
    "lay_in",
    "log_informal",
    "perform_acceptance",
    "preview_acceptance",
    "preview_notice",
    "price_fractions",
    "receive_notice",
    "record_date_receipt",
    "record_receipt",
    "request_acceptance",
    "request_address_filing",
    "send_application",
    "state_date",
    "tie_to_notice",
    "withdraw_application",
]
