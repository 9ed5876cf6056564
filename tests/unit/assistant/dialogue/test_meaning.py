"""A word that means something else elsewhere: the answer says how it was read."""

from collections.abc import Callable

import pytest

from assistant.dialogue.assistant import Assistant
from assistant.messages import Answer
from assistant.texts.catalogue import say
from index.version import IndexHome
from knowledge.organisation import CONCEPTS
from tests.unit.assistant.region import TODAY, Searchers, searcher_over
from tests.unit.index.folder import SmallFolder

Ask = Callable[..., Answer]

ORGANISATIONS = """\
organisations:
  - {id: landelijk, name: Landelijk, level: landelijk}
  - id: noord
    name: Partnerschap Noord
    level: partnerschap
    parents: [landelijk]
    institutes: [pabo]
    words:
      coach: mentor
      driehoek: driehoeksgesprek
      gouden driehoek: voortgangsgesprek
      verbinder: schoolopleider
      student: lio
  - id: zuid
    name: Partnerschap Zuid
    level: partnerschap
    parents: [landelijk]
    words: {coach: startersbegeleider, gouden driehoek: driehoeksgesprek}
  - {id: pabo, name: Pabo, level: instituut, words: {driehoek: startgesprek}}
  - {id: wilg, name: De Wilg, level: school, parents: [noord]}
  - {id: els, name: De Els, level: school, parents: [zuid]}
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    root = tmp_path_factory.mktemp("woorden")
    folder = SmallFolder(root / "kennis")
    (folder.path / "organisations.yaml").write_text(ORGANISATIONS, "utf-8")
    folder.add("rollen", "## Rollen\n\nDe coach geeft koffie aan gasten.", issuer="noord")
    folder.add("gasten", "## Gasten\n\nThee zetten doet de mentor zelf.", issuer="landelijk")
    folder.add("parkeren", "## Parkeren\n\nParkeren mag achter het gymlokaal.", issuer="noord")
    folder.add("ronde", "## Rondleiding\n\nDe verbinder leidt bezoekers rond.", issuer="noord")
    folder.add("goud", "## Overleg\n\nDe gouden driehoek is op maandag.", issuer="noord")
    folder.add("drie", "## Met zijn drieen\n\nEen driehoek is op vrijdag.", issuer="noord")
    folder.add("lijn", "## Student\n\nDe student schildert de lijnen op het plein.", issuer="noord")
    folder.add("zuid", "## Starters\n\nDe coach bakt taart voor starters.", issuer="zuid")
    assistant = Assistant(Searchers(searcher_over(folder, IndexHome(root / "index"))))

    def run(question: str, scope: str | None = "wilg") -> Answer:
        return assistant.ask(question, scope=scope, today=TODAY)

    return run


def lines(answer: Answer) -> list[str]:
    return [line for line in answer.answer.split("\n") if line.startswith("Met '")]


@pytest.mark.parametrize(
    ("question", "scope", "said"),
    [
        (
            "geeft de coach koffie aan gasten?",
            "wilg",
            "Met 'coach' bedoel ik hier de mentor, zoals Partnerschap Noord dat woord gebruikt.",
        ),
        (
            "bakt de coach taart voor starters?",
            "els",
            "Met 'coach' bedoel ik hier de startersbegeleider, "
            "zoals Partnerschap Zuid dat woord gebruikt.",
        ),
        (
            "is de gouden driehoek op maandag?",
            "wilg",
            "Met 'gouden driehoek' bedoel ik hier het voortgangsgesprek, "
            "zoals Partnerschap Noord dat woord gebruikt.",
        ),
        (
            "is een driehoek op vrijdag?",
            "wilg",
            "Met 'driehoek' bedoel ik hier het driehoeksgesprek, "
            "zoals Partnerschap Noord dat woord gebruikt.",
        ),
        (
            "schildert de student de lijnen op het plein?",
            "wilg",
            "Met 'student' bedoel ik hier de lio, zoals Partnerschap Noord dat woord gebruikt.",
        ),
    ],
)
def test_the_meaning_that_was_used_is_said(ask: Ask, question: str, scope: str, said: str) -> None:
    given = ask(question, scope)

    assert given.status == "answered"
    assert lines(given) == [said]


def test_also_where_the_document_uses_another_word_for_it(ask: Ask) -> None:
    given = ask("zet de coach zelf thee?")

    assert given.sources[0].document == "gasten"
    assert len(lines(given)) == 1


@pytest.mark.parametrize(
    ("question", "scope"),
    [
        ("leidt de verbinder bezoekers rond?", "wilg"),  # nobody means something else by it
        ("mag een coach parkeren achter het gymlokaal?", "wilg"),  # the answer is not about it
        ("wie geeft koffie aan gasten?", "wilg"),  # the question does not use it
        ("zet de coach zelf thee?", None),  # it has no meaning of the mentor's own
    ],
)
def test_a_word_that_settles_nothing_is_not_explained(
    ask: Ask, question: str, scope: str | None
) -> None:
    assert lines(ask(question, scope)) == []


def test_every_concept_has_a_name_that_a_mentor_reads() -> None:
    assert all(say(f"concept.{concept}").startswith(("de ", "het ")) for concept in CONCEPTS)
