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
    "POST_SCHEDULE": "registry.services.schedules.perform_schedule",
    "POST_SAME_NAME": "registry.services.same_name.perform",
    "RECORD_CONSULTATION": "registry.services.holds.perform_consultation",
    "RECORD_CONSULTATIONS": "registry.services.consultation_lists.perform_answers",
    "RECORD_STANDING_INSTRUCTION": "registry.services.standing_instructions.perform_instruction",
    "ACT_ON_PROPOSAL": "registry.services.item_applications.perform_proposed_act",
    "REFUSE_ITEM": "registry.services.item_refusals.perform_refusal",
    "WITHDRAW_ITEM": "registry.services.item_work.perform_withdrawal",
    "RELEASE_STOP": "registry.services.stops.perform_release",
    "POST_REPLACEMENT": "registry.services.replacements.perform_replacement",
    "TAKE_ON_BOOKS": "registry.services.take_on.perform_take_on",
    "RECORD_SUCCESSION": "registry.services.succession.perform_succession",
    "EXPORT_BOOKS": "registry.services.books_packages.exports.perform_leave",
    "CANCEL_DELIVERED": "registry.services.cancellations.perform_cancellation",
    "RECEIVE_TRANSMITTAL": "registry.services.transmittals.perform_receipt",
    "POST_EXERCISE": "exercises.services.elections.perform_exercise",
    "POST_EXERCISE_SCHEDULE": "exercises.services.schedules.perform_schedule",
    "APPROVE_PAYOUT": "exercises.services.funds.perform_payout",
    "RECORD_DEPOSIT_INSTRUCTION": "exercises.services.deposits.perform_instruction",
    "MAKE_DEPOSIT_FILE": "exercises.services.deposit_files.perform_file",
    "REQUISITION_ORDER_SHARES": "exercises.services.order_shares.perform_requisition",
    "NULLIFY": "registry.services.nullity.perform_nullification",
    "NEW_FORM_RUN": "registry.services.new_form_runs.perform_run",
    "ADJUST_NUMBER": "registry.services.number_adjustments.perform_number_adjustment",
    "RESTORE": "registry.services.nullity.perform_restoration",
    "EXPIRE_RIGHTS": "registry.services.expiry.perform_expiry",
    "CARRY_OUT_REDEMPTION": "exercises.services.carrying_out.perform_carrying_out",
    "CARRY_OUT_EXCHANGE": "exercises.services.carrying_out.perform_carrying_out",
    "FILE_FEE_SCHEDULE": "registry.services.company_account.perform_schedule",
    "ISSUE_FEE_INVOICE": "registry.services.company_account.perform_invoice",
    "WITHDRAW_FEE_INVOICE": "registry.services.company_account.perform_withdrawal",
    "DEMAND_EXPENSES": "registry.services.company_account.perform_demand",
}
# What does a chunk of a job of each kind, as run_chunk(job, first_item, last_item, fence=...).
JOB_KINDS = {
    "print": "certificates.services.print_runs.run_chunk",
    "mailing": "certificates.services.mailings.run_chunk",
    "search_index": "registry.services.holder_search.run_chunk",
    "proof": "registry.services.proofs.run_chunk",
    "order_payments": "exercises.services.payment_runs.run_chunk",
}
# Who knows what was done with Rights that a notice makes void, beside the entries that caught them:
# find(notice, papers=..., entries=..., void_from=...).
CAUGHT_SOURCES = (
    "exercises.selectors.nullity.payments_caught",
    "exercises.selectors.nullity.deliveries_caught",
    "exercises.selectors.nullity.fractions_caught",
    "exercises.selectors.nullity.orders_caught",
    "certificates.selectors.nullity.mailings_caught",
)
# Who knows what papers are under way that a run of a new form waits for: waiting(agreement).
NEW_FORM_WAITS_FOR = ("certificates.selectors.mailings.envelopes_waiting",)
# Who knows what was complete at a former price: find(agreement, since=..., before=..., price=...).
ADJUSTMENT_CAUGHT_SOURCES = ("exercises.selectors.adjustments.elections_caught",)
# The closing step of a kind, run once when every chunk has ended well: finish(job, at=...).
JOB_FINISHERS = {
    "print": "certificates.services.print_runs.finish",
    "mailing": "certificates.services.mailings.finish",
    "order_payments": "exercises.services.payment_runs.finish",
}
# What a request is about, by the name under which it binds it: the model, its page, what the address takes.
REQUEST_MATTERS = {
    "notice_id": ("registry.Notice", "notice", ("agreement__code", "number")),
    "change": ("registry.AddressChange", "address_change", ("holder__agreement__code", "pk")),
    "holder_list": ("registry.HolderList", "list", ("agreement__code", "pk")),
    "run": ("certificates.PrintRun", "print_run", ("agreement__code", "number")),
    "mailing": ("certificates.Mailing", "mailing", ("agreement__code", "number")),
    "stop": ("registry.Stop", "stop", ("agreement__code", "number")),
    "transmittal": ("registry.Transmittal", "transmittal", ("agreement__code", "number")),
    "hand_over": ("certificates.HandOver", "hand_over", ("run__agreement__code", "run__number")),
    "deposit_instruction": (
        "exercises.DepositInstruction",
        "deposit_instructions",
        ("holder__agreement__code", "holder_id"),
    ),
    "deposit_run": (
        "exercises.PaymentRun",
        "order_deposits",
        ("order_list__agreement__code", "order_list__order__number"),
    ),
    "fee_invoice": ("registry.FeeInvoice", "account_invoice", ("agreement__code", "number")),
}
# What upper applications add to the page of an item, by the names of their addresses.
ITEM_FRAGMENTS = ("item_letters",)
# What takes a file of requisitions away, as gateway(content, name=...).
REQUISITION_GATEWAY = "exercises.services.requisition_files.keep_file"
# What was paid for an item of a kind and goes back when it is refused, as money(item) in words.
ITEM_MONEY = {"EXERCISE": "exercises.selectors.returns.money_returned"}
# Whether what an item of a kind delivers is asked for in another name than the holder's, as asks(item).
ITEM_OTHER_NAMES = {"EXERCISE": "exercises.selectors.elections.asks_for_another_name"}
# The checks of each kind of item, called as examine(item, at=...); the page on which an item of it is shown.
ITEM_EXAMINERS = {
    "TRANSFER": "registry.services.transfers.examine",
    **dict.fromkeys(SAME_NAME, "registry.services.same_name.examine"),
    "REPLACE": "registry.services.replacements.examine",
    "EXERCISE": "exercises.services.elections.examine",
}
# What posting an item would do, as preview(item, at=...); what asks for it, as ask(item, maker=..., at=...).
ITEM_PREVIEWS = {
    "TRANSFER": "registry.services.transfers.preview",
    **dict.fromkeys(SAME_NAME, "registry.services.same_name.preview"),
    "REPLACE": "registry.services.replacements.preview",
    "EXERCISE": "exercises.services.elections.preview",
}
# How the lines of a schedule are decided, what posting the clean ones would do, and what asks for it.
SCHEDULES = {
    "TRANSFER": {
        "decide": "registry.services.schedules.decide",
        "preview": "registry.services.schedules.preview",
        "request": "registry.services.schedules.request_posting",
    },
    "EXERCISE": {
        "decide": "exercises.services.schedules.decide",
        "preview": "exercises.services.schedules.preview",
        "request": "exercises.services.schedules.request_posting",
        "figures": "exercises.selectors.schedule_figures.figures",
    },
}
ITEM_REQUESTS = {
    "TRANSFER": "registry.services.transfers.request_transfer",
    **dict.fromkeys(SAME_NAME, "registry.services.same_name.request_posting"),
    "REPLACE": "registry.services.replacements.request_replacement",
    "EXERCISE": "exercises.services.elections.request_exercise",
}
# Where what lies under the cover sheet of a kind is taken in, with ?cover= and its code.
ITEM_INTAKES = {
    "TRANSFER": "receive_transfer",
    "EXERCISE": "receive_exercise",
    "REPLACE": "receive_replacement",
}
ITEM_PAGES = {
    "TRANSFER": "item",
    "EXERCISE": "exercise",
    "REPLACE": "replacement",
    **dict.fromkeys(SAME_NAME, "same_name"),
}
# How many acts priced by a fee schedule were recorded in a period, as count(agreement, first=..., last=...).
FEE_COUNTS = {
    "CERTIFICATE_COUNTERSIGNED": "registry.selectors.fee_counts.certificates_countersigned",
    "TRANSFER_POSTED": "registry.selectors.fee_counts.transfers_posted",
    "SAME_NAME_POSTED": "registry.selectors.fee_counts.same_name_posted",
    "REPLACEMENT_POSTED": "registry.selectors.fee_counts.replacements_posted",
    "EXERCISE_POSTED": "registry.selectors.fee_counts.exercises_posted",
    "NOTICE_MAILED": "certificates.selectors.fee_counts.pieces_mailed",
    "LETTER_MAILED": "certificates.selectors.fee_counts.letters_mailed",
}
# Papers that a page hands out in its answer, called as draw(facts) with plain values; they return a PDF.
PAPER_DRAWERS = {
    "address_request": "certificates.services.holder_papers.draw_address_request",
    "adjustment_draft": "certificates.services.adjustment_papers.draw_adjustment_draft",
    "checks": "certificates.services.check_papers.draw_check_file",
    "claim_letter": "certificates.services.holder_papers.draw_claim_letter",
    "copy_sample": "certificates.drawing.copy_sample.draw_copy_sample",
    "cover_sheet": "certificates.services.holder_papers.draw_cover_sheet",
    "loss_sheet": "certificates.services.holder_papers.draw_loss_sheet",
    "transfer_sheet": "certificates.services.holder_papers.draw_transfer_sheet",
    "transmittal": "certificates.services.transmittal_papers.draw_transmittal",
}
