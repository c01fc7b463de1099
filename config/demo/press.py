"""The print run of the demonstration, and the signing by hand."""

from __future__ import annotations

from typing import Any

from registry.models import BookEntry, RightsAgreement


def print_and_sign(agreement: RightsAgreement, entry: BookEntry, *, teller: Any) -> None:
    """Print the run and record the signing."""
