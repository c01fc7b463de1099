"""Schedules of nominees: each line of a certificate presented for many persons is decided alone.

A line that cannot be read is rejected; one whose account a notice of nullity names is void; one whose person
bears no more than the name of a person named, and one whose certification is not clean, are held; the others
are posted together. Nobody is turned away for being a broker or a nominee.

Agreement: 6(a);7(e);20(k).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agreement.certification import (
    Answer,
    CertificationFacts,
    certification_grounds,
    conflict_grounds,
    is_affirmative,
    is_clean,
)
from agreement.choices import Worded
from agreement.decisions import Approved, Ground, Held, Refused, decide_then
from agreement.examination import CheckMade, PresentationFacts, grounds_of
from agreement.portions import VOID, Portion, Wanted, shared_apart
from agreement.posting import EntryKind, LotClosed, Posting
from agreement.refusals import ground
from agreement.transfer import BALANCE, TransferFacts, examine_transfer, issued, opened
from agreement.voidness import named_void_grounds


class LineState(Worded):
    """Where a line of a schedule stands.

    Agreement: 6(a);20(k).
    """

    CLEAN = "CLEAN", "In order"
    POSTED = "POSTED", "Posted"
    HELD = "HELD", "Held"
    VOID = "VOID", "Null and void, named by a notice"
    MALFORMED = "MALFORMED", "Rejected"
    CORRECTED = "CORRECTED", "Replaced by a corrected line"


class PersonFound(Worded):
    """Whether who bears the name of a person that a notice names is that person.

    Agreement: 7(e).
    """

    NAMED = "NAMED", "The person named by the notice"
    ANOTHER = "ANOTHER", "Another person of that name"


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is wrong with a field of a line: the field, the rule by name, the sentence, the cure."""

    field: str
    rule: str
    reason: str
    cure: str


@dataclass(frozen=True, slots=True)
class ScheduleLineFacts:
    """A line as received. `rights_count` is None where no whole number can be read.

    `answers` are those of the line, signed if the schedule says who gave them. `holder` is the account it
    goes to, empty before there is one; `named_by` are the numbers of the notices of nullity that name that
    account, or a person whom somebody found to be that of the line, `name_met_in` those that name a person of
    the name of its transferee, or of who answered, where nobody has found out who it is.
    """

    number: int
    reference: str
    rights_count: int | None
    answers: CertificationFacts
    holder: str = ""
    problems: tuple[LineProblem, ...] = ()
    named_by: tuple[int, ...] = ()
    name_met_in: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LineDecided:
    """A line with where it stands and why."""

    line: ScheduleLineFacts
    state: LineState
    grounds: tuple[Ground, ...] = ()

    @property
    def rights_count(self) -> int:
        """Rights of the line; none where they cannot be read."""
        return self.line.rights_count or 0


@dataclass(frozen=True, slots=True)
class ScheduleFacts:
    """A schedule as presented: the transfer it came with, which of its lots are void, its lines."""

    transfer: TransferFacts
    void_lots: frozenset[str]
    lines: Sequence[ScheduleLineFacts]

    @property
    def void_rights(self) -> int:
        """Rights presented that are marked as null and void."""
        return sum(lot.rights_count for lot in self.transfer.lots if lot.key in self.void_lots)

    @property
    def valid_rights(self) -> int:
        """Rights presented that are not."""
        return self.transfer.surrendered - self.void_rights


@dataclass(frozen=True, slots=True)
class ScheduleTotals:
    """The Rights of a schedule by where they stand; what no line speaks for is unallocated.

    Agreement: 6(a).
    """

    presented: int
    posted: int
    held: int
    void: int
    malformed: int

    @property
    def unallocated(self) -> int:
        """Rights presented that no line speaks for; below nought where the lines ask too many."""
        return self.presented - self.posted - self.held - self.void - self.malformed

    @property
    def returned(self) -> int:
        """Rights that come back to the nominee."""
        return self.presented - self.posted

    @property
    def ties(self) -> bool:
        """Whether the columns together are the Rights presented, and none is below nought."""
        return self.unallocated >= 0


def decide_lines(facts: ScheduleFacts) -> tuple[LineDecided, ...]:
    """Each line decided alone, in the order of the schedule.

    Agreement: 6(a);7(e);20(k).
    """
    return tuple(decide_line(line, facts.transfer.presentation, clause="6(a)") for line in facts.lines)


