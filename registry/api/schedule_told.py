"""What is told of nominee schedules: totals, figures, files, lines with their grounds (§6(a), §20(k))."""

from __future__ import annotations

from rest_framework import serializers

from registry.api.items import CheckTold


class TotalsTold(serializers.Serializer):
    """The Rights of a schedule by where they stand; `ties` if they are the Rights presented."""

    presented = serializers.IntegerField()
    posted = serializers.IntegerField(help_text="Of lines that are clean, or posted already.")
    held = serializers.IntegerField()
    void = serializers.IntegerField()
    malformed = serializers.IntegerField()
    unallocated = serializers.IntegerField(help_text="No line speaks for them.")
    returned = serializers.IntegerField(help_text="They come back to the nominee.")
    ties = serializers.BooleanField()


class BooksTold(serializers.Serializer):
    """The same by the certificates that the entry issued."""

    closed = serializers.IntegerField()
    posted = serializers.IntegerField()
    returned = serializers.IntegerField()


class FiguresTold(serializers.Serializer):
    """What the lines of an exercise that are clean, or posted, come to together; money in dollars."""

    rights = serializers.IntegerField(source="totals.rights")
    due = serializers.DecimalField(source="totals.due", max_digits=20, decimal_places=2)
    paid = serializers.DecimalField(
        source="totals.paid", max_digits=20, decimal_places=2, help_text="As the lines say."
    )
    whole_units = serializers.IntegerField(source="totals.whole_units", help_text="To be delivered.")
    with_fraction = serializers.IntegerField(
        source="totals.with_fraction", help_text="Lines that leave a part of a unit, paid in cash."
    )
    cash = serializers.DecimalField(
        source="totals.cash", max_digits=20, decimal_places=2, help_text="In substitution."
    )
    ties = serializers.BooleanField(
        allow_null=True, help_text="With what was written for each line; null before the posting."
    )


class ScheduleTold(serializers.Serializer):
    """A schedule of a list: its item, whose certificate it came with, its totals."""

    kind = serializers.CharField(source="item.kind", help_text="What it was presented for.")

    number = serializers.IntegerField(source="item.number", help_text="Of its item.")
    state = serializers.CharField(source="item.state")
    account = serializers.CharField(source="item.holder.account")
    received_at = serializers.DateTimeField(source="item.received_at")
    entry = serializers.IntegerField(source="item.entry.number", allow_null=True)
    totals = TotalsTold()


class LinesFileTold(serializers.Serializer):
    """A file of lines as it came."""

    file_name = serializers.CharField()
    sha256 = serializers.CharField()
    received_at = serializers.DateTimeField()
    recorded_by = serializers.CharField(source="recorded_by.username")


class ScheduleWhole(ScheduleTold):
    """One schedule with the checks of the whole, its files, its totals in the books, what waits about it."""

    books = BooksTold(allow_null=True, help_text="Null before the posting.")
    figures = FiguresTold(allow_null=True, help_text="Of an exercise; null of a transfer.")
    files = LinesFileTold(many=True)
    checks = CheckTold(many=True)
    requests = serializers.ListField(child=serializers.CharField(), help_text="Hashes of what waits.")


class LineTold(serializers.Serializer):
    """A line: what could be read, where it stands, the grounds, and what is wrong with its fields."""

    number = serializers.IntegerField()
    file_line = serializers.IntegerField()
    state = serializers.CharField()
    reference = serializers.CharField(allow_blank=True)
    rights = serializers.IntegerField(allow_null=True)
    statement_1 = serializers.CharField()
    statement_2 = serializers.CharField()
    answered_by = serializers.CharField(allow_blank=True)
    stays_with_nominee = serializers.BooleanField()
    registration = serializers.CharField(allow_blank=True)
    account = serializers.CharField(allow_blank=True)
    person_found = serializers.CharField(
        allow_blank=True, help_text="Whether its person is the one whom a notice names; empty: nobody said."
    )
    corrects = serializers.IntegerField(source="corrects.number", allow_null=True)
    item = serializers.IntegerField(
        source="item.number",
        allow_null=True,
        help_text="As which it goes on after the posting: held, or exercised with shares of its own.",
    )
    payment_amount = serializers.DecimalField(
        max_digits=20, decimal_places=2, allow_null=True, help_text="Of a line of an exercise, in dollars."
    )
    payment_means = serializers.CharField(allow_blank=True)
    delivery = serializers.CharField(allow_blank=True, help_text="How its shares are to be sent.")
    grounds = serializers.ListField(
        source="reasons",
        child=serializers.DictField(child=serializers.CharField(allow_blank=True)),
        help_text="Each with code, message, basis, clause, citation, cure, field, rule.",
    )
    problems = serializers.ListField(
        child=serializers.DictField(child=serializers.CharField(allow_blank=True)),
        help_text="Each with field, rule, reason, cure.",
    )
