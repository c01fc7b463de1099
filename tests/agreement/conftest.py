"""Plans and calendars for the tests of the rules. No database, no server, no clock."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from agreement import refusals
from agreement.business_days import BusinessDayCalendar, Closure
from agreement.calculation import Calculation
from agreement.calculator import calculate
from agreement.importer import shipped_agreement, shipped_closures
from agreement.terms import Terms
from tests.agreement.asking import Ask

# A shared machine is slow at times; no rule here is timed.
settings.register_profile("rules", deadline=None)
settings.load_profile("rules")


class StatedFacts(dict[str, object]):
    """Facts for a sentence, each of which must be stated."""

    def __getitem__(self, name: str) -> object:
        found = super().get(name)
        assert found is not None, f"The sentence lacks its fact {name}."
        return found


@pytest.fixture(scope="module", autouse=True)
def every_fact_is_stated(request: pytest.FixtureRequest) -> Iterator[None]:
    """A sentence that lacks a fact fails here; to a person it says "(not stated)" and never fails.

    A module that leaves facts out on purpose says so by `FACTS_MAY_LACK`.
    """
    with pytest.MonkeyPatch.context() as patch:
        if not getattr(request.module, "FACTS_MAY_LACK", False):
            patch.setattr(refusals, "_Facts", StatedFacts)
        yield


@pytest.fixture(scope="session")
def closures() -> tuple[Closure, ...]:
    return shipped_closures()


@pytest.fixture(scope="session")
def terms() -> Terms:
    return shipped_agreement("digitalthink_2003")


@pytest.fixture(scope="session")
def demo_terms() -> Terms:
    return shipped_agreement("alder_harbor_2003")


@pytest.fixture(scope="session")
def other_terms() -> Terms:
    return shipped_agreement("northfold_2004")


@pytest.fixture(scope="session")
def calendar(terms: Terms, closures: tuple[Closure, ...]) -> BusinessDayCalendar:
    return terms.calendar(closures)


@pytest.fixture(scope="session")
def new_york_calendar(other_terms: Terms, closures: tuple[Closure, ...]) -> BusinessDayCalendar:
    return other_terms.calendar(closures)


@pytest.fixture
def ask(terms: Terms, closures: tuple[Closure, ...]) -> Ask:
    """Ask the calculator for a topic under the first plan: `ask(topic, facts, terms=…, readings=…)`."""

    def asked(topic: str, facts: dict[str, object], **parts: object) -> Calculation:
        return calculate(topic, {"facts": facts, **parts}, terms=terms, closures=closures)

    return asked
