"""Written text is said as somebody would read it to you."""

import re
import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from voice.speakable.aloud import SpokenText, speakable

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


NASTY = """a~1~1,~1.1~](~[~<a ~<!--~`~`a~```@~| ~# ~@~ ~- ~a.~a@~a.b@~/a~http://a.~&~\u200b~🙂~^2~$1~+1 ~12:~1-
\\frac{~a-~a/~٣~e\u0301~A. ~(~1/2 ~www.~....~你~*a~'a~a_~.a~\\a~<~1980s ~May 1 ~5km ~a(s)~[^1]:~"~\\{"""


@pytest.mark.parametrize("piece", re.split("[~\n]", NASTY))
def test_nasty_text_takes_no_more_time_than_it_is_long(piece: str) -> None:
    text = piece.replace("@", "\n") * (10_000 // len(piece))

    def work_s(letters: str) -> float:
        began_s = time.process_time()
        speakable(letters)
        return time.process_time() - began_s

    assert min(work_s(text) for _ in range(3)) < 0.4
