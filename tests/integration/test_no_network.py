"""Everything up to an answer works with no network at all: whoever tries is stopped."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.integration.conftest import Command, Ran

_PROGRAM = """
import sys

def stop(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname"):
        sys.stderr.write("TRIED THE NETWORK\\n")
        raise SystemExit(99)

sys.addaudithook(stop)
from assistant.cli import main
main()
"""


@pytest.fixture
def alone(fresh: Command) -> Command:
    """The command in a process that may open no connection."""
    return replace(fresh, program=[sys.executable, "-c", _PROGRAM])


def assert_done(ran: Ran) -> None:
    assert "TRIED THE NETWORK" not in ran.err
    assert ran.code == 0, ran.err


def test_the_watch_sees_who_tries(alone: Command) -> None:
    program = _PROGRAM.replace(
        "from assistant.cli import main\nmain()",
        "import socket; socket.create_connection(('192.0.2.1', 9), 1)",
    )

    assert replace(alone, program=[sys.executable, "-c", program])().code == 99


def test_model_index_answer_and_chat_need_no_network(alone: Command, tmp_path: Path) -> None:
    bare = alone.with_(models_dir=tmp_path / "modellen")
    asked = {"id": 1, "question": "hoeveel tijd krijg ik voor n lio", "scope": "sch-otterburcht"}

    assert_done(bare("ask", "--batch", "-", "--json", stdin=json.dumps(asked)))
    assert_done(bare("chat", stdin="otterburcht\nwat is n bis\n1\nstop\n"))
    assert_done(bare("model", "list"))
    assert_done(bare("index", "build"))


def test_no_library_keeps_a_number_of_this_device(alone: Command, tmp_path: Path) -> None:
    """onnxruntime's telemetry, which no watch on Python's sockets would see, writes one at home."""
    home = tmp_path / "home"
    home.mkdir()
    at_home = replace(alone, env=alone.env | {"HOME": str(home)})

    assert_done(at_home("ask", "wat is een lio"))

    assert [path for path in home.rglob("*") if path.is_file()] == []
