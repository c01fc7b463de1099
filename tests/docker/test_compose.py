"""The compose file, word by word, against the settings, the Dockerfile and docs/operations.md."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from config.environment import read_env_file
from tests.docker.reading import (
    DOCKER,
    PRODUCT,
    ROOT,
    SERVERS,
    asked_variables,
    compose,
    entry_variables,
    entry_words,
    exec_form,
    instructions,
    settings_variables,
    shipped_environment,
)

TOLD = """
import json
from config import settings
print(json.dumps({
    "owner": settings.DATABASE_OWNER_ALIAS,
    "owner user": settings.DATABASES[settings.DATABASE_OWNER_ALIAS]["USER"],
    "runtime user": settings.DATABASE_RUNTIME_ROLE,
    "database": settings.DATABASES["default"]["NAME"],
    "host": settings.DATABASES["default"]["HOST"],
    "files": str(settings.FILES_ROOT),
    "static": str(settings.STATIC_ROOT),
    "manifest": not settings.WHITENOISE_USE_FINDERS,
}))
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the two files that make_env.py writes."""
    folder = tmp_path_factory.mktemp("compose")
    subprocess.run(
        [sys.executable, str(DOCKER / "make_env.py"), str(folder)], check=True, capture_output=True
    )
    return folder


@pytest.fixture(scope="module")
def file(made: Path) -> dict[str, Any]:
    """Give the compose file with its values."""
    return compose(read_env_file(made / ".env"))


@pytest.fixture(scope="module")
def services(file: dict[str, Any]) -> dict[str, Any]:
    """Give the services."""
    return dict(file["services"])


def environment_of(service: dict[str, Any], made: Path) -> dict[str, str]:
    """Return what a container of the product is told: by the image, by product.env, by the compose file."""
    given = read_env_file(made / "product.env")
    return {**shipped_environment(), **given, **service["environment"]}


def test_the_services_are_those_the_product_needs(services: dict[str, Any]) -> None:
    assert set(services) == {*PRODUCT, *SERVERS}
    assert services["worker"]["deploy"]["replicas"] >= 2
    assert "deploy" not in services["beat"]


@pytest.mark.parametrize("name", PRODUCT)
def test_each_command_is_a_word_of_the_entry_point(services: dict[str, Any], name: str) -> None:
    assert services[name]["command"] == [name]
    assert name in entry_words()
    assert "entrypoint" not in services[name]


@pytest.mark.parametrize("name", PRODUCT)
def test_every_variable_told_is_one_that_is_read(services: dict[str, Any], made: Path, name: str) -> None:
    told = {*services[name]["environment"], *read_env_file(made / "product.env")}
    assert services[name]["env_file"] == ["product.env"]
    assert told <= settings_variables() | entry_variables()
    assert {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "BIND", "STATIC_ROOT"} <= (
        settings_variables() | entry_variables()
    )


@pytest.mark.parametrize("name", PRODUCT)
def test_the_settings_load_with_what_a_container_is_told(
    services: dict[str, Any], made: Path, name: str
) -> None:
    environment = {**environment_of(services[name], made), "PATH": "", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", TOLD], cwd=made, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["runtime user"] == "rights_app"
    assert told["database"] == "rights"
    assert told["host"] in SERVERS
    assert told["files"].startswith(shipped_environment()["RIGHTS_VAR"])
    assert told["static"] == shipped_environment()["STATIC_ROOT"]
    assert told["manifest"]
    assert (told["owner"], told["owner user"]) == (
        ("owner", "rights_owner") if name == "migrate" else ("default", "rights_app")
    )


@pytest.mark.parametrize("left_out", ["SECRET_KEY", "TAXPAYER_KEY_RING", "COMMITMENT_KEY", "BLIND_INDEX_KEY"])
def test_no_key_could_be_left_out(services: dict[str, Any], made: Path, left_out: str) -> None:
    environment = {**environment_of(services["web"], made), "PATH": "", "PYTHONPATH": str(ROOT)}
    del environment[left_out]
    environment["RIGHTS_VAR"] = str(made)
    done = subprocess.run(
        [sys.executable, "-c", TOLD], cwd=made, env=environment, capture_output=True, text=True, check=False
    )
    assert f"{left_out} is not set" in done.stderr


def test_only_the_migration_knows_the_owner_and_only_the_server_its_administrator(
    services: dict[str, Any], made: Path
) -> None:
    passwords = read_env_file(made / ".env")
    for name, service in services.items():
        told = json.dumps(service)
        assert (passwords["RIGHTS_OWNER_PASSWORD"] in told) == (name in {"migrate", "postgres"})
        assert (passwords["POSTGRES_PASSWORD"] in told) == (name == "postgres")
    assert not set(passwords) & set(read_env_file(made / "product.env"))


def test_every_value_asked_for_without_a_default_is_written_by_make_env(made: Path) -> None:
    asked = asked_variables((DOCKER / "compose.yaml").read_text())
    written = read_env_file(made / ".env")
    assert {name for name, default in asked.items() if default is None} == set(written)
    assert all(re.fullmatch(r"[\w-]{32,}", value) for value in written.values())


def test_make_env_keeps_what_is_there_and_lets_nobody_else_read_it(made: Path) -> None:
    before = {name: (made / name).read_text() for name in (".env", "product.env")}
    again = subprocess.run(
        [sys.executable, str(DOCKER / "make_env.py"), str(made)], check=True, capture_output=True, text=True
    )
    assert again.stdout.count("stays") == 2
    assert {name: (made / name).read_text() for name in before} == before
    assert all((made / name).stat().st_mode & 0o077 == 0 for name in before)


def test_nothing_but_the_web_server_is_published_and_that_on_the_loopback(services: dict[str, Any]) -> None:
    assert {name for name, service in services.items() if "ports" in service} == {"web"}
    ((address, _outer, inner),) = (port.split(":") for port in services["web"]["ports"])
    assert address == "127.0.0.1"
    assert inner == services["web"]["environment"]["PORT"]
    assert inner in {found.rest for found in instructions() if found.word == "EXPOSE"}
    assert services["web"]["environment"]["BIND"] == "0.0.0.0"


def test_servers_are_reached_by_their_names_on_a_network_without_a_way_out(
    file: dict[str, Any], services: dict[str, Any]
) -> None:
    assert file["networks"]["behind"] == {"internal": True}
    for name in PRODUCT:
        told = services[name]["environment"]
        addresses = [urlsplit(told[variable]) for variable in told if variable.endswith("_URL")]
        assert {address.hostname for address in addresses} == set(SERVERS)
        assert {(address.hostname, address.port) for address in addresses} == {
            ("postgres", 5432),
            ("valkey", 6379),
        }
        assert services[name]["networks"] == (["front", "behind"] if name == "web" else ["behind"])
    for name in SERVERS:
        assert services[name]["networks"] == ["behind"]


def test_web_and_workers_share_the_files_and_write_nowhere_else(
    file: dict[str, Any], services: dict[str, Any]
) -> None:
    (place,) = exec_form("VOLUME")
    assert place == shipped_environment()["RIGHTS_VAR"]
    for name in PRODUCT:
        assert services[name]["read_only"] is True
        assert services[name]["tmpfs"] == ["/tmp"]
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name].get("volumes", []) == ([f"files:{place}"] if name in {"web", "worker"} else [])
    named = {
        volume.split(":")[0]
        for service in services.values()
        for volume in service.get("volumes", [])
        if not volume.startswith(".")
    }
    assert named == set(file["volumes"])


def test_nothing_serves_before_the_migration_ended_well(services: dict[str, Any]) -> None:
    assert services["migrate"]["restart"] == "no"
    assert services["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"] == {
            "migrate": {"condition": "service_completed_successfully"},
            "postgres": {"condition": "service_healthy"},
            "valkey": {"condition": "service_healthy"},
        }


def test_whatever_others_wait_for_has_a_health_check(services: dict[str, Any]) -> None:
    for name in SERVERS:
        assert services[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert "healthcheck" not in services["web"]  # the image's own
    assert "celery -A config inspect ping" in services["worker"]["healthcheck"]["test"][1]
    assert "$(hostname)" in services["worker"]["healthcheck"]["test"][1]


def test_the_roles_are_made_by_the_lines_of_the_operations_chapter(services: dict[str, Any]) -> None:
    (mounted,) = (volume for volume in services["postgres"]["volumes"] if volume.startswith("./"))
    source, target, mode = mounted.split(":")
    assert (target, mode) == ("/docker-entrypoint-initdb.d/roles.sql", "ro")

    def statements(text: str) -> list[str]:
        plain = re.sub(r"PASSWORD (?:'…'|:'\w+')", "PASSWORD", re.sub(r"^(?:--|\\).*$", "", text, flags=re.M))
        return [" ".join(part.split()) for part in plain.split(";") if part.strip()]

    chapter = (ROOT / "docs" / "operations.md").read_text()
    (told,) = re.findall(r"```sql\n(CREATE ROLE rights_owner.*?)```", chapter, re.DOTALL)
    made = (DOCKER / source).read_text()
    assert statements(made) == statements(told)
    for name in re.findall(r"\\getenv \w+ (\w+)", made):
        assert name in services["postgres"]["environment"]


def test_the_broker_refuses_rather_than_forgets_and_takes_the_password_of_the_address(
    services: dict[str, Any],
) -> None:
    words = services["valkey"]["command"]
    assert words[words.index("--maxmemory-policy") + 1] == "noeviction"
    assert (
        words[words.index("--requirepass") + 1]
        == urlsplit(services["web"]["environment"]["REDIS_URL"]).password
    )


def test_no_image_is_named_by_its_host(services: dict[str, Any]) -> None:
    for service in services.values():
        first = service["image"].split("/")[0]
        assert "." not in first
        assert ":" not in first or "/" not in service["image"]
