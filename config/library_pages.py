"""Model pages of what libraries keep: to be looked at, without what would open a door."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.http import HttpRequest

from registry.admin.base import Records, Why

ACCESS = Why(
    "Roles are the same on every installation and made by its migrations; keys and addresses of sign-in"
    " belong to the person who signs in. Nothing of it is added, changed or removed here, by anybody.",
    policy="policy on access",
)
HISTORY = Why(
    "The history of registers and people is written with each change and is not changed or removed, by"
    " anybody. The same acts stand on the chained record of acts.",
    section="5(b)",
)


class LibraryRecords(Records):
    """Rows that a library writes."""

    why = ACCESS
    agreement_path = ""


class GroupPages(LibraryRecords):
    """Roles with what each may see and change."""

    ordering = ("name",)
    list_display = ("name", "members")
    search_fields = ("name",)

    @admin.display(description="People")
    def members(self, row: Any) -> str:
        """Who holds the role."""
        return ", ".join(sorted(person.username for person in row.user_set.all())[:20]) or "–"

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the people, read once for the page."""
        return super().get_queryset(request).prefetch_related("user_set")


class AuthenticatorPages(LibraryRecords):
    """Second factors: whose, of which kind, used when; never the secret."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    date_hierarchy = "created_at"
    search_fields = ("user__username",)


class UserSessionPages(LibraryRecords):
    """Sessions that are open: whose, since when, from where; never the key."""

    list_display = ("user", "created_at", "ip", "user_agent")
    list_select_related = ("user",)
    date_hierarchy = "created_at"
    search_fields = ("user__username", "ip")


class EmailAddressPages(LibraryRecords):
    """Addresses of sign-in."""

    list_display = ("email", "user", "primary", "verified")
    list_filter = ("primary", "verified")
    list_select_related = ("user",)
    search_fields = ("email", "user__username")


class LogEntryPages(LibraryRecords):
    """What was changed on these pages: by whom, when, why."""

    why = HISTORY
    list_display = ("action_time", "user", "content_type", "object_repr", "change_message")
    list_filter = ("content_type", "action_flag")
    list_select_related = ("user", "content_type")
    date_hierarchy = "action_time"
    search_fields = ("object_repr", "change_message", "user__username")


PAGES = {
    Group: GroupPages,
    Authenticator: AuthenticatorPages,
    EmailAddress: EmailAddressPages,
    UserSession: UserSessionPages,
    LogEntry: LogEntryPages,
}
for model, pages in PAGES.items():
    if admin.site.is_registered(model):
        admin.site.unregister(model)
    admin.site.register(model, pages)
