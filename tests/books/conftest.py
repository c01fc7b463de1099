"""Plans to write to."""

from __future__ import annotations

import pytest

from tests.books.books import Plan, make_plan


@pytest.fixture
def plan(db: None) -> Plan:
    """A plan before separation."""
    return make_plan()


@pytest.fixture
def separated(plan: Plan) -> Plan:
    """A plan after separation with two holders, 600 and 400 Rights on certificates 1 and 2."""
    plan.attach(5_000)
    plan.separate()
    alder, birch = plan.holder("1"), plan.holder("2")
    plan.issue((alder, 600), (birch, 400))
    return plan
