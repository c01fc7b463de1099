"""A press with small chunks and files, so that a handful of certificates makes several of both."""

from __future__ import annotations

from typing import Any

import pytest

from tests.certificates.runs import Press, make_press


@pytest.fixture
def press(db: None, settings: Any) -> Press:
    """Twenty-five certificates, chunks of ten, files of four."""
    settings.PRINT_CHUNK_CERTIFICATES, settings.PRINT_FILE_CERTIFICATES = 10, 4
    return make_press()
