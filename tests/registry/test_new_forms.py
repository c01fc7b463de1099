"""A new form that reflects changed figures: ordered by the Company, shown on each next certificate (22)."""

from __future__ import annotations

from typing import Any

import pytest

from agreement.errors import RefusedByGround
from agreement.stops import ReporterCapacity, StopKind
from certificates.models import PrintRun
from registry.models import FormChange, FormVersion, Lot, Notice, NoticeKind, RightsCertificate
from registry.selectors.agreements import approved_form
from registry.selectors.new_forms import LeftOut, outstanding_by_form, preview_run
from registry.services import company
from registry.services.stops import StopAsked, place_stop
from tests.certificates.runs import Press
from tests.registry.adjusted import accepted, certified, make_may
from tests.registry.company_desk import codes
from tests.registry.nullity_scene import ALDER, ELM, OAK, NullityDesk

pytestmark = pytest.mark.django_db
ORDER = {"form_version": "adjusted_2004", "board_approved_on": "2004-04-30", "manner": "ON_PRESENTATION"}


@pytest.fixture
def desk(db: None) -> NullityDesk:
    return make_may()


def on_file(desk: NullityDesk, **changed: Any) -> FormVersion:
    """The words of the first form under another name, approved by the Company and signed off."""
    first = desk.plan.form
    told: dict[str, Any] = {
        "company_approval": desk.plan.document,
        "company_approved_at": desk.plan.at,
        "agent_signed_off_by": desk.plan.approver,
        "agent_signed_off_at": desk.plan.at,
    } | changed
    return FormVersion.objects.create(
        agreement=desk.agreement,
        name="adjusted_2004",
        folder=first.folder,
        folder_hash=first.folder_hash,
        is_model=first.is_model,
        recorded_at=desk.plan.at,
        **told,
    )


def ordered(desk: NullityDesk, **changed: Any) -> Notice:
    return desk.authenticate(desk.receive(NoticeKind.NEW_FORM, ORDER | changed))


def codes_of(notice: Notice) -> list[str]:
    return [one["code"] for one in notice.grounds]


def price_printed(desk: NullityDesk, certificate: RightsCertificate) -> str:
    """The Exercise Price on the face of a certificate, as its run froze it."""
    run: PrintRun = Press(desk.plan, certificate.issued_by).lock()
    return str(run.snapshot["exercise_price_text"])


@pytest.mark.row("R-22-1", "R-11i-1")
def test_certificates_show_the_price_of_the_signing_until_a_new_form_is_ordered(desk: NullityDesk) -> None:
    accepted(desk, certified(desk))
    moved = desk.move(desk.lot(OAK), desk.holder(ELM))
    assert price_printed(desk, moved.certificate) == "$250.00"
    form = on_file(desk)
    notice = accepted(desk, ordered(desk))
    change = FormChange.objects.get()
    assert (change.form_version, change.notice, change.figures) == (form, notice, {"price_of_unit": "241.67"})
    assert approved_form(desk.agreement) == form
    desk.plan.form = form
    next_one = desk.move(desk.lot(ELM), desk.holder(ALDER))
    assert next_one.certificate.form_version == form
    assert price_printed(desk, next_one.certificate) == "$241.67"
    # A later adjustment leaves what its certificates show.
    accepted(desk, certified(desk, price_of_unit="200.00", effective_from=desk.plan.tick().isoformat()))
    after = desk.move(desk.lot(ALDER), desk.holder(ELM))
    assert price_printed(desk, after.certificate) == "$241.67"
    # What is out stays good as it is.
    old = Lot.objects.get(certificate__number=4, closed_by=None)
    assert old.certificate.form_version != form
    assert desk.findings() == []


@pytest.mark.row("R-22-1")
@pytest.mark.refusal("TEMPLATE_NOT_APPROVED")
def test_a_form_without_both_approvals_is_not_ordered(desk: NullityDesk) -> None:
    form = on_file(desk, agent_signed_off_at=None, agent_signed_off_by=None)
    notice = ordered(desk)
    assert (notice.state, codes_of(notice)) == ("QUERIED", ["TEMPLATE_NOT_APPROVED"])
    with pytest.raises(RefusedByGround) as refused:
        company.request_acceptance(notice, maker=desk.plan.maker, at=desk.plan.tick())
    assert codes(refused) == ["NOTICE_QUERIED", "TEMPLATE_NOT_APPROVED"]
    assert not FormChange.objects.exists()
    form.agent_signed_off_at, form.agent_signed_off_by = desk.plan.at, desk.plan.approver
    form.save()
    assert accepted(desk, notice).state == "APPLIED"  # the query falls with its reason


@pytest.mark.row("R-22-1")
def test_one_name_stands_for_one_set_of_figures(desk: NullityDesk) -> None:
    missing = ordered(desk)
    assert codes_of(missing) == ["NEW_FORM_CANNOT_STAND"]
    on_file(desk)
    accepted(desk, certified(desk, units_per_right="103/100"))
    halved = ordered(desk)
    assert codes_of(halved) == ["NEW_FORM_CANNOT_STAND"]
    assert "a Right buys 1.03" in halved.grounds[0]["message"]
    again = ordered(desk, form_version=desk.plan.form.name)
    assert {"another form was signed off" in one["message"] for one in again.grounds} == {True, False}


@pytest.mark.row("R-22-1")
@pytest.mark.refusal("OLD_PAPER_UNSETTLED")
def test_an_order_silent_on_the_old_paper_is_asked_back_with_what_it_would_replace(desk: NullityDesk) -> None:
    accepted(desk, certified(desk))
    form = on_file(desk)
    notice = ordered(desk, manner="BULK_RUN")
    assert codes_of(notice) == ["OLD_PAPER_UNSETTLED"]
    assert "4 certificates outstanding" in notice.grounds[0]["message"]
    seen = preview_run(desk.agreement, form, at=desk.plan.tick())
    assert (seen.replaced.certificates, seen.replaced.rights, seen.left_out) == (4, 406, ())
    desk.nullify(desk.notified(desk.position(desk.holder(OAK))))
    seen = preview_run(desk.agreement, form, at=desk.plan.tick())
    assert (seen.replaced.rights, seen.replaced.void_rights) == (406, 100)
    plan = desk.plan
    for kind, number in ((StopKind.LOSS_REPORTED, ELM), (StopKind.COURT_ORDER, ALDER)):
        place_stop(
            desk.agreement,
            StopAsked(
                kind,
                "Docket 04-117",
                "The registered holder",
                plan.at,
                ReporterCapacity.OTHER,
                certificate=number,
                dated_on=plan.at.date() if kind is StopKind.COURT_ORDER else None,
            ),
            document=plan.document,
            by=plan.maker,
            at=plan.tick(),
        )
    seen = preview_run(desk.agreement, form, at=plan.tick())
    assert (seen.replaced.certificates, seen.certificates, seen.rights) == (2, 4, 406)
    assert [(one.reason, one.certificates, one.rights) for one in seen.left_out] == [
        (LeftOut.LEGAL_ORDER, 1, 102),
        (LeftOut.STOPPED, 1, 101),
    ]
    assert [(one.number, one.reason) for one in seen.listed] == [
        (ELM, LeftOut.STOPPED),
        (ALDER, LeftOut.LEGAL_ORDER),
    ]
    assert [(one.name, one.certificates, one.rights) for one in outstanding_by_form(desk.agreement)] == [
        (desk.plan.form.name, 4, 406)
    ]
