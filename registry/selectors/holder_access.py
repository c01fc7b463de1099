"""Reads of what a holder sees: accounts claimed, certificates with their Rights, price, window (§7, §30)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from django.db import connection
from django.db.models import QuerySet

from agreement.board_orders import exercise_ended_grounds
from agreement.certified_figures import AT_SIGNING
from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.requisition import bought_in_words
from agreement.terms import Terms
from agreement.windows import Window, exercise_window, exercise_window_grounds
from agreement.workflow.items import ENDED_STATES, ItemKind, ItemState
from registry.models import (
    ClaimCode,
    HolderAccess,
    Item,
    ItemCertificate,
    RegisteredHolder,
    RightsCertificate,
    SeparationState,
    User,
)
from registry.selectors.adjustments import adjusted_last
from registry.selectors.agreements import terms_in_force
from registry.selectors.board_orders import board_orders
from registry.selectors.exercise_gates import holder_gate_grounds
from registry.selectors.items import expiration_at
from registry.selectors.notices import exercise_stops
from registry.selectors.register import RegisterFilters, RegisterPage, register_page

CERTIFICATES_A_PAGE = 200
LIVE = ("OUTSTANDING", "VOID", "NOT_COUNTERSIGNED", "STOPPED", "SURRENDERED")
_RIGHTS = """
    SELECT certificate_id, sum(rights)::bigint,
           coalesce(sum(rights) FILTER (WHERE void_from <= %s), 0)::bigint
      FROM open_lot WHERE holder_id = %s AND certificate_id = ANY (%s) GROUP BY certificate_id
