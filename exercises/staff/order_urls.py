"""Pages of orders that are carried out: the list, the entry, the checks, the deposits, the shares."""

from django.urls import path

from exercises.staff import check_papers, checks, order_deposits, order_lists, order_shares

_CARRY = "agreements/<str:code>/orders/<int:number>/carry/"
_SHARES = _CARRY + "shares/<int:requisition>/"

CARRIED_OUT = [
    path(_CARRY, order_lists.show, name="order_carried"),
    path(_CARRY + "list/", order_lists.make, name="order_list"),
    path(_CARRY + "ask/", order_lists.ask, name="order_carried_asked"),
    path(_CARRY + "lists/<int:listed>/file/", order_lists.hand_out, name="order_list_file"),
    path(_CARRY + "lists/<int:listed>/holder/", order_lists.show_holder, name="order_holder"),
    path(_CARRY + "payment/", order_lists.ask_payment, name="order_checks_asked"),
    path(_CARRY + "checks/", checks.start, name="order_checks"),
    path(_CARRY + "checks/<str:kind>/file/", checks.hand_out, name="order_checks_file"),
    path(_CARRY + "checks/print/", check_papers.show, name="order_check_papers"),
    path(_CARRY + "checks/print/<int:place>.pdf", check_papers.hand_out, name="order_check_paper"),
    path(_CARRY + "checks/one/", checks.record, name="order_check"),
    path(_CARRY + "checks/bank/", checks.reconcile, name="order_reconciled"),
    path(_CARRY + "deposits/", order_deposits.show, name="order_deposits"),
    path(_CARRY + "deposits/ask/", order_deposits.ask_file, name="order_deposit_file_asked"),
    path(_CARRY + "deposits/file/", order_deposits.hand_out, name="order_deposit_file"),
    path(_CARRY + "deposits/held/", order_deposits.hold_back, name="order_deposit_held"),
    path(_CARRY + "deposits/returned/", order_deposits.record_return, name="order_deposit_returned"),
    path(_CARRY + "shares/", order_shares.show, name="order_shares"),
    path(_CARRY + "shares/ask/", order_shares.ask, name="order_shares_asked"),
    path(_SHARES + "file/", order_shares.hand_out, name="order_shares_file"),
    path(_SHARES + "received/", order_shares.record_received, name="order_shares_received"),
    path(_SHARES + "delivered/", order_shares.record_delivered, name="order_shares_delivered"),
]
