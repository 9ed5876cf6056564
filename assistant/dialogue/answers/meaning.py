"""Says how a word was read that means something else elsewhere in the folder."""

from collections.abc import Iterator

from assistant.texts.catalogue import say
from index.lexical import concepts, folded
from knowledge.document import Document, Section
from knowledge.holding import Knowledge
from knowledge.organisation import CONCEPTS, Organisation, Scope


def meanings(
    knowledge: Knowledge, scope: Scope, asked: str, document: Document, section: Section
) -> tuple[str, ...]:
    """A line for each word of the question whose meaning the answer hangs on; mostly none.

    That is a word that the mentor's own organisations give a meaning, that means something else in
    another organisation or by itself, and whose concept the section that answers speaks of.

    Args:
        knowledge: everybody's words.
        scope: the mentor's.
        asked: the question, as it was searched.
        document: the one that answers.
        section: the section of it that does.
    """
    own = knowledge.organisations.words_of(document.issuer)
    text = "\n".join((*section.path, section.text))
    spoken_of = {token[1:] for token in concepts(text, own)} | _named_outright(text)
    return tuple(
        say("answer.meaning", word=word, concept=say(f"concept.{concept}"), issuer=giver.name)
        for word, concept, giver in _read(scope, asked)
        if concept in spoken_of and _differs(knowledge, word, concept)
    )


def _named_outright(text: str) -> set[str]:
    """The concepts whose own names stand in a text."""
    return {token[1:] for token in concepts(text, {one.replace("-", " "): one for one in CONCEPTS})}


def _read(scope: Scope, asked: str) -> Iterator[tuple[str, str, Organisation]]:
    """The words of the question that were read as concepts, and who gives them that meaning."""
    given: dict[str, tuple[str, Organisation]] = {}
    for one in scope.organisations:
        if one.level != "instituut":
            for word, concept in one.words.items():
                given.setdefault(folded(word), (concept, one))
    plain = folded(asked)
    found = [
        word
        for word, (concept, _) in given.items()
        if word in plain and concepts(asked, {word: concept})
    ]
    for word in found:
        # 'driehoek' was not read by itself where 'gouden driehoek' was.
        if not any(word != longer and word in longer.split() for longer in found):
            yield word, *given[word]


def _differs(knowledge: Knowledge, word: str, concept: str) -> bool:
    """Whether another organisation, or the word by itself, means something else."""
    itself = word.replace(" ", "-")
    if itself in CONCEPTS and itself != concept:
        return True
    return any(
        folded(other) == word and meant != concept
        for one in knowledge.organisations
        for other, meant in one.words.items()
    )
