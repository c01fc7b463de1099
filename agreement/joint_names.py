"""The names of joint holders as a registration has them, each whole and in its own order.

The signature corresponds to the name on the face in every particular; that of a survivor to one of the joint
names. Line breaks are no particular of a name.

Agreement: 6(a);Exhibit B reverse.
"""

import re

_SUFFIX = r"(?:Jr|Sr|Esq|MD|M\.D|II|III|IV)\b"
_AND = r"\s*(?:&|;)\s*|\s+and\s+"
_BETWEEN = re.compile(_AND, re.IGNORECASE)
_BETWEEN_OF_A_LIST = re.compile(rf"\s*,\s*(?:and|&)\s+|\s*,(?!\s*{_SUFFIX})\s*|{_AND}", re.IGNORECASE)
# The words of a joint tenancy or a tenancy by the entirety end the names; "not as tenants in common" follows.
_JOINT_FORM = re.compile(
    r"[\s,(]*\b(?:as\s+)?(?:J(?:T|OINT)\.?\s*TEN(?:ANTS?|ANCY)?|JT\.?\s*WROS|TEN(?:ANTS?)?\.?\s*(?:BY\s+THE\s+)?ENT)",
    re.IGNORECASE,
)
_IN_COMMON = re.compile(r"\bTEN(?:ANTS?)?\.?\s*(?:IN\s+)?COM", re.IGNORECASE)


def joint_names(registration: str) -> tuple[str, ...]:
    """The names of those who hold together with a right of the survivor, in the order of the registration.

    Empty for a registration in one name, and for tenants in common, of whom none takes by surviving. Commas
    part names only where the registration says that they are joint: elsewhere titles and trusts follow them.

    Agreement: Exhibit B reverse.
    """
    line = " ".join(registration.split())
    form = _JOINT_FORM.search(line)
    if form is None and _IN_COMMON.search(line):
        return ()
    parts = _BETWEEN_OF_A_LIST.split(line[: form.start()]) if form else _BETWEEN.split(line)
    names = tuple(part for part in parts if part)
    return names if len(names) > 1 else ()


def is_of_survivors(signed: str, *, registration: str) -> bool:
    """Whether a signature is that of one of the joint names, or of several that are not all, as registered.

    Agreement: Exhibit B reverse.
    """
    names = joint_names(registration)
    line = " ".join(signed.split())
    if line in names:
        return True
    several = tuple(part for part in _BETWEEN_OF_A_LIST.split(line) if part)
    in_their_order = tuple(name for name in names if name in several)
    return 0 < len(several) < len(names) and several == in_their_order
