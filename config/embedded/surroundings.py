"""What a process of the product is told through its environment when the servers are ours."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from config.environment import read_env_file

ROOT = Path(__file__).resolve().parent.parent.parent
# The demo plan lives from 2000 to 2010; its story begins on this morning in San Francisco (09:12 PDT).
DEMO_BEGINS = datetime(2003, 6, 17, 16, 12, tzinfo=UTC)


def var_folder() -> Path:
    """Return the folder of everything `make run` keeps."""
    return Path(os.environ.get("RIGHTS_VAR") or ROOT / "var").expanduser().resolve()


def new_key() -> str:
    """Return a random 256-bit key in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def write_env_file(path: Path, values: Mapping[str, str]) -> None:
    """Write NAME=value lines that only their owner can read, all or nothing."""
    making = path.with_name(f"{path.name}.making")
    making.unlink(missing_ok=True)
    making.touch(mode=0o600)
    making.write_text("".join(f"{name}={value}\n" for name, value in values.items()), encoding="utf-8")
    making.replace(path)


def ensure_secrets(var: Path) -> dict[str, str]:
    """Return the installation's keys, made at the first start and kept: lost, what they encrypted is lost."""
    path = var / "secrets.env"
    made = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "TAXPAYER_KEY_RING": f"{datetime.now(UTC):%Y%m%d}:{new_key()}",
        "BLIND_INDEX_KEY": new_key(),
        "COMMITMENT_KEY": new_key(),
    }
    kept = read_env_file(path)
    if made.keys() - kept.keys():
        kept = {**made, **kept}
        write_env_file(path, kept)
    return {name: os.environ.get(name) or value for name, value in kept.items()}


def ensure_demo_clock(var: Path) -> str:
    """Return the demo's clock offset in seconds: fixed at the first start, so that the demo's days go on."""
    if told := os.environ.get("CLOCK_OFFSET"):
        return told
    path = var / "demo.env"
    kept = read_env_file(path).get("CLOCK_OFFSET")
    if kept is None:
        kept = str(round((DEMO_BEGINS - datetime.now(UTC)).total_seconds()))
        write_env_file(path, {"CLOCK_OFFSET": kept})
    return kept
