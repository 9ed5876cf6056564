import os
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from knowledge.checking import check, faulty_files, without_faulty
from knowledge.errors import Fault, KnowledgeError
from knowledge.loading import SHIPPED
from tests.unit.knowledge.folders import OLDER, ORGANISATIONS, ROLE, TODAY, Folder

ROL, OUDER, ORG = "documents/noord/rol.md", "documents/noord/ouder.md", "organisations.yaml"


def test_a_folder_without_faults_has_none(folder: Folder) -> None:
    assert folder.faults() == []


# file, what stands there, what is written instead, code, level, how many lines further it is told
FAULTS = [
    (ROL, "issuer: pv-noord", "isuer: pv-noord", "unknown-field", "error", 0),
    (ROL, "issuer: pv-noord\n", "", "missing-field", "error", None),
    (ROL, "title: Rol van de mentor", "title:", "missing-field", "error", 0),
    (ROL, "title: Rol van de mentor", 'title: ""', "missing-field", "error", 0),
    (ROL, "kind: rolbeschrijving", "kind: rolbeschrijvng", "unknown-value", "error", 0),
    (ROL, "status: vastgesteld", "status: [vastgesteld]", "unknown-value", "error", 0),
    (ROL, "topics: [rollen]", "topics: rollen", "unknown-value", "error", 0),
    (ROL, "topics: [rollen]", "topics: [rollen, rolen]", "unknown-value", "error", 0),
    (ROL, "trainee: [student]", "trainee: [studnet]", "unknown-value", "error", 0),
    (ROL, "id: rol-mentor", "id: Rol Mentor", "unknown-value", "error", 0),
    (ROL, "role: mentor", "role: mentoor", "unknown-value", "error", 0),
    (ROL, "part: beslist", "part: bepaalt", "unknown-value", "error", 0),
    (ROL, "part: beslist, ", "", "missing-field", "error", 0),
    (ROL, "part: beslist", "deel: x, part: beslist", "unknown-field", "error", 0),
    (ROL, "years: [1, 2]", "years: [1, 5]", "unknown-value", "error", 0),
    (ROL, "years: [1, 2]", "years: [1, twee]", "unknown-value", "error", 0),
    (ROL, "value: 40", "value:", "missing-field", "error", 0),
    (ROL, "value: 40", "value: [40]", "unknown-value", "error", 0),
    (ROL, "unit: uur/schooljaar", "unit: uur/kwartaal", "unknown-value", "error", 0),
    (ROL, "date: 2027-01-22", "date: 2027-13-22", "unknown-value", "error", 0),
    (ROL, "valid_from: 2025-08-01", "valid_from: 1-8-2025", "unknown-value", "error", 0),
    (ROL, "deviates:\n  - {from", "deviates:\n  - {form", "unknown-field", "error", 1),
    (ROL, "from: rol-2023", "from: rol-2024", "unknown-document", "error", 0),
    (ROL, '"De mentor beslist."', '"De mentor kiest."', "quote-not-found", "error", 0),
    (ROL, "      40 uur.", "      41 uur.", "quote-not-found", "error", -1),
    (ROL, '"Het overleg is in', '"Het overleg was in', "quote-not-found", "error", 0),
    (ROL, "issuer: pv-noord", "issuer: pv-nord", "unknown-issuer", "error", 0),
    (ROL, "holds_for: [bestuur]", "holds_for: [bestuurr]", "unknown-organisation", "error", 0),
    (ROL, "valid_until: 2028-07-31", "valid_until: 2025-07-31", "dates-reversed", "error", 0),
    (ROL, "replaces: rol-2023", "replaces: rol-2022", "replaces-broken", "error", 0),
    (ROL, "replaces: rol-2023", "replaces: rol-mentor", "replaces-broken", "error", 0),
    (ROL, "valid_from: 2025-08-01", "valid_from: 2022-08-01", "replaces-broken", "error", 2),
    (OUDER, "topics: [rollen]", "replaces: rol-2022", "replaces-broken", "error", 0),
    (ROL, "  uren: [", "  uur: [", "unknown-anchor", "error", 0),
    (ROL, "## Overleg {#als-team}", "## Overleg {#uren}", "duplicate-anchor", "error", 0),
    (ROL, "## Overleg", "## Leeg\n\n## Overleg", "empty-heading", "warning", 0),
    (ROL, "task: eindbeoordeling", "task: eindbeordeling", "outside-vocabulary", "warning", 0),
    (
        ROL,
        "subject: facilitering.uren-per-student\n",
        "subject: facilitering.uur\n",
        "outside-vocabulary",
        "warning",
        0,
    ),
    (
        ROL,
        "subject: facilitering.uren-per-student\n",
        "subject: uren\n",
        "unknown-value",
        "error",
        0,
    ),
    (ROL, "valid_until: 2028-07-31", "valid_until: 2027-01-24", "expires-soon", "warning", 0),
    (ROL, "kind: rolbeschrijving", "kind: gids\nkind: gids", "duplicate-field", "error", 1),
    (ROL, "title: Rol van de mentor", "title: Rol: de mentor", "unreadable", "error", 0),
    (OUDER, "title: Rol van de mentor", 'title: "Rol van de mentor', "unreadable", "error", 0),
    (ROL, "topics: [rollen]", "topics: [rollen", "unreadable", "error", 0),
    (ROL, "status: vastgesteld", "\tstatus: vastgesteld", "unreadable", "error", 0),
    (ROL, "status: vastgesteld", "status", "unreadable", "error", 0),
    (ROL, "title: Rol van de mentor", "title: &a [*a]", "unreadable", "error", None),
    (ROL, "De mentor krijgt 40", "De mentor\x00 krijgt 40", "unreadable", "error", 0),
    (ORG, "name: Noord", "naam: Noord", "unknown-field", "error", 0),
    (ORG, "level: regio", "level: regoi", "unknown-value", "error", 0),
    (ORG, "  - id: school", "  - id: regio", "duplicate-id", "error", 0),
    (ORG, "level: school", "level: school\n    code: noord1", "duplicate-code", "error", 1),
    (ORG, "parents: [bestuur]", "parents: [bestur]", "unknown-parent", "error", 0),
    (
        ORG,
        "level: landelijk",
        "level: landelijk\n    parents: [landelijk]",
        "parent-cycle",
        "error",
        1,
    ),
    (ORG, "institutes: [pabo]", "institutes: [pab]", "unknown-institute", "error", 0),
    (ORG, "institutes: [pabo]", "institutes: [school]", "unknown-institute", "error", 0),
    (
        ORG,
        "level: school",
        "level: school\n    institutes: [pabo]",
        "misplaced-institutes",
        "error",
        1,
    ),
    (ORG, "coach: mentor", "coach: menter", "unknown-value", "error", 0),
    (ORG, "coach: mentor", "coach: mentor\n      coach: student", "word-clash", "error", 1),
    (ORG, "coach: mentor", "coach: mentor\n      Coach: student", "word-clash", "error", 1),
    (ORG, "coach: mentor", "coach: mentor\n      coach: mentor", "duplicate-field", "error", 1),
    (ORG, "organisations:\n", "organisatie: x\norganisations:\n", "unknown-field", "error", 0),
    (ORG, "parents: [bestuur]", "parents: [bestuur", "unreadable", "error", 0),
]


