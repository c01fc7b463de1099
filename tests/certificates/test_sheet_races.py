"""A sheet is not destroyed while something is posted about it: both take the lock of the books (§5(a))."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from agreement.errors import RightsError
from certificates.models import PieceState
from certificates.selectors.print_runs import latest_piece
from certificates.services import spoiling
from tests.books.test_races import owner_connection
from tests.certificates.runs import Press, make_press

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def press(transactional_db: None, settings: Any) -> Press:
    """Twenty-five certificates whose rows are committed."""
    settings.PRINT_CHUNK_CERTIFICATES, settings.PRINT_FILE_CERTIFICATES = 10, 4
    return make_press()


@pytest.mark.row("R-5a-3")
@pytest.mark.parametrize("act", [spoiling.spoil_sheet, spoiling.reprint])
def test_a_sheet_waits_for_whoever_posts_to_the_books(press: Press, act: Any) -> None:
    press.printed()
    asked = {"number": 7, "reason": "torn", "by": press.plan.maker, "at": press.plan.tick()}
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    with owner_connection() as poster:
        poster.execute("SELECT 1 FROM registry_rightsagreement FOR NO KEY UPDATE")
        with pytest.raises(RightsError) as refusal:
            act(press.agreement, **asked)
        assert refusal.value.code == "BOOKS_BUSY"
        piece = latest_piece(press.agreement, 7)
        assert piece is not None
        assert (piece.copy, piece.state) == (1, PieceState.RENDERED)
    act(press.agreement, **asked)
    piece = latest_piece(press.agreement, 7)
    assert piece is not None
    assert (piece.copy, piece.state) in ((1, PieceState.SPOILED), (2, PieceState.RENDERED))