def decide_line(line: ScheduleLineFacts, presented: PresentationFacts, *, clause: str) -> LineDecided:
    """One line decided alone, whatever stands on the others; `clause` asks for the certification.

    Agreement: 6(a);7(e);7(f)(i);20(k).
    """
    if line.problems or line.rights_count is None:
        return LineDecided(line, LineState.MALFORMED, tuple(_malformed(line)))
    if line.named_by:
        return LineDecided(line, LineState.VOID, (_void(line),))
    answered = effective_answers(line.answers, reverse=presented.certification)
    # What the Company said about the whole reaches no line that affirms: that one is asked about alone.
    is_freed = presented.is_released and answered is not None and not is_affirmative(answered)
    certified = () if is_freed else certification_grounds(answered, clause=clause)
    grounds = (*_name_met(line), *certified)
    return LineDecided(line, LineState.HELD if grounds else LineState.CLEAN, grounds)


def effective_answers(
    line: CertificationFacts, *, reverse: CertificationFacts | None
) -> CertificationFacts | None:
    """The answers of a line, read with the reverse of the certificate to which the schedule belongs.

    A box that affirms on the reverse reaches every line; its blank boxes leave the answers to the lines. A
    line is signed where the schedule says who answered and the certification on the reverse is signed; a
    paper without that certification has none.

    Agreement: 6(a);20(k).
    """
    if reverse is None:
        return None
    if is_affirmative(reverse) and not is_affirmative(line):
        pairs = ((reverse.statement_1, line.statement_1), (reverse.statement_2, line.statement_2))
        first, second = (whole if whole in (Answer.YES, Answer.BOTH) else own for whole, own in pairs)
        line = CertificationFacts(first, second, line.is_signed)
    return CertificationFacts(line.statement_1, line.statement_2, line.is_signed and reverse.is_signed)


def _malformed(line: ScheduleLineFacts) -> Iterable[Ground]:
    problems = line.problems or (
        LineProblem(
            "rights", "WHOLE_RIGHTS", "no whole number of Rights can be read", "write a whole number"
        ),
    )
    for one in problems:
        yield ground(
            "SCHEDULE_LINE_MALFORMED",
            curing=one.cure,
            line=line.number,
            field=one.field,
            rule=one.rule,
            reason=one.reason,
        )


def _void(line: ScheduleLineFacts) -> Ground:
    notices = ", ".join(str(number) for number in line.named_by)
    told = f"Line {line.number}: notice {notices} of the Company names the account or the person of this line"
    return ground("RIGHTS_VOID", saying=told, line=line.number, notices=notices)


def _name_met(line: ScheduleLineFacts) -> tuple[Ground, ...]:
    """A name is no person: until somebody found out who it is the line waits, and is not void."""
    if not line.name_met_in:
        return ()
    notices = ", ".join(str(number) for number in line.name_met_in)
    return (ground("NAME_OF_A_PERSON_NAMED", line=line.number, notices=notices),)


def totals_of(lines: Iterable[LineDecided], *, presented: int) -> ScheduleTotals:
    """The Rights of decided lines by where they stand, against those presented.

    Agreement: 6(a).
    """
    counted: dict[LineState, int] = {}
    for one in lines:
        counted[one.state] = counted.get(one.state, 0) + one.rights_count
    return totals_by_state(counted, presented=presented)


def totals_by_state(counted: Mapping[LineState, int], *, presented: int) -> ScheduleTotals:
    """The same from Rights counted by state; a line in order and one posted are one column.

    Agreement: 6(a).
    """
    return ScheduleTotals(
        presented,
        posted=counted.get(LineState.CLEAN, 0) + counted.get(LineState.POSTED, 0),
        held=counted.get(LineState.HELD, 0),
        void=counted.get(LineState.VOID, 0),
        malformed=counted.get(LineState.MALFORMED, 0),
    )


def examine_schedule(facts: ScheduleFacts) -> tuple[CheckMade, ...]:
    """Every check of the transfer in its order; those of Rights, certification and numbers line by line.

    Agreement: 6(a).
    """
    decided = decide_lines(facts)
    certified = certification_of_lines(decided, facts.transfer.presentation, clause="6(a)")
    own = {"certification": certified, "numbers": _numbers(facts, decided)}
    if facts.void_rights and facts.valid_rights:
        own["nullity"] = (
            ground("MIXED_TAINT", void=facts.void_rights, presented=facts.transfer.surrendered),
            *named_void_grounds(facts.transfer.presentation),
        )
    return by_lines(examine_transfer(facts.transfer), own, decided)


def by_lines(
    checks: Iterable[CheckMade], own: Mapping[str, tuple[Ground, ...]], decided: Sequence[LineDecided]
) -> tuple[CheckMade, ...]:
    """The checks of an item, those that its lines answer in the place of their own; how many are held.

    Agreement: 6(a);7(a).
    """
    held = sum(one.state is LineState.HELD for one in decided)
    note = f"Decided line by line: {held} of {len(decided)} held." if held else ""
    return tuple(
        CheckMade(
            made.step,
            own.get(made.step.key, made.grounds),
            note if made.step.key == "certification" else made.note,
        )
        for made in checks
    )


