"""How people come to have a sign-in, and whom the sign-in page lets in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse

from agreement.refusals import refuse
from registry.selectors.demonstrations import may_act_here


class ClosedSignUp(DefaultAccountAdapter):
    """Nobody signs up by themselves: staff are added, holders claim an account by a code that is mailed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every sign-up."""
        return False

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **told: Any) -> HttpResponse | None:
        """Say why a demo user does not come in here, whatever it signs in by.

        Raises DEMO_USER_OUTSIDE_DEMO.
        """
        if not may_act_here(user):  # type: ignore[arg-type]
            raise refuse("DEMO_USER_OUTSIDE_DEMO", person=user.get_username())
        answer: HttpResponse | None = super().pre_login(request, user, **told)
        return answer
