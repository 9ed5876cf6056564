import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from index.build import build_index, is_fresh
from index.encoders import Encoder
from index.errors import IndexingError
from index.opened import Index
from index.rows import corpus_rows
from index.search import Searcher
from index.version import IndexHome
from tests.fakes import HashEncoder
from tests.unit.index.conftest import CountingEncoder
from tests.unit.index.folder import SmallFolder

Build = Callable[[Encoder], Path | None]

HOURS = {
    "subject": "facilitering.uren-per-student",
    "value": 40,
    "unit": "uur/schooljaar",
    "quote": "De mentor krijgt 40 uur.",
}


def test_only_changed_passages_are_embedded_again(
    knowledge: SmallFolder, build: Build, counting: CountingEncoder
) -> None:
    knowledge.add("uren", "## Tijd\n\nDe mentor krijgt 40 uur.\n\n## Plek\n\nIn de klas.")
    build(counting)
    counting.passages.clear()

    knowledge.add("uren", "## Tijd\n\nDe mentor krijgt 50 uur.\n\n## Plek\n\nIn de klas.")
    build(counting)

    assert counting.passages == ["Tijd\nDe mentor krijgt 50 uur."]


def test_facts_and_example_questions_are_embedded_once_too(
    knowledge: SmallFolder, build: Build, counting: CountingEncoder
) -> None:
    body = "## Tijd\n\nDe mentor krijgt 40 uur."
    knowledge.add("uren", body, agreements=[HOURS], questions={"tijd": ["hoeveel uur?"]})
    first = build(counting)
    assert counting.queries == ["hoeveel uur?"]
    assert sum("40 uur" in text for text in counting.passages) == 2  # the section and the fact
    counting.passages.clear()
    counting.queries.clear()

    asked = ["hoeveel uur?", "krijg ik tijd?"]
    knowledge.add("uren", body, agreements=[HOURS], questions={"tijd": asked})
    second = build(counting)

    assert counting.queries == ["krijg ik tijd?"]
    assert counting.passages == []
    assert first is not None
    assert second is not None
    assert (first / "facts.npy").read_bytes() == (second / "facts.npy").read_bytes()


def test_equal_texts_are_embedded_once(
    knowledge: SmallFolder, build: Build, counting: CountingEncoder
) -> None:
    for name in ("een", "twee", "drie"):
        knowledge.add(name, "## Zelfde\n\nDezelfde tekst.", title="Titel")

    build(counting)

    assert counting.passages.count("Zelfde\nDezelfde tekst.") == 1


def test_moved_passages_keep_their_vectors(
    knowledge: SmallFolder, build: Build, counting: CountingEncoder
) -> None:
    knowledge.add("uren", "## Tijd\n\nDe mentor krijgt 40 uur.")
    build(counting)
    counting.passages.clear()
    (knowledge.path / "documents" / "uren.md").unlink()
    knowledge.add("aaa-anders", "## Tijd\n\nDe mentor krijgt 40 uur.")

    version = build(counting)

    assert counting.passages == []
    assert version is not None
    index = Index(version)
    same = "Tijd\nDe mentor krijgt 40 uur."
    (best, *_), _ = index.search(same, HashEncoder().encode_passages([same])[0], words={})
    assert best.id == "aaa-anders#tijd"
    assert best.cosine == pytest.approx(1, abs=1e-6)


def test_words_of_the_issuer_that_change_embed_what_they_touch(
    knowledge: SmallFolder, build: Build, counting: CountingEncoder
) -> None:
    knowledge.add("rol", "## Wie\n\nDe tutor helpt.\n\n## Waar\n\nOp school.", issuer="noord")
    build(counting)
    counting.passages.clear()
    file = knowledge.path / "organisations.yaml"
    text = file.read_text()
    file.write_text(text.replace("{coach: mentor,", "{coach: mentor, tutor: mentor,"))

    build(counting)

    assert counting.passages == ["Wie\nDe mentor helpt."]


