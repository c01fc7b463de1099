"""The account with the Company: fees, invoices, expenses, demands, what was received (§18(a), §20(c)).

Terms, invoices and demands bind: one person asks, another approves. Money received, and what was laid out, is
recorded by a person from its paper.
"""

from registry.services.company_account.expenses import (
    DEMAND_EXPENSES,
    ExpenseTold,
    perform_demand,
    record_expense,
    request_demand,
)
from registry.services.company_account.invoices import (
    ISSUE_FEE_INVOICE,
    WITHDRAW_FEE_INVOICE,
    Billing,
    perform_invoice,
    perform_withdrawal,
    preview_invoice,
    request_invoice,
    request_withdrawal,
)
from registry.services.company_account.receipts import MoneyTold, record_receipt, take_back
from registry.services.company_account.schedules import (
    FILE_FEE_SCHEDULE,
    FeesAgreed,
    perform_schedule,
    request_schedule,
)

__all__ = [
    "DEMAND_EXPENSES",
    "FILE_FEE_SCHEDULE",
    "ISSUE_FEE_INVOICE",
    "WITHDRAW_FEE_INVOICE",
    "Billing",
    "ExpenseTold",
    "FeesAgreed",
    "MoneyTold",
    "perform_demand",
    "perform_invoice",
    "perform_schedule",
    "perform_withdrawal",
    "preview_invoice",
    "record_expense",
    "record_receipt",
    "request_demand",
    "request_invoice",
    "request_schedule",
    "request_withdrawal",
    "take_back",
]
