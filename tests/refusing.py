"""Marked refusals: each code is met while its test runs, and no refused act or request moves the books."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

HEADS = """
    SELECT agreement_id, count(*), max(encode(entry_hash, 'hex')),
           string_agg(encode(entry_hash, 'hex'), '' ORDER BY number DESC)
      FROM book_entry GROUP BY agreement_id ORDER BY agreement_id
"""


def heads() -> list[Any]:
    """Every entry of every agreement's books, by its hash, the head first."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(HEADS)
        return list(cursor.fetchall())


class Met(Mapping[str, Any]):
    """The catalogue of refusals, which remembers the codes that were met."""

    def __init__(self, catalogue: Mapping[str, Any]) -> None:
        self.catalogue, self.codes = catalogue, set[str]()

    def __getitem__(self, code: str) -> Any:
        self.codes.add(code)
        return self.catalogue[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self.catalogue)

    def __len__(self) -> int:
        return len(self.catalogue)


@pytest.fixture(autouse=True)
def _refusals_leave_the_books(request: pytest.FixtureRequest) -> Iterator[None]:
    """With `@pytest.mark.refusal(CODE, …)`: the codes are met, and what is refused changes no books.

    What stands under `pytest.raises`, and a request whose answer is of 400 and above, is compared before and
    after.
    """
    codes = {code for mark in request.node.iter_markers("refusal") for code in mark.args}
    if not codes:
        yield
        return
    from django.test import Client

    from agreement import refusals

    met, raises, ask = Met(refusals.CODES), pytest.raises, Client.request

    @contextmanager
    def raises_and_leaves(*kinds: Any, **options: Any) -> Iterator[Any]:
        before = heads()
        with raises(*kinds, **options) as found:
            yield found
        assert heads() == before, "what was refused has changed the books"

    def asked(client: Client, **told: Any) -> Any:
        before = heads()
        answer = ask(client, **told)
        assert answer.status_code < 400 or heads() == before, "a refused request has changed the books"
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(refusals, "CODES", met)
        patch.setattr(pytest, "raises", raises_and_leaves)
        patch.setattr(Client, "request", asked)
        yield
    assert codes <= met.codes, f"marked and not met: {sorted(codes - met.codes)}"
