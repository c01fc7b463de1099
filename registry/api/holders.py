"""Registered holders: found by words, and one with what it holds; taxpayer numbers are masked (§5(b))."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from registry import clock
from registry.api.access import EVERYBODY
from registry.api.operations import Read, ReadPage
from registry.api.paging import Page, PageQuery, cut
from registry.models import RegisteredHolder
from registry.selectors.address_doubts import address_in_doubt
from registry.selectors.holders import fractions_owed, held_by, holder_of_account, holders_found

MASK = "•••••"


class HolderQuery(PageQuery):
    """Which holders."""

    words = serializers.CharField(
        max_length=120,
        required=False,
        default="",
        help_text="Words of the registration, account, city or post code; all must stand there.",
    )


class HolderLine(serializers.Serializer):
    """One holder of a list; the registration's lines as they are printed."""

    account = serializers.CharField()
    registration = serializers.SerializerMethodField()
    city = serializers.CharField(allow_blank=True)
    region = serializers.CharField(allow_blank=True)
    postal_code = serializers.CharField(allow_blank=True)
    country = serializers.CharField()
    account_type = serializers.CharField(allow_blank=True)
    taxpayer_number = serializers.SerializerMethodField(
        help_text="Masked but for its last four signs; empty when none is on file."
    )

    def get_registration(self, holder: RegisteredHolder) -> list[str]:
        """The lines."""
        return holder.registration.split("\n")

    def get_taxpayer_number(self, holder: RegisteredHolder) -> str:
        """The mask and the last four signs."""
        return f"{MASK}{holder.taxpayer_id_last_four}" if holder.taxpayer_id_last_four else ""


class FractionLine(serializers.Serializer):
    """A fraction of a Right to be paid in cash, exact."""

    fraction = serializers.SerializerMethodField(help_text="Numerator over denominator.")
    amount = serializers.DecimalField(max_digits=20, decimal_places=2, allow_null=True)
    state = serializers.CharField()

    def get_fraction(self, owed: Any) -> str:
        """As text, because no decimal is exact."""
        return f"{owed.fraction_numerator}/{owed.fraction_denominator}"


class HolderWhole(HolderLine):
    """One holder with its address and what stands on the books for it."""

    address = serializers.SerializerMethodField()
    rights = serializers.IntegerField(source="held.rights")
    void_rights = serializers.IntegerField(source="held.void_rights")
    certificates = serializers.IntegerField(
        source="held.certificates", help_text="Certificates with Rights; list them by their account."
    )
    fractions = FractionLine(many=True)
    address_in_doubt = serializers.BooleanField(
        help_text="Mail came back from the address, which has not changed since; what was mailed stays given."
    )
    mail_came_back_on = serializers.DateField(
        allow_null=True, help_text="The day mail last came back from an address in doubt; else null."
    )

    def get_address(self, holder: RegisteredHolder) -> list[str]:
        """The lines of the mailing address above the city."""
        return holder.address.split("\n")


class ListHolders(ReadPage):
    """List the registered holders of an agreement in the order of accounts, or find them by words."""

    name, topic = "listHolders", "Holders"
    roles, query, gives, key_kind = EVERYBODY, HolderQuery, HolderLine, str

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        found = holders_found(self.agreement(place["code"]), words=asked["words"])
        return cut(found, key="account", after=after, size=size)


class ShowHolder(Read):
    """Show one registered holder by its account: address, Rights, void Rights, fractions."""

    name, topic = "showHolder", "Holders"
    roles, gives = EVERYBODY, HolderWhole

    def read(self, *, code: str, account: str) -> Any:
        holder: Any = holder_of_account(self.agreement(code), account)
        at = clock.now()
        holder.held = held_by(holder, at=at)
        holder.mail_came_back_on = address_in_doubt(holder, at=at)
        holder.address_in_doubt = holder.mail_came_back_on is not None
        holder.fractions = fractions_owed(holder)
        return holder
