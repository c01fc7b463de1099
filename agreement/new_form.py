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


@dataclass(frozen=True, slots=True)
class FormOrdered:
    """What an order of a new form rests on: the form on file, its approvals, what it would print.

    `issued` are certificates of the form already given numbers: they show the figures from before. `others`
    are those outstanding of other forms.
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
    if order.manner is Manner.BULK_RUN and order.others:
        found.append(ground("BULK_RUN_NOT_MADE", certificates=f"{order.others:,}"))
    return tuple(found)


def _outside(reason: str) -> Ground:
    return ground("NEW_FORM_CANNOT_STAND", reason=reason)
