"""The box at the end of `make run`: addresses, the demo sign-ins, and what to try first."""

from __future__ import annotations

import json
import os

from django.conf import settings

from config.demo.people import PEOPLE
from config.demo.portal import letter_path, portal_address

UNTOLD = "(told at first start)"
KEPT = "demo-sign-ins.json"
TRY_FIRST = (
    "Sign in as mara, look at the register: type part of a name, choose a state, open a certificate.",
    "Open the print run: 100 certificates are unsigned, three sheets are spoiled; the equation holds.",
    "Sign in as solomon: mara reports the last certificates signed by hand. Read the request, approve it.",
    "As mara open Mailings: record the post's receipt one piece short, and see that piece named.",
    "Open the letter, a PDF, and claim its account at the portal: prepare an exercise, print its papers.",
    "As mara press Prove now on the proof of the books; verify_books AHS-2003 --expect takes the figure.",
)


def keep_passwords(passwords: dict[str, str]) -> None:
    """Keep the demo's passwords beside its data, readable by its owner alone."""
    path = settings.VAR / KEPT
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as target:
        json.dump(passwords, target)


def box_lines() -> list[str]:
    """The lines of the box."""
    address = os.environ.get("ADDRESS", "http://127.0.0.1:8000").rstrip("/")
    path = settings.VAR / KEPT
    passwords = json.loads(path.read_text()) if path.exists() else {}
    lines = [
        f"Console   {address}/",
        f"Portal    {portal_address()}",
        f"Letter    {letter_path()}",
        f"Records   {address}/admin/",
        f"API       {address}/api/v1/docs/",
        f"Health    {address}/healthz",
        "",
        "Demo sign-ins (this installation alone)",
    ]
    lines += [
        f"  {person.username:<8}  {passwords.get(person.username, UNTOLD):<20}  {person.told_as}"
        for person in PEOPLE
    ]
    lines += ["", "Try this first"]
    lines += [f"  {at}. {words}" for at, words in enumerate(TRY_FIRST, 1)]
    width = max(len(line) for line in lines)
    rule = "─" * (width + 2)
    return [f"╭{rule}╮", *(f"│ {line:<{width}} │" for line in lines), f"╰{rule}╯"]
