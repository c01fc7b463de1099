"""`make image`: builds the image without a daemon, then does a print job in it (config.embedded.image_trial).

buildah builds docker/Dockerfile in chroots, on a base that mmdebstrap makes from Debian's packages; both are
programs of Debian. Everything is kept under var/image: the base, for a week; buildah's storage; and the image
as an archive that `docker load` and `podman load` read. `--base NAME` builds on another base instead.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from config.embedded.image_index import lend_index, lent_places, read_settings
from config.embedded.surroundings import ROOT, var_folder

PROGRAMS = ("buildah", "mmdebstrap")
SUITE = "bookworm"
BASE_PACKAGES = ("passwd", "python3", "python3-venv", "ca-certificates")
# Nobody reads manuals in there; the licences stay.
LEFT_OUT = (
    "path-exclude=/usr/share/man/*",
    "path-exclude=/usr/share/doc/*",
    "path-include=/usr/share/doc/*/copyright",
    "path-exclude=/usr/share/locale/*",
)
BASE_LASTS_SECONDS = 7 * 24 * 60 * 60
BASE = "localhost/rights-agent-base:latest"
IMAGE = "localhost/rights-agent:latest"
ARCHIVE_NAME = "rights-agent:latest"
PROXIES = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")


@dataclass
class Tally:
    """What was measured: told at once, and once more at the end."""

    lines: list[tuple[str, str]] = field(default_factory=list)

    def note(self, name: str, told: str) -> None:
        """Keep a figure and tell it."""
        self.lines.append((name, told))
        print(f"image | {name}: {told}", flush=True)

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Note how long something took."""
        began = time.monotonic()
        yield
        self.note(name, f"{time.monotonic() - began:.0f} s")

    def tell(self) -> None:
        """Print everything once more, in columns."""
        width = max(len(name) for name, _ in self.lines)
        print("\n".join(["", *(f"  {name:<{width}}  {told}" for name, told in self.lines)]), flush=True)


@dataclass(frozen=True)
class Buildah:
    """buildah with a storage of the project's own."""

    folder: Path

    def words(self, *words: str) -> list[str]:
        """Return the command line."""
        storage = ("--root", str(self.folder / "storage"), "--runroot", str(self.folder / "run"))
        return ["buildah", *storage, *words]

    def run(self, *words: str) -> None:
        """Run to the end, speaking on our screen; end with one sentence when it fails."""
        if subprocess.run(self.words(*words), cwd=ROOT, check=False).returncode:
            raise SystemExit(f"buildah {words[0]} failed: the lines above say why.")

    def answer(self, *words: str) -> str:
        """Return what it prints; end with what it complains about when it fails."""
        done = subprocess.run(self.words(*words), cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"buildah {words[0]} failed: {done.stderr.strip()}")
        return done.stdout.strip()

    def images(self) -> dict[str, str]:
        """Return the images of the storage by name, with their sizes unpacked."""
        listed = json.loads(self.answer("images", "--json") or "null") or []
        return {name: image["size"] for image in listed for name in image["names"] or ()}


def require_programs(*, may_install: bool) -> None:
    """Look for both programs; say the cure where one is missing, or carry it out where that was asked for."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if not missing:
        return
    install = ("apt-get", "install", "--yes", "--no-install-recommends", *missing)
    if not may_install or os.geteuid() != 0 or shutil.which("apt-get") is None:
        prefix = "" if os.geteuid() == 0 else "sudo "
        raise SystemExit(
            "The image is built by buildah on a base made by mmdebstrap, programs of Debian; missing here: "
            f"{', '.join(missing)}.\n"
            f"Cure: {prefix}apt-get update && {prefix}{' '.join(install)}\n"
            "      (as root `./run image --install` does both). Where a daemon runs, plain\n"
            "      docker build -f docker/Dockerfile -t rights-agent . needs neither."
        )
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (("apt-get", "update", "-qq"), (*install, "-qq")):
        if subprocess.run(words, env=environment, stdout=subprocess.DEVNULL, check=False).returncode:
            raise SystemExit(f"{' '.join(words)} failed: the lines above say why.")


def make_base(buildah: Buildah, *, is_fresh: bool) -> bool:
    """Make the base from Debian's packages and put it into the storage; False when a recent one is there."""
    archive = buildah.folder / "base.tar"
    is_recent = archive.exists() and time.time() - archive.stat().st_mtime < BASE_LASTS_SECONDS
    if is_recent and not is_fresh and BASE in buildah.images():
        return False
    if is_fresh or not is_recent:
        bootstrap(archive)
    container = buildah.answer("from", "scratch")
    buildah.answer("add", "--quiet", container, str(archive), "/")
    buildah.answer("commit", "--quiet", "--rm", container, BASE)
    return True


