"""Whatever a mentor types and presses, there is an answer and no button is dead."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.dialogue.assistant import Assistant
from assistant.texts.catalogue import commands, say
from tests.unit.assistant.region import CertainSearcher, Mentor, Searchers, said

New = Callable[..., Mentor]

_TYPED = [
    *(f"/{name}" for name in commands("nl")),
    *("ja", "nee", "klaar", "overslaan", "stop", "later", "2", "elzenboom", "pabo linge", "hoi"),
    *("een lio en een tweedejaars", "mijn student zit op pabo linge", "en bij een lio?", "waarom?"),
    *("hoe laat belt een zieke student de school?", "stagedagen vallen op?", "tandartsstoel"),
    "ik wil niet meer leven",
]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(_TYPED), st.integers(0, 30)), max_size=25))
def test_no_button_is_dead_and_every_message_gets_a_word(
    coded_region: CertainSearcher, turns: list[str | int]
) -> None:
    someone = Mentor(Assistant(Searchers(coded_region)), scope=None, introduced=False, agreed=False)
    for turn in turns:
        if isinstance(turn, str):
            outcome = someone.says(turn)
        elif someone.labels:
            outcome = someone.presses(turn % len(someone.labels) + 1)
            assert say("command.no_button") not in said(outcome)
        else:
            continue
        assert said(outcome)
        for reply in outcome.replies:
            labels = [choice.label for choice in reply.choices]
            assert len(labels) == len(set(labels)) <= 16  # a scale has eleven
            assert all(0 < len(label) <= 64 for label in labels)
            assert set(reply.choices) <= set(someone.conversation.choices)
            assert all(quote in reply.text for quote in reply.quotes)
