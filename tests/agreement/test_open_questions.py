"""The questions that the text leaves open: all of the list, each citing sections and settings that exist."""

from __future__ import annotations

import re
from pathlib import Path

from agreement.clauses import section
from agreement.importer import shipped_open_questions
from agreement.readings import QUESTIONS
from agreement.refusals import CODES
from agreement.topics import TOPICS

GLOSSARY = Path(__file__).parents[2] / "docs" / "specification" / "glossary.md"


def test_every_question_of_the_specification_is_told_once_and_in_order() -> None:
    listed = re.findall(r"^\| (AMB-R-\d\d) \|", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
    assert [one.number for one in shipped_open_questions()] == listed
    assert len(listed) == 73


def test_a_protected_purchaser_of_replaced_paper_is_told_with_its_effect() -> None:
    (one,) = (found for found in shipped_open_questions() if "8-405(b)" in found.question)
    assert (one.code, "6(b)" in one.sections) == ("CERTIFICATE_REPLACED", True)
    assert "no Rights are issued beside those of the replacement" in one.reading_in_words


def test_what_a_question_names_exists() -> None:
    for one in shipped_open_questions():
        assert one.question.endswith((".", "?")), one.number
        assert one.reading_in_words.endswith("."), one.number
        for number in one.sections.split(";"):
            section(number)
        assert not one.reading or one.reading in QUESTIONS, one.number
        assert not one.code or one.code in CODES, one.number
        assert not one.topic or one.topic in TOPICS, one.number


def test_every_reading_but_the_date_of_one_certificate_answers_a_question_of_the_list() -> None:
    carried = {one.reading for one in shipped_open_questions() if one.reading}
    assert set(QUESTIONS) - carried == {"one_certificate_date"}


def test_four_questions_that_no_setting_carries_are_told_beside_a_figure() -> None:
    told = {one.number: (one.reading, one.topic) for one in shipped_open_questions()}
    for number, topic in (
        ("16", "ownership"),
        ("19", "ownership"),
        ("24", "exchange"),
        ("63", "market-price"),
    ):
        assert told[f"AMB-R-{number}"] == ("", topic)
