"""Addresses of the operations on Rights that leave the books, below /api/v1/."""

from django.urls import path

from exercises.api import deliveries, elections, order_lists, payments, schedules
from registry.api.operations import at

_PLAN = "agreements/<code:code>"
_ITEM = f"{_PLAN}/items/<key:number>"
_REQUISITION = f"{_PLAN}/requisitions/<key:number>"
_ORDER = f"{_PLAN}/orders/<key:number>"
_LIST = f"{_ORDER}/lists/<key:listed>"

urlpatterns = [
    path(f"{_PLAN}/items/exercises", at(post=elections.ReceiveExercise), name="exercises"),
    path(
        f"{_PLAN}/items/exercise-schedules",
        at(post=schedules.ReceiveExerciseSchedule),
        name="exercise_schedules",
    ),
    path(f"{_ITEM}/exercise-papers", at(post=elections.PutExerciseRight), name="exercise_papers"),
    path(f"{_ITEM}/election", at(get=elections.ShowElection), name="election"),
    path(f"{_ITEM}/payments", at(post=payments.ReceivePayment), name="item_payments"),
    path(f"{_PLAN}/payments", at(get=payments.ListPayments), name="payments"),
    path(
        f"{_PLAN}/payments/<key:payment>/movements",
        at(post=payments.RecordMovement),
        name="payment_movements",
    ),
    path(f"{_PLAN}/cash-desk", at(get=payments.ShowCashDesk), name="cash_desk"),
    path(f"{_PLAN}/deliveries", at(get=deliveries.ListDeliveries), name="deliveries"),
    path(f"{_ITEM}/requisition", at(post=deliveries.RequisitionSecurities), name="item_requisition"),
    path(_REQUISITION, at(get=deliveries.ShowRequisition), name="requisition"),
    path(f"{_REQUISITION}/receipt", at(post=deliveries.RecordReceived), name="requisition_receipt"),
    path(f"{_REQUISITION}/delivery", at(post=deliveries.RecordDelivered), name="requisition_delivery"),
    path(
        f"{_PLAN}/requisition-files",
        at(get=deliveries.ListRequisitionFiles, post=deliveries.WriteRequisitionFile),
        name="requisition_files",
    ),
    path(f"{_PLAN}/reserves", at(get=deliveries.ShowReserves), name="reserves"),
    path(f"{_ORDER}/carrying-out", at(get=order_lists.ShowCarryingOut), name="carrying_out"),
    path(
        f"{_ORDER}/lists",
        at(get=order_lists.ListOrderLists, post=order_lists.MakeOrderList),
        name="order_lists",
    ),
    path(_LIST, at(get=order_lists.ShowOrderList), name="order_list"),
    path(f"{_LIST}/lines", at(get=order_lists.ListOrderLines), name="order_lines"),
    path(f"{_LIST}/request", at(post=order_lists.RequestCarryingOut), name="order_list_request"),
]
