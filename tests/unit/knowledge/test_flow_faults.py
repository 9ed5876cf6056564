"""Every fault that a flow's file can have, told with its place; and which flows a folder has."""

import os
from pathlib import Path

import pytest

from knowledge.checking import check, without_faulty
from knowledge.flow_files import shipped_flows
from knowledge.loading import SHIPPED, content_hash, load
from knowledge.storing import dump_knowledge, read_knowledge
from tests.unit.knowledge.flows import FILE, FLOW
from tests.unit.knowledge.folders import TODAY, Folder

LONG = " ".join(["woord"] * 21)
LAST = "Wat neem je je voor?"


@pytest.fixture
def flows(folder: Folder) -> Folder:
    folder.write(FILE, FLOW)
    return folder


def test_a_sound_flow_has_no_fault(flows: Folder) -> None:
    assert flows.faults() == []


# what stands there, what is written instead, code, how many lines further it is told
FAULTS = [
    ("id: voor-startgesprek\n", "", "missing-field", None),
    ("id: voor-startgesprek", "id: Voor Start", "unknown-value", 0),
    ("title: Voor een startgesprek", "titel: Voor een startgesprek", "unknown-field", 0),
    ("about: Je kiest een doel.", "about:", "missing-field", 0),
    ("conversation: startgesprek", "conversation: stargesprek", "unknown-value", 0),
    ("minutes: 4", "minutes: vier", "unknown-value", 0),
    ("minutes: 4", "minutes: 0", "unknown-value", 0),
    ("minutes: 4", "after: misschien", "unknown-value", 0),
    ("minutes: 4", "minutes: 4\nminutes: 5", "duplicate-field", 1),
    ("title: Voor een startgesprek", "title: Voor: een start", "unreadable", 0),
    ("about: Je kiest een doel.", "about: &a [*a]", "unreadable", None),
    ("about: Je kiest een doel.", "about: een\x00doel", "unreadable", 0),
    ('  - {ask: "Waar begin je?", source: "Een bron"}\n', "", "few-openings", -2),
    ('{ask: "Waar begin je?", source: "Een bron"}', '{ask: "Waar?"}', "missing-field", 0),
    ('"Wat wil je leren?"', f'"{LONG}"', "long-sentence", 0),
    ('"Wat is je doel?", ', "", "few-variants", 0),
    ('["Wat is je doel?", "Wat wil je?", "Waar gaat het om?"]', "[]", "missing-field", 0),
    ('["Wat is je doel?", "Wat wil je?", "Waar gaat het om?"]', "Wat?", "unknown-value", 0),
    ('"Wat is je doel?"', '"wat  wil je?"', "same-variant", 0),
    (LAST, "Ja. " * 76, "long-question", 0),
    (LAST, f"{LONG}. Ja?", "long-sentence", 0),
    (LAST, f"Schrijf het op: 'Ja.' {LONG}", "long-sentence", 0),
    ("answer: plan", "answer: verhaal", "unknown-value", 0),
    ("efficacy: succes", "efficacy: macht", "unknown-value", 0),
    ('choices: ["Leren", "Afspreken"]', 'choices: ["Leren"]', "choices", 0),
    ('choices: ["Leren", "Afspreken"]', 'choices: ["Leren", "leren"]', "choices", 0),
    ('choices: ["Leren", "Afspreken"]', "choices: [Leren, a, b, c, d, e, f]", "choices", 0),
    ('    choices: ["Leren", "Afspreken"]\n', "", "choices", -1),
    ("answer: plan", 'answer: plan\n    choices: ["a", "b"]', "choices", 1),
    ('choice: "Leren"', 'choice: "Lerne"', "unknown-choice", 0),
    ("at_most: 4", "at_most: elf", "unknown-value", 0),
    ("at_most: 4", "at_most: 11", "unknown-value", 0),
    ("{at_most: 4, go: klein}", "{at_most: 4}", "wrong-rule", 0),
    ("{at_most: 4, go: klein}", "{at_most: 4, skipped: true, go: klein}", "wrong-rule", 0),
    ("{at_most: 4, go: klein}", "{skipped: false, go: klein}", "wrong-rule", 0),
    ("{at_most: 4, go: klein}", '{choice: "x", go: klein}', "wrong-rule", 0),
    ("{skipped: true, go: einde}", "{at_most: 3, go: einde}", "wrong-rule", 0),
    ("{steer: [gelukt, collega]}", "{steer: [gelukt]}", "wrong-rule", 0),
    ("{steer: [gelukt, collega]}", "{steer: [gelukt, collega], go: plan}", "wrong-rule", 0),
    ("{steer: [gelukt, collega]}", "{steer: [gelukt, colega]}", "unknown-step", 0),
    ("{steer: [gelukt, collega]}", "{steer: [gelukt, einde]}", "unknown-step", 0),
    ("{steer: [gelukt, collega]}", "{steer: [gelukt, plan]}", "no-efficacy", 0),
    ("{at_most: 4, go: klein}", "{at_most: 4, go: kleni}", "unknown-step", 0),
    ("{at_most: 4, go: klein}", "{when: laag, go: klein}", "unknown-field", 0),
    ("- id: moment", "- id: einde", "reserved-name", 0),
    ("{steer: [gelukt, collega]}", "{go: gelukt}", "unreachable-step", None),
    (
        "- {at_most: 4, go: klein}",
        "- {at_most: 4, go: klein}\n      - {at_most: 2, go: einde}",
        "unused-rule",
        1,
    ),
    ("answer: plan", "answer: plan\n    next: [{go: doel}]", "loop", 1),
    ("answer: plan", "answer: plan\n    next: [{skipped: true, go: plan}]", "loop", 1),
    ('{choice: "Leren", go: zeker}', '{choice: "Leren", go: moment}', None, None),
    ("{skipped: true, go: einde}", "{skipped: true, go: klein}", None, None),
    (
        "answer: plan\n",
        "answer: plan\n  - {id: nog, purpose: x, idea: x, ask: [a, b, c], answer: tekst}\n",
        "too-many-questions",
        1,
    ),
]


