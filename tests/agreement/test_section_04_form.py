"""3(c), 4: the date, the legends, the words on share certificates."""

from dataclasses import replace
from datetime import date

import pytest

from agreement.form import (
    LegendFacts,
    certificate_date,
    certificate_date_grounds,
    legend_grounds,
    legend_of,
    needs_stop_instead,
    share_legend_grounds,
)
from agreement.posting import LegendClass, TaintClass
from agreement.terms import Terms

RECORD_DATE, MAY_2002 = date(2000, 10, 23), date(2002, 5, 1)
GENERAL, NULLITY = LegendClass.GENERAL, LegendClass.NULLITY
CLEAN = LegendFacts((GENERAL,), None)
MARKED = LegendFacts((NULLITY,), TaintClass.I, notice="N-4")


def codes(facts: LegendFacts) -> list[str]:
    return [found.code for found in legend_grounds(facts)]


@pytest.mark.row("R-4a-3")
@pytest.mark.parametrize(
    ("issued", "reading", "dated"),
    [
        (None, "ONE_FOR_EACH_DATE", RECORD_DATE),
        (MAY_2002, "ONE_FOR_EACH_DATE", MAY_2002),
        (MAY_2002, "RECORD_DATE_FOR_ALL", RECORD_DATE),
        (date(1999, 7, 1), "ONE_FOR_EACH_DATE", RECORD_DATE),
    ],
)
def test_a_certificate_is_dated_as_of_the_record_date_or_the_issue_of_the_shares(
    issued: date | None, reading: str, dated: date
) -> None:
    assert certificate_date(issued, record_date=RECORD_DATE, one_certificate_date=reading) == dated


@pytest.mark.row("R-4a-3", "R-XB-5")
def test_another_date_is_refused() -> None:
    arguments = {"record_date": RECORD_DATE, "issue_dates": {MAY_2002, date(1999, 7, 1)}}
    assert certificate_date_grounds(RECORD_DATE, **arguments) == ()
    assert certificate_date_grounds(MAY_2002, **arguments) == ()
    for wrong in (date(2003, 6, 20), date(1999, 7, 1)):
        (found,) = certificate_date_grounds(wrong, **arguments)
        assert found.code == "CERT_DATE_INVALID"


@pytest.mark.row("R-4b-1", "R-XB-2")
def test_rights_of_a_class_bear_the_legend_and_others_the_general_sentence() -> None:
    assert legend_of(None) is GENERAL
    assert {legend_of(taint) for taint in TaintClass} == {NULLITY}
    assert codes(CLEAN) == codes(MARKED) == []
    assert codes(replace(MARKED, sentences=(GENERAL,))) == ["LEGEND_REQUIRED"]


@pytest.mark.row("R-XB-2")
@pytest.mark.parametrize("sentences", [(), (GENERAL, NULLITY)])
def test_exactly_one_sentence_on_nullity_stands_on_a_certificate(sentences: tuple[LegendClass, ...]) -> None:
    assert codes(replace(MARKED, sentences=sentences))[0] == "LEGEND_VARIANT_CONFLICT"


@pytest.mark.row("R-4b-3")
def test_no_legend_without_notice_and_a_stop_where_it_cannot_be_printed() -> None:
    assert codes(replace(MARKED, notice=None)) == ["LEGEND_WITHOUT_NOTICE"]
    mailed = "mailed before the notice"
    assert legend_of(TaintClass.I, infeasible_because=mailed) is GENERAL
    assert needs_stop_instead(TaintClass.I, infeasible_because=mailed)
    assert not needs_stop_instead(TaintClass.I, infeasible_because="")
    assert not needs_stop_instead(None, infeasible_because=mailed)


@pytest.mark.row("R-3c-2")
def test_the_legend_on_share_certificates_says_all_six_things(terms: Terms, other_terms: Terms) -> None:
    required = terms.common_legend_elements
    assert len(required) == 6
    assert share_legend_grounds(required, required=required) == ()
    (found,) = share_legend_grounds(required[:-1], required=required)
    assert (found.code, "void" in str(found)) == ("LEGEND_ELEMENT_MISSING", True)
    assert share_legend_grounds(required, required=other_terms.common_legend_elements) == ()
