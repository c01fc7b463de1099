"""Addresses of the operations over paper, below /api/v1/."""

from django.urls import path

from certificates.api import print_runs
from registry.api.operations import at

_RUNS = "agreements/<code:code>/print-runs"

urlpatterns = [
    path(_RUNS, at(get=print_runs.ListPrintRuns, post=print_runs.LockPrintRun), name="print_runs"),
    path(f"{_RUNS}/<key:number>", at(get=print_runs.ShowPrintRun), name="print_run"),
    path(f"{_RUNS}/<key:number>/files", at(get=print_runs.ListPrintFiles), name="print_files"),
]
