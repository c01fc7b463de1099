"""Words of mailings, read from a folder of text files and refused when incomplete. Nothing here draws."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any

from agreement.errors import RefusedByGround, RightsError
from agreement.refusals import refuse
from agreement.summary import HEADINGS, heading_grounds
from certificates.drawing.forms import PLACEHOLDER
from certificates.post import MailingText

OUTLINE = "text.toml"
SUMMARY = "SUMMARY_OF_RIGHTS"
REMINDER = "EXPIRY_REMINDER"
EVENTS = ("EVENT_PROPOSED", "EVENT_OCCURRED")
KINDS = ("CERTIFICATES", SUMMARY, REMINDER, *EVENTS)
# What the Company's notice of an event says, for the words of a notice to the holders alone.
OF_THE_EVENT = ("event_kind", "event", "event_day", "consequences")
PLACEHOLDERS = (
    "company_name",
    "agent_name",
    "agreement_title",
    "agreement_date",
    "common_name",
    "security_name",
    "units_words",
    "exercise_price",
    "rights_per_share",
    "threshold",
    "distribution_days",
    "flip_in_worth",
    "flip_over_worth",
    "asset_sale",
    "exchange_ratio",
    "exchange_bar",
    "redemption_price",
    "redemption_days",
    "redemption_until",
    "final_expiration",
    "close_of_business",
    "filed_on",
    "office",
    "last_day",
    "price_now",
    "security_now",
)


def read_mailing_text(folder: Path | str) -> MailingText:
    """Read the words of a mailing from their folder; refused with what is missing.

    Raises FORM_UNREADABLE, PLACEHOLDER_UNKNOWN, SUMMARY_HEADING_MISSING.

    Agreement: Exhibit C.
    """
    path = Path(folder)
    files = _files_of(path)
    outline = _outline(files[OUTLINE])
    texts = {name.removesuffix(".txt"): _words(name, raw) for name, raw in files.items() if name != OUTLINE}
    try:
        read = MailingText(
            name=str(outline["name"]),
            title=str(outline["title"]),
            kind=str(outline["kind"]),
            mark=str(outline.get("mark", "")),
            hash=_hash_of(files),
            texts=texts,
            statements={str(key): str(value) for key, value in outline.get("statements", {}).items()},
        )
    except KeyError as error:
        raise _unreadable(OUTLINE, f"lacks {error}", cure="add it as the shipped texts have it") from error
    _require_whole(read)
    return read


def _files_of(path: Path) -> dict[str, bytes]:
    if not (path / OUTLINE).is_file():
        raise _unreadable(
            path.name, "holds no words of a mailing", cure=f"put {OUTLINE} and its text files in it"
        )
    return {entry.name: entry.read_bytes() for entry in path.iterdir() if entry.suffix in (".txt", ".toml")}


def _hash_of(files: dict[str, bytes]) -> str:
    """SHA-256, in hex, over sorted names and bytes, each preceded by its length."""
    digest = hashlib.sha256()
    for name, raw in sorted(files.items()):
        encoded = name.encode()
        digest.update(b"%d %d " % (len(encoded), len(raw)) + encoded + raw)
    return digest.hexdigest()


def _words(name: str, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n").strip()
    except UnicodeDecodeError as error:
        raise _unreadable(name, "is not UTF-8", cure="save it as UTF-8") from error


def _outline(raw: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(_words(OUTLINE, raw))
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(OUTLINE, f"is not TOML: {error}", cure="correct the line named") from error


def _unreadable(name: str, what: str, *, cure: str) -> RightsError:
    return refuse("FORM_UNREADABLE", saying=f"{name} {what}", curing=cure, file=name, reason=what)


def _require_whole(text: MailingText) -> None:
    if text.kind not in KINDS:
        raise _unreadable(OUTLINE, f"has the kind {text.kind}", cure=f"write one of {', '.join(KINDS)}")
    if text.mark not in ("", "MODEL"):
        raise _unreadable(OUTLINE, f"has the mark {text.mark}", cure='leave it empty or write "MODEL"')
    wanted = ["letter", *(("closing",) if text.kind == SUMMARY else ())]
    absent = [f"{stem}.txt" for stem in wanted if not text.texts.get(stem)]
    if absent:
        raise _unreadable(text.name, f"has no words in {', '.join(absent)}", cure="write them")
    if text.kind == SUMMARY:
        missing = heading_grounds([name for name in HEADINGS if text.texts.get(name)], summary=text.name)
        if missing:
            raise RefusedByGround.by(missing)
    known = (*PLACEHOLDERS, *OF_THE_EVENT) if text.kind in EVENTS else PLACEHOLDERS
    for stem, words in text.texts.items():
        for name in PLACEHOLDER.findall(words):
            if name not in known:
                raise refuse(
                    "PLACEHOLDER_UNKNOWN",
                    file=f"{stem}.txt",
                    placeholder=f"{{{name}}}",
                    known=", ".join(known),
                )
        if "{" in PLACEHOLDER.sub("", words) or "}" in PLACEHOLDER.sub("", words):
            raise _unreadable(f"{stem}.txt", "has a brace that opens or closes nothing", cure="remove it")
