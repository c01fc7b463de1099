"""Plans with their people, at the desk where the Company's papers arrive."""

from __future__ import annotations

import pytest

from tests.books.books import Plan
from tests.registry.company_desk import Desk, make_desk
from tests.registry.opened import make_opening_plan, separate


@pytest.fixture
def desk(db: None) -> Desk:
    """The demo plan as loaded, on 17 June 2003 at 09:12 in San Francisco."""
    return make_desk()


@pytest.fixture
def plan(db: None) -> Plan:
    """A separated plan with 1,000 Rights attached, 700 and 300 of them by two entries."""
    made = make_opening_plan()
    made.attach(700)
    made.attach(300)
    separate(made)
    return made
