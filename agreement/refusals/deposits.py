"""Refusals of deposits to holders' bank accounts: the agent's own practice, which nobody must use."""

from agreement.grounds import Effect
from agreement.refusals.entry import CodeEntry, Conflict, InvalidRequest, by_policy

DEPOSIT_POLICY = "policy on deposits"

DEPOSIT_CODES: tuple[CodeEntry, ...] = (
    by_policy(
        "DEPOSIT_UNSIGNED",
        DEPOSIT_POLICY,
        "Field {field}: an instruction for account {account} counts only on paper that its registered holder "
        "signed",
        "have every registered holder sign it, and file the paper with the day of the signature; an e-mail, "
        "a telephone call or an identifying number is no signature",
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
    by_policy(
        "DEPOSIT_NOT_OF_ITS_LINE",
        DEPOSIT_POLICY,
        "Line {line} is not to be paid by that deposit: it is not paid, or the instruction was not that of "
        "its holder in force and past its hold when the run began",
        "have the run set the deposits apart when it begins",
        error=Conflict,
    ),
    by_policy(
        "DEPOSIT_FILE_NOT_DUE",
        DEPOSIT_POLICY,
        "No file of deposits is made: {reason}",
        "make it once, when the run of the checks has ended, for a run with deposits",
        error=Conflict,
    ),
    by_policy(
        "DEPOSIT_HELD",
        DEPOSIT_POLICY,
        "No deposit goes to account {account}: {reason}",
        "wait until nothing stands against it any more, or hold the deposit back: its line has a check then, "
        "which can be kept in hand",
        error=Conflict,
    ),
    by_policy(
        "DEPOSIT_DAY_NOT_BANKING",
        DEPOSIT_POLICY,
        "Field effective entry date: {date} {reason}",
        "choose a banking day of the Federal Reserve that is to come",
        error=InvalidRequest,
        effect=Effect.CURE,
    ),
    by_policy(
        "DEPOSIT_RETURN_WRONG",
        DEPOSIT_POLICY,
        "Field {field}: {reason}",
        "read account or trace number, code and day again from the bank's advice",
        error=InvalidRequest,
        effect=Effect.CURE,
    ),
)
