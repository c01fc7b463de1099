"""Rows of every model: a plan whose certificates were signed and mailed, another that was opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.test import Client

from agreement.workflow.items import CompanyAnswer
from certificates.models import (
    HandOver,
    InheritedMailing,
    LetterMailing,
    Mailing,
    MailingPiece,
    MailReturn,
    PrintRun,
    StatusInquiry,
)
from exercises.models import Election, Payment
from registry.models import (
    AddressChange,
    Approval,
    CashInLieu,
    CertificateDetailRow,
    Certification,
    Consultation,
    CopyRequest,
    ExecutedForm,
    HolderAddress,
    HolderListReject,
    HolderSearch,
    InformalNotice,
    InformationRequest,
    InstructionApplication,
    Item,
    ItemCertificate,
    ItemPaper,
    LotTaint,
    Notice,
    NoticeAddress,
    Opening,
    PaperDue,
    RightsCertificate,
    ShareLegend,
    TakeOver,
    TransferLine,
    User,
)
from registry.roles import Role, give_role, make_groups
from tests.admin.account_scene import account_of
from tests.admin.adjustment_scene import adjusted_in
from tests.admin.cancelled_scene import cancelled_of
from tests.admin.deposit_scene import order_deposits_of, order_shares_of
from tests.admin.funds_scene import deposits_of, funds_of
from tests.admin.gates_scene import announced_in
from tests.admin.nullity_scene import caught_in
from tests.admin.order_scene import order_of
from tests.admin.people_scene import a_claimed_account, rows_of_people
from tests.admin.schedule_scene import schedule_of
from tests.admin.stop_scene import stops_of
from tests.admin.succession_scene import succession_of
from tests.admin.work_scene import work_on
from tests.certificates import post
from tests.certificates.runs import Press, make_press
from tests.exercises.delivery_rows import delivery_rows
from tests.registry import opened

LABELS = ("registry", "certificates", "exercises")
WITH_LIBRARIES = (*LABELS, "admin", "auth", "account", "mfa", "usersessions")
ROLES = tuple(str(role) for role in Role)
EVERYBODY = ("anonymous", *ROLES, "superuser")
COVER_CODE = "CODE-OF-A-COVER-SHEET"
FORMULA = '=HYPERLINK("http://example.com")'
TAXPAYER_MARK = b"cipher-of-a-taxpayer-number"


@dataclass
class Scene:
    """The plan with its paper, the opened plan, a person of every role."""

    press: Press
    opening: Opening
    people: dict[str, User]
    clients: dict[str, Client] = field(default_factory=dict)
    token: str = ""

    def client(self, name: str) -> Client:
        """The browser of somebody."""
        if name not in self.clients:
            self.clients[name] = Client()
            if name != "anonymous":
                self.clients[name].force_login(self.people[name])
        return self.clients[name]


def put_groups_back() -> None:
    """Make the groups as a migration does, after a test that emptied the tables."""
    for label in WITH_LIBRARIES:
        make_groups(apps.get_app_config(label))


def make_people() -> dict[str, User]:
    """A person of every role, and a superuser without any."""
    put_groups_back()
    people = {
        "superuser": User.objects.create_superuser("superuser", "superuser@example.com", "a-long-password")
    }
    for role in ROLES:
        people[role] = User.objects.create_user(f"the_{role}", f"{role}@example.com", "a-long-password")
        give_role(people[role], role)
    return people


def make_scene() -> Scene:
    """Everything, by the services where they make it in few steps, else by the row."""
    press = make_press(certificates=3)
    post.ready_to_mail(press)
    mailing = post.mailed(press, missing=(3,))
    _come_back(press, mailing)
    _hand_over(press)
    _inherited_mailing(press)
    succession_of(press, words=FORMULA)
    made = _opened()
    people = make_people()
    scene = Scene(press, made, people)
    for rows in (_rows_of_a_holder, _rows_of_the_post, _rows_of_shares):
        rows(press)
    scene.token = rows_of_people(press, people)
    _an_exercise(press)
    a_claimed_account(press)
    account_of(press, words=FORMULA)
    funds_of(press, words=FORMULA)
    deposits_of(press, words=FORMULA)
    order_of(press, words=FORMULA)
    order_deposits_of(press, words=FORMULA)
    order_shares_of(press, words=FORMULA)
    announced_in(press)
    delivery_rows(press.plan, words=FORMULA)
    return scene


def _come_back(press: Press, mailing: Mailing) -> None:
    MailReturn.objects.create(
        piece=MailingPiece.objects.get(mailing=mailing, number=1),
        returned_on=date(2003, 6, 30),
        reason="MOVED",
        recorded_by=press.plan.maker,
        recorded_at=press.plan.tick(),
    )


def _inherited_mailing(press: Press) -> None:
    InheritedMailing.objects.create(
        agreement=press.agreement,
        kind="SUMMARY_OF_RIGHTS",
        mailed_by=FORMULA,
        mailed_on=date(2000, 10, 30),
        document=press.plan.document,
        approval=Approval.objects.filter(agreement=press.agreement, approved_at__isnull=False).latest("pk"),
        recorded_at=press.plan.tick(),
    )


def _hand_over(press: Press) -> None:
    HandOver.objects.create(
        run=PrintRun.objects.get(),
        ranges=[[3, 3]],
        certificate_count=1,
        rights_total=102,
        facts={"company": "Alder Harbor"},
        paper="00/00.pdf",
        paper_sha256="0" * 64,
        prepared_by=press.plan.maker,
        prepared_at=press.plan.tick(),
    )


def _opened() -> Opening:
    """A second plan, opened with fractions and marks."""
    plan = opened.make_opening_plan("OPENED", ratio="1/2")
    plan.attach(100)
    opened.separate(plan)
    opened.name_persons(plan, {"account": "A2", "taint_class": "I", "rights": None})
    rows = [opened.listed("A1", 101, name=FORMULA), opened.listed("A2", 99)]
    made = opened.open_from(plan, opened.accept_list(plan, rows))
    assert CashInLieu.objects.exists()
    assert LotTaint.objects.exists()
    return made


def _rows_of_a_holder(press: Press) -> None:
    """A change of address, a copy asked for, a row that was no holder, words to search by, a number."""
    agreement, at = press.agreement, press.plan.tick()
    by, holder, paper = press.plan.maker, press.plan.holders[0], press.plan.document
    where = {"address": "1 Pier", "city": "Oakland", "region": "CA", "postal_code": "94607", "country": "US"}
    change = AddressChange.objects.create(
        holder=holder, registration=holder.registration, drafted_by=by, drafted_at=at, **where
    )
    HolderAddress.objects.create(holder=holder, recorded_at=at, recorded_by=by, change=change, **where)
    CopyRequest.objects.create(
        agreement=agreement, name="A. Holder", document=paper, received_at=at, recorded_by=by, recorded_at=at
    )
    HolderListReject.objects.create(
        holder_list=agreement.holder_lists.get(),
        line=7,
        column="country",
        value=FORMULA,
        code="LIST_COUNTRY_UNKNOWN",
        reason="It is no country",
        cure="name one",
    )
    HolderSearch.objects.create(holder=holder, agreement=agreement, words="alder fund")
    type(holder).objects.filter(pk=holder.pk).update(
        taxpayer_id_encrypted=TAXPAYER_MARK, taxpayer_id_index=b"i" * 32, taxpayer_id_last_four="6789"
    )


def _rows_of_the_post(press: Press) -> None:
    """What came informally, an address for notices, questions, a proposal, a letter, an inquiry."""
    agreement, at = press.agreement, press.plan.tick()
    by, paper = press.plan.maker, press.plan.document
    notice = Notice.objects.filter(agreement=agreement).earliest("number")
    told = {"agreement": agreement, "received_at": at, "recorded_at": at, "recorded_by": by}
    InformalNotice.objects.create(**told, number=1, channel="EMAIL", sender=FORMULA, said="Hold the post")
    approval = Approval.objects.filter(agreement=agreement).earliest("pk")
    NoticeAddress.objects.create(
        agreement=agreement, party="COMPANY", role="PRINCIPAL", lines="1 Pier", in_force_from=at,
        document=paper, approval=approval, recorded_at=at,
    )  # fmt: skip
    InformationRequest.objects.create(agreement=agreement, question="Since when?", asked_at=at, asked_by=by)
    InstructionApplication.objects.create(
        agreement=notice.agreement, notice=notice, proposal="Wait", created_at=at, created_by=by
    )
    due = PaperDue.objects.create(
        agreement=agreement, paper_kind="CLAIM_LETTER", facts={}, section="26", recorded_at=at, recorded_by=by
    )
    LetterMailing.objects.create(
        paper=due, mailed_on=at.date(), mail_class="FIRST_CLASS", mailed_by=FORMULA, recorded_at=at,
        recorded_by=by,
    )  # fmt: skip
    StatusInquiry.objects.create(
        agreement=agreement, asked_by=FORMULA, address="1 Pier", city="Oakland", country="US",
        asked_on=at.date(), about="A transfer", received_at=at, due_on=at.date(), rule="17 CFR 240.17Ad-5(a)",
        document=paper, recorded_at=at, recorded_by=by,
    )  # fmt: skip


def _rows_of_shares(press: Press) -> None:
    """A legend of share certificates, and books taken over from a former agent."""
    agreement, at = press.agreement, press.plan.tick()
    by, paper = press.plan.maker, press.plan.document
    ShareLegend.objects.create(
        agreement=agreement,
        version=1,
        wording="Words",
        elements={},
        in_use_from=date(2003, 1, 1),
        document=paper,
        recorded_by=by,
        recorded_at=at,
    )
    TakeOver.objects.create(
        agreement=agreement,
        predecessor="Former Agent",
        served_from=date(2000, 9, 15),
        served_until=date(2003, 3, 14),
        inherited_total=10,
        company_total=10,
        document=paper,
        recorded_by=by,
        recorded_at=at,
    )
    CertificateDetailRow.objects.create(
        agreement=agreement, line=2, account="A-1", registration=FORMULA, registration_commitment=b"c" * 32,
        address="1 Pier", city="Oakland", country="US", number=1, rights=10, dated=date(2003, 6, 23),
        countersigned_on=date(2003, 6, 24), countersigner="S. Signer", legend_class="GENERAL",
        taxpayer_id_encrypted=TAXPAYER_MARK, taxpayer_id_index=b"i" * 32, taxpayer_id_last_four="6789",
    )  # fmt: skip


def _an_exercise(press: Press) -> None:
    """An item with every part: papers, certificate, signatures, line, answer, election, payment."""
    plan, at = press.plan, press.plan.tick()
    said = {"recorded_by": plan.maker, "recorded_at": at}
    where = {"address": "1 Pier", "city": "Oakland", "region": "CA", "postal_code": "94607", "country": "US"}
    item = Item.objects.create(
        agreement=press.agreement,
        number=1,
        kind="EXERCISE",
        state="RECEIVED",
        holder=plan.holders[0],
        received_at=at,
        cover_code=COVER_CODE,
        **said,
    )
    ItemPaper.objects.create(item=item, document=plan.document)
    surrendered = RightsCertificate.objects.get(agreement=press.agreement, number=1)
    ItemCertificate.objects.create(item=item, certificate=surrendered, surrendered_at=at)
    ExecutedForm.objects.create(item=item, kind="ELECTION", signed_name="Alder Fund LP", **said)
    Certification.objects.create(item=item, statement_1="NO", statement_2="BLANK", **said)
    TransferLine.objects.create(item=item, place=1, rights=5, registration="Somebody else", **where)
    Consultation.objects.create(
        item=item,
        answered_by="M. Osgood",
        answered_by_title="Secretary",
        answered_at=at,
        said="Go on",
        answer=CompanyAnswer.PROCEED.value,
        document=plan.document,
        **said,
    )
    work_on(item, press)
    stops_of(press, item)
    schedule_of(press, item)
    caught_in(press)
    adjusted_in(press)
    cancelled_of(press, 3)
    Election.objects.create(item=item, rights_exercised=10, securities_registration="Alder Fund LP", **where)
    Payment.objects.create(
        agreement=press.agreement,
        item=item,
        means="CASHIERS_CHECK",
        amount="840.00",
        payee="COMPANY",
        instrument_number="=1+1",
        document=plan.document,
        received_at=at,
        **said,
    )


def own_models() -> list[type[Any]]:
    """Every model of the product's applications."""
    return [model for label in LABELS for model in apps.get_app_config(label).get_models()]
