"""Refusals about cancelled paper: what the Company delivers, images, transmittals."""

from agreement.grounds import Effect
from agreement.refusals.entry import (
    COMPANY_OFFICER,
    NOBODY,
    CodeEntry,
    Conflict,
    InvalidRequest,
    ListDoesNotReconcile,
    NotOnTheBooks,
    by_agreement,
    by_policy,
)

POLICY = "policy on cancelled paper"

CANCELLATION_CODES: tuple[CodeEntry, ...] = (
    by_agreement(
        "RIGHTS_STAND_ON_CERTIFICATE",
        "8",
        Effect.REFUSE,
        "{rights} Rights stand on certificate {number}: what was surrendered to the Company was surrendered "
        "for a purpose",
        "take it in as the item of that purpose, or have the Company's letter say that it acquired it",
        NOBODY,
    ),
    by_agreement(
        "NO_RIGHTS_ON_CERTIFICATE",
        "8",
        Effect.REFUSE,
        "No Rights stand on certificate {number} that could be retired",
        "cancel its paper alone, as passed on by the Company",
        NOBODY,
    ),
    by_agreement(
        "CERTIFICATE_NOT_CANCELLED",
        "8",
        Effect.REFUSE,
        "Certificate {number} is not cancelled",
        "post the item with which it was surrendered first",
        NOBODY,
    ),
    by_agreement(
        "DELIVERED_BEFORE_CANCELLED",
        "8",
        Effect.REFUSE,
        "Certificate {number} cannot go to the Company as cancelled: its paper is not",
        "cancel it first",
        NOBODY,
    ),
    by_policy(
        "CANCELLATION_PART_MISSING",
        POLICY,
        "What is recorded about cancelled paper is not complete; missing: {missing}",
        "state it",
        effect=Effect.CURE,
        error=InvalidRequest,
    ),
    by_policy(
        "IMAGE_IS_NO_SCAN",
        POLICY,
        "{file} is no image of a certificate: it is {found}",
        "scan the paper as PDF, PNG, JPEG or TIFF",
        effect=Effect.CURE,
        error=InvalidRequest,
    ),
    by_policy(
        "IMAGE_NAMES_NO_CERTIFICATE",
        POLICY,
        "The name of the file {file} is no certificate number",
        "name each scan by its certificate, such as R-0001001.pdf, or R-0001001 reverse.pdf",
        effect=Effect.CURE,
        error=InvalidRequest,
    ),
    by_policy(
        "IMAGE_ON_FILE",
        POLICY,
        "This very image of certificate {number} is on file already",
        "none needed",
        error=Conflict,
    ),
    by_policy(
        "IMAGE_MISSING",
        POLICY,
        "{count} certificates of transmittal {transmittal} have no image, and their paper is to leave",
        "attach the images first, or note on whose word at the Company it leaves without",
        lifted_by=COMPANY_OFFICER,
    ),
    by_policy(
        "KEEPER_DEPARTS_FROM_READING",
        POLICY,
        "By the reading in use {reading}",
        "note on whose word at the Company it is otherwise",
        lifted_by=COMPANY_OFFICER,
    ),
    by_policy(
        "NOTHING_TO_TRANSMIT",
        POLICY,
        "No cancelled certificate of {agreement} waits for a transmittal",
        "make one after the next certificates are cancelled",
        error=NotOnTheBooks,
    ),
    by_policy(
        "ON_A_TRANSMITTAL",
        POLICY,
        "Certificate {number} is on transmittal {transmittal} already",
        "leave it off this one",
        error=Conflict,
    ),
    by_policy(
        "PAPER_KEPT_ALREADY",
        POLICY,
        "The Company signed before that the Rights Agent keeps the paper of certificate {number}",
        "{cure}",
        error=Conflict,
    ),
    by_policy(
        "TRANSMITTAL_NOT_FOUND",
        POLICY,
        "{agreement} has no transmittal {number}",
        "check the number and the agreement",
        error=NotOnTheBooks,
    ),
    by_policy(
        "TRANSMITTAL_STATE",
        POLICY,
        "Transmittal {number} is {state}",
        "{needed}",
        error=Conflict,
    ),
    by_policy(
        "TRANSMITTAL_COUNT_DIFFERS",
        POLICY,
        "The receipt is for {received} certificates; the transmittal lists {listed}, of which {missing} are "
        "said not to have been received",
        "count again with the Company, and name the certificates that it did not receive",
        error=ListDoesNotReconcile,
    ),
)
