"""Asks the web server of this container for `/healthz`: status 0 when it answers 200, else 1 and one line.

The server answers only to names it knows, so it is asked by the first of ALLOWED_HOSTS.
"""

from __future__ import annotations

import http.client
import os
import sys

EVERY_ADDRESS = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1", "[::]": "::1"}  # noqa: S104


def name_to_ask_by(allowed: str) -> str:
    """Return a host name the server accepts: the first allowed one, without a leading dot or star."""
    first = allowed.split(",")[0].strip().lstrip(".")
    return "localhost" if first in {"", "*"} else first


def main() -> int:
    """Ask once."""
    bound = os.environ.get("BIND", "127.0.0.1")
    server = http.client.HTTPConnection(
        EVERY_ADDRESS.get(bound, bound), int(os.environ.get("PORT") or 8000), timeout=4
    )
    try:
        server.request(
            "GET", "/healthz", headers={"Host": name_to_ask_by(os.environ.get("ALLOWED_HOSTS", ""))}
        )
        answer = server.getresponse()
    except (OSError, http.client.HTTPException) as error:
        print(f"The web server does not answer: {error}", file=sys.stderr)
        return 1
    print(answer.status, answer.read(500).decode(errors="replace"))
    return 0 if answer.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