"""


def accesses_of(user: User) -> QuerySet[HolderAccess]:
    """The accounts that a person sees, by plan and account; ended ones are not among them."""
    return (
        HolderAccess.objects.filter(user=user, until__isnull=True)
        .select_related("holder__agreement", "user")
        .order_by("holder__agreement__code", "holder__account")
    )


def accesses_to(holder: RegisteredHolder) -> QuerySet[HolderAccess]:
    """Who sees or saw an account, the latest first."""
    return HolderAccess.objects.filter(holder=holder).select_related("user", "ended_by").order_by("-id")


def good_claim_code(holder: RegisteredHolder, *, at: datetime) -> ClaimCode | None:
    """The code of the last letter, while nobody used it and it has not expired."""
    return ClaimCode.objects.filter(
        holder=holder, used_at__isnull=True, void_at__isnull=True, expires_at__gt=at
    ).first()


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """A certificate of an account: Rights that stand on it, those of them void, where its paper lies."""

    certificate: RightsCertificate
    status: str
    rights: int
    void_rights: int
    item: Item | None

    @property
    def number(self) -> int:
        """Its number."""
        return self.certificate.number

    @property
    def is_live(self) -> bool:
        """Whether Rights stand on it."""
        return self.status in LIVE and self.rights > 0

    @property
    def valid_rights(self) -> int:
        """Rights on it that are not null and void."""
        return self.rights - self.void_rights


def certificates_of(holder: RegisteredHolder, *, at: datetime) -> list[HeldCertificate]:
    """The certificates of an account with what stands on each, by number: all of them, in pages."""
    return _standing_on(_all_certificates(holder, at=at), holder=holder, at=at)


def certificates_page(
    holder: RegisteredHolder, *, at: datetime, after: int | None, size: int
) -> tuple[list[HeldCertificate], int | None]:
    """A page of the same by number, and the number after which the next one begins: three queries."""
    page = _page_of(holder, at=at, after=after, size=size)
    return _standing_on(page.rows, holder=holder, at=at), page.next_after


def _standing_on(
    rows: Sequence[RightsCertificate], *, holder: RegisteredHolder, at: datetime
) -> list[HeldCertificate]:
    keys = [row.pk for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(_RIGHTS, [at, holder.pk, keys])
        standing = {key: (rights, void) for key, rights, void in cursor.fetchall()}
    lying = {
        one.certificate_id: one.item
        for one in ItemCertificate.objects.filter(certificate__in=keys, returned_at__isnull=True)
        .exclude(item__state__in=[state.value for state in ENDED_STATES])
        .select_related("item")
    }
    return [
        HeldCertificate(row, cast(Any, row).status, *standing.get(row.pk, (0, 0)), lying.get(row.pk))
        for row in rows
    ]


def _all_certificates(holder: RegisteredHolder, *, at: datetime) -> list[RightsCertificate]:
    rows: list[RightsCertificate] = []
    after: int | None = None
    while True:
        page = _page_of(holder, at=at, after=after, size=CERTIFICATES_A_PAGE)
        rows += page.rows
        after = page.next_after
        if after is None:
            return rows


def _page_of(holder: RegisteredHolder, *, at: datetime, after: int | None, size: int) -> RegisterPage:
    filters = RegisterFilters(account=holder.account)
    return register_page(holder.agreement, at=at, filters=filters, after=after, size=size)


def items_of(holder: RegisteredHolder) -> QuerySet[Item]:
    """What the account presented or prepared, the latest first; what was withdrawn as a draft is left out."""
    return (
        Item.objects.filter(holder=holder)
        .exclude(number__isnull=True, state=ItemState.WITHDRAWN.value)
        .select_related("agreement", "entry")
        .order_by("-id")
    )


def open_drafts(holder: RegisteredHolder) -> QuerySet[Item]:
    """The exercises and transfers prepared for an account whose papers have not come in.

    A report of a loss is no such form: it is not to wait for another to be sent.
    """
    return items_of(holder).filter(
        kind__in=[ItemKind.EXERCISE.value, ItemKind.TRANSFER.value],
        number__isnull=True,
        state=ItemState.DRAFT.value,
    )


def draft_of(user: User, cover_code: str, *, kind: ItemKind) -> Item | None:
    """A form that was prepared for an account that a person sees, received or not; else None (§30)."""
    holders = accesses_of(user).values("holder_id")
    found = Item.objects.filter(cover_code=cover_code, kind=kind.value, holder__in=holders).exclude(
        number__isnull=True, state=ItemState.WITHDRAWN.value
    )
    return found.select_related("agreement", "holder__agreement", "entry", "posting").first()


@dataclass(frozen=True, slots=True)
class ExerciseStanding:
    """Whether an account's Rights can be exercised at an instant: window, price, what stands against it.

    `grounds` shut the window now; `stops` hold what is presented until the Company speaks. `adjusted_from`
    is the instant of the last certificate of adjustment in force, if there is one.
    """

    window: Window | None
    terms: Terms
    grounds: Sequence[Ground]
    stops: Sequence[Ground]
    adjusted_from: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether the window is open."""
        return not self.grounds

    @property
    def right_buys(self) -> str:
        """What one Right buys."""
        return bought_in_words(1, terms=self.terms)

    @property
    def price_per_right(self) -> Decimal:
        """The price of all units of a Right."""
        return self.terms.total_exercise_price


def exercise_standing(holder: RegisteredHolder, *, at: datetime) -> ExerciseStanding:
    """What the books know of the window for exercise by an account at an instant (§3(a), §7(a)).

    An order of redemption or exchange shuts it from its filing on; a notice that names the account and waits
    for the Company's answer is told, and so is what exercise waits for: suspension, statement, jurisdiction.
    """
    agreement = holder.agreement
    terms = terms_in_force(agreement, known_at=at)
    window = None
    if agreement.distribution_effective_at is not None:
        window = exercise_window(
            distribution_close=agreement.distribution_effective_at,
            expiration_at=expiration_at(agreement, terms=terms, at=at),
            last_instant=terms.exercise_window_end,
        )
    grounds = list(exercise_window_grounds(window, at=at))
    if not grounds and agreement.separation_state != SeparationState.BOOKS_OPEN:
        grounds = [ground("BOOKS_NOT_OPEN", missing="the opening is not posted")]
    grounds += exercise_ended_grounds(board_orders(agreement, at=at), completed_at=None)
    numbers = exercise_stops(agreement, accounts={holder.account})
    stops = [ground("EXERCISE_STOPPED_BY_NOTICE", notice=number) for number in numbers]
    if window is not None:
        stops += holder_gate_grounds(holder, terms=terms, at=at)
    adjusted_from = adjusted_last(agreement, at=at) if terms.certified != AT_SIGNING else None
    return ExerciseStanding(window, terms, grounds, stops, adjusted_from)
