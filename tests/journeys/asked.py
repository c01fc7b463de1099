"""An address asked as every kind of person, and the answers that many addresses have."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

CODE = "AHS-2003"


@dataclass(frozen=True)
class Asked:
    """One address, and the status for nobody, maker, approver, auditor, two officers."""

    name: str
    statuses: str
    method: str = "GET"
    args: tuple[Any, ...] = ()
    form: dict[str, str] = field(default_factory=dict)


ANYBODY = "200 200 200 200 200 200"
SIGNED_IN = "302 200 200 200 200 200"
READERS = "302 200 200 200 403 403"
PLAN = "302 200 200 200 200 404"  # everybody of the plan; its other officer finds nothing
STAFF_PLAN = "302 200 200 200 403 403"
OF_THE_OFFICER = "302 403 403 403 200 404"  # of the plan's own officer, and of nobody else
UNOPENED = "404 404 404 404 404 404"  # before the Company opens the page
ONLY_POST = "302 405 405 405 405 405"
GONE = "302 404 404 403 403 403"  # staff may, and find nothing
NOTHING = "302 404 404 404 403 403"  # readers may, and find nothing
READ = "302 200 200 403 403 403"
ACT = "302 422 422 403 403 403"
ACTS_ON_ITEM = (
    *("item_evidence", "item_apply", "item_withdrawal", "item_return"),
    *("item_inquiry", "item_direction"),
)


def telling_pages() -> list[Asked]:
    """What is told of a plan and changed nowhere: its readings, its dates, what can be computed."""
    told = ("readings", "timeline", "calculator", "calculator_terms")
    topic = (CODE, "business-day")
    return [
        *(Asked(name, PLAN, args=(CODE,)) for name in told),
        Asked("calculator_topic", PLAN, args=topic),
        Asked("calculator_topic", PLAN, "POST", topic, {"facts.date": "2003-06-02"}),
        Asked("calculator_topic", "302 400 400 400 400 404", "POST", topic),
    ]


def adjustment_pages() -> list[Asked]:
    """The desk of adjustments before any certificate; what each person sees of one, its own tests show."""
    plan, none = (CODE,), (CODE, 999_999)
    return [
        Asked("adjustments", PLAN, args=plan),
        Asked("adjustment", "302 404 404 404 404 404", args=none),
        Asked("adjustment_caught", GONE, "POST", none),
        Asked("adjustment_mailed", GONE, args=none),
        Asked("event_notice_mailed", GONE, args=none),
        Asked("number_adjustment", "302 404 404 404 404 404", args=none),
        Asked("number_adjustment_asked", GONE, "POST", none),
        Asked("record_worksheet", READ, args=plan),
        Asked("record_worksheet", ACT, "POST", plan),
        Asked("worksheet", NOTHING, args=none),
        Asked("worksheet_draft", NOTHING, args=none),
        Asked("worksheet_difference", GONE, "POST", none),
        Asked("worksheet_effective", GONE, "POST", none),
        Asked("worksheet_beside", GONE, "POST", none),
        Asked("closing_prices", READERS, args=plan),
        Asked("import_closing_prices", READ, args=plan),
        Asked("compute_worksheet", READ, args=plan),
        Asked("compute_worksheet", ACT, "POST", plan),
        Asked("import_closing_prices", ACT, "POST", plan),
        Asked("new_forms", PLAN, args=plan),
        Asked("new_form_run_asked", GONE, "POST", none),
    ]


def work_pages() -> list[Asked]:
    """The work on items before anything was presented; what each person sees of it, its own tests show."""
    plan, item, none = (CODE,), (CODE, 1), (CODE, 1, 999_999)
    return [
        Asked("scan", "302 302 302 302 403 403"),  # leads on
        Asked("item_scans", NOTHING, args=item),
        Asked("document_page", NOTHING, args=(999_999, 1)),
        Asked("tray", "302 403 200 403 403 403"),
        Asked("tray", "302 403 422 403 403 403", "POST"),
        Asked("turnaround", STAFF_PLAN, args=plan),
        Asked("turnaround_export", STAFF_PLAN, args=plan),
        Asked("consultations", STAFF_PLAN, args=plan),
        Asked("answer_schedule", GONE, args=(CODE, 999_999)),
        Asked("answer_schedule", GONE, "POST", (CODE, 999_999)),
        Asked("record_instruction", READ, args=plan),
        Asked("record_instruction", ACT, "POST", plan),
        Asked("instruction_ended", GONE, args=(CODE, 999_999)),
        Asked("instruction_ended", GONE, "POST", (CODE, 999_999)),
        Asked("item_application", NOTHING, args=item),
        Asked("item_application_step", GONE, "POST", (*item, "sent")),
        Asked("item_proposal_taken", GONE, "POST", item),
        Asked("item_assigned", GONE, "POST", item),
        Asked("view_saved", "302 302 302 302 403 403", "POST", plan),
        Asked("view_deleted", NOTHING, "POST", (CODE, 999_999)),
        Asked("item_instruction_used", GONE, "POST", none),
        *(Asked(name, GONE, args=item) for name in ACTS_ON_ITEM),
        *(Asked(name, GONE, "POST", item) for name in ACTS_ON_ITEM),
        *(Asked(name, GONE, args=none) for name in ("item_evidence_filed", "item_evidence_assessed")),
        *(Asked(name, GONE, "POST", none) for name in ("item_evidence_filed", "item_evidence_assessed")),
    ]


def cancelled_pages() -> list[Asked]:
    """The vault of cancelled certificates before anything is cancelled."""
    plan, none = (CODE,), (CODE, 999_999)
    acts = (
        "transmittal_sent", "transmittal_received", "transmittal_not_received", "transmittal_withdrawn",
    )  # fmt: skip
    return [
        Asked("cancelled", PLAN, args=plan),
        Asked("cancelled_export", STAFF_PLAN, args=plan),
        *(
            Asked(name, READ, args=plan)
            for name in ("attach_images", "receive_cancelled", "make_transmittal")
        ),
        *(Asked(name, ACT, "POST", plan) for name in ("attach_images", "receive_cancelled")),
        Asked("make_transmittal", "302 404 404 403 403 403", "POST", plan, {"make": "1"}),
        Asked("transmittals", PLAN, args=plan),
        Asked("transmittal", "302 404 404 404 404 404", args=none),
        Asked("transmittal_sheet", NOTHING, args=none),
        *(Asked(name, GONE, args=none) for name in acts),
        *(Asked(name, GONE, "POST", none) for name in acts),
    ]


def sign_in_pages() -> list[Asked]:
    """The pages of a person's own sign-in; nobody signs up, an unknown key opens nothing."""
    own, behind_password = SIGNED_IN, "302 302 302 302 302 302"
    not_set_up = "302 404 404 404 404 404"
    return [
        Asked("account_login", "200 302 302 302 302 302"),
        Asked("account_logout", own),
        Asked("account_inactive", ANYBODY),
        Asked("account_signup", "200 302 302 302 302 302"),
        Asked("account_reauthenticate", own),
        Asked("account_email", own),
        Asked("account_email_verification_sent", ANYBODY),
        Asked("account_change_password", own),
        Asked("account_set_password", behind_password),
        Asked("account_reset_password", ANYBODY),
        Asked("account_confirm_login_code", behind_password),
        Asked("account_confirm_email", ANYBODY, args=("no-such-key",)),
        Asked("account_reset_password_from_key_done", ANYBODY),
        Asked("account_reset_password_from_key", ANYBODY, args=("0", "no-such-key")),
        Asked("account_reset_password_done", ANYBODY),
        Asked("mfa_index", own),
        Asked("usersessions_list", own),
        Asked("mfa_authenticate", behind_password),
        Asked("mfa_reauthenticate", behind_password),
        Asked("mfa_activate_totp", behind_password),
        Asked("mfa_deactivate_totp", not_set_up),
        Asked("mfa_view_recovery_codes", not_set_up),
        Asked("mfa_generate_recovery_codes", behind_password),
        Asked("mfa_download_recovery_codes", not_set_up),
        Asked("mfa_list_webauthn", own),
        Asked("mfa_add_webauthn", behind_password),
        Asked("mfa_reauthenticate_webauthn", behind_password),
        Asked("mfa_remove_webauthn", behind_password, args=(1,)),
        Asked("mfa_edit_webauthn", behind_password, args=(1,)),
    ]


