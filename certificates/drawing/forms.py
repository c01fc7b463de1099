"""Form versions: the words on a certificate, read from a folder of text files and refused when incomplete."""

from pathlib import Path

from certificates.faces import FormVersion


def read_form_version(folder: Path | str) -> FormVersion:
    """Read a form version from its folder, inside or outside the code; refused with what is missing."""
    raise NotImplementedError
