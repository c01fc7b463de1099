"""Refusals and questions about amendments, a reinstated right to redeem and co-Rights Agents."""

from agreement.grounds import Effect
from agreement.refusals.entry import COMPANY_OFFICER, CodeEntry, by_agreement

_QUERY, _HOLD, _CURE = Effect.QUERY, Effect.HOLD, Effect.CURE
_INSTRUCTION = "answer the application for instructions"

AMENDMENT_CODES: tuple[CodeEntry, ...] = (
    by_agreement(
        "AFTER_DISTRIBUTION_LIMITS",
        "27",
        _QUERY,
        "The Distribution Date has occurred, and only the four permitted purposes remain for an amendment",
        _INSTRUCTION,
        COMPANY_OFFICER,
    ),
    by_agreement(
        "PURPOSE_MISSING",
        "27",
        _QUERY,
        "It is not stated which permitted purpose the amendment serves",
        "state the purpose",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "REDEMPTION_PERIOD_LAPSED",
        "27(iii)",
        _QUERY,
        "The right to redeem ended at {end}; its period cannot be lengthened while the Rights are "
        "not redeemable",
        _INSTRUCTION,
        COMPANY_OFFICER,
    ),
    by_agreement(
        "LENGTHENING_PURPOSE_MISSING",
        "27(iii)",
        _QUERY,
        "A period is lengthened, and nothing says that this protects, enhances or clarifies the rights or "
        "benefits of the holders",
        "state that purpose",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "COMPLIANCE_CERTIFICATE_MISSING",
        "27",
        _CURE,
        "No certificate of an appropriate officer states that the amendment complies with the section",
        "file the certificate",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "AGENT_CONSENT_NEEDED",
        "27",
        _HOLD,
        "The amendment touches the rights, duties, liabilities or obligations of the Rights Agent, which has "
        "not consented",
        "have the Rights Agent sign off on it",
        "the Rights Agent",
    ),
    by_agreement(
        "REINSTATEMENT_GROUNDS_MISSING",
        "31",
        _CURE,
        "The notice does not state the holding of the court or authority, the Board's determination and its "
        "day; it lacks: {missing}",
        "state the holding and the determination with its date",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "COAGENT_NOTICE_SHORT",
        "2",
        _QUERY,
        "The co-Rights Agent is appointed from {effective}; the notice reaches to {earliest} at the earliest",
        "state a day that the notice reaches",
        COMPANY_OFFICER,
    ),
)
