"""What a schoolopleider reads in the place of names that only the folder knows."""

from assistant.trends.naming import document_title, subject_title
from knowledge.document import Document
from knowledge.holding import Knowledge
from tests.privacy.region import KNOWLEDGE

_GUIDE = Document.model_construct(id="gids", title="Stagegids")
_KNOWN = Knowledge(
    KNOWLEDGE.organisations,
    (_GUIDE,),
    {"facilitering.uren-per-student": "uren per student"},
    {"eindbeoordeling": "het eindoordeel"},
)


def test_a_contradiction_is_told_in_people_s_words() -> None:
    assert subject_title(_KNOWN, "facilitering.uren-per-student") == "uren per student"
    assert subject_title(_KNOWN, "eindbeoordeling") == "het eindoordeel"
    assert document_title(_KNOWN, "gids") == "Stagegids"
    assert document_title(_KNOWN, "topic:facilitering") == "Facilitering"


def test_what_the_folder_no_longer_knows_keeps_its_own_name() -> None:
    assert subject_title(_KNOWN, "eigen.onderwerp") == "eigen.onderwerp"
    assert document_title(_KNOWN, "weg") == "weg"
