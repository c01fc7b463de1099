"""Refusals about adjustments: they come from the Company's certificate alone."""

from agreement.grounds import Effect
from agreement.refusals.entry import COMPANY_OFFICER, NOBODY, CodeEntry, Conflict, by_agreement, by_policy
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
        "OLD_PAPER_UNSETTLED",
        "policy on new forms",
        "{certificates} certificates outstanding are to be replaced in one run, and the order does not say "
        "what becomes of the paper that is out; two papers would stand for the same Rights until it comes in",
        "state that a certificate replaced evidences no Rights from the issue of the new one on, or order "
        "that they are exchanged as they are presented",
        effect=Effect.QUERY,
        lifted_by=COMPANY_OFFICER,
    ),
    by_agreement(
        "NEW_FORM_RUN_NOT_POSSIBLE",
        "22",
        Effect.REFUSE,
        "No run in form {form} is made now: {reason}",
        "wait until that has ended, or have the Company order it anew; a certificate that is presented is "
        "exchanged as before",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "NEW_FORM_RUN_CHANGED",
        "22",
        Effect.REFUSE,
        "{found} certificates with {rights} Rights would be replaced now, where {approved} with "
        "{approved_rights} were approved",
        "look at the preview as it is now, and ask again",
        NOBODY,
        error=Conflict,
    ),
    by_agreement(
        "CERTIFICATE_OF_OLD_FORM",
        "8;11(h);22",
        Effect.REFUSE,
        "Certificate {number} evidences no Rights since {new} was issued in its place by the Company's "
        "order, of a new form or for another number of Rights",
        "present {new}, which the registered holder has; the old one is kept and cancelled",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "NUMBER_ADJUSTMENT_NOT_POSSIBLE",
        "11(h)",
        Effect.REFUSE,
        "No additional Rights are distributed by the election in notice {notice} now: {reason}",
        "wait until that has ended, or have the Company certify what is lacking in an election that "
        "replaces it",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "NUMBER_ADJUSTMENT_CHANGED",
        "11(h)",
        Effect.REFUSE,
        "{found} additional Rights would go to {holders} holders of record now, where {approved} to "
        "{approved_holders} were approved",
        "look at the preview as it is now, and ask again",
        NOBODY,
        error=Conflict,
    ),
    by_agreement(
        "NUMBER_ADJUSTED",
        "11(h)",
        Effect.REFUSE,
        "Entry {entry} gave the holders of record the additional Rights of the election in notice {notice}",
        "nothing needs to be done",
        NOBODY,
        error=Conflict,
    ),
    *WORKSHEET_CODES,
)
