"""Pictures of PDF pages drawn by several threads of one process."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest

from certificates.drawing.print_files import draw_certificate, preview_png
from registry.pdf_pages import PdfiumError, opened_pdf, page_texts
from tests.certificates.drawing.samples import GENERAL, model


def test_eight_threads_draw_the_same_pictures_as_one() -> None:
    form = model()
    alone = [sha256(preview_png(GENERAL, form, page=page, scale=0.4)).hexdigest() for page in (1, 2)]
    with ThreadPoolExecutor(8) as threads:
        drawn = list(
            threads.map(lambda at: preview_png(GENERAL, form, page=at % 2 + 1, scale=0.4), range(64))
        )
    assert [sha256(picture).hexdigest() for picture in drawn] == alone * 32


def test_the_words_of_every_page_are_read() -> None:
    with opened_pdf(draw_certificate(GENERAL, model())) as document:
        words = page_texts(document)
        assert len(words) == len(document)
    assert any(f"{GENERAL.rights:,}" in page for page in words)


def test_what_is_no_pdf_is_refused_and_leaves_the_library_free() -> None:
    for _ in range(2):
        with pytest.raises(PdfiumError), opened_pdf(b"no paper"):
            raise AssertionError("opened")
