"""Model pages in a real Chromium: under the strict policy, without an error, for every eye, on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from django.contrib import admin
from django.db.models import Model
from django.urls import reverse

from registry.models import BookEntry, Job, RightsCertificate, User
from registry.roles import Role, give_role
from tests.admin.scene import put_groups_back
from tests.browser.conftest import Site, site
from tests.browser.looks import complaints_of
from tests.browser.test_console import open_by_services
from tests.journeys.stage import INES, MARA, SOLOMON, work

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
__all__ = ["site"]

KEEPER = "keeper"
FORMS = ("companyofficer", "user", "issueraccess", "bankclosure")


@pytest.fixture(scope="module")
def opened(site: Site) -> Iterator[Site]:
    """The books open, a run drawn, and an administrator beside the people of the demonstration."""
    put_groups_back()
    open_by_services(site)
    entry = site.stage.agreement.entries.latest("number").number
    site.stage.post(MARA, "lock_run", site.stage.agreement.code, entry=entry)
    work()
    assert Job.objects.get(kind="print").finished_at is not None
    keeper = User.objects.create_user(KEEPER, "keeper@example.com", "a-long-enough-password", is_demo=True)
    give_role(keeper, Role.ADMINISTRATOR)
    site.stage.passwords[KEEPER] = "a-long-enough-password"
    site.complaints.clear()
    yield site
    keeper.is_active = False
    keeper.save()


def addresses(models: Iterable[type[Model]]) -> list[str]:
    """The first page of each model, and the page and history of its last row."""
    found = [reverse("admin:index"), reverse("admin:app_list", args=["registry"])]
    for model in models:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
        found.append(reverse(name + "changelist"))
        row = model._default_manager.order_by("pk").last()
        if row is not None:
            key = "-".join(str(part) for part in row.pk) if model._meta.is_composite_pk else row.pk
            found += [reverse(name + "change", args=[key]), reverse(name + "history", args=[key])]
    drawn = RightsCertificate.objects.get(number=1)
    return [*found, reverse("admin:registry_rightscertificate_change", args=[drawn.pk])]


def lists() -> list[str]:
    """Every list: all by one template and one style sheet."""
    models = [f"admin:{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry]
    return [reverse(f"{name}_changelist") for name in models]


def others_looked_at() -> list[str]:
    """The entrance, every form, a row with pictures and one without."""
    return [
        reverse("admin:index"),
        *(reverse(f"admin:registry_{form}_add") for form in FORMS),
        reverse("admin:registry_rightscertificate_change", args=[RightsCertificate.objects.get(number=1).pk]),
        reverse("admin:registry_bookentry_change", args=[BookEntry.objects.latest("pk").pk]),
    ]


def test_no_model_page_meets_the_policy_or_says_an_error(opened: Site) -> None:
    for name in (KEEPER, INES, MARA, SOLOMON):
        opened.complaints.clear()
        # What a page is built of does not hang on the reader: tests/admin/test_walk.py asks all as everybody.
        models = admin.site._registry if name == KEEPER else (BookEntry, RightsCertificate, Job)
        with opened.seen_by(name) as page:
            for address in addresses(models):
                answer = page.goto(opened.url + address)
                assert answer.status == 200, address
                assert "default-src 'self'" in answer.headers["content-security-policy"]
            if name == KEEPER:
                for form in FORMS:
                    assert page.goto(opened.url + reverse(f"admin:registry_{form}_add")).status == 200
        assert opened.complaints == [], name


def test_an_officer_is_entered_with_help_of_the_page(opened: Site) -> None:
    opened.complaints.clear()
    with opened.seen_by(KEEPER) as page:
        page.goto(opened.url + reverse("admin:registry_companyofficer_add"))
        page.locator(".field-agreement .select2-selection").click()
        page.locator(".select2-search__field").fill("alder")
        page.locator(".select2-results__option", has_text="Alder Harbor").click()
        page.locator("#id_name").fill("Nadia Vale")
        page.locator("#id_title").fill("Treasurer")
        page.locator(".field-in_office_from .datetimeshortcuts a").first.click()
        page.locator("#id_reason").fill("Board resolution")
        page.locator("input[name=_save]").click()
        page.wait_for_selector(".messagelist .success")
        page.locator("#result_list a", has_text="Nadia Vale").click()
        page.locator(".historylink").click()
        page.wait_for_selector("text=Entered. Reason: Board resolution")
    assert opened.complaints == []


def test_the_model_pages_are_accessible_light_and_dark_and_fit_a_phone(opened: Site) -> None:
    told: list[str] = []
    coloured = {reverse("admin:registry_bookentry_changelist"), *others_looked_at()}
    with opened.seen_by(KEEPER) as page:
        for address in (*lists(), *others_looked_at()):
            page.goto(opened.url + address)
            told += complaints_of(page, address=address, has_own_colours=address in coloured)
    assert told == []
