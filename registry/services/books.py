"""Posting to the registration books: the only Python that calls the posting functions of the database.

An entry request is plain JSON:

    agreement       its code                    kind            a kind of entry (registry.models.EntryKind)
    section         the section it acts under   document        key of the document that is its authority
    item            number of the item, or null effective_at    ISO instant with offset
    received_at     ISO instant with offset     corrects        key of the entry corrected (CORRECT), or null
    memorandum      why (CORRECT must)          rights_created  whole Rights; control_change equals it
    close           [{"lot", "retired_as"}]: what is not passed on to children leaves as `retired_as`
    open            [{"parent", "rights", "holder", "certificate", "taint"}]: `certificate` is an index into
                    `certificates`, {"number": n} of one that stands, or null; `taint` is null or
                    {"class", "notice", "effective_from", "void_from"}
    certificates    [{"number": null, "holder", "rights", "dated", "form_version", "legend_class",
                    "taint_class", and whose words it bears}]; numbers follow in the order given. The words
                    are never in the request: "registration_of" names an earlier certificate of the holder, or
                    "registration_of_holder" is true and "registration_commitment" the keyed commitment to
                    the words in which the holder is registered (commitments.commit_registration)
    events          [{"kind", "first", "last", "happened_on", "signatory", "manifest_hash", "reason"}]
    marks           [{"lot", "class", "notice", "effective_from", "void_from"}] on lots that stay open
    end_marks       [lot]: marks that end (RESTORE)

The second person approves this very request; a composite request carries it under the key "entry".
"""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from agreement.cancellation import reissue_grounds
from agreement.errors import RefusedByGround
from agreement.fractional import whole_rights_grounds
from agreement.refusals import refuse
from agreement.workflow.items import ItemState
from registry.models import Approval, BookEntry, Item, RightsAgreement, User
from registry.services.approvals import request_approval
from registry.services.letters.outcome import LetterToWrite
from registry.services.refusals import told_as_errors

POST_ENTRY = "POST_ENTRY"


def request_entry(
    agreement: RightsAgreement, *, entry: dict[str, Any], summary: str, maker: User, at: datetime
) -> Approval:
    """Ask for an entry to be posted; another person approves it.

    Raises FRACTIONAL_RIGHTS_NOT_ISSUED for a certificate that is not for a whole number of Rights,
    NO_GROUND_FOR_REISSUE where the kind of entry may issue none.

    Agreement: 5(b);8;14(a).
    """
    reissue = reissue_grounds(str(entry.get("kind")), certificates=len(entry.get("certificates") or ()))
    if reissue:
        raise RefusedByGround.by(reissue)
    for certificate in entry.get("certificates") or ():
        must_be_whole(certificate.get("rights"))
    return request_approval(agreement, kind=POST_ENTRY, request=entry, summary=summary, maker=maker, at=at)


def must_be_whole(rights: object) -> None:
    """Raise FRACTIONAL_RIGHTS_NOT_ISSUED unless a certificate is for a whole number of Rights.

    Agreement: 14(a).
    """
    try:
        grounds = whole_rights_grounds(Fraction(str(rights)))
    except (ValueError, ZeroDivisionError):  # no number at all: the door says so
        return
    if grounds:
        raise RefusedByGround.by(grounds)


def post_entry(approval: Approval, *, at: datetime) -> BookEntry:
    """Post the entry an approval was given for; performs the kind POST_ENTRY.

    Agreement: 5(b).
    """
    return _post("post_entry", approval, approval.request, at)


def post_entry_within(approval: Approval, request: dict[str, Any], *, at: datetime) -> BookEntry:
    """Post the entry inside a composite request, which must be the one approved, whole.

    `request` carries the entry under "entry"; the caller rebuilds it from the books and the database
    compares its hash with the approved one: a changed register refuses (REQUEST_CHANGED_AFTER_APPROVAL).
    """
    return _post("post_entry", approval, request, at)


def post_item(
    approval: Approval,
    request: dict[str, Any],
    *,
    item: Item,
    ends_as: ItemState,
    letter: LetterToWrite,
    at: datetime,
) -> BookEntry:
    """Post the entry of an item, end the item and write the letter about it, in one round trip.

    `request` is as for `post_entry_within`. The letter's facts gain the entry's number and what it issued.

    Agreement: 5(b);6(a);7(a).
    """
    writer = approval.approver_id or item.recorded_by_id
    told: list[Any] = [item.pk, ends_as.value, letter.kind.value, Jsonb(letter.facts), letter.section, writer]
    return _post("post_item", approval, request, at, *told)


def open_books(approval: Approval, request: dict[str, Any], *, at: datetime) -> BookEntry:
    """Open the books, or issue supplementary certificates, set-wise from an accepted list.

    Agreement: 3(a).
    """
    return _post("open_books", approval, request, at)


