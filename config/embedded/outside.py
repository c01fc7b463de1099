"""Runs a command against servers given by address, as an installation with servers of its own has them.

`python -m config.embedded.outside WORD…` starts a PostgreSQL and a Valkey (or those that EMBEDDED_PG_BIN and
EMBEDDED_VALKEY name), sets DATABASE_URL to the administrator's address and REDIS_URL, and runs the words.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from config.embedded.postgres import THROW_AWAY, Postgres
from config.embedded.surroundings import ROOT
from config.embedded.valkey import Valkey


def main(words: Sequence[str]) -> int:
    """Run the words between the start and the end of the servers; return their exit code."""
    folder = Path(tempfile.mkdtemp(prefix="rights-outside-"))
    folder.chmod(0o755)
    postgres, valkey = Postgres(folder / "postgres", settings=THROW_AWAY), Valkey(folder / "valkey")
    try:
        postgres.start()
        valkey.start()
        addresses = {"DATABASE_URL": postgres.admin_address(), "REDIS_URL": valkey.address()}
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
        print(f"PostgreSQL {postgres.version()} and a broker are given by address", flush=True)
        return subprocess.run(list(words), cwd=ROOT, env={**environment, **addresses}, check=False).returncode
    finally:
        valkey.stop()
        postgres.destroy()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
