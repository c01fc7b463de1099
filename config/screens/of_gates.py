"""What exercises wait for in the scene of the screens: a suspension that ended (§9(c))."""

from __future__ import annotations

from config.demo.people import MAKER, user_of
from config.demo.story import say
from config.screens.counter import paper, today
from exercises.services.gates import file_announcement
from registry import clock
from registry.models import NoticeKind, RightsAgreement


def suspend(agreement: RightsAgreement) -> None:
    """Exercise was suspended to register and goes on; the announcement of the end is not on file."""
    day = today(agreement)
    told = {"basis": "SECTION_9C", "starts_on": day, "limit_from": day, "announced_on": day}
    first = say(agreement, NoticeKind.EXERCISE_SUSPENDED, told, received_at=clock.now())
    release = paper(agreement, "Press release: exercise is suspended")
    file_announcement(first, announced_on=day, document=release, by=user_of(MAKER), at=clock.now())
    ended = {"ends": first.number, "ended_on": day}
    say(agreement, NoticeKind.SUSPENSION_ENDED, ended, received_at=clock.now())
