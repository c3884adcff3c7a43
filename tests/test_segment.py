"""Where an utterance starts and ends."""

import struct
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jarvis.config import ListenConfig
from jarvis.ports import CHUNK_BYTES, CHUNK_MS, Ended, Pcm, Utterance
from jarvis.testing import LoudnessActivity
from tests.sound import chunks
from voice.segment import (
    BEGIN_MS,
    GOES_ON,
    LEAD_MS,
    LONGEST_LEAD_MS,
    WAKE_LAG_MS,
    Backlog,
    Segmenter,
    speech_in,
)

LEAD = LEAD_MS // CHUNK_MS
SOUND = st.lists(st.tuples(st.sampled_from([0.0, 0.2, 0.4, 0.6, 1.0]), st.integers(1, 60)), max_size=30)
"""Stretches of sound: the probability of speech in each, and how many chunks it lasts."""
CONFIGS = st.builds(
    ListenConfig,
    silence_ms=st.integers(200, 1_000),
    patience_ms=st.integers(1_000, 2_000),
    longest_ms=st.integers(2_000, 3_000),
)


def numbered() -> list[Pcm]:
    """Chunks of which no two are alike, so that a lost or doubled one shows."""
    return [struct.pack("<H", number) * (CHUNK_BYTES // 2) for number in range(2_000)]


def listen(
    probabilities: list[float], config: ListenConfig | None = None, before: int = 0
) -> tuple[Utterance | None, Pcm]:
    """What becomes of chunks with these probabilities of speech, and all the sound there was until then."""
    supply = numbered()
    segmenter = Segmenter(config or ListenConfig(), supply[:before])
    for number, probability in zip(count(before), probabilities, strict=False):
        if utterance := segmenter.feed(supply[number], probability):
            return utterance, b"".join(supply[: number + 1])
    return None, b"".join(supply[: before + len(probabilities)])


def begins(probabilities: list[float], config: ListenConfig, at: int) -> bool:
    """Whether somebody begins to speak there: surely for a moment, then perhaps."""
    first, *others = probabilities[at : at + BEGIN_MS // CHUNK_MS]
    return first >= config.speech_threshold and min(others) >= config.speech_threshold * GOES_ON


def flat(stretches: list[tuple[float, int]]) -> list[float]:
    return [probability for probability, length in stretches for _ in range(length)]


@settings(deadline=None)
@given(SOUND, CONFIGS, st.integers(0, 6))
def test_no_sound_is_lost_or_doubled(
    stretches: list[tuple[float, int]], config: ListenConfig, before: int
) -> None:
    probabilities = flat(stretches)
    utterance, everything = listen(probabilities, config, before)
    if utterance is None or not utterance.pcm:
        return
    begin = next(i for i in count() if begins(probabilities, config, i))
    first_word = everything[(before + begin) * CHUNK_BYTES :]
    assert everything.endswith(utterance.pcm)
    assert utterance.pcm.endswith(first_word)
    assert len(utterance.pcm) >= min(len(everything), len(first_word) + LEAD * CHUNK_BYTES)
    assert len(utterance.pcm) <= len(first_word) + LONGEST_LEAD_MS // CHUNK_MS * CHUNK_BYTES


@settings(deadline=None)
@given(SOUND, CONFIGS)
def test_there_is_never_an_utterance_without_speech(
    stretches: list[tuple[float, int]], config: ListenConfig
) -> None:
    probabilities = flat(stretches)
    utterance, everything = listen(probabilities, config)
    patience = probabilities[: -(-config.patience_ms // CHUNK_MS)]
    spoken = any(begins(patience, config, i) for i in range(len(patience) - BEGIN_MS // CHUNK_MS + 1))
    if utterance is not None:
        assert (utterance.ended is not Ended.NOBODY_SPOKE) == bool(utterance.pcm) == spoken
    if utterance is not None and not spoken:
        assert len(everything) == len(patience) * CHUNK_BYTES
        assert config.patience_ms <= utterance.silence_ms < config.patience_ms + CHUNK_MS


@settings(deadline=None)
@given(st.integers(200, 5_000), st.integers(3, 60))
def test_it_ends_after_exactly_the_silence_that_was_set(silence_ms: int, spoken: int) -> None:
    config = ListenConfig(silence_ms=silence_ms)
    utterance, everything = listen([1.0] * spoken + [0.0] * 300, config)
    silent = -(-silence_ms // CHUNK_MS)
    assert utterance is not None
    assert utterance.ended is Ended.SILENCE
    assert utterance.silence_ms == silent * CHUNK_MS
    assert len(everything) == (spoken + silent) * CHUNK_BYTES


@pytest.mark.parametrize(("hum", "kept"), [(20, 30 + 1), (900, LEAD)])
def test_of_a_word_that_was_noticed_late_the_beginning_is_kept_too(hum: int, kept: int) -> None:
    """The detector hesitates for 30 chunks of it; where the room is as loud itself, nobody can tell."""
    room, word = (struct.pack("<h", level) * (CHUNK_BYTES // 2) for level in (hum, 3_000))
    segmenter = Segmenter(ListenConfig(), [])
    heard = [(room, 0.0)] * 60 + [(word, 0.3)] * 30 + [(word, 0.9)] * 10 + [(room, 0.0)] * 50
    utterance = next(filter(None, (segmenter.feed(chunk, speech) for chunk, speech in heard)))
    silent = ListenConfig().silence_ms // CHUNK_MS
    assert len(utterance.pcm) // CHUNK_BYTES - silent - 10 in (kept, kept - 1)


def test_whoever_pauses_for_breath_is_not_cut_off() -> None:
    breath = [1.0] * 20 + [0.0] * 34
    assert listen(breath * 4)[0] is None
    utterance, _ = listen(breath * 4 + [0.0])
    assert utterance is not None
    assert len(utterance.pcm) == (54 * 4 + 1) * CHUNK_BYTES


def test_quiet_endings_of_words_are_still_speech() -> None:
    utterance, everything = listen([1.0] * 10 + [0.4] * 100 + [0.3] * 100)
    assert utterance is not None
    assert len(everything) == (110 + 35) * CHUNK_BYTES


def test_whoever_does_not_stop_is_ended_after_the_longest_time() -> None:
    utterance, everything = listen([0.0] * 50 + [1.0] * 200, ListenConfig(longest_ms=2_000))
    assert utterance is not None
    assert utterance.ended is Ended.TOO_LONG
    assert len(everything) == (50 + 100) * CHUNK_BYTES


def test_when_nobody_speaks_it_gives_up_when_patience_ends() -> None:
    utterance, everything = listen([0.0] * 999)
    assert utterance == Utterance(b"", Ended.NOBODY_SPOKE, 5_000)
    assert len(everything) == 250 * CHUNK_BYTES


def test_a_click_is_not_speech() -> None:
    utterance, _ = listen([1.0, 1.0, 0.0] * 200)
    assert utterance is not None
    assert utterance.ended is Ended.NOBODY_SPOKE


def test_whoever_speaks_on_after_the_wake_word_is_heard_from_the_first_sound() -> None:
    backlog = Backlog(WAKE_LAG_MS)
    supply = numbered()
    for chunk in supply[:20]:
        backlog.add(chunk)
    segmenter = Segmenter(ListenConfig(), backlog.sound(WAKE_LAG_MS))
    ended = [segmenter.feed(chunk, float(number < 30)) for number, chunk in enumerate(supply[20:85])]
    utterance = ended[-1]
    assert utterance is not None
    assert utterance.pcm == b"".join(supply[14:85])


def test_a_cleared_backlog_is_empty() -> None:
    backlog = Backlog(WAKE_LAG_MS)
    backlog.add(bytes(CHUNK_BYTES))
    backlog.clear()
    assert backlog.sound(WAKE_LAG_MS) == []


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 60)), max_size=12), st.integers(0, CHUNK_BYTES - 1))
def test_a_recording_is_cut_to_its_speech(stretches: list[tuple[bool, int]], rest: int) -> None:
    loud = [speech for speech, length in stretches for _ in range(length)]
    recording = [
        chunk if speech else bytes(CHUNK_BYTES) for chunk, speech in zip(numbered()[1:], loud, strict=False)
    ]
    speech = speech_in(b"".join(recording) + bytes(rest), LoudnessActivity(), 0.5)
    if sum(loud) < 3:
        assert speech == b""
        return
    first, last = loud.index(True), len(loud) - 1 - loud[::-1].index(True)
    assert chunks(speech) == recording[max(0, first - LEAD) : last + 1 + LEAD]


@pytest.mark.parametrize("length", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES])
def test_a_recording_too_short_for_a_word_holds_no_speech(length: int) -> None:
    assert speech_in(b"\1" * length, LoudnessActivity(), 0.5) == b""
