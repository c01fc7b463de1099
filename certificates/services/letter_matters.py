"""The matter of each kind of letter: what it is about, its values, its tables (§6(a), §7(a), §20(g), §20(k)).

Each function takes the facts of one row and gives plain values; the words stand in files.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from agreement.workflow.items import ItemState
from certificates.letters import Column, LetterTable
from certificates.services.account_matters import expense_demand, fee_invoice
from certificates.services.address_matters import address_changed
from certificates.services.adjustment_matters import certificate_difference
from certificates.services.application_matters import application, application_date
from certificates.services.deposit_matters import deposit_instruction
from certificates.services.due_bill_matters import due_bill
from certificates.services.letter_words import (
    Facts,
    Matter,
    Told,
    ground_table,
    rights,
    with_days_in_words,
)
from certificates.services.requisition_matters import requisition
from certificates.services.stop_matters import demand_presented, replaced_presented, stop_acknowledgement
from registry.models import LetterKind
from registry.services.letters.consultation import AFFIRMATIVE, CONFLICT, INCOMPLETE

POLICY_NOTE = (
    "A ground marked as a policy of the Rights Agent is its own: it may hold and never refuses, and it "
    "yields to an instruction of the Company."
)
GROUND_OF_CONSULT = {
    AFFIRMATIVE: (
        "{which} a statement of the certification is answered affirmatively: that an Acquiring "
        "Person, or an Affiliate or Associate of one, has to do with the Rights."
    ),
    INCOMPLETE: "{which} the certification is not completed as the agreement asks, or is not signed.",
    CONFLICT: (
        "{which} officers of the Company gave answers that conflict, told below: please give one answer that "
        "settles it (Section 20(g))."
    ),
}
_OUTCOMES = {
    ItemState.WITHDRAWN.value: "was withdrawn",
    ItemState.RETURNED.value: "is returned to be completed; it is not refused",
}
ANSWER = "□ Proceed\n□ Do not proceed"


def _item(told: Told) -> Matter:
    """What every letter about an item says first."""
    facts = told.facts
    return Matter(
        facts=[
            ("Item", f"{facts['item']}: {facts['kind']}, received {told.instant(facts['received_at'])}"),
            ("Registered holder", " ".join(facts["holder"].split())),
            ("Account", facts["account"]),
            ("Certificates", told.certificates(facts["certificates"])),
        ],
        values={
            "item": str(facts["item"]),
            "kind": facts["kind"].lower(),
            "received": told.instant(facts["received_at"]),
        },
    )


def deficiency(told: Told) -> Matter:
    """All defects at once, each with its ground and its cure (§6(a), §7(a))."""
    matter, grounds = _item(told), told.facts["grounds"]
    matter.tables["defects"] = ground_table(grounds, heading="What stands against it", cures="What cures it")
    matter.values["policy_note"] = _policy_note(grounds)
    return matter


def refusal(told: Told) -> Matter:
    """Why an item ended unposted, and everything that goes back with the letter (§6(a), §7(a), §7(c))."""
    matter, facts = _item(told), told.facts
    matter.values["outcome"] = _OUTCOMES.get(facts.get("state", ""), "is refused")
    matter.values["reason"] = with_days_in_words(facts["reason"]).strip().rstrip(".")
    grounds = facts["grounds"]
    matter.tables["defects"] = ground_table(grounds, heading="What stood against it", cures="What cures it")
    matter.values["policy_note"] = _policy_note(grounds)
    matter.tables["returned"] = LetterTable(
        (Column("No.", 5), Column("Paper", 60), Column("Received", 35)),
        tuple((f"{place}.", *_returned(told, one)) for place, one in enumerate(facts["returned"], 1)),
    )
    return matter


def _returned(told: Told, one: Facts) -> tuple[str, str]:
    received = told.instant(told.facts["received_at"])
    if one["what"] == "CERTIFICATE":
        words = f"Rights Certificate {told.number(one['number'])} for {rights(one['rights'])}, the original"
        return words, received
    if one["what"] == "CERTIFICATE_KEPT":
        words = f"Rights Certificate {told.number(one['number'])}: replaced, cancelled, does not go back"
        return words, received
    if one["what"] == "PAPER":
        return f"{one['title']} (a copy stays with us as DOC-{one['document']})", told.instant(
            one["received_at"]
        )
    return str(one["title"]), "with the papers, or since"


def consult(told: Told) -> Matter:
    """One letter and one schedule for the items held on the same ground on one day (§20(k))."""
    facts = told.facts
    lines = facts["items"]
    total = sum(one["rights"] for line in lines for one in line["certificates"])
    papers = [f"item {line['item']}: {', '.join(line['papers'])}" for line in lines]
    earlier = facts["instead_of"]
    return Matter(
        facts=[
            ("Held", f"{_items_words(len(lines))}, {rights(total)}, on {told.day(facts['day'])}"),
        ],
        values={
            "items_words": "the one item" if len(lines) == 1 else f"the {len(lines)} items",
            "ground_words": GROUND_OF_CONSULT[facts["ground"]].format(
                which="On it" if len(lines) == 1 else "On each of them"
            ),
            "papers": "; ".join(papers),
            "instead": (
                f"This letter takes the place of our letter {_and(earlier)} of the same day, and its "
                "schedule of that one's."
                if earlier
                else ""
            ),
        },
        tables={
            "schedule": LetterTable(
                (
                    Column("Item", 22),
                    Column("Certificates, registered holder", 30),
                    Column("Rights", 11, is_figures=True),
                    Column("The certification, as received", 30),
                    Column("Your answer", 18),
                ),
                tuple(_line(told, line) for line in lines),
            )
        },
    )


def _line(told: Told, line: Facts) -> tuple[str, ...]:
    numbers = ", ".join(told.number(one["number"]) for one in line["certificates"])
    signed = f"Signed {' '.join(line['signed_by'].split())}" if line["signed_by"] else "Not signed"
    back = line.get("asked_back")
    told_apart = f"\n{line['held']}" if line["ground"] == CONFLICT else ""
    asked = f"\nThe holder asked for its papers back on {told.day(back)}; they stay here." if back else ""
    return (
        f"{line['item']}: {line['kind']}\nreceived {told.instant(line['received_at'])}",
        f"{numbers}\n{' '.join(line['holder'].split())}\naccount {line['account']}",
        f"{sum(one['rights'] for one in line['certificates']):,}",
        f"Statement 1: {line['statement_1'].lower()}\n"
        f"Statement 2: {line['statement_2'].lower()}\n{signed}{told_apart}{asked}",
        ANSWER,
    )


def confirmation(told: Told) -> Matter:
    """What an entry did: certificates cancelled, certificates issued in their place (§6(a), §7(d), §8)."""
    matter, facts = _item(told), told.facts
    surrendered = sum(one["rights"] for one in facts["certificates"])
    left = surrendered - facts["rights_left"]
    matter.values |= {
        "posted": told.instant(facts["posted_at"]),
        "entry": f"{facts['entry']:,}",
        "exercised": (
            f"Of the {rights(surrendered)} on them {rights(left)} left the books as exercised."
            if left
            else ""
        ),
        "none_issued": "" if facts["issued"] else "No certificate is issued in their place.",
        "paper_to_come": (
            "Each is printed, executed by the Company and countersigned by hand, and goes to the person in "
            "whose name it stands. It is valid only when countersigned (Section 5(a))."
            if facts["issued"]
            else ""
        ),
    }
    matter.tables["issued"] = LetterTable(
        (Column("Certificate", 22), Column("In the name of", 60), Column("Rights", 18, is_figures=True)),
        tuple(
            (told.number(one["number"]), " ".join(one["registration"].split()), f"{one['rights']:,}")
            for one in facts["issued"]
        ),
    )
    return matter


def tax_demand(told: Told) -> Matter:
    """The sum that the Company requires for a tax or charge (§6(a), §9(e))."""
    matter, facts = _item(told), told.facts
    payable = facts["payable_to"]
    matter.facts.append(("Tax or charge", facts["tax"]))
    matter.facts.append(("Sum", f"${facts['amount']}"))
    matter.values |= {
        "clause_words": f"Section {told.paper.section}",
        "demanded": told.day(facts["demanded_on"]),
        "sum": f"Please pay ${facts['amount']} in US dollars for: {facts['tax']}.",
        "payable": f"It is payable to the order of {payable}." if payable else "",
    }
    return matter


def inquiry_reply(told: Told) -> Matter:
    """What became of an item, as far as the records stand (17Ad-5)."""
    facts = told.facts
    return Matter(
        facts=[
            ("Your inquiry", f"of {told.day(facts['asked_on'])}, received {told.day(facts['received_on'])}")
        ],
        values={
            "asked": told.day(facts["asked_on"]),
            "received": told.day(facts["received_on"]),
            "about": facts["about"],
            "standing": told.instant(facts["standing_at"]),
        },
        tables={
            "answers": LetterTable(
                (Column("Asked", 34), Column("Answer", 66)),
                tuple((one["question"], with_days_in_words(one["answer"])) for one in facts["answers"]),
            ),
            "defects": ground_table(facts["grounds"], heading="What is missing", cures="What cures it"),
        },
    )


def extract(told: Told) -> Matter:
    """What the register showed for one holder at an instant, with the hash of what is stated (§15(a))."""
    facts = told.facts
    positions, head = facts["positions"], facts["head"]
    total, void = (sum(one[name] for one in positions) for name in ("rights", "void"))
    return Matter(
        facts=[
            ("Registered holder", " ".join(facts["holder"].split())),
            ("Account", facts["account"]),
            ("As of", told.instant(facts["as_of"])),
        ],
        values={
            "as_of": told.instant(facts["as_of"]),
            "requested": told.day(facts["requested_at"]),
            "total": (
                f"Together {rights(total)}{_of_them_void(void)}."
                if positions
                else "The books showed no Rights in this name at that instant."
            ),
            "head": (
                f"The last entry of the books then was number {head['entry']:,}, its hash {head['hash']}."
                if head
                else "The books held no entry then."
            ),
            "digest": facts["digest"],
        },
        tables={
            "positions": LetterTable(
                (
                    Column("Certificate", 26),
                    Column("Dated as of", 30),
                    Column("Rights", 22, is_figures=True),
                    Column("Of them void", 22, is_figures=True),
                ),
                tuple(_position(told, one) for one in positions),
            )
        },
    )


def _of_them_void(void: int) -> str:
    return f", of which {void:,} null and void (Section 7(e))" if void else ""


def _position(told: Told, one: Facts) -> tuple[str, ...]:
    number = "not certificated" if one["certificate"] is None else told.number(one["certificate"])
    dated = told.day(one["dated"]) if one["dated"] else ""
    return number, dated, f"{one['rights']:,}", f"{one['void']:,}"


MATTERS: Mapping[LetterKind, Callable[[Told], Matter]] = MappingProxyType(
    {
        LetterKind.DEFICIENCY: deficiency,
        LetterKind.REFUSAL: refusal,
        LetterKind.CONSULT: consult,
        LetterKind.APPLICATION: application,
        LetterKind.APPLICATION_DATE: application_date,
        LetterKind.CONFIRMATION: confirmation,
        LetterKind.STOP_ACKNOWLEDGEMENT: stop_acknowledgement,
        LetterKind.DEMAND_PRESENTED: demand_presented,
        LetterKind.REPLACED_PRESENTED: replaced_presented,
        LetterKind.TAX_DEMAND: tax_demand,
        LetterKind.INQUIRY_REPLY: inquiry_reply,
        LetterKind.EXTRACT: extract,
        LetterKind.FEE_INVOICE: fee_invoice,
        LetterKind.EXPENSE_DEMAND: expense_demand,
        LetterKind.REQUISITION: requisition,
        LetterKind.DUE_BILL: due_bill,
        LetterKind.DEPOSIT_INSTRUCTION: deposit_instruction,
        LetterKind.ADDRESS_CHANGED: address_changed,
        LetterKind.CERTIFICATE_DIFFERENCE: certificate_difference,
    }
)


def _policy_note(grounds: list[Facts]) -> str:
    return POLICY_NOTE if any(one["basis"] == "HOUSE" for one in grounds) else ""


def _items_words(count: int) -> str:
    return "one item" if count == 1 else f"{count} items"


def _and(numbers: list[int]) -> str:
    return " and ".join(str(number) for number in numbers)
