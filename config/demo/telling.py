"""Telling the story of the demonstration step by step, with progress."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TextIO, cast

from django.conf import settings
from rich.console import Console

from certificates.models import PieceStep
from certificates.selectors.mailings import totals_by_state
from config.demo import portal, post, press, story
from config.demo.box import keep_passwords
from config.demo.people import OFFICER, OTHER_OFFICER, give_access, make_people
from registry import clock
from registry.verifier import verify


class Teller:
    """Writes one line for each step, with the seconds it took."""

    def __init__(self, out: Any) -> None:
        self.console = Console(file=cast(TextIO, out), highlight=False, soft_wrap=True)

    @contextmanager
    def step(self, words: str) -> Iterator[None]:
        """Tell a step, and how long it took."""
        began = time.monotonic()
        yield
        self.console.print(f"  {words}  [dim]{time.monotonic() - began:.1f} s[/dim]")


def tell_story(*, holders: int, out: Any) -> None:
    """Take the demonstration plan through its main job, as two demo users."""
    teller = Teller(out)
    teller.console.print("Preparing the demonstration: two invented people act, one makes, one approves.")
    keep_passwords(make_people())
    with teller.step("Agreements loaded: Alder Harbor (the first plan's terms) and Northfold (other terms)"):
        agreement = story.take_on("alder_harbor_2003.toml")
        other = story.take_on("northfold_2004.toml", at=story.TAKEN_ON + timedelta(minutes=5))
        give_access(OFFICER, agreement, at=story.TAKEN_ON)
        give_access(OTHER_OFFICER, other, at=story.TAKEN_ON)
    with teller.step("Rights attached to 40,000,000 Common Shares; form of certificate approved"):
        story.attach_rights(agreement)
        story.approve_form(agreement)
    with teller.step("An Acquiring Person announced; the Company's notice of the Distribution Date taken in"):
        story.announce_acquisition(agreement)
        story.separate(agreement, at=clock.now())
        agreement.refresh_from_db()
        story.name_persons(agreement, at=clock.now())
        story.answer_questions(agreement, at=clock.now())
    with teller.step(f"Certified list of {holders:,} record holders read, examined and accepted"):
        notice = story.certify_list(agreement, holders=holders, at=clock.now())
        path = story.write_list(settings.VAR / "demo" / "record-holders.csv", holders=holders)
        holder_list = story.read_list(agreement, path, notice=notice, at=clock.now())

    with teller.step("Registration books opened by the approved preview"):
        entry = story.open_the_books(holder_list, at=clock.now(), now=clock.now)
    with teller.step("Registration statement effective, jurisdictions cleared: exercise is open"):
        story.permit_exercise(agreement, at=clock.now())
    press.print_and_sign(agreement, entry, teller=teller)
    mailing = post.produce_mailing(agreement, teller=teller)
    with teller.step("A letter with the code of a holder's account drawn, as for the address of record"):
        holder = portal.mail_claim_code(agreement)
    with teller.step("Books proved by replay"):
        report = verify([agreement.code])
    if report.findings:
        raise RuntimeError(f"The books of the demonstration do not prove: {report.findings[0]}")
    totals = report.totals[0]
    produced = totals_by_state(mailing)[PieceStep.PRODUCED].pieces
    teller.console.print(
        f"  Head of the books {totals.head_number}:{totals.head_hash}\n"
        f"  {totals.certificates:,} certificates, {totals.held:,} Rights held, record difference 0\n"
        f"  {mailing}: {produced:,} pieces wait for the post's receipt\n"
        f"  The letter of account {holder.account}: {portal.letter_path()}"
    )
