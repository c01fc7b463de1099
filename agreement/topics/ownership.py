"""The topic on beneficial ownership."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from agreement.calculation import Calculation
from agreement.choices import OwnerKind
from agreement.ownership import (
    Arrangement,
    Cause,
    Holding,
    Inadvertence,
    OwnershipEvent,
    OwnershipFile,
    PersonFacts,
    Relation,
    RelationKind,
    Understanding,
    Worksheet,
    ownership_worksheet,
    part_shown,
    relation_grounds,
)
from agreement.topics.kinds import (
    COUNT,
    COUNT_OR_NONE,
    DAY,
    PART,
    TEXT,
    TRUTH,
    Field,
    choice_of,
    list_of,
    record_of,
)
from agreement.topics.topic import Topic


def _ownership(done: Calculation) -> None:
    facts = done.facts
    relations = [_relation(one) for one in facts["relations"] or ()]
    worksheet = ownership_worksheet(
        facts["person"],
        on=facts["date"],
        outstanding=facts["common_outstanding"],
        file=OwnershipFile(
            persons=[_person(one) for one in facts["persons"] or ()],
            relations=relations,
            understandings=[_understanding(one) for one in facts["understandings"] or ()],
            holdings=[_holding(one) for one in facts["holdings"]],
            acquiring_person_since=facts["acquiring_person_since"],
        ),
        history=[_past(one) for one in facts["history"] or ()],
        inadvertence=_inadvertence(facts["inadvertence"]),
        terms=done.terms,
    )
    for relation in relations:
        done.add(relation_grounds(relation, rule_as_of=done.terms.affiliate_rule_as_of))
    done.add(worksheet.grounds)
    _tell(done, worksheet)


def _tell(done: Calculation, worksheet: Worksheet) -> None:
    owned, limit = worksheet.ownership, worksheet.limit
    for line in owned.lines:
        counted = "counted" if line.is_counted else "left out"
        done.step(f"{line.holding.person}: {counted}, {line.reason}", line.holding.shares, line.section)
    done.step("Common Shares beneficially owned", owned.shares, "1(d)", formula="sum of what is counted")
    formula = "outstanding + unissued shares that this holder may acquire"
    done.step("Common Shares outstanding for this holder", owned.denominator, "29", formula=formula)
    done.step("part held", owned.part, "1(a);29", formula="owned ÷ outstanding for this holder")
    for step in limit.steps:
        done.step(f"limit of {limit.whose} on {step.held.on}: {step.state.words}", step.limit, "1(a)")
    done.step(f"limit of {limit.whose}", limit.part, "1(a)")
    for past in worksheet.steps:
        said = f"{past.event.on}, {past.reason}: {past.standing.words}"
        done.step(said, part_shown(past.event.part), "1(a)")
    done.step("the Company determines who is an Acquiring Person", "indicator only", "1(a);29")
    done.result = {
        "tested": owned.tested,
        "affiliates_and_associates": list(owned.circle),
        "acting_together": list(owned.group),
        "shares": owned.shares,
        "components": {limb.value: shares for limb, shares in owned.components.items()},
        "denominator": owned.denominator,
        "percent": part_shown(owned.part),
        "percent_by_sixty_days": part_shown(owned.part_of_sixty_days),
        "limit": part_shown(limit.part),
        "limit_state": limit.state.value if limit.state else None,
        "indicator": worksheet.indicator.value,
    }


def _person(one: Mapping[str, Any]) -> PersonFacts:
    side = one["company_side"]
    return PersonFacts(
        name=one["name"],
        company_side=OwnerKind(side) if side else None,
        company_side_proof=one["company_side_proof"] or "",
        is_officer_or_director=bool(one["is_officer_or_director"]),
        is_passive=bool(one["is_passive"]),
        grandfathered_shares=one["grandfathered_shares"],
        grandfathered_proof=one["grandfathered_proof"] or "",
    )


def _relation(one: Mapping[str, Any]) -> Relation:
    return Relation(
        person=one["person"],
        other=one["other"],
        kind=RelationKind(one["kind"]),
        source=one["source"],
        since=one["since"] or date.min,
        until=one["until"],
        rule_as_of=one["rule_as_of"],
        voting_part=one["voting_part"],
        is_controlled=bool(one["is_controlled"]),
    )


def _understanding(one: Mapping[str, Any]) -> Understanding:
    return Understanding(
        first=one["first"],
        second=one["second"],
        purpose=one["purpose"],
        source=one["source"],
        since=one["since"] or date.min,
        until=one["until"],
        is_act_of_office=bool(one["is_act_of_office"]),
        offering=one["offering"] or "",
        is_excluded_proxy=bool(one["is_excluded_proxy"]),
    )


def _holding(one: Mapping[str, Any]) -> Holding:
    kept = {name: value for name, value in one.items() if value is not None and name != "arrangement"}
    arrangement = Arrangement(one["arrangement"]) if one["arrangement"] else Arrangement.OWNED
    return Holding(arrangement=arrangement, **kept)


def _past(one: Mapping[str, Any]) -> OwnershipEvent:
    cause = Cause(one["cause"]) if one["cause"] else None
    return OwnershipEvent(one["date"], cause, one["shares"], one["common_outstanding"], one["source"] or "")


def _inadvertence(one: Mapping[str, Any] | None) -> Inadvertence | None:
    if one is None:
        return None
    return Inadvertence(
        notice=one["notice"],
        determined_on=one["determined_on"],
        is_in_good_faith=one["is_in_good_faith"],
        is_without_intent=one["is_without_intent"],
        divested_on=one["divested_on"],
        part_left=one["part_left"],
    )


def _span(section: str) -> tuple[Field, Field]:
    return (
        Field("since", DAY, "the first day", section, required=False, when_absent="always"),
        Field("until", DAY, "the last day", section, required=False, when_absent="still so"),
    )


_PERSON = record_of(
    Field("name", TEXT, "its name", "1(t)"),
    Field("company_side", choice_of(*OwnerKind), "what it is to the Company", "1(a)", required=False),
    Field("company_side_proof", TEXT, "the paper that shows it", "1(a)", required=False),
    Field("is_officer_or_director", TRUTH, "officer or director of the Company", "1(d)(iii)", required=False),
    Field("is_passive", TRUTH, "holds without purpose or effect of control", "1(a)", required=False),
    Field("grandfathered_shares", COUNT_OR_NONE, "held on the agreement's day", "1(a)(ii)", required=False),
    Field("grandfathered_proof", TEXT, "the proof of that", "1(a)(ii)", required=False),
)
_RELATION = record_of(
    Field("person", TEXT, "the Person", "1(c)"),
    Field("other", TEXT, "who is its Affiliate, Associate or Subsidiary", "1(c);1(jj)"),
    Field("kind", choice_of(*RelationKind), "how it belongs to the Person", "1(c);1(jj)"),
    Field("source", TEXT, "filing, notice or certificate", "1(c)"),
    *_span("1(c)"),
    Field("rule_as_of", DAY, "date of the rule it is classified by", "1(c)", required=False),
    Field("voting_part", PART, "part of the directors it elects", "1(jj)", required=False),
    Field("is_controlled", TRUTH, "controlled otherwise", "1(jj)", required=False),
)
_UNDERSTANDING = record_of(
    Field("first", TEXT, "one Person", "1(d)(iii)"),
    Field("second", TEXT, "the other", "1(d)(iii)"),
    Field("purpose", TEXT, "acquire, hold, vote or dispose", "1(d)(iii)"),
    Field("source", TEXT, "filing or notice", "1(d)(iii)"),
    *_span("1(d)(iii)"),
    Field("is_act_of_office", TRUTH, "nothing but acts in office", "1(d)(iii)", required=False),
    Field("offering", TEXT, "public offering of underwriters", "1(d)(iii)", required=False),
    Field("is_excluded_proxy", TRUTH, "a proxy that is left out", "1(d)(ii)(B)", required=False),
)
_HOLDING = record_of(
    Field("person", TEXT, "whose line it is", "1(d)"),
    Field("shares", COUNT_OR_NONE, "Common Shares", "1(d)", "Common Shares"),
    Field("source", TEXT, "filing, notice or certificate", "1(d)"),
    Field("arrangement", choice_of(*Arrangement), "by what", "1(d)", required=False, when_absent="OWNED"),
    *_span("1(d)"),
    Field("block", TEXT, "name of the very shares, where several lines are of them", "1(d)", required=False),
    Field("is_unissued", TRUTH, "the Company would issue them", "29", required=False),
    Field("exercisable_on", DAY, "first day of a right to acquire", "1(d)(ii)(A)", required=False),
    Field("accepted_on", DAY, "day on which an offer accepted them", "1(d)(ii)(A)", required=False),
    Field("approved_on", DAY, "day of the Board's approval", "1(d)(ii)(A)", required=False),
    Field("offering", TEXT, "public offering of underwriters", "1(d)(ii)(A)", required=False),
    Field("answers_public_solicitation", TRUTH, "of a proxy", "1(d)(ii)(B)", required=False),
    Field("is_reportable_13d", TRUTH, "on Schedule 13D, of a proxy", "1(d)(ii)(B)", required=False),
)
_PAST = record_of(
    Field("date", DAY, "day of the event", "1(a)"),
    Field("shares", COUNT_OR_NONE, "held after it", "1(a)", "Common Shares"),
    Field("common_outstanding", COUNT, "outstanding for this holder after it", "29", "Common Shares"),
    Field("cause", choice_of(*Cause), "what happened", "1(a)", required=False),
    Field("source", TEXT, "the report", "1(a)", required=False),
)
_INADVERTENCE = record_of(
    Field("notice", TEXT, "the Company's notice", "1(a)(i)"),
    Field("determined_on", DAY, "day of the Board's determination", "1(a)(i)"),
    Field("is_in_good_faith", TRUTH, "whether it says so", "1(a)(i)"),
    Field("is_without_intent", TRUTH, "without intention to change or influence control", "1(a)(i)"),
    Field("divested_on", DAY, "day by which enough was divested", "1(a)(i)", required=False),
    Field("part_left", PART, "part of the Common Shares left", "1(a)(i)", required=False),
)

OWNERSHIP_TOPICS = (
    Topic(
        "ownership",
        "how many Common Shares a Person beneficially owns, and how that stands to its limit",
        "1(a);1(c);1(d);29",
        (
            Field("person", TEXT, "the Person, or one of a group that is tested together", "1(a)"),
            Field("date", DAY, "the day", "1(a)"),
            Field("common_outstanding", COUNT, "Common Shares outstanding", "29", "Common Shares"),
            Field("holdings", list_of(_HOLDING), "lines by Person and arrangement", "1(d)"),
            Field("persons", list_of(_PERSON), "what is known of Persons", "1(a)", required=False),
            Field(
                "relations",
                list_of(_RELATION),
                "Affiliates, Associates, Subsidiaries",
                "1(c)",
                required=False,
            ),
            Field(
                "understandings", list_of(_UNDERSTANDING), "who acts together", "1(d)(iii)", required=False
            ),
            Field(
                "history",
                list_of(_PAST),
                "how the holding of the Person, or of its group, came about",
                "1(a)",
                required=False,
                when_absent="no protection and no fallen limit is found",
            ),
            Field(
                "acquiring_person_since",
                DAY,
                "since when there is an Acquiring Person by the Company's notice",
                "1(d)(ii)(A)",
                required=False,
                when_absent="there is none",
            ),
            Field("inadvertence", _INADVERTENCE, "a determination of the Board", "1(a)(i)", required=False),
        ),
        {
            "facts": {
                "person": "Oak Partners",
                "date": "2003-05-30",
                "common_outstanding": 40000000,
                "holdings": [
                    {"person": "Oak Partners", "shares": 4000000, "source": "Schedule 13D"},
                    {"person": "Oak Offshore", "shares": 2400000, "source": "Schedule 13D"},
                ],
                "relations": [
                    {
                        "person": "Oak Partners",
                        "other": "Oak Offshore",
                        "kind": "AFFILIATE",
                        "source": "Schedule 13D",
                        "since": "2003-05-30",
                    }
                ],
            }
        },
        _ownership,
    ),
)
