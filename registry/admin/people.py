"""People who sign in, what officers of an issuer may see, tokens of programs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from registry import clock
from registry.admin.base import Records, Why, person
from registry.admin.reference import Changed, ReasonForm
from registry.models import AccessToken, ClaimCode, CopyConsent, HolderAccess, IssuerAccess, User
from registry.roles import Role, has_role
from registry.services import people, tokens

KEPT_PEOPLE = Why(
    "Nobody is removed, because the books name their people: let a person in or out by “Active”. Nobody"
    " changes roles of their own, nobody becomes a superuser here, and nobody is given a password: who is"
    " added asks for the letter of a forgotten password at the sign-in.",
    section="5(b)",
    policy="policy on access",
)
OPENED_ACCESS = Why(
    "Access is given to officers of the Company by name and ended by the action of the list, each with a"
    " reason; nothing of it is changed or removed.",
    policy="policy on access",
)


class PersonForm(ReasonForm):
    """A person with roles; the address of mail is where the letter of the password goes."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if "email" in self.fields:
            self.fields["email"].required = True


@admin.register(User)
class UserPages(Changed):
    """People who sign in, with their roles."""

    why = KEPT_PEOPLE
    agreement_path = ""
    form = PersonForm
    ordering = ("username",)
    list_display = ("username", "first_name", "last_name", "roles", "is_active", "last_login")
    list_filter = ("groups", "is_active", "is_demo", "is_superuser")
    date_hierarchy = "date_joined"
    search_fields = ("username", "first_name", "last_name", "email")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With their roles, read once for the page."""
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="Roles")
    def roles(self, row: User) -> str:
        """The names of the groups."""
        return ", ".join(sorted(group.name for group in row.groups.all())) or "–"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Name, address, standing and roles; what the product writes itself only to look at."""
        given = ["username", "first_name", "last_name", "email", "is_active", "groups"]
        if obj is None:
            return [*given, "reason"]
        kept = ["last_login", "date_joined", "is_superuser", "is_demo"]
        if not self.has_change_permission(request, obj):
            return [*(name for name in given if name != "email"), *kept]
        return [*given, *kept, "reason"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """One's own standing and roles are for another administrator to change."""
        if obj is None:
            return ()
        if not self.has_change_permission(request, obj):
            return self.get_fields(request, obj)
        own = ["is_active", "groups"] if obj.pk == person(request).pk else []
        return ["last_login", "date_joined", "is_superuser", "is_demo", *own]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **more: Any) -> Any:
        """Seven roles, each with its box."""
        more["widget"] = forms.CheckboxSelectMultiple
        field = super().formfield_for_manytomany(db_field, request, **more)
        if field is not None:
            field.label, field.help_text = "Roles", "What a person may do follows from these alone."
        return field

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """By the service, which keeps the record of it."""
        roles = form.cleaned_data.get("groups")
        people.keep_person(
            obj,
            roles=list(obj.groups.all()) if roles is None else list(roles),
            reason=form.cleaned_data["reason"],
            by=person(request),
            at=clock.now(),
        )


@admin.register(IssuerAccess)
class IssuerAccessPages(Changed):
    """Which agreement an officer of an issuer sees."""

    why = OPENED_ACCESS
    autocomplete_fields = ("user", "agreement")
    list_display = ("user", "agreement", "granted_at", "ended_at")
    list_filter = ("agreement", ("ended_at", admin.EmptyFieldListFilter))
    list_select_related = ("user", "agreement")
    date_hierarchy = "granted_at"
    search_fields = ("user__username", "agreement__code")
    actions = ("export_rows", "end_access")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_keep_permission(self, request: HttpRequest) -> bool:
        """Whether a person keeps the registers."""
        return person(request).is_superuser or has_role(person(request), Role.ADMINISTRATOR)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("user", "agreement", "reason") if obj is None else super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else self.get_fields(request, obj)

    def save_model(self, request: HttpRequest, obj: IssuerAccess, form: Any, change: bool) -> None:
        """By the service, which keeps the record of it."""
        made = people.give_access(
            obj.user,
            obj.agreement,
            reason=form.cleaned_data["reason"],
            by=person(request),
            at=clock.now(),
        )
        obj.pk, obj.granted_at = made.pk, made.granted_at

    @admin.action(description="End the access, with the reason", permissions=["keep"])
    def end_access(self, request: HttpRequest, queryset: QuerySet[IssuerAccess]) -> None:
        """End the access at once."""
        reason = self.reason_given(request)
        for access in queryset[: self.list_per_page] if reason else ():

            def act(access: IssuerAccess = access) -> None:
                people.end_access(access, reason=reason, by=person(request), at=clock.now())
                self.log_change(request, access, f"Ended. Reason: {reason}")

            self.perform(request, act, said=f"{access}: ended")


