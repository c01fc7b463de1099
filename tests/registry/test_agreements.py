"""The agreement as data: loaded, amended, its forms and its calendar (§1(e), §2, §4(a), §5, §27)."""

from __future__ import annotations

import hashlib
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from agreement.agreement_file import AgreementFileError
from agreement.amendment import AmendmentPurpose
from agreement.errors import Conflict, InvalidRequest, RefusedByGround, RightsError
from agreement.form import CompanySignature, signature_grounds
from registry.models import (
    Approval,
    AuditRecord,
    BankClosure,
    Document,
    FormVersion,
    Installation,
    ReadingDecision,
    RightsAgreement,
    TermsVersion,
)
from registry.selectors import agreements as reads
from registry.services import approvals
from registry.services.agreements import (
    Amendment,
    OnFile,
    add_form_version,
    load_agreement,
    request_amendment,
    request_form_approval,
    request_productive,
)
from registry.services.documents import open_document
from registry.services.form_folders import find_form_folder, folder_hash, place_of
from tests.registry.company_desk import MORNING, Desk, codes, make_desk, plan_file

NO_EFFECT = "NO_EFFECT_ON_AGENT"


def reload(desk: Desk, contents: bytes) -> RightsAgreement:
    loaded = load_agreement(contents, original_name="plan.toml", by=desk.maker, at=desk.later())
    return loaded.agreement


def ask_amendment(desk: Desk, contents: bytes, *, effective_from: datetime) -> Approval:
    on_file = OnFile(
        purpose=AmendmentPurpose.NOT_ADVERSE, certificate=desk.paper("Certificate"), sign_off=NO_EFFECT
    )
    amendment = Amendment(desk.paper(), effective_from=effective_from, on_file=on_file)
    return request_amendment(
        contents, original_name="plan.toml", amendment=amendment, maker=desk.maker, at=desk.later()
    )


@pytest.mark.row("R-0-1", "R-SIG-1", "R-0-4")
def test_a_plan_shows_its_dates_its_lineage_its_signatories_and_its_agents(db: None) -> None:
    desk = make_desk("digitalthink_2003")
    plan = desk.agreement
    assert (plan.code, plan.agreement_date) == ("DT-2003", date(2003, 3, 31))
    assert (plan.predecessor_code, plan.predecessor_date) == ("DT-2000", date(2000, 9, 15))
    assert (plan.company_jurisdiction, plan.is_demo) == ("Delaware corporation", False)
    terms = reads.terms_in_force(plan, known_at=desk.at)
    assert {one.party for one in terms.signatories} == {"COMPANY", "RIGHTS_AGENT"}
    agents = [(one.agent_name, one.in_office_from) for one in reads.appointments(plan)]
    assert [day for _, day in agents] == [date(2000, 9, 15), date(2003, 3, 31)]
    shown = {one.name: (one.happened, one.section) for one in reads.plan_dates(plan, at=desk.at)}
    assert shown["Record Date"] == (date(2000, 10, 23), "1(y)")
    assert shown["Date of the Original Agreement"] == (date(2000, 9, 15), "Recitals")
    assert shown["Final Expiration Date"] == (date(2010, 10, 23), "1(r)")


@pytest.mark.parametrize("name", ["digitalthink_2003", "alder_harbor_2003", "northfold_2004"])
def test_each_shipped_plan_loads_whole(db: None, name: str) -> None:
    desk = make_desk(name, at=datetime(2004, 12, 1, tzinfo=UTC))
    plan, at = desk.agreement, desk.at
    terms = reads.terms_in_force(plan, known_at=at)
    assert reads.officers(plan).count() == len(terms.officers)
    assert reads.countersigners(plan).count() == len(terms.countersigners)
    assert len(reads.readings(plan, at=at)) == len(terms.readings)
    assert ReadingDecision.objects.filter(agreement=plan).count() == len(terms.readings)
    form = FormVersion.objects.get(agreement=plan)
    assert (form.name, form.folder_hash) == (terms.form_version, folder_hash(place_of(form)))
    assert reads.calendar(plan, at=at).is_business_day(date(2003, 6, 17))


