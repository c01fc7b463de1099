"""How the product answers over HTTP: health, refusals, deny by default, and the policy of its pages."""

import json
from collections.abc import Callable

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory

from agreement.errors import Conflict, NotOnTheBooks, RefusedByGround, RightsError
from agreement.grounds import Basis, Ground
from config.celery import app
from config.errors import RefusalMiddleware, describe_problem

REFUSAL = RefusedByGround.by(
    [
        Ground(
            "DISTRIBUTION_DATE_NOT_NOTICED", "3(a)", message="No notice is on file", cure="File the notice"
        ),
        Ground("ADDRESS_UNSURE", "addresses", basis=Basis.HOUSE, message="Mail came back", effect="HOLD"),  # type: ignore[arg-type]
    ]
)


def answer(error: Exception, *, accept: str) -> HttpResponse | None:
    request = RequestFactory().get("/registry/", headers={"accept": accept})
    request.user = None  # type: ignore[assignment]
    middleware = RefusalMiddleware(lambda _: HttpResponse())
    return middleware.process_exception(request, error)


def test_a_refusal_is_told_to_a_program_with_its_ground_and_cure() -> None:
    told = answer(REFUSAL, accept="application/json")
    assert told is not None
    assert told.status_code == 422
    assert told["Content-Type"] == "application/problem+json"
    problem = json.loads(told.content)
    assert problem["code"] == "DISTRIBUTION_DATE_NOT_NOTICED"
    assert problem["basis"] == "AGREEMENT"
    assert problem["clause"] == "3(a)"
    assert problem["cure"] == "File the notice"
    assert [ground["basis"] for ground in problem["grounds"]] == ["AGREEMENT", "HOUSE"]


@pytest.mark.parametrize(
    "error, status",
    [
        (Conflict("BOOKS_MOVED", "The books changed first"), 409),
        (NotOnTheBooks("NO_SUCH", "Not on the books"), 404),
    ],
)
def test_each_error_has_its_status(error: RightsError, status: int) -> None:
    assert describe_problem(error)["status"] == status


def test_what_is_no_refusal_is_left_to_django() -> None:
    assert answer(ValueError("a mistake of ours"), accept="text/html") is None


@pytest.mark.django_db
def test_a_refusal_is_told_to_a_person_on_a_page(client: Client, rf: RequestFactory) -> None:
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/registry/", headers={"accept": "text/html"})
    request.user = AnonymousUser()
    told = RefusalMiddleware(lambda _: HttpResponse()).process_exception(request, REFUSAL)
    assert told is not None
    assert told.status_code == 422
    assert "No notice is on file" in told.content.decode()
    assert "File the notice" in told.content.decode()


@pytest.mark.django_db
def test_health_is_told_without_a_sign_in(client: Client) -> None:
    told = client.get("/healthz")
    assert told.status_code == 200
    assert told.json()["database"] == "ok"
    assert told.json()["broker"] == "ok"
    assert told.json()["ready_chunks"] == 0


@pytest.mark.django_db
def test_a_silent_broker_shows_and_stops_nothing(client: Client, settings: pytest.FixtureRequest) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"  # type: ignore[attr-defined]
    told = client.get("/healthz")
    assert told.status_code == 200
    assert told.json()["broker"] == "unreachable"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/admin/", "/accounts/password/change/"])
def test_every_other_page_asks_for_a_sign_in(client: Client, address: str) -> None:
    told = client.get(address)
    assert told.status_code in {302, 404}
    if told.status_code == 302:
        assert "login" in told["Location"]


@pytest.mark.django_db
def test_pages_may_use_this_host_alone_and_nothing_inline(client: Client) -> None:
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.django_db
def test_nobody_signs_up(client: Client) -> None:
    told = client.get("/accounts/signup/")
    assert "closed" in told.content.decode().lower()


def test_jobs_are_a_door_bell_and_keep_their_connections() -> None:
    conf = app.conf
    assert conf.broker_url == settings.REDIS_URL
    assert conf.result_backend is None
    assert conf.task_acks_late
    assert conf.worker_prefetch_multiplier == 1
    assert conf.accept_content == ["json"]
    assert conf.get("CELERY_DB_REUSE_MAX", None) == settings.CELERY_DB_REUSE_MAX
    assert conf.beat_schedule["sweep-jobs"]["task"] == "registry.sweep_jobs"


def test_the_settings_of_htmx_evaluate_nothing(rf: RequestFactory) -> None:
    from django.contrib.auth.models import AnonymousUser

    from config.surroundings import page_surroundings

    request = rf.get("/")
    request.user = AnonymousUser()
    told = json.loads(str(page_surroundings(request)["htmx_config"]))
    assert told["allowEval"] is False
    assert told["includeIndicatorStyles"] is False
    assert told["selfRequestsOnly"] is True


def test_every_kind_of_job_names_a_function_that_exists() -> None:
    from django.utils.module_loading import import_string

    for path in settings.JOB_KINDS.values():
        found: Callable[..., object] = import_string(path)
        assert callable(found)