@pytest.mark.parametrize(("old", "new", "code", "further"), FAULTS)
def test_a_fault_of_a_flow_is_told_alone_with_its_line_and_code(
    flows: Folder, old: str, new: str, code: str | None, further: int | None
) -> None:
    line = flows.change(FILE, old, new)

    faults = flows.faults()

    expected = [] if code is None else [(FILE, "error", code)]
    found = [(one.file, one.level, one.code) for one in faults]
    assert found == expected, "\n".join(map(str, faults))
    assert further is None or faults[0].line == line + further


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("conversation: startgesprek", "conversation: stargesprek", "write 'startgesprek'"),
        ("go: klein}", "go: kleni}", "there is no step 'kleni': write 'klein'"),
        ("at_most: 4", "at_most: 11", "write a number from 0 to 10"),
        ("minutes: 4", "minutes: 99", "write a number from 1 to 15"),
        ("minutes: 4", "after: misschien", "write true or false"),
        ("answer: plan", "answer: plan\n    next: [{go: moment}]", "plan → moment → zeker"),
        ("answer: plan", "answer: plan\n    next: [{go: moment}]", "go: einde"),
        ("Wat is je plan?", "Ja! " * 76, "has 304 characters"),
        ("Wat is je plan?", LONG, "has 21 words"),
    ],
)
def test_the_mend_says_what_to_write(flows: Folder, old: str, new: str, told: str) -> None:
    flows.change(FILE, old, new)

    assert told in str(flows.faults()[0])


def test_one_fault_does_not_hide_another(flows: Folder) -> None:
    flows.change(FILE, "answer: plan", "answer: plann")
    flows.change(FILE, '"Wat is je doel?"', f'"{LONG}"')
    flows.change(FILE, "[gelukt, collega]", "[gelukt, colega]")

    assert flows.codes() == ["long-sentence", "unknown-value"]


def test_a_step_that_comes_twice_is_told_where_it_comes_again(flows: Folder) -> None:
    line = flows.change(FILE, "- id: moment", "- id: doel")

    assert [(one.line, one.code) for one in flows.faults()] == [(line, "duplicate-id")]


def test_a_way_of_six_questions_is_written_out(flows: Folder) -> None:
    more = "  - {id: nog, purpose: x, idea: x, ask: [a, b, c], answer: tekst}\n"
    flows.write(FILE, FLOW + more)

    [fault] = flows.faults()

    assert fault.line == FLOW.count("\n") + 1
    assert "doel → moment → zeker → collega → plan → nog" in fault.message


def test_two_flows_of_one_id_or_before_one_talk_are_told_in_both(flows: Folder) -> None:
    flows.write("flows/tweede.yaml", FLOW)
    flows.write(
        "flows/na.yaml", FLOW.replace("id: voor", "id: na").replace("min", "after: true\nmin")
    )

    faults = flows.faults()

    assert [(one.file, one.code) for one in faults] == [
        (FILE, "duplicate-id"),
        (FILE, "duplicate-conversation"),
        ("flows/tweede.yaml", "duplicate-id"),
        ("flows/tweede.yaml", "duplicate-conversation"),
    ]


