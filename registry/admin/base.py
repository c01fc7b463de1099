"""What every model page has in common: whose rows, only looking, why, export, the way to the console.

A page that changes something is built on `Records` too (registry/admin/reference.py) and says its own reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.db.models import AutoField, BinaryField, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from agreement.errors import RightsError
from registry import clock
from registry.admin.columns import shown_as
from registry.admin.counting import CappedPaginator, KeyOrdered, OfParts, parts_of
from registry.admin.exports import export
from registry.models import HolderSearch, User
from registry.staff.access import visible_agreements

NUMBER = re.compile(r"(?:R-)?0*(\d{1,18})", re.IGNORECASE)
# What opens a door, or names a person by a number of the state, is on no page and in no export.
SECRETS = frozenset(
    {
        "password",
        "token_hash",
        "data",
        "key",
        "session_data",
        "session_key",
        "verification_code",
        "cover_code",
        "code_hash",
        "letter_mark",
        "taxpayer_id_encrypted",
        "securities_taxpayer_id_encrypted",
        "balance_taxpayer_id_encrypted",
        "taxpayer_id_index",
        "account_encrypted",
        "account_index",
        "registration_commitment",
    }
)


@dataclass(frozen=True, slots=True)
class Why:
    """Why rows are not changed on a page: one sentence, and the section or the policy it rests on."""

    sentence: str
    section: str = ""
    policy: str = ""


BOOKS = Why(
    "The registration books are written only by an entry that one person asks for and another approves."
    " Nothing in them is added, changed or removed here, by anybody: a mistake is cured by a correcting"
    " entry.",
    section="5(b)",
)
PAPERS = Why(
    "A paper stays as it was received, because what was done in good faith rests on it. It is never changed"
    " or removed, by anybody.",
    section="18(b)",
)
TWO_PEOPLE = Why(
    "This is written where the work is done, by one person and, where it binds, a second. It is not added,"
    " changed or removed here, by anybody.",
    section="5(b)",
    policy="policy of two people",
)


class ReasonedActionForm(ActionForm):
    """The choice of an action with room for the reason, which some of them need."""

    reason = forms.CharField(required=False, max_length=400, label="Reason")


def told(error: RightsError) -> str:
    """A refusal as one sentence: what, on which ground and section, what cures it, and its code."""
    return f"{error} [{error.code}]"


def person(request: HttpRequest) -> User:
    """Who is signed in; the site has let nobody else in."""
    return cast(User, request.user)


class Records(admin.ModelAdmin):
    """Rows to look at: nobody adds, changes or deletes them here, a superuser included.

    `agreement_path` leads to the agreement that a row belongs to; `is_big` rows are many and are kept in the
    order of their keys. Search compares numbers with `number_paths`, whole words with `exact_paths`, and
    finds holders by the words that are indexed for the register, reached by `holder_path`.
    """

    why: ClassVar[Why | None] = TWO_PEOPLE
    agreement_path: ClassVar[str] = "agreement"
    is_big: ClassVar[bool] = False
    hidden: ClassVar[frozenset[str]] = frozenset()
    number_paths: ClassVar[Sequence[str]] = ()
    exact_paths: ClassVar[Sequence[str]] = ()
    holder_path: ClassVar[str] = ""

    paginator = CappedPaginator
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering: ClassVar[Any] = ("-pk",)
    actions: Any = ("export_rows",)
    list_filter: ClassVar[Any] = ()
    list_select_related: ClassVar[Any] = ()
    action_form = ReasonedActionForm
    change_list_template = "admin/records_list.html"
    change_form_template = "admin/record.html"
    object_history_template = "admin/record_history.html"

    # ------------------------------------------------------------------------------------ who may do what
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # ----------------------------------------------------------------------------------------- whose rows
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows of the agreements a person may see, and those of no agreement."""
        rows = super().get_queryset(request)
        path = self.agreement_path
        if not path or person(request).is_superuser:
            return rows
        seen = list(visible_agreements(person(request)).values_list("pk", flat=True))
        if path == "pk":
            return rows.filter(pk__in=seen)
        return rows.filter(Q(**{f"{path}__in": seen}) | Q(**{f"{path}__isnull": True}))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find by index alone where rows are many; elsewhere as Django does."""
        if not (self.number_paths or self.exact_paths or self.holder_path):
            return super().get_search_results(request, queryset, search_term)
        for word in search_term.split()[:6]:
            queryset = queryset.filter(self._having(word))
        return queryset, False

    def _having(self, word: str) -> Q:
        number = NUMBER.fullmatch(word)
        having = Q(pk__in=[])
        for path in self.number_paths if number else ():
            having |= Q(**{path: int(cast(re.Match[str], number)[1])})
        for path in self.exact_paths:
            having |= Q(**{path: word})
        if self.holder_path and not (number and self.number_paths):
            named = HolderSearch.objects.filter(words__contains=word.lower()).values("holder_id")
            having |= Q(**{f"{self.holder_path}__in": named})
        return having

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Nobody guesses at a secret by asking for the rows that begin like it."""
        if not (SECRETS | self.hidden).isdisjoint(lookup.split("__")):
            return False
        return super().lookup_allowed(lookup, value, cast(HttpRequest, request))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[Any]:
        return KeyOrdered if self.is_big else super().get_changelist(request, **kwargs)

    def get_sortable_by(self, request: HttpRequest) -> Any:
        return () if self.is_big else super().get_sortable_by(request)

    # -------------------------------------------------------------------------------------- what is shown
    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Every column but the secret and the huge, in their order, hashes last."""
        out = SECRETS | self.hidden
        many = [field.name for field in self.opts.many_to_many if field.name not in out]
        return [*self._columns, *many]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_fields(request, obj)

    @property
    def _columns(self) -> list[Any]:
        """The columns as shown; callables are made once, so that a form finds them again."""
        made = self.__dict__.get("_columns_made")
        if made is None:
            out = SECRETS | self.hidden
            fields = (
                field
                for field in self.opts.concrete_fields
                if field.name not in out and not isinstance(field, AutoField)
            )
            told_last = sorted(fields, key=lambda field: isinstance(field, BinaryField))
            made = self.__dict__["_columns_made"] = [shown_as(field) for field in told_last]
        return cast(list[Any], made)

    def console_address(self, row: Any) -> str | None:
        """Where the console shows a row; none where it does not."""
        return None

    def view_on_site(self, obj: Any) -> str | None:
        return self.console_address(obj)

    # ----------------------------------------------------------------------------------------- what it does
    @admin.action(description="Export as CSV", permissions=["view"])
    def export_rows(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponseBase:
        """Stream the chosen rows, without secrets."""
        return export(
            queryset,
            hidden=SECRETS | self.hidden,
            by=person(request),
            at=clock.now(),
            narrowed_by=sorted(request.GET),
        )

    def perform(self, request: HttpRequest, act: Callable[[], object], *, said: str) -> None:
        """Do one thing by a service; a refusal is told with its code, section and cure."""
        try:
            act()
        except RightsError as refusal:
            self.message_user(request, told(refusal), messages.ERROR)
        else:
            self.message_user(request, said, messages.SUCCESS)

    def reason_given(self, request: HttpRequest) -> str:
        """The reason beside the action; told to be missing when it is empty."""
        reason = request.POST.get("reason", "").strip()
        if not reason:
            self.message_user(
                request, "Give the reason beside the action: it stays on record.", messages.ERROR
            )
        return reason

    # ------------------------------------------------------------------------------------------- its history
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        return self._log(request, obj, ADDITION, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        return self._log(request, obj, CHANGE, message)

    def _log(self, request: HttpRequest, obj: Any, flag: int, message: str) -> LogEntry:
        """One line of the history of a row, at the product's own time."""
        return LogEntry.objects.create(
            user=person(request),
            content_type=get_content_type_for_model(obj),
            object_id=str(obj.pk),
            object_repr=str(obj)[:200],
            action_flag=flag,
            change_message=message,
            action_time=clock.now(),
        )

    # ------------------------------------------------------------------------------------ refusals as words
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of a row; what the rules refuse is said above it, and nothing is written."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except RightsError as refusal:
            self.message_user(request, told(refusal), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())


class RecordsOfParts(Records):
    """Rows whose key has several parts, which Django's own pages leave out."""

    reads_keys_of_parts = True
    is_big = True

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[Any]:
        return OfParts

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row of a key written as its parts."""
        key = parts_of(object_id, count=len(self.opts.pk_fields))
        return self.get_queryset(request).filter(pk=key).first() if key else None

    def response_action(  # type: ignore[override]  # Django itself calls it with these two
        self, request: HttpRequest, queryset: QuerySet[Any]
    ) -> HttpResponse | None:
        """Narrow to the chosen rows here, because Django would compare the text of their keys."""
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if chosen and request.POST.get("select_across") != "1":
            keys = (parts_of(key, count=len(self.opts.pk_fields)) for key in chosen)
            queryset = queryset.filter(pk__in=[key for key in keys if key])
            sent = request.POST.copy()
            sent["select_across"] = "1"
            request.POST = cast(Any, sent)
        return super().response_action(request, queryset)


def page_of(name: str, *arguments: object) -> str:
    """The address of a page of the console."""
    return reverse(name, args=arguments)
