"""Files for banks: the layout of NACHA with control totals by hand, checks by a layout, what a bank paid."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from exercises.bank.check_files import CheckLine, check_file, columns_of, read_paid
from exercises.bank.nacha import Deposit, Originator, ach_file, check_digit, control_of, is_routing

SENDER = Originator("121000248", "Harbor Bank", "Quay Trust Co", "1990000001", "REDEMPTION")
MADE = datetime(2003, 7, 1, 9, 30, tzinfo=UTC)


def deposit(routing: str, amount: str) -> Deposit:
    return Deposit(routing, "000123", Decimal(amount), "A1", "Elm Fund")


def records(deposits: list[Deposit]) -> list[str]:
    return list(ach_file(deposits, sender=SENDER, made_at=MADE, settles_on=date(2003, 7, 2)))


def test_the_check_digit_of_a_routing_number_by_its_weights() -> None:
    # 3×1 + 7×2 + 1×1 + 3×0 + 7×0 + 1×0 + 3×2 + 7×4 = 52; 8 are missing to 60.
    assert check_digit("12100024") == 8
    assert is_routing("121000248")
    assert not is_routing("121000247")
    assert not is_routing("12100024")


def test_control_totals_are_those_added_by_hand() -> None:
    deposits = [deposit("121000248", "12.50"), deposit("021000021", "0.01"), deposit("121000248", "1000.00")]
    # 12100024 + 02100002 + 12100024 = 26300050
    assert control_of(deposits) == type(control_of([]))(3, 26_300_050, 101_251)
    lines = records(deposits)
    assert {len(line) for line in lines} == {94}
    assert [line[0] for line in lines] == list("1566689999")
    batch, file = lines[5], lines[6]
    assert batch[4:10] == "000003"
    assert batch[10:20] == "0026300050"
    assert (batch[20:32], batch[32:44]) == ("0" * 12, "000000101251")
    assert (file[1:7], file[7:13], file[13:21], file[21:31]) == ("000001", "000001", "00000003", "0026300050")
    assert file[43:55] == "000000101251"
    assert lines[2][:39] == "622121000248000123           0000001250"
    assert lines[2][79:] == "121000240000001"


def test_the_entry_hash_keeps_its_last_ten_digits_and_blocks_are_whole() -> None:
    many = [deposit("121000248", "0.01")] * 900  # 900 × 12,100,024 = 10,890,021,600
    assert control_of(many).entry_hash == 890_021_600
    lines = records(many)
    assert len(lines) % 10 == 0
    assert lines[903][7:13] == "000091", "904 records in blocks of ten"


def test_what_a_record_cannot_hold_is_refused() -> None:
    for wrong in (
        deposit("121000247", "1.00"),
        deposit("121000248", "0.001"),
        deposit("121000248", "100000000.00"),
    ):
        with pytest.raises(ValueError, match=r"routing number|no sum in cents|does not fit"):
            records([wrong])


def test_a_layout_names_known_columns_and_no_field_is_a_formula() -> None:
    with pytest.raises(ValueError, match="'sum' is no column"):
        columns_of("number,sum")
    check = CheckLine("A", 7, date(2003, 7, 1), Decimal("5.00"), "=Cedar + Co", "", "001", 1, is_void=True)
    assert list(check_file([check], layout="number,payee,issue_or_void", headed=False)) == [
        "7,'=Cedar + Co,V\r\n"
    ]


def test_the_file_of_the_bank_without_its_columns_is_not_read() -> None:
    assert read_paid("check,sum\n1,2\n")[1][0].reason.startswith("the columns amount, number, paid_on")
    paid, unread = read_paid('number,paid_on,amount\n5,2003-07-09,"1,000.50"\nx,2003-07-09,1\n')
    assert (paid[0].amount, [one.line for one in unread]) == (Decimal("1000.50"), [3])
