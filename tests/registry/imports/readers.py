"""A row stager of test keys, without a database."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from registry.imports.columns import COLUMNS
from registry.imports.csv_blocks import Block
from registry.imports.problems import FileRefused
from registry.imports.rules import FRACTIONS_AGGREGATED, ListRules
from registry.imports.staging import ExaminedBlock, RowStager
from registry.services.taxpayer_ids import TaxpayerIdVault
from tests.registry.imports.list_files import typefaces

CODE = "LISTS"
LIST_ID = 7


@lru_cache
def rules(fractional_shares: str = FRACTIONS_AGGREGATED) -> ListRules:
    """The seed's dates and the shipped typefaces."""
    return ListRules(CODE, date(2000, 10, 23), date(2003, 6, 16), typefaces(), fractional_shares)


def vault() -> TaxpayerIdVault:
    """A vault of two keys."""
    return TaxpayerIdVault({"old": b"o" * 32, "new": b"n" * 32}, index_key=b"i" * 32)


@lru_cache
def stager(columns: tuple[str, ...] = COLUMNS) -> RowStager:
    """A stager for these columns."""
    return RowStager(columns, rules(), vault(), b"c" * 32, LIST_ID)


def examined(text: str, *, columns: tuple[str, ...] = COLUMNS) -> ExaminedBlock:
    """What becomes of these records."""
    return stager(columns).examine(Block(text.encode(), 2, len(text)))


def check_documented(refusal: FileRefused) -> None:
    """A refusal that the catalogue knows, with its ground and its cure."""
    told = refusal.as_refusal(file="list")
    assert told.citation
    assert told.cure
