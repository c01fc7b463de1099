"""Amendments of the terms: the officer's certificate, the agent's part, the limits after separation (27)."""

from __future__ import annotations

from typing import Any

import pytest

from agreement.amendment import AmendmentPurpose, PeriodChange, changes_terms, period_change
from agreement.errors import RefusedByGround
from registry.models import Approval, Document, TermsVersion
from registry.services.agreements import Amendment, OnFile, request_amendment
from registry.services.agreements.forms import NO_EFFECT
from registry.services.agreements.loading import read_terms
from tests.registry.company_desk import Desk, make_desk, plan_file

pytestmark = pytest.mark.django_db
HIGHER = plan_file().replace(b'acquiring_threshold = "15%"', b'acquiring_threshold = "20%"')
LONGER = plan_file().replace(b"redemption_days = 5", b"redemption_days = 9")
SLOWER = plan_file().replace(b"instruction_business_days = 5", b"instruction_business_days = 7")
MOVED = plan_file().replace(b'facsimile = "415-555-0110"', b'facsimile = "415-555-0119"')


@pytest.fixture
def desk() -> Desk:
    """A plan whose Rights have not separated."""
    return make_desk()


def asked(desk: Desk, contents: bytes, **on_file: Any) -> Approval:
    """An amendment with the certificate and the sign-off unless told otherwise."""
    told = {"certificate": desk.paper("Certificate"), "sign_off": NO_EFFECT, **on_file}
    amendment = Amendment(desk.paper("Amendment"), effective_from=desk.at, on_file=OnFile(**told))
    return request_amendment(
        contents, original_name="plan.toml", amendment=amendment, maker=desk.maker, at=desk.later()
    )


def refused(desk: Desk, contents: bytes, **on_file: Any) -> list[str]:
    """The codes with which an amendment is refused; nothing is left of it."""
    before = (Approval.objects.count(), Document.objects.filter(kind="AGREEMENT_FILE").count())
    with pytest.raises(RefusedByGround) as found:
        asked(desk, contents, **on_file)
    assert (Approval.objects.count(), Document.objects.filter(kind="AGREEMENT_FILE").count()) == before
    return [one.code for one in found.value.grounds]


def separated(desk: Desk) -> Desk:
    """The same plan after the Distribution Date; the right to redeem has ended."""
    desk.apply_record_count()
    desk.separate()
    return desk


@pytest.mark.row("R-27-2", "R-27-4")
@pytest.mark.refusal("COMPLIANCE_CERTIFICATE_MISSING", "AGENT_CONSENT_NEEDED")
def test_before_separation_the_threshold_is_raised_on_the_certificate_and_the_sign_off(desk: Desk) -> None:
    assert refused(desk, HIGHER, certificate=None) == ["COMPLIANCE_CERTIFICATE_MISSING"]
    assert refused(desk, HIGHER, sign_off="") == ["AGENT_CONSENT_NEEDED"]
    both = ["COMPLIANCE_CERTIFICATE_MISSING", "AGENT_CONSENT_NEEDED"]
    assert refused(desk, HIGHER, sign_off="AFFECTS_AGENT", certificate=None) == both
    request = asked(desk, HIGHER, sign_off="AFFECTS_AGENT", consent=desk.paper("Consent"))
    assert request.request["section_27"]["consent"]["sha256"]
    desk.approve(request)
    assert TermsVersion.objects.latest("version").version == 2


@pytest.mark.row("R-27-3")
@pytest.mark.refusal("PURPOSE_MISSING", "AFTER_DISTRIBUTION_LIMITS", "LENGTHENING_PURPOSE_MISSING")
def test_after_separation_a_permitted_purpose_is_asked_for_and_the_companys_answer_goes_on(
    desk: Desk,
) -> None:
    separated(desk)
    assert refused(desk, HIGHER) == ["PURPOSE_MISSING"]
    assert refused(desk, HIGHER, purpose=AmendmentPurpose.OTHER) == ["AFTER_DISTRIBUTION_LIMITS"]
    period = {"purpose": AmendmentPurpose.CHANGE_PERIOD}
    assert refused(desk, SLOWER, **period) == ["LENGTHENING_PURPOSE_MISSING"]
    answered = {"purpose": AmendmentPurpose.OTHER, "answer": desk.paper("Answer under 20(g)")}
    assert refused(desk, HIGHER, **answered, certificate=None) == ["COMPLIANCE_CERTIFICATE_MISSING"]
    desk.approve(asked(desk, HIGHER, **answered))
    assert TermsVersion.objects.latest("version").version == 2


@pytest.mark.row("R-27-3")
def test_a_lengthening_that_protects_the_holders_is_taken(desk: Desk) -> None:
    separated(desk)
    request = asked(desk, SLOWER, purpose=AmendmentPurpose.CHANGE_PERIOD, protects_holders=True)
    assert request.request["section_27"]["period"] == "OTHER_LENGTHENED"
    desk.approve(request)


@pytest.mark.row("R-27-3", "R-23a-1")
@pytest.mark.refusal("REDEMPTION_PERIOD_LAPSED")
def test_the_period_of_redemption_is_not_lengthened_once_it_is_over(desk: Desk) -> None:
    desk.apply("ANNOUNCEMENT", {"limb": "SHARES_ACQUISITION", "announced_on": "2003-06-02"})
    separated(desk)
    assert refused(desk, LONGER, purpose=AmendmentPurpose.CHANGE_PERIOD) == ["REDEMPTION_PERIOD_LAPSED"]


@pytest.mark.row("R-27-4")
def test_an_amendment_that_the_separation_overtakes_is_looked_at_again(desk: Desk) -> None:
    request = asked(desk, HIGHER)
    separated(desk)
    with pytest.raises(RefusedByGround) as found:
        desk.approve(request)
    assert [one.code for one in found.value.grounds] == ["PURPOSE_MISSING"]
    assert TermsVersion.objects.latest("version").version == 1


@pytest.mark.row("R-27-1")
def test_a_paper_that_changes_no_term_is_asked_for_none_of_it(desk: Desk) -> None:
    separated(desk)
    request = asked(desk, MOVED, certificate=None, sign_off="")
    assert "section_27" not in request.request


def test_what_changes_and_whether_a_period_is_lengthened_is_read_from_the_files() -> None:
    stood = read_terms(plan_file())
    changes = {name: read_terms(text) for name, text in (("higher", HIGHER), ("longer", LONGER))}
    changes |= {"slower": read_terms(SLOWER), "moved": read_terms(MOVED)}
    assert changes_terms(stood, changes["moved"]) == frozenset()
    assert changes_terms(stood, changes["longer"]) == {"redemption_days"}
    told = {name: period_change(stood, terms) for name, terms in changes.items()}
    assert told == {
        "higher": PeriodChange.NONE,
        "longer": PeriodChange.REDEMPTION_LENGTHENED,
        "slower": PeriodChange.OTHER_LENGTHENED,
        "moved": PeriodChange.NONE,
    }
    assert period_change(changes["longer"], stood) is PeriodChange.NONE, "it is shortened"
