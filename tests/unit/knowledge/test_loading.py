import os
from pathlib import Path

import pytest

from knowledge.errors import KnowledgeError
from knowledge.loading import content_hash, document_files, load
from tests.unit.knowledge.folders import OLDER, Folder


def test_a_folder_becomes_knowledge(folder: Folder) -> None:
    knowledge = load(folder.path).knowledge

    assert [document.id for document in knowledge.documents] == ["rol-2023", "rol-mentor"]
    assert knowledge.by_id["rol-mentor"].file == "documents/noord/rol.md"
    assert knowledge.by_id["rol-mentor"].agreements[0].value == 40
    assert "pv-noord" in knowledge.organisations
    assert "eindbeoordeling" in knowledge.tasks


def test_a_phone_number_keeps_its_first_digit(folder: Folder) -> None:
    contact = load(folder.path).knowledge.organisations["pv-noord"].contact

    assert contact is not None
    assert contact.phone == "0201234567"


def test_what_has_the_wrong_form_is_no_knowledge(folder: Folder) -> None:
    folder.change("documents/noord/rol.md", "kind: rolbeschrijving", "kind: rol")
    folder.change("organisations.yaml", "level: school", "level: scool")

    loaded = load(folder.path)

    assert [document.id for document in loaded.knowledge.documents] == ["rol-2023"]
    assert "school" not in loaded.knowledge.organisations


def test_of_two_documents_with_one_id_one_is_knowledge(folder: Folder) -> None:
    folder.write("documents/a.md", OLDER)

    assert [d.file for d in load(folder.path).knowledge.documents if d.id == "rol-2023"] == [
        "documents/a.md"
    ]


def test_documents_are_found_at_any_depth_in_a_fixed_order(folder: Folder) -> None:
    folder.write("documents/z/y/x.md", OLDER)
    folder.write("documents/a.md", OLDER)
    folder.write("documents/a.txt", "geen document")
    folder.write("elders/b.md", OLDER)

    names = [path.relative_to(folder.path).as_posix() for path in document_files(folder.path)]

    assert names == [
        "documents/a.md",
        "documents/noord/ouder.md",
        "documents/noord/rol.md",
        "documents/z/y/x.md",
    ]


def test_a_folder_without_documents_can_be_loaded(tmp_path: Path) -> None:
    (tmp_path / "organisations.yaml").write_text("organisations: []\n", "utf-8")

    loaded = load(tmp_path)

    assert (loaded.knowledge.documents, loaded.faults) == ((), ())


def test_the_hash_changes_with_each_name_and_text_that_counts(folder: Folder) -> None:
    seen = {content_hash(folder.path)}
    folder.write("notes.txt", "geen document")
    assert content_hash(folder.path) in seen

    for name in ("documents/a.md", "documents/b.md", "vocabulary.yaml"):
        folder.write(name, OLDER)
        seen.add(content_hash(folder.path))
    folder.change("documents/a.md", "Dit gold eerder.", "Dit geldt.")
    seen.add(content_hash(folder.path))
    (folder.path / "documents/a.md").rename(folder.path / "documents/c.md")
    seen.add(content_hash(folder.path))

    assert len(seen) == 6


@pytest.mark.skipif(os.name == "nt", reason="Windows names are always text")
def test_a_file_name_that_is_no_text_stops_nothing(folder: Folder) -> None:
    path = os.fsencode(folder.path) + b"/documents/\xff.md"
    Path(os.fsdecode(path)).write_bytes(b"kapot")

    assert [fault.file for fault in load(folder.path).faults] == ["documents/?.md"]
    assert content_hash(folder.path)


def test_a_file_is_no_knowledge_folder(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_text("x", "utf-8")

    with pytest.raises(KnowledgeError, match="no knowledge folder"):
        load(file)
