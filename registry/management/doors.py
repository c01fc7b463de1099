"""What every command shares: who acts at the shell, plain tables or JSON, one clear sentence when refused."""

import json
import os
import pwd
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich import box
from rich.console import Console
from rich.table import Table

from agreement.errors import RefusedByGround, RightsError
from agreement.grounds import Ground
from agreement.refusals import refuse
from registry import clock
from registry.checks import agreements_beside_moved_clock
from registry.models import Approval, Installation, RightsAgreement, User
from registry.roles import must_be_staff
from registry.selectors.demonstrations import may_act_here
from registry.services.documents import PaperInHand, paper_in_hand

WIDTH_OF_FILES = 120  # of tables that no terminal shows: a hash stands on one line


class Refused(CommandError):
    """A request that the rules do not let through, told in one sentence; the process ends with status 1."""


class Door(BaseCommand):
    """A command: fetch, call one service, answer. `act` returns what is shown and what `--json` prints."""

    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the two arguments that every command has."""
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")
        parser.add_argument("--as", dest="acting_as", metavar="USER", help="user name of the acting person")

    def handle(self, *args: Any, **options: Any) -> None:
        """Act and answer; a refusal becomes one sentence on standard error, and JSON when asked for."""
        self.as_json = bool(options["as_json"])
        try:
            must_run_on_its_own_clock()
            answer = self.act(options, at=clock.now())
        except RightsError as error:
            if self.as_json:
                self.stdout.write(json.dumps(described(error), default=_plain, indent=2))
            for other in getattr(error, "grounds", ())[1:]:
                self.say(f"Also: {other}")
            raise Refused(str(error)) from error
        if self.as_json:
            self.stdout.write(json.dumps(answer, default=_plain, indent=2))

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Do what the command does and return its answer."""
        raise NotImplementedError

    @property
    def paper(self) -> Console:
        """Where tables are written; silent when JSON was asked for."""
        width = None if self.stdout.isatty() else WIDTH_OF_FILES
        sink = cast(IO[str], self.stdout)
        return Console(file=sink, highlight=False, quiet=self.as_json, soft_wrap=True, width=width)

    def say(self, sentence: str) -> None:
        """Write one line for people."""
        self.paper.print(sentence, markup=False)

    def show_facts(self, title: str, facts: Mapping[str, object]) -> None:
        """Write a table of two columns: what, and what it is."""
        table = Table(title=title, title_justify="left", show_header=False, box=box.SIMPLE)
        table.add_column(overflow="fold")
        table.add_column(overflow="fold")
        for name, value in facts.items():
            table.add_row(name, _told(value))
        self.paper.print(table)

    def show_rows(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Write a table with a head."""
        table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
        for column in columns:
            table.add_column(column, overflow="fold")
        for row in rows:
            table.add_row(*(_told(value) for value in row))
        self.paper.print(table)

    def show_request(self, approval: Approval) -> dict[str, Any]:
        """Say which request now waits for a second person, and how that person approves it."""
        self.say(f"Request {approval.request_hash} waits for a second person.")
        self.say(f"  {approval.summary}")
        self.say(f"  To approve: manage.py approve {approval.request_hash}   (by another person)")
        return {"request": approval.request_hash, "kind": approval.kind, "summary": approval.summary}


def must_run_on_its_own_clock() -> None:
    """Refuse every command on a moved clock beside a real plan: its instants would be false.

    Raises CLOCK_MOVED, ImproperlyConfigured where the database cannot be asked.
    """
    if agreements_beside_moved_clock():
        raise refuse("CLOCK_MOVED", offset=settings.CLOCK_OFFSET)


class PlanDoor(Door):
    """A command about one agreement, named first by its code."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the agreement before what the command adds."""
        super().add_arguments(parser)
        parser.add_argument("agreement", help="code of the agreement")

    def plan_and_person(self, options: Mapping[str, Any]) -> tuple[RightsAgreement, User]:
        """The agreement named, and who acts. Raises AGREEMENT_NOT_FOUND, STAFF_UNKNOWN."""
        return agreement_named(options["agreement"]), acting_user(options)


def acting_user(options: Mapping[str, Any]) -> User:
    """The member of staff who acts: the operating-system user's own, or the one named by `--as`.

    `--as` is believed for demo users of a demo, and elsewhere only while no operating-system user is tied to
    a member of staff and the installation is not marked productive. Raises InvalidRequest; for a demo user
    outside a demonstration DEMO_USER_OUTSIDE_DEMO.
    """
    login = pwd.getpwuid(os.geteuid()).pw_name
    tied = settings.STAFF_BY_OS_USER.get(login)
    named = options.get("acting_as")
    if named and named != tied and not _may_name(named):
        raise refuse("STAFF_NOT_TIED", login=login, named=named)
    user = User.objects.filter(username=named or tied or "", is_active=True).first()
    if user is None:
        raise refuse("STAFF_UNKNOWN", named=named or login)
    if not may_act_here(user):
        raise refuse("DEMO_USER_OUTSIDE_DEMO", person=user.username)
    must_be_staff(user, act="this command")
    return user


def _may_name(named: str) -> bool:
    if settings.DEMO:
        return User.objects.filter(username=named, is_demo=True).exists()
    is_productive = Installation.objects.filter(productive_since__isnull=False).exists()
    return not settings.STAFF_BY_OS_USER and not is_productive


def agreement_named(code: str) -> RightsAgreement:
    """The agreement of a code. Raises AGREEMENT_NOT_FOUND."""
    agreement = RightsAgreement.objects.filter(code=code).first()
    if agreement is None:
        raise refuse("AGREEMENT_NOT_FOUND", agreement=code)
    return agreement


def read_instant(text: str, *, zone: str) -> datetime:
    """An instant from `2003-06-17T09:12` in the agreement's zone, or with an offset of its own.

    Raises NAIVE_TIMESTAMP for a date without a time and for what is no time.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise refuse("NAIVE_TIMESTAMP", value=text) from None
    if instant.time() == time() and "T" not in text and " " not in text:
        raise refuse("NAIVE_TIMESTAMP", value=text)
    return (instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def read_file(name: str) -> bytes:
    """The bytes of a file named on the command line. Raises DOCUMENT_UNREADABLE."""
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise refuse("DOCUMENT_UNREADABLE", file=name, reason=error.strerror or str(error)) from error


@contextmanager
def reserved(place: Path | None) -> Iterator[None]:
    """Make the file that an act is to fill before the act: what cannot be written is refused first.

    Nothing of it is left when the act is refused. Raises OUTPUT_FILE_EXISTS, OUTPUT_NOT_WRITABLE.
    """
    if place is None:
        yield
        return
    try:
        place.open("x").close()
    except FileExistsError:
        raise refuse("OUTPUT_FILE_EXISTS", file=place.name) from None
    except OSError as error:
        reason = (error.strerror or "it cannot be made").lower()
        raise refuse("OUTPUT_NOT_WRITABLE", file=str(place), reason=reason) from None
    try:
        yield
    except BaseException:
        place.unlink(missing_ok=True)
        raise


def read_day(text: str) -> date:
    """A date from `2003-06-17`. Raises InvalidRequest."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise refuse("DATE_ILL_FORMED", text=text) from None


@contextmanager
def paper_named(
    name: str | None,
    *,
    kind: str,
    by: User,
    at: datetime,
    received_at: datetime | None = None,
    signed_on: date | None = None,
    title: str = "",
) -> Iterator[PaperInHand | None]:
    """A paper named on the command line, received now unless told otherwise; None where none was named.

    The service that it is given to files it; a command that is refused leaves nothing of it.
    Raises DOCUMENT_UNREADABLE.
    """
    if not name:
        yield None
        return
    with paper_in_hand(
        content=read_file(name),
        kind=kind,
        title=title or f"{kind.replace('_', ' ').capitalize()}: {Path(name).name}",
        original_name=name,
        content_type="",
        signed_on=signed_on,
        received_at=received_at or at,
        received_by=by,
        at=at,
    ) as paper:
        yield paper


def described(error: RightsError | Ground) -> dict[str, object]:
    """A refusal with the members every refusal has, and all its grounds."""
    members: dict[str, object] = {
        "code": error.code,
        "message": error.message,
        "basis": error.basis,
        "clause": error.clause or "",
        "citation": error.citation,
        "facts": dict(error.facts),
        "cure": error.cure,
    }
    if isinstance(error, RefusedByGround):
        members["grounds"] = [described(ground) for ground in error.grounds]
    return members


def _told(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return "" if value is None else str(value)


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return str(value)
