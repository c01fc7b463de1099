"""Roles as groups, and the clock that may not be moved beside a real plan."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from agreement.errors import Conflict, InvalidRequest
from registry.apps import RegistryConfig
from registry.checks import guard_start
from registry.management.doors import acting_user
from registry.models import Installation, RightsAgreement
from registry.roles import APPROVERS, Role, give_role, has_any_role, has_role, make_groups
from registry.services import approvals
from tests.registry.company_desk import MORNING, Desk, make_desk, person, plan_file


def test_every_role_is_a_group_after_every_migration(db: None) -> None:
    from django.apps import apps

    Group.objects.all().delete()
    make_groups(apps.get_app_config(RegistryConfig.name))
    assert set(Group.objects.values_list("name", flat=True)) == {str(role) for role in Role}
    auditor = Group.objects.get(name="auditor").permissions.values_list("codename", flat=True)
    assert auditor
    assert all(codename.startswith("view_") for codename in auditor)
    assert not Group.objects.get(name="holder").permissions.exists()


def test_a_role_is_held_by_active_people_who_are_signed_in(db: None) -> None:
    maker = person("maker", Role.MAKER)
    assert has_role(maker, Role.MAKER)
    assert not has_role(maker, Role.APPROVER)
    give_role(maker, Role.APPROVER)
    assert has_any_role(maker, APPROVERS)
    maker.is_active = False
    assert not has_role(maker, Role.MAKER)
    assert not has_role(AnonymousUser(), Role.MAKER)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ISSUER_OFFICER, Role.HOLDER, Role.MACHINE])
def test_only_staff_make_requests_and_only_approvers_approve(desk: Desk, role: Role) -> None:
    stranger = person("stranger", role)
    notice = desk.authenticate(desk.receive("MAILING_REQUEST", {}))
    from registry.services import company

    with pytest.raises(Conflict) as made:
        company.request_acceptance(notice, maker=stranger, at=desk.later())
    approval = desk.request(notice)
    with pytest.raises(Conflict) as approved:
        approvals.approve(approval.request_hash, approver=stranger, at=desk.later())
    assert (made.value.code, approved.value.code) == ("MAKER_NOT_PERMITTED", "APPROVER_NOT_PERMITTED")


def moved_clock_errors() -> list[str]:
    found = run_checks(tags=[Tags.database], databases=["default"])
    return [error.id for error in found if error.id == "registry.E001"]


def test_a_moved_clock_is_refused_beside_a_plan_that_is_not_a_demo(desk: Desk, settings: Settings) -> None:
    settings.CLOCK_OFFSET = timedelta(days=-8000)
    assert moved_clock_errors() == []
    guard_start()
    RightsAgreement.objects.filter(pk=desk.agreement.pk).update(is_demo=False)
    assert moved_clock_errors() == ["registry.E001"]
    with pytest.raises(ImproperlyConfigured, match="AHS-2003"):
        guard_start()
    settings.CLOCK_OFFSET = timedelta(0)
    assert moved_clock_errors() == []
    guard_start()


def test_a_real_plan_is_not_taken_on_beside_a_moved_clock(db: None, settings: Settings) -> None:
    from registry.services.agreements import load_agreement

    settings.CLOCK_OFFSET = timedelta(days=-8000)
    with pytest.raises(Conflict) as refused:
        load_agreement(
            plan_file("digitalthink_2003"),
            original_name="dt.toml",
            by=person("maker", Role.MAKER),
            at=MORNING,
        )
    assert refused.value.code == "CLOCK_MOVED"
    assert make_desk(suffix="2").agreement.is_demo


def test_at_the_shell_a_person_is_who_the_operating_system_says(desk: Desk, settings: Settings) -> None:
    import os
    import pwd

    login = pwd.getpwuid(os.geteuid()).pw_name
    settings.DEMO, settings.STAFF_BY_OS_USER = False, {login: "maker"}
    assert acting_user({}) == desk.maker
    assert acting_user({"acting_as": "maker"}) == desk.maker
    with pytest.raises(InvalidRequest) as other:
        acting_user({"acting_as": "approver"})
    assert other.value.code == "STAFF_NOT_TIED"


def test_at_the_shell_a_name_is_believed_only_where_nobody_is_tied_yet(
    desk: Desk, settings: Settings
) -> None:
    settings.DEMO, settings.STAFF_BY_OS_USER = False, {}
    assert acting_user({"acting_as": "approver"}) == desk.approver
    with pytest.raises(InvalidRequest):
        acting_user({})
    with pytest.raises(InvalidRequest) as unknown:
        acting_user({"acting_as": "nobody"})
    assert unknown.value.code == "STAFF_UNKNOWN"
    Installation.objects.create(productive_since=MORNING)
    with pytest.raises(InvalidRequest) as productive:
        acting_user({"acting_as": "approver"})
    assert productive.value.code == "STAFF_NOT_TIED"


def test_the_demo_acts_as_its_own_people_only(desk: Desk, settings: Settings) -> None:
    settings.DEMO, settings.STAFF_BY_OS_USER = True, {}
    with pytest.raises(InvalidRequest):
        acting_user({"acting_as": "approver"})
    desk.approver.is_demo = True
    desk.approver.save()
    assert acting_user({"acting_as": "approver"}) == desk.approver
