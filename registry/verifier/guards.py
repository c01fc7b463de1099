"""The guards of the books as they must stand in the database: triggers, constraints, functions, grants.

Used by the verifier and by `manage.py check --database default`. Reads the catalogues only.
"""

from collections.abc import Iterator
from typing import Any

from registry.verifier.functions import changed_functions

BOOK_TABLES = (
    "book_entry",
    "rights_certificate",
    "lot",
    "lot_taint",
    "certificate_event",
    "control_account",
    "number_counter",
)
# Written through functions alone, like the books.
DOOR_TABLES = (*BOOK_TABLES, "registry_approval", "audit_record")
# Filed once, never changed.
FILED_TABLES = (
    "registry_document",
    "registry_termsversion",
    "registry_holderaddress",
    "registry_sharelegend",
    "registry_itempaper",
    "registry_executedform",
    "registry_certification",
    "registry_evidencereply",
    "registry_itemreturn",
    "registry_certificateinquiry",
    "registry_deliverydirection",
    "registry_standinginstructionend",
    "registry_noticeaddress",
    "registry_stoprelease",
    "registry_stoprecord",
    "registry_replacement",
    "registry_replacementrecord",
    "registry_booksexport",
    "registry_personrecord",
    "registry_successionrecord",
    "registry_officemailing",
    "registry_companydelivery",
    "registry_cancelledimage",
    "registry_transmittal",
    "registry_transmittaldelivery",
    "registry_transmittalreceipt",
    "registry_unreceivedtransmittal",
    "registry_feeschedule",
    "registry_feeinvoice",
    "registry_invoicewithdrawal",
    "registry_expensedemand",
    "registry_companyreceipt",
    "registry_indemnitymatter",
    "registry_matternote",
    "registry_delegatereview",
    "registry_delegateact",
    "registry_counseladvice",
    "registry_formchange",
    "registry_closingquotation",
    "exercises_payment",
    "exercises_fundsreceived",
    "exercises_suspensionannouncement",
    "order_line",
    "exercises_paymentrun",
    "exercises_issuedchecks",
    "exercises_replacementcheck",
    "exercises_paymentevent",
    "exercises_orderdeposit",
    "exercises_depositfile",
    "exercises_depositreturn",
    "exercises_orderrequisition",
    "exercises_orderdelivery",
    "exercises_reservedshares",
    "exercises_deliveryroute",
    "exercises_securitiesdue",
    "exercises_requisitionfile",
    "exercises_deliverystep",
    "exercises_fractioncertified",
    "exercises_paymentmovement",
    "registry_caughtitem",
    "certificates_mailingreceipt",
    "certificates_mailreturn",
    "certificates_inheritedmailing",
    "certificates_lettermailing",
)
# Kept as they were made but for columns that are written once, later.
KEPT_TABLES = (
    "registry_stop",
    "registry_informalnotice",
    "registry_holderaccess",
    "registry_copyconsent",
    "registry_paperdue",
    "certificates_statusinquiry",
    "registry_bookspackage",
    "registry_transmittalline",
    "registry_expense",
    "registry_assurancerequest",
    "registry_delegate",
    "registry_adjustmentworksheet",
    "exercises_payout",
    "exercises_depositinstruction",
    "exercises_orderlist",
    "exercises_requisition",
    "exercises_duebill",
)