def nullify_lots(approval: Approval, request: dict[str, Any], *, at: datetime) -> BookEntry:
    """Mark everything that an applied notice of nullity makes void, set-wise, in one entry.

    Agreement: 7(e).
    """
    return _post("nullify_lots", approval, request, at)


def restore_lots(approval: Approval, request: dict[str, Any], *, at: datetime) -> BookEntry:
    """End every mark of a notice by the Company's applied determination, in one entry.

    Agreement: 1(a)(i);7(e).
    """
    return _post("restore_lots", approval, request, at)


def end_rights(approval: Approval, request: dict[str, Any], *, at: datetime) -> BookEntry:
    """End every Right that stands, valid and void, in one entry that names the class and its totals.

    `request` holds the head of the entry (kind EXPIRE; REDEEM or EXCHANGE_RIGHTS with `standing`, the hash of
    what every holder has, and `list`), section, document, instants, and `totals`: what
    stands, counted as `standing_totals` counts it. Another count is refused (STANDING_RIGHTS_CHANGED), and so
    is an end that has not come (RIGHTS_NOT_EXPIRED).

    Agreement: 1(q).
    """
    return _post("end_rights", approval, request, at)


def exchange_part(approval: Approval, request: dict[str, Any], *, at: datetime) -> BookEntry:
    """Exchange a part of the valid Rights pro rata, in one entry; what is kept stays on its certificates.

    `request` is that of `end_rights` for EXCHANGE_RIGHTS, with `part`, the number of Rights, and
    `of_certificates`, counted as `part_totals` counts it. What stands otherwise is refused
    (STANDING_RIGHTS_CHANGED, LIST_OUTDATED), so is paper that is not countersigned
    (PART_BEFORE_COUNTERSIGNATURE) and an order not accepted or carried out (COMPANY_NOTICE_REQUIRED,
    ORDER_CARRIED_OUT).

    Agreement: 24(b).
    """
    return _post("exchange_part", approval, request, at)


def exchange_for_new_form(approval: Approval, request: dict[str, Any], *, at: datetime) -> BookEntry:
    """Replace every certificate of another form that nothing holds, set-wise, in one entry.

    `request` holds the head of the entry (kind EXCHANGE_CERTIFICATES, section, document, instants), the
    order by its notice, the form, and `totals`: what is replaced, counted anew. Another count is refused
    (NEW_FORM_RUN_CHANGED), and so is a run that the Company did not order (COMPANY_NOTICE_REQUIRED).

    Agreement: 4(b);22.
    """
    return _post("exchange_for_new_form", approval, request, at)


def adjust_number(approval: Approval, request: dict[str, Any], *, at: datetime) -> BookEntry:
    """Give the holders of record the additional Rights of another number of Rights, set-wise, in one entry.

    `request` holds the head of the entry (kind ADJUST_NUMBER, section, document, instants), the election by
    its notice, `record_at`, the ratio as `numerator` and `denominator`, the form, and `totals` as
    `number_adjustment_totals` counts them. Another count is refused (NUMBER_ADJUSTMENT_CHANGED), so is what
    the Company did not elect (COMPANY_NOTICE_REQUIRED), what came before its record date
    (NUMBER_ADJUSTMENT_NOT_POSSIBLE), and a second time (NUMBER_ADJUSTED).

    Agreement: 11(h);14(a).
    """
    return _post("adjust_number", approval, request, at)


def take_on_books(approval: Approval, request: dict[str, Any], *, at: datetime) -> BookEntry:
    """Take a predecessor's open books on, set-wise from its staged certificate detail, in one entry.

    `request` holds the head of the entry (section, document, instants, memorandum), the take-over, the form,
    and `content_hash` and `totals` of the staged rows. Rows that differ are refused
    (REQUEST_CHANGED_AFTER_APPROVAL), and so are books that are open (ALREADY_OPENED).

    Agreement: 21.
    """
    return _post("take_on_books", approval, request, at)


def lock_books(agreement: RightsAgreement) -> RightsAgreement:
    """Take the one lock of an agreement's books until the transaction ends, and read the agreement again."""
    with told_as_errors():
        return RightsAgreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)


def _post(
    function: str, approval: Approval, request: dict[str, Any], at: datetime, *further: Any
) -> BookEntry:
    """One round trip to a posting function; the rest of the entry is read when it is asked for."""
    arguments: Sequence[Any] = [approval.pk, Jsonb(request), at, *further]
    places = ", ".join(["%s"] * len(arguments))
    with told_as_errors(), connection.cursor() as cursor:
        cursor.execute(f"SELECT entry_id, number FROM {function}({places})", arguments)  # noqa: S608  nine names
        row = cursor.fetchone()
    if row is None:
        raise refuse("APPROVAL_NOT_FOUND", request_hash=f"approval {approval.pk}")
    approval.consumed_at = at  # by the function
    return BookEntry.from_db(connection.alias, ["id", "number"], row)
