"""Addresses that are not pictured by themselves, and why not."""

_FILE = "handed out as a file; the papers are pictured from the store"
_PART = "a part of another page"
_ACT = "acts and answers with another page"
_LIBRARY = "a step of the sign-in library behind a link in a letter or a device"
NOT_PICTURED: dict[str, str] = {
    "healthz": "for programs",
    **dict.fromkeys(("list_rejects", "register_export", "run_file", "run_paper"), _FILE),
    **dict.fromkeys(
        ("register_workbook", "hand_over_sheet", "document", "stops_export", "schedule_rejects"), _FILE
    ),
    **dict.fromkeys(("cancelled_export", "transmittal_sheet", "worksheet_draft"), _FILE),
    **dict.fromkeys(("stop_papers", "replacement_papers"), _FILE),
    **dict.fromkeys(("certificate_copy", "mailing_sheets", "mailing_paper"), _FILE),
    **dict.fromkeys(("certificate_paper", "certificate_picture", "holder_post"), _PART),
    **dict.fromkeys(("approve_request", "reject_request", "steer_job", "settle_chunk", "request_list"), _ACT),
    "scan": "leads on to what was scanned",
    **dict.fromkeys(("order_list_file", "order_checks_file", "order_check_paper"), _FILE),
    "order_deposit_file": _FILE,
    "order_shares_file": _FILE,
    **dict.fromkeys(("order_carried_asked", "order_checks_asked"), _ACT),
    **dict.fromkeys(
        ("exercise_requisitioned", "fraction_paid", "substitute_paid", "requisition_file_made"), _ACT
    ),
    **dict.fromkeys(("due_bill_issued", "due_bill_fulfilled", "due_bill_fraction_paid"), _ACT),
    "due_bill_recorded": "as the page that records a receipt of securities",
    "due_bill_fraction_certified": "as the page of the fraction of an exercise",
    "fraction_money_back": "as the page that takes back money for an order",
    **dict.fromkeys(("replacement_asked", "replaced_cancelled"), _ACT),
    **dict.fromkeys(("notice_acceptance", "application_step", "holder_number"), _ACT),
    **dict.fromkeys(("nullity_asked", "nullity_caught", "restoration_asked", "expiry_asked"), _ACT),
    **dict.fromkeys(("new_form_run_asked", "item_proposal_taken", "worksheet_difference"), _ACT),
    **dict.fromkeys(("adjustment_caught", "worksheet_effective", "worksheet_beside"), _ACT),
    "number_adjustment_asked": _ACT,
    **dict.fromkeys(("address_signed", "address_withdrawn"), _ACT),
    **dict.fromkeys(("hand_over_prepared", "hand_over_received"), _ACT),
    **dict.fromkeys(
        ("mailing_cancelled", "mailing_certified", "mailing_receipted", "mailing_returned"), _ACT
    ),
    **dict.fromkeys(("run_closed", "run_countersigned", "run_executed", "run_given_up", "run_lost"), _ACT),
    **dict.fromkeys(("run_printed", "run_reconciled", "run_spoiled"), _ACT),
    **dict.fromkeys(("item_application_step", "item_assigned", "item_instruction_used"), _ACT),
    **dict.fromkeys(("view_saved", "view_deleted"), _ACT),
    **dict.fromkeys(("turnaround_export", "calculator_terms", "requisition_file"), _FILE),
    **dict.fromkeys(
        ("item_asked", "item_examined", "exercise_asked", "same_name_asked", "schedule_asked"), _ACT
    ),
    **dict.fromkeys(
        ("claim_letter_made", "portal_exercise_papers", "portal_transfer_papers", "portal_loss_papers"), _FILE
    ),
    **dict.fromkeys(("letter_paper", "letters_printed", "letters_export", "portal_letter"), _FILE),
    **dict.fromkeys(("portal_address_request", "portal_copies_sample"), _FILE),
    **dict.fromkeys(("item_letters", "item_scans", "document_page"), _PART),
    "inquiry_answered": _ACT,
    **dict.fromkeys(("holder_access_ended", "portal_exercise_begin", "portal_exercise_withdraw"), _ACT),
    **dict.fromkeys(("portal_transfer_begin", "portal_transfer_withdraw", "portal_transferee_out"), _ACT),
    "portal_loss_withdraw": _ACT,
    **dict.fromkeys(
        ("preview_opening", "request_opening", "cancel_opening", "lock_run", "freeze_mailing"), _ACT
    ),
}
NOT_PICTURED_BEGINNINGS = {"mfa_": _LIBRARY, "account_": _LIBRARY}
