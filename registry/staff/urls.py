"""Pages of the registration books."""

from django.urls import path, re_path

from registry.staff import (
    agreements,
    certificates,
    clauses,
    items,
    jobs,
    lists,
    notices,
    openings,
    proof,
    register,
    requests,
)

_JOB = "jobs/<int:job_id>/"
_LIST = "agreements/<str:code>/lists/<int:list_id>/"
_ITEMS = "agreements/<str:code>/items/"
_ITEM = _ITEMS + "<int:number>/"
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
    path("agreements/", agreements.list_agreements, name="agreements"),
    path("agreements/<str:code>/", agreements.show_agreement, name="agreement"),
    path("agreements/<str:code>/notices/", notices.list_notices, name="notices"),
    path("agreements/<str:code>/notices/<int:number>/", notices.show_notice, name="notice"),
    path("agreements/<str:code>/lists/", lists.list_lists, name="lists"),
    path(_LIST, lists.show_list, name="list"),
    path(_LIST + "rejects.csv", lists.download_rejects, name="list_rejects"),
    path(_LIST + "accept/", lists.request_acceptance, name="request_list"),
    path(_LIST + "preview/", openings.preview, name="preview_opening"),
    path(_OPENING, openings.show_opening, name="opening"),
    path(_OPENING + "request/", openings.request_approval, name="request_opening"),
    path(_OPENING + "cancel/", openings.cancel_opening, name="cancel_opening"),
    path("agreements/<str:code>/register/", register.show_register, name="register"),
    path("agreements/<str:code>/register.csv", register.export_register, name="register_export"),
    path(
        "agreements/<str:code>/certificates/<int:number>/", certificates.show_certificate, name="certificate"
    ),
    path(_ITEMS, items.list_items, name="items"),
    path(_ITEMS + "transfer/", items.receive_transfer, name="receive_transfer"),
    path(_ITEM, items.show_item, name="item"),
    path(_ITEM + "papers/", items.add_papers, name="item_papers"),
    path(_ITEM + "ask/", items.ask, name="item_asked"),
    path(_ITEM + "examine/", items.examine, name="item_examined"),
    path(_ITEM + "consultation/", items.consult, name="item_consultation"),
    path(_ITEM + "refusal/", items.refuse_item, name="item_refusal"),
    path("agreements/<str:code>/proof/", proof.show_proof, name="proof"),
    path("clauses/<path:number>/", clauses.show_clause, name="clause"),
]
