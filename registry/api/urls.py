"""Addresses of the operations over the books, below /api/v1/."""

from django.urls import path, register_converter

from registry.api import (
    accounts,
    adjustments,
    agreements,
    board_orders,
    calculator,
    certificates,
    exercise_gates,
    hand_overs,
    holders,
    intake,
    item_answers,
    items,
    jobs,
    notices,
    nullity,
    openings,
    proofs,
    requests,
    schedules,
    stops,
    work,
)
from registry.api.operations import at
from registry.api.places import Calculation, Code, FactType, Hash, Key

register_converter(Calculation, "calculation")
register_converter(Code, "code")
register_converter(FactType, "fact")
register_converter(Key, "key")
register_converter(Hash, "hash")

_PLAN = "agreements/<code:code>"
_OPENING = f"{_PLAN}/openings/<key:opening>"
_REQUEST = f"{_PLAN}/requests/<hash:request_hash>"
_TOPIC = f"{_PLAN}/calculations/<calculation:calculation>"
_ITEM = f"{_PLAN}/items/<key:number>"
_SCHEDULE = f"{_PLAN}/schedules/<key:number>"
_STOP = f"{_PLAN}/stops/<key:number>"
_NULLITY = f"{_PLAN}/nullities/<key:number>"
# An account may have any sign in it, so it stands last.
_ACCOUNT = "<code:code>/<path:account>"
_JOB = f"{_PLAN}/jobs/<key:job>"
_CHUNK = f"{_JOB}/chunks/<key:chunk>"