@pytest.mark.row("R-0-1")
@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("agreement_date = 2003-03-31", "a date"),
        ('exhibit_b = "2003-03-31"', "Exhibit B"),
    ],
)
def test_a_plan_without_what_makes_it_one_is_refused(desk: Desk, line: str, missing: str) -> None:
    text = plan_file().decode().replace("AHS-2003", "AHS-2009").replace(line, "")
    with pytest.raises(InvalidRequest) as refused:
        reload(desk, text.encode())
    assert codes(refused) == ["AGREEMENT_INCOMPLETE"]
    assert missing in str(refused.value)
    assert RightsAgreement.objects.count() == 1


def test_a_file_with_faults_names_every_key_and_writes_nothing(desk: Desk) -> None:
    text = plan_file().decode().replace("AHS-2003", "AHS-2009")
    text = text.replace('exchange_ratio = "1"', 'exchange_ratio = "one"\nexchange_ration = 1')
    with pytest.raises(AgreementFileError) as refused:
        reload(desk, text.encode())
    assert {problem.key for problem in refused.value.problems} == {
        "exchange.exchange_ratio",
        "exchange.exchange_ration",
    }
    assert RightsAgreement.objects.count() == 1


def test_the_same_file_is_not_loaded_again_and_closures_are_not_doubled(desk: Desk) -> None:
    closures = BankClosure.objects.count()
    with pytest.raises(Conflict) as refused:
        reload(desk, plan_file())
    assert codes(refused) == ["AGREEMENT_ALREADY_LOADED"]
    make_desk("digitalthink_2003", suffix="2")  # the same places
    assert BankClosure.objects.count() == closures


def test_changed_terms_need_the_paper_of_the_amendment(desk: Desk) -> None:
    changed = plan_file().replace(b"instruction_business_days = 5", b"instruction_business_days = 7")
    with pytest.raises(Conflict) as refused:
        reload(desk, changed)
    assert (codes(refused), refused.value.clause) == (["AMENDMENT_REQUIRED"], "27")
    before = desk.at
    asked = ask_amendment(desk, changed, effective_from=desk.at)
    assert TermsVersion.objects.get(agreement=desk.agreement).version == 1
    desk.approve(asked)
    versions = TermsVersion.objects.filter(agreement=desk.agreement)
    assert [version.version for version in versions] == [1, 2]
    files = Document.objects.filter(agreement=desk.agreement, kind="AGREEMENT_FILE").order_by("id")
    assert [file.sha256 for file in files] == [version.sha256 for version in versions]
    assert open_document(files[1]).read() == changed
    assert reads.terms_in_force(desk.agreement, known_at=desk.at).instruction_business_days == 7
    earlier = reads.terms_in_force(desk.agreement, known_at=before - timedelta(seconds=1))
    assert earlier.instruction_business_days == 5


@pytest.mark.row("R-11-1", "R-27-1")
def test_an_amendment_leaves_a_certified_price_unless_it_states_another_one(desk: Desk) -> None:
    facts = {
        "adjusted_under": "RIGHTS_OFFERED",
        "event": "Subscription rights",
        "effective_from": desk.at.isoformat(),
        "statement_of_facts": "1,000 shares offered",
        "calculations": "$250.00 × 29 ÷ 30",
        "price_of_unit": "241.67",
    }
    desk.apply("ADJUSTMENT", facts)
    days = plan_file().replace(b"instruction_business_days = 5", b"instruction_business_days = 7")
    asked = ask_amendment(desk, days, effective_from=desk.at)
    assert "as certified" not in str(asked.request["changes"])
    desk.approve(asked)
    terms = reads.terms_in_force(desk.agreement, known_at=desk.at)
    assert (terms.instruction_business_days, str(terms.total_exercise_price)) == (7, "241.67")
    priced = days.replace(b'initial_exercise_price = "250.00"', b'initial_exercise_price = "240.00"')
    asked = ask_amendment(desk, priced, effective_from=desk.at)
    assert "no longer: Exercise Price of a unit, as certified: $241.67" in str(asked.request["changes"])
    desk.approve(asked)
    terms = reads.terms_in_force(desk.agreement, known_at=desk.at)
    assert str(terms.total_exercise_price) == "240.00"


