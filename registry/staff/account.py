"""The account with the Company: fees and invoices, expenses, what stands beside the money (§18(a), §20)."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreement.fees import CountedAct
from registry import clock
from registry.models import FeeInvoice, RightsAgreement
from registry.roles import READERS as READER_ROLES
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors import company_account as reads
from registry.selectors import company_relations as relations
from registry.selectors.agreements import local_day
from registry.services.audit import append_audit
from registry.staff.access import (
    EVERYBODY_IN_CONSOLE,
    READERS,
    for_roles,
    signed_in,
    visible_agreement,
)
from registry.staff.lists import Echo, harmless

TABS = (
    ("expenses", "Expenses"),
    ("requests", "Requests to the Company"),
    ("matters", "Indemnity"),
    ("delegates", "Delegates"),
    ("advice", "Counsel's advice"),
)
INVOICE_COLUMNS = (
    "invoice",
    "first_day",
    "last_day",
    "annual_year",
    "total",
    "received",
    "open",
    "state",
    "issued_at",
)
EXPENSE_COLUMNS = (
    "expense", "kind", "what", "incurred_on", "amount", "voucher", "demand", "demanded_on",
)  # fmt: skip


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_account(request: HttpRequest, code: str) -> HttpResponse:
    """Show invoices and what is needed of the Company; to staff and auditors also terms and the fees paid."""
    user, at = signed_in(request), clock.now()
    agreement = visible_agreement(user, code)
    is_reader = has_any_role(user, READER_ROLES)
    context = {
        **_frame(request, agreement, here=""),
        "invoices": [InvoiceRow(one) for one in reads.invoices(agreement)],
        "needed": relations.open_assurances(agreement),
    }
    if is_reader:
        today = local_day(agreement, at=at)
        schedules = list(reads.schedules(agreement))
        in_force = [one for one in schedules if one.in_force_from <= today]
        context |= {
            "schedules": [(one, priced(one.fees)) for one in schedules],
            "in_force": max(in_force, key=lambda one: (one.in_force_from, one.number), default=None),
            "paid": reads.fees_paid(agreement, at=at),
            "waiting": reads.requests_waiting(agreement),
        }
    return render(request, "staff/account.html", context)


class InvoiceRow:
    """An invoice for a page: what was received, what is open, how it stands."""

    def __init__(self, invoice: Any) -> None:
        self.invoice: FeeInvoice = invoice
        self.is_withdrawn = getattr(invoice, "withdrawal", None) is not None
        self.received = invoice.received
        self.open = invoice.total - invoice.received
        self.tag, self.state = self._standing()

    def _standing(self) -> tuple[str, str]:
        if self.is_withdrawn:
            return "tag-bad", "Withdrawn"
        if self.open == 0:
            return "tag-good", "Paid"
        return "tag-wait", "Open" if self.received == 0 else "Paid in part"


def priced(fees: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a schedule prices, in words, with each fee."""
    return [(act.words, f"${fees[act.value]}") for act in CountedAct if act.value in fees]


@require_safe
@for_roles(*READERS)
def show_tab(request: HttpRequest, code: str, tab: str) -> HttpResponse:
    """Show expenses, requests to the Company, matters of indemnity, delegates or counsel's advice."""
    agreement = visible_agreement(signed_in(request), code)
    context_of = _TABS.get(tab)
    if context_of is None:
        raise Http404
    context = {**_frame(request, agreement, here=tab), **context_of(agreement, clock.now())}
    return render(request, f"staff/account_{tab}.html", context)


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_invoice(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show one invoice: its lines with the records they were counted from, and what was received."""
    agreement = visible_agreement(signed_in(request), code)
    row = InvoiceRow(find_invoice(agreement, number))
    context = {
        **_frame(request, agreement, here=""),
        "row": row,
        "invoice": row.invoice,
        "receipts": reads.receipts(row.invoice),
        "may_receive": not row.is_withdrawn and row.open > 0,
    }
    return render(request, "staff/account_invoice.html", context)


def find_invoice(agreement: RightsAgreement, number: int) -> FeeInvoice:
    """An invoice of an agreement with what was received; 404 where there is none."""
    found = reads.invoices(agreement).filter(number=number).first()
    if found is None:
        raise Http404
    return found


@require_safe
@for_roles(*READERS)
def export_list(request: HttpRequest, code: str, what: str) -> StreamingHttpResponse:
    """Stream the invoices or the expenses as CSV; the export is recorded."""
    user, agreement = signed_in(request), visible_agreement(signed_in(request), code)
    if what not in ("invoices", "expenses"):
        raise Http404
    append_audit(
        agreement, actor=user, act="EXPORT_ACCOUNT", subject=code, details={"list": what}, at=clock.now()
    )
    writer = csv.writer(Echo())

    def lines() -> Iterator[str]:
        yield writer.writerow(INVOICE_COLUMNS if what == "invoices" else EXPENSE_COLUMNS)
        for cells in _invoice_cells(agreement) if what == "invoices" else _expense_cells(agreement):
            yield writer.writerow([harmless(cell) for cell in cells])

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{code}-{what}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _invoice_cells(agreement: RightsAgreement) -> Iterator[list[str]]:
    for row in map(InvoiceRow, reads.invoices(agreement)):
        one = row.invoice
        yield [
            str(one.number),
            one.first_day.isoformat(),
            one.last_day.isoformat(),
            str(one.annual_year or ""),
            str(one.total),
            str(row.received),
            str(row.open),
            row.state,
            one.recorded_at.isoformat(),
        ]


def _expense_cells(agreement: RightsAgreement) -> Iterator[list[str]]:
    for one in reads.expenses(agreement):
        yield [
            str(one.number),
            one.get_kind_display(),
            one.what,
            one.incurred_on.isoformat(),
            str(one.amount),
            f"DOC-{one.voucher_id}",
            str(one.demand.number) if one.demand else "",
            one.demand.demanded_on.isoformat() if one.demand else "",
        ]


def _frame(request: HttpRequest, agreement: RightsAgreement, *, here: str) -> dict[str, Any]:
    """What every page of the account shows."""
    user = signed_in(request)
    return {
        "agreement": agreement,
        "tabs": TABS,
        "tab": here,
        "may_act": has_any_role(user, STAFF_ROLES),
    }


def _expenses(agreement: RightsAgreement, at: datetime) -> dict[str, Any]:
    demands: list[Any] = list(reads.demands(agreement))
    found = list(reads.expenses(agreement))
    return {
        "expenses": found,
        "may_demand": any(one.demand_id is None for one in found),
        "demands": [(one, one.total - one.received, reads.receipts(one)) for one in demands],
        "waiting": reads.requests_waiting(agreement).filter(kind="DEMAND_EXPENSES"),
    }


def _requests(agreement: RightsAgreement, at: datetime) -> dict[str, Any]:
    return {"assurances": relations.assurances(agreement)}


def _matters(agreement: RightsAgreement, at: datetime) -> dict[str, Any]:
    return {"matters": relations.matters(agreement)}


def _delegates(agreement: RightsAgreement, at: datetime) -> dict[str, Any]:
    today = local_day(agreement, at=at)
    found = relations.delegates(agreement)
    return {"delegates": [relations.standing_of(one, day=today) for one in found], "today": today}


def _advice(agreement: RightsAgreement, at: datetime) -> dict[str, Any]:
    return {"advice": relations.advice(agreement)}


_TABS: Mapping[str, Callable[[RightsAgreement, datetime], dict[str, Any]]] = {
    "expenses": _expenses,
    "requests": _requests,
    "matters": _matters,
    "delegates": _delegates,
    "advice": _advice,
}
