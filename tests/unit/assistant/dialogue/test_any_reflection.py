"""Whatever is said, in any order: a reflection never breaks or asks on."""

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.messages import Channel
from assistant.reflection.engine import CARD
from assistant.texts.catalogue import say
from tests.unit.assistant.keeper import ASKS, DAY, Reflector
from tests.unit.assistant.region import CertainSearcher, said

_MOVES = [
    *("/reflectie voor-startgesprek", "/reflectie een-minuut", "/reflectie mijn-rol"),
    *("/reflectie na-gesprek", "/reflectie", "overslaan", "terug", "later", "verder", "bewaar"),
    *("stop", "ruim op", "7", "leren", "dat lukte", "Als a, dan b", "Sanne was er", ASKS),
    *("/privacy", "\U0001f642", "wat wil jij?", "ik wil niet meer leven", "x" * 1500, "wait"),
]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(_MOVES), st.integers(0, 20)), max_size=30),
    st.booleans(),
    st.sampled_from(["telegram", "terminal"]),
)
def test_whatever_is_said_it_never_breaks_or_asks_on(
    reflecting_region: CertainSearcher, moves: list[str | int], agreed: bool, channel: Channel
) -> None:
    someone = Reflector(reflecting_region, agreed=agreed)
    someone.channel = channel
    for move in moves:
        kept = someone.kept
        if move == "wait":
            someone.waits(DAY)
            continue
        if isinstance(move, str):
            outcome = someone.says(move)
            assert said(outcome)
        elif someone.labels:
            outcome = someone.presses(move % len(someone.labels) + 1)
            assert say("command.no_button") not in said(outcome)
        else:
            continue
        running = someone.conversation.running
        if outcome.status == "flow" and running is not None and not running.resting:
            asked = [one for one in running.given if one.step != "@plan"]
            assert len(asked) + (running.step != CARD) <= 5
        if move == "stop":
            assert running is None
            assert len(someone.kept) == len(kept)
        assert "Sanne" not in repr(someone.conversation)
        for reply in outcome.replies:
            labels = [one.label for one in reply.choices]
            assert len(labels) == len(set(labels))
            assert set(reply.choices) <= set(someone.conversation.choices)
            assert all(quote in reply.text for quote in reply.quotes)
    assert agreed or someone.kept == ()
