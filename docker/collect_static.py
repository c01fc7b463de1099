"""Collects the static files while the image is built, with keys forgotten at once and no servers."""

from __future__ import annotations

import base64
import os
import secrets
import sys
import tempfile
from pathlib import Path


def harmless_settings() -> dict[str, str]:
    """Return an environment with which the settings load; nothing of it is kept, nothing can be reached."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "STATIC_MANIFEST": "1",
        "RIGHTS_VAR": tempfile.gettempdir(),
        "SECRET_KEY": key,
        "TAXPAYER_KEY_RING": f"build:{key}",
        "BLIND_INDEX_KEY": key,
        "COMMITMENT_KEY": key,
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }


def main() -> None:
    """Collect into STATIC_ROOT."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.update(harmless_settings())
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", "collectstatic", "--noinput", "--verbosity=1"])


if __name__ == "__main__":
    main()
