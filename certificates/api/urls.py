"""Addresses of the operations over paper, below /api/v1/."""

from django.urls import path

from certificates.api import mailings, print_runs, verification
from registry.api.operations import at

_RUNS = "agreements/<code:code>/print-runs"
_MAILINGS = "agreements/<code:code>/mailings"

urlpatterns = [
    path(_RUNS, at(get=print_runs.ListPrintRuns, post=print_runs.LockPrintRun), name="print_runs"),
    path(f"{_RUNS}/<key:number>", at(get=print_runs.ShowPrintRun), name="print_run"),
    path(f"{_RUNS}/<key:number>/files", at(get=print_runs.ListPrintFiles), name="print_files"),
    path(_MAILINGS, at(get=mailings.ListMailings, post=mailings.RequestMailing), name="mailings"),
    path(f"{_MAILINGS}/dry-run", at(get=mailings.TryMailing), name="mailing_dry_run"),
    path(f"{_MAILINGS}/<key:number>", at(get=mailings.ShowMailing), name="mailing"),
    path(f"{_MAILINGS}/<key:number>/pieces", at(get=mailings.ListPieces), name="mailing_pieces"),
    path(
        "agreements/<code:code>/certificates/<key:number>/verification",
        at(post=verification.VerifyCertificate),
        name="verification",
    ),
]
