"""Rows of cancelled paper for the walk over the model pages."""

from __future__ import annotations

from agreement.cancellation import Unreceived
from tests.certificates.runs import Press
from tests.registry import cancelled
from tests.registry.presented import Counter


def cancelled_of(press: Press, *numbers: int) -> None:
    """Certificates that the Company acquired: cancelled, imaged, listed, sent twice, receipted."""
    counter = Counter(press)
    cancelled.deliver(counter, *numbers)
    cancelled.image(counter, "scan.png", number=numbers[0])
    missed = cancelled.make(counter)
    cancelled.send(counter, missed)
    cancelled.miss(counter, missed, Unreceived.IN_VAULT)
    made = cancelled.make(counter)
    cancelled.send(counter, made)
    cancelled.receive(counter, made, len(numbers))
