"""Plans with their people, at the desk where the Company's papers arrive."""

from __future__ import annotations

import pytest

from tests.registry.company_desk import Desk, make_desk


@pytest.fixture
def desk(db: None) -> Desk:
    """The demo plan as loaded, on 17 June 2003 at 09:12 in San Francisco."""
    return make_desk()
