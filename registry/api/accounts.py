"""Accounts as their holders see them: what the holders' pages show, read by programs of a holder (§7, §30).

A holder asks and never posts: there is nothing here but reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from registry import clock
from registry.api.access import HOLDERS, HasRole, HasSecondFactor, access_of
from registry.api.holders import MASK, FractionLine
from registry.api.items import GroundFound
from registry.api.operations import Operation, Read, ReadPage
from registry.api.paging import Page, cut
from registry.codes import shown_code
from registry.models import HolderAccess, Item
from registry.selectors import holder_access as reads
from registry.selectors.addresses import Address, address_as_of
from registry.selectors.holders import fractions_owed, held_by

OPENS_AFTER, WINDOW = "3(a)", "7(a)"


class AccountLine(serializers.Serializer):
    """One account that the caller claimed: of which agreement, in whose name, seen since when."""

    agreement = serializers.CharField(source="holder.agreement.code")
    company = serializers.CharField(source="holder.agreement.company_name")
    account = serializers.CharField(source="holder.account")
    registration = serializers.SerializerMethodField(help_text="The lines as on the certificates.")
    since = serializers.DateTimeField(help_text="When the caller claimed it.")

    def get_registration(self, access: HolderAccess) -> list[str]:
        """The lines."""
        return access.holder.registration.split("\n")


class AddressTold(serializers.Serializer):
    """The address of record in force now."""

    lines = serializers.SerializerMethodField(help_text="What stands above the city.")
    city = serializers.CharField(allow_blank=True)
    region = serializers.CharField(allow_blank=True)
    postal_code = serializers.CharField(allow_blank=True)
    country = serializers.CharField(allow_blank=True)

    def get_lines(self, address: Address) -> list[str]:
        """The lines."""
        return address.address.split("\n")


class WindowTold(serializers.Serializer):
    """The window for exercise; each end says whether it belongs to the window."""

    start = serializers.DateTimeField(allow_null=True)
    start_inclusive = serializers.BooleanField()
    end = serializers.DateTimeField(allow_null=True)
    end_inclusive = serializers.BooleanField()


class ExerciseTold(serializers.Serializer):
    """Whether the account's Rights can be exercised now: what stands against it, the window, the price."""

    is_open = serializers.BooleanField(help_text="Whether the window is open now.")
    grounds = GroundFound(many=True, help_text="What shuts the window now.")
    stops = GroundFound(
        many=True, help_text="What holds an exercise that is presented, until the Company answers."
    )
    window = WindowTold(
        allow_null=True, help_text="Null until a notice of the Distribution Date takes effect."
    )
    exercise_price = serializers.SerializerMethodField(help_text="Dollars for one Right, as text.")
    right_buys = serializers.CharField(help_text="What one Right buys, in words.")

    def get_exercise_price(self, standing: reads.ExerciseStanding) -> str:
        """As text, every figure of it."""
        return f"{standing.price_per_right:f}"


class SectionsTold(serializers.Serializer):
    """The section of the agreement on which a figure of the account rests."""

    address = serializers.CharField()
    void_rights = serializers.CharField()
    fractions = serializers.CharField()
    window = serializers.CharField()
    exercise_price = serializers.CharField()


class AccountWhole(AccountLine):
    """One account with what stands on the books for it, and whether its Rights can be exercised."""

    address = AddressTold()
    taxpayer_number = serializers.SerializerMethodField(
        help_text="Masked but for its last four signs; empty when none is on file."
    )
    rights = serializers.IntegerField(source="held.rights", help_text="Those null and void among them.")
    void_rights = serializers.IntegerField(source="held.void_rights")
    certificates = serializers.IntegerField(
        source="held.certificates", help_text="Certificates on which Rights stand."
    )
    fractions = FractionLine(many=True)
    exercise = ExerciseTold(source="standing")
    sections = SectionsTold()

    def get_taxpayer_number(self, access: HolderAccess) -> str:
        """The mask and the last four signs."""
        last = access.holder.taxpayer_id_last_four
        return f"{MASK}{last}" if last else ""


class ItemOfCertificate(serializers.Serializer):
    """The item with which a certificate lies."""

    number = serializers.IntegerField()
    kind = serializers.CharField()


class AccountCertificateLine(serializers.Serializer):
    """One certificate of the account: what stands on it, how it stands, where its paper lies."""

    number = serializers.IntegerField()
    status = serializers.CharField()
    rights = serializers.IntegerField(help_text="Rights that stand on it, those null and void among them.")
    void_rights = serializers.IntegerField()
    rights_printed = serializers.IntegerField(
        source="certificate.rights", help_text="What is printed on it, also after it has ended."
    )
    dated = serializers.DateField(source="certificate.dated")
    item = ItemOfCertificate(allow_null=True, help_text="Null while it lies with none.")


class AccountItemLine(serializers.Serializer):
    """What was prepared or presented for the account, and where it stands."""

    number = serializers.IntegerField(allow_null=True, help_text="Null until the papers are received.")
    kind = serializers.CharField()
    state = serializers.CharField()
    told = serializers.CharField(source="get_state_display", help_text="The state in words.")
    reference = serializers.SerializerMethodField(
        help_text="The code of its cover sheet; empty for what was not prepared on the holders' pages."
    )
    prepared_at = serializers.DateTimeField(allow_null=True)
    received_at = serializers.DateTimeField(allow_null=True)

    def get_reference(self, item: Item) -> str:
        """In groups, as printed."""
        return shown_code(item.cover_code) if item.cover_code else ""


class OfHolder(Operation):
    """What all of these have: they are open to holders alone, signed in as on their pages."""

    topic, roles = "Accounts of a holder", HOLDERS
    permission_classes = [HasRole, HasSecondFactor]

    def access(self, *, code: str, account: str) -> HolderAccess:
        """The caller's access to an account; absent, foreign and ended look the same."""
        return access_of(self.request, code, account)


class ListAccounts(OfHolder, ReadPage):
    """List the accounts that the caller claimed and still sees, in the order in which they were claimed."""

    name, gives = "listAccounts", AccountLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        return cut(reads.accesses_of(self.request.user), key="id", after=after, size=size)


class ShowAccount(OfHolder, Read):
    """Show one account: registration, address, Rights, fractions, whether they can be exercised today."""

    name, gives = "showAccount", AccountWhole

    def read(self, *, code: str, account: str) -> Any:
        access: Any = self.access(code=code, account=account)
        at, holder = clock.now(), access.holder
        access.address = address_as_of(holder, at)
        access.held = held_by(holder, at=at)
        access.fractions = fractions_owed(holder)
        access.standing = reads.exercise_standing(holder, at=at)
        access.sections = sections_of(access.standing)
        return access


class ListAccountCertificates(OfHolder, ReadPage):
    """List the certificates of an account in the order of their numbers, also those that have ended."""

    name, gives = "listAccountCertificates", AccountCertificateLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        holder = self.access(**place).holder
        return Page(*reads.certificates_page(holder, at=clock.now(), after=after, size=size))


class ListAccountItems(OfHolder, ReadPage):
    """List what was prepared and presented for an account, the latest first, with where it stands."""

    name, gives = "listAccountItems", AccountItemLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        return cut(reads.items_of(self.access(**place).holder), key="-id", after=after, size=size)


def sections_of(standing: reads.ExerciseStanding) -> dict[str, str]:
    """The sections that the holders' pages show beside the figures; without a window, that which opens it."""
    return {
        "address": "5(b)",
        "void_rights": "7(e)",
        "fractions": "14",
        "window": WINDOW if standing.window else OPENS_AFTER,
        "exercise_price": "7(b)",
    }
