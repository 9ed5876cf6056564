"""`mentorkompas privacy` and `doctor` as an operator runs them."""

import json
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from assistant.privacy.registry import REGISTRY
from tests.integration.conftest import PREFIX, Command
from tests.telegram.client import Telegram

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

SCHOOL = "sch-otterburcht"
TERMINAL = "0"
WORDS = "gierzwaluwnest"
UNKNOWN = "123456789:" + 20 * "A"


@pytest.fixture
def office(newcomer: Command, tmp_path: Path) -> Command:
    """With a mentor at the terminal who asked, planned a talk and kept a reflection."""
    own = newcomer.with_(secret_key_file=tmp_path / "sleutel" / "geheim")
    play(
        own,
        {"say": "hoeveel tijd krijg ik voor n lio"},
        {"say": "donderdag 14:00 voortgangsgesprek"},
        {"press": "Ja"},
        {"say": "/reflectie een-minuut"},
        {"say": f"het verhaal over het {WORDS} ging goed"},
        {"say": f"ik denk nog aan het {WORDS}"},
        {"press": "Bewaar"},
        {"say": f"hoeveel {WORDS} krijg ik per week"},
        {"say": "/reflectie mijn-kracht"},
        {"say": f"ik bleef rustig bij het {WORDS}"},
    )
    return own


def play(command: Command, *lines: dict[str, Any], at: str = "2026-11-24T12:00") -> list[Any]:
    text = "".join(json.dumps(one) + "\n" for one in lines)
    ran = command("chat", "--script", "-", "--scope", SCHOOL, "--at", at, stdin=text)
    return [json.loads(line) for line in ran.out.splitlines()]


def test_an_export_holds_no_word_of_the_mentor_and_the_own_file_does(office: Command) -> None:
    ran = office("privacy", "export", TERMINAL)

    assert ran.code == 0, ran.err
    told = json.loads(ran.out)
    assert WORDS not in ran.out
    assert told["conversation"]["scope"] == SCHOOL
    assert [one["kind"] for one in told["conversation"]["planned"]] == ["voortgangsgesprek"]
    assert "previous" not in told["conversation"]
    assert told["rows"]["kept"] == 1
    assert {one["name"] for one in told["left_out"]} == {
        one.name for one in REGISTRY if one.export == "own"
    }
    assert json.loads(office("privacy", "export", told["mentor"]).out)["rows"] == told["rows"]


def test_a_forgotten_mentor_is_gone_and_has_a_receipt(office: Command) -> None:
    ran = office("privacy", "forget", TERMINAL, "--json")

    assert ran.code == 0, ran.err
    receipt = json.loads(ran.out)
    assert receipt["key_destroyed"] is True
    assert receipt["erased"]["kept"] == receipt["erased"]["conversation"] == 1
    again = office("privacy", "forget", receipt["mentor"])
    assert (again.code, again.out) == (2, "")
    assert again.err.startswith("Nothing is kept of a mentor with this name;")
    folder = Path(office.env[PREFIX + "SECRET_KEY_FILE"] + ".d")
    assert list((folder / "mentors").iterdir()) == []


@pytest.mark.parametrize("name", ["987654321", "piet", "", "ab" * 17, "12 34", "١٢٣"])
def test_nobody_of_that_name_is_one_sentence_without_the_name(newcomer: Command, name: str) -> None:
    for what in ("export", "forget"):
        ran = newcomer("privacy", what, name)

        assert (ran.code, ran.out) == (2, "")
        assert ran.err.count("\n") == 1
        assert not name or name not in ran.err


def test_a_sweep_erases_what_is_past_its_term_and_takes_up_a_new_key(office: Command) -> None:
    file = Path(office.env[PREFIX + "SECRET_KEY_FILE"])
    new = Fernet.generate_key()
    file.write_bytes(new + b"\n" + file.read_bytes())

    ran = office("privacy", "sweep")

    assert ran.code == 0, ran.err
    assert "Whatever was past its term is erased." in ran.err
    assert "put under the newest key" in ran.err
    for wrapped in Path(f"{file}.d").glob("mentors/*"):
        Fernet(new).decrypt(wrapped.read_bytes())
    assert json.loads(office("privacy", "export", TERMINAL).out)["rows"]["kept"] == 1
    assert "newest key" not in office("privacy", "sweep").err


def test_every_file_that_is_written_is_declared(office: Command) -> None:
    data, key = (Path(office.env[PREFIX + name]) for name in ("DATA_DIR", "SECRET_KEY_FILE"))
    declared = [
        field.replace("DATA_DIR", str(data)).replace("SECRET_KEY_FILE", str(key))
        for one in REGISTRY
        for field in one.fields
    ]
    written = [file for folder in (data, key.parent) for file in folder.rglob("*")]

    assert data / "mentorkompas.db" in written
    for file in written:
        if file.is_file():
            assert any(fnmatch(str(file), pattern) for pattern in declared), file


def checks(command: Command) -> tuple[int, dict[str, dict[str, Any]]]:
    ran = command("doctor", "--json")
    return ran.code, {one["name"]: one for one in json.loads(ran.out)}


def test_doctor_finds_a_sound_house_sound(office: Command) -> None:
    code, found = checks(office)

    assert list(found) == ["configuration", "database", "model", "index", "token", "clock"]
    assert [one["found"] for one in found.values() if not one["ok"]] == []
    assert code == 0
    plain = office("doctor")
    assert plain.out.count("ok ") == 6


def test_doctor_says_of_each_thing_that_is_wrong_what_to_do(
    office: Command, tmp_path: Path
) -> None:
    index_gone = office.with_(data_dir=tmp_path / "leeg", models_dir=tmp_path / "geen")
    code, found = checks(index_gone)
    assert code == 1
    assert found["index"]["mend"] == "run: mentorkompas index build"
    assert found["model"]["mend"] == "run: mentorkompas model prepare"
    assert found["database"]["ok"]
    assert not (tmp_path / "leeg").exists()  # it only looked

    code, found = checks(office.with_(timezone="Europe/Nergens"))
    assert code == 1
    assert found["configuration"]["mend"] == "write for example Europe/Amsterdam"

    other = tmp_path / "ander"
    other.write_bytes(Fernet.generate_key())
    other.chmod(0o600)
    code, found = checks(office.with_(secret_key_file=other))
    assert code == 1
    assert found["database"]["mend"] == "put the right one back"

    data = Path(office.env[PREFIX + "DATA_DIR"]) / "mentorkompas.db"
    data.write_bytes(b"geen database " * 400)
    code, found = checks(office)
    assert code == 1
    assert found["database"]["mend"] == "put its copy back, or move it away to begin anew"


def test_doctor_asks_telegram_only_about_a_token_that_is_set(office: Command) -> None:
    with Telegram.started() as telegram:
        api = office.with_(telegram_api_url=telegram.url)
        code, found = checks(api.with_(telegram_token=telegram.server.token))
        assert (code, found["token"]["ok"]) == (0, True)
        assert found["token"]["found"].startswith("Telegram knows it as @")

        code, found = checks(api.with_(telegram_token=UNKNOWN))
        assert code == 1
        assert "does not know this bot's token" in found["token"]["found"]
        assert "AAAAAAAAAA" not in json.dumps(found)

    code, found = checks(api.with_(telegram_token=UNKNOWN))
    assert code == 1
    assert "cannot be reached" in found["token"]["found"]
    assert "AAAAAAAAAA" not in json.dumps(found)
