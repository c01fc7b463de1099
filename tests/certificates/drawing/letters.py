"""Letters of an invented agent: each kind from facts as the registry freezes them, without a database."""

from __future__ import annotations

import io
from typing import Any
from zoneinfo import ZoneInfo

from pypdf import PdfReader

from certificates.drawing.letter import draw_letters
from certificates.letters import Letter
from certificates.services.letter_matters import MATTERS
from certificates.services.letter_papers import address_lines
from certificates.services.letter_words import Told
from registry.models import LetterKind, PaperDue
from tests.certificates.drawing.samples import REPOSITORY

SECTIONS = {
    LetterKind.CONSULT: "20(k)",
    LetterKind.APPLICATION: "20(g)",
    LetterKind.APPLICATION_DATE: "20(g)",
    LetterKind.REPLACED_PRESENTED: "6(b)",
    LetterKind.TAX_DEMAND: "6(a)",
    LetterKind.EXTRACT: "15(a)",
    LetterKind.FEE_INVOICE: "18(a)",
    LetterKind.EXPENSE_DEMAND: "18(a)",
    LetterKind.REQUISITION: "7(c)",
    LetterKind.DUE_BILL: "11(k)",
    LetterKind.CERTIFICATE_DIFFERENCE: "12",
    LetterKind.DEPOSIT_INSTRUCTION: "policy on deposits",
    LetterKind.ADDRESS_CHANGED: "5(b)",
}
HOLDER = "Jonathan Q. Cedar (Trustee) &\nMária Kovács-Østergård TTEES"
TO = {"name": HOLDER, "address": ["9 Cedar Road", "Portland", "OR", "97201", "US"]}
COMPANY = {
    "lines": [
        "Northwind Instruments, Inc.",
        "600 Pier Street",
        "San Francisco, CA 94107",
        "Attention: Secretary",
    ],
    "copies": ["Counsel & Partners, 650 Mill Road, Palo Alto, CA 94304"],
}
ITEM: dict[str, Any] = {
    "item": 12,
    "kind": "Transfer",
    "received_at": "2003-07-03T16:12:00+00:00",
    "holder": HOLDER,
    "account": "A00012",
    "certificates": [{"number": 1001, "rights": 1000}, {"number": 1002, "rights": 250}],
}
GROUNDS: list[dict[str, Any]] = [
    {
        "code": "SIGNATURE_NAME_MISMATCH",
        "message": "The signature on the form of assignment differs from the name on certificate 1001",
        "basis": "AGREEMENT",
        "clause": "Exhibit B reverse",
        "citation": "AGREEMENT Exhibit B, reverse",
        "cure": "sign with the name as it stands on the face, in every particular",
        "effect": "CURE",
    },
    {
        "code": "TAX_NOT_SATISFIED",
        "message": "The Rights Agent is not yet satisfied that the taxes asked for on 2003-07-02 are paid",
        "basis": "AGREEMENT",
        "clause": "6(a)",
        "citation": "AGREEMENT §6(a)",
        "cure": "show the payment, or the Company's statement that none is due",
        "effect": "HOLD",
    },
    {
        "code": "COMBINATION_MIXED_STATUS",
        "message": "Rights that bear the legend of nullity and others cannot be combined",
        "basis": "HOUSE",
        "clause": "policy on items presented",
        "citation": "HOUSE policy on items presented",
        "cure": "ask for a certificate for each",
        "effect": "CURE",
    },
]
LINE: dict[str, Any] = {
    **ITEM,
    "ground": "INCOMPLETE",
    "statement_1": "The box that denies",
    "statement_2": "Neither box",
    "signed_by": "Jonathan Q. Cedar",
    "held": "Held for consultation with the Company: statement 2 has no box ticked",
    "papers": ["DOC-7 Papers of a transfer"],
}
FACTS: dict[LetterKind, dict[str, Any]] = {
    LetterKind.DEFICIENCY: {**ITEM, "to": TO, "state": "DEFICIENT", "grounds": GROUNDS},
    LetterKind.REFUSAL: {
        **ITEM,
        "to": TO,
        "reason": "the presentor asks on 2003-07-08 for everything back",
        "grounds": GROUNDS[:1],
        "returned": [
            {"what": "CERTIFICATE", "number": 1001, "rights": 1000},
            {"what": "CERTIFICATE", "number": 1002, "rights": 250},
            {"what": "CERTIFICATE_KEPT", "number": 1003, "rights": 75},
            {
                "what": "PAPER",
                "title": "Papers of a transfer",
                "document": 7,
                "received_at": "2003-07-03T16:12:00+00:00",
            },
            {"what": "MONEY", "title": "Cashier's check No. 4711 drawn on Harbor Bank, $7,500.00"},
        ],
    },
    LetterKind.CONSULT: {
        "to": COMPANY,
        "day": "2003-07-03",
        "ground": "INCOMPLETE",
        "items": [
            LINE,
            {**LINE, "item": 13, "holder": "Alder Fund LP", "signed_by": "", "asked_back": "2003-07-03"},
        ],
        "instead_of": [5],
    },
    LetterKind.APPLICATION: {
        "to": COMPANY,
        "application": 3,
        "about": "your notice 9 (Record count)",
        "proposal": "to leave the number of attached Rights as it stands",
        "business_days": 5,
        "grounds": GROUNDS[1:2],
    },
    LetterKind.APPLICATION_DATE: {
        "to": COMPANY,
        "application": 3,
        "about": "your notice 9",
        "sent_at": "2003-07-02T16:12:00+00:00",
        "proposal": "to leave the number of attached Rights as it stands",
        "business_days": 5,
        "date": "2003-07-11",
    },
    LetterKind.CONFIRMATION: {
        **ITEM,
        "to": TO,
        "entry": 1234,
        "posted_at": "2003-07-09T20:00:00+00:00",
        "issued": [
            {"number": 4001, "rights": 400, "registration": "Cedar Fund LP"},
            {"number": 4002, "rights": 850, "registration": HOLDER},
        ],
        "rights_left": 1250,
    },
    LetterKind.STOP_ACKNOWLEDGEMENT: {
        "to": TO,
        "holder": HOLDER,
        "account": "A00012",
        "certificates": ITEM["certificates"],
        "placed_at": "2003-07-03T16:12:00+00:00",
        "asked_by": "the registered holder, in writing",
        "reason": "the certificates are lost",
        "reference": "Stop 4",
        "stop_kind": "LOSS_REPORTED",
        "reach": "EVERYTHING",
        "next_steps": ["send an affidavit of the loss, sworn before a notary", "give indemnity or security"],
    },
    LetterKind.DEMAND_PRESENTED: {
        **ITEM,
        "to": TO,
        "told_as": "MAKER",
        "presenter": "A messenger of Alder Fund LP",
        "reference": "Stop 4",
        "demanded_at": "2003-07-01T18:00:00+00:00",
        "days": 30,
        "rule": "UCC 8-403(c)",
        "until": "",
    },
    LetterKind.REPLACED_PRESENTED: {
        **ITEM,
        "to": COMPANY,
        "presenter": "R. Alder, messenger",
        "presenter_address": "9 Pier Street\nSan Francisco",
        "replaced": [
            {
                "number": 1001,
                "rights": 1000,
                "replaced_by": "1044",
                "cause": "Lost",
                "claim": 8,
                "replaced_at": "2003-06-20T16:00:00+00:00",
                "stop": "Stop 4",
            }
        ],
    },
    LetterKind.TAX_DEMAND: {
        **ITEM,
        "to": TO,
        "tax": "stock transfer tax of the State of New York",
        "amount": "12.50",
        "payable_to": "the Company",
        "demanded_on": "2003-07-07",
    },
    LetterKind.INQUIRY_REPLY: {
        "to": TO,
        "asked_on": "2003-07-10",
        "received_on": "2003-07-14",
        "about": "transfer, item 12",
        "standing_at": "2003-07-15T18:00:00+00:00",
        "answers": [
            {"question": "Was it received?", "answer": "Yes, on 2003-07-03."},
            {"question": "Was it transferred?", "answer": "Not yet: it waits to be put right."},
        ],
        "grounds": GROUNDS[:1],
    },
    LetterKind.EXTRACT: {
        "to": TO,
        "holder": HOLDER,
        "account": "A00012",
        "as_of": "2003-07-10T19:00:00+00:00",
        "requested_at": "2003-07-14T16:00:00+00:00",
        "request": 9,
        "positions": [
            {"certificate": 4001, "dated": "2003-06-18", "rights": 400, "void": 0},
            {"certificate": 4007, "dated": "2003-07-08", "rights": 1250, "void": 250},
        ],
        "head": {"entry": 214, "hash": "5c" * 32},
        "digest": "a7" * 32,
    },
    LetterKind.CERTIFICATE_DIFFERENCE: {
        "to": COMPANY,
        "worksheet": 2,
        "notice": 14,
        "received_at": "2003-07-03T16:12:00+00:00",
        "event": "Subscription rights offered to all holders of Preferred Shares",
        "is_in_force": True,
        "figures": [
            ["Exercise Price of a unit", "$241.76", "$241.67"],
            ["Units that a Right buys", "1.02", "1.03"],
        ],
        "steps": [
            ["Shares outstanding that count: outstanding \N{MINUS SIGN} the Company's = 50000", "§11(b)"],
            ["Price in force × factor = 725/3, rounded 241.67", "§11(d)"],
        ],
    },
    LetterKind.FEE_INVOICE: {
        "to": COMPANY,
        "about": "Invoice 1",
        "number": 1,
        "first_day": "2003-06-01",
        "last_day": "2003-06-30",
        "annual_year": 2003,
        "schedule": 1,
        "in_force_from": "2003-01-01",
        "lines": [
            {
                "counted": "CERTIFICATE_COUNTERSIGNED",
                "words": "Rights Certificates countersigned",
                "count": 2431,
                "fee": "2.00",
                "amount": "4862.00",
                "source": "Books: 3 entries, 14 to 19, certificates 1 to 2,431",
            },
            {
                "counted": "ANNUAL",
                "words": "Annual fee for 2003",
                "count": 1,
                "fee": "12000.00",
                "amount": "12000.00",
                "source": "Fee schedule 1, in force from 2003-01-01",
            },
        ],
        "total": "16862.00",
    },
    LetterKind.EXPENSE_DEMAND: {
        "to": COMPANY,
        "about": "Demand 1",
        "number": 1,
        "demanded_on": "2003-07-01",
        "lines": [
            {
                "expense": 1,
                "kind": "Postage",
                "what": "First-class mail of the Rights Certificates",
                "incurred_on": "2003-06-27",
                "amount": "1288.43",
                "voucher": 12,
            }
        ],
        "total": "1288.43",
    },
    LetterKind.DEPOSIT_INSTRUCTION: {
        "to": TO,
        "holder": HOLDER,
        "account": "A00012",
        "bank": "checking account •••••4321, routing number 121000248",
        "signed_by": "Jonathan Q. Cedar, Mária Kovács-Østergård",
        "signed_on": "2003-07-02",
        "pays_from": "2003-07-13T20:00:00+00:00",
    },
    LetterKind.ADDRESS_CHANGED: {
        "to": TO,
        "holder": HOLDER,
        "account": "A00012",
        "about": "Change of address 7",
        "before": "4 Birch Lane, Salem, OR 97301, US",
        "new": "9 Cedar Road, Portland, OR 97201, US",
        "in_force_from": "2003-07-03T16:12:00+00:00",
        "signed_by": "Jonathan Q. Cedar, Mária Kovács-Østergård",
        "capacity": "Registered holder",
        "signed_on": "2003-07-02",
        "waits_until": "2003-07-13T20:00:00+00:00",
        "goes_to": "before",
    },
    LetterKind.REQUISITION: {
        **ITEM,
        "kind": "Exercise",
        "to": {"lines": ["Pier Transfer Company", "4 Dock Street", "Oakland, CA 94607"], "copies": []},
        "about": "Requisition 3",
        "requisition": 3,
        "recipient": "TRANSFER_AGENT",
        "security": "Series A Participating Preferred Stock",
        "units": 30,
        "unit_denominator": 1000,
        "shares": "0.030",
        "registration": "Beech Trust",
        "deliver_to": "9 Cedar Road, Portland, OR 97201, US",
        "record_date": "2003-07-03",
        "rights": 30,
        "by_notice": "",
    },
    LetterKind.DUE_BILL: {
        **ITEM,
        "kind": "Exercise",
        "to": TO,
        "about": "Due bill 1",
        "due_bill": 1,
        "security": "Series A Participating Preferred Stock",
        "units": "9/10",
        "unit_denominator": 1000,
        "event": "the distribution of 1 June 2004",
        "record_date": "2004-05-03",
        "elected": "President, 2004-05-04",
    },
}


