"""What is filled in about indemnity, requests to the Company, delegates and counsel (§18(a), §20)."""

from __future__ import annotations

from typing import Any

from django import forms

from agreement.delegates import DelegateWork
from registry.models import CounselKind, MatterKind
from registry.services.company_relations import AdviceGiven, AssuranceAsked, MatterTold, NoteTold
from registry.services.delegates import DelegateEngaged, WorkDone
from registry.staff.account_forms import long_words, money, words
from registry.staff.item_forms import PartForm, day_picked

NUMBER_TOP = 10**9


class MatterForm(PartForm):
    """A loss, a claim or costs, as it came."""

    section = "18(a)"
    kind = forms.ChoiceField(label="What it is", choices=[("", "Choose"), *MatterKind.choices])
    logged_on = day_picked("Of which day")
    claimant = words("Who claims", is_required=False)
    about = long_words("About what")
    amount = money("Sum", help_text="If one is stated.", is_required=False)
    document = forms.FileField(label="The paper", required=False)

    @property
    def told(self) -> MatterTold:
        """The matter as stated."""
        said = self.cleaned_data
        return MatterTold(
            MatterKind(said["kind"]), said["logged_on"], said["about"], said["claimant"], said["amount"]
        )


class NoteForm(PartForm):
    """What happened in a matter."""

    section = "18(a)"
    happened_on = day_picked("On which day")
    said = long_words("What happened", help_text="Correspondence, a cost of defence, an order of a court.")
    amount = money("What it cost", is_required=False)
    document = forms.FileField(label="The paper", required=False)

    @property
    def told(self) -> NoteTold:
        """The note as stated."""
        said = self.cleaned_data
        return NoteTold(said["happened_on"], said["said"], said["amount"])


class AssuranceForm(PartForm):
    """What the Company is asked for."""

    section = "20(f)"
    what = words("Document or act that is asked for")
    why = words("Why it is needed")
    asked_of = words("Who was asked", help_text="The officer of the Company, and how.")
    asked_on = day_picked("Asked on")

    @property
    def told(self) -> AssuranceAsked:
        """The request as stated."""
        said = self.cleaned_data
        return AssuranceAsked(said["what"], said["why"], said["asked_of"], said["asked_on"])


class FulfilmentForm(PartForm):
    """What fulfils a request."""

    section = "20(f)"
    fulfilled_on = day_picked("Fulfilled on")
    document = forms.FileField(label="The document", help_text="Or the paper that shows the act.")


class DelegateForm(PartForm):
    """An attorney or agent, as engaged."""

    section = "20(i)"
    name = words("Name")
    works = forms.MultipleChoiceField(
        label="Engaged for",
        choices=[(one.value, one.words) for one in DelegateWork],
        widget=forms.CheckboxSelectMultiple,
    )
    scope = long_words("Scope, in the words of the engagement")
    jobs = words(
        "Only for these jobs",
        help_text="Numbers of mailings or print runs, divided by commas. Empty: all of them.",
        is_required=False,
    )
    may_read = words("What it may read", help_text="Of our records.", is_required=False)
    engaged_from = day_picked("Engaged from")
    engaged_until = day_picked("Engaged until", help_text="Empty: no end is agreed.", is_required=False)
    review_on = day_picked("Selection to be reviewed on")
    document = forms.FileField(label="The engagement", help_text="The contract, or the letter.")

    def clean_jobs(self) -> tuple[int, ...]:
        """The numbers, each a whole one."""
        given = [part.strip() for part in self.cleaned_data["jobs"].split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() and 0 < int(part) <= NUMBER_TOP for part in given):
            raise forms.ValidationError("Give whole numbers, divided by commas.")
        return tuple(int(part) for part in given)

    @property
    def told(self) -> DelegateEngaged:
        """The engagement as stated."""
        said: dict[str, Any] = {
            name: value for name, value in self.cleaned_data.items() if name != "document"
        }
        works = tuple(DelegateWork(one) for one in said.pop("works"))
        return DelegateEngaged(works=works, **said)


class EndForm(PartForm):
    """The end of an engagement."""

    section = "20(i)"
    until = day_picked("Last day of the engagement")


class ReviewForm(PartForm):
    """A review of a delegate."""

    section = "20(i)"
    reviewed_on = day_picked("Reviewed on")
    found = long_words("What was found")
    next_review_on = day_picked("Next review on")


class WorkForm(PartForm):
    """Work that a delegate did."""

    section = "20(i)"
    work = forms.ChoiceField(
        label="Which work", choices=[("", "Choose"), *((one.value, one.words) for one in DelegateWork)]
    )
    job = forms.IntegerField(
        label="Of which mailing or print run",
        help_text="Its number, if it is one.",
        min_value=1,
        max_value=NUMBER_TOP,
        required=False,
    )
    done_on = day_picked("Done on")
    what = words("In words")
    document = forms.FileField(label="The paper that shows it", required=False)

    @property
    def told(self) -> WorkDone:
        """The work as stated."""
        said = self.cleaned_data
        return WorkDone(DelegateWork(said["work"]), said["done_on"], said["what"], said["job"])


class AdviceForm(PartForm):
    """Counsel's advice, with its file."""

    section = "20(a)"
    counsel = words("Counsel")
    counsel_kind = forms.ChoiceField(label="Whose counsel", choices=[("", "Choose"), *CounselKind.choices])
    dated_on = day_picked("Dated")
    about = long_words("What was advised")
    item = forms.IntegerField(
        label="Item", help_text="Its number, if it is about one.", min_value=1, required=False
    )
    decision = forms.CharField(
        label="Request of two people",
        help_text="The hash of the request, if it is about one: it stands on its page.",
        max_length=64,
        required=False,
    )
    document = forms.FileField(label="The advice or opinion")

    @property
    def told(self) -> AdviceGiven:
        """The advice as stated."""
        said = self.cleaned_data
        return AdviceGiven(
            said["counsel"], CounselKind(said["counsel_kind"]), said["dated_on"], said["about"]
        )
