"""Form versions: the words on a certificate, read from a folder of text files and refused when incomplete.

An operator adds its agreement's exact words as another folder, outside the code: `form.toml` and one text
file for each block. Nothing here draws; ReportLab is not imported.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from agreement.errors import RightsError
from agreement.refusals import refuse
from certificates.faces import FormVersion, LegendClass, ReversePage

FIELDS_OF_A_CERTIFICATE = ("registration", "rights_words", "rights_figures", "certificate_number", "dated")
FIELDS_OF_THE_TERMS = (
    "agreement_title",
    "agreement_date",
    "company_name",
    "company_description",
    "agent_name",
    "agent_description",
    "cusip",
    "exercise_price",
    "units_words",
    "units_figures",
    "one_unit_words",
    "unit_name",
    "unit_plural",
    "security_name",
    "par_value",
    "close_of_business",
    "final_expiration",
    "redemption_price",
    "figures_as_of",
    "office",
    "guarantors",
    "and_seal",
)
DIRECTIVES = ("signature", "guarantee")  # reverse only: a dated signature line, a guarantor's block
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

LABELS = {
    "certificate_number": "Certificate No.",
    "rights": "Rights",
    "cusip": "CUSIP",
    "attest": "Attest:",
    "by": "By:",
    "its": "Its:",
    "countersigned": "Countersigned:",
    "as_rights_agent": "as Rights Agent",
    "seal": "SEAL",
    "no_seal": "The Company has no seal.",
    "dated": "Dated",
    "signature": "Signature",
    "signature_guaranteed": "Signature guaranteed:",
    "reverse_title": "",
}

# The statements that a form must make, the row that asks for each, and the stems its words cannot do without.
STATEMENTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "certification": (
        "R-XB-3",
        ("{registration}", "{final_expiration}|expir", "{exercise_price}|exercise price"),
    ),
    "adjustment": ("R-4a-4", ("adjust",)),
    "subject_to_agreement": ("R-XB-4", ("subject to", "cop")),
    "redemption_exchange": ("R-XB-4", ("redeem|redemption", "exchange")),
    "combination": ("R-XB-4", ("surrender", "like tenor")),
    "fractions": ("R-XB-8", ("fraction", "cash")),
    "not_a_stockholder": ("R-XB-9", ("vote", "dividend", "consent", "notice")),
    "validity": ("R-XB-7", ("valid", "countersign")),
    "assignment": ("R-4a-1", ("assign", "transfer")),
    "assignment_certificate": ("R-4a-1", ("acquiring person", "(1)", "(2)")),
    "election": ("R-4a-1", ("elect", "exercise")),
    "election_certificate": ("R-4a-1", ("acquiring person", "(1)", "(2)")),
    "notice": ("R-4a-1", ("signature", "name")),
}
_NULLITY_WORDS = re.compile(r"null\s+and\s+void", re.IGNORECASE)


def read_form_version(folder: Path | str) -> FormVersion:
    """Read a form version from its folder, inside or outside the code; refused with what is missing.

    Raises InvalidRequest where a file or a placeholder is wrong, RefusedByGround where the form does not say
    what the agreement prescribes: TEMPLATE_NOT_APPROVED or LEGEND_VARIANT_CONFLICT.
    Agreement: 4(a).
    """
    path = Path(folder)
    files = _files_of(path)
    outline = _outline(files["form.toml"])
    texts = {
        name.removesuffix(".txt"): _words(name, raw) for name, raw in files.items() if name.endswith(".txt")
    }
    form = _form(path, outline=outline, texts=texts, digest=folder_hash(path))
    _require_blocks(form)
    _require_known_placeholders(form)
    _require_statements(form)
    _require_one_nullity_sentence(form)
    return form


def folder_hash(folder: Path | str) -> str:
    """SHA-256, in hex, over the sorted file names and bytes of a form version's folder.

    Each name and each content is preceded by its length, so that no two folders give the same sequence.
    """
    digest = hashlib.sha256()
    for name, raw in sorted(_files_of(Path(folder)).items()):
        encoded = name.encode()
        digest.update(b"%d %d " % (len(encoded), len(raw)) + encoded + raw)
    return digest.hexdigest()


def _files_of(path: Path) -> dict[str, bytes]:
    if not (path / "form.toml").is_file():
        raise refuse(
            "FORM_UNREADABLE",
            saying=f"The folder {path.name} holds no form version",
            curing="put form.toml and the text files of the form in it",
            file=path.name,
        )
    return {entry.name: entry.read_bytes() for entry in path.iterdir() if entry.suffix in (".txt", ".toml")}


def _words(name: str, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n").strip()
    except UnicodeDecodeError as error:
        raise _unreadable(name, "is not UTF-8", cure="save it as UTF-8") from error


def _outline(raw: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(_words("form.toml", raw))
    except tomllib.TOMLDecodeError as error:
        raise _unreadable("form.toml", f"is not TOML: {error}", cure="correct the line named") from error


def _unreadable(name: str, what: str, *, cure: str) -> RightsError:
    return refuse("FORM_UNREADABLE", saying=f"{name} {what}", curing=cure, file=name, reason=what)


def _form(path: Path, *, outline: dict[str, Any], texts: dict[str, str], digest: str) -> FormVersion:
    try:
        face = outline["face"]
        return FormVersion(
            folder=str(path),
            name=str(outline["name"]),
            title=str(outline["title"]),
            mark=str(outline.get("mark", "")),
            hash=digest,
            head=tuple(face["head"]),
            body=tuple(face["body"]),
            witness=str(face["witness"]),
            validity=str(face["validity"]),
            columns=int(face.get("columns", 1)),
            reverse=tuple(
                ReversePage(int(page.get("columns", 1)), tuple(page["blocks"]), tuple(page.get("foot", ())))
                for page in outline["reverse"]
            ),
            nullity={str(variant): str(stem) for variant, stem in face["nullity"].items()},
            statements={str(role): str(stem) for role, stem in outline["statements"].items()},
            labels=LABELS | {str(key): str(value) for key, value in outline.get("labels", {}).items()},
            texts=texts,
        )
    except KeyError as error:
        raise _unreadable(
            "form.toml", f"lacks {error}", cure="add it as the reference form has it"
        ) from error


def face_blocks(form: FormVersion, legend_class: str) -> tuple[str, ...]:
    """The blocks of the face in reading order, with the nullity sentence of one legend class."""
    return (*form.head, form.nullity[legend_class], *form.body, form.witness, form.validity)


def reverse_blocks(form: FormVersion) -> tuple[str, ...]:
    """The blocks of the reverse in reading order."""
    return tuple(stem for page in form.reverse for stem in (*page.blocks, *page.foot))


def _require_blocks(form: FormVersion) -> None:
    named = [
        *form.head,
        *form.nullity.values(),
        *form.body,
        form.witness,
        form.validity,
        *reverse_blocks(form),
    ]
    if "{guarantee}" in "".join(form.texts.get(stem, "") for stem in named):
        named.append("guarantee")
    absent = [f"{stem}.txt" for stem in dict.fromkeys(named) if not form.texts.get(stem)]
    if absent:
        raise _refusal(form, f"has no words in {', '.join(absent)}", missing=absent, clause="4(a)")
    if form.mark not in ("", "MODEL"):
        raise _unreadable("form.toml", f"has the mark {form.mark}", cure='leave it empty or write "MODEL"')


def _require_known_placeholders(form: FormVersion) -> None:
    on_the_face = {*FIELDS_OF_A_CERTIFICATE, *FIELDS_OF_THE_TERMS}
    on_the_reverse = {*FIELDS_OF_THE_TERMS, *DIRECTIVES}
    reverse = {*reverse_blocks(form), "guarantee"}
    for stem, words in form.texts.items():
        known = on_the_reverse if stem in reverse else on_the_face
        for name in PLACEHOLDER.findall(words):
            if name not in known:
                raise refuse(
                    "PLACEHOLDER_UNKNOWN",
                    file=f"{stem}.txt",
                    placeholder=f"{{{name}}}",
                    known=", ".join(sorted(known)),
                )
        if "{" in PLACEHOLDER.sub("", words) or "}" in PLACEHOLDER.sub("", words):
            raise _unreadable(f"{stem}.txt", "has a brace that opens or closes nothing", cure="remove it")


def _require_statements(form: FormVersion) -> None:
    printed = {*form.head, *form.body, form.witness, form.validity, *reverse_blocks(form)}
    missing, rows = [], []
    for role, (row, stems) in STATEMENTS.items():
        stem = form.statements.get(role, "")
        words = " ".join(form.texts.get(stem, "").lower().split())
        unsaid = [wanted for wanted in stems if not any(one in words for one in wanted.split("|"))]
        if stem not in printed or unsaid:
            missing.append(role if stem not in printed else f"{role} ({', '.join(unsaid)})")
            rows.append(row)
    if missing:
        what = f"lacks what the form must state: {'; '.join(missing)} ({', '.join(dict.fromkeys(rows))})"
        raise _refusal(form, what, missing=missing, clause="4(a)")


def _require_one_nullity_sentence(form: FormVersion) -> None:
    for variant in LegendClass:
        if variant not in form.nullity:
            raise _conflict(form, variant, count=0)
        blocks = [form.texts[stem] for stem in face_blocks(form, variant)]
        count = sum(1 for words in blocks if _NULLITY_WORDS.search(words))
        if count != 1 or not _NULLITY_WORDS.search(form.texts[form.nullity[variant]]):
            raise _conflict(form, variant, count=count)
    if form.nullity[LegendClass.GENERAL] == form.nullity[LegendClass.NULLITY]:
        raise _conflict(form, LegendClass.NULLITY, count=0)


def _conflict(form: FormVersion, variant: str, *, count: int) -> RightsError:
    return refuse(
        "LEGEND_VARIANT_CONFLICT",
        clause="4(b)",
        saying=f"Exactly one nullity sentence is printed; with {variant} the form {form.name} prints {count}",
        curing="give GENERAL and NULLITY a sentence each in [face.nullity], and no other block of the face",
        form=form.name,
        variant=str(variant),
        count=count,
    )


def _refusal(form: FormVersion, what: str, *, missing: Sequence[str], clause: str) -> RightsError:
    return refuse(
        "TEMPLATE_NOT_APPROVED",
        clause=clause,
        saying=f"The form version {form.name} {what}",
        curing="complete the form's files; the Company approves the folder as it then stands",
        form=form.name,
        missing=tuple(missing),
    )


def filled(words: str, values: Mapping[str, str]) -> str:
    """Words with the placeholders of the terms filled in; those of a certificate stay as they are."""
    return PLACEHOLDER.sub(lambda found: values.get(found.group(1), found.group(0)), words)
