"""Which certificates outstanding are of which form, and what a run in a new form would replace (§22)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from agreement.choices import Worded
from agreement.stops import StopReach
from agreement.workflow.items import ENDED_STATES
from registry.models import FormVersion, RightsAgreement
from registry.selectors.agreements import local_day

LEFT_OUT_SHOWN = 200
_TOTALS = """
    SELECT reason, count(*), sum(rights), sum(void_rights)
      FROM certificates_of_other_forms(%(agreement)s, %(form)s, %(reaches)s, %(ended)s, %(today)s)
     GROUP BY reason
"""
_LEFT_OUT = """
    SELECT number, rights, account, reason
      FROM certificates_of_other_forms(%(agreement)s, %(form)s, %(reaches)s, %(ended)s, %(today)s)
     WHERE reason <> '' ORDER BY number LIMIT %(shown)s
"""
_BY_FORM = """
    SELECT form.name, count(DISTINCT certificate.id), sum(lot.rights)
      FROM open_lot lot
      JOIN rights_certificate certificate ON certificate.id = lot.certificate_id
      JOIN registry_formversion form ON form.id = certificate.form_version_id
     WHERE lot.agreement_id = %s GROUP BY form.name ORDER BY form.name
"""


class LeftOut(Worded):
    """Why a run in a new form leaves a certificate as it is."""

    NOT_COUNTERSIGNED = "NOT_COUNTERSIGNED", "Not countersigned yet: no paper of it is good"
    LEGAL_ORDER = "LEGAL_ORDER", "An order of a court or an authority stands on it"
    STOPPED = "STOPPED", "A stop stands on it"
    PRESENTED = "PRESENTED", "Presented: the item goes on and brings a certificate of the new form"


@dataclass(frozen=True, slots=True)
class OfForm:
    """The certificates outstanding of one form."""

    name: str
    certificates: int
    rights: int


@dataclass(frozen=True, slots=True)
class Share:
    """So many certificates with so many Rights, some of them void; `reason` is why they are left out."""

    reason: LeftOut | None
    certificates: int
    rights: int
    void_rights: int


@dataclass(frozen=True, slots=True)
class CertificateLeftOut:
    """A certificate that stays as it is."""

    number: int
    rights: int
    account: str
    reason: LeftOut


@dataclass(frozen=True, slots=True)
class RunPreview:
    """What a run in a new form would replace, one for one, and what it would leave out for which reason."""

    replaced: Share
    left_out: tuple[Share, ...]
    listed: tuple[CertificateLeftOut, ...]

    @property
    def certificates(self) -> int:
        """All certificates outstanding of another form."""
        return self.replaced.certificates + sum(one.certificates for one in self.left_out)

    @property
    def rights(self) -> int:
        """All Rights on them."""
        return self.replaced.rights + sum(one.rights for one in self.left_out)


def outstanding_by_form(agreement: RightsAgreement) -> list[OfForm]:
    """How many certificates outstanding are of each form, with their Rights (§22)."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_FORM, [agreement.pk])
        return [OfForm(name, count, int(rights)) for name, count, rights in cursor.fetchall()]


def preview_run(agreement: RightsAgreement, form: FormVersion, *, at: datetime) -> RunPreview:
    """What a run that replaces every certificate of another form would do as the books stand; writes nothing.

    Each is replaced by one for the same Rights of the same holder with the same legend; what a stop, an order
    or an item holds stays as it is (§4(b), §15(b), §22).
    """
    told: dict[str, Any] = {
        "agreement": agreement.pk,
        "form": form.pk,
        "today": local_day(agreement, at=at),
        "reaches": [StopReach.EVERYTHING.value, StopReach.REGISTRATION.value],
        "ended": [state.value for state in ENDED_STATES],
        "shown": LEFT_OUT_SHOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS, told)
        shares = {row[0]: (row[1], int(row[2]), int(row[3])) for row in cursor.fetchall()}
        cursor.execute(_LEFT_OUT, told)
        listed = [
            CertificateLeftOut(number, int(rights), account, LeftOut(reason))
            for number, rights, account, reason in cursor.fetchall()
        ]
    return RunPreview(
        replaced=Share(None, *shares.get("", (0, 0, 0))),
        left_out=tuple(Share(one, *shares[one.value]) for one in LeftOut if one.value in shares),
        listed=tuple(listed),
    )
