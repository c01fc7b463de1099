"""What the Company says by a channel that gives no notice: logged, or laid in, without any effect (§26)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from agreement.channels import informal_grounds
from agreement.choices import Channel
from agreement.errors import RefusedByGround
from agreement.refusals import refuse
from registry.models import InformalNotice, IssuerAccess, Notice, RightsAgreement, User
from registry.roles import must_be_staff
from registry.selectors.agreements import terms_in_force
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.documents import Evidence, check_instants, require_document


@transaction.atomic(durable=True)
def log_informal(
    agreement: RightsAgreement,
    *,
    channel: str,
    sender: str,
    said: str,
    received_at: datetime,
    by: User,
    at: datetime,
) -> InformalNotice:
    """Log what was said by e-mail, telephone or the like. Nothing follows from it: no gate asks for it.

    Raises CHANNEL_IS_FORMAL for a channel by which a notice is given, INSTRUCTION_PART_MISSING,
    RECEIVED_AFTER_RECORDED.

    Agreement: 26.
    """
    must_be_staff(by, act="logging an informal message")
    check_instants(signed_on=None, received_at=received_at, at=at)
    told = {"how it came": channel in Channel.__members__, "who said it": sender.strip()}
    missing = [name for name, is_told in {**told, "what was said": said.strip()}.items() if not is_told]
    if missing:
        raise refuse("INSTRUCTION_PART_MISSING", kind="informal message", missing=", ".join(missing))
    grounds = informal_grounds(channel, terms=terms_in_force(agreement, known_at=at))
    if grounds:
        raise RefusedByGround.by(grounds)
    books = lock_books(agreement)
    logged = InformalNotice.objects.create(
        agreement=books,
        number=_next_number(books),
        channel=channel,
        sender=sender.strip(),
        said=said.strip(),
        received_at=received_at,
        recorded_at=at,
        recorded_by=by,
    )
    append_audit(books, actor=by, act="INFORMAL_NOTICE_LOGGED", subject=str(logged), at=at)
    return logged


@transaction.atomic(durable=True)
def lay_in(
    agreement: RightsAgreement,
    *,
    about: str,
    said: str,
    document: Evidence | None,
    by: User,
    at: datetime,
) -> InformalNotice:
    """Keep a paper that an officer of the Company laid in on its page, and what was said with it.

    Nothing follows from it: staff take in the notice from its signed original, after the call-back. `about`
    says in words what the paper is. Raises MAKER_NOT_PERMITTED for whoever is no officer with access to the
    plan, INSTRUCTION_PART_MISSING, NO_SUPPORTING_DOCUMENT.

    Agreement: 26.
    """
    if not IssuerAccess.objects.filter(user=by, agreement=agreement, ended_at__isnull=True).exists():
        raise refuse("MAKER_NOT_PERMITTED", person=by, kind="laying in a paper of the Company")
    if not about.strip():
        raise refuse("INSTRUCTION_PART_MISSING", kind="paper laid in", missing="what the paper is")
    books = lock_books(agreement)
    made = InformalNotice.objects.create(
        agreement=books,
        number=_next_number(books),
        channel=Channel.PORTAL_MESSAGE.value,
        sender=f"{by}, for the Company",
        said=". ".join(words for words in (about.strip().rstrip("."), said.strip()) if words),
        document=require_document(books, document),
        received_at=at,
        recorded_at=at,
        recorded_by=by,
    )
    details = {"document": made.document_id}
    append_audit(books, actor=by, act="COMPANY_PAPER_LAID_IN", subject=str(made), details=details, at=at)
    return made


def _next_number(books: RightsAgreement) -> int:
    last = InformalNotice.objects.filter(agreement=books).aggregate(last=Max("number"))["last"] or 0
    return int(last) + 1


@transaction.atomic(durable=True)
def tie_to_notice(logged: InformalNotice, *, notice: Notice, by: User, at: datetime) -> InformalNotice:
    """Say which formal notice followed an informal message; neither changes by it.

    Raises NOTICE_NOT_FOUND for a notice of another agreement, REQUEST_ALREADY_DECIDED when one is tied.

    Agreement: 26.
    """
    must_be_staff(by, act="tying an informal message to its notice")
    found = InformalNotice.objects.select_for_update(no_key=True, of=("self",)).get(pk=logged.pk)
    if notice.agreement_id != found.agreement_id:
        raise refuse("NOTICE_NOT_FOUND", number=notice.number)
    if found.followed_by_id is not None:
        raise refuse("REQUEST_ALREADY_DECIDED", what=f"informal message {found.number}", state="tied")
    found.followed_by = notice
    found.save(update_fields=["followed_by"])
    details = {"notice": notice.number}
    append_audit(
        found.agreement, actor=by, act="INFORMAL_NOTICE_FOLLOWED", subject=str(found), details=details, at=at
    )
    return found
