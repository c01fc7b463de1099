"""The README of a package: what it holds and how anybody checks it, with programs that every system has."""

from collections.abc import Mapping
from typing import Any

_OPENING = """# Books of {agreement}

{title} between {company} and {rights_agent}, handed over to {recipient}.
Made {made_at} by {made_by} under leave {leave}: {reason}

This folder holds names, addresses and verification codes. Keep it as the books themselves are kept.

## Totals

| | |
|---|---|
| Entries | {head_number} |
| Hash of the last entry | {head_hash} |
| Rights authorised | {authorised} |
| Rights attached to shares | {attached} |
| Rights held | {held} |
| Rights Certificates issued | {certificates} |
{retired}
## How to check it

    sha256sum --check --quiet SHA256SUMS
    sha256sum manifest.json        # the hash that stands on the receipt

`lines/NAME.txt` holds, for each line of `tables/NAME.csv`, the first {digits} digits of its SHA-256: where a
file was changed, the line is found. `manage.py import_books FOLDER --check` does all of it without writing.

## How to read it

- `tables/*.csv`: UTF-8, comma, one line of names first, rows in the order of their keys. Text stands in
  double quotes, a quote within it doubled; an empty field without quotes is no value, `""` is an empty text.
- A text that begins with = + - @ ' tab or carriage return has one ' before it: no spreadsheet runs it.
  Take one leading ' off every text that has it.
- Instants are UTC with their offset, dates YYYY-MM-DD, bytes \\x and hexadecimal digits, true t and false f,
  JSON as PostgreSQL writes it.
- `files/`: the papers and print files, each at the place that a table names. Lists of holders lie sealed.
- Taxpayer numbers are sealed (AES-256-GCM): nobody reads them without the key ring, which goes another way.
  The words of a registration are committed to under a key that goes the same other way.
- The hash of each row and entry is told in docs/hand-over.md of the product, so that others may compute it.
- Left behind: who may sign in, codes, tokens, sessions. Of the people only their names are here.

## Tables
"""


def readme_of(manifest: Mapping[str, Any]) -> str:
    """The README of a package from its manifest."""
    from registry.services.books_packages.layout import LINE_DIGITS

    books = manifest["books"]
    retired = "".join(
        f"| Rights that left: {kind.lower().replace('_', ' ')} | {rights:,} |\n"
        for kind, rights in books["retired"].items()
    )
    counted = {name: f"{books[name]:,}" for name in ("authorised", "attached", "held", "certificates")}
    head = {"head_number": books["head_number"], "head_hash": books["head_hash"] or "none"}
    names = (
        "agreement",
        "title",
        "company",
        "rights_agent",
        "recipient",
        "made_at",
        "made_by",
        "leave",
        "reason",
    )
    said = {name: str(manifest[name]).replace("\n", " ") for name in names}
    opening = _OPENING.format(**said, **counted, **head, retired=retired, digits=LINE_DIGITS)
    return opening + "".join(_table(part) for part in manifest["tables"])


def _table(part: Mapping[str, Any]) -> str:
    columns = "".join(f"| `{column['name']}` | {column['type']} |\n" for column in part["columns"])
    return (
        f"\n### {part['file']}, {part['rows']:,} rows\n\n{part['meaning']}\n\n"
        f"| Column | Type |\n|---|---|\n{columns}"
    )
