"""On Telegram: a question is passed on across a restart, and a role gives a link to the pages."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from assistant.dialogue.assistant import Assistant
from assistant.storage.access import LINK_PATH, Access
from assistant.storage.people import People
from assistant.storage.roles import Roles
from assistant.storage.store import Store
from index.version import IndexHome
from tests.telegram.client import Telegram
from tests.telegram.running import RealClock, running
from tests.unit.assistant.region import Searchers, new_folder, searcher_over

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

ANNA = 11
PAGES = "https://trends.example"
QUESTION = "Hoe vaak komt de glazenwasser op donderdag?"


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    folder = new_folder(tmp_path / "kennis")
    return Assistant(Searchers(searcher_over(folder, IndexHome(tmp_path / "index"))))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    data = tmp_path / "data"
    url = f"sqlite:///{data}/berichten.db"
    opened = Store.open(url, tmp_path / "sleutel", data, RealClock())
    yield opened
    opened.close()


def test_a_question_is_passed_on_though_the_bot_restarts_before_the_yes(
    telegram: Telegram, assistant: Assistant, store: Store
) -> None:
    with running(telegram, assistant, store):
        telegram.say(ANNA, "/start")
        telegram.replies(ANNA, 1)
        telegram.say(ANNA, "de wilg")
        telegram.replies(ANNA, 2)
        telegram.say(ANNA, "ja")
        telegram.replies(ANNA, 3)
        telegram.say(ANNA, "later")
        telegram.replies(ANNA, 4)
        telegram.say(ANNA, QUESTION)
        telegram.replies(ANNA, 5)
        telegram.press(ANNA, "Geef mijn vraag door")
        assert f"‘{QUESTION}’" in telegram.said(ANNA, 6)[-1]
    with running(telegram, assistant, store):
        telegram.press(ANNA, "Ja")
        assert telegram.said(ANNA, 7)[-1].startswith("Doorgegeven.")

    [wish] = store.conversation(store.pseudonym(ANNA)).wishes
    assert wish.text == QUESTION


def test_a_role_gives_a_link_that_nothing_but_its_reader_opens(
    telegram: Telegram, assistant: Assistant, store: Store
) -> None:
    roles = Roles(store.trends, PAGES, RealClock())
    with running(telegram, assistant, store, role=roles.of):
        telegram.say(ANNA, "/trends")
        code = roles.of(store.pseudonym(ANNA)).code
        assert code in telegram.said(ANNA, 2)[-1]

        People(store.trends.database).grant(code, "noord", datetime.now(UTC))
        telegram.say(ANNA, "/trends")
        telegram.replies(ANNA, 3)
        telegram.press(ANNA, "Partnerschap Noord")
        told = telegram.said(ANNA, 4)[-1]

    link = next(word for word in told.split() if word.startswith(PAGES))
    access = Access(store.trends.database)
    token = urlsplit(link).path.removeprefix(LINK_PATH)
    assert access.is_live(token, datetime.now(UTC))
    assert access.enter(token, datetime.now(UTC)) is not None
    assert access.enter(token, datetime.now(UTC)) is None
    options = telegram.calls("sendMessage")[-1].params["link_preview_options"]
    assert json.loads(options) == {"is_disabled": True}
