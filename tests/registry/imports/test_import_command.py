"""`manage.py import_holders`: what it prints, what it writes, how it ends."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from agreement.errors import RightsError
from registry.models import Approval, HolderList, RegisteredHolder
from registry.services.agreements.closures import load_closures
from registry.services.holder_lists import request_acceptance
from tests.registry.imports.conftest import START, ListPlan
from tests.registry.imports.list_files import line, list_text

pytestmark = pytest.mark.django_db
RECORD_CLOSE = datetime(2000, 10, 24, 0, tzinfo=UTC)  # 23 October 2000, 17:00 in California


@pytest.fixture(autouse=True)
def staff_at_the_shell(settings: Any) -> None:
    settings.STAFF_BY_OS_USER = {}
    settings.DEMO = False


def run(list_plan: ListPlan, content: str, *words: str, **totals: Any) -> str:
    notice = list_plan.certify(**{"shares": "250", "holders": 1, **totals})
    out = io.StringIO()
    call_command(
        "import_holders",
        "LISTS",
        str(list_plan.write(content)),
        "--notice",
        str(notice.number),
        "--as",
        "mary.maker",
        *words,
        stdout=out,
    )
    return out.getvalue()


def test_a_good_list_is_told_with_its_totals(list_plan: ListPlan) -> None:
    told = run(list_plan, list_text(line()))
    assert "Staged" in told
    assert "Certified Common Shares" in told


def test_a_good_list_can_be_put_to_a_second_person_at_once(list_plan: ListPlan) -> None:
    answer = json.loads(run(list_plan, list_text(line()), "--json", "--request-acceptance"))
    assert answer["acceptance"]["request"] == Approval.objects.get().request_hash
    assert (answer["state"], answer["lines"]) == ("STAGED", 1)


@pytest.mark.row("R-3b-1")
def test_a_list_of_the_record_date_is_read_while_attached_by_the_command_and_by_the_console(
    list_plan: ListPlan,
) -> None:
    load_closures("CA_OR_NJ_STRICT", at=START)
    plan = list_plan.agreement
    plan.separation_state, plan.distribution_effective_at, plan.distribution_known_from = (
        "ATTACHED",
        None,
        None,
    )
    plan.save()
    words = ("--purpose", "RECORD_DATE", "--json")
    answer = json.loads(run(list_plan, list_text(line()), *words, as_of=RECORD_CLOSE))
    assert (answer["state"], answer["purpose"]) == ("STAGED", "RECORD_DATE")
    late = list_text(line(shares_issued_on="2000-10-24"))
    with pytest.raises(CommandError, match="to the Record Date 2000-10-23"):
        run(list_plan, late, "--purpose", "RECORD_DATE", as_of=RECORD_CLOSE)
    notice = list_plan.certify(shares="250", holders=1, as_of=RECORD_CLOSE)
    client = Client()
    client.force_login(list_plan.maker)

    def send(**more: str) -> int:
        with list_plan.write(list_text(line())).open("rb") as file:
            sent = {"notice": notice.number, "file": file, **more}
            return client.post(reverse("lists", args=[plan.code]), sent).status_code

    assert (send(), send(purpose="NO_SUCH_DAY"), send(purpose="RECORD_DATE")) == (422, 400, 302)
    read = HolderList.objects.latest("pk")
    assert (read.purpose, read.state) == ("RECORD_DATE", "STAGED")
    page = client.get(reverse("list", args=[plan.code, read.pk])).content.decode()
    assert "Record Date, as of" in page
    assert "of the Record Date</span>" in client.get(reverse("lists", args=[plan.code])).content.decode()


@pytest.mark.row("R-3a-6")
def test_a_rejected_list_ends_in_one_sentence_and_keeps_its_rejects_in_a_harmless_file(
    list_plan: ListPlan,
) -> None:
    rejects = list_plan.folder / "rejects.csv"
    with pytest.raises(CommandError, match=r"rejected: Row 3.*§5\(b\).*to cure: correct the row"):
        run(list_plan, list_text(line(), line(account="=1+1")), "--rejects", str(rejects))
    (row,) = csv.DictReader(rejects.open(encoding="utf-8"))
    assert (row["line"], row["value"], row["code"]) == ("3", "'=1+1", "LIST_ACCOUNT_INVALID")
    assert HolderList.objects.get().state == "REJECTED"


@pytest.mark.row("R-XB-3")
@pytest.mark.refusal("HOLDER_NAME_MISSING")
@pytest.mark.parametrize("name", ["", "   "])
def test_no_name_comes_on_the_books_that_a_certificate_could_not_bear(list_plan: ListPlan, name: str) -> None:
    nameless = list_text(line(), line(account="A0002", registration_1=name))
    with pytest.raises(CommandError, match=r"Row 3: The name of holder A0002 is blank"):
        run(list_plan, nameless, "--request-acceptance", holders=2)
    listed = HolderList.objects.get()
    assert (listed.state, Approval.objects.filter(kind="ACCEPT_LIST").count()) == ("REJECTED", 0)
    with pytest.raises(RightsError) as refused:
        request_acceptance(listed, maker=list_plan.maker, at=START)
    assert refused.value.code == "LIST_HAS_REJECTS"
    assert not RegisteredHolder.objects.exists()


def test_an_existing_file_is_not_written_over(list_plan: ListPlan) -> None:
    rejects = list_plan.folder / "rejects.csv"
    rejects.write_text("kept")
    with pytest.raises(CommandError, match=r"rejects\.csv exists already") as refused:
        run(list_plan, list_text(line()), "--rejects", str(rejects))
    assert getattr(refused.value.__cause__, "code", "") == "OUTPUT_FILE_EXISTS"
    assert rejects.read_text() == "kept"
    assert not HolderList.objects.exists()


def test_a_file_that_cannot_be_believed_ends_in_one_sentence(list_plan: ListPlan) -> None:
    with pytest.raises(CommandError, match="cannot have: shoe_size"):
        run(list_plan, "account,shoe_size\nA,9\n")
    assert not HolderList.objects.exists()


def test_a_notice_that_does_not_exist_is_refused(list_plan: ListPlan) -> None:
    path = str(list_plan.write(list_text(line())))
    with pytest.raises(CommandError):
        call_command("import_holders", "LISTS", path, "--notice", "9", "--as", "mary.maker")


def test_rejects_that_could_not_be_written_stop_the_reading_before_it_begins(list_plan: ListPlan) -> None:
    (list_plan.folder / "plain").write_text("no folder")
    for place in ("lost/rejects.csv", "plain/rejects.csv"):
        with pytest.raises(CommandError, match=r"rejects\.csv cannot be written") as refused:
            run(list_plan, list_text(line()), "--rejects", str(list_plan.folder / place))
        assert getattr(refused.value.__cause__, "code", "") == "OUTPUT_NOT_WRITABLE"
    assert not HolderList.objects.exists()


def test_a_refused_reading_leaves_no_file_for_rejects(list_plan: ListPlan) -> None:
    rejects = list_plan.folder / "rejects.csv"
    with pytest.raises(CommandError):
        run(list_plan, "a;b;c\n1;2;3\n", "--rejects", str(rejects))
    assert not rejects.exists()
