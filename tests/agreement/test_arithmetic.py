"""Exact numbers and named roundings."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.arithmetic import Rounding, RoundingMode, as_text, exact, round_to, split_whole, to_decimal

MODES = {
    RoundingMode.HALF_UP: ROUND_HALF_UP,
    RoundingMode.HALF_EVEN: ROUND_HALF_EVEN,
    RoundingMode.DOWN: ROUND_DOWN,
    RoundingMode.UP: ROUND_UP,
}


@given(
    cents=st.integers(-(10**9), 10**9),
    mode=st.sampled_from(list(MODES)),
    places=st.integers(min_value=0, max_value=3),
)
def test_each_rounding_agrees_with_decimal_arithmetic(cents: int, mode: RoundingMode, places: int) -> None:
    raw = Fraction(cents, 10**4)
    rounding = Rounding("test", Fraction(1, 10**places), "11(d)", mode)
    wanted = (Decimal(cents) / 10**4).quantize(Decimal(1).scaleb(-places), rounding=MODES[mode])
    rounded = round_to(raw, rounding)
    assert rounded.value == Fraction(wanted)
    assert (rounded.raw, rounded.is_exact) == (raw, raw == rounded.value)


def test_a_grid_need_not_be_a_power_of_ten() -> None:
    nickels = Rounding("to five cents", Fraction(1, 20), "11(d)")
    assert round_to(Fraction("0.133875"), nickels).value == Fraction("0.15")


@pytest.mark.parametrize("value", [1.5, True, None])
def test_binary_numbers_and_truth_values_are_refused(value: object) -> None:
    with pytest.raises(TypeError):
        exact(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["nan", "inf", "", "1/0", "one", Decimal("NaN")])
def test_what_is_no_finite_number_is_refused(value: str | Decimal) -> None:
    with pytest.raises(ValueError, match="finite"):
        exact(value)


@given(st.fractions(min_value=0))
def test_whole_and_fraction_make_the_number_again(value: Fraction) -> None:
    whole, fraction = split_whole(value)
    assert whole + fraction == value
    assert 0 <= fraction < 1


@given(st.integers(-(10**12), 10**12), st.integers(0, 9))
def test_a_number_as_text_is_read_back_exactly(numerator: int, places: int) -> None:
    value = Fraction(numerator, 10**places)
    assert exact(as_text(value)) == value
    assert "." not in as_text(Fraction(1, 3))


def test_a_decimal_is_made_only_where_it_holds_the_number() -> None:
    assert to_decimal(Fraction("0.54"), places=2) == Decimal("0.54")
    with pytest.raises(ValueError, match="not exact"):
        to_decimal(Fraction("0.5355"), places=2)
