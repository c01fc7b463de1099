"""`manage.py import_books FOLDER`: the books of a package into an empty system, proven, or nothing (21)."""

import os
import pwd
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from registry.management.doors import Door
from registry.services.books_packages.examination import examine_package, taxpayer_keys_lacking
from registry.services.books_packages.imports import import_books


class Command(Door):
    """Examine every hash; with nothing wrong, restore and replay in one transaction of the owner."""

    help = "Restore the books handed over by export_books into an empty, migrated system."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder; nobody acts but the operating-system user, for nobody can sign in yet."""
        super().add_arguments(parser)
        parser.add_argument("folder", help="the package")
        parser.add_argument("--check", action="store_true", help="examine the package and write nothing")
        parser.add_argument("--expect", default="", metavar="HASH", help="the manifest's hash on the receipt")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Examine or restore."""
        folder, expected = Path(options["folder"]), options["expect"]
        if options["check"]:
            manifest = examine_package(folder, expected=expected)
            answer = {
                "agreement": manifest["agreement"],
                "made_at": manifest["made_at"],
                "rows": sum(part["rows"] for part in manifest["tables"]),
                "files": len(manifest["files"]),
                **{name: told for name, told in manifest["books"].items() if name != "list"},
                "taxpayer_keys_lacking": taxpayer_keys_lacking(manifest),
            }
            title = "The package is whole: every hash is the one handed over"
        else:
            login = pwd.getpwuid(os.geteuid()).pw_name
            answer = import_books(folder, login=login, at=at, expected=expected, tell=self._tell)
            title = "The books are restored and proven (§21)"
        lacking = answer["taxpayer_keys_lacking"]
        self.show_facts(title, {name: told for name, told in answer.items() if not isinstance(told, list)})
        if lacking:
            self.say(f"Taxpayer numbers stay sealed until the keys {', '.join(lacking)} are set.")
        return answer

    def _tell(self, table: str, rows: int) -> None:
        if rows:
            self.say(f"  {table:<32} {rows:>12,}")