@pytest.mark.parametrize(("file", "old", "new", "code", "level", "further"), FAULTS)
def test_a_fault_is_told_alone_with_its_file_line_and_code(
    folder: Folder, file: str, old: str, new: str, code: str, level: str, further: int | None
) -> None:
    line = folder.change(file, old, new)

    faults = folder.faults()

    found = [(one.file, one.level, one.code) for one in faults]
    assert found == [(file, level, code)], "\n".join(map(str, faults))
    assert further is None or faults[0].line == line + further


@pytest.mark.parametrize(
    ("file", "old", "new", "mend"),
    [
        (ROL, "issuer: pv-noord", "isuer: pv-noord", "'issuer'"),
        (ROL, "status: vastgesteld", "status: vastgestelt", "'vastgesteld'"),
        (ROL, "status: vastgesteld", "status: af", "'concept', 'vastgesteld', 'voorbeeld'"),
        (ROL, "issuer: pv-noord", "issuer: noord", "'pv-noord'"),
        (ROL, "task: eindbeoordeling", "task: oordeel", "'"),
        (ROL, "  uren: [", "  uurtjes: [", "'uren'"),
        (ORG, "coach: mentor", "coach: driehoekgesprek", "'driehoeksgesprek'"),
        (ORG, "parents: [bestuur]", "parents: [bestur]", "'bestuur'"),
        (ROL, "deviates:\n  - {from", "deviates:\n  - {fro", "'from'"),
    ],
)
def test_the_mend_names_what_is_nearest(
    folder: Folder, file: str, old: str, new: str, mend: str
) -> None:
    folder.change(file, old, new)

    assert mend in folder.faults()[0].mend


