"""Lends the build of the image this machine's way to its package index, for one line and in no layer.

pip is asked for its settings as they hold here. Folders of this machine are left out, for the build does not
see them; the lock file's hashes decide what is taken, wherever it comes from.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

# What decides where packages come from and whether the place is believed; other settings are the build's own.
LENT = (
    "index-url",
    "extra-index-url",
    "find-links",
    "trusted-host",
    "timeout",
    "default-timeout",
    "retries",
    "proxy",
)
PLACES = ("extra-index-url", "find-links")
AUTHORITIES = "/run/secrets/authorities.pem"
AUTHORITY_VARIABLES = ("PIP_CERT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
# Later ones win, as pip has it: files, then its environment.
SETTING = re.compile(r"^(?P<section>global|install|:env:)\.(?P<name>[a-z-]+)=(?P<value>.+)$")
ORDER = ("global", "install", ":env:")


def read_settings() -> dict[str, str]:
    """Return pip's settings as they hold on this machine, none where there is no pip to ask."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return merge_settings(told)


def merge_settings(told: str) -> dict[str, str]:
    """Merge the lines of `pip config list`; a later section wins over an earlier one."""
    found = [match for line in told.splitlines() if (match := SETTING.match(line))]
    found.sort(key=lambda match: ORDER.index(match["section"]))
    return {match["name"]: str(ast.literal_eval(match["value"])) for match in found}


def is_elsewhere(place: str) -> bool:
    """Tell whether an index or a place of wheels can be reached from inside the build: over the network."""
    return place.startswith(("http:", "https:"))


def write_configuration(settings: Mapping[str, str], *, has_authorities: bool) -> str:
    """Return the pip.conf that is lent."""
    lines = ["[global]"]
    for name in LENT:
        value = settings.get(name, "")
        if name in PLACES:
            value = "\n    ".join(filter(is_elsewhere, value.split()))
        if value:
            lines.append(f"{name.removeprefix('default-')} = {value}")
    if has_authorities:
        lines.append(f"cert = {AUTHORITIES}")
    return "\n".join(lines) + "\n"


def find_authorities(settings: Mapping[str, str]) -> Path | None:
    """Return the file of certificate authorities that this machine believes, if it names one."""
    named = [settings.get("cert", ""), *(os.environ.get(name, "") for name in AUTHORITY_VARIABLES)]
    return next((Path(name) for name in named if name and Path(name).is_file()), None)


def lent_places(settings: Mapping[str, str]) -> list[str]:
    """Return every address among the settings that are lent: none may be found in the image."""
    return [place for name in LENT for place in settings.get(name, "").split() if is_elsewhere(place)]


@contextmanager
def lend_index() -> Iterator[list[str]]:
    """Give the words of `buildah build` that lend the settings; the files are gone afterwards."""
    settings = read_settings()
    authorities = find_authorities(settings)
    with TemporaryDirectory(prefix="rights-index-") as folder:
        path = Path(folder) / "pip.conf"
        path.touch(mode=0o600)
        path.write_text(write_configuration(settings, has_authorities=authorities is not None))
        words = [f"--secret=id=pip_conf,src={path}"]
        if authorities is not None:
            words.append(f"--secret=id=pip_authorities,src={authorities}")
        yield words
