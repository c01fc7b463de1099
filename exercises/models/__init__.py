"""Models of exercises: elections, what is paid for them and what they give; money of the Company."""

from exercises.models.deliveries import (
    DeliveryRoute,
    DeliveryStep,
    FractionCertified,
    Requisition,
    RequisitionFile,
    ReservedShares,
    SecuritiesDue,
)
from exercises.models.deposits import DepositFile, DepositInstruction, DepositReturn, OrderDeposit
from exercises.models.due_bills import DueBill
from exercises.models.elections import Election
from exercises.models.funds import FundsReceived, Payout
from exercises.models.gates import SuspensionAnnouncement
from exercises.models.movements import PaymentMovement
from exercises.models.order_shares import OrderDelivery, OrderRequisition
from exercises.models.orders import (
    IssuedChecks,
    OrderLine,
    OrderList,
    OrderPayment,
    PaymentEvent,
    PaymentRun,
    ReplacementCheck,
)
from exercises.models.payments import Payment

__all__ = [
    "DeliveryRoute",
    "DeliveryStep",
    "DepositFile",
    "DepositInstruction",
    "DepositReturn",
    "DueBill",
    "Election",
    "FractionCertified",
    "FundsReceived",
    "IssuedChecks",
    "OrderDelivery",
    "OrderDeposit",
    "OrderLine",
    "OrderList",
    "OrderPayment",
    "OrderRequisition",
    "Payment",
    "PaymentEvent",
    "PaymentMovement",
    "PaymentRun",
    "Payout",
    "ReplacementCheck",
    "Requisition",
    "RequisitionFile",
    "ReservedShares",
    "SecuritiesDue",
    "SuspensionAnnouncement",
]
