"""`manage.py list_requests [AGREEMENT]`: the requests that wait for a second person."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from registry.management.doors import Door, agreement_named
from registry.models import Approval, RightsAgreement
from registry.selectors.requests import RequestState, open_requests, state_of, words_beside


class Command(Door):
    """List what waits for approval, newest first."""

    help = "List the requests that wait for a second person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take an agreement, or none for all."""
        super().add_arguments(parser)
        parser.add_argument("agreement", nargs="?", help="code of the agreement")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """List them."""
        agreements = RightsAgreement.objects.all()
        if options["agreement"]:
            agreements = agreements.filter(pk=agreement_named(options["agreement"]).pk)
        waiting = list(open_requests(agreements))
        states = {one.pk: state_of(one, at=at) for one in waiting}
        lapsed = [one for one in waiting if states[one.pk] == RequestState.LAPSED]
        self.say(f"{len(waiting) - len(lapsed)} request(s) wait for a second person.")
        if lapsed:
            self.say(f"{len(lapsed)} request(s) have lapsed: reject and ask again.")
        for one in waiting:
            self.say(f"{one.request_hash}  {one.kind}")
            self.say(f"  {one.summary}; made by {one.maker} at {one.requested_at:%Y-%m-%d %H:%M} UTC")
            if one.lapses_at is not None:
                self.say(f"  {'lapsed: could' if one in lapsed else 'can'} be approved until {_until(one)}")
            for name, words in words_beside(one).items():
                self.say(f"  {name}: {words}")
        return {"requests": [_told(one, state=states[one.pk]) for one in waiting]}


def _until(one: Approval) -> str:
    return f"{one.lapses_at:%Y-%m-%d %H:%M} UTC"


def _told(one: Approval, *, state: RequestState) -> dict[str, str]:
    return {
        "request": one.request_hash,
        "kind": one.kind,
        "summary": one.summary,
        "maker": str(one.maker),
        "state": state.value,
        "until": one.lapses_at.isoformat() if one.lapses_at else "",
    }