def bootstrap(archive: Path) -> None:
    """Let mmdebstrap make a small Debian with Python, with the day's security updates."""
    making = archive.with_suffix(".making.tar")
    options = [f"--include={','.join(BASE_PACKAGES)}", *(f"--dpkgopt={option}" for option in LEFT_OUT)]
    command = ["mmdebstrap", "--quiet", "--variant=essential", *options, SUITE, str(making)]
    if subprocess.run(command, check=False).returncode:
        raise SystemExit("mmdebstrap failed: the lines above say why.")
    making.replace(archive)


def build(buildah: Buildah, *, base: str) -> None:
    """Build the image on a base."""
    proxies = [f"--build-arg={name}={os.environ[name]}" for name in PROXIES if os.environ.get(name)]
    with lend_index() as index:
        buildah.run(
            *("build", "--isolation=chroot", "--format=docker", "--file=docker/Dockerfile"),
            *(f"--build-arg=BASE={base}", f"--tag={IMAGE}", "--quiet", *proxies, *index, "."),
        )


def check_nothing_kept(buildah: Buildah) -> None:
    """Make sure that neither the image's settings nor its history name what was lent to the build."""
    told = buildah.answer("inspect", "--type", "image", IMAGE)
    if any(place in told for place in lent_places(read_settings())):
        raise SystemExit("The image names the package index of this machine; it is not to be given away.")


def export(buildah: Buildah) -> Path:
    """Write the image as an archive for `docker load`; the older one gives way only to a whole one."""
    archive = buildah.folder / "rights-agent.tar"
    making = archive.with_suffix(".making.tar")
    making.unlink(missing_ok=True)
    buildah.answer("push", "--quiet", IMAGE, f"docker-archive:{making}:{ARCHIVE_NAME}")
    making.replace(archive)
    return archive


def read_words(words: Sequence[str]) -> argparse.Namespace:
    """Read the words after `image`."""
    parser = argparse.ArgumentParser(prog="./run image", description="Build the image and try it.")
    parser.add_argument("--install", action="store_true", help="install what is missing (Debian, as root)")
    parser.add_argument("--fresh", action="store_true", help="make the base anew, however recent")
    parser.add_argument("--base", default="", help="build on this image instead of one made by mmdebstrap")
    parser.add_argument("--no-trial", action="store_true", help="build only")
    return parser.parse_args(words)


def main(words: Sequence[str]) -> int:
    """Build, weigh, try; return 0 when the print job was done in the image."""
    wanted, tally = read_words(words), Tally()
    require_programs(may_install=wanted.install)
    folder = var_folder() / "image"
    folder.mkdir(parents=True, exist_ok=True)
    buildah = Buildah(folder)
    if not wanted.base:
        with tally.timed(f"base of Debian {SUITE}"):
            is_made = make_base(buildah, is_fresh=wanted.fresh)
        tally.note("base", f"{buildah.images()[BASE]}{'' if is_made else ', made earlier'}")
    with tally.timed("build"):
        build(buildah, base=wanted.base or BASE)
    check_nothing_kept(buildah)
    tally.note("image", f"{buildah.images()[IMAGE]} unpacked")
    with tally.timed("archive"):
        archive = export(buildah)
    tally.note("archive", f"{archive.stat().st_size / 1e6:.0f} MB, {os.path.relpath(archive)}")
    if not wanted.no_trial:
        from config.embedded.image_trial import run_trial

        run_trial(buildah, image=IMAGE, tally=tally)
    buildah.answer("rmi", "--prune")
    tally.tell()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
