"""What is taken out of a text, what stays, and that hostile text changes neither."""

import json
import re
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.privacy.dictionary import is_word, pack
from assistant.privacy.numbers import is_bsn, is_iban
from assistant.privacy.scrubbing import Scrubber
from knowledge.loading import SHIPPED, load

SETS = Path(__file__).parents[3] / "privacy"
SCRUBBER = Scrubber.of(load(SHIPPED).knowledge, today=date(2026, 11, 24))
STRUCTURED = ("PHONE", "EMAIL", "HANDLE", "URL", "ID", "DOB", "BSN", "IBAN", "POSTCODE")
ITEMS = {
    "06-12345678": "PHONE",
    "+31 20 555 1234": "PHONE",
    "lisa.x@school.nl": "EMAIL",
    "@juf_lisa": "HANDLE",
    "https://voorbeeld.nl/a?b=1": "URL",
    "111222333": "BSN",
    "NL91 ABNA 0417 1643 00": "IBAN",
    "1017 AB": "POSTCODE",
    "geboren op 12-03-2004": "DOB",
    "studentnummer 500123": "ID",
    "groep 5b": "CLASS",
    "Kerkstraat 12": "ADDRESS",
}
CLEAN = (
    "wie beoordeelt de stage",
    "mag de student in groep 5 alleen staan",
    "het gesprek duurt een uur",
    "dat staat in de afspraken",
    "welke vraag stel ik dan",
)


def types(text: str) -> list[str]:
    return [found.type for found in SCRUBBER.find(text)]


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("met fatima ging het goed", "met [NAME] ging het goed"),
        ("Roos wil dat niet", "[NAME] wil dat niet"),
        ("wat is de Roos van Leary", "wat is de Roos van Leary"),
        ("wil je helpen", "wil je helpen"),
        ("het verslag van J. de Vries", "het verslag van [NAME]"),
        ("Sanne's les", "[NAME]'s les"),
        ("juf Petra en meneer Jansen", "juf [NAME] en meneer [NAME]"),
        ("mijn student Xanti is ziek", "mijn student [NAME] is ziek"),
        ("in groep 5 en groep 5b", "in groep 5 en [CLASS]"),
        ("de LIO van de HvA gebruikt STARR", "de LIO van de HvA gebruikt STARR"),
        ("hij woont in zutphen", "hij woont in [PLACE]"),
        ("student van Hogeschool Utrecht", "student van Hogeschool Utrecht"),
        ("ik werk op obs De Wilg", "ik werk op [SCHOOL]"),
        ("bel 06-12345678 of 112", "bel [PHONE] of 112"),
        ("opa van Mohammed komt", "opa van [NAME] komt"),
        ("mevrouw de wit belt", "mevrouw [NAME] belt"),
        ("a. verhage tekent", "[NAME] tekent"),
        ("Storm van Dalen is ziek", "[NAME] is ziek"),
        ("pieter wisse en janneke ruilen", "[NAME] en [NAME] ruilen"),
        ("toen ik op Het Kristal werkte", "toen ik op [SCHOOL] werkte"),
        ("cbs De Ark in Zoetermeer", "[SCHOOL] in [PLACE]"),
        ("nummer P-20871 en kenteken 12-ABC-3", "nummer [ID] en kenteken [ID]"),
        ("naar prins bernhardlaan 4a", "naar [ADDRESS]"),
        ("in jan beginnen we", "in jan beginnen we"),
        ("een les over storm en onweer", "een les over storm en onweer"),
        ("de Vreedzame School", "de Vreedzame School"),
        ("mag ik vd Wal of v.d. Meer mailen", "mag ik [NAME] of [NAME] mailen"),
        ("krijgt de maker vd bot dat te zien", "krijgt de maker vd bot dat te zien"),
        ("ton van den berg en Joris in 't Veld", "[NAME] en [NAME]"),
        ("J. van Houten en meneer van Weert", "[NAME] en meneer [NAME]"),
        ("klopt het dat kok niet meer komt", "klopt het dat [NAME] niet meer komt"),
        ("Max' houding is goed", "[NAME]' houding is goed"),
        ("we hebben hier een Dirk die helpt", "we hebben hier een [NAME] die helpt"),
        ("Een Merel zit in de boom", "Een Merel zit in de boom"),
        ("Op 12 maart is de studiedag", "Op 12 maart is de studiedag"),
        ("Aan tafel 12 zit ze", "Aan tafel 12 zit ze"),
        ("smit zegt van niet", "[NAME] zegt van niet"),
        ("een smit zegt van niet", "een smit zegt van niet"),
        ("Duif, onze schoolopleider, is weg", "[NAME], onze schoolopleider, is weg"),
        ("Duif, geen meeuw", "Duif, geen meeuw"),
        ("Roos, bloem, merel, duif: een woordveld", "Roos, bloem, merel, duif: een woordveld"),
        ("Na regen en storm komt zon", "Na regen en storm komt zon"),
        ("ze tagde de school", "ze tagde de school"),
        ("Joepie, geslaagd", "Joepie, geslaagd"),
        ("een winkel in oosterend of in hoorn", "een winkel in [PLACE] of in [PLACE]"),
        ("een klein schooltje in 's-heerenhoek", "een klein schooltje in [PLACE]"),
        ("ik werk op cbs Op 'e Dobbe", "ik werk op [SCHOOL]"),
        ("Koning Willem I-laan 210", "[ADDRESS]"),
        ("op nl91 ABNA 041716 4300 en anders", "op [IBAN] en anders"),
        ("stagecode ST-2026-0456 en stage 111222333", "stagecode [ID] en stage [BSN]"),
        ("studentnr 500 123 456", "studentnr [ID]"),
    ],
)
def test_what_points_at_a_person_goes_and_the_words_of_the_field_stay(text, scrubbed):
    assert SCRUBBER.scrub(text) == scrubbed


