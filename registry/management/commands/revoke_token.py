"""`manage.py revoke_token`: ends a token of a machine client at once."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from agreement.refusals import refuse
from registry.management.doors import Door, acting_user
from registry.models import AccessToken
from registry.services.tokens import revoke_token


class Command(Door):
    """End the tokens of a machine client, all or those of a label."""

    help = "End the tokens of a machine client at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the client and the label."""
        super().add_arguments(parser)
        parser.add_argument("client", help="user name of the machine client")
        parser.add_argument("--label", help="only tokens of this label")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """End them and say which."""
        by = acting_user(options)
        found = AccessToken.objects.filter(user__username=options["client"], revoked_at__isnull=True)
        if options.get("label"):
            found = found.filter(label=options["label"])
        if not found:
            raise refuse("TOKEN_NOT_FOUND", client=options["client"])
        ended = [str(revoke_token(token, by=by, at=at)) for token in found]
        self.show_facts("Tokens ended", dict.fromkeys(ended, "revoked"))
        return {"revoked": ended}
