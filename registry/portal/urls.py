"""Pages of holders, and the page of staff that makes the letters by which they come in."""

from django.urls import path, re_path

from registry.portal import accounts, addresses, claims, copies, found, losses, status, transfers
from registry.selectors import loss_drafts, transfer_drafts
from registry.staff import claim_letters

_LETTERS = "agreements/<str:code>/claim-letters/<str:account>/"
_ACCOUNT = "portal/accounts/<int:access_id>/"
_TRANSFER = "portal/transfers/<str:cover_code>/"
_LOSS = "portal/losses/<str:cover_code>/"

urlpatterns = [
    path("portal/", accounts.list_accounts, name="portal"),
    path("portal/claim/", claims.claim_account, name="portal_claim"),
    path("portal/claim/sign-in/", claims.make_sign_in, name="portal_sign_in"),
    path("portal/second-factor/", claims.ask_second_factor, name="portal_second_factor"),
    path(_ACCOUNT, accounts.show_account, name="portal_account"),
    path(_ACCOUNT + "address/", addresses.ask_address, name="portal_address"),
    path(_ACCOUNT + "address/request.pdf", addresses.print_request, name="portal_address_request"),
    path(_ACCOUNT + "copies/", copies.ask_consent, name="portal_copies"),
    path(_ACCOUNT + "copies/sample.pdf", copies.show_sample, name="portal_copies_sample"),
    path(_ACCOUNT + "transfers/begin/", transfers.begin, name="portal_transfer_begin"),
    path(_ACCOUNT + "transfers/<int:number>/", status.show_transfer, name="portal_transfer"),
    path(_TRANSFER, transfers.show_draft, name="portal_transfer_draft"),
    path(_TRANSFER + "transferees/new/", transfers.tell_transferee, name="portal_transferee_new"),
    path(_TRANSFER + "transferees/<int:line>/", transfers.tell_transferee, name="portal_transferee"),
    path(_TRANSFER + "transferees/<int:line>/out/", transfers.drop_transferee, name="portal_transferee_out"),
    path(_TRANSFER + "check/", transfers.check, name="portal_transfer_check"),
    path(_TRANSFER + "confirmed/", transfers.confirm, name="portal_transfer_confirmed"),
    path(_TRANSFER + "papers.pdf", transfers.print_papers, name="portal_transfer_papers"),
    path(_TRANSFER + "withdraw/", transfers.withdraw, name="portal_transfer_withdraw"),
    re_path(
        rf"^portal/transfers/(?P<cover_code>[^/]+)/(?P<question>{'|'.join(transfer_drafts.QUESTIONS)})/$",
        transfers.ask,
        name="portal_transfer_question",
    ),
    path(_ACCOUNT + "losses/report/", losses.report, name="portal_loss_report"),
    path(_ACCOUNT + "losses/<int:number>/", status.show_loss, name="portal_loss"),
    path(_ACCOUNT + "certificates/<int:number>/found/", found.say_found, name="portal_loss_found"),
    path(_LOSS, losses.show_draft, name="portal_loss_draft"),
    path(_LOSS + "check/", losses.check, name="portal_loss_check"),
    path(_LOSS + "confirmed/", losses.confirm, name="portal_loss_confirmed"),
    path(_LOSS + "papers.pdf", losses.print_papers, name="portal_loss_papers"),
    path(_LOSS + "withdraw/", losses.withdraw, name="portal_loss_withdraw"),
    re_path(
        rf"^portal/losses/(?P<cover_code>[^/]+)/(?P<question>{'|'.join(loss_drafts.QUESTIONS)})/$",
        losses.ask,
        name="portal_loss_question",
    ),
    path(_LETTERS, claim_letters.show_claim_letter, name="claim_letter"),
    path(_LETTERS + "letter.pdf", claim_letters.make_claim_letter, name="claim_letter_made"),
    path(_LETTERS + "end/", claim_letters.end_access, name="holder_access_ended"),
]