def test_what_the_folder_calls_by_name_stays_but_for_its_schools():
    text = "Pabo Hazelaar, Partnerschap Zandloper en De Papieren Kraan"

    assert SCRUBBER.scrub(text) == "Pabo Hazelaar, Partnerschap Zandloper en [SCHOOL]"


def test_a_title_with_a_first_name_in_it_does_not_let_that_name_through():
    scrubber = Scrubber(keep=["Het verhaal van Fatima", "Fatima"])

    assert scrubber.scrub("ik sprak Fatima") == "ik sprak [NAME]"


@pytest.mark.parametrize(
    "text",
    [
        "moet ik {} laten herkansen",
        "ik vind dat {} goed bezig is",
        "{} mailde dat ze stopt",
        "gesprek met {} over de stage",
        "mijn student {} is ziek",
        "juf {} en ik",
        "ik heb het {} al gevraagd",
    ],
)
@pytest.mark.parametrize("name", ["xandrelle", "Oumekka", "zherina elkaddari", "Tjarvin Yildiren"])
def test_a_name_on_no_list_is_known_by_its_place(text, name):
    assert SCRUBBER.scrub(text.format(name)) == text.format("[NAME]")


@pytest.mark.parametrize(
    "text",
    [
        "hoe werkt de klassenassistentenregeling",
        "mn studnet snapt de opdarcht niet",
        "is de lesvoorbereidingsopdracht te doen",
        "met padlet en kahoot werken, sochtends ofzo",
        "de zij-instromers en ib'ers vergaderen",
    ],
)
def test_compounds_slips_and_tools_are_no_names(text):
    assert SCRUBBER.find(text) == ()


def test_the_dictionary_knows_what_it_was_made_of_and_what_is_made_from_it():
    assert is_word("driehoeksgesprek")
    assert is_word("lesbezoekjes")
    assert not is_word("xandrelle")
    assert len(pack(["aap", "noot", "mies"])) == 5


def test_numbers_that_fail_their_check_are_no_bsn_and_no_iban():
    assert is_bsn("111222333")
    assert not is_bsn("111222334")
    assert is_iban("NL91ABNA0417164300")
    assert "BSN" not in types("bsn 111222334")
    assert "IBAN" not in types("NL92ABNA0417164300")


