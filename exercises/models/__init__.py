"""Models of exercises: elections, what was paid for them, money of the Company and what is paid out of it."""

from exercises.models.elections import Election
from exercises.models.funds import FundsReceived, Payout
from exercises.models.payments import Payment

__all__ = ["Election", "FundsReceived", "Payment", "Payout"]
