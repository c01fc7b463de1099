"""The stage of the journeys, on committed tables, on the morning of the demonstration."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.journeys.stage import Stage, make_stage, offset_to_morning


@pytest.fixture
def stage(transactional_db: None, settings: Settings, tmp_path: Path) -> Stage:
    """The plans loaded, nobody has said anything yet."""
    settings.DEMO = True
    settings.CLOCK_OFFSET = offset_to_morning()
    return make_stage(tmp_path)
