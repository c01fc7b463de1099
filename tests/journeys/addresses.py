"""Every address, with what it answers each kind of person: the table, written by hand."""

from __future__ import annotations

from registry.models import Approval, HolderList, Job, Opening, RegisteredHolder
from tests.journeys.asked import (
    ANYBODY,
    CODE,
    OF_THE_OFFICER,
    PLAN,
    READERS,
    SIGNED_IN,
    STAFF_PLAN,
    Asked,
    account_pages,
    adjustment_pages,
    cancelled_pages,
    portal_pages,
    sign_in_pages,
    telling_pages,
    work_pages,
)
from tests.journeys.delivery_addresses import delivery_pages
from tests.journeys.stage import Stage


def the_table(stage: Stage) -> list[Asked]:
    """Every address once for reading, and each that acts once for acting, on things that refuse the act."""
    listed = HolderList.objects.get(agreement=stage.agreement)
    opening = Opening.objects.get(agreement=stage.agreement)
    done = Approval.objects.get(kind="OPEN_BOOKS").request_hash
    drawn = Job.objects.get(kind="print")
    chunk = (drawn.pk, 999_999, "skip")
    plan, run, signed = (CODE,), (CODE, 1), {"reason": ""}
    return [
        Asked("home", SIGNED_IN),
        Asked("healthz", ANYBODY),
        Asked("requests", READERS),
        Asked("request", READERS, args=(done,)),
        Asked("approve_request", "302 403 302 403 403 403", "POST", (done,)),
        Asked("reject_request", "302 302 302 403 403 403", "POST", (done,), signed),
        Asked("jobs", READERS),
        Asked("job", READERS, args=(drawn.pk,)),
        Asked("steer_job", "302 409 409 403 403 403", "POST", (drawn.pk, "pause")),
        Asked("settle_chunk", "302 404 404 403 403 403", "POST", chunk),
        Asked("agreements", SIGNED_IN),
        Asked("agreement", PLAN, args=plan),
        Asked("company_desk", PLAN, args=plan),
        Asked("company_paper", OF_THE_OFFICER, args=plan),
        Asked("company_paper", "302 403 403 403 422 404", "POST", plan),
        Asked("document", STAFF_PLAN, args=(listed.notice.document_id,)),
        Asked("document", "302 404 404 404 403 403", args=(opening.entry.document_id,)),  # sealed
        Asked("notices", PLAN, args=plan),
        Asked("notice", PLAN, args=run),
        Asked("lists", STAFF_PLAN, args=plan),
        Asked("lists", "302 400 400 403 403 403", "POST", plan),
        Asked("list", STAFF_PLAN, args=(CODE, listed.pk)),
        Asked("list_rejects", STAFF_PLAN, args=(CODE, listed.pk)),
        Asked("request_list", "302 409 409 403 403 403", "POST", (CODE, listed.pk)),
        Asked("preview_opening", "302 422 422 403 403 403", "POST", (CODE, listed.pk)),
        Asked("opening", PLAN, args=(CODE, opening.pk)),
        Asked("request_opening", "302 409 409 403 403 403", "POST", (CODE, opening.pk)),
        Asked("cancel_opening", "302 409 409 403 403 403", "POST", (CODE, opening.pk)),
        Asked("register", PLAN, args=plan),
        Asked("register_export", STAFF_PLAN, args=plan),
        Asked("register_workbook", STAFF_PLAN, args=plan),
        Asked("certificate", PLAN, args=run),
        Asked("proof", PLAN, args=plan),
        Asked("proof", "302 302 302 403 403 404", "POST", plan),
        Asked("clause", SIGNED_IN, args=("5(a)",)),
        *telling_pages(),
        *run_pages(),
        *notice_pages(),
        *holder_pages(stage),
        *hand_over_pages(),
        *item_pages(),
        *work_pages(),
        *account_pages(),
        *stop_pages(),
        *cancelled_pages(),
        *nullity_pages(),
        *adjustment_pages(),
        *mailing_pages(),
        *letter_pages(),
        *portal_pages(),
        *sign_in_pages(),
    ]


