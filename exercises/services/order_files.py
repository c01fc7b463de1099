"""The list of an order as a file: CSV in the order of accounts, the same bytes from the same lines.

It names accounts, not people: what is said of a holder besides is read from the register.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection

from agreement.arithmetic import as_text
from agreement.carrying_out import Given
from exercises.models import OrderList
from registry.services.document_files import StoredFile
from registry.services.kept_files import new_file

FOLDER = "orders"
BLOCK = 20_000  # lines that the database writes together: one by one they would cost more than all the rest
_HEADER = (
    b'Line,Account,Valid Rights,Void Rights,Rights taken,"Exact cash for them, US dollars",'
    b'Common Shares,Fraction of a share,"Cash, US dollars",Payment\n'
)
# The lines as COPY would write them: what has a comma, a quote or a line break in it stands in quotes.
_LINES = """
    SELECT string_agg(
               concat_ws(',', line, CASE WHEN account !~ '[",\r\n]' THEN account
                                         ELSE '"' || replace(account, '"', '""') || '"' END,
                         valid, void, taken, {exact}, shares, {fraction}, cash, coalesce(payment::text, '')),
               E'\n' ORDER BY line) || E'\n'
      FROM order_line WHERE order_list_id = %s AND line BETWEEN %s AND %s
"""


def keep_file(made: OrderList, *, given: Given) -> StoredFile:
    """Write the lines of a list to a file and keep it under its hash; the same lines are the same file."""
    digest, size = hashlib.sha256(), 0
    with new_file(FOLDER, prefix=".list-") as new:
        for piece in file_pieces(made, given=given):
            digest.update(piece)
            size += len(piece)
            new.file.write(piece)
        sha256 = digest.hexdigest()
        stored_as = f"{FOLDER}/{sha256[:2]}/{sha256}.csv"
        new.keep_as(stored_as)
    return StoredFile(sha256, size, "text/csv", stored_as)


def hash_of_lines(made: OrderList, *, given: Given) -> str:
    """The hash that the file of a list has if it is made of its lines now."""
    digest = hashlib.sha256()
    for piece in file_pieces(made, given=given):
        digest.update(piece)
    return digest.hexdigest()


def file_pieces(made: OrderList, *, given: Given) -> Iterator[bytes]:
    """The file of a list in pieces, as the database writes it."""
    each, parts = given.cash_each, given.shares_each.denominator
    exact = as_text(each)
    written = f"(taken * {exact}::numeric)" if "/" not in exact else f"('{exact} x ' || taken)"
    query = _LINES.format(
        exact=written if each else "''",
        fraction=f"CASE WHEN fraction > 0 THEN fraction || '/{parts}' ELSE '' END" if parts > 1 else "''",
    )
    yield _HEADER
    first = 1
    with connection.cursor() as cursor:
        while True:
            cursor.execute(query, [made.pk, first, first + BLOCK - 1])
            (lines,) = cursor.fetchone()
            if lines is None:
                return
            yield lines.encode()
            first += BLOCK


def open_file(made: OrderList) -> BinaryIO:
    """The kept file of a list, to be read."""
    return (Path(settings.FILES_ROOT) / made.stored_as).open("rb")
