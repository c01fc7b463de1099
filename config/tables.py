"""What is called by name across the layers: what performs or shows a request, what does a job of a kind."""

# The kinds of item that leave the registration as it is.
SAME_NAME = ("SPLIT_UP", "COMBINE", "EXCHANGE_CERTIFICATES")
# What is performed when a second person approves a request of each kind, as perform(approval, at=...).
APPROVAL_KINDS = {
    "POST_ENTRY": "registry.services.books.post_entry",
    "ACCEPT_NOTICE": "registry.services.company.perform_acceptance",
    "ACCEPT_LIST": "registry.services.holder_lists.perform_acceptance",
    "OPEN_BOOKS": "registry.services.openings.perform_opening",
    "APPROVE_FORM": "registry.services.agreements.perform_form_approval",
    "MARK_PRODUCTIVE": "registry.services.agreements.perform_productive",
    "AMEND_AGREEMENT": "registry.services.agreements.perform_amendment",
    "ADD_CLOSURE": "registry.services.agreements.perform_closure",
    "CHANGE_ADDRESS": "registry.services.addresses.perform_address_change",
    "FILE_NOTICE_ADDRESS": "registry.services.company.addresses.perform_address_filing",
    "RECONCILE_TAKE_OVER": "registry.services.takeovers.perform_reconciliation",
    "RECORD_EXECUTION": "certificates.services.execution.perform_execution",
    "COUNTERSIGN": "certificates.services.countersignature.perform_countersignature",
    "MOVE_NUMBER": "certificates.services.spoiling.perform_move",
    "CLOSE_RUN": "certificates.services.print_runs.perform_close",
    "HAND_OVER": "certificates.services.handover.perform_receipt",
    "APPROVE_MAILING": "certificates.services.mailings.perform_mailing",
    "RECORD_MAILING": "certificates.services.post_receipts.perform_receipt",
    "RECORD_INHERITED_MAILING": "certificates.services.inherited_mailings.perform_inherited_mailing",
    "CERTIFY_MAILING": "certificates.services.post_receipts.perform_certification",
    "POST_TRANSFER": "registry.services.transfers.perform_transfer",
    "POST_SAME_NAME": "registry.services.same_name.perform",
    "RECORD_CONSULTATION": "registry.services.holds.perform_consultation",
    "REFUSE_ITEM": "registry.services.items.perform_refusal",
    "POST_EXERCISE": "exercises.services.elections.perform_exercise",
}
# What does a chunk of a job of each kind, as run_chunk(job, first_item, last_item, fence=...).
JOB_KINDS = {
    "print": "certificates.services.print_runs.run_chunk",
    "mailing": "certificates.services.mailings.run_chunk",
    "search_index": "registry.services.holder_search.run_chunk",
    "proof": "registry.services.proofs.run_chunk",
}
# The closing step of a kind, run once when every chunk has ended well: finish(job, at=...).
JOB_FINISHERS = {
    "print": "certificates.services.print_runs.finish",
    "mailing": "certificates.services.mailings.finish",
}
# What a request is about, by the name under which it binds it: the model, its page, what the address takes.
REQUEST_MATTERS = {
    "notice_id": ("registry.Notice", "notice", ("agreement__code", "number")),
    "change": ("registry.AddressChange", "address_change", ("holder__agreement__code", "pk")),
    "holder_list": ("registry.HolderList", "list", ("agreement__code", "pk")),
    "run": ("certificates.PrintRun", "print_run", ("agreement__code", "number")),
    "mailing": ("certificates.Mailing", "mailing", ("agreement__code", "number")),
    "hand_over": ("certificates.HandOver", "hand_over", ("run__agreement__code", "run__number")),
}
