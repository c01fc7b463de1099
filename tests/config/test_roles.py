"""The two roles of the database, and how tests stand in the runtime role."""

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from registry.models import User

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.servers


@pytest.mark.django_db
def test_a_test_runs_with_the_rights_of_the_runtime_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (settings.DATABASE_RUNTIME_ROLE,)
        cursor.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False)


@pytest.mark.django_db
def test_the_runtime_role_is_a_member_of_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole",
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_the_runtime_role_cannot_change_the_tables() -> None:
    refused = pytest.raises(ProgrammingError, match="must be owner")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_session ADD COLUMN stray integer")


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_writes_a_row() -> None:
    User.objects.create(username="first")
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_next_test_finds_the_table_empty_again() -> None:
    assert User.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_process_of_the_product_signs_in_as_the_true_runtime_role(runtime_urls: dict[str, str]) -> None:
    with psycopg.connect(runtime_urls["DATABASE_URL"]) as direct:
        assert direct.execute("SELECT session_user").fetchone() == (settings.DATABASE_RUNTIME_ROLE,)
    User.objects.create(username="seen from outside")
    told = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", "print(User.objects.get().username)"],
        cwd=ROOT,
        env=runtime_urls,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "seen from outside" in told.stdout, told.stderr