urlpatterns = [
    path("agreements", at(get=agreements.ListAgreements), name="agreements"),
    path(_PLAN, at(get=agreements.ShowAgreement), name="agreement"),
    path(f"{_PLAN}/terms", at(get=agreements.ShowTerms), name="terms"),
    path(f"{_PLAN}/calculations", at(get=calculator.ListTopics), name="calculations"),
    path(_TOPIC, at(get=calculator.ShowTopic, post=calculator.Calculate), name="calculation"),
    path(f"{_PLAN}/notices", at(get=notices.ListNotices), name="notices"),
    path(f"{_PLAN}/notices/<key:number>", at(get=notices.ShowNotice), name="notice"),
    path(f"{_PLAN}/informal-notices", at(get=notices.ListInformalNotices), name="informal_notices"),
    path(f"{_PLAN}/facts/<fact:fact_type>", at(get=notices.ShowFact), name="fact"),
    path(f"{_PLAN}/holders", at(get=holders.ListHolders), name="holders"),
    path(f"{_PLAN}/holders/<path:account>", at(get=holders.ShowHolder), name="holder"),
    path(f"{_PLAN}/certificates", at(get=certificates.ListCertificates), name="certificates"),
    path(f"{_PLAN}/certificates/<key:number>", at(get=certificates.ShowCertificate), name="certificate"),
    path(f"{_PLAN}/holder-lists", at(get=openings.ListHolderLists), name="holder_lists"),
    path(
        f"{_PLAN}/openings",
        at(get=openings.ListOpenings, post=openings.PreviewOpening),
        name="openings",
    ),
    path(f"{_PLAN}/openings/dry-run", at(get=openings.TryOpening), name="opening_dry_run"),
    path(_OPENING, at(get=openings.ShowOpening), name="opening"),
    path(f"{_OPENING}/request", at(post=openings.RequestOpening), name="opening_request"),
    path(f"{_PLAN}/requests", at(get=requests.ListRequests), name="requests"),
    path(_REQUEST, at(get=requests.ShowRequest), name="request"),
    path(f"{_REQUEST}/approval", at(post=requests.ApproveRequest), name="request_approval"),
    path(f"{_REQUEST}/rejection", at(post=requests.RejectRequest), name="request_rejection"),
    path(f"{_PLAN}/items", at(get=items.ListItems), name="items"),
    path(f"{_PLAN}/items/transfers", at(post=intake.ReceiveTransfer), name="transfers"),
    path(f"{_PLAN}/items/same-name", at(post=intake.ReceiveSameName), name="same_name"),
    path(f"{_PLAN}/items/claims", at(post=intake.ReceiveClaim), name="claims"),
    path(_ITEM, at(get=items.ShowItem), name="item"),
    path(f"{_ITEM}/transfer-papers", at(post=intake.PutTransferRight), name="transfer_papers"),
    path(f"{_ITEM}/same-name-papers", at(post=intake.PutSameNameRight), name="same_name_papers"),
    path(f"{_ITEM}/replacement-steps", at(post=intake.RecordReplacementStep), name="replacement_steps"),
    path(f"{_ITEM}/mutilated-certificate", at(post=intake.ReceiveMutilated), name="mutilated"),
    path(f"{_ITEM}/refusal", at(post=intake.RefuseItem), name="item_refusal"),
    path(f"{_ITEM}/withdrawal", at(post=intake.WithdrawItem), name="item_withdrawal"),
    path(f"{_ITEM}/withdrawal-asked", at(post=item_answers.NoteWithdrawal), name="item_withdrawal_asked"),
    path(f"{_ITEM}/examination", at(post=items.ExamineItem), name="item_examination"),
    path(f"{_ITEM}/dry-run", at(get=items.TryItem), name="item_dry_run"),
    path(f"{_ITEM}/request", at(post=items.RequestItem), name="item_request"),
    path(f"{_ITEM}/clock", at(get=work.ShowClock), name="item_clock"),
    path(f"{_ITEM}/taken-up", at(post=work.TakeUpItem), name="item_taken_up"),
    path(
        f"{_ITEM}/consultations",
        at(get=work.ListConsultations, post=work.RecordConsultation),
        name="item_consultations",
    ),
    path(f"{_ITEM}/contrary-answers", at(post=work.FileContraryAnswer), name="item_contrary_answers"),
    path(f"{_ITEM}/inquiries", at(post=item_answers.RecordInquiry), name="item_inquiries"),
    path(f"{_ITEM}/directions", at(post=item_answers.RecordDirection), name="item_directions"),
    path(
        f"{_PLAN}/schedules",
        at(get=schedules.ListSchedules, post=schedules.ReceiveSchedule),
        name="schedules",
    ),
    path(_SCHEDULE, at(get=schedules.ShowSchedule), name="schedule"),
    path(f"{_SCHEDULE}/lines", at(get=schedules.ListScheduleLines), name="schedule_lines"),
    path(f"{_SCHEDULE}/files", at(post=schedules.CorrectSchedule), name="schedule_files"),
    path(f"{_SCHEDULE}/papers", at(post=schedules.PutScheduleRight), name="schedule_papers"),
    path(f"{_SCHEDULE}/persons", at(post=schedules.RecordPerson), name="schedule_persons"),
    path(f"{_SCHEDULE}/dry-run", at(get=schedules.TrySchedule), name="schedule_dry_run"),
    path(f"{_SCHEDULE}/request", at(post=schedules.RequestSchedule), name="schedule_request"),
    path(f"{_PLAN}/holds", at(get=work.ListHolds), name="holds"),
    path(f"{_PLAN}/adjustments", at(get=adjustments.ListAdjustments), name="adjustments"),
    path(f"{_PLAN}/forms", at(get=adjustments.ShowForms), name="forms"),
    path(f"{_PLAN}/stops", at(get=stops.ListStops, post=stops.PlaceStop), name="stops"),
    path(_STOP, at(get=stops.ShowStop), name="stop"),
    path(f"{_STOP}/release", at(post=stops.ReleaseStop), name="stop_release"),
    path(f"{_PLAN}/nullities", at(get=nullity.ListNullities), name="nullities"),
    path(f"{_PLAN}/exercise-gates", at(get=exercise_gates.ShowExerciseGates), name="exercise_gates"),
    path(f"{_PLAN}/orders", at(get=board_orders.ListOrders), name="orders"),
    path(f"{_PLAN}/orders/<key:number>", at(get=board_orders.ShowOrder), name="order"),
    path(f"{_NULLITY}/preview", at(get=nullity.PreviewNullity), name="nullity_preview"),
    path(f"{_NULLITY}/lots", at(get=nullity.ListVoidLots), name="void_lots"),
    path(f"{_NULLITY}/paths/<key:certificate>", at(get=nullity.ShowVoidPaths), name="void_paths"),
    path(f"{_NULLITY}/request", at(post=nullity.RequestNullification), name="nullity_request"),
    path(
        f"{_PLAN}/hand-overs",
        at(get=hand_overs.ListHandOvers, post=hand_overs.RequestHandOver),
        name="hand_overs",
    ),
    path(f"{_PLAN}/hand-overs/<key:number>", at(get=hand_overs.ShowHandOver), name="hand_over"),
    path(f"{_PLAN}/turnaround", at(get=work.ShowTurnaround), name="turnaround"),
    path(f"{_PLAN}/jobs", at(get=jobs.ListJobs), name="jobs"),
    path(_JOB, at(get=jobs.ShowJob), name="job"),
    path(f"{_JOB}/pause", at(post=jobs.PauseJob), name="job_pause"),
    path(f"{_JOB}/resume", at(post=jobs.ResumeJob), name="job_resume"),
    path(f"{_JOB}/chunks", at(get=jobs.ListChunks), name="chunks"),
    path(f"{_CHUNK}/retry", at(post=jobs.RetryChunk), name="chunk_retry"),
    path(f"{_CHUNK}/skip", at(post=jobs.SkipChunk), name="chunk_skip"),
    path(f"{_PLAN}/proofs", at(get=proofs.ListProofs, post=proofs.StartProof), name="proofs"),
    path("accounts", at(get=accounts.ListAccounts), name="accounts"),
    path(f"accounts/{_ACCOUNT}", at(get=accounts.ShowAccount), name="account"),
    path(
        f"account-certificates/{_ACCOUNT}",
        at(get=accounts.ListAccountCertificates),
        name="account_certificates",
    ),
    path(f"account-items/{_ACCOUNT}", at(get=accounts.ListAccountItems), name="account_items"),
]
