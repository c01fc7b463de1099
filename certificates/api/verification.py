"""The verification of a certificate for programs: the one word of the page, as seldom as the page (§5(b)).

The code is sent in the body, as on the page, so that no address with it is kept in anybody's log.
"""

from __future__ import annotations

import logging
from typing import Any

from allauth.core.ratelimit import consume
from rest_framework import serializers

from agreement.refusals import refuse
from agreement.verification import Answer
from registry import clock
from registry.api.access import EVERYBODY
from registry.api.operations import Ask
from registry.selectors.verification import Verified, has_page, verified

_LOG = logging.getLogger("registry.verification")


class VerificationTaken(serializers.Serializer):
    """The code printed with the certificate: the last 24 signs of its square mark."""

    code = serializers.CharField(max_length=40)


class VerificationTold(serializers.Serializer):
    """What the books say of the paper; no statement on who owns the Rights."""

    answer = serializers.ChoiceField(choices=[answer.value for answer in Answer])
    words = serializers.CharField(source="answer.words")
    rights = serializers.IntegerField(source="certificate.rights", allow_null=True, default=None)
    dated = serializers.DateField(source="certificate.dated", allow_null=True, default=None)
    company = serializers.CharField(
        source="certificate.agreement.company_name", allow_null=True, default=None
    )
    name = serializers.CharField(allow_blank=True, help_text="Masked; empty when it is not found.")


class VerifyCertificate(Ask):
    """Ask what the books say of a certificate in hand, by its number and the code printed with it.

    A wrong code, an unknown number and a plan whose Company did not open the page are answered alike.
    """

    name, topic = "verifyCertificate", "Certificates"
    roles, takes, gives = EVERYBODY, VerificationTaken, VerificationTold

    def ask(self, told: dict[str, Any], *, code: str, number: int) -> Verified:
        agreement = self.agreement(code)
        if not consume(self.request._request, action="verify_certificate", key="everybody"):
            _LOG.warning("Certificates are asked for too often")
            raise refuse("VERIFICATIONS_TOO_MANY")
        answered = Verified(Answer.NOT_FOUND)
        if has_page(agreement):
            answered = verified(agreement, number=number, code=told["code"], at=clock.now())
        _LOG.info("Certificate %s of %s: %s", number, agreement.code, answered.answer.value)
        return answered
