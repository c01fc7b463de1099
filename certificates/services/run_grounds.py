"""What must stand before a run is locked: notice, list, answers, form, signatures, seal, agent (R-3a-5)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from agreement.decisions import Effect
from agreement.errors import RefusedByGround
from agreement.form import (
    CompanySignature,
    agent_grounds,
    certificate_date_grounds,
    seal_grounds,
    signature_grounds,
)
from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.separation.first_issue import FirstIssueFacts, first_issue_grounds
from agreement.terms import Terms
from certificates.models import PrintRun
from certificates.selectors.authority import appointments, certificate_officers, officers
from registry.models import (
    FormVersion,
    HolderList,
    HolderListRow,
    ListPurpose,
    ListState,
    RightsAgreement,
    RightsCertificate,
)
from registry.selectors.later_shares import later_issue_dates
from registry.selectors.notices import open_information_requests, standing_stops
from registry.selectors.succession import acting_name
from registry.services.books import lock_books
from registry.services.form_folders import folder_hash, place_of

LIST_STATES = (ListState.ACCEPTED, ListState.OPENED)


def held_run(run_id: int) -> PrintRun:
    """A run, read again under the lock of its agreement's books and its own, until the transaction ends."""
    lock_books(PrintRun.objects.select_related("agreement").get(pk=run_id).agreement)
    runs = PrintRun.objects.select_related("agreement")
    return runs.select_for_update(of=("self",), no_key=True).get(pk=run_id)


def grounds_against_run(
    agreement: RightsAgreement, *, terms: Terms, form: FormVersion, at: datetime
) -> list[Ground]:
    """Everything that stands against locking a run, in the order of the checks.

    Agreement: 3(a);4(a);5(a).
    """
    day = at.astimezone(ZoneInfo(agreement.time_zone)).date()
    signing = certificate_officers(agreement, day=day)
    facts = FirstIssueFacts(
        at=at,
        notice_received_at=agreement.distribution_known_from,
        list_is_accepted=HolderList.objects.filter(
            agreement=agreement, purpose=ListPurpose.DISTRIBUTION_DATE, state__in=LIST_STATES
        ).exists(),
        open_information_requests=open_information_requests(agreement).count(),
        signature_authority_on_file=bool(signing),
    )
    return [
        *first_issue_grounds(facts),
        *grounds_against_form(form),
        *_stops(agreement),
        *agent_grounds(day, agent=acting_name(agreement, day=day), appointments=appointments(agreement)),
        *signature_grounds(
            [CompanySignature(officer.name, officer.title, day) for officer in signing],
            groups=(terms.signature_group_1, terms.signature_group_2),
            officers=officers(agreement),
        ),
        *seal_grounds(terms.seal),
    ]


def grounds_against_dates(register: QuerySet[RightsCertificate], *, terms: Terms) -> list[Ground]:
    """Every certificate bears the Record Date, or the issue date of shares: of a list, or of a later issue.

    A transfer keeps the date of the certificate surrendered, which was one of these.

    Agreement: 4(a);22.
    """
    dates = set(register.order_by().values_list("dated", flat=True).distinct())
    later = dates - {terms.record_date}
    agreements = register.order_by().values("agreement")[:1]
    rows = HolderListRow.objects.filter(holder_list__agreement__in=agreements, shares_issued_on__in=later)
    listed = rows.order_by().values_list("shares_issued_on", flat=True).distinct()
    issued = {day for day in listed if day is not None} | later_issue_dates(agreements) if later else set()
    return [
        found
        for dated in sorted(later)
        for found in certificate_date_grounds(dated, record_date=terms.record_date, issue_dates=issued)
    ]


def grounds_against_form(form: FormVersion) -> list[Ground]:
    """The form is approved by the Company, signed off by the agent, and its words are still the same.

    Agreement: 4(a).
    """
    found = []
    if form.company_approval_id is None or form.agent_signed_off_at is None:
        found.append(ground("TEMPLATE_NOT_APPROVED", form=form.name))
    if folder_hash(place_of(form)) != form.folder_hash:
        found.append(ground("FORM_FOLDER_CHANGED", form=form.name))
    return found


def must_stand(grounds: list[Ground]) -> None:
    """Raise RefusedByGround with every ground unless all are mere warnings."""
    if any(found.effect is not Effect.WARN for found in grounds):
        raise RefusedByGround.by(grounds)


def _stops(agreement: RightsAgreement) -> list[Ground]:
    """A queried notice about the form stops the printing until it is answered (§20(g))."""
    return [
        ground(
            "INSTRUCTION_OUTSIDE_AGREEMENT",
            reason=f"notice {stop.notice} about the form waits for the Company's answer",
        )
        for stop in standing_stops(agreement, act="PRINT")
    ]