def test_a_successor_without_an_id_lacks_only_that(folder: Folder) -> None:
    folder.change(ROL, "id: rol-mentor\n", "")

    assert [(f.file, f.code) for f in folder.faults()] == [(ROL, "missing-field")]


def test_a_fault_reads_as_file_line_what_and_mend(folder: Folder) -> None:
    folder.change(ROL, "issuer: pv-noord", "issuer: pv-nord")

    (fault,) = folder.faults()

    assert str(fault) == (
        "documents/noord/rol.md:5: there is no organisation 'pv-nord': write 'pv-noord'"
    )


def test_one_fault_hides_no_other_in_the_same_document(folder: Folder) -> None:
    folder.change(ROL, "kind: rolbeschrijving", "kind: rol\ncolour: red")
    folder.change(ROL, "role: mentor, part: beslist, ", "role: baas, ")
    folder.change(ROL, '"De mentor beslist."', '"Iemand anders beslist."')
    folder.change(ROL, "valid_until: 2028-07-31", "valid_until: 2024-07-31")
    folder.change(ROL, "issuer: pv-noord", "issuer: pv-nergens")
    folder.change(ROL, "  uren: [", "  elders: [")
    folder.change(ROL, "## Overleg", "## Leeg\n\n## Overleg")

    assert folder.codes() == sorted(
        [
            "unknown-value",
            "unknown-field",
            "unknown-value",
            "missing-field",
            "quote-not-found",
            "dates-reversed",
            "unknown-issuer",
            "unknown-anchor",
            "empty-heading",
        ]
    )


def test_broken_yaml_hides_neither_the_headings_nor_the_id_from_others(folder: Folder) -> None:
    folder.change(OUDER, "kind: rolbeschrijving", "kind: [")
    folder.change(OUDER, "Dit gold eerder.", "# A {#a}\n\nx\n\n# B {#a}\n\ny")

    assert folder.codes() == ["duplicate-anchor", "unreadable"]


def test_a_faulty_entry_still_counts_as_an_organisation(folder: Folder) -> None:
    folder.change(ORG, "level: regio", "level: regoi\n    colour: red")

    assert folder.codes() == ["unknown-field", "unknown-value"]


