"""Change of a registered address: on the holder's signed request, by two people, from its receipt (§5(b))."""

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from agreement.refusals import refuse
from registry.models import (
    AddressChange,
    AddressChangeState,
    Approval,
    Document,
    HolderAccess,
    HolderAddress,
    RegisteredHolder,
    RequesterCapacity,
    User,
)
from registry.roles import must_be_staff
from registry.selectors.addresses import Address, address_as_of, address_of, own_draft
from registry.services import approvals
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.commitments import commit_words
from registry.services.documents import Evidence, require_document
from registry.services.holder_access import held_access, void_codes_mailed_before
from registry.services.letters.addresses import tell_address_change

CHANGE_ADDRESS = "CHANGE_ADDRESS"
_PARTS = ("address", "city", "region", "postal_code", "country")


def draft_address_change(
    holder: RegisteredHolder, *, registration: str, address: Address, by: User, at: datetime
) -> AddressChange:
    """Note what a holder wants, as from the portal or a telephone call: a draft, which changes nothing.

    `registration` is the name as the holder states it. Raises NAME_CHANGE_NEEDS_ITEM, BOOK_ENTRY_INCOMPLETE.

    Agreement: 5(b).
    """
    _must_keep_name(holder, registration)
    _must_be_complete(address)
    return AddressChange.objects.create(
        holder=holder,
        registration=registration.strip(),
        address=address.address.strip(),
        city=address.city.strip(),
        region=address.region.strip(),
        postal_code=address.postal_code.strip(),
        country=address.country.strip().upper(),
        drafted_by=by,
        drafted_at=at,
    )


@transaction.atomic(durable=True)
def draft_own_address(access: HolderAccess, *, address: Address, by: User, at: datetime) -> AddressChange:
    """Note the address that a holder asks for at the account; it takes the place of that person's last draft.

    Nothing changes before the signed request is received. Raises HOLDER_ACCESS_ENDED, BOOK_ENTRY_INCOMPLETE.

    Agreement: 5(b).
    """
    held = held_access(access)
    earlier = own_draft(held)
    if earlier is not None:
        _give_up(earlier)
    holder = held.holder
    return draft_address_change(holder, registration=holder.registration, address=address, by=by, at=at)


@transaction.atomic(durable=True)
def withdraw_own_draft(access: HolderAccess, *, by: User, at: datetime) -> None:
    """Give up the draft of a holder whose signed request has not come in; without one nothing is done.

    Raises HOLDER_ACCESS_ENDED.

    Agreement: 5(b).
    """
    held = held_access(access)
    draft = own_draft(held)
    if draft is not None:
        _give_up(draft)
        append_audit(
            held.holder.agreement,
            actor=by,
            act="ADDRESS_CHANGE_WITHDRAWN",
            subject=f"change of address {draft.pk}",
            details={"reason": "by its holder"},
            at=at,
        )


def examine_address_change(
    holder: RegisteredHolder,
    *,
    registration: str,
    address: Address,
    signed_by: str,
    capacity: RequesterCapacity | str,
    signed_on: date | None,
) -> None:
    """Whether a signed request can be taken, asked before anything is drafted.

    Raises as `draft_address_change` and `request_address_change`.

    Agreement: 5(b).
    """
    _must_keep_name(holder, registration)
    _must_be_complete(address)
    _must_be_signed(holder, by=signed_by, capacity=str(capacity), on=signed_on)


def request_address_change(
    draft: AddressChange,
    *,
    document: Evidence | None,
    signed_by: str,
    capacity: RequesterCapacity | str,
    maker: User,
    at: datetime,
) -> Approval:
    """Ask a second person to put a drafted address into the books, on the signed paper.

    `document` is the request signed by the registered holder or attorney, or the evidence of a succession.
    Raises ADDRESS_CHANGE_UNSIGNED without it or without a signature, NAME_CHANGE_NEEDS_ITEM,
    REQUEST_ALREADY_DECIDED.

    Agreement: 5(b).
    """
    with transaction.atomic(durable=True):
        change = _locked(draft.pk)
        if change.state != AddressChangeState.DRAFT:
            raise refuse("REQUEST_ALREADY_DECIDED", what="change of address", state=change.state)
        change.capacity, change.signed_by = str(capacity), signed_by.strip()
        change.document = _signed(change, document)
        request = _request(change)
        change.approval = approvals.request_approval(
            change.holder.agreement,
            kind=CHANGE_ADDRESS,
            request=request,
            summary=f"Change the address of account {change.holder.account} as change {change.pk} says, "
            f"on a request signed by the {change.get_capacity_display()}",
            maker=maker,
            at=at,
        )
        change.state = AddressChangeState.REQUESTED
        change.save()
        return change.approval


def perform_address_change(approval: Approval, *, at: datetime) -> HolderAddress:
    """File the new version, in force from the receipt of the paper; the account shows the one in force now.

    A letter about it goes to the address before and to the new one.

    Agreement: 5(b).
    """
    change = _locked(int(approval.request["change"]))
    if change.state != AddressChangeState.REQUESTED:
        raise refuse("REQUEST_ALREADY_DECIDED", what="change of address", state=change.state)
    if _request(change) != approval.request or change.document is None:
        raise refuse("REQUEST_CHANGED_AFTER_APPROVAL", request_hash=approval.request_hash)
    approvals.consume(approval, at=at)
    before = address_as_of(change.holder, at)
    _keep_first_address(change.holder, by=approval.maker, at=at)
    version = HolderAddress.objects.create(
        holder=change.holder,
        in_force_from=change.document.received_at,
        change=change,
        document=change.document,
        approval=approval,
        recorded_at=at,
        recorded_by=approval.maker,
        **_parts(address_of(change)),
    )
    change.state = AddressChangeState.APPLIED
    change.save(update_fields=["state"])
    tell_address_change(version, before=before, by=approval.maker, at=at)
    _show_current(change.holder, at=at)
    void_codes_mailed_before(change.holder, by=approval.approver, at=at)
    return version


