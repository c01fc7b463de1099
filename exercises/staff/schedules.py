"""A nominee's certificate taken in for exercise with its schedule; its page is as of every one (§7)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from agreement.exercise_price import TenderedMeans
from agreement.workflow.items import ReturnMeans
from exercises.services import schedules
from exercises.staff.forms import number_fields
from registry import clock
from registry.models import Item
from registry.staff.access import STAFF, for_roles, signed_in, visible_agreement
from registry.staff.item_forms import PartForm, filled_in
from registry.staff.items import papers, taken_in
from registry.staff.schedule_forms import NomineePaperForm
from registry.staff.schedules import file_received
from registry.staff.signature_forms import reverse_parts

_MEANS = ", ".join(one.value for one in TenderedMeans)
_SENT = ", ".join(one.value for one in ReturnMeans if one is not ReturnMeans.KEPT)
COLUMNS = (
    "CSV in UTF-8, or XLSX. Columns: reference, rights, statement_1, statement_2, answered_by, "
    "registration_1 to 4 and address_1 to 3, city, region, postal_code, country of the shares, "
    "stays_with_nominee, payment_amount, payment_means, delivery, corrects_line. Answers are YES, NO, BOTH, "
    f"BLANK; means are {_MEANS}; delivery is {_SENT}."
)


class ExerciseFileForm(PartForm):
    """The file of lines, with the identifying numbers that the reverse states."""

    heading, section = "Schedule", "7(a)"
    document = forms.FileField(label="File of lines", help_text=COLUMNS)
    securities_number, balance_number = number_fields()


def exercise_schedule_parts() -> list[tuple[str, type[PartForm], dict[str, Any]]]:
    """The parts of an exercise with a schedule: the receipt, the file, the reverse."""
    return [("paper", NomineePaperForm, {}), ("file", ExerciseFileForm, {}), *reverse_parts("EXERCISE")]


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def receive(request: HttpRequest, code: str) -> HttpResponse:
    """Take in a nominee's certificate for exercise with its schedule; payments are recorded on its page."""
    agreement = visible_agreement(signed_in(request), code)
    at, by = clock.now(), signed_in(request)
    parts = filled_in(request, agreement, exercise_schedule_parts(), now=at)

    def act() -> Item:
        said = parts.forms["file"].cleaned_data
        with (
            papers(request, parts, title="Papers of a nominee's exercise") as document,
            file_received(request, parts.forms["file"]) as file,
        ):
            return schedules.receive_schedule(
                agreement,
                parts.presentation,
                file=file,
                numbers=(said["securities_number"], said["balance_number"]),
                document=document,
                by=by,
                at=at,
            ).item

    heading = "Receive an exercise with a schedule"
    return taken_in(request, agreement, parts, act=act, heading=heading, section="7(a)")
