"""A new form of Rights Certificate that reflects changed figures: ordered by the Company, or not at all.

Agreement: 22.
"""

from dataclasses import dataclass
from fractions import Fraction

from agreement.arithmetic import as_text
from agreement.choices import Worded
from agreement.grounds import Ground
from agreement.refusals import ground


class Manner(Worded):
    """How certificates come into the new form.

    Agreement: 22.
    """

    ON_PRESENTATION = "ON_PRESENTATION", "Each next certificate, as certificates are presented"
    BULK_RUN = "BULK_RUN", "All certificates outstanding, in one run"


class OldPaper(Worded):
    """What the Company says becomes of a certificate that is out once another of the new form stands for it.

    Two papers for the same Rights would both be good otherwise: by the agreement a certificate ends with its
    surrender, and the section on new forms ends none.

    Agreement: 6(a);8;22.
    """

    VOID_ON_ISSUE = "VOID_ON_ISSUE", "It evidences no Rights from the issue of the new one on"


@dataclass(frozen=True, slots=True)
class FormOrdered:
    """What an order of a new form rests on: the form on file, its approvals, what it would print.

    `issued` are certificates of the form already given numbers: they show the figures from before. `others`
    are those outstanding of other forms, `old_paper` what the Company states about them.
    """

    name: str
    is_on_file: bool
    has_company_approval: bool
    is_signed_off: bool
    is_signed_off_last: bool
    is_ordered_already: bool
    issued: int
    units_of_right: Fraction
    manner: Manner = Manner.ON_PRESENTATION
    others: int = 0
    old_paper: OldPaper | None = None


def form_order_grounds(order: FormOrdered) -> tuple[Ground, ...]:
    """What stands against a new form: no approval, other figures under its name, units it cannot show.

    Agreement: 4(a);22.
    """
    if not order.is_on_file:
        return (_outside(f"no form version {order.name} is on file"),)
    if not (order.has_company_approval and order.is_signed_off):
        return (ground("TEMPLATE_NOT_APPROVED", form=order.name),)
    found: list[Ground] = []
    if not order.is_signed_off_last:
        found.append(_outside(f"another form was signed off after form {order.name} and is in use"))
    if order.is_ordered_already:
        found.append(_outside(f"form {order.name} was ordered before, with the figures of that time"))
    elif order.issued:
        found.append(
            _outside(
                f"{order.issued:,} certificates of form {order.name} are issued and show the earlier "
                "figures; put the words on file under another name"
            )
        )
    if order.units_of_right.denominator != 1:
        told = as_text(order.units_of_right)
        found.append(_outside(f"a certificate names whole units, and a Right buys {told}"))
    if order.manner is Manner.BULK_RUN and order.others and order.old_paper is None:
        found.append(ground("OLD_PAPER_UNSETTLED", certificates=f"{order.others:,}"))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What a run in a new form rests on: the order in force, the form in use, what stands in its way.

    `standing_orders` are orders of the Board, by their notices, that end Rights; `waiting` tells papers that
    are under way, such as envelopes not mailed; `certificates` would be replaced.
    """

    form: str
    manner: Manner
    old_paper: OldPaper | None
    is_in_use: bool
    has_expired: bool
    standing_orders: tuple[int, ...]
    waiting: tuple[str, ...]
    certificates: int


def run_grounds(facts: RunFacts) -> tuple[Ground, ...]:
    """Why no run is made now: the Company did not order one, or something has to end first.

    Agreement: 4(a);22.
    """
    reasons: list[str] = []
    if facts.manner is not Manner.BULK_RUN or facts.old_paper is None:
        reasons.append(
            "the Company's order does not say that those out are replaced and evidence no Rights then"
        )
    if not facts.is_in_use:
        reasons.append("new certificates are of another form by now")
    if facts.has_expired:
        reasons.append("the Rights have expired")
    reasons += [f"the order of the Board in notice {number} stands" for number in facts.standing_orders]
    reasons += facts.waiting
    if not facts.certificates:
        reasons.append("no certificate of another form can be replaced")
    return tuple(ground("NEW_FORM_RUN_NOT_POSSIBLE", form=facts.form, reason=one) for one in reasons)


def replaced_ground(number: int, *, new: str, is_of_old_form: bool) -> Ground:
    """That other certificates, `new`, stand in the place of one: for its loss, or by the order of a new form.

    Agreement: 6(b);22.
    """
    code = "CERTIFICATE_OF_OLD_FORM" if is_of_old_form else "CERTIFICATE_REPLACED"
    return ground(code, number=number, new=new)


def _outside(reason: str) -> Ground:
    return ground("NEW_FORM_CANNOT_STAND", reason=reason)