def portal_pages() -> list[Asked]:
    """The pages of holders, shut for whoever claimed no account; what holders see, tests/portal shows."""
    holder, shut = (CODE, "A000000003"), "302 403 403 403 403 403"
    account, item, draft = (1,), (1, 1), ("K7F2K7F2K7F2",)
    return [
        Asked("claim_letter", STAFF_PLAN, args=holder),
        Asked("claim_letter", "302 404 404 404 403 403", args=(CODE, "NO-SUCH")),
        Asked("claim_letter_made", "302 200 200 403 403 403", "POST", holder),
        Asked("holder_access_ended", "302 404 404 403 403 403", "POST", holder),
        Asked("portal_claim", ANYBODY),
        Asked("verify_certificate", UNOPENED),
        Asked("verify_certificate", UNOPENED, "POST"),
        Asked("portal_sign_in", "302 302 302 302 302 302"),
        Asked("portal_second_factor", shut),
        Asked("portal", shut),
        Asked("portal_account", shut, args=account),
        Asked("portal_summary", shut, args=account),
        Asked("portal_letters", shut, args=account),
        Asked("portal_letter", shut, args=item),
        Asked("portal_exercise_begin", shut, "POST", account),
        Asked("portal_exercise", shut, args=item),
        *(
            Asked(name, shut, args=draft)
            for name in (
                "portal_exercise_draft",
                "portal_exercise_check",
                "portal_exercise_confirmed",
                "portal_exercise_papers",
            )
        ),
        Asked("portal_exercise_confirmed", shut, "POST", draft),
        Asked("portal_exercise_withdraw", shut, "POST", draft),
        Asked("portal_exercise_question", shut, args=(*draft, "rights")),
        Asked("portal_exercise_question", shut, "POST", (*draft, "rights")),
        Asked("portal_transfer_begin", shut, "POST", account),
        Asked("portal_transfer", shut, args=item),
        Asked("portal_address", shut, args=account),
        Asked("portal_address", shut, "POST", account),
        Asked("portal_address_request", shut, args=account),
        Asked("portal_copies", shut, args=account),
        Asked("portal_copies", shut, "POST", account),
        Asked("portal_copies_sample", shut, args=account),
        Asked("portal_loss_report", shut, args=account),
        Asked("portal_loss_report", shut, "POST", account),
        Asked("portal_loss", shut, args=item),
        Asked("portal_loss_found", shut, args=item),
        Asked("portal_loss_found", shut, "POST", item),
        Asked("portal_transferee_new", shut, args=draft),
        Asked("portal_transferee_new", shut, "POST", draft),
        Asked("portal_transferee", shut, args=(*draft, 1)),
        Asked("portal_transferee", shut, "POST", (*draft, 1)),
        Asked("portal_transferee_out", shut, "POST", (*draft, 1)),
        *(asked for kind in ("transfer", "loss") for asked in _prepared(kind, shut, draft)),
        Asked("portal_transfer_question", shut, args=(*draft, "shares")),
        Asked("portal_transfer_question", shut, "POST", (*draft, "shares")),
        Asked("portal_loss_question", shut, args=(*draft, "story")),
        Asked("portal_loss_question", shut, "POST", (*draft, "story")),
    ]


