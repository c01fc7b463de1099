"""Print runs: list, one with its files and its equation, and locking a run (§3(a), §5(a)).

That a run was printed, executed or countersigned is recorded by people from evidence, in the console.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from certificates.models import PrintRun
from certificates.selectors.print_runs import chosen_to_print, print_runs, reconciliation, run_numbered
from certificates.services.print_runs import lock_tried_run, try_run
from registry import clock
from registry.api.access import EVERYBODY
from registry.api.operations import Act, Read, ReadPage
from registry.api.paging import Page, WholeNumber, cut
from registry.roles import STAFF
from registry.services.calls import within_call

ENTRIES_MOST = 1000


class RunLine(serializers.Serializer):
    """One print run of a list."""

    number = serializers.IntegerField()
    state = serializers.CharField()
    entries = serializers.SerializerMethodField(help_text="Numbers of the entries that issued them.")
    form_version = serializers.CharField(source="form_version.name")
    first_number = serializers.IntegerField()
    last_number = serializers.IntegerField()
    stretches = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2),
        help_text="The numbers locked, as pairs of first and last; numbers of other runs lie in between.",
    )
    certificate_count = serializers.IntegerField()
    rights_total = serializers.IntegerField()
    register_hash = serializers.CharField(allow_blank=True)
    manifest_sha256 = serializers.CharField(allow_blank=True)
    job = serializers.IntegerField(source="job_id", allow_null=True)
    created_by = serializers.CharField(source="created_by.username")
    created_at = serializers.DateTimeField()
    rendered_at = serializers.DateTimeField(allow_null=True)
    printed_at = serializers.DateTimeField(allow_null=True)
    reconciled_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)

    def get_entries(self, run: PrintRun) -> list[int]:
        """The entries in their order."""
        return sorted(entry.number for entry in run.entries.all())


class EquationTold(serializers.Serializer):
    """Every number of the run: issued + spoiled + unused = numbers, and what is still open (R-5a-6)."""

    equation = serializers.CharField()
    numbers = serializers.IntegerField()
    issued = serializers.IntegerField()
    spoiled = serializers.IntegerField()
    unused = serializers.IntegerField()
    open = serializers.IntegerField()
    open_numbers = serializers.CharField(allow_blank=True)
    spoiled_numbers = serializers.CharField(allow_blank=True)
    reprints = serializers.IntegerField()


class FileTold(serializers.Serializer):
    """One file for the press."""

    first_number = serializers.IntegerField()
    last_number = serializers.IntegerField()
    certificate_count = serializers.IntegerField()
    rights_total = serializers.IntegerField()
    sha256 = serializers.CharField()
    size_bytes = serializers.IntegerField()


class RunWhole(RunLine):
    """One print run with its equation."""

    reconciliation = EquationTold(source="equation")


class ListPrintRuns(ReadPage):
    """List the print runs of an agreement, the latest first."""

    name, topic = "listPrintRuns", "Print runs"
    roles, gives = EVERYBODY, RunLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        return cut(print_runs(self.agreement(place["code"])), key="-number", after=after, size=size)


class ShowPrintRun(Read):
    """Show one print run: its range, its state, what became of every number."""

    name, topic = "showPrintRun", "Print runs"
    roles, gives = EVERYBODY, RunWhole

    def read(self, *, code: str, number: int) -> Any:
        run: Any = run_numbered(self.agreement(code), number)
        run.equation = reconciliation(run).as_json()
        return run


class ListPrintFiles(ReadPage):
    """List the files of a print run for the press, in the order of their numbers."""

    name, topic = "listPrintFiles", "Print runs"
    roles, gives = EVERYBODY, FileTold

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        run = run_numbered(self.agreement(place["code"]), place["number"])
        return cut(run.files.all(), key="first_number", after=after, size=size)


class RunTaken(serializers.Serializer):
    """Which entries' certificates are to be printed in one run."""

    entries = serializers.ListField(
        child=WholeNumber(min_value=1, max_value=2**63 - 1),
        required=False,
        default=list,
        max_length=ENTRIES_MOST,
        help_text="Numbers of the entries; without any, every entry that waits to be printed.",
    )


class LockPrintRun(Act):
    """Lock the certificates of entries into one run; every face is tried, a job begins to draw."""

    name, topic = "lockPrintRun", "Print runs"
    roles, takes, gives, success = STAFF, RunTaken, RunLine, 201

    def act(self, told: dict[str, Any], *, code: str) -> PrintRun:
        agreement, at = self.agreement(code), clock.now()
        entries = chosen_to_print(agreement, numbers=told["entries"])
        tried = try_run(agreement, entries=entries, at=at)
        lock = within_call(lock_tried_run)
        return lock(agreement, tried=tried, entries=entries, maker=self.request.user, at=at)
