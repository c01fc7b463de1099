"""Pages of exercises."""

from django.urls import path

from agreement.funds import FundsPurpose
from exercises.staff import (
    board_orders,
    custody,
    deliveries,
    deposits,
    due_bills,
    exercises,
    funds,
    gates,
    schedules,
)
from exercises.staff.order_urls import CARRIED_OUT

_EXERCISES = "agreements/<str:code>/exercises/"
_EXERCISE = _EXERCISES + "<int:number>/"
_DUE_BILL = _EXERCISE + "due-bill/"
_GATES = "agreements/<str:code>/exercise-gates/"
_REQUISITIONS = "agreements/<str:code>/requisitions/"
_CASH = "agreements/<str:code>/cash-desk/"
_DEPOSITS = "agreements/<str:code>/holders/<int:holder_id>/deposits/"
_ORDERS = "agreements/<str:code>/orders/"
_ORDER = _ORDERS + "<int:number>/"

urlpatterns = [
    path(_EXERCISES + "receive/", exercises.receive_exercise, name="receive_exercise"),
    path(_EXERCISES + "schedules/new/", schedules.receive, name="receive_exercise_schedule"),
    path(_EXERCISE, exercises.show_exercise, name="exercise"),
    path(_EXERCISE + "papers/", exercises.add_papers, name="exercise_papers"),
    path(_EXERCISE + "payment/", exercises.receive_payment, name="exercise_payment"),
    path(_EXERCISE + "ask/", exercises.ask, name="exercise_asked"),
    path(_GATES, gates.show_gates, name="exercise_gates"),
    path(_GATES + "<int:number>/announcement/", gates.announce, name="gate_announcement"),
    path(_EXERCISE + "requisition/", deliveries.requisition, name="exercise_requisitioned"),
    path(_EXERCISE + "fraction/certificate/", custody.certify_fraction, name="fraction_certified"),
    path(_EXERCISE + "fraction/payment/", custody.pay_fraction, name="fraction_paid"),
    path(_EXERCISE + "substitute/payment/", custody.pay_substitute, name="substitute_paid"),
    path(_DUE_BILL + "issue/", due_bills.issue, name="due_bill_issued"),
    path(_DUE_BILL + "record/", due_bills.record, name="due_bill_recorded"),
    path(_DUE_BILL + "fulfil/", due_bills.fulfil, name="due_bill_fulfilled"),
    path(_DUE_BILL + "fraction/certificate/", due_bills.certify_fraction, name="due_bill_fraction_certified"),
    path(_DUE_BILL + "fraction/payment/", due_bills.pay_fraction, name="due_bill_fraction_paid"),
    path(_REQUISITIONS, deliveries.list_requisitions, name="requisitions"),
    path(_REQUISITIONS + "reserved/", deliveries.record_reserved, name="shares_reserved"),
    path(_REQUISITIONS + "route/", deliveries.record_route, name="delivery_route"),
    path(_REQUISITIONS + "file/", deliveries.write_file, name="requisition_file_made"),
    path(_REQUISITIONS + "file/<int:number>.csv", deliveries.take_file, name="requisition_file"),
    path(_REQUISITIONS + "<int:number>/received/", deliveries.record_received, name="securities_received"),
    path(_REQUISITIONS + "<int:number>/delivered/", deliveries.record_delivered, name="securities_delivered"),
    path(_CASH, custody.show_desk, name="cash_desk"),
    path(_CASH + "<int:payment>/<str:way>/", custody.move, name="payment_moved"),
    path(_CASH + "fractions/", custody.record_money, name="fraction_money"),
    path(
        _CASH + "substitutes/",
        custody.record_money,
        {"purpose": FundsPurpose.SUBSTITUTE},
        name="substitute_money",
    ),
    path(_CASH + "fractions/<int:receipt>/take-back/", custody.take_money_back, name="fraction_money_back"),
    path(_DEPOSITS, deposits.show_instructions, name="deposit_instructions"),
    path(_DEPOSITS + "record/", deposits.record_instruction, name="record_deposit_instruction"),
    path(_ORDERS, board_orders.list_orders, name="orders"),
    path(_ORDER, board_orders.show_order, name="order"),
    path(_ORDER + "mailed/", board_orders.record_mailed, name="order_mailed"),
    path(_ORDER + "money/", funds.record, name="order_money"),
    path(_ORDER + "money/<int:receipt>/take-back/", funds.take_back, name="order_money_back"),
    path(_ORDER + "payment/", funds.pay, name="order_payment"),
    *CARRIED_OUT,
]