def letter(kind: LetterKind, /, *, is_demo: bool = True, **changed: Any) -> Letter:
    """A letter of a kind from its facts, some of them changed."""
    facts = {**FACTS[kind], **changed}
    paper = PaperDue(pk=88, paper_kind=kind.value, facts=facts, section=SECTIONS.get(kind, "6(a)"))
    matter = MATTERS[kind](Told(paper, ZoneInfo("America/Los_Angeles"), "R-"))
    words = (REPOSITORY / "templates" / "letters" / kind.value.lower() / "letter.txt").read_text("utf-8")
    return Letter(
        number=88,
        agreement_code="NRTH-2003",
        agent_name="Harbor Registrar LLC",
        return_lines=("12 Quay Street", "Ridgefield Park, New Jersey 07660"),
        address_lines=address_lines(facts["to"]),
        date_text="July 15, 2003",
        facts=(*matter.facts, ("Our reference", "Letter 88, NRTH-2003")),
        words=words,
        values={
            "company_name": "Northwind Instruments, Inc.",
            "agent_name": "Harbor Registrar LLC",
            "agreement_title": "Preferred Stock Rights Agreement",
            "agreement_date": "March 31, 2003",
            "office": "12 Quay Street, Ridgefield Park, New Jersey 07660",
            **matter.values,
        },
        tables=matter.tables,
        copies=tuple(facts["to"].get("copies", ())),
        notice_address="12 Quay Street, Ridgefield Park, New Jersey 07660",
        is_demo=is_demo,
    )


def pages_of(*letters: Letter) -> list[str]:
    """The words of each page, blanks and line ends as one blank."""
    reader = PdfReader(io.BytesIO(draw_letters(letters)))
    return [" ".join(page.extract_text().split()) for page in reader.pages]
