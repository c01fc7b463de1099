"""Refusals to holders who claim an account or prepare a form, and to staff who make their letters."""

from agreement.errors import TooManyCalls
from agreement.grounds import Effect
from agreement.refusals.entry import CodeEntry, Conflict, NotOnTheBooks, by_policy

CLAIMS = "policy on claims of accounts by holders"
DRAFTS = "policy on forms prepared by holders"
COPIES = "policy on copies by mail"
VERIFICATION = "policy on the verification page"

PORTAL_CODES: tuple[CodeEntry, ...] = (
    by_policy(
        "CLAIM_NOT_ACCEPTED",
        CLAIMS,
        "No account is claimed with this account number and this code",
        "compare both with the letter, which serves once and for a limited time; or ask the Rights Agent for "
        "a new letter",
        effect=Effect.CURE,
    ),
    by_policy(
        "COPY_SAMPLE_NOT_READ",
        COPIES,
        "The code is not the one on the sample",
        "open the sample and type the code that stands on it",
        effect=Effect.CURE,
    ),
    by_policy(
        "CLAIM_TRIES_TOO_MANY",
        CLAIMS,
        "Codes were tried too often from here",
        "wait a few minutes, and type the code as it stands on the letter",
        effect=Effect.CURE,
        error=TooManyCalls,
    ),
    by_policy(
        "VERIFICATIONS_TOO_MANY",
        VERIFICATION,
        "Certificates were asked for too often",
        "wait a few minutes, or ask the Rights Agent",
        effect=Effect.CURE,
        error=TooManyCalls,
    ),
    by_policy(
        "CLAIM_LOGIN_NOT_HOLDER",
        CLAIMS,
        "{person} is signed in, and is no holder's sign-in",
        "sign out, and claim the account with a sign-in of its own",
        error=Conflict,
    ),
    by_policy(
        "CLAIM_LOGIN_TAKEN",
        CLAIMS,
        "The user name or the address of mail cannot be used",
        "choose another",
        error=Conflict,
        effect=Effect.CURE,
    ),
    by_policy(
        "CLAIM_MADE_BEFORE",
        CLAIMS,
        "{person} sees account {account} already",
        "none needed; the letter is spent",
        error=Conflict,
    ),
    by_policy(
        "CLAIM_ADDRESS_MISSING",
        CLAIMS,
        "Account {account} has no whole address of record, and a code goes nowhere else",
        "have the holder's address put into the books first",
    ),
    by_policy(
        "HOLDER_ACCESS_ENDED",
        CLAIMS,
        "The access to account {account} is ended already",
        "none needed",
        error=Conflict,
    ),
    by_policy(
        "DRAFT_NOT_OPEN",
        DRAFTS,
        "The prepared form can be changed no more: it {state}",
        "look at what became of it",
        error=Conflict,
    ),
    by_policy(
        "DRAFT_INCOMPLETE",
        DRAFTS,
        "The form cannot be printed yet: {missing} is not answered",
        "answer it, and check your answers",
        effect=Effect.CURE,
    ),
    by_policy(
        "COVER_SHEET_OF_ANOTHER_ACCOUNT",
        DRAFTS,
        "The cover sheet was prepared for account {account}, and certificate {number} is another's",
        "look at the papers once more; take them in without the code where they were mixed up",
        effect=Effect.CURE,
        error=Conflict,
    ),
    by_policy(
        "DRAFTS_TOO_MANY",
        DRAFTS,
        "{count} forms are prepared and wait for their papers",
        "print and send one of them, or withdraw one",
        effect=Effect.CURE,
    ),
    by_policy(
        "CERTIFICATE_NOT_TRANSFERABLE",
        DRAFTS,
        "Certificate {number} cannot be sent in for a transfer now",
        "choose among the certificates that are offered; beside the others it is told why not",
        effect=Effect.CURE,
    ),
    by_policy(
        "TRANSFEREES_TOO_MANY",
        DRAFTS,
        "One form takes {most} transferees",
        "prepare a second form for the others, or ask the Rights Agent how to send a schedule",
        effect=Effect.CURE,
    ),
    by_policy(
        "DRAFT_LINE_UNKNOWN",
        DRAFTS,
        "The form names no transferee {place}",
        "look at the transferees as they are told now",
        effect=Effect.CURE,
        error=Conflict,
    ),
    by_policy(
        "LOSS_NOT_ON_RECORD",
        DRAFTS,
        "No loss of certificate {number} is on record",
        "read the account again: its stop may have been released",
        error=NotOnTheBooks,
        effect=Effect.CURE,
    ),
    by_policy(
        "LOSS_NOT_REPORTABLE",
        DRAFTS,
        "Certificate {number} cannot be reported here",
        "choose a certificate that stands on the account and does not lie with the Rights Agent; or call "
        "the Rights Agent",
        effect=Effect.CURE,
    ),
)
