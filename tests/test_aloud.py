# ruff: noqa: RUF001 - the signs are meant
"""Written text is said as somebody would read it to you."""

import re
import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from voice.speakable.aloud import SpokenText, source_end, speakable

SNIPPETS = """3.5|$|€5|10|-|5 km/h|%|15:30|2026-11-21
**|`a-b`|[x](y)|](|<b>|&amp;|é|e\u0301|नमस्ते|你好|٣|Ⅷ|²|½|①|௱|🙂|👍🏽|\u200b
|#|@|- |1. |> |```py\n|```|| a | b ||_|~|ﬁ|a@b.de|https://x.de/a|/etc/hosts|e.g.|U.S.
etc.|Dr.|St.|\\frac{1}{2}|^|(|)|"|'|…|—"""
PIECES = st.sampled_from([*re.split("[|\n]", SNIPPETS), " ", "word", "\n", "|"])
TEXTS = st.text(max_size=80) | st.lists(PIECES, max_size=20).map("".join)
DIGIT = re.compile(r"[0-9]")


def said(text: str) -> str:
    return SpokenText(speakable(text)).text


@given(text=TEXTS)
@example(text="௱ 5̈ ㍿ ⒈ ﷺ ½5")
def test_only_what_can_be_said_is_left_and_each_part_has_its_place(text: str) -> None:
    found = speakable(text)
    for aloud in found:
        for sign in aloud.said:
            assert unicodedata.category(sign)[0] in "LM" or sign in "' ,.?!;:-"
        assert aloud.said == aloud.said.strip()
    places = [place for aloud in found for place in (aloud.start, aloud.end)]
    assert places == sorted(places)
    assert all(0 <= aloud.start < aloud.end <= len(text) for aloud in found)


@given(
    text=st.text(st.characters(categories=["L", "Nd", "Zs", "Po"], exclude_characters="&#/\\@"), max_size=60)
)
def test_every_letter_and_digit_is_in_one_part(text: str) -> None:
    covered = {at for aloud in speakable(text) for at in range(aloud.start, aloud.end)}
    assert all(at in covered for at, sign in enumerate(text) if sign.isalnum())


NASTY = """a~1~1,~1.1~](~[~<a ~<!--~`~`a~```@~| ~# ~@~ ~- ~a.~a@~a.b@~/a~http://a.~&~\u200b~🙂~^2~$1
+1 ~12:~1-~\\frac{~a-~a/~٣~e\u0301~A. ~(~1/2 ~www.~....~你~*a~'a~a_~.a~\\a~<
1980s ~May 1 ~5km ~a(s)~[^1]:~"~\\{"""


