"""At the counter: a certificate is split up on a written request, and two people post it."""

from __future__ import annotations

import pytest

from registry.models import Item, RightsCertificate
from tests.journeys.stage import MARA, SOLOMON, Stage, paper
from tests.journeys.test_thin_thread import CODE, clean_certificates, local_now, opened

pytestmark = pytest.mark.django_db
__all__ = ["opened"]


def request_of(certificate: RightsCertificate, rights: str) -> dict[str, object]:
    """What stands on a written request to split a certificate up."""
    return {
        "paper-received_at": local_now(),
        "paper-presenter": "By mail",
        "paper-certificates": str(certificate.number),
        "paper-document": paper("request.txt", f"Request about {certificate.number}: {rights}"),
        "asked-rights": rights,
        "form-signed_name": certificate.registration,
        "tax-tax": "NONE_ASKED",
    }


@pytest.mark.row("R-6a-5", "R-6a-7")
def test_a_split_up_from_its_form_to_the_books_with_what_is_wrong_put_right_on_the_way(
    opened: Stage,
) -> None:
    certificate = clean_certificates(opened)[0]
    form = opened.page(MARA, "receive_same_name", CODE, "split-up")
    for words in ("Certificates asked for", "12 x 100", "The written request"):
        assert words in form
    assert "Certification" not in form  # the terms do not ask it where the registration stays
    unread = opened.post(MARA, "receive_same_name", CODE, "split-up", **request_of(certificate, "forty"))
    assert unread.status_code == 422
    assert "“forty” is no number of Rights." in unread.content.decode()
    assert not Item.objects.exists()

    short = request_of(certificate, f"2 x 10, {certificate.rights - 21}")
    assert opened.post(MARA, "receive_same_name", CODE, "split-up", **short).status_code == 302
    page = opened.page(MARA, "same_name", CODE, 1)
    assert f"Surrendered {certificate.rights}, requested {certificate.rights - 1}" in page
    assert "RIGHTS_NOT_CONSERVED" in page
    assert opened.post(MARA, "same_name_asked", CODE, 1).status_code == 422
    assert RightsCertificate.objects.filter(issued_by__kind="SPLIT_UP").count() == 0

    later = opened.page(MARA, "same_name_papers", CODE, 1)
    assert f"10, 10, {certificate.rights - 21}" in later
    right = request_of(certificate, f"2 x 10\n{certificate.rights - 20}")
    assert opened.post(MARA, "same_name_papers", CODE, 1, **right).status_code == 302
    page = opened.page(MARA, "same_name", CODE, 1)
    assert "Ask for approval of the posting" in page
    assert page.count("to the registered holder") == 3
    asked = opened.post(MARA, "same_name_asked", CODE, 1)
    assert asked.status_code == 302
    item = Item.objects.get()
    assert item.posting is not None
    assert "split-up of certificate" in item.posting.summary
    assert opened.post(SOLOMON, "approve_request", item.posting.request_hash).status_code == 302
    item.refresh_from_db()
    assert item.state == "POSTED"
    issued = RightsCertificate.objects.filter(issued_by=item.entry).order_by("number")
    assert [one.rights for one in issued] == [10, 10, certificate.rights - 20]
    assert {one.registration for one in issued} == {certificate.registration}


def test_an_item_is_led_from_the_list_and_from_the_page_of_items_to_its_own(opened: Stage) -> None:
    certificate = clean_certificates(opened)[1]
    told = request_of(certificate, "") | {"asked-rights": str(certificate.rights)}
    opened.post(MARA, "receive_same_name", CODE, "split-up", **told)
    listed = opened.page(MARA, "items", CODE)
    assert "Split-up 1" in listed
    assert f"/agreements/{CODE}/items/1/same-name/" in listed
    led = opened.client(MARA).get(f"/agreements/{CODE}/items/1/")
    assert (led.status_code, led["Location"]) == (302, f"/agreements/{CODE}/items/1/same-name/")
