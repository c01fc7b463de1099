"""Pages of holders, and the page of staff that makes the letters by which they come in."""

from django.urls import path

from registry.portal import accounts, claims
from registry.staff import claim_letters

_LETTERS = "agreements/<str:code>/claim-letters/<str:account>/"

urlpatterns = [
    path("portal/", accounts.list_accounts, name="portal"),
    path("portal/claim/", claims.claim_account, name="portal_claim"),
    path("portal/claim/sign-in/", claims.make_sign_in, name="portal_sign_in"),
    path("portal/second-factor/", claims.ask_second_factor, name="portal_second_factor"),
    path("portal/accounts/<int:access_id>/", accounts.show_account, name="portal_account"),
    path(_LETTERS, claim_letters.show_claim_letter, name="claim_letter"),
    path(_LETTERS + "letter.pdf", claim_letters.make_claim_letter, name="claim_letter_made"),
    path(_LETTERS + "end/", claim_letters.end_access, name="holder_access_ended"),
]