@pytest.mark.parametrize("piece", re.split("[~\n]", NASTY))
def test_nasty_text_takes_no_more_time_than_it_is_long(piece: str) -> None:
    text = piece.replace("@", "\n") * (10_000 // len(piece))

    def work_s(letters: str) -> float:
        began_s = time.process_time()
        speakable(letters)
        return time.process_time() - began_s

    assert min(work_s(text) for _ in range(3)) < 0.4


CASES = [
    ("Hello... world", "Hello, world"),
    ("Well… maybe", "Well, maybe"),
    ("yes — no", "yes, no"),
    ("yes - no", "yes, no"),
    ("well-known", "well-known"),
    ("don't", "don't"),
    ("‘Yes,’ she said. “No!”", "Yes, she said. No!"),
    ("He (Tom) left.", "He, Tom, left."),
    ("Wait (really)!", "Wait, really!"),
    ("the train (late again) left", "the train, late again, left"),
    ("and/or", "and or"),
    ("f(x)", "f x"),
    ("function(s)", "functions"),
    ("CPU, NASA, USB, URL", "CPU, NASA, USB, URL"),
    ("What?!", "What?"),
    ("ﬁne", "fine"),
    ("𝐇𝐞𝐥𝐥𝐨", "Hello"),
    ("café", "café"),
    ("नमस्ते", "नमस्ते"),
    ("你好。再见！", "你好. 再见!"),
    ("١٢٣", "one hundred and twenty-three"),
    ("Ⅷ", "VIII"),
    ("①", "one"),
    ("zero\u200bwidth", "zerowidth"),
    ("１２", "twelve"),
    ("50 °", "fifty degrees"),
    ("Yahoo! is", "Yahoo! is"),
    ("10:30 p.m.", "ten thirty p m."),
    ("It costs $5.", "It costs five dollars."),
    ("Room 101", "Room one hundred and one"),
    ("Windows 11", "Windows eleven"),
    ("100%", "one hundred percent"),
    ("½", "one half"),
    ("3–4 days", "three to four days"),
    ("2–3 km", "two to three kilometres"),
    ("A: yes", "A: yes"),
    ("key: value; other", "key: value; other"),
    ("5 GB/month", "five gigabytes per month"),
    ("100 km/h", "one hundred kilometres per hour"),
    ("Model S", "Model S"),
    ("COVID-19", "COVID nineteen"),
    ("24-hour", "twenty-four hour"),
    ("60s", "sixty seconds"),
    ("4 °C – 8 °C", "four degrees Celsius to eight degrees Celsius"),
    ("http://localhost:8080/x", "link to localhost"),
]


@pytest.mark.parametrize(("written", "expected"), CASES)
def test_everyday_text_is_said_as_a_person_would(written: str, expected: str) -> None:
    assert said(written) == expected


TOLD = "Dr. Smith has 5 km, *really*, to go."


def test_each_word_knows_the_letters_it_stands_for() -> None:
    found = [(aloud.said, TOLD[aloud.start : aloud.end]) for aloud in speakable(TOLD)]
    assert found == [
        ("Doctor", "Dr."),
        ("Smith", "Smith"),
        ("has", "has"),
        ("five kilometres,", "5 km,"),
        ("really,", "really"),
        ("to", "to"),
        ("go.", "go."),
    ]


def test_a_letter_of_the_spoken_text_leads_back_to_the_written_one() -> None:
    spoken = SpokenText(speakable(TOLD))
    assert spoken.text == "Doctor Smith has five kilometres, really, to go."
    for word, written in [("Doctor", "Dr."), ("five", "5 km,"), ("kilometres", "5 km,"), ("go", "go.")]:
        start, end = spoken.source(spoken.text.index(word))
        assert TOLD[start:end] == written
    assert SpokenText([]).source(3) == (0, 0)


def test_what_was_heard_of_the_written_text() -> None:
    found = speakable(TOLD)
    spoken = SpokenText(found).text
    assert TOLD[: source_end(found, 0)] == ""
    assert TOLD[: source_end(found, spoken.index(" kilo"))] == "Dr. Smith has"
    assert TOLD[: source_end(found, spoken.index(" really"))] == "Dr. Smith has 5 km,"
    assert TOLD[: source_end(found, len(spoken))] == TOLD


@given(text=TEXTS)
def test_more_that_was_said_is_never_less_of_the_text(text: str) -> None:
    found = speakable(text)
    spoken = SpokenText(found)
    ends = [source_end(found, at) for at in range(len(spoken.text) + 1)]
    assert ends == sorted(ends)
    assert ends[-1] == (found[-1].end if found else 0)
    begun = [spoken.source(at) for at in range(len(spoken.text))]
    assert begun == sorted(begun)


def test_in_another_language_numbers_are_left_to_the_engine_and_markup_goes() -> None:
    spoken = SpokenText(speakable("**Es** ist 15:30, [hier](http://x.de) 👍", "xx"))
    assert spoken.text == "Es ist 15:30, hier"


def test_code_without_its_beginning_is_not_said() -> None:
    assert said("print(1)\nprint(2)\n```\n") == ""
