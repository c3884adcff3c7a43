"""The second rung of the ladder: what was not said word for word, but means a command."""

import asyncio
import time
from collections.abc import Sequence
from datetime import date, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from jarvis import skill
from jarvis.answerers import Perhaps, SkillAnswerer
from jarvis.errors import ModelError, NotMineError
from jarvis.mind import examples as rung
from jarvis.mind.example_vectors import Examples, Vectors, examples_of
from jarvis.mind.examples import ExampleAnswerer, filled
from jarvis.plugins import Reply, Skill
from jarvis.tasks import VoiceTask
from jarvis.testing import NotingHouse
from tests.test_answerers import NOON, finished

pytestmark = pytest.mark.real_time


@skill("what time is it [now]", "tell me the time", reads=True)
async def tell_time() -> str:
    """Say the time."""
    return "It is noon."


@skill("set a timer for {duration}", example="set a timer for ten minutes")
async def set_timer(duration: timedelta) -> Reply:
    """Set one."""
    seconds = str(int(duration.total_seconds()))
    return Reply("Set.", did={"seconds": seconds})


@skill("play {song}", example="play something")
async def play(song: str) -> str:
    """Play."""
    return f"Playing {song}."


@skill("lock the door")
async def lock() -> Reply:
    """Lock."""
    return Reply("Locked.", did={"door": "locked"})


SKILLS: list[Skill] = [one.__jarvis_skill__ for one in (tell_time, set_timer, play, lock)]  # type: ignore[attr-defined]
SYNONYMS = {
    "hour": "time", "tell": "time", "countdown": "timer", "ten": "duration", "five": "duration",
    "minutes": "duration", "bolt": "lock", "entrance": "door", "music": "play", "something": "song",
}  # fmt: skip


