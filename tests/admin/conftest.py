"""The scene of the model pages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.admin.scene import Scene, make_scene


@pytest.fixture
def scene(db: None, settings: Any) -> Scene:
    """Rows of every model, a person of every role."""
    settings.PRINT_CHUNK_CERTIFICATES, settings.PRINT_FILE_CERTIFICATES = 10, 4
    return make_scene()
