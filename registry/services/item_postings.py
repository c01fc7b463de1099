"""What posting an item would do, and who asks for it: by the service of its kind (§6(a), §7(a)).

The kinds are told apart in settings.ITEM_PREVIEWS and settings.ITEM_REQUESTS.
"""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from agreement.posting import Posting
from registry.models import Approval, Item
from registry.selectors.items import consultations
from registry.services.items import is_undecided, must_be_free, must_stand_in_order


def try_posting(item: Item, *, at: datetime) -> Posting:
    """The very posting that asking for it would put before a second person; writes nothing.

    Refuses what asking for it refuses: ITEM_ALREADY_ASKED, CONSULTATION_MISSING, ITEM_MOVE_NOT_ALLOWED,
    RefusedByGround with every ground against the item.

    Agreement: 6(a);7(a).
    """
    must_be_free(item)
    must_stand_in_order(item, at=at)
    preview: Callable[..., Posting | None] = import_string(settings.ITEM_PREVIEWS[item.kind])
    posting = preview(item, at=at)
    assert posting is not None  # it stands in order
    return posting


def asking_service(item: Item) -> Callable[..., Approval]:
    """The service that asks a second person to post an item of its kind: `ask(item, maker=..., at=...)`."""
    ask: Callable[..., Approval] = import_string(settings.ITEM_REQUESTS[item.kind])
    return ask


def undecided_about(item: Item) -> list[Approval]:
    """What waits for a second person about an item: its posting, its refusal, the Company's answers."""
    told = [one.approval for one in consultations(item)]
    return [one for one in (item.posting, item.refusal, *told) if one is not None and is_undecided(one)]