class Words:
    """Texts as vectors: one dimension a word, where some words mean the same."""

    def __init__(self) -> None:
        self.batches = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of length 1."""
        self.batches += 1
        vectors = np.full((len(texts), 512), 1e-6, np.float32)
        for row, text in enumerate(texts):
            for word in text.casefold().split():
                meaning = SYNONYMS.get(word, word)
                vectors[row, int.from_bytes(meaning.encode()[-4:], "big") % 509] += 1
        return cast("Vectors", vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


class Ladder:
    """The rung above its templates, as the daemon builds it."""

    def __init__(self, folder: Path, skills: Sequence[Skill] = SKILLS) -> None:
        self.words = Words()
        self.examples = Examples(skills, lambda: self.words, "words", folder)
        self.known = SkillAnswerer(skills, NotingHouse(NOON))
        self.rung = ExampleAnswerer(skills, self.known, self.examples)
        self.perhaps = Perhaps(self.known, self.rung.doubt)
        self.did: dict[str, str] = {}

    async def say(self, text: str) -> str:
        """What is answered, "" if nobody on these rungs knows."""
        for answerer in (self.known, self.rung, self.perhaps):
            answer = answerer.answer(VoiceTask("t", text, None, 0.0))
            if answer is not None:
                try:
                    said = "".join([piece async for piece in answer.pieces])
                except NotMineError:
                    continue
                self.did = answer.did
                self.known.question.finished(finished("t", said))
                return said
        return ""


async def test_what_only_tells_something_is_told_at_once(tmp_path: Path) -> None:
    assert await Ladder(tmp_path).say("what hour is it") == "It is noon."


async def test_what_does_something_is_asked_about_and_done_after_a_yes(tmp_path: Path) -> None:
    ladder = Ladder(tmp_path)
    assert await ladder.say("bolt the entrance") == "Did you say “lock the door”?"
    assert ladder.did == {}, "nothing was done yet"
    assert await ladder.say("yes") == "Locked."
    assert ladder.did == {"door": "locked"}
    await ladder.say("bolt the entrance")
    assert await ladder.say("no") == "Sorry. Please say it again."


async def test_what_stands_in_the_places_is_read_from_the_words(tmp_path: Path) -> None:
    ladder = Ladder(tmp_path)
    assert await ladder.say("set a countdown five minutes") == "Did you say “set a timer for five minutes”?"
    assert await ladder.say("yes") == "Set."
    assert ladder.did == {"seconds": "300"}
    assert await ladder.say("set a countdown for minutes") == "", "how long is not guessed"
    assert await ladder.say("music something loud") == "", "nor is what is to be played"


@pytest.mark.parametrize("text", ["how do fish sleep", "door", "lock", "", "?", "what " * 60])
async def test_what_is_like_nothing_is_left_to_the_next(text: str, tmp_path: Path) -> None:
    assert await Ladder(tmp_path).say(text) == ""


def test_words_are_for_a_skill_if_they_are_its_phrase_or_like_its_examples_alone(tmp_path: Path) -> None:
    ladder = Ladder(tmp_path)
    meant, (_, timer, *_) = ladder.rung.meant, [one.name for one in SKILLS]
    assert meant("set a timer for an hour", timer), "its phrase"
    assert not meant("set a countdown ten minutes", timer), "the examples are not loaded"
    ladder.examples.load()
    assert meant("set a countdown ten minutes", timer)
    assert not meant("set a countdown ten minutes", SKILLS[0].name)
    assert not meant("do not set a countdown ten minutes", timer)
    assert not meant("set a countdown ten minutes " * 9, timer), "a story is no command"
    assert not meant("what time is it", timer), "that is another's phrase"
    assert not meant("how do fish sleep", timer)


async def test_what_lies_between_two_is_neither(tmp_path: Path) -> None:
    assert await Ladder(tmp_path).say("time the door") == ""


async def test_examples_are_read_once_and_kept_for_the_next_start(tmp_path: Path) -> None:
    def files() -> list[str]:
        return [file.name for file in tmp_path.glob("*.npy")]

    first = Ladder(tmp_path)
    await first.say("what hour is it")
    assert first.words.batches == 2, "the examples, and the question"
    again = Ladder(tmp_path)
    await again.say("what hour is it")
    assert again.words.batches == 1
    for damage in (b"", b"\x93NUMPY damaged", b"\x80\x04pickled"):
        again.examples.file.write_bytes(damage)
        mended = Ladder(tmp_path)
        assert await mended.say("what hour is it") == "It is noon."
        assert mended.words.batches == 2
    other = Ladder(tmp_path, SKILLS[:2])
    assert await other.say("what hour is it") == "It is noon."
    assert files() == [other.examples.file.name], "old ones go"


async def test_without_the_model_the_other_rungs_are_there(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ladder, tried = Ladder(tmp_path), 0

    def missing() -> Words:
        nonlocal tried
        tried += 1
        raise ModelError("The model is not installed.")

    ladder.rung = ExampleAnswerer(SKILLS, ladder.known, Examples(SKILLS, missing, "none", tmp_path))
    for _ in range(2):
        assert await ladder.say("what hour is it") == ""
    assert await ladder.say("lock the door") == "Locked."
    assert tried == 1
    assert "known by their templates only: The model is not installed." in caplog.text


async def test_nobody_waits_for_a_model_that_takes_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rung, "PATIENCE_S", 0.01)
    ladder = Ladder(tmp_path)

    def slow() -> Words:
        time.sleep(0.3)
        return ladder.words

    ladder.rung = ExampleAnswerer(SKILLS, ladder.known, Examples(SKILLS, slow, "slow", tmp_path))
    assert await ladder.say("what hour is it") == ""
    for _ in range(100):
        if said := await ladder.say("what hour is it"):
            break
        await asyncio.sleep(0.05)
    assert said == "It is noon."


async def test_without_skills_there_are_no_examples(tmp_path: Path) -> None:
    assert await Ladder(tmp_path, []).say("what hour is it") == ""


def test_examples_have_typical_words_in_their_places() -> None:
    timer = examples_of(SKILLS[1])
    assert timer == ["set a timer for ten minutes"]
    assert examples_of(SKILLS[0]) == ["what time is it now", "what time is it", "tell me the time"]


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        ("give me half an hour on the timer", "set a timer for half an hour"),
        ("timer one hour and five minutes please", "set a timer for one hour and five minutes"),
        ("give me a timer", ""),
    ],
)
def test_a_phrase_is_filled_with_what_was_said(words: str, phrase: str) -> None:
    assert filled(SKILLS[1], words) == phrase


@skill("ring at {at}", "ring on {on}", example="ring at noon")
async def ring(at: clock_time | None = None, on: date | None = None, sound: bytes = b"") -> str:
    """Ring."""
    return f"{at} {on} {sound!r}"


def test_examples_have_typical_words_for_times_and_dates() -> None:
    found = examples_of(ring.__jarvis_skill__)  # type: ignore[attr-defined]
    assert found == ["ring at noon", "ring at half past seven", "ring on tomorrow"]