def test_offsets_count_the_characters_that_came_in():
    text = "😀👩‍👧 met Fátima 🎉 bel 06-12345678"

    found = SCRUBBER.find(text)

    assert [text[f.start : f.end] for f in found] == ["Fátima", "06-12345678"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (unicodedata.normalize("NFD", "met Büşra gaat het"), ["NAME"]),
        ("met Fa\u200bti\u200dma gaat het", ["NAME"]),
        ("\u202emet Fatima gaat het\u202c", ["NAME"]),
        ("bel ０６１２３４５６７８", ["PHONE"]),
        ("bel ٠٦١٢٣٤٥٦٧٨", ["PHONE"]),
        ("mail lisa＠school.nl", ["EMAIL"]),
    ],
)
def test_another_way_of_writing_hides_nothing(text, found):
    assert types(text) == found


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_offsets_lie_in_the_text_in_order_and_apart(text):
    found = SCRUBBER.find(text)

    ends = [0, *(f.end for f in found)]
    assert all(end <= f.start < f.end for end, f in zip(ends, found, strict=False))
    assert ends[-1] <= len(text)


PIECES = st.lists(
    st.sampled_from([*CLEAN, *ITEMS, "Fatima", "met roos van dijk", "obs De Wilg", "in Ede", ","]),
    min_size=1,
    max_size=8,
)


@given(PIECES)
@settings(max_examples=200, deadline=None)
def test_nothing_new_is_found_in_what_was_scrubbed(pieces):
    scrubbed = SCRUBBER.scrub(" ".join(pieces))

    assert SCRUBBER.scrub(scrubbed) == scrubbed


@given(st.sampled_from(CLEAN), st.sampled_from(sorted(ITEMS)), st.sampled_from(CLEAN))
@settings(max_examples=200, deadline=None)
def test_a_planted_item_is_found_between_other_words(before, item, after):
    text = f"{before} {item}, {after}"

    assert [f.type for f in SCRUBBER.find(text)] == [ITEMS[item]]


@pytest.mark.parametrize("unit", ["a", "1 ", "a@", "A. ", "Xa en ", "van ", "0)", "de ", "[NAME]"])
def test_a_very_long_line_is_read_to_its_end(unit):
    text = unit * (100_000 // len(unit)) + " bel 06-12345678"

    assert SCRUBBER.find(text)[-1].type == "PHONE"


@pytest.mark.parametrize("name", ["scrub_dev", "scrub_test", "scrub_unseen", "scrub_hard"])
def test_the_sets_are_found_as_well_as_was_asked(name):
    """Floors are issue 7's: structured types 99%, names 96%, 5% of clean lines touched."""
    seen = {"structured": [0, 0], "NAME": [0, 0], "clean": [0, 0]}
    for line in (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found = SCRUBBER.find(row["text"])
        covered = {i for f in found for i in range(f.start, f.end)}
        if not row["found"]:
            seen["clean"][0] += bool(found)
            seen["clean"][1] += 1
        for one in row["found"]:
            kind = "structured" if one["type"] in STRUCTURED else one["type"]
            if kind not in seen:
                continue
            letters = {
                one["start"] + match.start()
                for match in re.finditer(r"\w", row["text"][one["start"] : one["end"]])
            }
            seen[kind][0] += letters <= covered and any(
                f.type == one["type"] and f.start < one["end"] and f.end > one["start"]
                for f in found
            )
            seen[kind][1] += 1

    assert seen["structured"][0] >= 0.99 * seen["structured"][1]
    assert seen["NAME"][0] >= 0.96 * seen["NAME"][1]
    assert seen["clean"][0] <= 0.05 * seen["clean"][1]


def test_the_lines_of_four_other_hands_are_found_to_the_letter():
    """Lines by four writers who had not seen the rules; all were looked at in mending the rules.

    Edges follow one convention: CLASS has the 'groep' right before it, SCHOOL its kind and an
    article that belongs to its name, NAME neither title nor possessive ending. All types but NAME
    count as structured here. Floors lie a little below what is found now; since the rules were
    mended on these lines, they hold what was reached and say little of unseen ones.
    """
    right = {"NAME": 0, "structured": 0, "clean": 0}
    seen = {"NAME": 0, "structured": 0, "clean": 0}
    for line in (SETS / "scrub_hands.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found = {(f.start, f.end, f.type) for f in SCRUBBER.find(row["text"])}
        if not row["found"]:
            seen["clean"] += 1
            right["clean"] += not found
        for one in row["found"]:
            kind = "NAME" if one["type"] == "NAME" else "structured"
            seen[kind] += 1
            right[kind] += (one["start"], one["end"], one["type"]) in found

    assert right["NAME"] >= 0.98 * seen["NAME"]
    assert right["structured"] >= 0.99 * seen["structured"]
    assert right["clean"] >= 0.97 * seen["clean"]
