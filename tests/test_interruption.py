"""When speech over Jarvis is an interruption, and when it was only a cup."""

import math
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jarvis.interruption import InterruptionHandler, Policy, Statistics

each_chunk = pytest.mark.parametrize("chunk_ms", [10, 20, 30])
LOUD, QUIET = 0.9, 0.1


def hear(
    handler: InterruptionHandler,
    ms: int,
    probability: float = LOUD,
    *,
    chunk_ms: int = 10,
    speaking: bool = True,
) -> list[int]:
    """Feed at least so much sound; the interruptions, each as the sound heard until then."""
    return [
        heard_ms
        for heard_ms in range(chunk_ms, ms + chunk_ms, chunk_ms)
        if handler.feed(probability, chunk_ms, speaking=speaking) is not None
    ]


def interrupted() -> InterruptionHandler:
    """Somebody just interrupted and fell silent; 10 ms of the pause are over."""
    handler = InterruptionHandler()
    assert hear(handler, 150) == [150]
    hear(handler, 10, QUIET)
    return handler


def test_the_thresholds_are_those_that_were_agreed() -> None:
    assert Policy() == Policy(vad_threshold=0.7, vad_duration_ms=150, cooldown_ms=1_000)


@each_chunk
def test_150_ms_of_speech_interrupt_and_no_less(chunk_ms: int) -> None:
    needed_ms = math.ceil(150 / chunk_ms) * chunk_ms
    handler = InterruptionHandler()
    assert hear(handler, needed_ms - chunk_ms, chunk_ms=chunk_ms) == []
    assert handler.feed(LOUD, chunk_ms, speaking=True) == needed_ms
    assert handler.statistics == Statistics(interruptions=1, reaction_ms=Counter({needed_ms: 1}))


@each_chunk
def test_speech_with_a_break_in_it_does_not_add_up(chunk_ms: int) -> None:
    handler = InterruptionHandler()
    for _ in range(20):
        assert hear(handler, 120, chunk_ms=chunk_ms) == []
        assert hear(handler, chunk_ms, QUIET, chunk_ms=chunk_ms) == []
    assert (handler.statistics.interruptions, handler.statistics.ignored) == (0, 20)


@pytest.mark.parametrize(
    ("probability", "is_speech"),
    [
        (0.7, True), (0.71, True), (1.0, True), (1.5, True), (math.inf, True), (0.699, False), (0.0, False),
        (-0.0, False), (-1.0, False), (-math.inf, False), (math.nan, False),
    ],
)  # fmt: skip
def test_what_counts_as_speech(probability: float, *, is_speech: bool) -> None:
    assert hear(InterruptionHandler(), 150, probability) == [150] * is_speech
    handler = InterruptionHandler()
    hear(handler, 140)
    assert (handler.feed(probability, 10, speaking=True) is not None) == is_speech


def test_while_jarvis_says_nothing_there_is_nothing_to_interrupt() -> None:
    handler = InterruptionHandler()
    assert hear(handler, 5_000, speaking=False) == []
    assert handler.statistics == Statistics()
    assert hear(handler, 150) == [150]  # what was said before he began does not count
    handler = InterruptionHandler()
    hear(handler, 140)
    hear(handler, 10, speaking=False)
    assert hear(handler, 140) == []


@each_chunk
def test_for_a_second_of_sound_nothing_is_an_interruption_again(chunk_ms: int) -> None:
    handler = InterruptionHandler()
    hear(handler, 150, chunk_ms=chunk_ms)
    needed_ms = (math.ceil(1_000 / chunk_ms) + math.ceil(150 / chunk_ms)) * chunk_ms
    assert hear(handler, needed_ms, chunk_ms=chunk_ms) == [needed_ms]  # and goes on: then it is one again
    assert handler.statistics.ignored == 0


def test_the_pause_passes_with_silence_and_while_jarvis_says_nothing() -> None:
    for probability, speaking in ((QUIET, True), (LOUD, False)):
        handler = interrupted()
        assert hear(handler, 990, probability, speaking=speaking) == []
        assert hear(handler, 150) == [150]


