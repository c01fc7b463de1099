"""What is left of the Rights at their end: counted, with the items that are finished first (§1(q))."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from agreement.expiry import ExpiryFacts, expiry_grounds
from agreement.grounds import Ground
from agreement.windows import final_close_of_business
from agreement.workflow.items import ENDED_STATES, ItemKind
from registry.models import Approval, BookEntry, Item, RightsAgreement
from registry.selectors.agreements import calendar_under, terms_in_force
from registry.selectors.board_orders import standing_orders
from registry.selectors.items import received_items


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands on the books at an instant: lots and their Rights, void and attached ones among them."""

    lots: int
    rights: int
    void: int
    attached: int
    certificates: int
    holders: int

    @property
    def valid(self) -> int:
        """The Rights that are not void."""
        return self.rights - self.void


@dataclass(frozen=True, slots=True)
class Expiry:
    """The end of the Rights of a plan: when, what stands, what is finished first, what stands against it."""

    expires_at: datetime
    standing: Standing
    open_items: QuerySet[Item]
    grounds: tuple[Ground, ...]
    entry: BookEntry | None

    @property
    def has_come(self) -> bool:
        """Whether the instant is over: no ground says otherwise."""
        return all(ground.code != "RIGHTS_NOT_EXPIRED" for ground in self.grounds)


def standing_totals(agreement: RightsAgreement, *, at: datetime) -> Mapping[str, int]:
    """Lots, Rights, void and attached Rights, certificates and holders that stand, counted at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT standing_totals(%s, %s)", [agreement.pk, at])
        (counted,) = cursor.fetchone()
    return dict(json.loads(counted))


def unmarked_legends(agreement: RightsAgreement) -> list[tuple[int, int]]:
    """Number and Rights of certificates with a predecessor's legend that no notice marks (§4(b), §7(e))."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, rights FROM unmarked_legends(%s) ORDER BY number", [agreement.pk])
        return [(number, rights) for number, rights in cursor.fetchall()]


def open_request(agreement: RightsAgreement) -> Approval | None:
    """The request to retire what is left that waits for its second person."""
    asked = Approval.objects.filter(agreement=agreement, kind="EXPIRE_RIGHTS")
    return asked.filter(approved_at__isnull=True, rejected_at__isnull=True).first()


def expiry_of(agreement: RightsAgreement, *, at: datetime) -> Expiry:
    """The end of the Rights on the Final Expiration Date, as all is known at an instant (§1(q), §1(r))."""
    terms = terms_in_force(agreement, known_at=at)
    expires_at = final_close_of_business(
        terms.final_expiration_date, calendar=calendar_under(agreement, terms, at=at)
    )
    standing = Standing(**standing_totals(agreement, at=expires_at))
    received = received_items(agreement).filter(received_at__lte=expires_at).exclude(state__in=ENDED_STATES)
    # A transfer is in time at the very instant (§6(a)), an exercise only before it (§7(a)).
    in_time = received.exclude(kind=ItemKind.EXERCISE.value, received_at=expires_at)
    open_items = in_time.order_by("number")
    facts = ExpiryFacts(
        expires_at=expires_at,
        open_items=[number for number in open_items.values_list("number", flat=True) if number is not None],
        orders=[notice.number for notice in standing_orders(agreement)],
        rights=standing.rights,
    )
    entry = agreement.entries.filter(kind="EXPIRE").exclude(ended_class="").order_by("-number").first()
    return Expiry(expires_at, standing, open_items, expiry_grounds(facts, at=at), entry)
