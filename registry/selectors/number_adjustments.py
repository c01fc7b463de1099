"""Another number of Rights: what each holder of record gets by the Company's election (§11(h), §14(a))."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from agreement.adjusting.grids import Grids
from agreement.adjusting.number import rights_for_a_right
from agreement.adjusting.number_run import NumberRunFacts, number_run_grounds
from agreement.adjustment import AdjustingSection, Distributed, Surrender, with_figures
from agreement.arithmetic import as_text
from agreement.carrying_out import unmarked_legend_grounds
from agreement.grounds import Ground
from agreement.windows import final_close_of_business
from registry.models import (
    Approval,
    BookEntry,
    CashInLieu,
    EntryKind,
    FormVersion,
    Notice,
    NoticeKind,
    NoticeState,
    RightsAgreement,
    RightsCertificate,
    TermsVersion,
)
from registry.selectors.agreements import (
    approved_form,
    calendar_under,
    local_day,
    terms_in_force,
    version_in_force,
)
from registry.selectors.board_orders import standing_orders
from registry.selectors.expiry import unmarked_legends
from registry.selectors.new_forms import papers_under_way
from registry.selectors.notices import IN_FORCE, notices
from registry.selectors.plan_known import read_terms

ADJUST_NUMBER = "ADJUST_NUMBER"
LISTED = 200
_TOTALS = "SELECT number_adjustment_totals(%s, %s, %s, %s, %s, %s)"
_LIST = """
    SELECT holder.id, holder.account, holder.registration, part.taint_class, part.is_void, part.rights,
           part.additional, part.fraction
      FROM rights_of_record(%(agreement)s, %(record_at)s, %(numerator)s, %(denominator)s) AS part
      JOIN registered_holder holder ON holder.id = part.holder_id
     ORDER BY holder.account, part.taint_class, part.is_void, part.notice_id LIMIT %(size)s
"""


@dataclass(frozen=True, slots=True)
class NumberTotals:
    """What the adjustment comes to: `holders` of those of record get a whole Right or more.

    Fractions are counted in parts of the denominator of the ratio.
    """

    of_record: int = 0
    holders: int = 0
    rights: int = 0
    void_rights: int = 0
    additional: int = 0
    replaced: int = 0
    replaced_rights: int = 0
    certificates: int = 0
    legended: int = 0
    fractions: int = 0
    fraction_parts: int = 0

    def as_told(self) -> dict[str, int]:
        """The totals as a request binds them."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class HolderOfRecord:
    """What a holder of record held of one mark, and gets: Rights on a certificate, a fraction in cash."""

    holder_id: int
    account: str
    registration: str
    taint_class: str
    is_void: bool
    rights: int
    additional: int
    fraction: Fraction


@dataclass(frozen=True, slots=True)
class NumberDesk:
    """An election of the Company, what it comes to now, what stands in its way, the entry that did it.

    `computed` is our own ratio from the prices before and after, for information.
    """

    notice: Notice
    form: FormVersion | None
    record_at: datetime
    ratio: Fraction | None
    computed: Fraction | None
    totals: NumberTotals
    grounds: tuple[Ground, ...]
    waiting: Approval | None
    entry: BookEntry | None


def is_number_election(notice: Notice) -> bool:
    """Whether a certificate is the Company's election of another number of Rights (§11(h))."""
    of_number = AdjustingSection.NUMBER_OF_UNITS
    return notice.kind == NoticeKind.ADJUSTMENT and bool(
        notice.facts.get("adjusted_under") == of_number and notice.facts.get("record_date")
    )


def number_desk(notice: Notice, *, at: datetime) -> NumberDesk:
    """The desk of an election of another number of Rights, as the books stand (§11(h))."""
    agreement = notice.agreement
    terms = terms_in_force(agreement, known_at=at)
    calendar = calendar_under(agreement, terms, at=at)
    record_at = calendar.close_of_business(date.fromisoformat(notice.facts["record_date"]))
    said, today = notice.facts.get("rights_per_right"), local_day(agreement, at=at)
    option, surrender = notice.facts.get("distributed"), notice.facts.get("surrender")
    ratio = Fraction(said) if said else None
    asked = Approval.objects.filter(agreement=agreement, kind=ADJUST_NUMBER, request__notice_id=notice.pk)
    entry = (
        BookEntry.objects.filter(approval__in=asked).select_related("maker", "approver", "approval").first()
    )
    has_closed = record_at < at
    if entry is not None:
        totals = NumberTotals(**entry.approval.request["totals"])
    elif ratio is not None and has_closed:
        totals = _totals(agreement, record_at=record_at, ratio=ratio, option=option, today=today)
    else:
        totals = NumberTotals()
    form = approved_form(agreement)
    legends = unmarked_legend_grounds(unmarked_legends(agreement)) if entry is None else ()
    facts = NumberRunFacts(
        notice=notice.number,
        is_in_force=notice.state == NoticeState.APPLIED,
        distributed=Distributed(option) if option else None,
        surrender=Surrender(surrender) if surrender else None,
        ratio=ratio,
        has_form=form is not None,
        has_record_date_closed=has_closed,
        has_certificates=RightsCertificate.objects.filter(agreement=agreement).exists(),
        has_expired=at > final_close_of_business(terms.final_expiration_date, calendar=calendar),
        standing_orders=tuple(order.number for order in standing_orders(agreement)),
        ended_since=_ended_since(agreement, record_at),
        waiting=papers_under_way(agreement) if option == Distributed.REPLACEMENT else (),
        additional=totals.additional,
        done=entry.number if entry is not None else None,
    )
    waiting = asked.filter(approved_at__isnull=True, rejected_at__isnull=True).first()
    return NumberDesk(
        notice,
        form,
        record_at,
        ratio,
        computed_ratio(notice, at=at),
        totals,
        (*number_run_grounds(facts), *legends),
        waiting,
        entry,
    )


