"""`manage.py screens FOLDER`: pictures of every page in every role, and of every paper, with an index."""

from __future__ import annotations

import json
import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string

from config import screens
from config.demo.box import KEPT
from config.screens.camera import NOBODY, Picture, open_browser, walk
from config.screens.holder import bring_holder
from config.screens.pages import PAGES, addresses, missing_pages, model_pages
from config.screens.papers import picture_papers

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
        if not (settings.VAR / KEPT).exists():
            raise CommandError("There is no demonstration here: `make screens` makes one of its own.")
        bring_holder()
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

    def _walk(self, folder: Path, *, site: str, people: list[str]) -> list[Picture]:
        known = [NOBODY, *json.loads((settings.VAR / KEPT).read_text())]
        if unknown := set(people) - set(known):
            raise CommandError(f"Nobody is called {', '.join(unknown)}; there are {', '.join(known)}.")
        asked = [address for kind in (*PAGES, *model_pages()) for address in addresses(kind)]
        pictures: list[Picture] = []
        try:
            with open_browser() as browser:
                for person in people or known:
                    found = walk(browser, site=site, person=person, addresses=asked, folder=folder)
                    seen = list(found)
                    self.stdout.write(f"  {person}: {len(seen)} of {len(asked)} pages")
                    pictures += seen
        except RuntimeError as error:
            raise CommandError(str(error)) from error
        return pictures
