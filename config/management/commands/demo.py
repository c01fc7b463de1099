"""`manage.py demo`: the product's main job done once on the demonstration plan; `--box` tells where to go."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demo.box import box_lines
from config.demo.telling import tell_story
from registry.models import RightsAgreement


class Command(BaseCommand):
    """Prepare the demonstration in a database without agreements; on one that has it, do nothing."""

    help = "Prepare the demonstration, or tell where it is (--box)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--box`."""
        parser.add_argument(
            "--box", action="store_true", help="print addresses, sign-ins and what to try first"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare or tell."""
        if options["box"]:
            self.stdout.write("\n".join(box_lines()))
            return
        if not settings.DEMO:
            raise CommandError(
                "The demonstration is made only with DEMO=1, in a database without agreements."
            )
        found = RightsAgreement.objects.values_list("code", "is_demo")
        if any(not is_demo for _, is_demo in found):
            raise CommandError(
                "This database holds an agreement that is not a demonstration; nothing was done."
            )
        if found:
            self.stdout.write("The demonstration stands as it was left.")
            return
        tell_story(holders=settings.DEMO_HOLDERS, out=self.stdout)
