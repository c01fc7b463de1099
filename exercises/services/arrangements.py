"""What the Company says of the securities of exercises: what is reserved, of whom they come (§7(c), §9(a)).

Each is recorded by a person from a paper over the name of an officer who may certify it, or instruct it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import transaction

from agreement.arithmetic import as_text
from agreement.refusals import refuse
from agreement.requisition import Recipient, securities_bought
from exercises.models import DeliveryRoute, ReservedShares, SecuritiesDue
from registry.models import RightsAgreement, User
from registry.roles import must_be_staff
from registry.selectors.agreements import terms_in_force
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.company.officers import must_certify, must_instruct
from registry.services.company_account.common import next_number, words_given
from registry.services.documents import Evidence, require_document


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed a paper for the Company, with which title, on which day."""

    officer_name: str
    officer_title: str
    signed_on: date

    def as_row(self) -> dict[str, Any]:
        """The columns of a row."""
        return {
            "officer_name": words_given(self.officer_name, name="name of the officer"),
            "officer_title": words_given(self.officer_title, name="title of the officer"),
            "signed_on": self.signed_on,
        }


@dataclass(frozen=True, slots=True)
class RouteTold:
    """Of whom a security is requisitioned, at which address, by a notice or election of the Company."""

    security: str
    recipient: Recipient
    name: str
    address: str


@transaction.atomic(durable=True)
def record_reserved(
    agreement: RightsAgreement,
    *,
    security: str,
    shares: Fraction,
    signed: Signed,
    document: Evidence | None,
    by: User,
    at: datetime,
) -> ReservedShares:
    """Record the Company's certificate of how many shares are reserved for all exercises, past ones included.

    Raises MAKER_NOT_PERMITTED, NOT_BOUGHT_BY_A_RIGHT, RESERVE_NOT_WHOLE, OFFICER_NOT_AUTHORISED,
    ACCOUNT_PART_MISSING, NO_SUPPORTING_DOCUMENT.

    Agreement: 9(a);20(b).
    """
    must_be_staff(by, act="recording shares reserved")
    locked = lock_books(agreement)
    denominator = _must_be_bought(locked, security, at=at)
    units = shares * denominator
    if units <= 0 or units.denominator != 1:
        raise refuse(
            "RESERVE_NOT_WHOLE", shares=as_text(shares), security=security, unit=f"1/{denominator:,}"
        )
    _must_have_certified(locked, signed, words="shares reserved", at=at)
    made = ReservedShares.objects.create(
        agreement=locked,
        number=next_number(ReservedShares, locked),
        security=security,
        unit_denominator=denominator,
        reserved_units=int(units),
        **signed.as_row(),
        document=require_document(locked, document),
        recorded_at=at,
        recorded_by=by,
    )
    _noted(made, act="SHARES_RESERVED", by=by, at=at, units=made.reserved_units)
    return made


@transaction.atomic(durable=True)
def record_route(
    agreement: RightsAgreement,
    told: RouteTold,
    *,
    signed: Signed,
    document: Evidence | None,
    depositary_agreement: Evidence | None = None,
    by: User,
    at: datetime,
) -> DeliveryRoute:
    """Record of whom a security is to be requisitioned; the depositary agreement comes with an election.

    Raises MAKER_NOT_PERMITTED, NOT_BOUGHT_BY_A_RIGHT, OFFICER_NOT_AUTHORISED, ACCOUNT_PART_MISSING,
    NO_SUPPORTING_DOCUMENT.

    Agreement: 7(c);14(b).
    """
    must_be_staff(by, act="recording how securities are made available")
    locked = lock_books(agreement)
    _must_be_bought(locked, told.security, at=at)
    must_instruct(
        locked,
        name=signed.officer_name,
        title=signed.officer_title,
        day=signed.signed_on,
        words="how securities are made available",
        at=at,
    )
    filed = None if depositary_agreement is None else require_document(locked, depositary_agreement)
    made = DeliveryRoute.objects.create(
        agreement=locked,
        number=next_number(DeliveryRoute, locked),
        security=told.security,
        recipient=told.recipient.value,
        name=words_given(told.name, name="name of whom it is requisitioned from"),
        address=words_given(told.address, name="address of whom it is requisitioned from"),
        depositary_agreement=filed,
        **signed.as_row(),
        document=require_document(locked, document),
        recorded_at=at,
        recorded_by=by,
    )
    _noted(made, act="DELIVERY_ARRANGED", by=by, at=at, recipient=made.recipient)
    return made


def _must_be_bought(agreement: RightsAgreement, security: str, *, at: datetime) -> int:
    """The parts of a share that are a unit of a security; it is one that a Right buys, or that was taken."""
    now = securities_bought(1, terms=terms_in_force(agreement, known_at=at))
    if security == now.security:
        return now.unit_denominator
    taken = SecuritiesDue.objects.filter(agreement=agreement, security=security).first()
    if taken is None:
        raise refuse("NOT_BOUGHT_BY_A_RIGHT", security=security)
    return taken.unit_denominator


def _must_have_certified(agreement: RightsAgreement, signed: Signed, *, words: str, at: datetime) -> None:
    must_certify(
        agreement,
        name=signed.officer_name,
        title=signed.officer_title,
        day=signed.signed_on,
        words=words,
        at=at,
    )


def _noted(made: Any, *, act: str, by: User, at: datetime, **details: Any) -> None:
    append_audit(made.agreement, actor=by, act=act, subject=str(made), details=details, at=at)