def computed_ratio(notice: Notice, *, at: datetime) -> Fraction | None:
    """Our own ratio: the price before the adjustment over the price after it; None where none is found.

    It stands beside the Company's certificate for information, and nothing waits for it (§11(h), §20(e)).
    """
    price = Notice.objects.filter(
        agreement_id=notice.agreement_id,
        kind=NoticeKind.ADJUSTMENT,
        number=notice.facts.get("changes_instead"),
    ).first()
    made = list(TermsVersion.objects.filter(agreement_id=notice.agreement_id).order_by("version"))
    own = [row for row in made if price is not None and row.certificate_id == price.pk]
    if price is None or not own:
        return None
    stood = version_in_force([row for row in made if row.version < own[0].version], at=price.effective_at)
    before, after = (with_figures(read_terms(row.file_text), row.figures) for row in (stood, own[0]))
    grids = Grids.of(terms_in_force(notice.agreement, known_at=at))
    return rights_for_a_right(
        price_before=Fraction(before.price_of_unit), price_after=Fraction(after.price_of_unit), grids=grids
    ).value


def certificates_given(entry: BookEntry, *, size: int = LISTED) -> QuerySet[RightsCertificate]:
    """The first certificates for additional Rights that an entry issued, by number (§11(h))."""
    return entry.certificates.select_related("holder").order_by("number")[:size]


def holders_of_record(desk: NumberDesk, *, size: int = LISTED) -> list[HolderOfRecord]:
    """What the first holders of record get, in the order of accounts; none before the record date closes."""
    if desk.ratio is None or not desk.totals.rights:
        return []
    asked: dict[str, Any] = {
        "agreement": desk.notice.agreement_id,
        "record_at": desk.record_at,
        "numerator": desk.ratio.numerator,
        "denominator": desk.ratio.denominator,
        "size": size,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LIST, asked)
        return [
            HolderOfRecord(*(*row[:-1], Fraction(row[-1], desk.ratio.denominator)))
            for row in cursor.fetchall()
        ]


def fractions_priced(agreement: RightsAgreement, *, election: int | None) -> QuerySet[CashInLieu]:
    """The fractions in force that a price is of: of the openings, or of the election in a notice (§14(a))."""
    standing = CashInLieu.objects.filter(agreement=agreement, superseded_by=None)
    if election is None:
        return standing.exclude(entry__kind=EntryKind.ADJUST_NUMBER)
    return standing.filter(
        entry__kind=EntryKind.ADJUST_NUMBER, entry__approval__request__notice=int(election)
    )


def price_in_force(agreement: RightsAgreement, *, election: int | None) -> Notice | None:
    """The Company's accepted price of a Right for those fractions, the one received last (§14(a), §14(e))."""
    prices = notices(agreement).filter(kind=NoticeKind.RIGHT_PRICE, state__in=IN_FORCE)
    if election is None:
        prices = prices.exclude(facts__has_key="fractions_of")
    else:
        prices = prices.filter(facts__fractions_of=int(election))
    return prices.order_by("received_at", "number").last()


def told_fraction(totals: NumberTotals, ratio: Fraction | None) -> str:
    """All fractions together, in Rights, as shown (§14(a))."""
    return as_text(Fraction(totals.fraction_parts, ratio.denominator)) if ratio else "0"


def _totals(
    agreement: RightsAgreement, *, record_at: datetime, ratio: Fraction, option: str | None, today: date
) -> NumberTotals:
    with connection.cursor() as cursor:
        cursor.execute(
            _TOTALS, [agreement.pk, record_at, ratio.numerator, ratio.denominator, option or "", today]
        )
        return NumberTotals(**json.loads(cursor.fetchone()[0]))


def _ended_since(agreement: RightsAgreement, record_at: datetime) -> tuple[int, ...]:
    """The entries that ended a class of Rights at any time, or exchanged a part after the record date."""
    entries = BookEntry.objects.filter(agreement=agreement)
    ended = set(entries.exclude(ended_class="").values_list("number", flat=True))
    parts = entries.filter(kind=EntryKind.EXCHANGE_RIGHTS, recorded_at__gt=record_at)
    return tuple(sorted(ended | set(parts.values_list("number", flat=True))))
