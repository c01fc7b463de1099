"""What is filled in about closing prices: a file, what is priced, why it corrects; a market price (§1(j))."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from django import forms

from agreement.market_price import PriceEvent, PriceEventKind
from registry.imports.price_lines import MOST_BYTES
from registry.staff.account_forms import words
from registry.staff.item_forms import PartForm, day_picked

# The sections under which a Current Per Share Market Price is wanted.
SECTIONS = ("11(a)(ii)", "11(a)(iii)", "11(b)", "11(c)", "13(a)", "14(b)", "23(a)", "24(c)")


class PricesForm(PartForm):
    """A file of closing prices of one security."""

    heading, section = "Closing prices", "1(j)"
    security = words("Which security", help_text="Such as Common Shares.")
    document = forms.FileField(
        label="File of closing prices",
        help_text="CSV or XLSX: date, source (1 to 5), listing, and last_sale, bid, asked, value, notice.",
    )

    def clean_document(self) -> Any:
        """A file of a size that is read at once."""
        sent = self.cleaned_data["document"]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(f"At most {MOST_BYTES // 1024:,} KB.")
        return sent


class KeptPricesForm(PricesForm):
    """The file once more, to be kept, and why it corrects what stands."""

    reason = words(
        "Why prices are corrected", help_text="Only where the preview tells corrections.", is_required=False
    )


class MarketPriceForm(forms.Form):
    """The day of valuation, the section it is wanted under, and an event that reaches into the days."""

    valued_on = day_picked("Valued as of", help_text="The days before it are averaged.")
    under = forms.ChoiceField(label="Wanted under", choices=[(one, f"§{one}") for one in SECTIONS])
    kind = forms.ChoiceField(
        label="Event in the days",
        choices=[("", "None"), *((one.value, one.words.capitalize()) for one in PriceEventKind)],
        required=False,
    )
    announced_on = day_picked("Announced on", is_required=False)
    from_date = day_picked("Ex-dividend or record date", is_required=False)
    shares_after = forms.RegexField(
        r"^[0-9]{1,9}(\.[0-9]{1,6}|/[1-9][0-9]{0,8})?$",
        label="Shares after it for one before",
        help_text="2 after a two-for-one split; 21/20 after a dividend of five per cent.",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """An event has a day of announcement, and no shares after it are not none."""
        said = super().clean() or {}
        if said.get("kind") and not said.get("announced_on"):
            self.add_error("announced_on", "The day on which the event was announced.")
        if said.get("shares_after") and not Fraction(said["shares_after"]):
            self.add_error("shares_after", "More than none.")
        return said

    @property
    def events(self) -> tuple[PriceEvent, ...]:
        """The event as stated, if there is one."""
        said = self.cleaned_data
        if not said["kind"]:
            return ()
        announced: date = said["announced_on"]
        after = Fraction(said["shares_after"]) if said["shares_after"] else None
        return (PriceEvent(PriceEventKind(said["kind"]), announced, said["from_date"], after),)
