"""The matters of an application for instructions and of the letter that dates it (§20(g))."""

from certificates.letters import LetterTable
from certificates.services.letter_words import Matter, Told, ground_table, sentence
from registry.services.company.letters import TO_BE_STATED


def application(told: Told) -> Matter:
    """What is asked of the Company, and what is proposed from which date if no instruction comes (§20(g))."""
    facts = told.facts
    about, day = facts["about"], facts.get("date")
    asked: LetterTable = ground_table(facts["grounds"], heading="What we ask about", cures="What settles it")
    return Matter(
        facts=[("About", sentence(about).rstrip("."))],
        values={
            "about": about,
            "proposal": facts["proposal"],
            "business_days": str(facts["business_days"]),
            "date": told.day(day) if day else TO_BE_STATED,
        },
        tables={"asked": asked},
    )


def application_date(told: Told) -> Matter:
    """The date on or after which a proposal made before may be acted on (§20(g))."""
    facts = told.facts
    return Matter(
        facts=[
            ("About", sentence(facts["about"]).rstrip(".")),
            ("Application sent", told.instant(facts["sent_at"])),
            ("Date of the proposal", told.day(facts["date"])),
        ],
        values={
            "about": facts["about"],
            "sent": told.day(facts["sent_at"]),
            "proposal": facts["proposal"],
            "business_days": str(facts["business_days"]),
            "date": told.day(facts["date"]),
        },
    )
