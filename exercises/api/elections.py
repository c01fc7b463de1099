"""Exercises for programs of staff: taken in from their papers, put right, what is due by them (§7(a), §10).

What posts one and what is asked of a second person is that of every item.
"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from agreement.workflow.items import ItemKind
from exercises.selectors.custody import NOUGHT
from exercises.selectors.elections import election_of, payments_of, settlement
from exercises.services import elections
from exercises.services.elections import ElectionReceived
from registry import clock
from registry.api.access import READING
from registry.api.intake import LaterPaperTaken, item_of_kinds
from registry.api.items import ItemWhole, whole_item
from registry.api.operations import Read
from registry.api.presented import NamedTaken, PresentationTaken, ReverseTaken, presentation_of, reverse_of
from registry.api.taken import PaperAct, Text
from registry.codes import plain_code
from registry.models import Item, RightsAgreement
from registry.roles import STAFF
from registry.selectors.addresses import Address, address_of
from registry.selectors.items import draft_of_cover
from registry.services.calls import within_call
from registry.services.drafts import must_be_of_account


class ElectionTaken(NamedTaken):
    """The election on the reverse: how many Rights, in whose name and where the securities are asked.

    The identifying numbers are kept encrypted and given back nowhere; left out on later papers, the one that
    was stated stays.
    """

    securities_number = Text(max_length=30, help_text="Identifying number for the share certificate.")
    balance_number = Text(max_length=30, help_text="The same for the balance certificate, if there is one.")
    balance_registration = Text(max_length=300, help_text="Where the balance is asked in another name.")


class ElectedTaken(serializers.Serializer):
    """What stands on the reverse of the certificates."""

    election = ElectionTaken()
    reverse = ReverseTaken()


class ExerciseTaken(PresentationTaken, ElectedTaken):
    """An exercise as presented; `cover_code` of what the holder prepared for it, if anything."""

    cover_code = Text(max_length=32)


class ReceiveExercise(PaperAct):
    """Take in an exercise from its papers; what is wrong with it is told by its checks."""

    name, topic = "receiveExercise", "Exercises"
    roles, takes, gives, success = STAFF, ExerciseTaken, ItemWhole, 201

    def act(self, told: dict[str, Any], *, code: str) -> Any:
        agreement = self.agreement(code)
        draft = draft_of_cover(agreement, plain_code(told["cover_code"]))
        must_be_of_account(draft, told["certificates"])
        item = within_call(elections.receive_exercise)(
            agreement,
            presentation_of(told, reverse_of(told["reverse"])),
            election=elected(told["election"]),
            document=self.evidence(told, agreement),
            by=self.request.user,
            at=clock.now(),
            draft=draft,
        )
        return whole_item(agreement, item.number)


class ExerciseRightTaken(LaterPaperTaken, ElectedTaken):
    """What stands on the papers received since for an exercise, whole."""


class PutExerciseRight(PaperAct):
    """Record what stands on the papers received since for an exercise; it is examined anew."""

    name, topic = "putExerciseRight", "Exercises"
    roles, takes, gives = STAFF, ExerciseRightTaken, ItemWhole

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        item = exercise_numbered(self.agreement(code), number)
        within_call(elections.put_right)(
            item,
            reverse_of(told["reverse"]),
            election=elected(told["election"]),
            document=self.evidence(told, item.agreement),
            by=self.request.user,
            at=clock.now(),
        )
        return whole_item(item.agreement, number)


class ElectionTold(serializers.Serializer):
    """An election and the money of it; price, sum due and record date are fixed once it is complete."""

    item = serializers.IntegerField(source="item.number")
    rights = serializers.IntegerField(source="rights_exercised")
    registration = serializers.CharField(
        source="securities_registration", help_text="In whose name the securities are asked."
    )
    deliver_to = serializers.CharField(allow_blank=True)
    price_per_right = serializers.DecimalField(max_digits=20, decimal_places=8, allow_null=True)
    due = serializers.DecimalField(
        max_digits=20, decimal_places=2, allow_null=True, help_text="In dollars; null if it never was due."
    )
    received = serializers.DecimalField(max_digits=20, decimal_places=2, help_text="What counts of it.")
    short = serializers.DecimalField(max_digits=20, decimal_places=2)
    over = serializers.DecimalField(max_digits=20, decimal_places=2)
    completed_at = serializers.DateTimeField(
        allow_null=True, help_text="When certificate and payment were both in hand; null until then."
    )
    record_date = serializers.DateField(allow_null=True)


class ShowElection(Read):
    """Show what was elected by an exercise, what is due for it and what was received."""

    name, topic = "showElection", "Exercises"
    roles, gives = READING, ElectionTold

    def read(self, *, code: str, number: int) -> Any:
        item = exercise_numbered(self.agreement(code), number)
        election: Any = election_of(item)
        election.deliver_to = address_of(election).words
        if item.ended_at is None:
            figures = settlement(item, at=clock.now())
        else:
            figures = settled_figures(item, due=election.amount_due)
        for name, value in figures.items():
            setattr(election, name, value)
        return election


def settled_figures(item: Item, *, due: Any) -> dict[str, Any]:
    """The money of an exercise that has ended: what was due when it was complete, and what was received."""
    received = sum((one.amount for one in payments_of(item)), NOUGHT)
    of_due = due or NOUGHT
    return {
        "due": due,
        "received": received,
        "short": max(of_due - received, NOUGHT),
        "over": max(received - of_due, NOUGHT),
    }


def exercise_numbered(agreement: RightsAgreement, number: int) -> Item:
    """An item of the kind EXERCISE. Raises ITEM_NOT_FOUND, also for one of another kind."""
    return item_of_kinds(agreement, number, {ItemKind.EXERCISE})


def elected(said: dict[str, Any]) -> ElectionReceived:
    """The election of a body."""
    where = Address(said["address"], said["city"], said["region"], said["postal_code"], said["country"])
    beside = (said["securities_number"], said["balance_number"], said["balance_registration"])
    return ElectionReceived(said["rights"], said["registration"], where, *beside)
