"""`make screens`: a demonstration of its own, served only to be pictured; `--complete` needs no server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from config.embedded.processes import free_port
from config.embedded.surroundings import ROOT, var_folder

READY = "is ready; Ctrl-C stops everything"


def serve(var: Path, *, port: int) -> subprocess.Popen[str]:
    """Start the runner on a state of its own, and tell its lines until the demonstration is ready."""
    environment = {**os.environ, "RIGHTS_VAR": str(var), "PORT": str(port)}
    runner = subprocess.Popen(
        [sys.executable, "-m", "config.embedded.runner"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    for line in runner.stdout or ():
        print(line, end="", flush=True)
        if READY in line:
            return runner
    raise SystemExit("The demonstration could not be served: the lines above say why.")


def main(words: Sequence[str]) -> int:
    """Serve, picture, stop."""
    var, port = var_folder() / "screens-state", free_port()
    runner = serve(var, port=port)
    try:
        folder = var_folder() / "screens"
        command = [sys.executable, "manage.py", "screens", str(folder), "--site", f"http://127.0.0.1:{port}"]
        environment = {**os.environ, "RIGHTS_VAR": str(var)}
        return subprocess.run([*command, *words], cwd=ROOT, env=environment, check=False).returncode
    finally:
        runner.send_signal(signal.SIGINT)
        runner.wait(60)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
