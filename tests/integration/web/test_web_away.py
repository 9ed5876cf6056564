"""The pages while the database is away: what they say, and that they come back by themselves."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from assistant.channels.web import guarding
from tests.integration.web.website import (
    ABOUT,
    CODE,
    EIK,
    OCTOBER,
    Held,
    Website,
    fields,
    history,
)
from tests.postgresql import Server, own

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


server = pytest.fixture(own)


@pytest.fixture
def shared(server: Server, held: Held, tmp_path: Path) -> Iterator[Website]:
    made = Website(tmp_path, held, url=str(server.get_uri()))
    made.record(history())
    made.grant(CODE, EIK)
    made.start()
    yield made
    made.stop()


def test_a_database_that_is_away_is_said_in_plain_words_and_comes_back(
    server: Server, shared: Website
) -> None:
    browser, link = shared.enter(), shared.link()
    form = fields(browser.get(f"{OCTOBER}/bevinding", params=ABOUT)) | {"mark": "written"}

    server.stop()
    told = [
        browser.get("/"),
        browser.get(OCTOBER),
        browser.post(f"{OCTOBER}/merk", data=form),
        shared.stranger().get(link),
    ]
    assert shared.stranger().get("/healthz").status_code == 200
    server.ensure_postgres_running()

    for one in told:
        assert one.status_code == 503
        assert "De gegevens zijn even niet te bereiken." in one.text
        assert one.headers["cache-control"] == "no-store"
        assert "postgres" not in one.text.lower()
    assert browser.get(OCTOBER).status_code == 200
    assert browser.post(f"{OCTOBER}/merk", data=form).status_code == 303
    assert shared.stranger().get(link).status_code == 200


def test_a_database_that_answers_nothing_keeps_nobody_waiting(
    server: Server, shared: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarding, "_LONGEST_SECONDS", 0.5)
    browser = shared.enter()
    postmaster = psutil.Process(server.get_pid())
    frozen = [postmaster, *postmaster.children()]
    for process in frozen:
        process.suspend()
    try:
        told = [browser.get(OCTOBER) for _ in range(4)]
    finally:
        for process in frozen:
            process.resume()

    assert {one.status_code for one in told} == {503}
    monkeypatch.setattr(guarding, "_LONGEST_SECONDS", 60.0)
    assert browser.get(OCTOBER).status_code == 200
