"""Items over the counter: list, one with every check, examined again, tried and asked for (§6(a), §7(a))."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from agreement.decisions import Effect
from agreement.grounds import Basis
from agreement.posting import Posting
from agreement.workflow.items import ItemKind, ItemState
from registry import clock
from registry.api.access import READING
from registry.api.openings import RequestMade
from registry.api.operations import Act, Empty, Read, ReadPage
from registry.api.paging import Page, PageQuery, cut
from registry.models import Item, RightsAgreement
from registry.roles import READERS, STAFF
from registry.selectors import items as reads
from registry.services import item_postings, items
from registry.services.calls import within_call


class ItemQuery(PageQuery):
    """Which items."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in ItemKind], required=False, default="")
    state = serializers.ChoiceField(choices=[state.value for state in ItemState], required=False, default="")


class ItemLine(serializers.Serializer):
    """One item of a list: what was presented, when it was in hand, where it stands."""

    number = serializers.IntegerField()
    kind = serializers.CharField()
    state = serializers.CharField()
    presenter = serializers.CharField()
    presenter_address = serializers.CharField(allow_blank=True)
    account = serializers.CharField(source="holder.account", help_text="Of the registered holder.")
    received_at = serializers.DateTimeField()
    office = serializers.CharField(allow_blank=True, help_text="Where it was in hand then.")
    recorded_at = serializers.DateTimeField()
    recorded_by = serializers.CharField(source="recorded_by.username")
    entry = serializers.SerializerMethodField(
        help_text="Number of the entry that posted it; null until then."
    )
    ended_at = serializers.DateTimeField(allow_null=True)
    end_reason = serializers.CharField(allow_blank=True)

    def get_entry(self, item: Item) -> int | None:
        """The entry's number."""
        return item.entry.number if item.entry else None


class GroundFound(serializers.Serializer):
    """One ground that a check found: code, basis and section, facts, cure, and what it does to the item."""

    code = serializers.CharField()
    message = serializers.CharField()
    basis = serializers.ChoiceField(choices=[basis.value for basis in Basis])
    clause = serializers.CharField(allow_blank=True)
    citation = serializers.CharField(allow_blank=True)
    facts = serializers.SerializerMethodField()
    cure = serializers.CharField(allow_blank=True)
    effect = serializers.ChoiceField(choices=[effect.value for effect in Effect])

    def get_facts(self, ground: Any) -> dict[str, str]:
        """The figures used, as text."""
        return {name: str(said) for name, said in ground.facts.items()}


class CheckTold(serializers.Serializer):
    """One check in its order: what it asks, on what ground, what it found, what it could not see."""

    key = serializers.CharField(source="step.key")
    asks = serializers.CharField(source="step.asks")
    basis = serializers.CharField(source="step.basis")
    clause = serializers.CharField(source="step.clause")
    is_passed = serializers.BooleanField()
    grounds = GroundFound(many=True)
    note = serializers.CharField(allow_blank=True)


class CertificatePresented(serializers.Serializer):
    """A certificate that lies with the item; given back once `returned_at` is told."""

    number = serializers.IntegerField(source="certificate.number")
    rights = serializers.IntegerField(source="certificate.rights")
    surrendered_at = serializers.DateTimeField()
    returned_at = serializers.DateTimeField(allow_null=True)


class PaperTold(serializers.Serializer):
    """A paper that came with the item."""

    title = serializers.CharField(source="document.title")
    sha256 = serializers.CharField(source="document.sha256")
    received_at = serializers.DateTimeField(source="document.received_at")


class ItemWhole(ItemLine):
    """One item with its checks as they are made now; none are made once it has ended."""

    tax_standing = serializers.CharField()
    balance_asked = serializers.IntegerField(help_text="Rights that the papers of a transfer ask back.")
    certificates = CertificatePresented(source="held", many=True)
    papers = PaperTold(source="papers_told", many=True)
    checks = CheckTold(many=True)
    requests = serializers.ListField(
        child=serializers.CharField(), help_text="Hashes of what waits for a second person about it."
    )


class ListItems(ReadPage):
    """List the items received under an agreement, the latest first."""

    name, topic = "listItems", "Items"
    roles, query, gives = READING, ItemQuery, ItemLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        found = reads.received_items(self.agreement(place["code"]))
        narrowed = found.filter(**{name: said for name, said in asked.items() if said})
        return cut(narrowed, key="-number", after=after, size=size)


class ShowItem(Read):
    """Show one item: its certificates and papers, every check with its grounds, what waits about it."""

    name, topic = "showItem", "Items"
    roles, gives = READING, ItemWhole

    def read(self, *, code: str, number: int) -> Any:
        return whole_item(self.agreement(code), number)


class NewCertificate(serializers.Serializer):
    """A certificate that posting would issue; a transferee's account may be opened only on asking for it."""

    account = serializers.CharField(allow_blank=True)
    rights = serializers.IntegerField()
    dated = serializers.DateField()
    legend_class = serializers.CharField()


class PostingTold(serializers.Serializer):
    """What posting would do to the books; nothing of it is kept."""

    kind = serializers.CharField()
    section = serializers.CharField()
    rights_closed = serializers.IntegerField()
    rights_opened = serializers.IntegerField()
    rights_retired = serializers.IntegerField()
    certificates = NewCertificate(many=True)


class TryItem(Read):
    """Try what posting an item would do: the very posting that is asked for, or every ground against it."""

    name, topic = "tryItem", "Items"
    roles, gives = READERS, PostingTold

    def read(self, *, code: str, number: int) -> Any:
        item = reads.item_numbered(self.agreement(code), number)
        return posting_told(item_postings.try_posting(item, at=clock.now()))


class ExamineItem(Act):
    """Examine an item once more, for something around it changed."""

    name, topic = "examineItem", "Items"
    roles, takes, gives = STAFF, Empty, ItemLine

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        item = reads.item_numbered(self.agreement(code), number)
        within_call(items.examine_again)(item, by=self.request.user, at=clock.now())
        return reads.item_numbered(item.agreement, number)


class RequestItem(Act):
    """Ask a second person to post an item that stands in order; nothing is posted before that."""

    name, topic = "requestItem", "Items"
    roles, takes, gives, success = STAFF, Empty, RequestMade, 202

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        item = reads.item_numbered(self.agreement(code), number)
        ask = within_call(item_postings.asking_service(item))
        return ask(item, maker=self.request.user, at=clock.now())


def whole_item(agreement: RightsAgreement, number: int | None) -> Any:
    """One item with all that is told of it, as it stands now. Raises ITEM_NOT_FOUND."""
    item: Any = reads.item_numbered(agreement, number or 0)
    item.held = reads.surrendered(item)
    item.papers_told = reads.papers_of(item)
    item.checks = items.examine(item, at=clock.now()) if item.ended_at is None else ()
    item.requests = [asked.request_hash for asked in item_postings.undecided_about(item)]
    return item


def posting_told(posting: Posting) -> dict[str, Any]:
    """A posting as it is told: its totals, and the certificates it would issue."""
    accounts = reads.accounts_of(certificate.holder for certificate in posting.certificates)
    return {
        "kind": posting.kind.value,
        "section": posting.section,
        "rights_closed": posting.closed,
        "rights_opened": posting.opened,
        "rights_retired": posting.retired,
        "certificates": [
            {
                "account": accounts.get(certificate.holder, ""),
                "rights": certificate.rights_count,
                "dated": certificate.dated,
                "legend_class": certificate.legend.value,
            }
            for certificate in posting.certificates
        ],
    }