# Which function a trigger of a name calls: without it the trigger guards nothing.
TRIGGER_FUNCTIONS = {
    "never_removed": "refuse_change",
    "never_emptied": "refuse_change",
    "never_changed": "refuse_change",
    "set_once": "allow_set_once",
    "kept_but_later": "allow_later_columns",
    "with_its_entry": "refuse_rows_of_other_entries",
    "in_turn": "check_new_entry",
    "entry_in_balance": "check_entry_balance",
    "step_by_step": "allow_approval_step",
    "in_force_as_approved": "deposit_as_approved",
    "registration_kept": "keep_registration",
    "list_rows_while_read": "refuse_rows_of_read_lists",
    "list_rows_kept": "refuse_loss_of_list_rows",
    "list_rows_unchanged": "refuse_list_change",
    "lists_kept": "refuse_list_change",
    "lists_begin_unread": "refuse_list_not_begun",
    "list_moves": "allow_list_moves",
    "placed_in_turn": "place_between_entries",
    "released_in_turn": "release_by_two",
    "listed_once_cancelled": "list_cancelled_only",
    "imaged_once_cancelled": "image_cancelled_only",
    "received_by_two": "receive_by_two",
    "unreceived_once_sent": "unreceived_once_sent",
    "billed_once": "bill_once",
    "withdrawn_unpaid": "withdraw_unpaid",
    "received_within_sum": "receive_within_sum",
    "paid_within_funds": "pay_within_funds",
    "of_their_lines": "checks_of_their_lines",
    "in_place_of_stopped": "replace_stopped_check",
    "deposited_by_line": "deposits_of_their_lines",
    "made_as_approved": "file_as_approved",
    "returned_after_its_file": "return_after_its_file",
    "requisitioned_as_approved": "requisition_as_approved",
    "shares_delivered_once_received": "deliver_shares_that_came",
    "taken_back_unspent": "take_back_unspent",
    "announced_with_its_notice": "announce_suspension",
    "taken_within_reserve": "take_within_reserve",
    "requisitioned_as_due": "requisition_what_is_due",
    "delivered_once_received": "deliver_what_came",
    "paid_as_certified": "pay_fraction_as_certified",
    "moved_within_payment": "move_within_payment",
    "certified_figures": "figures_certified",
    "corrects_the_same": "correct_the_same_price",
}
# Those that speak under a condition of their own; any other trigger has none.
CONDITIONAL_TRIGGERS = frozenset({"registration_kept"})

_NEVER_CHANGED = ("rights_certificate", "certificate_event", "control_account", "audit_record", *FILED_TABLES)
TRIGGERS = frozenset(
    {
        (table, name)
        for table in (*DOOR_TABLES, *FILED_TABLES, *KEPT_TABLES)
        for name in ("never_removed", "never_emptied")
    }
    | {(table, "kept_but_later") for table in KEPT_TABLES}
    | {(table, "never_changed") for table in _NEVER_CHANGED}
    | {(table, "set_once") for table in ("book_entry", "lot", "lot_taint", "number_counter")}
    | {
        (table, "with_its_entry")
        for table in ("rights_certificate", "lot", "lot_taint", "certificate_event", "control_account")
    }
    | {
        ("book_entry", "in_turn"),
        ("book_entry", "entry_in_balance"),
        ("registry_approval", "step_by_step"),
        ("registered_holder", "registration_kept"),
        ("holder_list_row", "list_rows_while_read"),
        ("holder_list_row", "list_rows_kept"),
        ("holder_list_row", "list_rows_unchanged"),
        ("registry_holderlist", "lists_kept"),
        ("registry_holderlist", "lists_begin_unread"),
        ("registry_holderlist", "list_moves"),
        ("registry_termsversion", "certified_figures"),
        ("registry_closingquotation", "corrects_the_same"),
        ("registry_stop", "placed_in_turn"),
        ("registry_stoprelease", "released_in_turn"),
        ("registry_transmittalline", "listed_once_cancelled"),
        ("registry_cancelledimage", "imaged_once_cancelled"),
        ("registry_transmittalreceipt", "received_by_two"),
        ("registry_unreceivedtransmittal", "unreceived_once_sent"),
        ("exercises_fundsreceived", "taken_back_unspent"),
        ("exercises_suspensionannouncement", "announced_with_its_notice"),
        ("exercises_payout", "paid_within_funds"),
        ("exercises_issuedchecks", "of_their_lines"),
        ("exercises_replacementcheck", "in_place_of_stopped"),
        ("exercises_orderdeposit", "deposited_by_line"),
        ("exercises_depositfile", "made_as_approved"),
        ("exercises_depositreturn", "returned_after_its_file"),
        ("exercises_orderrequisition", "requisitioned_as_approved"),
        ("exercises_orderdelivery", "shares_delivered_once_received"),
        ("exercises_payout", "paid_as_certified"),
        ("exercises_securitiesdue", "taken_within_reserve"),
        ("exercises_depositinstruction", "in_force_as_approved"),
        ("exercises_requisition", "requisitioned_as_due"),
        ("exercises_deliverystep", "delivered_once_received"),
        ("exercises_paymentmovement", "moved_within_payment"),
        ("registry_feeinvoice", "billed_once"),
        ("registry_invoicewithdrawal", "withdrawn_unpaid"),
        ("registry_companyreceipt", "received_within_sum"),
    }
)
CONSTRAINTS = frozenset(
    {
        ("book_entry", "entry_number_once"),
        ("book_entry", "entry_kind_known"),
        ("book_entry", "entry_two_people"),
        ("book_entry", "entry_balances"),
        ("book_entry", "entry_received_before_recorded"),
        ("book_entry", "entry_section_given"),
        ("book_entry", "entry_correction_explained"),
        ("rights_certificate", "certificate_number_once"),
        ("rights_certificate", "certificate_rights_positive"),
        ("rights_certificate", "certificate_legend_names_its_class"),
        ("rights_certificate", "certificate_class_known"),
        ("rights_certificate", "certificate_registration_given"),
        ("lot", "lot_rights_positive"),
        ("lot", "lot_certificate_has_holder"),
        ("lot", "lot_closing_whole"),
        ("lot", "lot_retired_as_known"),
        ("lot_taint", "taint_class_known"),
        ("lot_taint", "one_taint_in_force"),
        ("lot_taint", "taint_ending_whole"),
        ("certificate_event", "event_range_ordered"),
        ("certificate_event", "event_kind_known"),
        ("control_account", "control_total_not_negative"),
        ("number_counter", "counter_once"),
        ("number_counter", "counter_kind_known"),
        ("registry_approval", "approver_is_another_person"),
        ("registry_approval", "consumed_only_if_approved"),
        ("registry_stop", "stop_on_one_thing"),
        ("registry_stop", "stop_ends_by_itself_on_demand"),
        ("registry_transmittalline", "certificate_on_one_transmittal"),
        ("exercises_issuedchecks", "checks_issued_once"),
        ("exercises_payout", "fraction_paid_once"),
        ("exercises_replacementcheck", "check_number_once"),
        ("exercises_replacementcheck", "check_replaced_once"),
        ("exercises_orderdeposit", "line_deposited_once"),
        ("exercises_orderdeposit", "deposit_sequence_once"),
        ("exercises_deliverystep", "delivery_step_once"),
        ("exercises_orderdelivery", "order_delivery_step_once"),
        ("exercises_orderrequisition", "order_requisition_number_once"),
    }
)
# What the runtime role may call; everything else that writes is internal.
DOORS = frozenset(
    {
        "request_approval",
        "approve_request",
        "reject_request",
        "consume_approval",
        "append_audit",
        "post_entry",
        "open_books",
        "nullify_lots",
        "restore_lots",
        "end_rights",
        "adjust_number",
        "exchange_for_new_form",
        "exchange_part",
        "take_on_books",
    }
)

