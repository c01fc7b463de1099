"""The papers of an item: each filed once, and once more for each document it serves as (§6(a), §18(b))."""

from agreement.refusals import refuse
from registry.models import Document, Item, ItemPaper
from registry.selectors.agreements import local_day
from registry.selectors.standards import documents_asked
from registry.services.presentations import ReverseReceived


def file_papers(item: Item, paper: Document, reverse: ReverseReceived) -> None:
    """File what came in, with the documents in it; one whose age matters is filed with the day it bears.

    Raises ITEM_PART_MISSING for a document that nobody asks for, DOCUMENT_UNDATED, DOCUMENT_DATED_LATER.

    Law: Uniform Commercial Code 8-402.
    """
    for came in reverse.documents:
        asked = [one for one in documents_asked() if one.document == came.document]
        if not asked:
            raise refuse("ITEM_PART_MISSING", missing=f"document asked for by the name of {came.document}")
        aged = [one for one in asked if one.days is not None and one.capacity in reverse.capacities]
        if aged and came.dated is None:
            raise refuse("DOCUMENT_UNDATED", document=aged[0].words, days=aged[0].days)
        received = local_day(item.agreement, at=paper.received_at)
        if came.dated is not None and came.dated > received:
            raise refuse("DOCUMENT_DATED_LATER", document=asked[0].words, dated=came.dated, received=received)
    ItemPaper.objects.create(item=item, document=paper)
    ItemPaper.objects.bulk_create(
        ItemPaper(item=item, document=paper, serves_as=came.document, dated_on=came.dated)
        for came in {one.document: one for one in reverse.documents}.values()
    )
