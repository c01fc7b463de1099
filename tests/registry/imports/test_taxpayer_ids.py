"""Taxpayer numbers: never in clear, never another account's, found again under their own key."""

from __future__ import annotations

import pickle
import re

import pytest
from django.db import connection

from agreement.errors import BooksOutOfBalance
from registry.services import taxpayer_ids
from registry.services.taxpayer_ids import TaxpayerIdVault, masked
from tests.registry.imports.conftest import ListPlan
from tests.registry.imports.list_files import line, list_text
from tests.registry.imports.readers import vault

NUMBER = "512-34-8765"


def dumped() -> str:
    """Every staged and rejected row and every list as text, with each binary value also read as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(row::text, ' ') FROM (SELECT listed::text FROM holder_list_row listed"
            " UNION ALL SELECT reject::text FROM holder_list_reject reject"
            " UNION ALL SELECT list::text FROM registry_holderlist list"
            " UNION ALL SELECT audit::text FROM audit_record audit) AS row"
        )
        text = str(cursor.fetchone()[0])
    binary = [
        bytes.fromhex(digits).decode("latin-1") for digits in re.findall(r"\\\\?x((?:[0-9a-f]{2})+)", text)
    ]
    return text + " ".join(binary)


@pytest.mark.row("R-5b-2")
def test_no_taxpayer_number_stands_in_clear_in_any_table(list_plan: ListPlan) -> None:
    bad = line(account="A2", taxpayer_id="512-34-87659", city="")
    list_plan.take(list_text(line(), bad, line(account="A3", taxpayer_id="12-3456789")))
    text = dumped()
    assert "8765" in text  # the last four are kept, so the dump is a real one
    for number in ("512348765", NUMBER, "123456789", "12-3456789", "51234", "512-34"):
        assert number not in text


def test_a_number_moved_to_another_account_does_not_decrypt(list_plan: ListPlan) -> None:
    listed = list_plan.take(
        list_text(line(), line(account="A2", taxpayer_id="12-3456789")), shares="500", holders=2
    )
    first, second = listed.rows.order_by("line")
    ring = taxpayer_ids.vault()
    assert ring.decrypt(first.taxpayer_id_encrypted, agreement_code="LISTS", account="A0001") == NUMBER
    for encrypted, code, account in (
        (second.taxpayer_id_encrypted, "LISTS", "A0001"),
        (first.taxpayer_id_encrypted, "LISTS", "A2"),
        (first.taxpayer_id_encrypted, "OTHER", "A0001"),
    ):
        with pytest.raises(BooksOutOfBalance, match="does not belong"):
            ring.decrypt(encrypted, agreement_code=code, account=account)


def test_every_altered_byte_is_noticed() -> None:
    sealed = vault().seal(NUMBER, agreement_code="L", account="A")
    for place in range(len(sealed.encrypted)):
        altered = bytearray(sealed.encrypted)
        altered[place] ^= 1
        with pytest.raises(BooksOutOfBalance):
            vault().decrypt(bytes(altered), agreement_code="L", account="A")


def test_the_newest_key_encrypts_and_older_ones_still_decrypt() -> None:
    old = TaxpayerIdVault({"old": b"o" * 32}, index_key=b"i" * 32).encrypt(
        NUMBER, agreement_code="L", account="A"
    )
    ring = vault()
    assert ring.decrypt(old, agreement_code="L", account="A") == NUMBER
    newest = ring.encrypt(NUMBER, agreement_code="L", account="A")
    without_old = TaxpayerIdVault({"new": b"n" * 32}, index_key=b"i" * 32)
    assert without_old.decrypt(newest, agreement_code="L", account="A") == NUMBER
    with pytest.raises(BooksOutOfBalance, match="old"):
        without_old.decrypt(old, agreement_code="L", account="A")


def test_the_index_finds_a_number_however_it_is_written_within_one_agreement() -> None:
    index = vault().index(NUMBER, agreement_code="L")
    assert vault().index("512348765", agreement_code="L") == index
    assert vault().index(NUMBER, agreement_code="M") != index
    assert TaxpayerIdVault({"new": b"n" * 32}, index_key=b"j" * 32).index(NUMBER, agreement_code="L") != index


def test_two_encryptions_of_one_number_differ() -> None:
    sealed = {vault().encrypt(NUMBER, agreement_code="L", account="A") for _ in range(20)}
    assert len(sealed) == 20


def test_a_vault_that_travelled_seals_as_before() -> None:
    travelled = pickle.loads(pickle.dumps(vault()))
    assert travelled.seal(NUMBER, agreement_code="L", account="A").keyed_index == vault().index(
        NUMBER, agreement_code="L"
    )


def test_a_short_number_gives_none_of_its_signs_away() -> None:
    assert vault().seal("AB12345", agreement_code="L", account="A").last_four == ""
    assert (masked("8765"), masked("")) == ("•••••8765", "•••••")
