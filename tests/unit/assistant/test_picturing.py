"""The picture of an evaluation: what is read in it, also by those who do not see it."""

import random
from xml.etree import ElementTree

from assistant.picturing import draw
from index.evaluation import Evaluation, Judged, evaluate

SVG = "{http://www.w3.org/2000/svg}"


def evaluated(questions: int = 60, *, confidence: bool = True) -> Evaluation:
    drawn = random.Random(1)
    rows = []
    for _ in range(questions):
        expected, sections = drawn.choice([("answered", ("a",)), ("unknown", ())])
        ranked = tuple(drawn.sample("abcdefgh", 8))
        sure = drawn.random() if confidence else None
        rows.append(Judged(expected, sections, "answered", ranked, ranked[:1], sure, 5.0))
    return evaluate(rows)


def words(picture: str) -> str:
    root = ElementTree.fromstring(picture)  # noqa: S314 - our own
    return " ".join(node.text or "" for node in root.iter(f"{SVG}text"))


def test_title_and_description_are_tied_to_the_picture() -> None:
    found = evaluated()
    root = ElementTree.fromstring(draw(found, "vragen.jsonl"))  # noqa: S314
    named = {node.get("id"): node.text or "" for node in root if node.get("id")}

    assert root.get("role") == "img"
    assert (root.get("aria-labelledby") or "").split() == list(named)
    assert "vragen.jsonl" in named["title"]
    for part in (f"{found.ranking['recall@1'].value:.0%}", "Calibration error", "Share wrong"):
        assert part in named["description"]


def test_every_bar_has_its_figure_and_interval_beside_it() -> None:
    found = evaluated()
    said = words(draw(found, "vragen.jsonl"))

    for rate in list(found.ranking.values())[:3]:
        assert f"{rate.value:.0%} ({rate.low:.0%} to {rate.high:.0%})" in said
    assert "surest 80%" in said


def test_nothing_is_fetched_or_run_and_all_lies_inside() -> None:
    root = ElementTree.fromstring(draw(evaluated(), "vragen.jsonl"))  # noqa: S314
    width, height = (float(side) for side in (root.get("viewBox") or "").split()[2:])

    for node in root.iter():
        tag = node.tag.removeprefix(SVG)
        assert tag in {
            *("svg", "title", "desc", "rect", "text", "line"),
            *("circle", "polygon", "polyline"),
        }
        assert not any("href" in name or name.startswith("on") for name in node.attrib)
        for names, most in ((("x", "x1", "x2", "cx"), width), (("y", "y1", "y2", "cy"), height)):
            assert all(0 <= float(node.get(name, 0)) <= most for name in names)


def test_a_name_with_marks_of_xml_stays_text() -> None:
    assert "a<b>&c" in words(draw(evaluated(), "a<b>&c"))


def test_questions_without_confidence_or_answer_leave_the_plots_empty() -> None:
    only_danger = evaluate([Judged("crisis", (), "crisis", (), (), None, 5.0)])

    for found in (evaluated(confidence=False), only_danger):
        assert "ece" not in words(draw(found, "vragen.jsonl"))
    assert "not measured" in words(draw(only_danger, "vragen.jsonl"))
