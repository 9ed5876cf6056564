"""The poster as it hangs: read by eyes, by a phone's camera and aloud."""

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray
from typer.testing import CliRunner, Result

from assistant.cli.knowledge import app
from assistant.poster import draw
from knowledge.organisation import Organisation, Scope
from knowledge.poster import Poster
from tests.unit.index.folder import SmallFolder

SVG = "{http://www.w3.org/2000/svg}"
LINK = "https://t.me/mentorkompas_bot?start=WILG"
BOT = ("--bot", "mentorkompas_bot")
QUESTIONS = ("hoeveel uur krijg ik", "mag een student filmen?", "wie beslist er eigenlijk?")


def poster(link: str = LINK, questions: tuple[str, ...] = QUESTIONS, **school: Any) -> Poster:
    fields = {"id": "wilg", "name": "De Wilg", "level": "school", **school}
    one = Organisation.model_validate(fields)
    return Poster(one, link, questions, Scope(one, (one,)))


def read(picture: str) -> ElementTree.Element:
    return ElementTree.fromstring(picture)  # noqa: S314 - our own


def texts(picture: str) -> list[str]:
    """Each text as it is heard, its lines joined."""
    found = ("".join(node.itertext()) for node in read(picture).iter(f"{SVG}text"))
    return [" ".join(one.split()) for one in found]


def photographed(picture: str) -> NDArray[np.uint8]:
    """The code's path as a camera sees it: eight dots for each of its modules, white around."""
    group = next(node for node in read(picture).iter(f"{SVG}g") if node.get("id") == "qr")
    path = group.find(f"{SVG}path")
    assert path is not None
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path.get("d", ""))
    assert "".join(f"M{x} {y}h{n}v1h-{n}z" for x, y, n in runs) == path.get("d")
    side = 1 + max(int(y) for _, y, _ in runs)
    paper = np.full((side + 8, side + 8), 255, np.uint8)
    for x, y, length in ((int(x), int(y), int(n)) for x, y, n in runs):
        paper[y + 4, x + 4 : x + 4 + length] = 0
    return paper.repeat(8, 0).repeat(8, 1)


def scanned(image: NDArray[np.uint8]) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize("link", [LINK, f"https://t.me/{'b' * 32}?start={'A' * 64}"])
def test_a_phone_reads_the_link_from_the_code(link: str) -> None:
    assert scanned(photographed(draw(poster(link)))) == [link]


def test_a_stain_on_the_code_does_not_matter() -> None:
    paper = photographed(draw(poster()))
    middle = len(paper) // 2
    paper[middle - 40 : middle + 40, middle - 40 : middle + 40] = 0

    assert scanned(paper) == [LINK]


def test_all_that_a_mentor_must_know_stands_on_it() -> None:
    contact = {"name": "Bureau Opleiden", "email": "opleiden@voorbeeld.example"}
    said = texts(draw(poster(contact=contact)))

    assert "Voor mentoren van De Wilg" in said
    for part in (
        "Mentorkompas is een computerprogramma.",
        "t.me/mentorkompas_bot?start=WILG",
        "Noem geen namen",
        "Telegram bewaart je chat.",
        "Wie regelt dit? Bureau Opleiden (De Wilg), opleiden@voorbeeld.example",
    ):
        assert any(part in one for one in said), part


def test_questions_read_as_questions_and_keep_their_words() -> None:
    said = texts(draw(poster()))

    assert [one for one in said if one.startswith("‘")] == [
        "‘Hoeveel uur krijg ik?’",
        "‘Mag een student filmen?’",
        "‘Wie beslist er eigenlijk?’",
    ]


def test_without_questions_or_a_contact_nothing_is_left_hanging() -> None:
    said = texts(draw(poster(questions=())))

    assert not any("vragen:" in one for one in said)
    assert said[-1] == "Vragen hierover? Ga naar je schoolopleider."


