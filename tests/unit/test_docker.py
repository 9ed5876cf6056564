"""What the image and the compose file promise; that they are built is no test's work."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from packaging.requirements import Requirement
from ruamel.yaml import YAML

from assistant.config import PREFIX, Settings

ROOT = Path(__file__).parents[2]
DOCKER = ROOT / "docker"
DOCKERFILE = (DOCKER / "Dockerfile").read_text("utf-8")
COMPOSE: dict[str, Any] = YAML(typ="safe").load(DOCKER / "compose.yaml")
CADDYFILE = (DOCKER / "Caddyfile").read_text("utf-8")
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: one for name, one in SERVICES.items() if "build" in one}


def instructions() -> list[tuple[str, str]]:
    """(instruction, rest) of each, continued lines joined, comments left out."""
    lines = [line for line in DOCKERFILE.splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [(word, rest) for word, _, rest in (one.partition(" ") for one in joined.split("\n"))]


def all_of(instruction: str) -> list[str]:
    return [rest for word, rest in instructions() if word == instruction]


def environment(last: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in last.split())


# The image


def test_hadolint_finds_nothing() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run(
        [linter, "--no-color", DOCKER / "Dockerfile"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, "")


def test_both_stages_stand_on_the_same_pinned_slim_base() -> None:
    bases = {base.split(" AS ")[0] for base in all_of("FROM")}

    assert len(all_of("FROM")) == 2
    assert len(bases) == 1
    assert re.fullmatch(r"python:3\.\d+-slim-\w+", bases.pop())


def test_nothing_in_it_needs_torch_or_a_compiler() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [Requirement(line) for line in declared["dependencies"]]
    on_linux = {
        one.name
        for one in needed
        if one.marker is None or one.marker.evaluate({"sys_platform": "linux"})
    }
    installed = [line for line in all_of("RUN") if "pip install" in line]

    assert not on_linux & {"torch", "sentence-transformers", "transformers"}
    assert not re.search(r"\[\w+\]|torch|apt-get", " ".join(installed))
    assert any("--only-binary :all: -c constraints.txt" in line for line in installed)


def test_it_runs_as_nobody_in_particular_and_writes_to_volumes_only() -> None:
    assert all_of("USER") == ["10001:10001"]
    assert [json.loads(one) for one in all_of("VOLUME")] == [["/data", "/keys"]]
    told = environment(all_of("ENV")[-1])
    assert told[f"{PREFIX}DATA_DIR"] == "/data"
    assert Path(told[f"{PREFIX}SECRET_KEY_FILE"]).parent == Path("/keys")


def test_it_asks_itself_how_it_is_where_it_listens() -> None:
    told = environment(all_of("ENV")[-1])
    port, pages = (told[f"{PREFIX}{one}_LISTEN"].rpartition(":")[2] for one in ("WEBHOOK", "WEB"))

    (check,) = all_of("HEALTHCHECK")

    assert f"http://127.0.0.1:{port}/healthz" in check
    assert f"'127.0.0.1', {pages}" in OURS["pages"]["healthcheck"]["test"][-1]
    assert all_of("EXPOSE") == [f"{port} {pages}"]
    assert f":{port} " in CADDYFILE
    assert f"pages:{pages}" in CADDYFILE


def test_the_runtime_of_the_model_tells_nobody_of_it() -> None:
    for told in (all_of("ENV")[0], all_of("ENV")[-1]):
        assert environment(told)["ORT_DISABLE_TELEMETRY"] == "1"


def test_only_what_is_copied_may_enter_the_build() -> None:
    allowed = (ROOT / ".dockerignore").read_text("utf-8").split()
    copied = {
        name
        for line in all_of("COPY")
        if not line.startswith("--from")
        for name in line.split()[:-1]
    }

    assert "*" in allowed
    assert {line[1:] for line in allowed if line.startswith("!")} == copied
    assert all((ROOT / name).exists() for name in copied)


# Compose


@pytest.mark.parametrize("name", OURS)
def test_each_bot_has_a_read_only_root_and_no_rights(name: str) -> None:
    one = OURS[name]

    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"]
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert not {"user", "privileged"} & set(one)
    # Only this machine reaches what is served, so that a proxy can end TLS before it.
    assert all(port.startswith("127.0.0.1:") for port in one.get("ports", ()))


@pytest.mark.parametrize("name", OURS)
def test_each_bot_has_its_data_its_keys_and_the_documents(name: str) -> None:
    data, keys, knowledge = OURS[name]["volumes"]

    assert (data, keys) == ("data:/data", "keys:/keys")
    assert knowledge["read_only"] is True
    assert OURS[name]["environment"][f"{PREFIX}KNOWLEDGE_DIR"] == knowledge["target"]
    assert set(COMPOSE["volumes"]) >= {"data", "keys"}


@pytest.mark.parametrize("name", OURS)
def test_the_token_comes_as_a_file(name: str) -> None:
    told = OURS[name]["environment"]

    assert OURS[name]["secrets"] == ["telegram_token"]
    assert told[f"{PREFIX}TELEGRAM_TOKEN_FILE"] == "/run/secrets/telegram_token"
    assert f"{PREFIX}TELEGRAM_TOKEN" not in told


def test_one_process_polls_or_two_share_postgres_behind_the_webhook() -> None:
    by_profile: dict[str, set[str]] = {}
    for name, one in SERVICES.items():
        for profile in one["profiles"]:
            by_profile.setdefault(profile, set()).add(name)

    assert by_profile == {
        "sqlite": {"bot"},
        "postgres": {"bot-1", "bot-2", "pages", "postgres", "proxy"},
    }
    assert OURS["bot-1"] == OURS["bot-2"]
    assert not {f"{PREFIX}DATABASE_URL", f"{PREFIX}WEBHOOK_URL"} & set(OURS["bot"]["environment"])


def test_the_proxy_passes_on_what_telegram_sends_and_nothing_else() -> None:
    url = OURS["bot-1"]["environment"][f"{PREFIX}WEBHOOK_URL"]
    path = urlsplit(re.sub(r"\$\{.*?\}", "host", url)).path

    assert re.findall(r"handle (\S+) \{", CADDYFILE) == [path]
    assert re.findall(r"bot-\d", CADDYFILE) == ["bot-1", "bot-2"]
    assert "respond 404" in CADDYFILE


def test_the_database_is_reached_by_the_bots_alone() -> None:
    postgres = SERVICES["postgres"]

    assert "ports" not in postgres
    assert postgres["networks"] == ["database"]
    assert COMPOSE["networks"]["database"] == {"internal": True}


@pytest.mark.parametrize("name", sorted(set(SERVICES) - set(OURS)))
def test_what_others_made_is_pinned(name: str) -> None:
    assert re.search(r":\d+\.\d+[\w.]*-\w+$", SERVICES[name]["image"])


def test_what_is_secret_stays_out_of_git_and_all_choices_have_an_example() -> None:
    kept_out = (DOCKER / ".gitignore").read_text("utf-8").split()
    example = (DOCKER / ".env.example").read_text("utf-8")
    compose = (DOCKER / "compose.yaml").read_text("utf-8")

    assert ".env" in kept_out
    assert Path(COMPOSE["secrets"]["telegram_token"]["file"]).name in kept_out
    assert set(re.findall(r"\$\{(\w+)", compose)) == set(re.findall(r"^(\w+)=", example, re.M))


def test_every_setting_that_is_given_is_one() -> None:
    compose = (DOCKER / "compose.yaml").read_text("utf-8")

    given = set(re.findall(rf"{PREFIX}([A-Z_]+)[=:]", DOCKERFILE + compose))

    known = {name.upper() for name in Settings.model_fields}
    assert {name.removesuffix("_FILE") if name not in known else name for name in given} <= known
