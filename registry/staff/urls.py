"""Pages of the registration books."""

from django.urls import path, re_path

from registry.staff import (
    addresses,
    agreements,
    applications,
    certificates,
    clauses,
    copies,
    documents,
    holders,
    informal,
    items,
    jobs,
    lists,
    notices,
    openings,
    proof,
    questions,
    register,
    requests,
    same_name,
    takeovers,
)

_JOB = "jobs/<int:job_id>/"
_LIST = "agreements/<str:code>/lists/<int:list_id>/"
_ITEMS = "agreements/<str:code>/items/"
_ITEM = _ITEMS + "<int:number>/"
_NOTICES = "agreements/<str:code>/notices/"
_NOTICE = _NOTICES + "<int:number>/"
_ADDRESS = "agreements/<str:code>/addresses/"
_CHANGE = _ADDRESS + "<int:change_id>/"
_COPIES = "agreements/<str:code>/copies/"
_HOLDER = "agreements/<str:code>/holders/<int:holder_id>/"
_TAKE_OVERS = "agreements/<str:code>/take-overs/"
_OPENING = "agreements/<str:code>/openings/<int:opening_id>/"

urlpatterns = [
    path("requests/", requests.list_requests, name="requests"),
    path("requests/<str:request_hash>/", requests.show_request, name="request"),
    path("requests/<str:request_hash>/approve/", requests.approve_request, name="approve_request"),
    path("requests/<str:request_hash>/reject/", requests.reject_request, name="reject_request"),
    path("jobs/", jobs.list_jobs, name="jobs"),
    path(_JOB, jobs.show_job, name="job"),
    re_path(
        r"^jobs/(?P<job_id>\d+)/(?P<act>start|pause|resume)/$",
        jobs.steer_job,
        name="steer_job",
    ),
    re_path(
        r"^jobs/(?P<job_id>\d+)/chunks/(?P<chunk_id>\d+)/(?P<act>retry|skip)/$",
        jobs.settle_chunk,
        name="settle_chunk",
    ),
    path("documents/<int:document_id>/", documents.take_document, name="document"),
    path("agreements/", agreements.list_agreements, name="agreements"),
    path("agreements/<str:code>/", agreements.show_agreement, name="agreement"),
    path(_NOTICES, notices.list_notices, name="notices"),
    path(_NOTICES + "new/", notices.choose_kind, name="notice_kinds"),
    path(_NOTICES + "new/<str:kind>/", notices.receive, name="receive_notice"),
    path(_NOTICES + "informal/", informal.log, name="log_informal"),
    path(_NOTICES + "informal/<int:number>/", informal.followed, name="informal_followed"),
    path("agreements/<str:code>/notice-addresses/", informal.file_address, name="file_notice_address"),
    path(_NOTICE, notices.show_notice, name="notice"),
    path(_NOTICE + "call-back/", notices.call_back, name="notice_called_back"),
    path(_NOTICE + "acceptance/", notices.ask_acceptance, name="notice_acceptance"),
    path(_NOTICE + "application/", applications.show_application, name="application"),
    path(_NOTICE + "application/<str:step>/", applications.take_step, name="application_step"),
    path("agreements/<str:code>/questions/", questions.list_questions, name="questions"),
    path(
        "agreements/<str:code>/questions/<int:question_id>/answer/",
        questions.answer_question,
        name="question_answered",
    ),
    path("agreements/<str:code>/lists/", lists.list_lists, name="lists"),
    path(_LIST, lists.show_list, name="list"),
    path(_LIST + "rejects.csv", lists.download_rejects, name="list_rejects"),
    path(_LIST + "accept/", lists.request_acceptance, name="request_list"),
    path(_LIST + "preview/", openings.preview, name="preview_opening"),
    path(_OPENING, openings.show_opening, name="opening"),
    path(_OPENING + "request/", openings.request_approval, name="request_opening"),
    path(_OPENING + "cancel/", openings.cancel_opening, name="cancel_opening"),
    path("agreements/<str:code>/holders/", holders.list_holders, name="holders"),
    path(_HOLDER, holders.show_holder, name="holder"),
    path(_HOLDER + "number/", holders.reveal_number, name="holder_number"),
    path(_HOLDER + "address/", addresses.change_address, name="change_address"),
    path(_ADDRESS, addresses.list_changes, name="address_changes"),
    path(_CHANGE, addresses.show_change, name="address_change"),
    path(_CHANGE + "signed/", addresses.ask_change, name="address_signed"),
    path(_CHANGE + "withdrawn/", addresses.withdraw_change, name="address_withdrawn"),
    path(_COPIES, copies.list_copies, name="copies"),
    path(_COPIES + "new/", copies.log_copy, name="log_copy"),
    path(_COPIES + "<int:request_id>/given/", copies.give_copy, name="copy_given"),
    path(_TAKE_OVERS, takeovers.list_take_overs, name="take_overs"),
    path(_TAKE_OVERS + "new/", takeovers.record, name="record_take_over"),
    path(_TAKE_OVERS + "<int:take_over_id>/sign-off/", takeovers.sign_off, name="take_over_signed_off"),
    path("agreements/<str:code>/register/", register.show_register, name="register"),
    path("agreements/<str:code>/register.csv", register.export_register, name="register_export"),
    path("agreements/<str:code>/register.xlsx", register.export_workbook, name="register_workbook"),
    path(
        "agreements/<str:code>/certificates/<int:number>/", certificates.show_certificate, name="certificate"
    ),
    path(_ITEMS, items.list_items, name="items"),
    path(_ITEMS + "transfer/", items.receive_transfer, name="receive_transfer"),
    path(_ITEMS + "receive/<slug:kind>/", same_name.receive, name="receive_same_name"),
    path(_ITEM + "same-name/", same_name.show, name="same_name"),
    path(_ITEM + "same-name/papers/", same_name.add_papers, name="same_name_papers"),
    path(_ITEM + "same-name/ask/", same_name.ask, name="same_name_asked"),
    path(_ITEM, items.show_item, name="item"),
    path(_ITEM + "papers/", items.add_papers, name="item_papers"),
    path(_ITEM + "ask/", items.ask, name="item_asked"),
    path(_ITEM + "examine/", items.examine, name="item_examined"),
    path(_ITEM + "consultation/", items.consult, name="item_consultation"),
    path(_ITEM + "refusal/", items.refuse_item, name="item_refusal"),
    path("agreements/<str:code>/proof/", proof.show_proof, name="proof"),
    path("clauses/<path:number>/", clauses.show_clause, name="clause"),
]
