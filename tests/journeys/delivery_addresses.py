"""The addresses of what follows an exercise, with what each answers each kind of person (§7(c))."""

from __future__ import annotations

from tests.journeys.asked import CODE, STAFF_PLAN, Asked


def delivery_pages() -> list[Asked]:
    """Requisitions and the cash desk before any exercise; what is seen of one, its own tests show."""
    plan, gone = (CODE,), "302 404 404 403 403 403"
    form = "302 200 200 403 403 403", "302 422 422 403 403 403"
    told = ("shares_reserved", "delivery_route", "fraction_money", "substitute_money")
    found = (
        ("securities_received", (1,)),
        ("securities_delivered", (1,)),
        ("fraction_certified", (1,)),
        ("due_bill_recorded", (1,)),
        ("due_bill_fraction_certified", (1,)),
        ("fraction_money_back", (1,)),
        ("payment_moved", (1, "forward")),
    )
    return [
        *(Asked(name, STAFF_PLAN, args=plan) for name in ("requisitions", "cash_desk")),
        *(Asked(name, form[0], args=plan) for name in told),
        *(Asked(name, form[1], "POST", plan) for name in told),
        Asked("requisition_file_made", "302 409 409 403 403 403", "POST", plan),
        Asked("requisition_file", "302 404 404 404 403 403", args=(CODE, 1)),
        *(Asked(name, gone, method, (CODE, *more)) for name, more in found for method in ("GET", "POST")),
        *(
            Asked(name, gone, "POST", (CODE, 1))
            for name in (
                "exercise_requisitioned",
                "fraction_paid",
                "substitute_paid",
                "due_bill_issued",
                "due_bill_fulfilled",
                "due_bill_fraction_paid",
            )
        ),
    ]