def test_it_is_an_a4_in_black_on_white_that_says_what_it_is() -> None:
    picture = draw(poster())
    root = read(picture)
    named = {node.get("id"): node.text or "" for node in root if node.get("id")}

    assert (root.get("width"), root.get("height"), root.get("lang")) == ("210mm", "297mm", "nl")
    assert root.get("viewBox") == "0.00 0 210.00 297.00"
    assert (root.get("aria-labelledby"), root.get("aria-describedby")) == ("title", "description")
    assert "De Wilg" in named["title"]
    assert LINK in named["description"]
    assert set(re.findall("#[0-9a-f]+", picture)) == {"#000000", "#ffffff"}
    assert {node.tag.removeprefix(SVG) for node in root.iter()} == {
        *("svg", "title", "desc", "style", "rect", "text", "tspan"),
        *("g", "path", "circle", "line"),
    }


@pytest.mark.parametrize(
    "name", ["Openbare Basisschool De Zeer Lange Naam " * 12, "W" * 300, "学校" * 100]
)
def test_a_long_name_makes_it_smaller_and_nothing_is_cut_off(name: str) -> None:
    root = read(draw(poster(name=name)))
    left, top, width, height = (float(one) for one in (root.get("viewBox") or "").split())

    assert width / height == pytest.approx(210 / 297, abs=1e-3)
    assert height > 297
    for line in root.iter(f"{SVG}tspan"):
        assert left <= float(line.get("x", "nan")) <= left + width
        assert top < float(line.get("y", "nan")) < height - 5


def test_marks_of_xml_and_signs_without_a_shape_do_no_harm() -> None:
    said = texts(draw(poster(name="A<b> & \x07\u200b'c'")))

    assert "Voor mentoren van A<b> & 'c'" in said


# The command


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["poster", *(str(one) for one in arguments)])


@pytest.fixture
def coded(knowledge: SmallFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SmallFolder:
    """The small folder, in which De Wilg has a code, as the folder of the settings."""
    file = knowledge.path / "organisations.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("id: wilg,", "id: wilg, code: WILG,"), "utf-8")
    monkeypatch.setenv("MENTORKOMPAS_KNOWLEDGE_DIR", str(knowledge.path))
    monkeypatch.chdir(tmp_path)
    return knowledge


def test_the_command_writes_the_same_file_twice_and_says_where(coded: SmallFolder) -> None:
    coded.add(
        "a",
        "## Uren\n\nTekst.\n\n## Film\n\nTekst.\n\n## Sleutel\n\nTekst.",
        questions={
            "uren": ["hoeveel uur krijg ik?"],
            "film": ["mag een student hier filmen?"],
            "sleutel": ["waar ligt de sleutel nou?"],
        },
    )

    first = run("wilg", *BOT)
    picture = Path("poster-wilg.svg").read_text("utf-8")
    second = run("wilg", *BOT, "--out", "anders.svg")

    assert (first.exit_code, first.stdout, first.stderr) == (0, "poster-wilg.svg\n", "")
    assert second.stdout == "anders.svg\n"
    assert Path("anders.svg").read_text("utf-8") == picture
    assert "‘Hoeveel uur krijg ik?’" in texts(picture)


@pytest.mark.usefixtures("coded")
def test_too_few_questions_are_told_with_what_to_write() -> None:
    ran = run("wilg", *BOT)

    assert ran.exit_code == 0
    assert ran.stderr == (
        "0 example questions to show; write more under `questions:` in a document\n"
    )


@pytest.mark.usefixtures("coded")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("wilg",), "add: --bot NAME"),
        (("wilg", *BOT, "--out", "poster.pdf"), "end in .svg"),
        (("wilg", *BOT, "--out", "weg/poster.svg"), "cannot be written"),
        (("els", *BOT), "'els' has no code"),
        (("weg", *BOT), "There is no organisation 'weg'"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_one_sentence(
    arguments: tuple[str, ...], words: str
) -> None:
    ran = run(*arguments)

    assert words in str(ran.exception)
    assert not list(Path().glob("*.svg"))
