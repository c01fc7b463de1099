"""The preview of an opening for people: exact totals, by date and class, number range, samples (§3(a))."""

from fractions import Fraction
from typing import Any

from agreement.arithmetic import as_text
from agreement.form import legend_of, needs_stop_instead
from agreement.posting import TaintClass
from registry.models import HolderList
from registry.selectors import openings as reads
from registry.selectors.control import attached_rights
from registry.services.opening_grounds import fraction_carried, fractions_of


def preview_of(
    listed: HolderList,
    separation: reads.Separation,
    groups: list[reads.LineGroup],
    totals: dict[str, Any],
) -> dict[str, Any]:
    """The preview of a list under its parameters; the totals are those that are approved.

    Agreement: 3(a);4(b);14(a).
    """
    first = reads.next_certificate_number(listed.agreement)
    attached = 0 if separation.base_list is not None else attached_rights(listed.agreement)
    fractions = fractions_of(totals)
    cashed = attached - totals["whole_rights"] if separation.base_list is None else 0
    by_date: dict[str, list[int]] = {}
    for group in groups:
        counted = by_date.setdefault(group.dated.isoformat(), [0, 0])
        counted[0] += group.certificates
        counted[1] += group.rights
    return {
        **totals,
        "rights_per_share": as_text(separation.ratio),
        "shares": as_text(Fraction(int(listed.shares_millionths), reads.MILLION)),
        "fraction_sum": as_text(fractions),
        "fraction_sum_carried": as_text(fraction_carried(totals)),
        "attached_rights": attached,
        "rights_cashed": cashed,
        "difference": as_text(fractions - cashed) if separation.base_list is None else "0",
        # Fractions alone have no certificate and take no number.
        "first_certificate": first if totals["certificates"] else None,
        "last_certificate": first + totals["certificates"] - 1 if totals["certificates"] else None,
        "by_date": [
            {"dated": day, "certificates": counts[0], "rights": counts[1]}
            for day, counts in sorted(by_date.items())
            if counts[1]
        ],
        "by_class": _by_class(separation, groups),
        "samples": reads.sample_lines(separation),
    }


def _by_class(separation: reads.Separation, groups: list[reads.LineGroup]) -> list[dict[str, Any]]:
    """Certificates and Rights by legend and class, and how many of them are stopped instead (§4(b))."""
    persons = {person.pk: person for person in reads.named_persons(separation)}
    counted: dict[tuple[str, str, str], list[int]] = {}
    for group in groups:
        person = persons.get(group.person) if group.person is not None else None
        taint = TaintClass(person.taint_class) if person else None
        infeasible = person.not_feasible_reason if person and not person.legend_feasible else ""
        key: tuple[str, str, str] = (legend_of(taint, infeasible_because=infeasible), taint or "", "")
        if taint is not None and separation.restricted != "LEGENDED":
            key = ("NONE", taint, "no certificate by reading restricted_rights_at_issue")
        elif needs_stop_instead(taint, infeasible_because=infeasible):
            key = (*key[:2], f"stopped: {infeasible}")
        sums = counted.setdefault(key, [0, 0])
        sums[0] += group.certificates
        sums[1] += group.rights
    return [
        {"legend_class": legend, "taint_class": taint, "remark": remark, "lots": lots, "rights": rights}
        for (legend, taint, remark), (lots, rights) in sorted(counted.items())
        if rights
    ]