def run_pages() -> list[Asked]:
    """The print room: a run that is drawn and not yet printed, and the paper of a certificate."""
    plan, run = (CODE,), (CODE, 1)
    return [
        Asked("print_runs", PLAN, args=plan),
        Asked("lock_run", "302 404 404 403 403 403", "POST", plan, {"entry": "999"}),
        Asked("print_run", PLAN, args=run),
        Asked("run_file", STAFF_PLAN, args=(CODE, 1, 1)),
        Asked("run_paper", STAFF_PLAN, args=(CODE, 1, "hashes.txt")),
        Asked("run_executed", "302 422 422 403 403 403", "POST", run),
        Asked("run_countersigned", "302 422 422 403 403 403", "POST", run),
        Asked("run_spoiled", "302 422 422 403 403 403", "POST", run),
        Asked("run_lost", "302 422 422 403 403 403", "POST", run),
        Asked("run_reconciled", "302 422 422 403 403 403", "POST", run),
        Asked("run_closed", "302 422 422 403 403 403", "POST", run),
        Asked("run_given_up", "302 422 422 403 403 403", "POST", run),
        Asked("run_printed", "302 302 409 403 403 403", "POST", run),
        Asked("certificate_paper", PLAN, args=run),
        Asked("certificate_picture", PLAN, args=(CODE, 1, 1)),
        Asked("certificate_copy", STAFF_PLAN, args=run),
    ]


def notice_pages() -> list[Asked]:
    """The desk at which the Company's papers come in; the first notice is applied long since."""
    plan, first, asked = (CODE,), (CODE, 1), (CODE, 999_999)
    read, act, gone = "302 200 200 403 403 403", "302 422 422 403 403 403", "302 404 404 403 403 403"
    return [
        Asked("notice_kinds", read, args=plan),
        Asked("receive_notice", read, args=(CODE, "RECORD_COUNT")),
        Asked("receive_notice", act, "POST", (CODE, "RECORD_COUNT")),
        Asked("receive_notice", gone, args=(CODE, "NO_SUCH_KIND")),
        Asked("notice_called_back", read, args=first),
        Asked("notice_called_back", act, "POST", first),
        Asked("notice_acceptance", "302 409 409 403 403 403", "POST", first),
        Asked("application", "302 404 404 404 404 404", args=first),
        Asked("application_step", gone, "POST", (*first, "sent")),
        Asked("log_informal", read, args=plan),
        Asked("log_informal", act, "POST", plan),
        Asked("informal_followed", gone, args=first),
        Asked("informal_followed", gone, "POST", first),
        Asked("file_notice_address", read, args=plan),
        Asked("file_notice_address", act, "POST", plan),
        Asked("questions", STAFF_PLAN, args=plan),
        Asked("questions", act, "POST", plan),
        Asked("question_answered", gone, args=asked),
        Asked("question_answered", gone, "POST", asked),
        *office_pages(read=read, act=act, gone=gone),
        Asked("take_overs", STAFF_PLAN, args=plan),
        Asked("record_take_over", read, args=plan),
        Asked("record_take_over", act, "POST", plan),
        Asked("take_over_signed_off", gone, args=asked),
        Asked("take_over_signed_off", gone, "POST", asked),
    ]


def office_pages(*, read: str, act: str, gone: str) -> list[Asked]:
    """The office of the Rights Agent and the books handed over, of which no package was made yet."""
    event, none = (CODE, "resignation"), (CODE, 999_999)
    return [
        Asked("office", STAFF_PLAN, args=(CODE,)),
        Asked("record_succession", read, args=event),
        Asked("record_succession", act, "POST", event),
        Asked("record_succession", gone, args=(CODE, "no-such-event")),
        Asked("office_mailed", gone, args=none),
        Asked("office_mailed", gone, "POST", none),
        Asked("hand_over_books", read, args=(CODE,)),
        Asked("hand_over_books", act, "POST", (CODE,)),
        Asked("books_receipted", gone, args=none),
        Asked("books_receipted", gone, "POST", none),
    ]


def holder_pages(stage: Stage) -> list[Asked]:
    """One holder with its address and number, and the requests of holders, of which there are none yet."""
    plan, none = (CODE,), (CODE, 999_999)
    holder = (CODE, RegisteredHolder.objects.filter(agreement=stage.agreement).latest("pk").pk)
    read, act, gone = "302 200 200 403 403 403", "302 422 422 403 403 403", "302 404 404 403 403 403"
    return [
        Asked("holders", STAFF_PLAN, args=plan),
        Asked("holder", PLAN, args=holder),
        Asked("holder_post", STAFF_PLAN, args=holder),
        Asked("holder_number", "302 403 400 403 403 403", "POST", holder),
        Asked("change_address", read, args=holder),
        Asked("change_address", act, "POST", holder),
        Asked("deposit_instructions", STAFF_PLAN, args=holder),
        Asked("record_deposit_instruction", read, args=holder),
        Asked("record_deposit_instruction", act, "POST", holder),
        Asked("issue_extract", read, args=holder),
        Asked("issue_extract", act, "POST", holder),
        Asked("address_changes", STAFF_PLAN, args=plan),
        Asked("address_change", "302 404 404 404 403 403", args=none),
        *(Asked(name, gone, "POST", none) for name in ("address_signed", "address_withdrawn")),
        Asked("copies", STAFF_PLAN, args=plan),
        Asked("log_copy", read, args=plan),
        Asked("log_copy", act, "POST", plan),
        Asked("copy_given", gone, args=none),
        Asked("copy_given", gone, "POST", none),
    ]


