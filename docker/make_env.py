"""Writes docker/.env and docker/product.env with fresh passwords and keys; a file that is there stays.

`python3 docker/make_env.py`, once, by any Python from 3.9 on. Without the keys of product.env what they
encrypted is lost: keep copies apart from the database's (docs/operations.md, section 9).
"""

from __future__ import annotations

import base64
import datetime
import os
import secrets
import sys
from pathlib import Path

PASSWORDS = ("POSTGRES_PASSWORD", "RIGHTS_OWNER_PASSWORD", "RIGHTS_APP_PASSWORD", "REDIS_PASSWORD")


def new_key() -> str:
    """Return a random 256-bit key in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def new_passwords() -> dict[str, str]:
    """Return a password for each role and server, of letters that an address takes as they are."""
    return {name: secrets.token_urlsafe(24) for name in PASSWORDS}


def new_product_values() -> dict[str, str]:
    """Return the keys of the product, and the name it is reached by until a proxy gives it another."""
    today = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%d")  # noqa: UP017  Python 3.9
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "TAXPAYER_KEY_RING": f"{today}:{new_key()}",
        "BLIND_INDEX_KEY": new_key(),
        "COMMITMENT_KEY": new_key(),
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
    }


def write_once(path: Path, values: dict[str, str]) -> bool:
    """Write NAME=value lines that only their owner can read; False when the file is there already."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with open(handle, "w", encoding="utf-8") as file:
        file.writelines(f"{name}={value}\n" for name, value in values.items())
    return True


def main(folder: Path) -> None:
    """Write both files."""
    for name, values in ((".env", new_passwords()), ("product.env", new_product_values())):
        done = "is written" if write_once(folder / name, values) else "is there already and stays as it is"
        print(f"{folder / name} {done}.")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).resolve().parent)
