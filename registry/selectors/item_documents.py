"""The documents beyond the signatures that came with an item, and the days they bear (§6(a))."""

from agreement.transfer_documents import DocumentCame
from registry.models import Item, ItemPaper
from registry.selectors.item_reading import WITHDRAWAL, documents_among
from registry.selectors.standards import documents_asked


def withdrawal_asked(item: Item) -> ItemPaper | None:
    """The writing by which the holder asked for the item back while it waited for the Company (§20(k))."""
    found = ItemPaper.objects.filter(item=item, serves_as=WITHDRAWAL).select_related("document")
    return found.order_by("id").first()


def documents_of(item: Item) -> list[DocumentCame]:
    """The documents that the papers of an item serve as, with the days they bear where those were asked."""
    return documents_among(ItemPaper.objects.filter(item=item).order_by("id"))


def documents_told(item: Item) -> list[str]:
    """The same in words: which documents beyond the signatures came, and the days they bear."""
    words = {one.document: one.words for one in documents_asked()}
    return [
        f"{words.get(one.document, one.document)}{f', dated {one.dated}' if one.dated else ''}"
        for one in documents_of(item)
    ]
