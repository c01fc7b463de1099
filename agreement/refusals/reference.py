"""The catalogue of refusals as a page: code, ground, effect, sentence, cure, who may lift it."""

from collections.abc import Iterable, Mapping, Sequence

from agreement.refusals import CODES
from agreement.refusals.entry import CodeEntry

_HEAD = """# Refusals

Every refusal names what it refuses, on which ground, and what cures it. The ground is the agreement (with the
section, in the numbers of the first plan), the law, an instruction or reading of the Company, or a policy of
the agent's own. A policy of the agent's own may hold and never refuses.

| Effect | What happens |
|---|---|
| CURE | Papers are kept; the presentor or the Company completes them. |
| HOLD | Nothing moves until the document named releases it. |
| QUERY | An instruction of the Company waits with an application for instructions. |
| REFUSE | The request ends; papers and money go back. |
| WARN | Shown to staff; stops nothing. |

“Shown by” names the files under `tests/` in which the code is met. This page is made from
`agreement/refusals/` by `make map`; a test fails when it is stale.
"""
_NONE: Mapping[str, Sequence[str]] = {}


def refusals_reference(
    entries: Iterable[CodeEntry] | None = None, *, shown_by: Mapping[str, Sequence[str]] = _NONE
) -> str:
    """The page of refusals as Markdown, by code; of the whole catalogue unless entries are given.

    `shown_by` names for each code the files of tests that meet it.
    """
    shown = sorted(CODES.values() if entries is None else entries, key=lambda entry: entry.code)
    columns = ("Code", "Status", "Ground", "Effect", "Says", "Cure", "Lifted by", "Shown by")
    head = f"| {' | '.join(columns)} |\n{'| --- ' * len(columns)}|"
    rows = (_row(entry, shown_by.get(entry.code, ())) for entry in shown)
    return "\n".join([_HEAD, head, *rows, ""])


def _row(entry: CodeEntry, tests: Sequence[str]) -> str:
    cells = (
        f"`{entry.code}`",
        str(entry.status),
        entry.citation,
        entry.effect.value,
        entry.message,
        entry.cure,
        entry.lifted_by,
        "<br>".join(f"`{name}`" for name in tests) or "–",
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
