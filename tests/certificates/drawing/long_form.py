"""A second form version as an operator would add it: other files, other order, the length of Exhibit B."""

from pathlib import Path

from tests.certificates.drawing.samples import MODEL_FOLDER, TERMS

OUTLINE = """
name = "northwind_2004"
title = "Certificate for Rights"

[face]
head = ["term"]
body = [
    "owner", "figures", "reference", "redeem", "surrender", "guidance", "manners", "fraction", "holder"
]
witness = "hands"
validity = "manual"

[face.nullity]
GENERAL = "general"
NULLITY = "legend"

[[reverse]]
columns = 1
blocks = ["assign", "assign_certificate", "elect", "elect_certificate", "signing"]

[statements]
certification = "owner"
adjustment = "figures"
subject_to_agreement = "reference"
redemption_exchange = "redeem"
combination = "surrender"
fractions = "fraction"
not_a_stockholder = "holder"
validity = "manual"
assignment = "assign"
assignment_certificate = "assign_certificate"
election = "elect"
election_certificate = "elect_certificate"
notice = "signing"
"""
RENAMED = {
    "head_legend": "term",
    "nullity_general": "general",
    "nullity_legend": "legend",
    "adjustment": "figures",
    "subject_to_agreement": "reference",
    "redemption_exchange": "redeem",
    "combination": "surrender",
    "fractions": "fraction",
    "not_a_stockholder": "holder",
    "witness": "hands",
    "validity": "manual",
    "assignment": "assign",
    "assignment_certificate": "assign_certificate",
    "election": "elect",
    "election_certificate": "elect_certificate",
    "guarantee": "guarantee",
    "notice": "signing",
}
OWNER = (
    "This certifies that {registration}, or registered assigns, is the registered owner of the number of "
    "Rights set out above. "
)
GUIDANCE = (
    "The owner of this paper is asked to keep it in a safe place and to tell the Rights Agent at once, in "
    "writing, when it is lost, stolen, damaged or destroyed, giving the number printed above, the name of "
    "the registered owner exactly as it stands here, and an account of what happened. The Rights Agent "
    "will then say which affidavit, which indemnity and which payment of expenses it and the Company "
    "require before another is issued in its place. A change of address is to be told in a letter that "
    "the registered owner has signed; until that letter arrives every notice goes to the address in the "
    "registration books, and is good there. Questions about the meaning of any term used here are "
    "answered by the Rights Agreement and by nothing else: where this paper and the Rights Agreement "
    "differ, the Rights Agreement prevails, and neither the headings nor the order of these paragraphs "
    "changes what any of them says. Whoever buys, sells, lends or pledges these Rights does so on that "
    "footing, takes them as they stand in the books, and may ask the Company or the Rights Agent for a "
    "copy of the agreement, which is given without charge within a reasonable time after the written "
    "request of any owner has been received at the office named in it, by post or in the hand of a "
    "messenger."
)
SIGNING = (
    "\n\nSign only in front of the guarantor, in ink, and complete one of the two forms, not both. A "
    "signature by a trustee, executor, administrator, guardian, attorney or officer of a corporation is "
    "to be followed by the capacity in which it is given, and proof of the authority to act is to be sent "
    "with this paper. Where several owners are named on the face, every one of them signs. A form on "
    "which a box is left open, or on which both boxes of a clause are marked, cannot be acted upon until "
    "the matter has been cleared with the Company, and the Rights Agent will write to the presentor and "
    "say what is missing. Send the paper by insured mail; the risk of the post is the sender's until the "
    "office has received it, and a receipt is given on request to every presentor who asks."
)


def write_long_form(folder: Path) -> tuple[Path, str, str]:
    """Write the form and give its folder, all words of the face (general legend) and all of the reverse."""
    folder.mkdir()
    texts = {new: (MODEL_FOLDER / f"{old}.txt").read_text(encoding="utf-8") for old, new in RENAMED.items()}
    certification = (MODEL_FOLDER / "certification.txt").read_text(encoding="utf-8")
    texts["owner"] = OWNER + certification[certification.index("Each Right") :]
    texts["guidance"] = GUIDANCE
    texts["manners"] = GUIDANCE.replace("The owner of", "Any later owner of")
    texts["signing"] += SIGNING
    texts["assign"] = texts["assign"].replace("____\n\n____", "_" * 75 + "\n\n" + "_" * 79)
    for stem, words in texts.items():
        (folder / f"{stem}.txt").write_text(words, encoding="utf-8")
    (folder / "form.toml").write_text(OUTLINE, encoding="utf-8")
    face = ("term", "general", "owner", "figures", "reference", "redeem", "surrender", "guidance", "manners")
    reverse = ("assign", "assign_certificate", "elect", "elect_certificate", "signing")
    face_words = " ".join(texts[stem] for stem in (*face, "fraction", "holder", "hands", "manual"))
    reverse_words = " ".join(
        [*(texts[stem] for stem in reverse), *[texts["guarantee"].format(guarantors=TERMS.guarantors)] * 4]
    )
    return folder, face_words, reverse_words
