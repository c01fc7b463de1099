"""`manage.py make_token`: makes a token for a machine client, shown this once."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from registry.management.doors import Door, acting_user, agreement_named
from registry.models import User
from registry.roles import Role, give_role
from registry.services.tokens import make_token


class Command(Door):
    """Make a token of the API for a machine client and some agreements; its text is kept nowhere."""

    help = "Make a token of the API for a machine client; it is shown once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the client, what it is for, its agreements and its days."""
        super().add_arguments(parser)
        parser.add_argument("client", help="user name of the machine client; made when there is none")
        parser.add_argument("--label", required=True, help="what the token is for")
        parser.add_argument("--agreement", action="append", required=True, help="code; may be given again")
        parser.add_argument("--days", type=int, default=90, help="how long it lasts (default 90)")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Make it and show it."""
        by = acting_user(options)
        agreements = [agreement_named(code) for code in options["agreement"]]
        client = User.objects.filter(username=options["client"]).first() or new_client(options["client"])
        token, text = make_token(
            client, label=options["label"], agreements=agreements, days=options["days"], made_by=by, at=at
        )
        answer = {
            "client": client.username,
            "label": token.label,
            "agreements": ", ".join(options["agreement"]),
            "expires": token.expires_at.isoformat(),
            "token": text,
        }
        self.show_facts("Token made; it is shown this once", answer)
        return answer


def new_client(name: str) -> User:
    """A machine client: nobody signs in as it with a password."""
    client = User(username=name)
    client.set_unusable_password()
    client.save()
    give_role(client, Role.MACHINE)
    return client