def test_unreadable_organisations_are_told_once_and_not_for_every_document(
    folder: Folder,
) -> None:
    folder.write(ORG, b"\xff\xfe\x00")

    assert [(f.file, f.code) for f in folder.faults()] == [(ORG, "unreadable")]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", 1),
        (b" \n\n", 1),
        (b"\x89PNG\r\n\x1a\n\x00\x00", 1),
        (b"---\nid: x\ntitle: caf\xe9\n---\ntekst\n", 3),
        ("---\nid: x\n---\ntekst".encode("utf-16"), 1),
        (b"# Alleen tekst\n", 1),
        (b"---\nid: x\ntekst zonder einde\n", 1),
        (b"---\n---\ntekst\n", 2),
        (b"---\n- een\n- lijst\n---\ntekst\n", 2),
        (b"x" * 5_000_001, 1),
        (b"---\nid: " + b"[" * 5000 + b"\n---\nx\n", 2),
    ],
)
def test_a_file_that_is_no_document_is_unreadable(
    folder: Folder, content: bytes, line: int
) -> None:
    folder.write("documents/x.md", content)

    assert [(f.file, f.line, f.code) for f in folder.faults()] == [
        ("documents/x.md", line, "unreadable")
    ]


def test_a_document_without_text_is_told(folder: Folder) -> None:
    folder.change(OUDER, "Dit gold eerder.", "# Kop\n\n<!-- niets -->")

    assert [(f.file, f.code) for f in folder.faults() if f.level == "error"] == [(OUDER, "no-text")]


@pytest.mark.parametrize("content", ["organisations: veel\n", "organisations:\n"])
def test_organisations_that_are_no_list_are_told(folder: Folder, content: str) -> None:
    folder.write(ORG, content)

    assert [(f.file, f.code) for f in folder.faults()] == [(ORG, "missing-field")]


@pytest.mark.parametrize("content", ["organisations: [veel]\n", "organisations:\n  - [x]\n"])
def test_an_organisation_must_hold_fields(folder: Folder, content: str) -> None:
    folder.write(ORG, content)

    assert (ORG, "unknown-value") in [(f.file, f.code) for f in folder.faults()]


def test_a_key_that_is_no_word_is_told(folder: Folder) -> None:
    folder.change(OUDER, "topics: [rollen]", "? [a, b]\n: rollen")

    assert [(f.line, f.code) for f in folder.faults()] == [(8, "unreadable")]


def test_values_that_repeat_each_other_endlessly_are_refused(folder: Folder) -> None:
    lines = ["a0: &a0 [x, x]"] + [
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)
    ]
    folder.write("documents/x.md", "---\n" + "\n".join(lines) + "\n---\nx\n")

    assert folder.codes() == ["unreadable"]


def test_a_symbolic_link_is_refused_also_to_a_folder(folder: Folder) -> None:
    (folder.path / "documents/link.md").symlink_to(folder.path / ROL)
    (folder.path / "documents/lost.md").symlink_to(folder.path / "nowhere")
    (folder.path / "documents/other").symlink_to(folder.path / "documents/noord")

    found = [(f.file, f.code) for f in folder.faults()]

    assert found == [
        ("documents/link.md", "unreadable"),
        ("documents/lost.md", "unreadable"),
        ("documents/other", "unreadable"),
    ]


def test_a_folder_named_as_a_document_is_told_and_its_documents_are_read(folder: Folder) -> None:
    folder.write("documents/map.md/rol.md", ROLE.replace("rol-mentor", "rol-3"))

    found = [(f.file, f.code) for f in folder.faults() if f.code != "replaces-broken"]

    assert ("documents/map.md", "unreadable") in found


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this platform has no named pipes")
def test_a_named_pipe_is_not_waited_for(folder: Folder) -> None:
    os.mkfifo(folder.path / "documents/pipe.md")

    assert folder.codes() == ["unreadable"]


def test_a_file_that_may_not_be_read_is_told(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "rol.md":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)

    assert [(f.file, f.code) for f in folder.faults()] == [(ROL, "unreadable")]


def test_a_missing_organisations_file_is_told(folder: Folder) -> None:
    (folder.path / ORG).unlink()

    assert [(f.file, f.line, f.code) for f in folder.faults()] == [(ORG, 1, "missing-file")]


def test_a_folder_that_does_not_exist_says_how_to_start_one(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="knowledge init"):
        check(tmp_path / "nowhere", TODAY)