@admin.register(AccessToken)
class AccessTokenPages(Records):
    """Tokens of programs, known by their last four signs; made at the shell, ended here."""

    why = Why(
        "A token is shown once, when it is made at the shell, and kept as a hash. It is not changed or"
        " removed here; the action of the list ends it.",
        policy="policy on access",
    )
    agreement_path = ""
    list_display = ("__str__", "user", "made_by", "made_at", "expires_at", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    list_select_related = ("user", "made_by")
    date_hierarchy = "made_at"
    search_fields = ("label", "user__username", "last_four")
    actions = ("export_rows", "revoke")

    def has_keep_permission(self, request: HttpRequest) -> bool:
        """Whether a person keeps the registers."""
        return person(request).is_superuser or has_role(person(request), Role.ADMINISTRATOR)

    @admin.action(description="End the token", permissions=["keep"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[AccessToken]) -> None:
        """End tokens at once."""
        for token in queryset[: self.list_per_page]:

            def act(token: AccessToken = token) -> None:
                tokens.revoke_token(token, by=person(request), at=clock.now())

            self.perform(request, act, said=f"{token}: ended")


CLAIMED = Why(
    "A code is made with its letter and spent by its holder; an access begins with a code and is ended on the"
    " page of the letter, with the reason. Nothing of it is added, changed or removed here, by anybody.",
    section="30",
    policy="policy on claims of accounts by holders",
)


@admin.register(ClaimCode)
class ClaimCodePages(Records):
    """Codes on letters to holders: when made, used or void; the signs of a code are kept nowhere."""

    why = CLAIMED
    agreement_path = "holder__agreement"
    list_display = ("__str__", "holder", "made_by", "made_at", "expires_at", "attempts", "used_at", "void_at")
    list_filter = ("holder__agreement", ("used_at", admin.EmptyFieldListFilter))
    list_select_related = ("holder", "made_by")
    date_hierarchy = "made_at"
    search_fields = ("holder__account",)
    search_help_text = "An account, or words of the registration"
    exact_paths = ("holder__account",)
    holder_path = "holder"


@admin.register(HolderAccess)
class HolderAccessPages(Records):
    """Who sees which account as its holder, since when and until when."""

    why = CLAIMED
    agreement_path = "holder__agreement"
    list_display = ("user", "holder", "since", "until", "ended_by")
    list_filter = ("holder__agreement", ("until", admin.EmptyFieldListFilter))
    list_select_related = ("user", "holder", "ended_by")
    date_hierarchy = "since"
    search_fields = ("holder__account", "user__username")
    search_help_text = "An account, a user name, or words of the registration"
    exact_paths = ("holder__account",)
    holder_path = "holder"


@admin.register(CopyConsent)
class CopyConsentPages(Records):
    """Who consented to copies by mail for which account, since when and until when."""

    why = CLAIMED
    agreement_path = "access__holder__agreement"
    list_display = ("__str__", "access", "given_at", "withdrawn_at")
    list_filter = ("access__holder__agreement", ("withdrawn_at", admin.EmptyFieldListFilter))
    list_select_related = ("access__user", "access__holder")
    date_hierarchy = "given_at"
    search_fields = ("access__holder__account", "access__user__username")
    search_help_text = "An account, a user name, or words of the registration"
    exact_paths = ("access__holder__account",)
    holder_path = "access__holder"
