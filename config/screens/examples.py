"""With which things of its database the demonstration's pages are pictured: the arguments of addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from config.screens import of_carried
from exercises.models import (
    DepositInstruction,
    FundsReceived,
    OrderRequisition,
    Payment,
    PaymentRun,
    Requisition,
)
from registry.models import (
    OF_THE_OFFICE,
    AssuranceRequest,
    BooksPackage,
    CertificateEvent,
    EvidenceRequest,
    FeeInvoice,
    HolderAccess,
    InstructionApplication,
    Item,
    LotTaint,
    Notice,
    NoticeDue,
    NoticeKind,
    NoticeState,
    PaperDue,
    PaperEvent,
    RegisteredHolder,
    RightsAgreement,
    RightsCertificate,
    Schedule,
    Stop,
)
from registry.staff.account import TABS
from registry.staff.same_name import KIND_OF_SLUG

Arguments = Iterable[tuple[Any, ...]]


def agreement_codes() -> Arguments:
    """Every agreement but the one at its end, which has pages of its own."""
    going_on = RightsAgreement.objects.exclude(code=of_carried.CODE)
    return list(going_on.order_by("code").values_list("code"))


def topics_calculated() -> Arguments:
    """The calculator's form of dates, of records and of figures, for the first agreement."""
    first = RightsAgreement.objects.order_by("code").first()
    names = ("windows", "redemption", "adjust-preferred-split")
    return [(first.code, name) for name in names] if first else []


def samples_of_certificates() -> Arguments:
    """A clean certificate, one with the legend, one whose number was spoiled, and one that is unsigned."""
    for agreement in RightsAgreement.objects.order_by("code"):
        known = RightsCertificate.objects.filter(agreement=agreement)
        spoiled = CertificateEvent.objects.filter(agreement=agreement, kind=PaperEvent.SPOILED)
        found = (
            known.order_by("number").values_list("number", flat=True).first(),
            known.exclude(taint_class="").order_by("number").values_list("number", flat=True).first(),
            spoiled.values_list("first_number", flat=True).first(),
            known.order_by("-number").values_list("number", flat=True).first(),
        )
        yield from ((agreement.code, number) for number in sorted({number for number in found if number}))


def samples_of_notices() -> Arguments:
    """The forms of some kinds of notices: with figures, with choices, with persons, with accounts."""
    kinds = ("RECORD_COUNT", "MAILING_REQUEST", "PRE_SEPARATION_NULLITY", "LATER_SHARES")
    first = RightsAgreement.objects.order_by("code").first()
    return [(first.code, kind) for kind in kinds] if first else []


def samples_of_succession() -> Arguments:
    """The forms of events of the office: one with addressees, one with evidence, one with certificates."""
    first = RightsAgreement.objects.order_by("code").first()
    return [(first.code, slug) for slug in ("resignation", "merger", "adoption")] if first else []


def pages_of_account() -> Arguments:
    """The pages of the account with the Company beside the first: of the first agreement."""
    first = RightsAgreement.objects.order_by("code").first()
    return [(first.code, tab) for tab, _ in TABS] if first else []


def forms_of_account() -> Arguments:
    """What is recorded anew on the account: fees, an expense, a delegate, counsel's advice."""
    first = RightsAgreement.objects.order_by("code").first()
    return [(first.code, kind) for kind in ("schedule", "expense", "delegate", "advice")] if first else []


def steps_of_account() -> Arguments:
    """What follows on the account: money for an invoice, what fulfils a request."""
    paid = FeeInvoice.objects.order_by("pk").values_list("agreement__code", "number").first()
    asked = AssuranceRequest.objects.order_by("pk").values_list("agreement__code", "number").first()
    found = ((paid, "invoices", "receipt"), (asked, "requests", "fulfilment"))
    return [(one[0], what, one[1], step) for one, what, step in found if one]


def each(model: Any, *fields: str, most: int = 6) -> Callable[[], Arguments]:
    """The rows of a model by the fields that its address is made of, the newest first."""
    return lambda: list(model.objects.order_by("-pk").values_list(*fields)[:most])


def items_of(kind: str, *, most: int = 6) -> Callable[[], Arguments]:
    """The items of a kind, the newest first."""
    found = Item.objects.filter(kind=kind, number__isnull=False).order_by("-pk")
    return lambda: list(found.values_list("agreement__code", "number")[:most])


def applications_about(what: str) -> Callable[[], Arguments]:
    """The applications for instructions about notices, or about items."""
    found = InstructionApplication.objects.filter(**{f"{what}__isnull": False}).order_by("-pk")
    return lambda: list(found.values_list(f"{what}__agreement__code", f"{what}__number")[:6])


def items_held() -> Arguments:
    """An item that waits for the Company."""
    held = Item.objects.filter(state="HELD_20K").order_by("-pk")
    return list(held.values_list("agreement__code", "number")[:1])


def open_schedules() -> Arguments:
    """A schedule about which the Company is consulted."""
    found = PaperDue.objects.filter(paper_kind="CONSULT", closed_at__isnull=True).order_by("-pk")
    return list(found.values_list("agreement__code", "pk")[:1])


def evidence_requests() -> Arguments:
    """A request for evidence that is not found to satisfy."""
    found = EvidenceRequest.objects.exclude(assessment="SATISFIED").order_by("-pk")
    return list(found.values_list("item__agreement__code", "item__number", "pk")[:1])


def schedules_presented() -> Arguments:
    """The schedules of nominees, the latest first."""
    found = Schedule.objects.order_by("-pk")
    return list(found.values_list("item__agreement__code", "item__number")[:2])


