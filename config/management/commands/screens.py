"""`manage.py screens FOLDER`: pictures of every page in every role, and of every paper, with an index."""

from __future__ import annotations

import json
import shutil
from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string

from config import screens
from config.demo.box import KEPT, keep_passwords
from config.demo.press import wait_for
from config.demo.telling import Teller
from config.screens.camera import NOBODY, Picture, SeenPages, open_browser, walk, walk_claim
from config.screens.holder import KEEPER, code_of_letter, unclaimed_account
from config.screens.pages import (
    PAGES,
    addresses_asked,
    forms_of_models,
    missing_pages,
    model_pages,
    pages_not_seen,
)
from config.screens.papers import KINDS, PaperShown, picture_papers
from config.screens.scene import set_scene
from registry.models import Job, RightsAgreement

PLAN = "AHS-2003"
BROWSERS = 2  # people seen at a time
STYLE = Path(screens.__file__).with_name("index.css")


class Command(BaseCommand):
    """Picture the demonstration as its people see it; with `--complete` only look whether a page lacks."""

    help = "Picture every page in every role, light and dark, desktop and phone; and every paper."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder, the site, and who is to be seen."""
        parser.add_argument("folder", nargs="?", type=Path, default=settings.VAR / "screens")
        parser.add_argument("--site", default="http://127.0.0.1:8000", help="where the console is served")
        parser.add_argument("--person", action="append", default=[], help="only as this person; repeatable")
        parser.add_argument("--complete", action="store_true", help="only look whether a page is missing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk, write the index, and end with an error where a page complained."""
        if missing := missing_pages():
            raise CommandError(
                f"In config/screens/pages.py these addresses are missing, or gone: {', '.join(missing)}. "
                "Name each in PAGES, or in NOT_PICTURED with the reason."
            )
        if options["complete"]:
            self.stdout.write("Every address is pictured, or said why not.")
            return
        self._set_scene()
        folder: Path = options["folder"]
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        pictures = self._walk(folder, site=options["site"].rstrip("/"), people=options["person"])
        papers = list(picture_papers(folder))
        complaints = sum(bool(picture.complaints) for picture in pictures)
        told = {"pictures": pictures, "papers": papers, "complaints": complaints}
        shutil.copy(STYLE, folder)
        (folder / "index.html").write_text(render_to_string("screens/index.html", told), encoding="utf-8")
        self.stdout.write(f"{len(pictures)} pages and {len(papers)} papers: {folder / 'index.html'}")
        if complaints:
            raise CommandError(f"{complaints} pages complained; the index says which and what.")
        if not options["person"]:
            _must_be_complete(pictures, papers, asked=[kind for kind, _ in self.of_models])

    def _set_scene(self) -> None:
        """Do what the story leaves out, and keep the passwords of who came in with the others."""
        path = settings.VAR / KEPT
        if not path.exists():
            raise CommandError("There is no demonstration here: `make screens` makes one of its own.")
        agreement = RightsAgreement.objects.get(code=PLAN)
        other = RightsAgreement.objects.exclude(pk=agreement.pk).earliest("pk")
        teller = Teller(self.stdout)

        def work(job: Job) -> None:
            wait_for(job, teller=teller)

        came_in = set_scene(agreement, other, work=work)
        if came_in:
            keep_passwords({**json.loads(path.read_text()), **came_in})

    def _walk(self, folder: Path, *, site: str, people: list[str]) -> list[Picture]:
        known = [NOBODY, *json.loads((settings.VAR / KEPT).read_text())]
        if unknown := set(people) - set(known):
            raise CommandError(f"Nobody is called {', '.join(unknown)}; there are {', '.join(known)}.")
        asked = addresses_asked(PAGES)
        # The model pages look alike to everybody who may read them; who may, other tests show.
        self.of_models = addresses_asked([*model_pages(), *forms_of_models()])
        seen = SeenPages()

        def as_person(person: str) -> list[Picture]:
            wanted = [*asked, *(self.of_models if person == KEEPER.username else [])]
            with open_browser() as browser:
                found = list(
                    walk(browser, site=site, person=person, addresses=wanted, folder=folder, seen=seen)
                )
            self.stdout.write(f"  {person}: {len(found)} of {len(wanted)} pages")
            return found

        try:
            with ThreadPoolExecutor(BROWSERS) as browsers:
                pictures = list(chain.from_iterable(browsers.map(as_person, people or known)))
            if not people:
                with open_browser() as browser:
                    pictures += _claim(browser, site=site, folder=folder)
        except RuntimeError as error:
            raise CommandError(str(error)) from error
        return pictures


def _claim(browser: Any, *, site: str, folder: Path) -> list[Picture]:
    """The steps of somebody who claims an account, as nobody but that person sees them."""
    holder = unclaimed_account()
    if holder is None:
        return []
    code = code_of_letter(holder)
    return list(walk_claim(browser, site=site, account=holder.account, code=code, folder=folder))


def _must_be_complete(pictures: list[Picture], papers: list[PaperShown], *, asked: list[str]) -> None:
    """Raise CommandError that names every page nobody saw, and every kind of paper there was none of."""
    pages = pages_not_seen((picture.kind for picture in pictures), asked=asked)
    kinds = sorted(KINDS.keys() - {paper.kind for paper in papers})
    if pages or kinds:
        raise CommandError(
            f"Without a picture: of the pages {', '.join(pages) or 'none'}; "
            f"of the papers {', '.join(kinds) or 'none'}. config/screens/scene.py lets them be."
        )