_TRIGGERS_SQL = """
    SELECT class.relname, trigger.tgname, called.proname, trigger.tgqual IS NOT NULL
      FROM pg_trigger trigger
      JOIN pg_class class ON class.oid = trigger.tgrelid
      JOIN pg_proc called ON called.oid = trigger.tgfoid
     WHERE class.relnamespace = 'public'::regnamespace
       AND NOT trigger.tgisinternal AND trigger.tgenabled IN ('O', 'A')
"""
_CONSTRAINTS_SQL = """
    SELECT class.relname, constraint_.conname FROM pg_constraint constraint_
      JOIN pg_class class ON class.oid = constraint_.conrelid
     WHERE class.relnamespace = 'public'::regnamespace AND constraint_.convalidated
     UNION ALL
    SELECT class.relname, index_class.relname FROM pg_index index_
      JOIN pg_class class ON class.oid = index_.indrelid
      JOIN pg_class index_class ON index_class.oid = index_.indexrelid
     WHERE class.relnamespace = 'public'::regnamespace AND index_.indisunique AND index_.indisvalid
"""
_FUNCTIONS_SQL = """
    SELECT proname, prosecdef, prosecdef AND proowner = %s::regrole,
           coalesce(array_to_string(proconfig, ','), '') LIKE '%%search_path=pg_catalog, public, pg_temp%%',
           EXISTS (SELECT 1 FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) granted
                    WHERE granted.grantee = 0 AND granted.privilege_type = 'EXECUTE'),
           has_function_privilege(%s, oid, 'EXECUTE')
      FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = ANY (%s)
"""
_ROLE_SQL = """
    SELECT rolsuper, EXISTS (SELECT 1 FROM pg_auth_members WHERE member = pg_roles.oid), rolcreaterole,
           has_schema_privilege(rolname, 'public', 'CREATE')
      FROM pg_roles WHERE rolname = %s
"""
_WRITES_SQL = """
    SELECT relname, privilege FROM pg_class,
           unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS privilege
     WHERE relnamespace = 'public'::regnamespace AND relname = ANY (%s)
       AND (has_table_privilege(%s, pg_class.oid, privilege)
            OR privilege IN ('INSERT', 'UPDATE') AND has_any_column_privilege(%s, pg_class.oid, privilege))
"""


