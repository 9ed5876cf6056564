"""What the pages are made of, each part alone: sentences, months, bars, limits, cells."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from assistant.channels import web
from assistant.channels.web.charts import bars
from assistant.channels.web.findings import Finding, foremost
from assistant.channels.web.limiting import Limiter
from assistant.channels.web.months import is_month, month_before, next_month, spoken_month
from assistant.channels.web.tables import as_csv
from assistant.channels.web.telling import asked_sentence, changed_sentence
from assistant.trends.figures import Figures, Topic
from tests.unit.index.folder import SmallFolder

TEMPLATES = sorted((Path(web.__file__).parent / "templates").glob("*.html"))


class Texts(HTMLParser):
    """The texts of a template, one for each run between tags."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_templates_speak_short_friendly_dutch(template: Path) -> None:
    code = re.compile(r"\{[%#].*?[%#]\}|\{\{.*?\}\}", re.DOTALL)
    plain = code.sub(" x ", template.read_text("utf-8"))
    texts = Texts()
    texts.feed(plain)

    for text in texts.found:
        assert not re.search(r"\b(?:u|uw|gelieve|middels)\b", text.lower()), text
        for sentence in re.split(r"(?<=[.!?:])\s", text):
            assert len(sentence.split()) <= 20, sentence


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_no_template_passes_on_what_is_not_escaped(template: Path) -> None:
    text = template.read_text("utf-8")

    assert "|safe" not in text.replace(" ", "")
    assert "autoescape" not in text
    assert not re.search(r"<script|<style|\bstyle=|\bon\w+=", text)


def test_every_form_holds_what_proves_that_it_is_ours() -> None:
    forms = [
        form
        for template in TEMPLATES
        for form in re.findall(r"<form.*?</form>", template.read_text("utf-8"), re.DOTALL)
    ]

    assert len(forms) == 3
    assert all('method="post"' in form and 'name="csrf"' in form for form in forms)


def finding(
    title: str, band: str = "5-9", change: str | None = "same", kind: str = "topic"
) -> Finding:
    key = f"{kind}:{title}"
    return Finding(key, kind, title, "", band, change, (title,), "", "")  # type: ignore[arg-type]


def test_the_first_month_is_compared_with_nothing(tmp_path: Path) -> None:
    before = Figures(scope="bestuur", period="2026-09", state="too_small", threshold=5)
    knowledge = SmallFolder(tmp_path / "kennis").load()

    told = changed_sentence("2026-10", (finding("uren", change=None),), before, knowledge)

    assert told == "Van september zijn geen cijfers. Daarom kun je niet vergelijken."


def test_what_is_no_longer_asked_is_told(tmp_path: Path) -> None:
    gone = Topic(topic="a#b", title="Parkeren", mentors="5-9", change=None)
    before = Figures(
        scope="bestuur", period="2026-09", state="released", threshold=5, topics=(gone,)
    )
    knowledge = SmallFolder(tmp_path / "kennis").load()

    assert "'Parkeren'" in changed_sentence("2026-10", (), before, knowledge)


def test_topics_of_one_band_have_no_order_among_them() -> None:
    found = (*(finding(name, "20-49") for name in "abcde"), finding("f"))

    assert asked_sentence(found) == (
        "Het meest gevraagd, elk door 20 tot 49 mentoren: 'a', 'b' en 'c'. "
        "Nog 2 onderwerpen kwamen zo vaak voor."
    )
    assert asked_sentence(found[-1:]) == "Het meest gevraagd is 'f', door 5 tot 9 mentoren."
    assert asked_sentence(()) == "Geen onderwerp kwam bij genoeg mentoren voor."


def test_the_foremost_are_three_of_different_kinds_and_never_what_is_set_aside() -> None:
    found = (
        finding("a", kind="unanswered"),
        finding("b", kind="unanswered"),
        finding("c", kind="contradiction"),
        finding("d", kind="wrong"),
        finding("e", change="up"),
        finding("f"),
    )

    assert [one.title for one in foremost(found, frozenset())] == ["a", "c", "d"]
    assert [one.title for one in foremost(found, frozenset({"contradiction:c"}))] == ["a", "d", "e"]
    assert foremost((finding("f"),), frozenset()) == ()


def test_months_follow_each_other_over_the_year() -> None:
    assert next_month("2026-12") == "2027-01"
    assert month_before("2027-01") == "2026-12"
    assert spoken_month("2026-10") == "oktober 2026"
    assert not any(map(is_month, ("2026-00", "2026-13", "2026-1", "1999-10", "", "2026-10\n")))


def test_a_chart_says_its_bands_in_words_and_escapes_its_labels() -> None:
    drawn = bars([("<b>&", "50+"), ("x" * 200, "5-9")], name="n", title="t", description="d")

    assert drawn.count('class="bar"') == 5
    assert "&lt;b&gt;&amp;" in drawn
    assert "50+" in drawn
    assert "…" in drawn


def test_a_limit_is_each_askers_own_and_comes_back() -> None:
    limiter = Limiter(at_once=2, per_minute=60_000)
    slow = Limiter(at_once=2, per_minute=0)

    assert [slow.allows("a") for _ in range(3)] == [True, True, False]
    assert slow.allows("b")
    assert all(limiter.allows("a") for _ in range(2))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_of_the_csv_begins_a_formula(start: str) -> None:
    figures = Figures(scope="bestuur", period="2026-10", state="released", threshold=5)

    text = as_csv(figures, [finding(f"{start}1+1")]).decode("utf-8-sig")

    assert f";'{start}1+1;" in text or f';"\'{start}1+1";' in text