def test_two_documents_with_one_id_are_both_told(folder: Folder) -> None:
    folder.write("documents/a.md", OLDER)

    found = [(f.file, f.line, f.code) for f in folder.faults()]

    assert found == [("documents/a.md", 2, "duplicate-id"), (OUDER, 2, "duplicate-id")]


def test_organisations_above_each_other_in_a_circle_are_each_told(folder: Folder) -> None:
    folder.change(ORG, "level: landelijk", "level: landelijk\n    parents: [pv-noord]")

    cyclic = [f.message.split("'")[1] for f in folder.faults() if f.code == "parent-cycle"]

    assert sorted(cyclic) == ["landelijk", "pv-noord", "regio"]


def test_documents_that_replace_each_other_in_a_circle_are_each_told(folder: Folder) -> None:
    for name, older in (("a", "b"), ("b", "c"), ("c", "a")):
        text = OLDER.replace("rol-2023", name).replace(
            "valid_from: 2023-08-01", f"replaces: {older}"
        )
        folder.write(f"documents/{name}.md", text)

    found = [(f.file, f.code) for f in folder.faults()]

    assert found == [(f"documents/{name}.md", "replaces-broken") for name in "abc"]


@pytest.mark.parametrize(
    ("change", "clash"),
    [
        ("", True),
        ("status: concept", False),
        ("issuer: pv-zuid", False),
        ("holds_for: [pabo]", True),
        ("holds_for: [pv-zuid]", True),
        ("valid_until: 2026-07-31", True),
        ("valid_from: 2028-08-01", False),
    ],
)
def test_two_documents_that_replace_one_for_the_same_readers_and_days_overlap(
    folder: Folder, change: str, clash: bool
) -> None:
    text = OLDER.replace("id: rol-2023", "id: rol-rival\nreplaces: rol-2023")
    text = text.replace("valid_from: 2023-08-01", "valid_from: 2025-09-01")
    field = change.partition(":")[0]
    lines = [change if field and line.startswith(field) else line for line in text.split("\n")]
    if change and change not in lines:
        lines.insert(1, change)
    folder.write("documents/rival.md", "\n".join(lines))

    found = [f for f in folder.faults() if f.code == "replaces-broken"]

    assert bool(found) == clash


def test_a_document_parted_from_its_rival_by_its_readers_does_not_overlap(folder: Folder) -> None:
    folder.change(
        ORG,
        "  - id: pabo\n",
        "  - id: ander\n    name: A\n    level: school\n    parents: [pv-noord]\n  - id: pabo\n",
    )
    text = OLDER.replace("id: rol-2023", "id: rol-rival\nreplaces: rol-2023\nholds_for: [ander]")
    folder.write("documents/rival.md", text.replace("2023-08-01", "2025-09-01"))

    assert folder.faults() == []


def test_a_word_that_differs_between_two_partnerships_above_is_told_at_the_school(
    folder: Folder,
) -> None:
    folder.change(ORG, "gouden driehoek: driehoeksgesprek", "Coach: instituutsopleider")

    (fault,) = folder.faults()

    assert (fault.file, fault.code) == (ORG, "word-clash")
    assert ORGANISATIONS.split("\n")[fault.line - 1] == "  - id: school"
    assert "'school'" in fault.message
    assert "'coach'" in fault.message


@pytest.mark.parametrize("settler", ["level: school", "level: bestuur"])
def test_a_nearer_organisation_settles_the_word(folder: Folder, settler: str) -> None:
    folder.change(ORG, "gouden driehoek: driehoeksgesprek", "Coach: instituutsopleider")
    folder.change(ORG, settler, settler + "\n    words: {coach: startersbegeleider}")

    assert folder.faults() == []


def test_a_board_without_schools_must_settle_the_word_itself(folder: Folder) -> None:
    folder.change(ORG, "gouden driehoek: driehoeksgesprek", "coach: instituutsopleider")
    folder.change(
        ORG, "  - id: school\n    name: School\n    level: school\n    parents: [bestuur]\n", ""
    )

    assert [(f.code, "'bestuur'" in f.message) for f in folder.faults()] == [("word-clash", True)]