def test_an_unchanged_folder_makes_no_new_version(
    build: Build, home: IndexHome, counting: CountingEncoder
) -> None:
    first = build(counting)
    counting.passages.clear()

    assert build(counting) is None
    assert home.current() == first
    assert counting.passages == []


def test_another_model_embeds_everything_again(
    build: Build, encoder: HashEncoder, counting: CountingEncoder, home: IndexHome
) -> None:
    build(HashEncoder(dimension=32))
    version = build(counting)

    assert version is not None
    assert counting.passages == ["Overleg\nDe mentor spreekt de student elke week een uur."]
    assert is_fresh(home, encoder.fingerprint, Index(version).manifest.content)


def test_a_damaged_old_version_only_costs_time(
    knowledge: SmallFolder, build: Build, counting: CountingEncoder
) -> None:
    first = build(counting)
    assert first is not None
    (first / "vectors.faiss").write_bytes(b"kapot")
    counting.passages.clear()
    knowledge.add("nieuw", "Nieuwe tekst.")

    version = build(counting)

    assert version is not None
    assert len(counting.passages) == 2
    assert Index(version).ids == ["contact#overleg", "nieuw#inleiding"]


def test_a_concept_is_not_in_the_index(knowledge: SmallFolder, build: Build) -> None:
    knowledge.add("plan", "## Later\n\nMisschien.", status="concept")

    version = build(HashEncoder())

    assert version is not None
    assert Index(version).ids == ["contact#overleg"]


def test_the_facts_of_a_concept_stop_nobody(knowledge: SmallFolder, build: Build) -> None:
    knowledge.add(
        "plan", "## Later\n\nDe mentor krijgt 40 uur.", status="concept", agreements=[HOURS]
    )

    version = build(HashEncoder())

    assert version is not None
    assert Index(version).ids == ["contact#overleg"]


def test_nothing_to_index_is_said(home: IndexHome, encoder: HashEncoder) -> None:
    with pytest.raises(IndexingError, match="add documents with text"):
        build_index(home, [], encoder, content="leeg")

    assert not home.root.exists()


def corpus(folder: Path, *lines: object) -> Path:
    file = folder / "collectie.jsonl"
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    file.write_text("\n".join(texts) + "\n", "utf-8")
    return file


def test_a_foreign_collection_keeps_documents_together(tmp_path: Path, home: IndexHome) -> None:
    encoder = HashEncoder()
    file = corpus(
        tmp_path,
        {"id": "a1", "document": "a", "title": "Fiets", "text": "De rode fiets staat buiten."},
        "",
        {"id": "a2", "document": "a", "text": "De fiets is rood en nieuw."},
        {"id": 7, "document": None, "title": None, "text": "Een boot vaart op het water."},
    )
    build_index(home, corpus_rows(file, encoder), encoder, content="x")
    version = home.current()
    assert version is not None

    found = Searcher(Index(version), encoder).foreign("rode fiets")

    assert [hit.document for hit in found.hits] == ["a", "7"]
    assert found.hits[0].id in ("a1", "a2")


def test_a_collection_may_be_gzipped_and_begin_with_a_mark(tmp_path: Path) -> None:
    file = tmp_path / "collectie.jsonl.gz"
    file.write_bytes(gzip.compress(b'\xef\xbb\xbf{"id": "a", "text": "tekst"}\n'))

    assert [row.passage.id for row in corpus_rows(file, HashEncoder())] == ["a"]


@pytest.mark.parametrize(
    "line",
    [
        "geen json",
        "[]",
        "null",
        '"tekst"',
        "3",
        '{"id": "b"}',
        '{"text": "b"}',
        '{"id": null, "text": "b"}',
        '{"id": "b", "text": null}',
        '{"id": "b", "text": ["b"]}',
        '{"id": {}, "text": "b"}',
        '{"id": true, "text": "b"}',
        '{"id": "b", "text": "b", "title": ["b"]}',
        '{"id": "b", "text": "b"',
        pytest.param("[" * 100_000, id="nested too deep"),
    ],
)
def test_a_bad_line_is_named_by_its_number(line: str, tmp_path: Path) -> None:
    file = corpus(tmp_path, {"id": "a", "text": "a"}, "", line)

    with pytest.raises(IndexingError, match=r"^collectie.jsonl:3: this line is no passage"):
        corpus_rows(file, HashEncoder())


