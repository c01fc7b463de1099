"""Refusals about adjustments: they come from the Company's certificate alone."""

from agreement.grounds import Effect
from agreement.refusals.entry import COMPANY_OFFICER, CodeEntry, Conflict, by_agreement, by_policy
from agreement.refusals.worksheets import WORKSHEET_CODES

ADJUSTMENT_CODES: tuple[CodeEntry, ...] = (
    by_agreement(
        "CERTIFICATE_REQUIRED",
        "12;20(e)",
        Effect.REFUSE,
        "Adjustments take effect in the books only from the Company's certificate; figures of the Rights "
        "Agent are for comparison, and {price} a Right stays in force",
        "ask the Company for its certificate of adjustment, take it in and have it accepted by two people",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "CERTIFICATE_INCOMPLETE",
        "12",
        Effect.REFUSE,
        "The certificate of adjustment lacks: {missing}",
        "ask the Company for a certificate that states the adjustment or event, from when, the facts and the "
        "calculations",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "CERTIFICATE_DIFFERS",
        "12;20(e)",
        Effect.WARN,
        "{figure}: certificate {certificate}, worksheet {number} {worksheet}; the certificate is followed",
        "tell the Company of the difference, if a supervisor thinks fit; nothing waits for it",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "ADJUSTED_BY_CERTIFICATE",
        "12",
        Effect.REFUSE,
        "The figures of the certificate in notice {number} are in force; those of the worksheet stay a "
        "comparison",
        "nothing: what the certificate states is done",
        COMPANY_OFFICER,
        error=Conflict,
    ),
    by_agreement(
        "NEW_FORM_CANNOT_STAND",
        "11(i);22",
        Effect.QUERY,
        "The order of a new form cannot be carried out: {reason}",
        "put the words that the Board approved on file under a name of their own, have them signed off, "
        "and file an order that names them",
        COMPANY_OFFICER,
    ),
    by_policy(
        "BULK_RUN_NOT_MADE",
        "policy on new forms",
        "{certificates} certificates outstanding are to be replaced in one run; the paper that is out stays "
        "good until it comes in, and certificates of the new form are made here as old ones are presented",
        "confirm that they are exchanged as they are presented, or order that manner",
        effect=Effect.QUERY,
        lifted_by=COMPANY_OFFICER,
    ),
    *WORKSHEET_CODES,
)
