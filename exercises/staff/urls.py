"""Pages of exercises."""

from django.urls import path

from exercises.staff import board_orders, exercises, funds, gates
from exercises.staff.order_urls import CARRIED_OUT

_EXERCISES = "agreements/<str:code>/exercises/"
_EXERCISE = _EXERCISES + "<int:number>/"
_GATES = "agreements/<str:code>/exercise-gates/"
_ORDERS = "agreements/<str:code>/orders/"
_ORDER = _ORDERS + "<int:number>/"

urlpatterns = [
    path(_EXERCISES + "receive/", exercises.receive_exercise, name="receive_exercise"),
    path(_EXERCISE, exercises.show_exercise, name="exercise"),
    path(_EXERCISE + "papers/", exercises.add_papers, name="exercise_papers"),
    path(_EXERCISE + "payment/", exercises.receive_payment, name="exercise_payment"),
    path(_EXERCISE + "ask/", exercises.ask, name="exercise_asked"),
    path(_GATES, gates.show_gates, name="exercise_gates"),
    path(_GATES + "<int:number>/announcement/", gates.announce, name="gate_announcement"),
    path(_ORDERS, board_orders.list_orders, name="orders"),
    path(_ORDER, board_orders.show_order, name="order"),
    path(_ORDER + "mailed/", board_orders.record_mailed, name="order_mailed"),
    path(_ORDER + "money/", funds.record, name="order_money"),
    path(_ORDER + "money/<int:receipt>/take-back/", funds.take_back, name="order_money_back"),
    path(_ORDER + "payment/", funds.pay, name="order_payment"),
    *CARRIED_OUT,
]
