"""The scene that the browsers of the tests walk through: the one of the screens, on sixty holders."""

from __future__ import annotations

from certificates.models import MailingKind
from config.demo import post
from config.screens import desk
from config.screens.scene import set_scene
from registry.models import Job
from tests.journeys.stage import Stage, work


def set_whole_scene(stage: Stage) -> None:
    """Beside the open books one of everything that has a page; who comes in may sign in to the stage."""
    desk.bring_run(stage.agreement, stage.agreement.entries.latest("number"), work=work_off)
    summary = post.freeze(stage.agreement, kind=MailingKind.SUMMARY_OF_RIGHTS, words=post.WORDS)
    assert summary.job is not None
    work_off(summary.job)
    stage.passwords.update(set_scene(stage.agreement, stage.other, work=work_off))


def work_off(job: Job) -> None:
    """Do what lies ready, that job among it."""
    work()
    job.refresh_from_db()
    assert job.finished_at is not None
