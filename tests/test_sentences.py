# ruff: noqa: RUF001 - the marks of other scripts are meant
"""An answer is cut into sentences while it is still being written."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from voice.sentences import LONG, LONGEST, LONGEST_CODE, Cutter, sentences


def cut(*pieces: str) -> list[str]:
    cutter = Cutter()
    found = [sentence for piece in pieces for sentence in cutter.feed(piece)]
    return [*found, *cutter.finish()]


SNIPPETS = """Dr. Smith~e.g. this~3.5 km~3:07 p.m.~It is
~the U.S. Navy~Really?!~end. ~Then,~and then~wait...~“Yes.”
~🙂~\n~\n\n~- item~1. First~# Head~```py\n~```\n~code()~| a | b |\n~。~你好~(yes)~  ~!~,~-~—~x~ """
WORDS = st.sampled_from([*SNIPPETS.split("~"), "word " * 30, "w" * 150])
TEXTS = (
    st.text(max_size=200)
    | st.lists(WORDS, max_size=25).map("".join)
    | st.lists(WORDS, max_size=25).map(" ".join)
)


@given(text=TEXTS, cuts=st.lists(st.integers(0, 600), max_size=12))
@example(text="Wait.. . ``` a\n", cuts=[6])
def test_nothing_is_lost_and_it_does_not_matter_how_the_text_arrives(text: str, cuts: list[int]) -> None:
    whole = cut(text)
    assert "".join(whole) == ("" if text.isspace() else text)
    assert all(sentence.strip() for sentence in whole)
    borders = sorted({0, len(text), *(at for at in cuts if at < len(text))})
    pieces = [text[a:b] for a, b in pairwise(borders)]
    assert cut(*pieces) == whole
    assert cut(*text) == whole


# A bar stands where one sentence ends and the next begins.
CUTS = [
    "It is five. ¦You are late.",
    "Good evening. ¦Dr. Smith called at 3:07 p.m. and left a message.",
    "Ok. ¦Take some fruit, e.g. an apple, i.e. something round. ¦Then rest.",
    "Ok. ¦It is approx. 5 km. ¦Go.",
    "Ok. ¦Look at No. 5 and Fig. 3 there. ¦Go.",
    "Ok. ¦No. 5 is alive.",
    "Did he agree? ¦No. ¦I asked him.",
    "Ok. ¦He joined the U.S. Navy in May. ¦Then he left the U.S. ¦The end.",
    "Ok. ¦Pi is 3.14 or so. ¦Take 1.5 of it.",
    "Ok. ¦We meet at 7 p.m. ¦Dinner is at eight.",
    "Ok. ¦See https://a.org/b.html?c=1 or a.org. ¦It is short.",
    "Ok. ¦Well... maybe not. ¦Wait... ¦What is it?",
    "He said “Stop.” ¦Then he left.",
    "(It rained.) ¦We stayed.",
    "What?! ¦Really. ¦“Yes!” she said.",
    "Ok. ¦J. R. R. Tolkien wrote it, and J. Smith read it. ¦Fine.",
    "Ok. ¦It was plan B. ¦Then came plan C. ¦It failed.",
    "Ok. ¦Mr. and Mrs. Jones, Prof. Lee and St. Mary came. ¦Fine.",
    "Ok. ¦Bring bread, cheese etc. ¦Then call me.",
    "Ok. ¦Since Nov. 21 it rains. ¦In Dec. it snows.",
    "Great! 🎉🎉 ¦Next one.",
    "1. First\n¦2. Second\n¦3. Third",
    "- a\n¦- b\n¦* c\n",
    "# Weather\n¦It rains today.\n\n¦It is cold",
    "No stop here\n\n¦A new one",
    "One thing\nthat goes on. ¦And ends.",
    "Look:\n¦```python\nprint('a. B')\n\nx = 1\n```\n¦That was it.",
    "~~~\na. B\n~~~\n¦Done.",
    "```\nnever closed. Never",
    "| a | b |\n¦| - | - |\n¦| 1. A. B | 2 |\n¦End.",
    "今天下雨。¦你好！¦再见",
    "Ok. ¦Version 3.11.7 is out. ¦5 people have it.",
    "> It is said.\n¦> It is so.",
    "Hello there.\n¦and so on",
    "**Bold. ¦Text.** ¦*More* here.",
]


