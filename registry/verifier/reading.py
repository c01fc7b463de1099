"""Reading the books for verification: one snapshot, rows streamed in order, never a table in memory."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

ROWS_AT_A_TIME = 5_000
Row = tuple[Any, ...]
Parameters = Sequence[Any] | Mapping[str, Any]


class Reading:
    """A snapshot of the books; counts the rows read through it."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.rows = 0

    def stream(self, query: str, parameters: Parameters = ()) -> Iterator[Row]:
        """Rows of a query through a cursor of the server, a few thousand at a time."""
        with self.connection.chunked_cursor() as cursor:
            cursor.execute(query, parameters)
            while rows := cursor.fetchmany(ROWS_AT_A_TIME):
                self.rows += len(rows)
                yield from rows

    def rows_of(self, query: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Rows of a query that yields few: figures, or what contradicts a rule."""
        with self.connection.cursor() as cursor:
            cursor.execute(query, parameters)
            return list(cursor.fetchall())


class RowsByEntry:
    """A stream whose first column is the key of an entry, in ascending order, handed out entry by entry."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def of(self, entry: int) -> Iterator[Row]:
        """The rows of one entry; entries must be asked for in ascending order."""
        while self._next is not None and self._next[0] <= entry:
            row, self._next = self._next, next(self._rows, None)
            if row[0] == entry:
                yield row
