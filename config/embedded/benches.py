"""`make bench`: runs bench/*.py, each on a fresh database of a server that keeps its promises (fsync on)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import psycopg

from config.embedded.check import harmless_environment
from config.embedded.postgres import Postgres
from config.embedded.roles import DATABASE
from config.embedded.surroundings import ROOT
from config.embedded.valkey import Valkey


def benches_named(names: Sequence[str]) -> list[Path]:
    """Return the benchmarks named, all if none is."""
    found = {path.stem: path for path in sorted((ROOT / "bench").glob("[a-z]*.py"))}
    unknown = [name for name in names if name not in found]
    if unknown:
        raise SystemExit(
            f"There is no benchmark {', '.join(unknown)}; there are {', '.join(found) or 'none'}."
        )
    return [found[name] for name in names] if names else list(found.values())


def environment_on(postgres: Postgres, valkey: Valkey, var: Path) -> dict[str, str]:
    """Return the environment of a benchmark: fresh, empty, migrated by the owner."""
    with psycopg.connect(postgres.admin_address(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    pair = postgres.ensure_roles()
    environment = {
        **harmless_environment(),
        "DATABASE_OWNER_URL": postgres.address(pair.owner, database=DATABASE),
        "DATABASE_URL": postgres.address(pair.runtime, database=DATABASE),
        "REDIS_URL": valkey.address(),
        "RIGHTS_VAR": str(var),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT),
    }
    migrate = [sys.executable, "manage.py", "migrate", "--noinput", "-v0"]
    subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
    return environment


def main(names: Sequence[str]) -> int:
    """Run the benchmarks one after the other; 1 when any failed."""
    benches = benches_named(names)
    folder = Path(tempfile.mkdtemp(prefix="rights-bench-", dir=os.environ.get("BENCH_FOLDER")))
    folder.chmod(0o755)
    postgres, valkey = Postgres(folder / "postgres"), Valkey(folder / "valkey")
    failed = []
    try:
        postgres.start()
        valkey.start()
        for bench in benches:
            print(f"--- {bench.stem}", flush=True)
            environment = environment_on(postgres, valkey, folder / "var")
            if subprocess.run([sys.executable, bench], cwd=ROOT, env=environment, check=False).returncode:
                failed.append(bench.stem)
    finally:
        valkey.stop()
        postgres.destroy()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"Failed: {', '.join(failed)}." if failed else "All benchmarks ran.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
