"""Attorneys and agents through whom the Rights Agent acts, and for which work each is engaged.

Whether one was chosen or kept with gross negligence a court says; here stands who was engaged for what.

Agreement: 20(i).
"""

from dataclasses import dataclass
from datetime import date

from agreement.choices import Worded
from agreement.refusals import refuse


class DelegateWork(Worded):
    """Work that the Rights Agent may have done by somebody else."""

    PRINTING = "PRINTING", "Printing certificates"
    MAILING = "MAILING", "Mailing papers"
    COUNSEL = "COUNSEL", "Legal advice"
    KEEPING = "KEEPING", "Keeping paper and records"
    OTHER = "OTHER", "Other work, as its scope says"


@dataclass(frozen=True, slots=True)
class Engagement:
    """For what a delegate is engaged: works, days, and the numbers of jobs where it is some only."""

    delegate: str
    works: frozenset[DelegateWork]
    since: date
    until: date | None = None
    jobs: frozenset[int] = frozenset()


def is_in_scope(engagement: Engagement, *, work: DelegateWork, day: date, job: int | None = None) -> bool:
    """Whether a work on a day, of a job where it is limited to some, is within an engagement.

    Agreement: 20(i).
    """
    in_time = engagement.since <= day and (engagement.until is None or day <= engagement.until)
    of_job = not engagement.jobs or job in engagement.jobs
    return work in engagement.works and in_time and of_job


def must_be_in_scope(
    engagement: Engagement, *, work: DelegateWork, day: date, job: int | None = None
) -> None:
    """Refuse with DELEGATE_OUT_OF_SCOPE work for which a delegate is not engaged.

    Agreement: 20(i).
    """
    if not is_in_scope(engagement, work=work, day=day, job=job):
        raise refuse("DELEGATE_OUT_OF_SCOPE", delegate=engagement.delegate, work=work.words, date=day)
