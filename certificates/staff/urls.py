"""Pages of print runs, of mailings and of the paper of a certificate."""

from django.urls import path

from certificates.staff import (
    account_papers,
    downloads,
    hand_overs,
    holder_post,
    inherited_mailings,
    inquiries,
    letter_acts,
    letters,
    mailing_acts,
    mailings,
    paper,
    run_acts,
    runs,
)

_RUNS = "agreements/<str:code>/print-runs/"
_RUN = _RUNS + "<int:number>/"
_MAILINGS = "agreements/<str:code>/mailings/"
_MAILING = _MAILINGS + "<int:number>/"
_LETTERS = "agreements/<str:code>/letters/"
_LETTER = "agreements/<str:code>/papers/<int:number>"
_INQUIRIES = "agreements/<str:code>/inquiries/"
_ITEM = "agreements/<str:code>/items/<int:number>/"
_PAPER = "agreements/<str:code>/certificates/<int:number>/"

urlpatterns = [
    path(_RUNS, runs.list_runs, name="print_runs"),
    path(_RUNS + "lock/", run_acts.lock, name="lock_run"),
    path(_RUN, runs.show_run, name="print_run"),
    path(_RUN + "files/<int:first>.pdf", downloads.take_file, name="run_file"),
    path(_RUN + "papers/<str:paper>", downloads.take_paper, name="run_paper"),
    path(_RUN + "printed/", run_acts.printed, name="run_printed"),
    path(_RUN + "executed/", run_acts.executed, name="run_executed"),
    path(_RUN + "countersigned/", run_acts.countersigned, name="run_countersigned"),
    path(_RUN + "spoiled/", run_acts.spoiled, name="run_spoiled"),
    path(_RUN + "lost/", run_acts.lost, name="run_lost"),
    path(_RUN + "reconciled/", run_acts.reconciled, name="run_reconciled"),
    path(_RUN + "closed/", run_acts.closed, name="run_closed"),
    path(_RUN + "given-up/", run_acts.given_up, name="run_given_up"),
    path(_RUN + "hand-over/", hand_overs.show_hand_over, name="hand_over"),
    path(_RUN + "hand-over/prepare/", hand_overs.prepare, name="hand_over_prepared"),
    path(_RUN + "hand-over/receipt/", hand_overs.received, name="hand_over_received"),
    path(_RUN + "hand-over/<int:package>.pdf", hand_overs.take_sheet, name="hand_over_sheet"),
    path("agreements/<str:code>/holders/<int:holder_id>/post/", holder_post.show_post, name="holder_post"),
    path(_MAILINGS, mailings.list_mailings, name="mailings"),
    path(_MAILINGS + "preview/", mailings.preview, name="mailing_preview"),
    path(_MAILINGS + "freeze/", mailing_acts.freeze, name="freeze_mailing"),
    path(_MAILINGS + "inherited/", inherited_mailings.record, name="record_inherited_mailing"),
    path(_MAILING, mailings.show_mailing, name="mailing"),
    path(_MAILING + "sheets/<int:first>.pdf", mailing_acts.take_sheets, name="mailing_sheets"),
    path(_MAILING + "papers/<str:paper>", mailing_acts.take_paper, name="mailing_paper"),
    path(_MAILING + "receipt/", mailing_acts.receipted, name="mailing_receipted"),
    path(_MAILING + "returned/", mailing_acts.returned, name="mailing_returned"),
    path(_MAILING + "certified/", mailing_acts.certified, name="mailing_certified"),
    path(_MAILING + "cancelled/", mailing_acts.cancelled, name="mailing_cancelled"),
    path(_PAPER + "paper/", paper.show_paper, name="certificate_paper"),
    path(_PAPER + "paper/<int:page>.png", paper.show_picture, name="certificate_picture"),
    path(_PAPER + "copy.pdf", paper.take_copy, name="certificate_copy"),
    path(_LETTERS, letters.list_letters, name="letters"),
    path(_LETTERS + "printed.pdf", letters.print_letters, name="letters_printed"),
    path(_LETTERS + "letters.csv", letters.export_letters, name="letters_export"),
    path(_LETTERS + "mailed/", letter_acts.mailed, name="letters_mailed"),
    path(_LETTER + ".pdf", letters.take_letter, name="letter_paper"),
    path("agreements/<str:code>/account/papers/<int:number>.pdf", account_papers.take, name="account_paper"),
    path(_LETTER + "/taken-back/", letter_acts.taken_back, name="letter_taken_back"),
    path(_ITEM + "letters/", letters.show_item_letters, name="item_letters"),
    path(_ITEM + "tax/", letter_acts.ask_tax, name="item_tax_asked"),
    path(_INQUIRIES, inquiries.list_inquiries, name="inquiries"),
    path(_INQUIRIES + "new/", inquiries.record, name="record_inquiry"),
    path(_INQUIRIES + "<int:inquiry_id>/answer/", inquiries.answer, name="inquiry_answered"),
]
