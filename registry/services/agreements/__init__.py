"""The agreement as data: taken on from its file, amended, its forms approved, its calendar kept (§27)."""

from registry.services.agreements.amending import Amendment, perform_amendment, request_amendment
from registry.services.agreements.closures import (
    ClockMoved,
    ClosureReport,
    load_closures,
    perform_closure,
    request_closure,
)
from registry.services.agreements.forms import (
    add_form_version,
    perform_form_approval,
    request_form_approval,
)
from registry.services.agreements.installation import perform_productive, request_productive
from registry.services.agreements.loading import AgreementLoaded, load_agreement
from registry.services.agreements.section_27 import OnFile

__all__ = [
    "AgreementLoaded",
    "Amendment",
    "ClockMoved",
    "ClosureReport",
    "OnFile",
    "add_form_version",
    "load_agreement",
    "load_closures",
    "perform_amendment",
    "perform_closure",
    "perform_form_approval",
    "perform_productive",
    "request_amendment",
    "request_closure",
    "request_form_approval",
    "request_productive",
]
