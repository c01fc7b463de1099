"""A free copy of the agreement on a holder's written request: logged, fulfilled, never charged (§3(c))."""

from datetime import date, datetime

from django.db import transaction

from agreement.refusals import refuse
from registry.models import (
    BEFORE_SEPARATION,
    CopyMeans,
    CopyRequest,
    CopyRequestState,
    PaperDue,
    RegisteredHolder,
    RightsAgreement,
    SeparationState,
    User,
)
from registry.roles import must_be_staff
from registry.selectors.agreements import offices
from registry.services.documents import Evidence, require_document

AGREEMENT_COPY = "AGREEMENT_COPY"


def log_copy_request(
    agreement: RightsAgreement,
    *,
    name: str,
    document: Evidence | None,
    address: str = "",
    account: str = "",
    holding_shown_by: str = "",
    by: User,
    at: datetime,
) -> CopyRequest:
    """Log a written request for the agreement; one of a stranger is passed to the Company.

    Once the books are open the holder is found there by account or exact name; before that a holding of
    Common Shares is shown by `holding_shown_by`, such as a word of the share transfer agent.
    Raises NO_SUPPORTING_DOCUMENT: the request is in writing; INSTRUCTION_PART_MISSING without a name.

    Agreement: 3(c).
    """
    must_be_staff(by, act="logging a request for the agreement")
    if not name.strip():
        raise refuse("INSTRUCTION_PART_MISSING", kind="request for the agreement", missing="who asks")
    holder = _holder_named(agreement, name=name, account=account)
    is_known = holder is not None if _is_open(agreement) else bool(holding_shown_by.strip())
    with transaction.atomic(durable=True):
        paper = require_document(agreement, document)
        logged = CopyRequest.objects.create(
            agreement=agreement,
            name=name.strip(),
            holder=holder,
            holding_shown_by=holding_shown_by.strip(),
            address=address.strip(),
            document=paper,
            received_at=paper.received_at,
            state=CopyRequestState.LOGGED if is_known else CopyRequestState.PASSED_ON,
            recorded_by=by,
            recorded_at=at,
        )
        if is_known:
            PaperDue.objects.create(
                agreement=agreement,
                paper_kind=AGREEMENT_COPY,
                facts={
                    "request": logged.pk,
                    "name": logged.name,
                    "address": logged.address,
                    "charge": "0.00",
                },
                section="3(c)",
                recorded_at=at,
                recorded_by=by,
            )
    return logged


def must_be_holder(request: CopyRequest) -> None:
    """Raise NOT_A_HOLDER for a request under whose name no holding was found; it is the Company's to answer.

    Agreement: 3(c).
    """
    if request.state == CopyRequestState.PASSED_ON:
        raise refuse("NOT_A_HOLDER", name=request.name)


def record_fulfilment(
    request: CopyRequest,
    *,
    means: CopyMeans | str,
    fulfilled_on: date,
    office: str = "",
    by: User,
    at: datetime,
) -> CopyRequest:
    """A person states that the copy was mailed, or given at an office or in the portal; the charge is none.

    Raises NOT_A_HOLDER, COPY_BY_MAIL_ONLY before the separation or at an office that is not designated,
    REQUEST_ALREADY_DECIDED.

    Agreement: 3(c).
    """
    must_be_staff(by, act="recording a copy as given")
    with transaction.atomic(durable=True):
        done = CopyRequest.objects.select_for_update(no_key=True, of=("self",)).get(pk=request.pk)
        must_be_holder(done)
        if done.state == CopyRequestState.FULFILLED:
            raise refuse("REQUEST_ALREADY_DECIDED", what="request for a copy", state="fulfilled")
        _must_be_offered(done.agreement, means=CopyMeans(means), office=office, day=fulfilled_on)
        done.state, done.means, done.office = CopyRequestState.FULFILLED, CopyMeans(means), office.strip()
        done.fulfilled_on, done.fulfilled_by = fulfilled_on, by
        done.save(update_fields=["state", "means", "office", "fulfilled_on", "fulfilled_by"])
    return done


def means_offered(agreement: RightsAgreement, *, day: date) -> tuple[tuple[CopyMeans, str], ...]:
    """How a copy can be had on a day: by mail always; after the separation at each office and in the portal.

    Agreement: 3(c);5(b).
    """
    if agreement.separation_state in BEFORE_SEPARATION:
        return ((CopyMeans.MAIL, ""),)
    places = tuple((CopyMeans.OFFICE, office.name) for office in offices(agreement, day=day))
    return ((CopyMeans.MAIL, ""), *places, (CopyMeans.PORTAL, ""))


def _must_be_offered(agreement: RightsAgreement, *, means: CopyMeans, office: str, day: date) -> None:
    if (means, office.strip()) not in means_offered(agreement, day=day):
        raise refuse("COPY_BY_MAIL_ONLY", means=f"{CopyMeans(means).label.lower()} {office}".strip())


def _is_open(agreement: RightsAgreement) -> bool:
    return agreement.separation_state == SeparationState.BOOKS_OPEN


def _holder_named(agreement: RightsAgreement, *, name: str, account: str) -> RegisteredHolder | None:
    holders = RegisteredHolder.objects.filter(agreement=agreement)
    if account:
        return holders.filter(account=account).first()
    return holders.filter(registration__iexact=name.strip()).order_by("account").first()