def missing_triggers(cursor: Any) -> Iterator[str]:
    """Name each trigger that is absent, switched off, or calls something else."""
    cursor.execute(_TRIGGERS_SQL)
    standing = {(table, name): called for table, name, *called in cursor.fetchall()}
    for table, name in sorted(TRIGGERS):
        if (table, name) not in standing:
            yield f"The trigger {name} on {table} is missing or switched off."
        elif standing[table, name] != [TRIGGER_FUNCTIONS[name], name in CONDITIONAL_TRIGGERS]:
            yield f"The trigger {name} on {table} calls another function, or under another condition."


def missing_constraints(cursor: Any) -> Iterator[str]:
    """Name each constraint that is absent or was never validated."""
    cursor.execute(_CONSTRAINTS_SQL)
    standing = set(cursor.fetchall())
    for table, name in sorted(CONSTRAINTS - standing):
        yield f"The constraint {name} on {table} is missing or not validated."


def wrong_doors(cursor: Any, *, role: str) -> Iterator[str]:
    """Name each door that is open to all, closed to the runtime role, or without fixed path."""
    cursor.execute(_FUNCTIONS_SQL, [role, role, sorted(DOORS)])
    standing = {row[0]: row[1:] for row in cursor.fetchall()}
    for name in sorted(DOORS):
        if name not in standing:  # told by changed_functions
            continue
        is_definer, is_owned_by_runtime, has_fixed_path, is_public, is_granted = standing[name]
        if not (is_definer and has_fixed_path) or is_owned_by_runtime:
            yield f"The function {name} does not run with its owner's rights on a fixed path."
        if is_public:
            yield f"The function {name} may be called by everybody."
        if not is_granted:
            yield f"The role {role} may not call the function {name}."


def excess_rights(cursor: Any, *, role: str) -> Iterator[str]:
    """Name what the runtime role may do that it must not: be a superuser or a member, write the books."""
    cursor.execute(_ROLE_SQL, [role])
    attributes = cursor.fetchone()
    if attributes is None:
        yield f"The runtime role {role} does not exist."
        return
    if attributes[0]:
        yield f"The runtime role {role} is a superuser."
        return
    if attributes[1]:
        yield f"The runtime role {role} is a member of another role."
    if attributes[2]:
        yield f"The runtime role {role} may create roles, and so make itself a member of others."
    if attributes[3]:
        # What it created there could be called in place of the books' own parts, with their owner's rights.
        yield f"The runtime role {role} may create functions beside those of the books."
    cursor.execute(_WRITES_SQL, [list(DOOR_TABLES), role, role])
    for table, privilege in sorted(cursor.fetchall()):
        yield f"The runtime role {role} has {privilege} on {table}."
    for tables, granted in ((FILED_TABLES, {"INSERT"}), (KEPT_TABLES, {"INSERT", "UPDATE"})):
        cursor.execute(_WRITES_SQL, [list(tables), role, role])
        for table, privilege in sorted(cursor.fetchall()):
            if privilege not in granted:
                yield f"The runtime role {role} has {privilege} on {table}."


def all_shortcomings(cursor: Any, *, role: str) -> list[str]:
    """Everything that is amiss with the guards of the books, one sentence each."""
    found = [*excess_rights(cursor, role=role)]
    role_exists = not any("does not exist" in told for told in found)
    return [
        *found,
        *missing_triggers(cursor),
        *missing_constraints(cursor),
        *changed_functions(cursor),
        *(wrong_doors(cursor, role=role) if role_exists else ()),
    ]