def withdraw_address_change(change: AddressChange, *, reason: str, by: User, at: datetime) -> AddressChange:
    """Give up a draft, or a request that is not decided, which is rejected with it; the books never knew it.

    `reason` names no holder. Raises MAKER_NOT_PERMITTED, REASON_MISSING, REQUEST_ALREADY_DECIDED.

    Agreement: 5(b).
    """
    must_be_staff(by, act="withdrawing a change of address")
    if not reason.strip():
        raise refuse("REASON_MISSING", what="the withdrawal")
    with transaction.atomic(durable=True):
        approval = AddressChange.objects.select_related("approval").get(pk=change.pk).approval
        if approval is not None and approval.approved_at is None and approval.rejected_at is None:
            approvals.reject(approval.request_hash, rejecter=by, reason=reason.strip(), at=at)
            return AddressChange.objects.get(pk=change.pk)
        locked = _locked(change.pk)
        _must_be_undecided(locked)
        _give_up(locked)
        append_audit(
            locked.holder.agreement,
            actor=by,
            act="ADDRESS_CHANGE_WITHDRAWN",
            subject=f"change of address {locked.pk}",
            details={"reason": reason.strip()},
            at=at,
        )
    return locked


def give_up_rejected(approval: Approval, *, at: datetime) -> AddressChange:
    """A request for a change of address was rejected or withdrawn by its maker: the change is given up.

    Agreement: 5(b).
    """
    change = _locked(int(approval.request["change"]))
    if change.state == AddressChangeState.REQUESTED:
        _give_up(change)
    return change


def _must_be_undecided(change: AddressChange) -> None:
    if change.state not in (AddressChangeState.DRAFT, AddressChangeState.REQUESTED):
        raise refuse("REQUEST_ALREADY_DECIDED", what="change of address", state=change.state)


def _give_up(change: AddressChange) -> None:
    change.state = AddressChangeState.WITHDRAWN
    change.save(update_fields=["state"])


def _signed(change: AddressChange, document: Evidence | None) -> Document:
    """The paper a change rests on."""
    if document is None:
        raise refuse("ADDRESS_CHANGE_UNSIGNED", account=change.holder.account)
    _must_be_signed(change.holder, by=change.signed_by, capacity=change.capacity, on=document.signed_on)
    _must_keep_name(change.holder, change.registration)
    return require_document(change.holder.agreement, document)


def _must_be_signed(holder: RegisteredHolder, *, by: str, capacity: str, on: date | None) -> None:
    """Evidence of succession speaks for itself, everything else is signed on a day."""
    is_evidence = capacity == RequesterCapacity.SUCCESSOR
    if not by.strip() or capacity not in RequesterCapacity.values or (on is None and not is_evidence):
        raise refuse("ADDRESS_CHANGE_UNSIGNED", account=holder.account)


def _must_keep_name(holder: RegisteredHolder, stated: str) -> None:
    if stated.split() != holder.registration.split():
        raise refuse("NAME_CHANGE_NEEDS_ITEM", stated=stated.strip(), registered=str(holder))


def _must_be_complete(address: Address) -> None:
    required = {"address": address.address, "city": address.city, "country": address.country}
    missing = [name for name, value in required.items() if not value.strip()]
    if missing:
        raise refuse("BOOK_ENTRY_INCOMPLETE", missing=", ".join(missing))


def _locked(key: int) -> AddressChange:
    """A change under the lock of its agreement."""
    change = AddressChange.objects.select_related("holder__agreement", "document").get(pk=key)
    agreement = lock_books(change.holder.agreement)
    locked = AddressChange.objects.select_for_update(of=("self",), no_key=True)
    found = locked.select_related("holder", "document").get(pk=key)
    found.holder.agreement = agreement
    return found


def _request(change: AddressChange) -> dict[str, Any]:
    """What binds; the holder's words stay on the change, and a keyed commitment to them binds them."""
    assert change.document is not None
    beside = {"registration": change.registration, "signed_by": change.signed_by}
    beside["address"] = address_of(change).words
    return {
        "act": CHANGE_ADDRESS,
        "agreement": change.holder.agreement.code,
        "change": change.pk,
        "account": change.holder.account,
        "capacity": change.capacity,
        "received_at": change.document.received_at.isoformat(),
        "document_sha256": change.document.sha256,
        "committed": {
            name: commit_words(words, bound_to=f"{CHANGE_ADDRESS} {change.pk} {name}")
            for name, words in beside.items()
        },
    }


def _parts(address: Address) -> dict[str, str]:
    return {name: getattr(address, name) for name in _PARTS}


def _keep_first_address(holder: RegisteredHolder, *, by: User, at: datetime) -> None:
    """Keep the address with which the account came on the books, before it is changed for the first time."""
    if not HolderAddress.objects.filter(holder=holder).exists():
        HolderAddress.objects.create(
            holder=holder, recorded_at=at, recorded_by=by, **_parts(address_of(holder))
        )


def _show_current(holder: RegisteredHolder, *, at: datetime) -> None:
    """The account shows the address in force now, and is found by its words."""
    for name, value in _parts(address_as_of(holder, at)).items():
        setattr(holder, name, value)
    holder.save(update_fields=_PARTS)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE holder_search SET words = words_of_holder(registration, account, city, postal_code)
              FROM registered_holder WHERE registered_holder.id = holder_id AND holder_id = %s
            """,
            [holder.pk],
        )
