"""Refusals of what is signed: the name, the guarantee, who signs for the holder, where the forms stand."""

from agreement.errors import RefusedByGround
from agreement.grounds import Basis, Effect
from agreement.refusals.entry import CodeEntry, InvalidRequest, by_agreement, by_policy

GUARANTEES = "policy on signature guarantees"
AUTHORITY = "policy on who signs for a holder"
_CURE = Effect.CURE
_HOLDER = "the registered holder, with the papers put right"

SIGNATURE_CODES: tuple[CodeEntry, ...] = (
    by_agreement(
        "NOT_REGISTERED_HOLDER",
        "6(a);7(a);15(a);16(b)",
        _CURE,
        "The {form} is not signed by the registered holder or an attorney",
        "have the registered holder sign the form on the reverse",
        _HOLDER,
    ),
    by_agreement(
        "SIGNATURE_NAME_MISMATCH",
        "Exhibit B reverse",
        _CURE,
        "The signature on the {form} differs from the name on the face of certificate {number}",
        "sign with the name as it stands on the face, in every particular; who signs for the holder states "
        "in which capacity",
        _HOLDER,
    ),
    by_agreement(
        "GUARANTEE_MISSING",
        "Exhibit B reverse",
        _CURE,
        "The signature on the {form} is not guaranteed",
        "have the signature guaranteed by an accepted guarantor",
        _HOLDER,
    ),
    by_agreement(
        "GUARANTOR_NOT_ELIGIBLE",
        "Exhibit B reverse",
        _CURE,
        "The guarantor of the signature on the {form} is not of an accepted kind",
        "have the signature guaranteed by one of: {accepted}",
        _HOLDER,
    ),
    by_policy(
        "MEDALLION_UNREADABLE",
        GUARANTEES,
        "The medallion stamp on the {form} has no number that can be read: {medallion}",
        "have the signature stamped anew, prefix and number legible, or guaranteed by another accepted kind",
        effect=_CURE,
        lifted_by=_HOLDER,
    ),
    by_policy(
        "MEDALLION_BELOW_VALUE",
        GUARANTEES,
        "The medallion stamp {medallion} on the {form} is good up to ${limit}; the Rights are worth ${value}",
        "have the signature guaranteed by a stamp of a higher prefix, or by another accepted kind",
        effect=_CURE,
        lifted_by=_HOLDER,
    ),
    CodeEntry(
        "DOCUMENT_OUTSTANDING",
        RefusedByGround,
        Basis.LAW,
        "Uniform Commercial Code 8-402",
        _CURE,
        "The {document} is outstanding, asked for because of {because}",
        "send it",
        _HOLDER,
    ),
    CodeEntry(
        "DOCUMENT_TOO_OLD",
        RefusedByGround,
        Basis.LAW,
        "Uniform Commercial Code 8-402(c)(2)(i)",
        _CURE,
        "The {document} is dated {dated}; it may be {days} days old on {presented}, the day of presentation",
        "send one dated {earliest} or later",
        _HOLDER,
    ),
    CodeEntry(
        "HOLDER_DIED_BEFORE_SIGNING",
        RefusedByGround,
        Basis.LAW,
        "Uniform Commercial Code 8-107(a)(4)",
        _CURE,
        "The transfer is by reason of the registered holder's death and is signed as if by the holder itself",
        "have the executor, the administrator or the surviving joint tenant sign, in that capacity",
        _HOLDER,
    ),
    by_policy(
        "AUTHORITY_NOT_SHOWN",
        AUTHORITY,
        "The {document} is outstanding, asked for because of {because}",
        "send it",
        effect=_CURE,
        lifted_by="the registered holder, with the documents; or an instruction of the Company",
    ),
    by_agreement(
        "SURVIVOR_NOT_ON_FACE",
        "Exhibit B reverse",
        _CURE,
        "The {form} is signed as surviving joint tenant, and not with the name of one as it stands on the "
        "face of certificate {number}",
        "sign with the whole name of a joint tenant as it stands on the face, in every particular; who is "
        "not named there signs in another capacity",
        _HOLDER,
    ),
    by_agreement(
        "CERTIFICATION_NOT_ON_CERTIFICATE",
        "6(a);7(f)(i)",
        _CURE,
        "The certification stands on a separate sheet; it belongs on the reverse of the Rights Certificate",
        "complete and sign the certification on the reverse",
        _HOLDER,
    ),
    by_agreement(
        "ELECTION_NOT_SIGNED",
        "7(a)",
        _CURE,
        "The form of election is not signed by the registered holder",
        "sign the form of election on the reverse",
        _HOLDER,
    ),
    by_agreement(
        "ELECTION_NOT_ON_CERTIFICATE",
        "7(a)",
        _CURE,
        "The election to purchase stands on a separate sheet; it belongs on the reverse of the certificate",
        "execute the form of election on the reverse",
        _HOLDER,
    ),
    by_policy(
        "DOCUMENT_UNDATED",
        AUTHORITY,
        "The {document} came, and the day it bears is not told; it may be {days} days old",
        "state the day it bears; leave it out if it bears none",
        effect=_CURE,
        error=InvalidRequest,
    ),
    by_policy(
        "DOCUMENT_DATED_LATER",
        AUTHORITY,
        "The {document} is said to be dated {dated}, after it was received on {received}",
        "check the day against the paper",
        effect=_CURE,
        error=InvalidRequest,
    ),
)
