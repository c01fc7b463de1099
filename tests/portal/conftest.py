"""Holders and staff at their pages."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.portal.desk import Desk, make_desk


@pytest.fixture
def desk(db: None, settings: Settings) -> Desk:
    """Four certificates of three holders; nobody has claimed an account yet."""
    settings.DEMO = True
    return make_desk()