def hand_over_pages() -> list[Asked]:
    """A run that is not reconciled has nothing to hand over yet."""
    run, act = (CODE, 1), "302 422 422 403 403 403"
    return [
        Asked("hand_over", PLAN, args=run),
        Asked("hand_over_prepared", act, "POST", run),
        Asked("hand_over_received", "302 404 404 403 403 403", "POST", run),
        Asked("hand_over_sheet", "302 404 404 404 403 403", args=(*run, 1)),
    ]


def item_pages() -> list[Asked]:
    """The counter before anything was presented; what each person sees of an item, its own tests show."""
    plan, item = (CODE,), (CODE, 1)
    act = "302 404 404 403 403 403"
    return [
        Asked("items", STAFF_PLAN, args=plan),
        Asked("receive_transfer", "302 200 200 403 403 403", args=plan),
        Asked("receive_transfer", "302 422 422 403 403 403", "POST", plan),
        Asked("receive_same_name", "302 200 200 403 403 403", args=(CODE, "split-up")),
        Asked("receive_same_name", "302 422 422 403 403 403", "POST", (CODE, "combination")),
        Asked("receive_same_name", "302 404 404 403 403 403", args=(CODE, "gift")),
        Asked("receive_exercise", "302 200 200 403 403 403", args=plan),
        Asked("receive_exercise", "302 422 422 403 403 403", "POST", plan),
        *(Asked(name, "302 404 404 404 403 403", args=item) for name in ("item", "exercise", "same_name")),
        Asked("schedules", STAFF_PLAN, args=plan),
        Asked("receive_schedule", "302 200 200 403 403 403", args=plan),
        Asked("receive_schedule", "302 422 422 403 403 403", "POST", plan),
        Asked("receive_exercise_schedule", "302 200 200 403 403 403", args=plan),
        Asked("receive_exercise_schedule", "302 422 422 403 403 403", "POST", plan),
        *(
            Asked(name, "302 404 404 404 403 403", args=item)
            for name in ("schedule", "schedule_rejects")
        ),
        *(
            Asked(name, act, args=item)
            for name in ("schedule_corrected", "schedule_papers", "schedule_person")
        ),
        *(
            Asked(name, act, "POST", item)
            for name in ("schedule_corrected", "schedule_papers", "schedule_person", "schedule_asked")
        ),
        *(
            Asked(name, act, args=item)
            for name in (
                "item_papers", "item_consultation", "item_refusal", "exercise_papers", "exercise_payment",
                "same_name_papers",
            )
        ),
        *(
            Asked(name, act, "POST", item)
            for name in ("item_asked", "item_examined", "exercise_asked", "same_name_asked")
        ),
    ]  # fmt: skip


def order_pages() -> list[Asked]:
    """The desk where an order is carried out, before any order."""
    gone, act, read = "302 404 404 404 404 404", "302 404 404 403 403 403", "302 404 404 404 403 403"
    one = (CODE, 1)
    return [
        Asked("order_carried", gone, args=one),
        *(Asked(name, read, args=(CODE, 1, 1)) for name in ("order_list_file", "order_holder")),
        Asked("order_deposits", read, args=one),
        Asked("order_deposit_file", act, args=one),
        Asked("order_shares", read, args=one),
        Asked("order_shares_file", read, args=(CODE, 1, 1)),
        *(
            Asked(name, act, method, (CODE, 1, 1))
            for name in ("order_shares_received", "order_shares_delivered")
            for method in ("GET", "POST")
        ),
        *(Asked(name, act, "POST", one) for name in ("order_carried_asked", "order_checks_asked")),
        Asked("order_checks_file", act, args=(CODE, 1, "register")),
        Asked("order_check_papers", act, args=one),
        Asked("order_check_paper", act, args=(CODE, 1, 1)),
        *(
            Asked(name, act, method, one)
            for name in (
                "order_list",
                "order_checks",
                "order_check",
                "order_reconciled",
                "order_deposit_file_asked",
                "order_deposit_held",
                "order_deposit_returned",
                "order_shares_asked",
            )
            for method in ("GET", "POST")
        ),
    ]