def kinds_in_the_same_name() -> Arguments:
    """The forms of the three kinds of item that leave the registration as it is."""
    first = RightsAgreement.objects.order_by("code").first()
    return [(first.code, kind) for kind in KIND_OF_SLUG] if first else []


def agreements_that_mail() -> Arguments:
    """Every agreement whose papers the agent mails; what another's preview says, is a refusal."""
    mailing = RightsAgreement.objects.filter(mailings__isnull=False).distinct()
    return list(mailing.order_by("code").values_list("code"))


def claim_letters() -> Arguments:
    """The letter of an account that somebody claimed, and of one that nobody did."""
    claimed = HolderAccess.objects.values_list("holder__agreement__code", "holder__account")[:1]
    others = RegisteredHolder.objects.filter(access__isnull=True).order_by("-pk")
    return [*claimed, *others.values_list("agreement__code", "account")[:1]]


def drafts(*more: str | int, kind: str = "EXERCISE") -> Callable[[], Arguments]:
    """What a holder prepared last of a kind, at one of its pages."""
    found = Item.objects.filter(kind=kind, number__isnull=True, state="DRAFT", cover_code__isnull=False)
    return lambda: [(code, *more) for code in found.order_by("-pk").values_list("cover_code", flat=True)[:1]]


def items_of_holders(kind: str) -> Callable[[], Arguments]:
    """An item of a kind that its holder follows."""
    held = HolderAccess.objects.filter(until__isnull=True, holder__items__kind=kind)
    found = held.filter(holder__items__number__isnull=False)
    return lambda: list(found.values_list("pk", "holder__items__number")[:1])


def reported_losses() -> Arguments:
    """A certificate that its holder reported lost, and whose stop stands."""
    lost = Stop.objects.filter(kind="LOSS_REPORTED", release__isnull=True, certificate__isnull=False)
    held = HolderAccess.objects.filter(
        until__isnull=True, holder__certificates__in=lost.values("certificate")
    )
    return list(held.values_list("pk", "holder__certificates__number")[:1])


def notices_of(kind: NoticeKind) -> Callable[[], Arguments]:
    """The notices of a kind, the newest first."""
    found = Notice.objects.filter(kind=kind).order_by("-pk")
    return lambda: list(found.values_list("agreement__code", "number")[:2])


def orders_paid() -> Arguments:
    """An order whose checks are made."""
    found = PaymentRun.objects.order_by("-pk")
    return list(found.values_list("order_list__agreement__code", "order_list__order__number")[:1])


def lists_paid() -> Arguments:
    """The list by which it was carried out."""
    found = PaymentRun.objects.order_by("-pk")
    of = ("order_list__agreement__code", "order_list__order__number", "order_list__number")
    return list(found.values_list(*of)[:1])


def requisitions_of_orders() -> Arguments:
    """A requisition of the shares of a list."""
    found = OrderRequisition.objects.order_by("-pk")
    of = ("order_list__agreement__code", "order_list__order__number", "number")
    return list(found.values_list(*of)[:1])


def adjustments_in_force() -> Arguments:
    """A certificate of adjustment that took effect, whose summary is due."""
    found = Notice.objects.filter(kind=NoticeKind.ADJUSTMENT, state=NoticeState.APPLIED).order_by("-pk")
    return list(found.values_list("agreement__code", "number")[:1])


def number_elections() -> Arguments:
    """An election of another number of Rights."""
    found = Notice.objects.filter(kind=NoticeKind.ADJUSTMENT, facts__adjusted_under="NUMBER_OF_UNITS")
    return list(found.order_by("-pk").values_list("agreement__code", "number")[:1])


def company_money() -> Arguments:
    """Money of the Company collected for an order of the Board."""
    found = FundsReceived.objects.filter(order__isnull=False, reverses__isnull=True).order_by("-pk")
    return list(found.values_list("agreement__code", "order__number", "number")[:1])


def holders_with_deposits() -> Arguments:
    """A holder who gave a bank account for payments."""
    found = DepositInstruction.objects.order_by("-pk")
    return list(found.values_list("holder__agreement__code", "holder_id")[:1])


def requisitions_made() -> Arguments:
    """A requisition of the securities of an exercise."""
    return list(Requisition.objects.order_by("-pk").values_list("agreement__code", "number")[:1])


def payments_to_forward() -> Arguments:
    """The payment of an exercise that is posted."""
    paid = Payment.objects.filter(item__state="POSTED").order_by("-pk")
    return [(code, key, "forward") for code, key in paid.values_list("agreement__code", "pk")[:1]]


def void_certificates() -> Arguments:
    """A certificate whose Rights came to be void through the most hands."""
    marked = LotTaint.objects.filter(notice__kind=NoticeKind.NULLITY, lot__certificate__isnull=False)
    of = ("notice__agreement__code", "notice__number", "lot__certificate__number")
    return list(marked.order_by("-lot__opened_by", "-pk").values_list(*of)[:1])


def office_notices_due() -> Arguments:
    """A notice of a change of agent that nobody recorded as mailed yet."""
    due = NoticeDue.objects.filter(mailing_kind__in=OF_THE_OFFICE, mailed__isnull=True).order_by("pk")
    return list(due.values_list("agreement__code", "pk")[:1])


def packages_of_books() -> Arguments:
    """A package of the books whose receipt is awaited."""
    made = BooksPackage.objects.filter(receipt__isnull=True).order_by("-pk")
    return list(made.values_list("export__agreement__code", "export__number")[:1])


def letters_written() -> Arguments:
    """The letter about an item that was written last."""
    written = PaperDue.objects.filter(item__isnull=False).order_by("-pk")
    return list(written.values_list("agreement__code", "pk")[:1])
