"""Titles of officers: when a title as it is signed is one of those on a list.

Agreement: 20(b).
"""

import re
from collections.abc import Collection

_JOINTS = re.compile(r"\s*(?:,|&|\band\b)\s*")


def is_title_among(title: str, *, titles: Collection[str]) -> bool:
    """Whether a title is on a list, as the list means it.

    Case and spaces are not heeded. One of several titles held together is enough ("President and Chief
    Executive Officer"). "Vice President" on a list holds for every Vice President, whatever the rank; an
    Assistant Secretary is not a Secretary.

    Agreement: 20(b).
    """
    listed = {_plain(entry) for entry in titles}
    held = {_plain(title), *map(_plain, _JOINTS.split(title))}
    if held & listed:
        return True
    return "vice president" in listed and any(part.endswith(" vice president") for part in held)


def _plain(title: str) -> str:
    return " ".join(title.lower().split())
