"""The Company's notices in form: officer, channel, parts, paper, instants (§18(b), §20(b), §26)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from agreement.errors import InvalidRequest, NotOnTheBooks, RefusedByGround
from registry.models import Notice, NoticeKind, NoticeState
from tests.registry.company_desk import DISTRIBUTION, FINANCE, Desk, codes


def test_every_part_that_the_rules_require_can_be_read() -> None:
    from agreement.notice import NOTICE_FORMS
    from registry.services.company.parts import PARTS

    for kind, form in NOTICE_FORMS.items():
        assert set(form.required_parts) <= {part.name for part in PARTS[NoticeKind(kind)]}, kind
    assert set(PARTS) == set(NoticeKind)


@pytest.mark.row("R-3a-3", "R-20b-1", "R-20b-2")
def test_the_treasurer_may_not_give_notice(desk: Desk) -> None:
    with pytest.raises(RefusedByGround) as refused:
        desk.receive(
            NoticeKind.DISTRIBUTION_DATE,
            DISTRIBUTION,
            officer_name="Jonas W. Pike",
            officer_title="Treasurer",
        )
    assert codes(refused) == ["OFFICER_NOT_AUTHORISED"]
    assert "Treasurer" in str(refused.value)
    assert not Notice.objects.exists()


@pytest.mark.row("R-20b-2")
@pytest.mark.parametrize(
    ("name", "title", "signed_on"),
    [
        ("Somebody Else", "President", date(2003, 6, 17)),
        ("Maren K. Osgood", "Secretary", date(2003, 4, 30)),
        ("Rowan T. Ellery", "Chief Financial Officer", date(2003, 6, 17)),
    ],
)
def test_who_is_not_in_the_register_with_that_title_on_that_day_may_not_either(
    desk: Desk, name: str, title: str, signed_on: date
) -> None:
    with pytest.raises(RefusedByGround) as refused:
        desk.receive(
            NoticeKind.DISTRIBUTION_DATE,
            DISTRIBUTION,
            officer_name=name,
            officer_title=title,
            signed_on=signed_on,
        )
    assert codes(refused) == ["OFFICER_NOT_AUTHORISED"]


@pytest.mark.row("R-20b-1", "R-20b-2")
def test_the_chief_financial_officer_certifies_a_price(desk: Desk) -> None:
    desk.apply_record_count()
    desk.separate()
    notice = desk.apply(
        NoticeKind.RIGHT_PRICE,
        {"price": "0.85", "trading_day": "2003-06-13"},
        officer_name=FINANCE[0],
        officer_title=FINANCE[1],
    )
    assert notice.state == NoticeState.APPLIED
    assert Decimal(notice.facts["price"]) == Decimal("0.85")


@pytest.mark.refusal("CHANNEL_NOT_FORMAL")
@pytest.mark.parametrize("channel", ["EMAIL", "TELEPHONE", "carrier pigeon", ""])
def test_a_channel_the_agreement_does_not_name_is_refused(desk: Desk, channel: str) -> None:
    with pytest.raises(RefusedByGround) as refused:
        desk.receive(NoticeKind.DISTRIBUTION_DATE, DISTRIBUTION, channel=channel)
    assert codes(refused) == ["CHANNEL_NOT_FORMAL"]
    assert "§26" in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "facts", "told"),
    [
        (NoticeKind.RECORD_COUNT, {"as_of": "2000-10-23", "source": "report"}, "number of Common Shares"),
        (NoticeKind.RECORD_COUNT, {"shares": "many", "as_of": "2000-10-23", "source": "x"}, "'many'"),
        (NoticeKind.RECORD_COUNT, {"shares": "-5", "as_of": "2000-10-23", "source": "x"}, "'-5'"),
        (NoticeKind.RECORD_COUNT, {"shares": "1.0000001", "as_of": "2000-10-23", "source": "x"}, "1.0000001"),
        (NoticeKind.RECORD_COUNT, {"shares": 1.5, "as_of": "2000-10-23", "source": "x"}, "1.5"),
        (NoticeKind.DISTRIBUTION_DATE, {"limb": "TENDER_OFFER"}, "Distribution Date"),
        (NoticeKind.DISTRIBUTION_DATE, {**DISTRIBUTION, "limb": "1(q)"}, "limb"),
        (NoticeKind.DISTRIBUTION_DATE, {**DISTRIBUTION, "colour": "red"}, "nothing called colour"),
        (NoticeKind.LIST_CERTIFIED, {"shares": "100", "holders": "2"}, "instant as of which"),
        (
            NoticeKind.LIST_CERTIFIED,
            {"as_of": "2003-06-16T17:00", "shares": "1", "holders": "2"},
            "instant as of which",
        ),
        (NoticeKind.PRE_SEPARATION_NULLITY, {"persons": []}, "each person"),
    ],
)
def test_a_missing_or_unreadable_part_is_named(
    desk: Desk, kind: NoticeKind, facts: dict[str, Any], told: str
) -> None:
    with pytest.raises(RefusedByGround) as refused:
        desk.receive(kind, facts, effective_at=desk.at)
    assert codes(refused) == ["INSTRUCTION_PART_MISSING"]
    assert told in str(refused.value)
    assert not Notice.objects.exists()


def test_all_faults_of_form_are_told_at_once(desk: Desk) -> None:
    with pytest.raises(RefusedByGround) as refused:
        desk.receive(
            NoticeKind.RECORD_COUNT,
            {"as_of": "2000-10-23"},
            officer_title="Treasurer",
            channel="EMAIL",
            effective_at=desk.at,
        )
    assert codes(refused) == ["OFFICER_NOT_AUTHORISED", "CHANNEL_NOT_FORMAL", "INSTRUCTION_PART_MISSING"]


@pytest.mark.row("R-18b-1")
def test_no_notice_without_its_paper_nor_on_a_paper_of_another_plan(desk: Desk) -> None:
    with pytest.raises(RefusedByGround) as refused:
        desk.receive(NoticeKind.DISTRIBUTION_DATE, DISTRIBUTION, document=None)
    assert codes(refused) == ["NO_SUPPORTING_DOCUMENT"]
    with pytest.raises(NotOnTheBooks):
        desk.receive(NoticeKind.DISTRIBUTION_DATE, DISTRIBUTION, document=desk.paper(agreement=None))


def test_nothing_is_received_later_than_now_or_signed_after_its_receipt(desk: Desk) -> None:
    paper = desk.paper()
    with pytest.raises(InvalidRequest) as late:
        desk.receive(
            NoticeKind.DISTRIBUTION_DATE,
            DISTRIBUTION,
            document=paper,
            received_at=datetime(2003, 6, 17, 16, 13, tzinfo=UTC),
        )
    with pytest.raises(InvalidRequest) as signed:
        desk.receive(NoticeKind.DISTRIBUTION_DATE, DISTRIBUTION, document=paper, signed_on=date(2003, 6, 20))
    assert (codes(late), codes(signed)) == (["RECEIVED_AFTER_RECORDED"], ["SIGNED_AFTER_RECEIVED"])
