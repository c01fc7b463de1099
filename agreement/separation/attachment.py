"""Rights that travel with the shares: created on the Record Date, added and retired with shares.

Agreement: 3(c).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from agreement.arithmetic import as_text, split_whole
from agreement.decisions import Approved, Held, Refused, decide_from
from agreement.grounds import Ground
from agreement.posting import EntryKind, LotClosed, LotOpened, Posting, RetiredAs
from agreement.refusals import ground
from agreement.windows import in_utc


@dataclass(frozen=True, slots=True)
class AttachedLot:
    """A lot of Rights attached to shares, by its key on the books."""

    lot: str
    rights_count: int


@dataclass(frozen=True, slots=True)
class RecordDateCount:
    """The Common Shares outstanding at the Close of Business on the Record Date, as the Company certified."""

    shares: Fraction | None
    has_source: bool
    rights_per_share: Fraction


def decide_dividend(facts: RecordDateCount) -> Approved[Posting] | Held | Refused:
    """One Right, or the number in force, for each share outstanding on the Record Date, as one attached lot.

    Agreement: Recitals.
    """
    if facts.shares is None or facts.shares <= 0 or not facts.has_source:
        return Held((ground("RECORD_COUNT_MISSING"),))
    return _attach(facts.shares, facts.rights_per_share, section="Recitals", grounds=())


@dataclass(frozen=True, slots=True)
class ShareIssue:
    """An issue of Common Shares after the Record Date, with a Board resolution if one withholds Rights.

    `separated_on` is the date of the noticed Distribution Date; `section_22_ground` names why shares issued
    after it carry Rights, if they do.
    """

    issued_on: date
    shares: Fraction
    rights_per_share: Fraction
    record_date: date
    separated_on: date | None = None
    withholding_resolution_on: date | None = None
    section_22_ground: str = ""


def issue_grounds(facts: ShareIssue) -> tuple[Ground, ...]:
    """What is asked back about an issue of shares: its date, and a resolution that came too late.

    Agreement: 3(c).
    """
    found: list[Ground] = []
    if facts.issued_on <= facts.record_date:
        found.append(
            ground("ISSUE_BEFORE_RECORD_DATE", issued_on=facts.issued_on, record_date=facts.record_date)
        )
    if facts.separated_on and facts.issued_on > facts.separated_on and not facts.section_22_ground:
        found.append(ground("ISSUE_AFTER_SEPARATION", issued_on=facts.issued_on))
    resolved = facts.withholding_resolution_on
    if resolved and resolved > facts.issued_on:
        found.append(ground("RESOLUTION_AFTER_ISSUE", adopted_on=resolved, issued_on=facts.issued_on))
    return tuple(found)


def decide_issue_of_shares(facts: ShareIssue) -> Approved[Posting | None] | Held | Refused:
    """Rights for new shares at the number in force; none where the Board withheld them in time.

    Approved with None means that nothing is credited. Shares issued after separation carry Rights on
    certificates of their own, so nothing is attached for them either.

    Agreement: 3(c).
    """
    grounds = issue_grounds(facts)
    withheld = facts.withholding_resolution_on is not None
    if grounds or withheld or (facts.separated_on and facts.issued_on > facts.separated_on):
        return decide_from(grounds, None)
    return _attach(facts.shares, facts.rights_per_share, section="3(c)", grounds=grounds)


def _attach(
    shares: Fraction, rights_per_share: Fraction, *, section: str, grounds: tuple[Ground, ...]
) -> Approved[Posting] | Held | Refused:
    rights, fraction = split_whole(shares * rights_per_share)
    if fraction or rights < 1:
        odd = ground(
            "RIGHTS_PER_SHARE_NOT_WHOLE",
            shares=as_text(shares),
            rights_per_share=as_text(rights_per_share),
            rights=as_text(shares * rights_per_share),
        )
        return Held((*grounds, odd))
    lot = LotOpened(rights)
    return Approved(Posting(EntryKind.ATTACH, section, lots_opened=(lot,), rights_created=rights))


@dataclass(frozen=True, slots=True)
class ShareAcquisition:
    """Common Shares the Company acquired, and the attached lots in the order in which they were opened."""

    acquired_at: datetime
    shares: Fraction
    rights_per_share: Fraction
    record_date_close: datetime
    distribution_close: datetime | None
    attached: tuple[AttachedLot, ...]


def acquisition_grounds(facts: ShareAcquisition) -> tuple[Ground, ...]:
    """What is asked back about an acquisition: its date, and whether so many Rights are attached.

    After the separation it cancels nothing; before it, it must lie after the Record Date.

    Agreement: 3(d).
    """
    acquired = in_utc(facts.acquired_at)
    if facts.distribution_close is not None and acquired >= in_utc(facts.distribution_close):
        return (ground("RIGHTS_ALREADY_SEPARATE"),)
    if acquired <= in_utc(facts.record_date_close):
        return (ground("REPURCHASE_DATE_INVALID", acquired_on=facts.acquired_at.date()),)
    rights, fraction = split_whole(facts.shares * facts.rights_per_share)
    if fraction or rights < 1:
        return (
            ground(
                "RIGHTS_PER_SHARE_NOT_WHOLE",
                shares=as_text(facts.shares),
                rights_per_share=as_text(facts.rights_per_share),
                rights=as_text(facts.shares * facts.rights_per_share),
            ),
        )
    attached = sum(lot.rights_count for lot in facts.attached)
    if rights > attached:
        return (ground("RETIREMENT_EXCEEDS_ATTACHED", asked=rights, attached=attached),)
    return ()


def decide_acquisition(facts: ShareAcquisition) -> Approved[Posting] | Held | Refused:
    """Rights of shares the Company acquires before the separation are cancelled and retired with them.

    The lots opened first are used first; the rest of the last one is opened again as its child.

    Agreement: 3(d).
    """
    grounds = acquisition_grounds(facts)
    if grounds:
        return Held(grounds)
    rights, _ = split_whole(facts.shares * facts.rights_per_share)
    closed = _lots_for(rights, facts.attached)
    rest = sum(lot.rights_count for lot in closed) - rights
    reopened = (LotOpened(rest, parent_lot=closed[-1].lot),) if rest else ()
    return Approved(
        Posting(
            EntryKind.RETIRE_ATTACHED,
            "3(d)",
            lots_closed=closed,
            lots_opened=reopened,
            rights_retired={RetiredAs.CANCELLED: rights},
        )
    )


def _lots_for(rights: int, attached: Iterable[AttachedLot]) -> tuple[LotClosed, ...]:
    chosen: list[LotClosed] = []
    for lot in attached:
        if rights <= 0:
            break
        chosen.append(LotClosed(lot.lot, lot.rights_count))
        rights -= lot.rights_count
    return tuple(chosen)
