"""The legend on share certificates, what evidences attached Rights, free copies (§3(b), (c))."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from agreement.choices import LegendElement
from agreement.errors import Conflict, RefusedByGround
from agreement.separation import Evidence
from registry.models import CopyRequest, CopyRequestState, Document, NoticeKind, PaperDue, ShareLegend
from registry.selectors.shares import attached_by_evidence, share_evidence, share_legend_on
from registry.services.copies import log_copy_request, means_offered, must_be_holder, record_fulfilment
from registry.services.share_legends import save_share_legend
from tests.registry.company_desk import Desk
from tests.registry.opened import accept_list, listed, make_opening_plan, open_from, separate

E = LegendElement
PASSAGES = {
    E.ENTITLES_HOLDER: "this certificate also entitles its holder to Rights",
    E.PARTIES_AND_AGENT: "between Alder Harbor and Juniper, dated September 15, 2000, "
    "since March 31, 2003 with Meridian as Rights Agent",
    E.INCORPORATION_AND_PLACE_OF_COPY: "its terms are part hereof and a copy lies at the Company's offices",
    E.SEPARATE_EVIDENCE: "the Rights may come to have certificates of their own",
    E.FREE_COPY: "a copy is mailed free of charge on written request",
    E.NULLITY: "Rights of an Acquiring Person, its Affiliates or Associates may become null and void",
}
WORDING = ";\n".join(PASSAGES.values()).upper() + "."


def save(desk: Desk, **changed: Any) -> ShareLegend:
    return save_share_legend(
        desk.agreement,
        **{
            "wording": WORDING,
            "passages": PASSAGES,
            "in_use_from": date(2003, 3, 31),
            "document": desk.paper(),
            "by": desk.maker,
            "at": desk.later(),
            **changed,
        },
    )


@pytest.mark.row("R-3c-2")
def test_a_wording_with_every_element_becomes_the_next_version(desk: Desk) -> None:
    first = save(desk)
    second = save(desk, in_use_from=date(2003, 6, 1))
    assert (first.version, second.version) == (1, 2)
    assert set(first.elements) == set(LegendElement)
    assert share_legend_on(desk.agreement, day=date(2003, 3, 30)) is None
    assert share_legend_on(desk.agreement, day=date(2003, 5, 31)) == first
    assert share_legend_on(desk.agreement, day=date(2003, 6, 1)) == second
    with pytest.raises(DatabaseError), transaction.atomic():
        ShareLegend.objects.update(wording="other")


@pytest.mark.row("R-3c-2")
@pytest.mark.parametrize("element", list(LegendElement))
def test_a_draft_without_an_element_is_refused_at_save(desk: Desk, element: LegendElement) -> None:
    without = {name: passage for name, passage in PASSAGES.items() if name is not element}
    with pytest.raises(RefusedByGround) as refused:
        save(desk, passages=without)
    assert refused.value.code == "LEGEND_ELEMENT_MISSING"
    assert "§3(c)" in str(refused.value)
    assert not ShareLegend.objects.exists()


@pytest.mark.row("R-3c-2")
def test_an_element_ticked_whose_words_do_not_stand_in_the_wording_is_missing(desk: Desk) -> None:
    shortened = WORDING.replace(PASSAGES[E.NULLITY].upper(), "")
    with pytest.raises(RefusedByGround) as refused:
        save(desk, wording=shortened)
    assert refused.value.code == "LEGEND_ELEMENT_MISSING"
    assert "void" in str(refused.value)


@pytest.mark.row("R-3b-2", "R-3c-3")
def test_attached_rights_are_shown_by_what_evidences_them(desk: Desk) -> None:
    desk.apply_record_count()
    issue = {"shares": "1500000", "issued_on": "2002-05-01", "issue": "options"}
    desk.apply(NoticeKind.SHARES_ISSUED, issue)
    desk.apply(NoticeKind.SHARES_ACQUIRED, {"shares": "500000", "acquired_on": "2003-02-10"})
    shown = {one.evidence: one.rights for one in attached_by_evidence(desk.agreement, at=desk.at)}
    assert shown == {Evidence.SUMMARY: 38_000_000, Evidence.LEGEND: 1_500_000}
    assert share_evidence(desk.agreement, issued_on=date(1999, 7, 1), at=desk.at) is Evidence.SUMMARY
    desk.separate()
    desk.agreement.refresh_from_db()
    after = share_evidence(desk.agreement, issued_on=date(1999, 7, 1), at=desk.at)
    assert after is Evidence.RIGHTS_CERTIFICATE


def shell(*words: object) -> dict[str, Any]:
    """What the command answers."""
    out = io.StringIO()
    call_command("share_legend", *(str(word) for word in words), "--json", stdout=out)
    return dict(json.loads(out.getvalue()))


def legend_file(folder: Path, passages: dict[LegendElement, str]) -> Path:
    place = folder / "legend.toml"
    elements = "\n".join(f"{name} = {json.dumps(words)}" for name, words in passages.items())
    place.write_text(f"in_use_from = 2003-03-31\nwording = {json.dumps(WORDING)}\n[elements]\n{elements}\n")
    return place


@pytest.mark.row("R-3c-2", "R-3c-3", "R-3b-2")
def test_staff_keep_the_legend_and_read_what_evidences_rights(
    desk: Desk, tmp_path: Path, settings: Any
) -> None:
    settings.DEMO, settings.STAFF_BY_OS_USER = False, {}
    code, paper = desk.agreement.code, tmp_path / "legend.txt"
    paper.write_text("The Company's wording")
    keep = ("--document", paper, "--as", desk.maker.username)
    lacking = {name: words for name, words in PASSAGES.items() if name is not E.NULLITY}
    with pytest.raises(CommandError, match="void"):
        shell(code, legend_file(tmp_path, lacking), *keep)
    bare = tmp_path / "bare.toml"
    bare.write_text('wording = "x"\n[elements]\n')
    with pytest.raises(CommandError, match="a date in_use_from"):
        shell(code, bare, *keep)
    assert not Document.objects.filter(kind="SHARE_LEGEND").exists()
    kept = shell(code, legend_file(tmp_path, PASSAGES), *keep)
    assert [one["version"] for one in kept["versions"]] == [1]
    assert set(kept["versions"][0]["elements"]) == set(LegendElement)

    desk.apply_record_count()
    desk.apply(NoticeKind.SHARES_ISSUED, {"shares": "1500000", "issued_on": "2003-04-02", "issue": "options"})
    shown = shell(code, "--issued-on", "2003-04-02", "--shares", 100)
    assert [(one["evidence"], one["section"], one["rights"]) for one in shown["attached"]] == [
        ("SUMMARY", "3(b)", 38_500_000),
        ("LEGEND", "3(c)", 1_500_000),
    ]
    certificate = shown["certificate"]
    assert (certificate["evidence"], certificate["legend_version"]) == ("LEGEND", 1)
    assert certificate["rights_moved_with_them"] == "100"
    old = shell(code, "--issued-on", "1999-07-01", "--shares", 100)["certificate"]
    assert (old["evidence"], old["legend_version"]) == ("SUMMARY", None)
    page = page_of(desk)
    assert "38,500,000" in page
    assert "The share certificate alone, which bears the legend" in page
    assert "Version 1, for certificates issued from" in page
    desk.separate()
    after = shell(code, "--issued-on", "2003-04-02", "--shares", 100)["certificate"]
    assert (after["evidence"], after["rights_moved_with_them"]) == ("RIGHTS_CERTIFICATE", "0")


def page_of(desk: Desk) -> str:
    """The page of the agreement as a member of staff sees it."""
    client = Client()
    client.force_login(desk.maker)
    return client.get(reverse("agreement", args=[desk.agreement.code])).content.decode()


def log(desk: Desk, **changed: Any) -> CopyRequest:
    return log_copy_request(
        desk.agreement,
        **{
            "name": "Cedar",
            "document": desk.paper(),
            "address": "9 Cedar Lane, Portland",
            "holding_shown_by": "list of the share transfer agent, account C-30",
            "by": desk.maker,
            "at": desk.later(),
            **changed,
        },
    )


def fulfil(desk: Desk, request: CopyRequest, **changed: Any) -> CopyRequest:
    parts = {"means": "MAIL", "fulfilled_on": date(2003, 6, 18), "by": desk.maker, "at": desk.later()}
    return record_fulfilment(request, **(parts | changed))


@pytest.mark.row("R-3c-4")
def test_a_written_request_is_logged_and_the_copy_mailed_without_charge(desk: Desk) -> None:
    request = log(desk)
    due = PaperDue.objects.get()
    assert (due.paper_kind, due.section, due.facts["charge"]) == ("AGREEMENT_COPY", "3(c)", "0.00")
    done = fulfil(desk, request)
    assert (done.state, done.means, done.charge) == (CopyRequestState.FULFILLED, "MAIL", 0)
    assert done.fulfilled_on == date(2003, 6, 18)
    with pytest.raises(Conflict) as again:
        fulfil(desk, done)
    assert again.value.code == "REQUEST_ALREADY_DECIDED"
    with pytest.raises(DatabaseError), transaction.atomic():
        CopyRequest.objects.update(charge=1)


@pytest.mark.row("R-3c-4")
def test_a_request_of_somebody_without_a_holding_is_passed_to_the_company(desk: Desk) -> None:
    request = log(desk, holding_shown_by=" ")
    assert request.state == CopyRequestState.PASSED_ON
    for attempt in (lambda: must_be_holder(request), lambda: fulfil(desk, request)):
        with pytest.raises(RefusedByGround) as refused:
            attempt()
        assert refused.value.code == "NOT_A_HOLDER"
        assert "passed to the Company" in str(refused.value)
    assert not PaperDue.objects.exists()


@pytest.mark.row("R-3c-4")
def test_a_request_that_is_not_in_writing_is_refused(desk: Desk) -> None:
    with pytest.raises(RefusedByGround) as refused:
        log(desk, document=None)
    assert refused.value.code == "NO_SUPPORTING_DOCUMENT"


@pytest.mark.row("R-3c-4", "R-5b-4")
def test_offices_and_portal_give_copies_only_after_the_separation(desk: Desk) -> None:
    request, day = log(desk), date(2003, 6, 18)
    assert means_offered(desk.agreement, day=day) == (("MAIL", ""),)
    for means, office in (("OFFICE", "New York"), ("PORTAL", "")):
        with pytest.raises(RefusedByGround) as refused:
            fulfil(desk, request, means=means, office=office)
        assert refused.value.code == "COPY_BY_MAIL_ONLY"
    desk.separate()
    desk.agreement.refresh_from_db()
    assert ("OFFICE", "New York") in means_offered(desk.agreement, day=day)
    with pytest.raises(RefusedByGround):
        fulfil(desk, request, means="OFFICE", office="Boston")
    assert fulfil(desk, request, means="OFFICE", office="New York").office == "New York"


@pytest.mark.row("R-3c-4")
@pytest.mark.django_db
def test_once_the_books_are_open_the_holder_is_found_there() -> None:
    plan = make_opening_plan()
    plan.attach(100)
    separate(plan)
    open_from(plan, accept_list(plan, [listed("A1", 100, name="Alder Fund LP")]))
    plan.agreement.refresh_from_db()

    def logged(**who: str) -> CopyRequest:
        return log_copy_request(
            plan.agreement, document=plan.document, by=plan.maker, at=plan.tick(), **{"name": "x", **who}
        )

    assert logged(name="alder fund lp").holder is not None
    assert logged(account="A1").state == CopyRequestState.LOGGED
    assert logged(name="Stranger", holding_shown_by="a story").state == CopyRequestState.PASSED_ON