def _prepared(kind: str, shut: str, draft: tuple[str]) -> list[Asked]:
    """The pages of a form of a kind that its holder prepares."""
    seen = [Asked(f"portal_{kind}_{page}", shut, args=draft) for page in ("draft", "check", "papers")]
    confirmed = f"portal_{kind}_confirmed"
    acts = [Asked(confirmed, shut, "POST", draft), Asked(f"portal_{kind}_withdraw", shut, "POST", draft)]
    return [*seen, Asked(confirmed, shut, args=draft), *acts]


def account_pages() -> list[Asked]:
    """The account with the Company before anything was billed; officers see invoices and open requests."""
    plan, none = (CODE,), (CODE, 999_999)
    tabs = ("expenses", "requests", "matters", "delegates", "advice")
    kinds = ("schedule", "expense", "demand", "matter", "request", "delegate", "advice")
    steps = (("invoices", "receipt"), ("demands", "receipt"), ("receipts", "taken-back"), ("matters", "note"))
    return [
        Asked("account", PLAN, args=plan),
        *(Asked("account_tab", STAFF_PLAN, args=(CODE, tab)) for tab in tabs),
        Asked("account_tab", NOTHING, args=(CODE, "no-such-tab")),
        Asked("account_export", STAFF_PLAN, args=(CODE, "invoices")),
        Asked("account_export", STAFF_PLAN, args=(CODE, "expenses")),
        Asked("account_export", NOTHING, args=(CODE, "matters")),
        Asked("account_invoice", "302 404 404 404 404 404", args=none),
        Asked("account_paper", "302 404 404 404 404 404", args=none),
        Asked("account_bill", READ, args=plan),
        Asked("account_bill", ACT, "POST", plan),
        *(Asked("account_record", READ, args=(CODE, kind)) for kind in kinds),
        *(Asked("account_record", ACT, "POST", (CODE, kind)) for kind in kinds),
        Asked("account_record", GONE, args=(CODE, "no-such-kind")),
        *(Asked("account_step", GONE, args=(CODE, what, 999_999, step)) for what, step in steps),
        *(Asked("account_step", GONE, "POST", (CODE, what, 999_999, step)) for what, step in steps),
        Asked("account_step", GONE, args=(CODE, "delegates", 999_999, "no-such-step")),
    ]