@pytest.mark.row("R-29-2")
@pytest.mark.refusal("NO_SUPPORTING_DOCUMENT")
def test_an_interpretation_of_the_board_sets_a_reading_and_a_later_one_erases_nothing(desk: Desk) -> None:
    def read_as(reading: str, day: str) -> bytes:
        start = (text := plan_file().decode()).index("[readings.preferred_fraction_value]")
        end = text.index("[readings.", start + 1)
        said = f'in_use = "{reading}"\ndecided_by = "interpretation of the Board of {day}"\nsince = {day}\n\n'
        return (text[:start] + "[readings.preferred_fraction_value]\n" + said + text[end:]).encode()

    literal, multiple = read_as("PART_OF_COMMON", "2003-06-03"), read_as("MULTIPLE_OF_COMMON", "2003-06-12")
    nobodys = Amendment(None, effective_from=desk.at)  # type: ignore[arg-type]
    with pytest.raises(RightsError) as refused:
        request_amendment(
            multiple, original_name="plan.toml", amendment=nobodys, maker=desk.maker, at=desk.later()
        )
    assert codes(refused) == ["NO_SUPPORTING_DOCUMENT"]
    desk.approve(ask_amendment(desk, literal, effective_from=desk.at))
    between = desk.at
    desk.approve(ask_amendment(desk, multiple, effective_from=desk.at))
    terms, then = (reads.terms_in_force(desk.agreement, known_at=at) for at in (desk.at, between))
    assert (terms.reading("preferred_fraction_value"), terms.preferred_fraction_value_factor) == (
        "MULTIPLE_OF_COMMON",
        1000,
    )
    assert then.reading("preferred_fraction_value") == "PART_OF_COMMON"
    decided = ReadingDecision.objects.filter(name="preferred_fraction_value").order_by("id")
    assert [one.decided_by[-10:] for one in decided][1:] == ["2003-06-03", "2003-06-12"]


@pytest.mark.row("R-27-1")
def test_an_amendment_binds_the_paper_the_file_and_the_terms_it_was_asked_on(desk: Desk) -> None:
    seven = plan_file().replace(b"instruction_business_days = 5", b"instruction_business_days = 7")
    six = plan_file().replace(b"instruction_business_days = 5", b"instruction_business_days = 6")
    first, same, other = (
        ask_amendment(desk, contents, effective_from=desk.at) for contents in (seven, seven, six)
    )
    file, paper = Document.objects.get(pk=first.request["file_document_id"]), first.request["document_sha256"]
    assert first.request["file_sha256"] == file.sha256 == hashlib.sha256(seven).hexdigest()
    assert Document.objects.get(pk=first.request["document_id"]).sha256 == paper
    with pytest.raises(Conflict) as alone:
        approvals.approve(first.request_hash, approver=desk.maker, at=desk.later())
    assert codes(alone) == ["APPROVAL_NEEDS_ANOTHER_PERSON"]
    loaded = desk.approve(first)
    assert (loaded.version, loaded.terms.instruction_business_days) == (2, 7)
    for late, code in ((same, "AGREEMENT_ALREADY_LOADED"), (other, "REQUEST_CHANGED_AFTER_APPROVAL")):
        with pytest.raises(RightsError) as refused:
            desk.approve(late)
        assert codes(refused) == [code]
    assert TermsVersion.objects.filter(agreement=desk.agreement).count() == 2
    kept = AuditRecord.objects.get(act="AMEND_AGREEMENT")
    assert (kept.actor, kept.details["file_sha256"]) == (desk.approver, file.sha256)


def test_an_amendment_of_a_plan_not_on_the_books_is_refused(desk: Desk) -> None:
    with pytest.raises(RightsError) as refused:
        ask_amendment(desk, plan_file().replace(b"AHS-2003", b"AHS-2009"), effective_from=desk.at)
    assert codes(refused) == ["AGREEMENT_NOT_FOUND"]


@pytest.mark.row("R-2-1")
def test_every_act_of_the_agent_falls_inside_an_appointment(desk: Desk) -> None:
    found = reads.agent_in_office(desk.agreement, day=date(2003, 3, 31))
    before = reads.agent_in_office(desk.agreement, day=date(2003, 3, 30))
    assert found is not None
    assert before is not None
    assert found.agent_name == desk.agreement.agent_name != before.agent_name
    assert reads.agent_in_office(desk.agreement, day=date(2000, 1, 3)) is None


