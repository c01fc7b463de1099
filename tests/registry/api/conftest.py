"""The stage of the journeys, for programs: plans with open books, people, and machine clients with tokens."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import caches
from pytest_django import Settings

from registry import clock
from tests.journeys.stage import make_stage, offset_to_morning
from tests.registry.api.callers import Callers, make_callers


@pytest.fixture
def callers(transactional_db: None, settings: Settings, tmp_path: Path) -> Callers:
    """Two plans loaded, everybody who may call; nothing has happened yet."""
    settings.DEMO = True
    settings.CLOCK_OFFSET = offset_to_morning()
    settings.API_RATE = "100000/minute"
    settings.CACHES = {**settings.CACHES, "calls": settings.CACHES["process"]}
    caches["calls"].clear()
    return make_callers(make_stage(tmp_path), at=clock.now())


@pytest.fixture
def opened(callers: Callers) -> Callers:
    """The books of the first plan open, one run locked and drawn."""
    callers.stage.open_books()
    callers.draw()
    return callers
