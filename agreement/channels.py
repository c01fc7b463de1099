"""By which channels a paper of the Company gives notice, and by which it gives none.

Agreement: 26.
"""

from collections.abc import Iterable

from agreement.choices import CHANNEL_WORDS, Channel
from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.terms import Terms


def channel_grounds(channel: str, *, terms: Terms) -> tuple[Ground, ...]:
    """A formal notice comes by a channel the agreement names; anything else is logged without effect.

    Agreement: 26.
    """
    if channel in terms.notice_channels:
        return ()
    told, allowed = _channel_words(channel), _either(terms.notice_channels)
    return (ground("CHANNEL_NOT_FORMAL", channel=told[0].upper() + told[1:], channels=allowed),)


def registered_grounds(channel: str, *, terms: Terms) -> tuple[Ground, ...]:
    """Resignation and removal are noticed by the channels of their own section, fewer than those of others.

    A defect of such a notice does not undo the removal, so the Company is asked, and nothing is refused.

    Agreement: 21.
    """
    if channel in terms.change_of_agent_channels:
        return ()
    told, allowed = _channel_words(channel), _either(terms.change_of_agent_channels)
    return (ground("CHANNEL_NOT_REGISTERED", channel=told, channels=allowed),)


def _channel_words(channel: str) -> str:
    return CHANNEL_WORDS[Channel(channel)] if channel in Channel.__members__ else channel or "no channel"


def _either(channels: Iterable[Channel]) -> str:
    return " or ".join(CHANNEL_WORDS[listed] for listed in channels)


def informal_grounds(channel: str, *, terms: Terms) -> tuple[Ground, ...]:
    """What came by a channel that gives a notice is taken in as one, and not logged as informal.

    Agreement: 26.
    """
    if channel not in terms.notice_channels:
        return ()
    told = CHANNEL_WORDS[Channel(channel)]
    return (ground("CHANNEL_IS_FORMAL", channel=told[0].upper() + told[1:]),)