@pytest.mark.row("R-5b-4")
def test_offices_are_designated_from_and_until_a_day(desk: Desk) -> None:
    named = [one.name for one in reads.offices(desk.agreement, day=date(2003, 4, 30))]
    assert named == ["San Francisco", "Ridgefield Park"]
    assert "New York" in [one.name for one in reads.offices(desk.agreement, day=date(2003, 5, 1))]


@pytest.mark.row("R-5a-1", "R-5a-4", "R-5a-5", "R-5a-2")
def test_the_register_answers_for_signatures_of_officers_who_left_or_came(desk: Desk) -> None:
    terms = reads.terms_in_force(desk.agreement, known_at=desk.at)
    groups = (terms.signature_group_1, terms.signature_group_2)

    def stands_against(*signatures: tuple[str, str, date]) -> list[str]:
        given = [CompanySignature(*signature) for signature in signatures]
        return [one.code for one in signature_grounds(given, groups=groups, officers=terms.officers)]

    president = ("Rowan T. Ellery", "President", date(2003, 6, 18))
    came_in_may = ("Maren K. Osgood", "Secretary", date(2003, 6, 18))
    left_since = ("Tamsin R. Holt", "Assistant Secretary", date(2003, 6, 18))
    finance = ("Idris P. Vale", "Chief Financial Officer", date(2003, 6, 18))
    assert stands_against(president, came_in_may) == []
    assert stands_against(president, left_since) == []
    assert stands_against(president, finance) == ["SIGNATURE_GROUP_MISSING"]
    after = ("Tamsin R. Holt", "Assistant Secretary", date(2003, 6, 23))
    assert stands_against(president, after) == ["SIGNER_NOT_IN_OFFICE"]
    assert terms.seal == "FACSIMILE"


@pytest.mark.row("R-4a-1")
def test_a_form_needs_the_companys_paper_and_the_second_persons_sign_off(desk: Desk) -> None:
    form = FormVersion.objects.get(agreement=desk.agreement)
    assert reads.approved_form(desk.agreement) is None
    with pytest.raises(RefusedByGround) as bare:
        request_form_approval(form, document=None, sign_off=NO_EFFECT, maker=desk.maker, at=desk.later())
    assert codes(bare) == ["TEMPLATE_NOT_APPROVED"]
    paper = desk.paper()
    asked = request_form_approval(form, document=paper, sign_off=NO_EFFECT, maker=desk.maker, at=desk.later())
    desk.approve(asked)
    approved = reads.approved_form(desk.agreement)
    assert approved is not None
    assert (approved.company_approval, approved.agent_signed_off_by) == (paper, desk.approver)
    with pytest.raises(Conflict) as twice:
        request_form_approval(form, document=paper, sign_off=NO_EFFECT, maker=desk.maker, at=desk.later())
    assert codes(twice) == ["FORM_ALREADY_APPROVED"]


@pytest.mark.row("R-4a-2")
def test_extra_legends_that_touch_the_agents_duties_need_an_amendment(desk: Desk) -> None:
    form = FormVersion.objects.get(agreement=desk.agreement)
    paper = desk.paper()
    with pytest.raises(RefusedByGround) as refused:
        request_form_approval(
            form, document=paper, sign_off="AFFECTS_AGENT", maker=desk.maker, at=desk.later()
        )
    assert codes(refused) == ["LEGEND_AFFECTS_AGENT"]
    with pytest.raises(RefusedByGround) as silent:
        request_form_approval(form, document=paper, sign_off="", maker=desk.maker, at=desk.later())
    assert codes(silent) == ["INSTRUCTION_PART_MISSING"]


@pytest.fixture
def own_words(desk: Desk, settings: Settings, tmp_path: Path) -> Path:
    """A form in the Company's own words, in a folder outside the code."""
    shipped = find_form_folder("model_2003").folder
    folder = tmp_path / "forms" / "own_words"
    shutil.copytree(shipped, folder)
    outline = folder / "form.toml"
    outline.write_text(
        outline.read_text().replace('mark = "MODEL"', 'mark = ""').replace("model_2003", "own_words")
    )
    settings.FORM_FOLDERS = [shipped.parent, tmp_path / "forms"]
    return folder