CONTRADICTING = """\
---
id: uren
title: Uren
kind: afspraak
issuer: pv-noord
status: vastgesteld
agreements:
  - {subject: facilitering.uren-per-student, value: 30, unit: uur/schooljaar, quote: "30 uur"}
---
Een mentor krijgt 30 uur.
"""


def test_an_issuer_that_contradicts_itself_is_warned_once_for_the_pair(folder: Folder) -> None:
    folder.write("documents/uren.md", CONTRADICTING)

    (fault,) = folder.faults()

    assert (fault.level, fault.code) == ("warning", "contradicts-itself")
    assert {fault.file, "documents/uren.md"} == {ROL, "documents/uren.md"}
    assert fault.line == 16


@pytest.mark.parametrize(
    "change",
    [
        ("issuer: pv-noord", "issuer: pv-zuid"),
        ("status: vastgesteld", "status: concept"),
        ("status: vastgesteld", "status: vastgesteld\nvalid_until: 2025-07-31"),
        ("status: vastgesteld", "status: vastgesteld\nvalid_from: 2028-08-01"),
        ("value: 30, unit: uur/schooljaar", "value: 1, unit: uur/week"),
        ("value: 30, unit: uur/schooljaar", "value: 30, unit: keer/schooljaar"),
        ("value: 30", "trainee: [lio], value: 30"),
        ("value: 30", "years: [3], value: 30"),
        (
            "agreements:",
            "deviates: [{from: rol-mentor, subject: facilitering.uren-per-student, why: w}]\n"
            "agreements:",
        ),
    ],
)
def test_what_is_no_contradiction_is_not_warned_of(folder: Folder, change: tuple[str, str]) -> None:
    folder.write("documents/uren.md", CONTRADICTING.replace(*change))

    assert folder.faults() == []


def test_a_version_that_was_replaced_contradicts_no_later_document(folder: Folder) -> None:
    folder.write("documents/uren.md", CONTRADICTING.replace("id: uren", "id: uren-oud"))
    newer = CONTRADICTING.replace("id: uren", "id: uren\nreplaces: uren-oud").replace("30", "40")
    folder.write("documents/nieuw.md", newer.replace("status:", "valid_from: 2025-08-01\nstatus:"))

    assert folder.faults() == []


def test_one_document_that_says_two_things_is_warned_of(folder: Folder) -> None:
    folder.change(
        ROL,
        "dates:\n",
        "  - {subject: facilitering.uren-per-student, value: 1, unit: uur, quote: mentor}\n"
        "  - {subject: facilitering.uren-per-student, value: 2, unit: uur, quote: mentor}\n"
        "dates:\n",
    )

    assert folder.codes() == ["contradicts-itself"]


@pytest.mark.parametrize(
    ("days", "warned"), [(-1, False), (0, True), (30, True), (61, True), (62, False)]
)
def test_a_document_that_expires_within_two_months_is_warned_of(
    folder: Folder, days: int, warned: bool
) -> None:
    end = TODAY + timedelta(days=days)
    folder.change(ROL, "valid_until: 2028-07-31", f"valid_until: {end}")

    assert ("expires-soon" in folder.codes()) == warned


def test_two_months_after_the_last_of_december_ends_in_february(folder: Folder) -> None:
    folder.change(ROL, "valid_until: 2028-07-31", "valid_until: 2027-02-28")

    assert [f.code for f in folder.faults(date(2026, 12, 31))] == ["expires-soon"]


def test_a_document_with_a_successor_may_expire(folder: Folder) -> None:
    folder.change(ROL, "valid_until: 2028-07-31", "valid_until: 2026-12-31")
    text = OLDER.replace("rol-2023", "rol-2027").replace("2023-08-01", "2027-01-01")
    folder.write("documents/nieuw.md", text.replace("topics", "replaces: rol-mentor\ntopics"))

    assert folder.faults() == []


