"""Which addresses are pictured, and of the others why not; an address in neither fails `make check`.

A page is pictured with the demonstration's own things: the arguments are read from its database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import admin
from django.urls import URLResolver, get_resolver, reverse

from certificates.models import Mailing, PrintRun
from config.screens.examples import (
    Arguments,
    adjustments_in_force,
    agreement_codes,
    agreements_that_mail,
    applications_about,
    claim_letters,
    company_money,
    drafts,
    each,
    evidence_requests,
    forms_of_account,
    holders_with_deposits,
    items_held,
    items_of,
    items_of_holders,
    kinds_in_the_same_name,
    letters_written,
    lists_paid,
    notices_of,
    number_elections,
    office_notices_due,
    open_schedules,
    orders_paid,
    packages_of_books,
    pages_of_account,
    payments_to_forward,
    reported_losses,
    requisitions_made,
    requisitions_of_orders,
    samples_of_certificates,
    samples_of_notices,
    samples_of_succession,
    schedules_presented,
    steps_of_account,
    topics_calculated,
    void_certificates,
)
from config.screens.not_pictured import NOT_PICTURED, NOT_PICTURED_BEGINNINGS
from exercises.selectors.drafts import QUESTIONS
from registry.models import (
    AddressChange,
    AdjustmentWorksheet,
    Approval,
    CopyRequest,
    FeeInvoice,
    HolderAccess,
    HolderList,
    InformalNotice,
    InformationRequest,
    Job,
    Notice,
    NoticeKind,
    Opening,
    RegisteredHolder,
    StandingInstruction,
    Stop,
    TakeOver,
    Transmittal,
)
from registry.selectors import loss_drafts, transfer_drafts


@dataclass(frozen=True, slots=True)
class PageKind:
    """An address by its name, and the arguments and the query with which it is pictured."""

    name: str
    arguments: Callable[[], Arguments] = lambda: [()]
    query: str = ""


SUMMARY = "?kind=SUMMARY_OF_RIGHTS&words=summary_2003&mail_class=FIRST_CLASS"
PAGES = (
    PageKind("home"),
    PageKind("account_login"),
    PageKind("account_logout"),
    PageKind("account_reset_password"),
    PageKind("account_change_password"),
    PageKind("account_email"),
    PageKind("account_reauthenticate"),
    PageKind("mfa_index"),
    PageKind("usersessions_list"),
    PageKind("requests"),
    PageKind("request", each(Approval, "request_hash", most=40)),
    PageKind("jobs"),
    PageKind("job", each(Job, "pk")),
    PageKind("agreements"),
    PageKind("agreement", agreement_codes),
    *(PageKind(name, agreement_codes) for name in ("company_desk", "company_paper")),
    PageKind("readings", agreement_codes),
    PageKind("timeline", agreement_codes),
    PageKind("calculator", agreement_codes),
    PageKind("calculator_topic", topics_calculated, "?example"),
    PageKind("notices", agreement_codes),
    PageKind("notice", each(Notice, "agreement__code", "number")),
    PageKind("notice_kinds", agreement_codes),
    PageKind("receive_notice", samples_of_notices),
    PageKind("notice_called_back", each(Notice, "agreement__code", "number", most=1)),
    PageKind("log_informal", agreement_codes),
    PageKind("informal_followed", each(InformalNotice, "agreement__code", "number", most=1)),
    PageKind("file_notice_address", agreement_codes),
    PageKind("application", applications_about("notice")),
    PageKind("questions", agreement_codes),
    PageKind("question_answered", each(InformationRequest, "agreement__code", "pk", most=1)),
    PageKind("office", agreement_codes),
    PageKind("record_succession", samples_of_succession),
    PageKind("hand_over_books", agreement_codes),
    PageKind("office_mailed", office_notices_due),
    PageKind("books_receipted", packages_of_books),
    PageKind("take_overs", agreement_codes),
    PageKind("record_take_over", agreement_codes),
    PageKind("take_over_signed_off", each(TakeOver, "agreement__code", "pk", most=1)),
    PageKind("lists", agreement_codes),
    PageKind("list", each(HolderList, "agreement__code", "pk")),
    PageKind("opening", each(Opening, "agreement__code", "pk")),
    PageKind("register", agreement_codes),
    PageKind("certificate", samples_of_certificates),
    PageKind("holders", agreement_codes),
    PageKind("holder", each(RegisteredHolder, "agreement__code", "pk", most=3)),
    PageKind("change_address", each(RegisteredHolder, "agreement__code", "pk", most=1)),
    PageKind("issue_extract", each(RegisteredHolder, "agreement__code", "pk", most=1)),
    PageKind("address_changes", agreement_codes),
    PageKind("address_change", each(AddressChange, "holder__agreement__code", "pk", most=2)),
    PageKind("copies", agreement_codes),
    PageKind("log_copy", agreement_codes),
    PageKind("copy_given", each(CopyRequest, "agreement__code", "pk", most=1)),
    PageKind("proof", agreement_codes),
    PageKind("clause", lambda: [("4(b)",), ("7(e)",), ("20(k)",)]),
    PageKind("print_runs", agreement_codes),
    PageKind("print_run", each(PrintRun, "agreement__code", "number")),
    PageKind("hand_over", each(PrintRun, "agreement__code", "number", most=2)),
    PageKind("items", agreement_codes),
    PageKind("item", items_of("TRANSFER")),
    PageKind("receive_transfer", agreement_codes),
    PageKind("item_papers", items_of("TRANSFER", most=1)),
    PageKind("item_consultation", items_of("TRANSFER", most=1)),
    PageKind("item_refusal", items_of("TRANSFER", most=1)),
    PageKind("schedules", agreement_codes),
    PageKind("receive_schedule", agreement_codes),
    PageKind("schedule", schedules_presented),
    PageKind("schedule_corrected", schedules_presented),
    PageKind("schedule_papers", schedules_presented),
    PageKind("schedule_person", schedules_presented),
    PageKind("tray"),
    PageKind("turnaround", agreement_codes),
    PageKind("consultations", agreement_codes),
    PageKind("answer_schedule", open_schedules),
    PageKind("record_instruction", agreement_codes),
    PageKind("instruction_ended", each(StandingInstruction, "agreement__code", "pk", most=1)),
    PageKind("item_application", applications_about("item")),
    PageKind("item_evidence", items_of("TRANSFER", most=1)),
    PageKind("item_evidence_filed", evidence_requests),
    PageKind("item_evidence_assessed", evidence_requests),
    PageKind("item_apply", items_held),
    PageKind("item_withdrawal", items_of("TRANSFER", most=1)),
    PageKind("item_return", items_of("TRANSFER", most=1)),
    PageKind("item_inquiry", items_of("TRANSFER", most=1)),
    PageKind("item_direction", items_of("TRANSFER", most=1)),
    PageKind("receive_same_name", kinds_in_the_same_name),
    PageKind("same_name", items_of("SPLIT_UP", most=2)),
    PageKind("same_name_papers", items_of("SPLIT_UP", most=1)),
    PageKind("receive_replacement", agreement_codes),
    PageKind("replacement", items_of("REPLACE", most=2)),
    PageKind("replacement_step", items_of("REPLACE", most=1)),
    PageKind("replacement_surrendered", items_of("REPLACE", most=1)),
    PageKind("expiry", agreement_codes),
    PageKind("closing_prices", agreement_codes),
    PageKind("import_closing_prices", agreement_codes),
    PageKind("compute_worksheet", agreement_codes),
    PageKind("nullities", agreement_codes),
    PageKind("persons", agreement_codes),
    PageKind("record_person", agreement_codes),
    PageKind("nullity", notices_of(NoticeKind.NULLITY)),
    PageKind("nullity_path", void_certificates),
    PageKind("restoration", notices_of(NoticeKind.NULLITY_ENDED)),
    PageKind("exercise_gates", agreement_codes),
    PageKind("gate_announcement", notices_of(NoticeKind.SUSPENSION_ENDED)),
    PageKind("requisitions", agreement_codes),
    PageKind("shares_reserved", agreement_codes),
    PageKind("delivery_route", agreement_codes),
    PageKind("securities_received", requisitions_made),
    PageKind("securities_delivered", requisitions_made),
    PageKind("cash_desk", agreement_codes),
    PageKind("payment_moved", payments_to_forward),
    PageKind("deposit_instructions", holders_with_deposits),
    PageKind("record_deposit_instruction", each(RegisteredHolder, "agreement__code", "pk", most=1)),
    PageKind("fraction_money", agreement_codes),
    PageKind("substitute_money", agreement_codes),
    PageKind("fraction_certified", items_of("EXERCISE", most=1)),
    PageKind("orders", agreement_codes),
    PageKind("order", notices_of(NoticeKind.REDEMPTION_ORDERED)),
    PageKind("order_carried", notices_of(NoticeKind.REDEMPTION_ORDERED)),
    PageKind("order_list", notices_of(NoticeKind.REDEMPTION_ORDERED)),
    *(
        PageKind(name, orders_paid)
        for name in ("order_checks", "order_check", "order_reconciled", "order_check_papers")
    ),
    *(
        PageKind(name, orders_paid)
        for name in ("order_deposits", "order_deposit_file_asked", "order_deposit_held")
    ),
    *(
        PageKind(name, orders_paid)
        for name in ("order_deposit_returned", "order_shares", "order_shares_asked")
    ),
    *(PageKind(name, requisitions_of_orders) for name in ("order_shares_received", "order_shares_delivered")),
    PageKind("order_holder", lists_paid, "?account=A000000003"),
    PageKind("adjustments", agreement_codes),
    PageKind("adjustment", notices_of(NoticeKind.ADJUSTMENT)),
    PageKind("adjustment_mailed", adjustments_in_force),
    PageKind("number_adjustment", number_elections),
    PageKind("event_notice_mailed", notices_of(NoticeKind.EVENT_PROPOSED)),
    PageKind("record_worksheet", agreement_codes),
    PageKind("worksheet", each(AdjustmentWorksheet, "agreement__code", "number", most=2)),
    PageKind("new_forms", agreement_codes),
    PageKind("order_mailed", notices_of(NoticeKind.REDEMPTION_ORDERED)),
    PageKind("order_money", notices_of(NoticeKind.REDEMPTION_ORDERED)),
    PageKind("order_money_back", company_money),
    PageKind("order_payment", notices_of(NoticeKind.REDEMPTION_ORDERED)),
    PageKind("cancelled", agreement_codes),
    PageKind("attach_images", agreement_codes),
    PageKind("receive_cancelled", agreement_codes),
    PageKind("transmittals", agreement_codes),
    PageKind("make_transmittal", agreement_codes),
    PageKind("transmittal", each(Transmittal, "agreement__code", "number")),
    PageKind("transmittal_sent", each(Transmittal, "agreement__code", "number", most=1)),
    PageKind("transmittal_received", each(Transmittal, "agreement__code", "number", most=1)),
    PageKind("transmittal_not_received", each(Transmittal, "agreement__code", "number", most=1)),
    PageKind("transmittal_withdrawn", each(Transmittal, "agreement__code", "number", most=1)),
    PageKind("stops", agreement_codes),
    PageKind("place_stop", agreement_codes),
    PageKind("stop", each(Stop, "agreement__code", "number")),
    PageKind("stop_release", each(Stop, "agreement__code", "number", most=1)),
    PageKind("stop_recorded", each(Stop, "agreement__code", "number", most=1)),
    PageKind("account", agreement_codes),
    PageKind("account_tab", pages_of_account),
    PageKind("account_bill", agreement_codes),
    PageKind("account_record", forms_of_account),
    PageKind("account_invoice", each(FeeInvoice, "agreement__code", "number", most=2)),
    PageKind("account_step", steps_of_account),
    PageKind("exercise", items_of("EXERCISE")),
    PageKind("receive_exercise", agreement_codes),
    PageKind("receive_exercise_schedule", agreement_codes),
    PageKind("exercise_papers", items_of("EXERCISE", most=1)),
    PageKind("exercise_payment", items_of("EXERCISE", most=1)),
    PageKind("claim_letter", claim_letters),
    PageKind("portal"),
    PageKind("portal_claim"),
    PageKind("verify_certificate"),
    PageKind("portal_account", each(HolderAccess, "pk", most=1)),
    PageKind("portal_summary", each(HolderAccess, "pk", most=1)),
    PageKind("portal_letters", each(HolderAccess, "pk", most=1)),
    PageKind("portal_exercise_draft", drafts()),
    *(PageKind("portal_exercise_question", drafts(question)) for question in QUESTIONS),
    PageKind("portal_exercise_check", drafts()),
    PageKind("portal_exercise_confirmed", drafts()),
    PageKind("portal_exercise", items_of_holders("EXERCISE")),
    PageKind("portal_transfer_draft", drafts(kind="TRANSFER")),
    *(
        PageKind("portal_transfer_question", drafts(question, kind="TRANSFER"))
        for question in transfer_drafts.QUESTIONS
    ),
    PageKind("portal_transferee_new", drafts(kind="TRANSFER")),
    PageKind("portal_transferee", drafts(1, kind="TRANSFER")),
    PageKind("portal_transfer_check", drafts(kind="TRANSFER")),
    PageKind("portal_transfer_confirmed", drafts(kind="TRANSFER")),
    PageKind("portal_transfer", items_of_holders("TRANSFER")),
    PageKind("portal_address", each(HolderAccess, "pk", most=1)),
    PageKind("portal_copies", each(HolderAccess, "pk", most=1)),
    PageKind("portal_loss_report", each(HolderAccess, "pk", most=1)),
    PageKind("portal_loss_draft", drafts(kind="REPLACE")),
    *(
        PageKind("portal_loss_question", drafts(question, kind="REPLACE"))
        for question in loss_drafts.QUESTIONS
    ),
    PageKind("portal_loss_check", drafts(kind="REPLACE")),
    PageKind("portal_loss_confirmed", drafts(kind="REPLACE")),
    PageKind("portal_loss", items_of_holders("REPLACE")),
    PageKind("portal_loss_found", reported_losses),
    PageKind("mailings", agreement_codes),
    PageKind("record_inherited_mailing", agreement_codes),
    PageKind("mailing_preview", agreements_that_mail, query=SUMMARY),
    PageKind("mailing", each(Mailing, "agreement__code", "number")),
    PageKind("letters", agreement_codes, query="?show=ALL"),
    PageKind("letters_mailed", agreement_codes),
    PageKind("letter_taken_back", letters_written),
    PageKind("item_tax_asked", items_of("TRANSFER", most=1)),
    PageKind("inquiries", agreement_codes),
    PageKind("record_inquiry", agreement_codes),
    PageKind("api:reference"),
    PageKind("admin:index"),
)

# What an administrator enters on the model pages.
FORMS_OF_MODELS = ("companyofficer", "user", "issueraccess", "bankclosure")
# Pictured on the way of somebody who claims an account: no address alone leads there.
STEPS_OF_A_CLAIM = ("portal_claim", "portal_sign_in", "portal_second_factor")


def model_pages() -> Iterator[PageKind]:
    """The list of every model of the model pages, the page of its last row, and the form of a new one."""
    for model in sorted(admin.site._registry, key=lambda one: one._meta.label):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield PageKind(f"{name}_changelist")
        yield PageKind(f"{name}_change", partial(_last_row, model))


def forms_of_models() -> Iterator[PageKind]:
    """The forms of the model pages by which an administrator enters people, officers and closures."""
    for name in FORMS_OF_MODELS:
        yield PageKind(f"admin:registry_{name}_add")


def _last_row(model: Any) -> Arguments:
    row = model._default_manager.order_by("pk").last()
    if row is None:
        return []
    return [("-".join(str(part) for part in row.pk) if model._meta.is_composite_pk else row.pk,)]


def addresses(kind: PageKind) -> list[str]:
    """The addresses at which a page is pictured."""
    return [reverse(kind.name, args=arguments) + kind.query for arguments in kind.arguments()]


def addresses_asked(kinds: Iterable[PageKind]) -> list[tuple[str, str]]:
    """Every address with the name of its page."""
    return [(kind.name, address) for kind in kinds for address in addresses(kind)]


def pages_not_seen(seen: Iterable[str], *, asked: Iterable[str] = ()) -> list[str]:
    """The pages, by name, that nobody saw: those of PAGES, of a claim, and whatever else was asked for."""
    wanted = {kind.name for kind in PAGES} | {*STEPS_OF_A_CLAIM} | {*asked}
    return sorted(wanted - set(seen))


def names_in_use(resolver: URLResolver | None = None) -> Iterator[str]:
    """The names of all addresses for people: the API's operations and the model pages' parts are not."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace not in {"admin", "api"}:
                yield from names_in_use(pattern)
        else:
            yield str(pattern.name)


def missing_pages() -> list[str]:
    """The names that are neither pictured nor said why not, and those of this module that are gone."""
    known = {kind.name for kind in PAGES} | {*STEPS_OF_A_CLAIM} | NOT_PICTURED.keys()
    in_use = set(names_in_use())
    lacking = {name for name in in_use - known if not name.startswith(tuple(NOT_PICTURED_BEGINNINGS))}
    gone = {name for name in known - in_use if ":" not in name}
    return sorted(lacking | gone)