@pytest.mark.parametrize("text", CUTS)
def test_sentences_end_where_a_reader_would_end_them(text: str) -> None:
    assert cut(text.replace("¦", "")) == text.split("¦")


CLAUSES = [
    "Tomorrow it will rain all day, ¦so you should take an umbrella with you.",
    "The meeting starts at half past nine ¦and it will take about two hours.",
    "You have two reminders for today: ¦call Ann and water the plants.",
    "I would not go out right now ¦because there is a storm. ¦Stay.",
    "Yes, it is.",
    "I have found it, sir.",
    "The timer is set (for eggs, soft ones) ¦and I will tell you.",
    "The train leaves at ten – ¦you still have twenty minutes.",
]


@pytest.mark.parametrize("text", CLAUSES)
def test_the_first_clause_comes_early_when_it_is_worth_saying(text: str) -> None:
    assert cut(text.replace("¦", "")) == text.split("¦")


def test_the_first_clause_is_out_before_its_sentence_is_whole() -> None:
    cutter = Cutter()
    assert list(cutter.feed("Tomorrow it will rain all day, so ")) == []
    assert list(cutter.feed("y")) == ["Tomorrow it will rain all day, "]
    assert list(cutter.feed("ou stay, or you go, and that is all. A")) == [
        "so you stay, or you go, and that is all. "
    ]


def test_a_sentence_is_out_as_soon_as_the_next_one_begins() -> None:
    cutter = Cutter()
    assert list(cutter.feed("Ok. S")) == ["Ok. "]
    assert list(cutter.feed("tay here.")) == []
    assert list(cutter.feed("\n\nN")) == ["Stay here.\n\n"]


def test_a_very_long_sentence_is_cut_at_a_clause() -> None:
    clause = "we went over the hills far away, "
    found = cut("Ok. " + clause * 30)
    assert len(found) > 4
    assert all(len(part) <= LONG for part in found)
    assert all(part.rstrip().endswith(",") for part in found[1:])


def test_an_endless_run_is_cut_at_a_word() -> None:
    found = cut("word " * 1000)
    assert all(LONGEST - 10 < len(part) <= LONGEST and part.endswith("word ") for part in found[:-1])


def test_an_endless_word_is_cut_in_any_case() -> None:
    assert [len(part) for part in cut("w" * 1000)] == [LONGEST, LONGEST, 200]


def test_a_block_of_code_is_one_piece_however_long() -> None:
    code = "```py\n" + "a = 1. B, c\n" * 1000 + "```\n"
    assert cut("Look:\n", code, "Done.") == ["Look:\n", code, "Done."]


def test_code_without_end_does_not_fill_the_memory() -> None:
    cutter = Cutter()
    found = [part for _ in range(100) for part in cutter.feed("a = 1\n" * 100 if _ else "```\n")]
    assert all(LONGEST_CODE // 2 < len(part) <= LONGEST_CODE for part in found)
    assert len(found) == 2
    assert all(cutter.finish())


def test_space_without_end_does_not_fill_the_memory() -> None:
    cutter = Cutter()
    found = [part for _ in range(100) for part in cutter.feed(" " * 1000)]
    assert [*found, *cutter.feed("Hi. "), *cutter.finish()] == [" " * 20_000 + "Hi. "]


@pytest.mark.parametrize(
    "text", ["." * 30_000, "`" * 30_000, "a.) " * 8_000, "- " * 9_000, "🙂 " * 9_000, ", " * 9_000]
)
def test_nasty_text_is_cut_too(text: str) -> None:
    cutter = Cutter()
    found = [part for at in range(0, len(text), 50) for part in cutter.feed(text[at : at + 50])]
    assert "".join([*found, *cutter.finish()]) == text
    assert all(len(part) <= LONGEST + 1 for part in found)


async def _pieces(parts: Iterable[str]) -> AsyncGenerator[str]:
    for part in parts:
        yield part


def test_a_stream_of_letters_comes_out_as_sentences() -> None:
    async def heard() -> list[str]:
        return [sentence async for sentence in sentences(_pieces("It is five. You are late, Ann."))]

    assert asyncio.run(heard()) == ["It is five. ", "You are late, Ann."]
