"""The two machine-readable marks equal the libraries' own symbols."""

import re
import secrets

import pytest
import segno
import zxingcpp
from reportlab.graphics.barcode.code128 import Code128

from certificates.drawing.marks import (
    CODE128_WIDTH,
    MODULE_WIDTH,
    QR_LEVEL,
    code128_modules,
    code128_path,
    qr_tables,
)
from certificates.drawing.page import HEIGHT
from certificates.drawing.print_files import draw_certificate
from certificates.faces import qr_text
from tests.certificates.drawing.samples import GENERAL, NULLITY, model, rendered

NUMBERS = (1, 1001, 12_345_678, 99_999_999, 40_302_010)


@pytest.mark.parametrize("number", NUMBERS)
def test_code_128_has_the_bars_of_reportlabs_own(number: int) -> None:
    widget = Code128(f"{number:08d}", barWidth=1, quiet=0)
    widget.validate()
    widget.encode()
    widget.decompose()
    bars = widget.decomposed
    modules = "".join(("1" if bar.isupper() else "0") * (ord(bar.lower()) - 96) for bar in bars)
    assert code128_modules(number) == modules


@pytest.mark.parametrize("number", NUMBERS)
def test_code_128_path_draws_exactly_its_modules(number: int) -> None:
    drawn = ["0"] * round(CODE128_WIDTH / MODULE_WIDTH)
    for x, width in re.findall(rb"([\d.]+) 0 ([\d.]+) [\d.]+ re", code128_path(number)):
        start = round(float(x) / MODULE_WIDTH)
        for module in range(start, start + round(float(width) / MODULE_WIDTH)):
            drawn[module] = "1"
    assert "".join(drawn) == code128_modules(number)


@pytest.mark.parametrize("agreement_code", ["A", "NRTH-2003", "A-VERY-LONG-PLAN-2003"])
def test_qr_by_tables_is_bit_for_bit_segnos(agreement_code: str) -> None:
    tables = qr_tables(agreement_code)
    for number in NUMBERS:
        code = secrets.token_hex(12)
        symbol = segno.make(
            f"{tables.prefix}{number:08d}:{code}".encode(),
            version=tables.version,
            mask=tables.mask,
            error=QR_LEVEL,
            mode="byte",
            boost_error=False,
        )
        padded = tables.row_bytes * 8
        rows = f"{tables.bitmap(number, code):0{padded * tables.side}b}"
        for place, row in enumerate(symbol.matrix):
            assert rows[place * padded : place * padded + tables.side] == "".join(map(str, row))


@pytest.mark.row("R-XB-15")
@pytest.mark.parametrize("face", [GENERAL, NULLITY], ids=["general", "nullity"])
def test_both_marks_decode_from_the_rendered_face(face) -> None:
    picture = rendered(draw_certificate(face, model()), page=0, scale=200 / 72)
    found = {str(mark.format).replace(" ", "").lower(): mark.text for mark in zxingcpp.read_barcodes(picture)}
    assert found["code128"] == f"{face.number:08d}"
    assert found["qrcode"] == qr_text(
        face.terms, number=face.number, verification_code=face.verification_code
    )
    assert picture.height == pytest.approx(HEIGHT * 200 / 72, abs=1)
