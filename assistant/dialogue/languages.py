"""Whether a question is in another language than Dutch, by its smallest words."""

import re

from index.lexical import folded

_DUTCH = frozenset(
    """
    de het een en of ik je jij hij ze zij we wij mijn mn zijn is was ben mag moet kan wil wie wat
    waar wanneer hoe hoeveel waarom welke welk voor van bij met op in aan naar uit over als dan dat
    die dit er niet geen ook wel nog al maar om te krijg krijgt heb heeft wordt doet doe n t zn
    student
    """.split()
)
_ENGLISH = """
    the a an and or i you he she we they my your his her is are was am may must can will who what
    where when how many much why which for of at with on in to from do does did have has get not if
    should would there this that it hours week about per
"""
_GERMAN = """
    der die das ein eine einen und oder ich du er sie wir mein meine ist sind war bin darf muss
    kann will wer was wo wann wie viele viel warum welche fur von bei mit auf im zu aus uber wenn
    nicht kein auch habe hat bekomme wird den dem stunden
"""
_TURKISH = """
    ve veya ben sen o biz siz benim bir bu su mi midir mu kim ne nerede zaman nasil kac neden hangi
    icin ile da degil var yok olur olabilir miyim gerekir saat ogrenci hafta icinde kadar
"""
_FRENCH = """
    le la les un une des et ou je tu il elle nous vous mon ma est sont peut doit qui que quand
    comment combien pourquoi quel quelle pour avec dans sur ne pas
"""
_OTHERS = tuple(frozenset(words.split()) for words in (_ENGLISH, _GERMAN, _TURKISH, _FRENCH))
_LETTERS = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")


def is_foreign(text: str) -> bool:
    """Whether a text is more likely in another language.

    In other letters, or more of its words are among the small words of English, German, Turkish or
    French than among the Dutch. A few words in telegram style are Dutch.
    """
    plain = folded(text).replace("ı", "i")
    letters = _LETTERS.findall(plain)
    if 2 * sum(letter.isascii() for letter in letters) < len(letters):
        return True
    words = _WORD.findall(plain)
    dutch = sum(word in _DUTCH for word in words)
    return any(
        (count := sum(word in other for word in words)) >= 2 and count > dutch for other in _OTHERS
    )
