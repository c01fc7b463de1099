"""Refusals of deposits to holders' bank accounts: the agent's own practice, which nobody must use."""

from agreement.grounds import Effect
from agreement.refusals.entry import CodeEntry, InvalidRequest, by_policy

DEPOSIT_POLICY = "policy on deposits"

DEPOSIT_CODES: tuple[CodeEntry, ...] = (
    by_policy(
        "DEPOSIT_UNSIGNED",
        DEPOSIT_POLICY,
        "Field {field}: an instruction for account {account} counts only on paper that its registered holder "
        "signed",
        "have every registered holder sign it, and file the paper with the day of the signature; an e-mail, a "
        "telephone call or an identifying number is no signature",
        effect=Effect.CURE,
    ),
    by_policy(
        "DEPOSIT_ROUTING_WRONG",
        DEPOSIT_POLICY,
        "Field routing number: {routing!r} is no routing number, which has nine digits of which the ninth "
        "checks the others (3, 7 and 1 times each in turn add up to tens)",
        "read it again from the paper or a voided check; else write to the holder at the address of record",
        error=InvalidRequest,
        effect=Effect.CURE,
    ),
    by_policy(
        "DEPOSIT_ACCOUNT_WRONG",
        DEPOSIT_POLICY,
        "Field account number: it has 1 to 17 digits or letters at a bank, and this one does not",
        "read it again from the paper or a voided check; else write to the holder at the address of record",
        error=InvalidRequest,
        effect=Effect.CURE,
    ),
    by_policy(
        "DEPOSIT_OTHER_NAME",
        DEPOSIT_POLICY,
        "Field name: the bank account stands in the name of {stated}, and the Rights in that of {registered}",
        "name a bank account of the registered holder, or go on with checks",
        effect=Effect.CURE,
    ),
)
