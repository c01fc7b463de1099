"""What an amendment of the terms stands on: its purpose, the officer's certificate, the agent's part (§27).

Papers that change people, addresses or the reading of an open question are no amendments of the terms, and
are not asked for any of it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agreement.amendment import (
    AmendmentFacts,
    AmendmentPurpose,
    PeriodChange,
    amendment_grounds,
    changes_terms,
    period_change,
)
from agreement.errors import RefusedByGround
from agreement.grounds import Effect
from agreement.terms import Terms
from registry.models import Document, RightsAgreement
from registry.selectors.agreements import calendar
from registry.selectors.redemption_window import redeemable_until
from registry.services.agreements.forms import NO_EFFECT
from registry.services.documents import Evidence, require_document


@dataclass(frozen=True, slots=True)
class OnFile:
    """What the Company and the Rights Agent put on file beside an amendment of the terms.

    `certificate` is the officer's, that the amendment complies with Section 27. `sign_off` says for the agent
    what it does to its rights and duties (NO_EFFECT_ON_AGENT), else `consent` is the agent's. `answer` is the
    Company's to what was asked back under 20(g).

    Agreement: 20(g);27.
    """

    purpose: AmendmentPurpose | None = None
    protects_holders: bool = False
    certificate: Evidence | None = None
    sign_off: str = ""
    consent: Evidence | None = None
    answer: Evidence | None = None


def section_27_told(
    agreement: RightsAgreement, before: Terms, after: Terms, on_file: OnFile, *, at: datetime
) -> dict[str, Any]:
    """What of an amendment of the terms the second person approves; empty where the terms stay as they are.

    What is asked back is lifted by the Company's answer alone. Raises RefusedByGround with every ground.

    Agreement: 20(g);27.
    """
    if not changes_terms(before, after):
        return {}
    period = period_change(before, after)
    facts = AmendmentFacts(
        at=at,
        separated_at=agreement.distribution_effective_at,
        redeemable_until=redeemable_until(
            agreement, known_at=at, terms=before, calendar=calendar(agreement, at=at)
        ),
        purpose=on_file.purpose,
        period=period,
        protects_holders=on_file.protects_holders,
        is_certified=on_file.certificate is not None,
        touches_agent=on_file.sign_off != NO_EFFECT,
        agent_consents=on_file.consent is not None,
    )
    found = amendment_grounds(facts)
    if on_file.answer is not None:
        found = tuple(one for one in found if one.effect is not Effect.QUERY)
    if found:
        raise RefusedByGround.by(found)
    return _told(agreement, on_file, period)


def read_on_file(told: dict[str, Any]) -> OnFile:
    """What was on file when an amendment was asked for, from its request.

    Agreement: 27.
    """
    papers = {
        name: None if told.get(name) is None else Document.objects.get(pk=told[name]["document_id"])
        for name in _PAPERS
    }
    return OnFile(
        purpose=AmendmentPurpose(told["purpose"]) if told.get("purpose") else None,
        protects_holders=bool(told.get("protects_holders")),
        sign_off=told.get("sign_off", ""),
        **papers,
    )


_PAPERS = ("certificate", "consent", "answer")


def _told(agreement: RightsAgreement, on_file: OnFile, period: PeriodChange) -> dict[str, Any]:
    papers = {name: getattr(on_file, name) for name in _PAPERS}
    filed = {name: require_document(agreement, paper) for name, paper in papers.items() if paper is not None}
    return {
        "purpose": on_file.purpose.value if on_file.purpose else None,
        "period": period.value,
        "protects_holders": on_file.protects_holders,
        "sign_off": on_file.sign_off,
        **{name: {"document_id": one.pk, "sha256": one.sha256} for name, one in filed.items()},
    }
