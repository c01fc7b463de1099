"""The matter of the letter that sets our figures beside a certificate of adjustment (§12, §20(e))."""

from certificates.letters import Column, LetterTable
from certificates.services.letter_words import Matter, Told

_STANDS = {
    True: "it is in force as you filed it",
    False: "it takes its course as you filed it",
}


def certificate_difference(told: Told) -> Matter:
    """Each figure of the certificate and of the worksheet, and how the worksheet was worked out (§12)."""
    facts = told.facts
    return Matter(
        facts=[
            ("Your certificate", f"notice {facts['notice']}, received {told.instant(facts['received_at'])}"),
            ("Our worksheet", str(facts["worksheet"])),
            ("Event", " ".join(facts["event"].split())),
        ],
        values={
            "notice": str(facts["notice"]),
            "received": told.day(facts["received_at"]),
            "stands": _STANDS[facts["is_in_force"]],
        },
        tables={
            "figures": LetterTable(
                (
                    Column("Figure", 44),
                    Column("Your certificate", 28, is_figures=True),
                    Column("Our worksheet", 28, is_figures=True),
                ),
                tuple((words, certified, ours) for words, certified, ours in facts["figures"]),
            ),
            "steps": LetterTable(
                (Column("Step", 80), Column("Section", 20)),
                tuple((step.replace("\N{MINUS SIGN}", "–"), section) for step, section in facts["steps"]),
            ),
        },
    )