def certification_of_lines(
    decided: Sequence[LineDecided], presented: PresentationFacts, *, clause: str
) -> tuple[Ground, ...]:
    """Nothing while a line is in order; where every readable line is held, the whole is asked about.

    So it is where officers of the Company answered differently about the whole.

    After the Company's answer the lines that still wait do so one by one.

    Agreement: 6(a);7(f)(i);20(k).
    """
    if presented.contrary is not None:
        return conflict_grounds(presented.contrary)
    readable = [one for one in decided if one.state in (LineState.CLEAN, LineState.HELD)]
    is_asked = all(any(found.code == "HELD_20K" for found in one.grounds) for one in readable)
    if not readable or not is_asked or presented.is_released:
        return ()
    reverse = presented.certification
    if reverse is None or not is_clean(reverse):
        return certification_grounds(reverse, clause=clause)
    return (ground("HELD_20K", defects="no line of the schedule denies both statements over a signature"),)


def _numbers(facts: ScheduleFacts, decided: Sequence[LineDecided]) -> tuple[Ground, ...]:
    """The lines ask no more than was presented, nor than is not void; some line assigns Rights."""
    totals = totals_of(decided, presented=facts.transfer.surrendered)
    found = list(asked_too_much(totals, valid=facts.valid_rights) if facts.transfer.lots else ())
    if not totals.posted and not totals.held:
        found.append(ground("SCHEDULE_NOTHING_TO_POST"))
    return tuple(found)


def asked_too_much(totals: ScheduleTotals, *, valid: int) -> Iterable[Ground]:
    """The lines of a schedule ask no more than was presented, nor than is not void.

    Agreement: 6(a);7(a);7(e).
    """
    asked, good = totals.presented - totals.unallocated, totals.posted + totals.held
    if not totals.ties:
        yield ground(
            "RIGHTS_NOT_CONSERVED",
            saying=f"Surrendered {totals.presented}, requested {asked}",
            closed=totals.presented,
            opened=asked,
        )
    elif good > valid:
        yield ground("SCHEDULE_EXCEEDS_VALID_RIGHTS", asked=good, valid=valid)


def decide_schedule(facts: ScheduleFacts) -> Approved[Posting] | Held | Refused:
    """The posting of the clean lines where nothing stands against the whole, else all grounds in their order.

    Agreement: 6(a);8.
    """
    return decide_then(grounds_of(examine_schedule(facts)), lambda: schedule_posting(facts))


def schedule_posting(facts: ScheduleFacts) -> Posting:
    """All lots presented closed; a certificate for each clean line, and everything else back to the nominee.

    Each held line comes back on a certificate of its own, which waits with it; void Rights and the rest on
    theirs. Lots that are void go to no line; the others are dealt out the oldest first.

    Agreement: 4(b);6(a);8.
    """
    portions = portions_of(facts)
    return Posting(
        EntryKind.TRANSFER,
        "6(a)",
        lots_closed=tuple(LotClosed(lot.key, lot.rights_count) for lot in facts.transfer.lots),
        lots_opened=opened(portions),
        certificates=issued(portions, dated=facts.transfer.dated),
    )


def portions_of(facts: ScheduleFacts) -> tuple[Portion, ...]:
    """Which lots go where: to the clean lines, to the held ones, to the void Rights, to the balance.

    Agreement: 6(a);7(e).
    """
    decided = decide_lines(facts)
    nominee = facts.transfer.presentation.certificates[0].holder
    clean = [one for one in decided if one.state is LineState.CLEAN]
    wanted = [Wanted(f"line {one.line.number}", one.line.holder, one.rights_count) for one in clean]
    totals = totals_of(decided, presented=facts.transfer.surrendered)
    wanted += wanted_back(decided, totals, nominee=nominee, void_rights=facts.void_rights)
    return shared_apart(facts.transfer.lots, void=facts.void_lots, holder=nominee, wanted=wanted)


def wanted_back(
    decided: Sequence[LineDecided], totals: ScheduleTotals, *, nominee: str, void_rights: int
) -> list[Wanted]:
    """What the nominee gets back of Rights not marked: each held line, lines named by a notice, the rest.

    Agreement: 6(a);7(d);7(e).
    """
    held = [one for one in decided if one.state is LineState.HELD]
    valid = totals.presented - void_rights
    named = max(0, min(totals.void - void_rights, valid - totals.posted - totals.held))
    wanted = [Wanted(held_key(one.line.number), nominee, one.rights_count) for one in held]
    wanted.append(Wanted(VOID, nominee, named))
    wanted.append(Wanted(BALANCE, nominee, valid - totals.posted - totals.held - named))
    return [one for one in wanted if one.rights_count]


def held_key(number: int) -> str:
    """The key of the certificate on which a held line waits.

    Agreement: 20(k).
    """
    return f"held {number}"
