"""Models of exercises: elections and what was paid for them."""

from exercises.models.elections import Election
from exercises.models.payments import Payment

__all__ = ["Election", "Payment"]