def test_a_quote_is_compared_white_space_aside_and_never_with_a_comment(folder: Folder) -> None:
    folder.change(ROL, "De mentor beslist.\n", "<!-- De mentor beslist. -->\n")

    assert folder.codes() == ["quote-not-found"]


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(folder: Folder) -> None:
    folder.write(ROL, b"\xef\xbb\xbf" + ROLE.replace("\n", "\r\n").encode())
    folder.change(OUDER, "topics: [rollen]", "topics: [rolen]")

    assert [(f.file, f.line) for f in folder.faults()] == [(OUDER, 8)]


def test_a_rule_in_the_text_is_not_the_end_of_the_front_matter(folder: Folder) -> None:
    folder.write(ROL, ROLE + "\n---\n\nNog een alinea.\n")
    folder.change(ROL, '"De mentor beslist."', '"Nog een alinea."')

    assert folder.faults() == []


def test_fields_left_empty_count_as_absent(folder: Folder) -> None:
    folder.change(ROL, "valid_until: 2028-07-31", "valid_until:\nversion:\naudience:\nsource:")

    assert folder.faults() == []


def test_an_own_vocabulary_extends_the_one_that_ships(folder: Folder) -> None:
    folder.change(ROL, "task: eindbeoordeling", "task: sleutels-uitgeven")
    folder.write("vocabulary.yaml", "tasks:\n  sleutels-uitgeven: wie de sleutels uitgeeft\n")

    assert folder.faults() == []


def test_a_fault_in_the_own_vocabulary_is_told(folder: Folder) -> None:
    folder.write("vocabulary.yaml", "subjects: {}\ntaken:\n  x: y\n")

    assert [(f.file, f.line, f.code) for f in folder.faults()] == [
        ("vocabulary.yaml", 2, "unknown-field")
    ]


def test_documents_with_errors_are_left_out_and_named(folder: Folder) -> None:
    folder.change(ROL, '"De mentor beslist."', '"De mentor kiest."')
    folder.write("documents/kapot.md", b"\xff")
    folder.write("documents/goed.md", OLDER.replace("rol-2023", "goed"))
    loaded, faults = check(folder.path, TODAY)

    knowledge, left_out = without_faulty(loaded, faults)

    assert [document.id for document in knowledge.documents] == ["goed", "rol-2023"]
    assert left_out == ("documents/kapot.md", ROL)


def test_a_document_whose_issuer_cannot_be_read_is_left_out_too(folder: Folder) -> None:
    folder.change(
        ORG, "level: partnerschap\n    parents: [regio]\n    institutes", "level: p\n    institutes"
    )
    loaded, faults = check(folder.path, TODAY)

    knowledge, left_out = without_faulty(loaded, faults)

    assert knowledge.documents == ()
    assert left_out == (OUDER, ROL)


def test_without_any_organisation_nothing_can_be_left_out(folder: Folder) -> None:
    (folder.path / ORG).unlink()

    with pytest.raises(KnowledgeError, match=r"organisations\.yaml"):
        without_faulty(*check(folder.path, TODAY))


def test_warnings_make_no_file_faulty() -> None:
    faults = [
        Fault("a.md", 1, "warning", "expires-soon", "", ""),
        Fault("b.md", 1, "error", "unreadable", "", ""),
    ]

    assert faulty_files(faults) == {"b.md"}


def test_the_shipped_knowledge_has_no_faults() -> None:
    errors = [str(f) for f in check(SHIPPED, TODAY)[1] if f.level == "error"]

    assert errors == []


def test_a_thousand_documents_are_checked_within_seconds(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    shutil.rmtree(tmp_path / "documents")
    for number in range(1000):
        name = f"rol-{number}"
        text = OLDER.replace("rol-2023", name)
        folder.write(f"documents/{name}.md", text)

    assert folder.faults() == []