@pytest.mark.row("R-4a-1", "R-4a-2")
def test_a_form_from_an_outside_folder_is_approved_in_the_very_words_on_file(
    desk: Desk, own_words: Path
) -> None:
    form = add_form_version(desk.agreement, name="own_words", at=desk.later())
    assert (form.is_model, form.folder_hash) == (False, folder_hash(own_words))
    with pytest.raises(Conflict) as twice:
        add_form_version(desk.agreement, name="own_words", at=desk.later())
    assert codes(twice) == ["FORM_ALREADY_ON_FILE"]
    asked = request_form_approval(
        form, document=desk.paper(), sign_off=NO_EFFECT, maker=desk.maker, at=desk.later()
    )
    words = own_words / "head_legend.txt"
    kept = words.read_text()
    words.write_text(kept + " One word more.")
    with pytest.raises(RefusedByGround) as changed:
        desk.approve(asked)
    assert codes(changed) == ["FORM_FOLDER_CHANGED"]
    words.write_text(kept)
    desk.approve(asked)
    assert reads.approved_form(desk.agreement) == form


def test_the_hash_of_a_folder_is_the_one_the_drawing_computes(own_words: Path) -> None:
    from certificates.drawing.forms import folder_hash as drawn_hash
    from certificates.drawing.forms import read_form_version

    assert folder_hash(own_words) == drawn_hash(own_words) == read_form_version(own_words).hash
    (own_words / "picture.png").write_bytes(b"not a word")
    assert folder_hash(own_words) == drawn_hash(own_words)


@pytest.mark.parametrize("name", ["no_such_form", "../model_2003", ".", ""])
def test_a_form_that_lies_nowhere_is_not_found(desk: Desk, name: str) -> None:
    with pytest.raises(RightsError) as refused:
        add_form_version(desk.agreement, name=name, at=desk.at)
    assert codes(refused) == ["NOT_FOUND"]


def test_an_installation_is_productive_once_with_forms_that_are_no_models(
    desk: Desk, own_words: Path
) -> None:
    RightsAgreement.objects.update(is_demo=False)
    with pytest.raises(RefusedByGround) as bare:
        request_productive(maker=desk.maker, at=desk.later())
    assert codes(bare) == ["TEMPLATE_NOT_APPROVED"]
    model = FormVersion.objects.get(agreement=desk.agreement)
    approve_form(desk, model)
    with pytest.raises(RefusedByGround) as modelled:
        request_productive(maker=desk.maker, at=desk.later())
    assert codes(modelled) == ["PRODUCTIVE_WITH_MODEL_FORM"]
    approve_form(desk, add_form_version(desk.agreement, name="own_words", at=desk.later()))
    assert not reads.is_productive()
    asked = request_productive(maker=desk.maker, at=desk.later())
    assert not reads.is_productive()
    desk.approve(asked)
    assert reads.is_productive()
    assert Installation.objects.get().productive_approval == asked
    with pytest.raises(Conflict) as twice:
        request_productive(maker=desk.maker, at=desk.later())
    assert codes(twice) == ["ALREADY_PRODUCTIVE"]


def approve_form(desk: Desk, form: FormVersion) -> None:
    asked = request_form_approval(
        form, document=desk.paper(), sign_off=NO_EFFECT, maker=desk.maker, at=desk.later()
    )
    desk.approve(asked)


def test_an_officer_who_left_by_the_amended_file_is_ended_and_not_removed(desk: Desk) -> None:
    text = plan_file().decode()
    start = text.index('name = "Jonas W. Pike"')
    end = text.index("in_office_until", start)
    line = text[end : text.index("\n", end)]
    changed = text[:end] + "in_office_until = 2003-06-30" + text[end + len(line) :]
    asked = ask_amendment(desk, changed.encode(), effective_from=MORNING)
    assert any("Jonas W. Pike" in change for change in asked.request["changes"].values())
    assert reads.officers(desk.agreement).get(name="Jonas W. Pike").in_office_until is None
    desk.approve(asked)
    treasurer = reads.officers(desk.agreement).get(name="Jonas W. Pike")
    assert treasurer.in_office_until == date(2003, 6, 30)
