"""What accepting a notice would do, seen before anybody records or asks anything (§18(b), §20(g))."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from agreement.decisions import Approved
from agreement.grounds import Ground
from agreement.posting import Posting
from registry.models import Notice, NoticeKind, RightsAgreement
from registry.selectors.agreements import calendar, terms_in_force
from registry.selectors.notices import STOPPED_BY
from registry.selectors.takeovers import grounds_of_take_overs
from registry.services.company.acceptance import POSTING_KINDS, decide_posting
from registry.services.company.adjustments import VersionMade, versions_of
from registry.services.company.kept_grounds import answered_grounds, asked_as
from registry.services.company.reception import WrittenNotice, examine_form, takes_effect_at
from registry.services.company.substance import query_grounds, warnings

EFFECT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        NoticeKind.ANNOUNCEMENT: "The Distribution Date is projected from it, moved to the later date it "
        "states, or counted no more from what is deemed never to have occurred. Nothing separates before "
        "the Company's notice that the date has occurred.",
        NoticeKind.RECORD_COUNT: "The Rights of the dividend are attached to the shares counted.",
        NoticeKind.SHARES_ISSUED: "Rights are attached to the shares issued.",
        NoticeKind.SHARES_EXCLUDED: "No Rights are attached to the shares of this issue.",
        NoticeKind.SHARES_ACQUIRED: "The Rights attached to the shares acquired are retired with them.",
        NoticeKind.DISTRIBUTION_DATE: "The Rights separate from the Common Shares. The certified list of "
        "record holders and the opening of the books follow.",
        NoticeKind.LIST_CERTIFIED: "A list of record holders may be read against these totals.",
        NoticeKind.PRE_SEPARATION_NULLITY: "The persons named are kept; certificates of their accounts bear "
        "the legend for as many Rights as the notice says.",
        NoticeKind.FORM_APPROVAL: "The Company's approval of the form is on file. The Rights Agent's own "
        "sign-off is another act.",
        NoticeKind.MAILING_REQUEST: "It decides who mails these papers, from its receipt on.",
        NoticeKind.RIGHT_PRICE: "The cash for the fractions on the books is fixed by this price.",
        NoticeKind.ONE_DATE_APPROVAL: "All certificates of a holder bear the Record Date as their date.",
        NoticeKind.VERIFICATION_PAGE: "Anybody verifies certificates by number and code, or nobody does.",
        NoticeKind.FACT_CERTIFIED: "The fact is conclusive as of its date, and of no other.",
        NoticeKind.AGENT_REMOVED: "The Rights Agent is in office through the day before the removal. From "
        "then on it opens no books, decides no item, locks no print run and countersigns nothing.",
        NoticeKind.AGENT_APPOINTED: "The successor is in office from its day on, with all powers and without "
        "any further act. This installation acts for it once two people record that it does.",
        NoticeKind.CO_AGENT_APPOINTED: "The co-Rights Agent is in office from its day on, for the acts "
        "named, beside the Rights Agent; what it does is its own act. This installation records acts of its "
        "own agent alone.",
        NoticeKind.NULLITY: "The positions named are on file. Two people then mark the Rights as null and "
        "void, by an entry of its own, with what the lineage shows.",
        NoticeKind.NULLITY_ENDED: "Two people then end every mark of the notice named, by an entry of its "
        "own.",
        NoticeKind.LATER_SHARES: "Rights are created with the shares, on certificates of the date of issue; "
        "the certificates wait for the next print run.",
        NoticeKind.ADJUSTMENT: "The figures it states are in force from its instant; the Rights Agent knew "
        "them from its receipt. Elections complete before that keep their terms. A summary to the holders "
        "becomes due.",
        NoticeKind.NEW_FORM: "New certificates are of this form and show the figures certified by now. A "
        "certificate that is out stays good as it is until it is presented, or until two people post the run "
        "that the order asks for.",
        NoticeKind.REDEMPTION_ORDERED: "Exercise of the Rights has ended with the Board's action, and stops "
        "from the filing of this notice on. Only the Redemption Price remains. Nothing posted is reversed. "
        "Rights with later Common Shares come into being on the Company's word alone, and none once the "
        "Redemption Date is over.",
        NoticeKind.EXCHANGE_ORDERED: "Exercise and transfer of the Rights exchanged have ended with the "
        "Board's action, and stop from the filing of this notice on. Nothing posted is reversed. When all "
        "are exchanged, no Rights come into being with later Common Shares.",
        NoticeKind.ORDER_ENDED: "What the order stopped goes on: Rights are exercised and transferred again.",
        NoticeKind.REDEMPTION_REINSTATED: "The Board may order redemption again, through the days that the "
        "agreement gives from its determination on. What was exercised in between keeps its terms.",
        NoticeKind.REGISTRATION_STATEMENT: "Exercise is open while a statement for what a Right buys is "
        "effective, or the Company says that none is needed; else what is presented is held. What closes "
        "exercise does so from its filing.",
        NoticeKind.EXERCISE_SUSPENDED: "Exercises that are presented are held, from the filing of this "
        "notice until the Company gives notice of the end and two people accept it. The limit is watched "
        "and lifts nothing.",
        NoticeKind.SUSPENSION_ENDED: "The suspension is over. Exercises that it held are examined again, in "
        "the order of receipt; they count from the first day on which exercise was permitted.",
        NoticeKind.TRANSFER_BOOKS_CLOSED: "Shares for which surrender and payment were made in these days "
        "are of record on the next Business Day on which the transfer books are open. What is posted keeps "
        "its date.",
        NoticeKind.JURISDICTIONS: "Exercise is open to holders whose address of record lies in a "
        "jurisdiction that is qualified or exempt; of others it is held.",
        NoticeKind.EVENT_PROPOSED: "A notice to each holder of Rights becomes due, so many days before the "
        "event. Nothing else follows: whether the event occurs is the Company's to say.",
        NoticeKind.EVENT_OCCURRED: "A notice of the event and its consequences to each holder of a Rights "
        "Certificate becomes due. What a Right buys follows from the certificate of adjustment alone.",
        NoticeKind.ISSUE_DEFERRED: "Exercises after the record date that are posted from now on give at once "
        "what the price before the adjustment gives; a due bill stands for the rest until the event.",
        NoticeKind.DEFERRED_EVENT: "What was deferred is delivered, or has lapsed, as the certificate says; "
        "exercises posted from now on are divided no more.",
    }
)


@dataclass(frozen=True, slots=True)
class NoticePreview:
    """What would follow from a notice: questions that hold it, remarks, the posting, the rest in words.

    `queried` holds the notice with an application for instructions, and then `stopped` names what stops at
    once. `barred` are the grounds for which nothing is posted at present. `replaces` is the number of the
    notice that it puts out of force.
    """

    effective_at: datetime
    effect: str
    posting: Posting | None = None
    versions: tuple[VersionMade, ...] = ()
    queried: tuple[Ground, ...] = ()
    warned: tuple[Ground, ...] = ()
    barred: tuple[Ground, ...] = ()
    stopped: tuple[str, ...] = ()
    replaces: int | None = None


def preview_notice(agreement: RightsAgreement, *, notice: WrittenNotice, at: datetime) -> NoticePreview:
    """What a notice would do that is not recorded yet; nothing is written.

    Raises as `examine_form` for one that would be refused in form.

    Agreement: 20(g).
    """
    facts, _ = examine_form(agreement, notice=notice, at=at)
    unrecorded = Notice(
        agreement=agreement,
        kind=notice.kind,
        officer_name=notice.officer_name,
        officer_title=notice.officer_title,
        channel=notice.channel,
        signed_on=notice.signed_on,
        effective_at=takes_effect_at(notice, facts=facts),
        received_at=notice.received_at,
        recorded_at=at,
        facts=facts,
    )
    return preview_acceptance(unrecorded, at=at)


def preview_acceptance(notice: Notice, *, at: datetime) -> NoticePreview:
    """What the acceptance of a notice would do as things stand, by the examinations that acceptance makes.

    Agreement: 3(a);20(g).
    """
    agreement = notice.agreement
    terms, days = terms_in_force(agreement, known_at=at), calendar(agreement, at=at)
    settled = answered_grounds(notice) if notice.pk else set()
    asked = query_grounds(notice, terms=terms, calendar=days, at=at)
    queried = tuple(one for one in asked if asked_as(one) not in settled)
    posting: Posting | None = None
    barred: tuple[Ground, ...] = ()
    if notice.kind in POSTING_KINDS and not queried:
        decision = decide_posting(notice, terms=terms, calendar=days, at=at)
        posting = decision.posting if isinstance(decision, Approved) else None
        barred = tuple(grounds_of_take_overs(agreement))
    return NoticePreview(
        effective_at=notice.effective_at,
        effect=EFFECT_WORDS[notice.kind],
        posting=posting,
        versions=versions_of(notice) if notice.kind == NoticeKind.ADJUSTMENT else (),
        queried=queried,
        warned=warnings(notice, calendar=days),
        barred=barred,
        stopped=STOPPED_BY.get(notice.kind, ()) if queried else (),
        replaces=notice.facts.get("supersedes"),
    )