def test_speech_that_begins_in_the_pause_counts_from_its_end_on() -> None:
    handler = interrupted()
    hear(handler, 500, QUIET)
    assert hear(handler, 490 + 140) == []
    assert hear(handler, 10) == [10]
    assert handler.statistics.reaction_ms == Counter({150: 2})
    hear(handler, 10, QUIET)
    assert handler.statistics.ignored == 0  # in the end it was heard


def test_speech_within_the_pause_is_counted_once_as_ignored() -> None:
    handler = interrupted()
    for _ in range(2):
        hear(handler, 300)
        hear(handler, 10, QUIET)
    assert (handler.statistics.interruptions, handler.statistics.ignored) == (1, 2)
    hear(handler, 100, QUIET)
    assert handler.statistics.ignored == 2


def test_by_hand_it_needs_no_threshold_and_the_pause_begins_too() -> None:
    handler = InterruptionHandler()
    hear(handler, 140)
    handler.manual()
    assert hear(handler, 1_000 + 140) == []
    assert hear(handler, 10) == [10]
    handler.manual()  # in the pause as well
    assert (handler.statistics.manual, handler.statistics.interruptions) == (2, 1)
    assert hear(handler, 1_000 + 150) == [1_150]


def test_each_interruption_is_judged_once_by_whether_words_followed() -> None:
    handler = InterruptionHandler()
    handler.judge(words=True)  # there was none
    assert handler.statistics == Statistics()
    for words in (True, False, False):
        assert hear(handler, 1_150)
        hear(handler, 1_000, QUIET)
        handler.judge(words=words)
        handler.judge(words=True)
    handler.manual()
    handler.judge(words=True)  # by hand it needs no judging
    found = handler.statistics
    assert (found.interruptions, found.true, found.false, found.manual) == (3, 1, 2, 1)


def test_the_reactions_are_counted_by_how_long_they_took() -> None:
    handler = InterruptionHandler(Policy(cooldown_ms=0))
    for chunk_ms in (10, 20, 20, 30):
        hear(handler, 160 if chunk_ms == 20 else 150, chunk_ms=chunk_ms)
        hear(handler, chunk_ms, QUIET, chunk_ms=chunk_ms)
    assert handler.statistics.reaction_ms == Counter({150: 2, 160: 2})


PROBABILITY = st.sampled_from([LOUD, LOUD, LOUD, LOUD, QUIET, 0.7, math.nan])
CHUNKS = st.lists(
    st.tuples(
        PROBABILITY, st.sampled_from([10, 20, 30]), st.integers(1, 60), st.sampled_from([True, True, False])
    )
)
POLICIES = st.builds(
    Policy, vad_duration_ms=st.sampled_from([20, 150, 400]), cooldown_ms=st.sampled_from([0, 100, 1_000])
)


@given(CHUNKS, POLICIES)
@example([(LOUD, 10, 60, True)] * 10, Policy())
def test_interruptions_keep_their_distance_and_never_come_without_speech(
    sounds: list[tuple[float, int, int, bool]], policy: Policy
) -> None:
    handler, unbroken_ms, since_ms, times = InterruptionHandler(policy), 0, 10**9, 0
    for probability, chunk_ms, chunks, speaking in sounds:
        for _ in range(chunks):
            heard = speaking and probability >= policy.vad_threshold
            unbroken_ms, since_ms = (unbroken_ms + chunk_ms if heard else 0), since_ms + chunk_ms
            found_ms = handler.feed(probability, chunk_ms, speaking=speaking)
            if found_ms is not None:
                assert policy.vad_duration_ms <= found_ms <= unbroken_ms
                assert found_ms < policy.vad_duration_ms + chunk_ms  # and not later than needed
                assert since_ms >= policy.cooldown_ms + policy.vad_duration_ms
                since_ms, times = 0, times + 1
            elif heard and unbroken_ms >= policy.vad_duration_ms:  # only in the pause, or shortly after
                assert since_ms < policy.cooldown_ms + policy.vad_duration_ms + 2 * 30
    assert handler.statistics.interruptions == times == handler.statistics.reaction_ms.total()