def nullity_pages() -> list[Asked]:
    """The desks of nullity and of orders before any notice; what each person sees, their own tests show."""
    gone, act = "302 404 404 404 404 404", "302 404 404 403 403 403"
    return [
        Asked("exercise_gates", PLAN, args=(CODE,)),
        *(Asked("gate_announcement", act, method, (CODE, 1)) for method in ("GET", "POST")),
        Asked("orders", PLAN, args=(CODE,)),
        Asked("order", gone, args=(CODE, 1)),
        *(
            Asked(name, act, method, (CODE, 1, *more))
            for name, more in (
                ("order_mailed", ()),
                ("order_money", ()),
                ("order_money_back", (1,)),
                ("order_payment", ()),
            )
            for method in ("GET", "POST")
        ),
        *order_pages(),
        *delivery_pages(),
        Asked("expiry", PLAN, args=(CODE,)),
        Asked("expiry_asked", "302 422 422 403 403 403", "POST", (CODE,)),
        Asked("nullities", PLAN, args=(CODE,)),
        Asked("persons", READERS, args=(CODE,)),
        Asked("record_person", "302 200 200 403 403 403", args=(CODE,)),
        Asked("record_person", "302 422 422 403 403 403", "POST", (CODE,)),
        Asked("nullity", gone, args=(CODE, 1)),
        Asked("nullity_path", gone, args=(CODE, 1, 1)),
        Asked("restoration", gone, args=(CODE, 1)),
        *(
            Asked(name, act, "POST", (CODE, 1))
            for name in ("nullity_asked", "nullity_caught", "restoration_asked")
        ),
    ]


def stop_pages() -> list[Asked]:
    """The desk of stops before any was placed; what each person sees of a stop, its own tests show."""
    plan, stop = (CODE,), (CODE, 1)
    act = "302 404 404 403 403 403"
    return [
        Asked("stops", PLAN, args=plan),
        Asked("stops_export", STAFF_PLAN, args=plan),
        Asked("place_stop", "302 200 200 403 403 403", args=plan),
        Asked("place_stop", "302 422 422 403 403 403", "POST", plan),
        Asked("stop", "302 404 404 404 404 404", args=stop),
        *(Asked(name, act, args=stop) for name in ("stop_release", "stop_recorded")),
        Asked("receive_replacement", "302 200 200 403 403 403", args=plan),
        Asked("receive_replacement", "302 422 422 403 403 403", "POST", plan),
        *(
            Asked(name, "302 404 404 404 403 403", args=stop)
            for name in ("replacement", "replacement_papers", "stop_papers")
        ),
        *(Asked(name, act, args=stop) for name in ("replacement_step", "replacement_surrendered")),
        *(
            Asked(name, act, "POST", stop)
            for name in (
                "replacement_step", "replacement_surrendered", "replacement_asked", "replaced_cancelled",
            )
        ),
        *(Asked(name, act, "POST", stop) for name in ("stop_release", "stop_recorded")),
    ]  # fmt: skip


def mailing_pages() -> list[Asked]:
    """The post room before anything was mailed; what each person sees of a mailing, its own tests show."""
    plan, mailing = (CODE,), (CODE, 1)
    act = "302 404 404 403 403 403"
    return [
        Asked("mailings", PLAN, args=plan),
        Asked("mailing_preview", "302 422 422 422 403 403", args=plan),
        Asked("record_inherited_mailing", "302 200 200 403 403 403", args=plan),
        Asked("record_inherited_mailing", "302 422 422 403 403 403", "POST", plan),
        Asked("freeze_mailing", "302 422 422 403 403 403", "POST", plan),
        Asked("mailing", "302 404 404 404 404 404", args=mailing),
        Asked("mailing_sheets", "302 404 404 404 403 403", args=(*mailing, 1)),
        Asked("mailing_paper", "302 404 404 404 403 403", args=(*mailing, "listing.pdf")),
        *(
            Asked(name, act, "POST", mailing)
            for name in ("mailing_receipted", "mailing_returned", "mailing_certified", "mailing_cancelled")
        ),
    ]


def letter_pages() -> list[Asked]:
    """The letters desk before a letter was written; what each person sees of one, its own tests show."""
    plan, letter, item = (CODE,), (CODE, 999_999), (CODE, 1)
    read, act, gone = "302 200 200 403 403 403", "302 422 422 403 403 403", "302 404 404 403 403 403"
    nothing = "302 404 404 404 403 403"
    return [
        Asked("letters", STAFF_PLAN, args=plan),
        Asked("letters_printed", "302 302 302 302 403 403", args=plan),
        Asked("letters_export", STAFF_PLAN, args=plan),
        Asked("letters_mailed", read, args=plan),
        Asked("letters_mailed", act, "POST", plan),
        Asked("letter_paper", nothing, args=letter),
        Asked("letter_taken_back", gone, args=letter),
        Asked("letter_taken_back", gone, "POST", letter),
        Asked("item_letters", nothing, args=item),
        Asked("item_tax_asked", gone, args=item),
        Asked("item_tax_asked", gone, "POST", item),
        Asked("inquiries", STAFF_PLAN, args=plan),
        Asked("record_inquiry", read, args=plan),
        Asked("record_inquiry", act, "POST", plan),
        Asked("inquiry_answered", gone, "POST", letter),
    ]