def test_a_flow_of_optional_steps_only_is_told(flows: Folder) -> None:
    flows.write(FILE, FLOW.replace("    purpose:", "    optional: true\n    purpose:"))
    flows.change(FILE, "    answer: tekst\n    optional: true\n", "    answer: tekst\n")

    assert flows.codes() == ["only-optional"]


def test_a_flow_far_too_long_is_refused_at_once(flows: Folder) -> None:
    step = "  - {id: s%d, purpose: x, idea: x, ask: [a, b, c], answer: tekst}\n"
    flows.write(FILE, FLOW + "".join(step % number for number in range(5000)))

    [fault] = flows.faults()

    assert (fault.code, fault.mend) == ("unknown-value", "keep at most 30 items")


@pytest.mark.parametrize(
    "text",
    [
        b"\xff\xfe",
        b"",
        b"- een lijst",
        b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b, *b, *b]\n" * 3000,
        b"[" * 5000,
        b"steps: [[[{}]]]\n",
        b"id: !!python/object:os.system [ls]\n",
        b"steps: {a: b}\nid: x\n",
        b"steps: [x, 1, null, {ask: {a: b}, next: x, choices: 3}]\nid: [x]\n",
        b"? [a, b]\n: c\n",
        b"openings: [{ask: [x]}]\nsteps: [{ask: [[x], {y: z}]}]\n",
    ],
)
def test_a_hostile_file_is_told_and_stops_nothing(flows: Folder, text: bytes) -> None:
    flows.write("flows/hostile.yaml", text)

    faults = flows.faults()

    assert {one.file for one in faults} == {"flows/hostile.yaml"}
    assert all(one.level == "error" for one in faults)
    assert set(load(flows.path).knowledge.flows) == {"voor-startgesprek"}


def test_a_folder_without_flows_has_the_shipped_ones(folder: Folder) -> None:
    assert load(folder.path).knowledge.flows == shipped_flows()


def test_a_folder_of_its_own_flows_has_no_others(flows: Folder) -> None:
    found = load(flows.path).knowledge.flows

    assert [(flow.id, flow.file) for flow in found.values()] == [("voor-startgesprek", FILE)]


def test_an_empty_folder_of_flows_and_a_name_that_is_not_read_are_pointed_out(
    folder: Folder,
) -> None:
    folder.write("flows/start.yml", FLOW)

    faults = folder.faults()

    assert [(one.level, one.code) for one in faults] == [
        ("warning", "no-flows"),
        ("warning", "unread-file"),
    ]
    assert load(folder.path).knowledge.flows == {}


def test_flows_that_are_no_folder_are_told(
    folder: Folder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder.write("flows", "x")
    assert folder.codes() == ["unreadable"]

    (folder.path / "flows").unlink()
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "a.yaml").write_text(FLOW, "utf-8")
    (folder.path / "flows").symlink_to(elsewhere)

    assert folder.codes() == ["unreadable"]
    assert content_hash(folder.path)


@pytest.mark.skipif(os.name == "nt", reason="Windows names are always text")
def test_a_flow_whose_name_is_no_text_stops_nothing(flows: Folder) -> None:
    path = os.fsencode(flows.path) + b"/flows/\xff.yaml"
    Path(os.fsdecode(path)).write_bytes(b"kapot")

    assert [fault.file for fault in flows.faults()] == ["flows/?.yaml"]
    assert content_hash(flows.path)


def test_a_faulty_flow_can_be_left_out(flows: Folder) -> None:
    flows.write("flows/andere.yaml", FLOW.replace("id: voor-startgesprek", "id: mijn-start"))
    flows.change("flows/andere.yaml", "conversation: startgesprek", "after: true")
    flows.change(FILE, "go: klein}", "go: kleni}")
    loaded, faults = check(flows.path, TODAY)

    knowledge, left_out = without_faulty(loaded, faults)

    assert list(knowledge.flows) == ["mijn-start"]
    assert left_out == (FILE,)
    assert len(knowledge.documents) == len(loaded.knowledge.documents)


def test_the_hash_changes_with_the_flows_that_hold(folder: Folder) -> None:
    seen = {content_hash(folder.path)}
    folder.write(FILE, FLOW)
    seen.add(content_hash(folder.path))
    folder.change(FILE, "Je kiest een doel.", "Je kiest.")
    seen.add(content_hash(folder.path))

    assert len(seen) == 3


def test_flows_go_along_with_what_is_stored(flows: Folder) -> None:
    knowledge = load(flows.path).knowledge

    again = read_knowledge(dump_knowledge(knowledge))

    assert again.flows == knowledge.flows


def test_the_shipped_flows_have_neither_error_nor_warning() -> None:
    assert [str(one) for one in check(SHIPPED, TODAY)[1] if one.file.startswith("flows")] == []