def test_an_id_that_comes_twice_is_named(tmp_path: Path) -> None:
    file = corpus(tmp_path, {"id": "1", "text": "a"}, {"id": 1, "text": "b"})

    with pytest.raises(IndexingError, match=r":2: the id '1' stands here a second time"):
        corpus_rows(file, HashEncoder())


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_an_empty_collection_is_said(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "leeg.jsonl").write_bytes(content)

    with pytest.raises(IndexingError, match=r"leeg.jsonl holds no passages"):
        corpus_rows(tmp_path / "leeg.jsonl", HashEncoder())


def _packed(text: bytes) -> bytes:
    return gzip.compress(text * 200, mtime=0)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("latin.jsonl", b'{"id": "a", "text": "caf\xe9"}\n'),
        ("geen.jsonl.gz", b'{"id": "a", "text": "a"}\n'),
        ("kort.jsonl.gz", _packed(b"\n")[:-9]),
        ("stuk.jsonl.gz", _packed(b"\n")[:12] + b"\xff" * 40),
    ],
)
def test_a_file_that_cannot_be_read_is_said(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(IndexingError, match=rf"{name} cannot be read as UTF-8 lines"):
        corpus_rows(tmp_path / name, HashEncoder())


@pytest.mark.parametrize("name", [".", "bestaat-niet.jsonl"])
def test_a_collection_that_is_no_file_is_said(name: str, tmp_path: Path) -> None:
    with pytest.raises(IndexingError, match="cannot be read as UTF-8 lines"):
        corpus_rows(tmp_path / name, HashEncoder())


def test_odd_characters_survive_the_index(tmp_path: Path, home: IndexHome) -> None:
    encoder = HashEncoder()
    names = ["\ud800", "é" * 300, "a\x00b", "\u2028", "😀"]
    file = corpus(tmp_path, *({"id": name, "text": f"tekst {name}"} for name in names))
    build_index(home, corpus_rows(file, encoder), encoder, content="x")
    version = home.current()
    assert version is not None

    hits = Searcher(Index(version), encoder).foreign("tekst").hits

    assert sorted(hit.id for hit in hits) == sorted(names)


def test_passages_without_words_do_not_stop_a_build(tmp_path: Path, home: IndexHome) -> None:
    encoder = HashEncoder()
    file = corpus(tmp_path, {"id": "a", "text": ""}, {"id": "b", "text": "!?"})
    build_index(home, corpus_rows(file, encoder), encoder, content="x")
    version = home.current()
    assert version is not None

    assert len(Searcher(Index(version), encoder).foreign("iets").hits) == 2


def test_a_long_passage_is_cut_into_windows_under_one_id(tmp_path: Path) -> None:
    encoder = HashEncoder(max_tokens=24)
    text = " ".join(f"Zin {number} gaat over de stage." for number in range(20))
    rows = corpus_rows(corpus(tmp_path, {"id": "lang", "text": text}), encoder)

    assert len(rows) > 5
    assert {row.passage.id for row in rows} == {"lang"}
    assert all(encoder.count_tokens(row.embedded) <= 16 for row in rows)


def test_progress_ends_at_what_there_was_to_embed(home: IndexHome, tmp_path: Path) -> None:
    encoder = HashEncoder()
    file = corpus(tmp_path, *({"id": n, "text": f"tekst {n}"} for n in range(40)))
    heard: list[tuple[int, int]] = []

    build_index(
        home,
        corpus_rows(file, encoder),
        encoder,
        content="x",
        report=lambda done, total: heard.append((done, total)),
    )

    assert heard[0] == (0, 40)
    assert heard[-1] == (40, 40)
    assert heard == sorted(heard)


def test_other_users_may_read_what_was_built(build: Build) -> None:
    version = build(HashEncoder())
    assert version is not None

    modes = {path.stat().st_mode & 0o444 for path in version.rglob("*")}

    assert modes == {0o444}
