"""Hearing the wake word, and taking it out of what was said after it."""

from contextlib import suppress
from pathlib import Path
from typing import Literal

import pytest
from annotated_types import Le
from hypothesis import given, settings
from hypothesis import strategies as st

from jarvis.bus import EventBus
from jarvis.errors import BadInputError
from jarvis.events import (
    Event,
    NothingHeard,
    SentenceStarted,
    SpeakingEnded,
    SpeakingStarted,
    UtteranceEnded,
    WakeHeard,
    WakeNearlyHeard,
    WakeTested,
)
from jarvis.ports import CHUNK_MS, Pcm, Wake
from jarvis.wake_config import WakeConfig
from tests.sound import VOICES, chunks, flite, noise, people, silence, whereabouts
from voice.audio import decode
from voice.entry import Outcome, Verdict
from voice.ledger import Ledger
from voice.wake import TEST_S, WHILE_SPEAKING, WakeWords, without_wake_phrase, without_wake_phrases


def heard(detector: WakeWords, *sounds: Pcm) -> list[Wake]:
    """What a detector that has heard a second of silence finds in these sounds."""
    everything = silence(1) + b"".join(sounds) + silence(1)
    found = []
    for chunk in chunks(everything):
        detector.own.passes(CHUNK_MS)  # as the ears do
        if wake := detector.feed(chunk):
            found.append(wake)
    return found


@pytest.fixture
def detector() -> WakeWords:
    return WakeWords(WakeConfig())


@pytest.mark.parametrize("stretch", [0.95, 1.0, 1.15, 1.3])
@pytest.mark.parametrize("voice", VOICES)
def test_it_hears_its_phrase_from_everybody_fast_or_slow(
    voice: str, stretch: float, detector: WakeWords
) -> None:
    wakes = heard(detector, flite("hey jarvis", voice, stretch))
    assert wakes
    assert wakes[0].phrase == "hey jarvis"
    assert all(0.97 < wake.score <= 1 for wake in wakes)


@pytest.mark.parametrize("voice", VOICES)
def test_it_notices_within_half_a_second_of_sound(voice: str, detector: WakeWords) -> None:
    phrase = flite("hey jarvis", voice)
    fired = [detector.feed(chunk) is not None for chunk in chunks(silence(1) + phrase + silence(1))]
    word_ends = (len(silence(1)) + len(phrase)) // 640
    assert word_ends - 25 < fired.index(True) < word_ends + 25


@pytest.mark.parametrize("recording", people("wake_hey_jarvis"), ids=lambda file: file.name)
def test_it_hears_real_people(recording: Path, detector: WakeWords) -> None:
    assert heard(detector, decode(recording.read_bytes()))


@pytest.mark.parametrize("folder", ["wake_negative", "vad", "read_speech", "commands"])
def test_what_people_say_to_each_other_does_not_wake_it(folder: str, detector: WakeWords) -> None:
    recordings = people(folder)
    if not recordings:
        pytest.skip("no recorded speech here; JARVIS_TESTDATA names the folder")
    for recording in recordings:
        with suppress(BadInputError):  # one of them is damaged
            assert heard(detector, decode(recording.read_bytes())) == [], recording.name


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("text", ["good morning", "have you heard of this", "jarvis is a name", "alexa"])
def test_other_words_do_not_wake_it(text: str, voice: str, detector: WakeWords) -> None:
    assert heard(detector, flite(text, voice)) == []


@pytest.mark.parametrize("level", [0.0, 0.01, 0.2, 0.9])
def test_neither_noise_nor_silence_wakes_it(level: float, detector: WakeWords) -> None:
    assert heard(detector, noise(10, level)) == []


def test_it_hears_its_phrase_through_noise(detector: WakeWords) -> None:
    assert heard(detector, noise(2, 0.01), flite("hey jarvis", "rms"), noise(1, 0.01))


def test_after_a_reset_the_first_half_of_the_phrase_is_forgotten(detector: WakeWords) -> None:
    phrase = chunks(silence(1) + flite("hey jarvis") + silence(1))
    wakes = [number for number, chunk in enumerate(phrase) if detector.feed(chunk)]
    detector.reset()
    for chunk in phrase[: wakes[0] - 15]:
        assert detector.feed(chunk) is None
    detector.reset()
    assert not any(detector.feed(chunk) for chunk in phrase[wakes[0] - 15 :])


def test_after_a_reset_it_hears_the_phrase_as_if_for_the_first_time(detector: WakeWords) -> None:
    first = heard(detector, flite("hey jarvis", "awb"))
    detector.reset()
    assert heard(detector, flite("hey jarvis", "awb")) == first


@pytest.mark.parametrize(
    ("model", "phrase"), [("alexa", "alexa"), ("hey_mycroft", "hey mycroft"), ("okay_nabu", "okay nabu")]
)
def test_it_can_be_called_otherwise(model: Literal["alexa", "hey_mycroft", "okay_nabu"], phrase: str) -> None:
    detector = WakeWords(WakeConfig(models=(model,)))
    assert heard(detector, flite("hey jarvis", "rms")) == []
    assert heard(detector, flite(phrase, "rms"))[0].phrase == phrase


def test_a_lower_threshold_hears_what_is_mumbled() -> None:
    mumbled = flite("hey jarvis", "slt", 0.7)
    assert heard(WakeWords(WakeConfig()), mumbled) == []
    assert heard(WakeWords(WakeConfig(threshold=0.5)), mumbled)


def test_the_strictest_threshold_one_can_set_still_hears_somebody() -> None:
    strictest = next(
        float(str(m.le)) for m in WakeConfig.model_fields["threshold"].metadata if isinstance(m, Le)
    )
    assert heard(WakeWords(WakeConfig(threshold=strictest)), flite("hey jarvis", "rms"))


def test_of_several_words_each_wakes_it_by_its_own_name() -> None:
    detector = WakeWords(WakeConfig(models=("hey_jarvis", "alexa", "okay_nabu")))
    said = [flite(phrase, "rms") + silence(1) for phrase in ("okay nabu", "hey jarvis", "alexa")]
    assert [wake.phrase for wake in heard(detector, *said)] == ["okay nabu", "hey jarvis", "alexa"]
    assert detector.phrase == "hey jarvis or alexa or okay nabu"


def test_a_word_named_twice_is_one() -> None:
    assert WakeWords(WakeConfig(models=("alexa", "alexa"))).phrases == ("alexa",)


def test_a_word_can_have_a_threshold_of_its_own() -> None:
    muttered = flite("okay nabu", "slt")
    assert heard(WakeWords(WakeConfig(models=("okay_nabu",))), muttered) == []
    config = WakeConfig(models=("hey_jarvis", "okay_nabu"), thresholds={"okay_nabu": 0.85})
    assert [wake.phrase for wake in heard(WakeWords(config), muttered)] == ["okay nabu"]


@pytest.mark.parametrize(("pause_s", "wakes"), [(0.0, 1), (1.2, 2)])
def test_after_a_wake_there_is_none_for_a_second_of_sound(pause_s: float, wakes: int) -> None:
    detector = WakeWords(WakeConfig(refractory_ms=1_500))
    call = flite("hey jarvis", "rms")
    assert len(heard(detector, call, silence(pause_s), call)) == wakes
    outcomes = [entry.outcome for entry in detector.ledger.entries()]
    assert outcomes == [Outcome.WOKE, Outcome.REFRACTORY if wakes == 1 else Outcome.WOKE]


def test_no_other_word_wakes_it_within_that_time_and_a_reset_does_not_end_it() -> None:
    detector = WakeWords(WakeConfig(models=("hey_jarvis", "alexa"), refractory_ms=5_000))
    assert heard(detector, flite("hey jarvis", "rms"))
    detector.reset()
    assert heard(detector, flite("alexa", "rms")) == []
    detector.passes(3_000)  # sound that a turn listened to counts
    assert heard(detector, flite("alexa", "rms"))


def test_one_that_nobody_acts_upon_is_told_once() -> None:
    assert len(heard(WakeWords(WakeConfig(refractory_ms=0)), flite("hey jarvis", "rms"))) == 1


def test_a_wake_is_in_the_ledger_with_the_sound_that_was_it(detector: WakeWords) -> None:
    call = flite("hey jarvis", "rms")
    wakes = heard(detector, silence(1), call)
    entry = detector.ledger.entries()[0]
    assert (entry.word, entry.outcome, entry.threshold) == ("hey jarvis", Outcome.WOKE, 0.98)
    assert entry.score == wakes[0].score
    assert len(entry.sound) == 64_000
    assert whereabouts(call[: len(call) * 3 // 4], entry.sound)[0] > 0.99


@pytest.mark.parametrize(("voice", "stretch"), [("rms", 1.0), ("slt", 1.15), ("kal16", 0.8), ("slt", 1.3)])
def test_its_score_is_the_highest_though_it_woke_at_once(voice: str, stretch: float) -> None:
    call = flite("hey jarvis", voice, stretch)
    highest = WakeWords(WakeConfig(threshold=0.5))
    highest.own.speaking = True
    strict = WakeWords(WakeConfig(threshold=0.97))
    woke = heard(strict, call)[0].score
    for word in highest._words:  # noqa: SLF001 - a threshold that nothing reaches
        word._threshold = 1.0  # noqa: SLF001 - same
        word.end_run()
    assert heard(highest, call) == []
    assert highest.ledger.entries()[0].score == pytest.approx(woke, abs=0.004)


def test_what_is_mumbled_is_a_near_miss_once_with_its_highest_score() -> None:
    told: list[Event] = []
    detector = WakeWords(WakeConfig(), post=told.append)
    assert heard(detector, flite("hey jarvis", "slt", 0.7), silence(1)) == []
    entry = detector.ledger.entries()[0]
    assert (entry.outcome, entry.number, len(detector.ledger.entries())) == (Outcome.NEAR, 1, 1)
    assert 0.5 < entry.score <= 0.98
    assert told == [WakeNearlyHeard(phrase="hey jarvis", score=entry.score)]


def test_a_near_miss_that_a_reset_cuts_short_is_not_lost() -> None:
    detector = WakeWords(WakeConfig(threshold=0.99, near=0.1))
    for chunk in chunks(silence(1) + flite("hey jarvis", "slt", 1.3) + silence(0.1)):
        assert detector.feed(chunk) is None
    detector.reset()
    detector.reset()
    assert [entry.outcome for entry in detector.ledger.entries()] == [Outcome.NEAR]


def test_what_is_heard_after_a_turn_is_not_joined_to_what_was_heard_before(detector: WakeWords) -> None:
    before = noise(0.5, 0.001)
    heard(detector, before, flite("hey jarvis", "rms"))
    for chunk in chunks(before + flite("hey jarvis", "rms") + silence(1)):
        if detector.feed(chunk):
            break
    detector.reset()  # a turn listens now
    for chunk in chunks(silence(0.2) + flite("alexa", "rms")):
        detector.feed(chunk)
    detector.ledger.note("hey jarvis", 0.9, 0.97, Outcome.NEAR)
    assert len(detector.ledger.entries()[-1].sound) <= 2 * (len(silence(0.2)) + len(flite("alexa", "rms")))
    assert detector.ledger.entries()[-1].sound.startswith(silence(0.2))


def test_a_phrase_found_in_text_keeps_to_the_same_rules() -> None:
    told: list[Event] = []
    detector = WakeWords(WakeConfig(phrases=("computer",)), post=told.append)
    assert detector.spotted("computer", 0.94) == Wake("computer", 0.94)
    assert detector.spotted("computer") is None
    assert heard(detector, flite("hey jarvis", "rms")) == [Wake("hey jarvis", 0.996)]
    detector.passes(1_000)
    detector.test(on=True)
    assert detector.spotted("computer") is None
    assert told == [WakeTested(phrase="computer", score=1.0)]
    outcomes = [entry.outcome for entry in detector.ledger.entries()]
    assert outcomes == [Outcome.WOKE, Outcome.REFRACTORY, Outcome.WOKE, Outcome.TESTED]


async def test_its_own_voice_cannot_say_a_phrase_found_in_text_either() -> None:
    async with EventBus() as bus:
        detector = WakeWords(WakeConfig(phrases=("computer",)))
        detector.follow(bus)
        await bus.publish(SentenceStarted(turn="t", text="Your computer is slow."))
        assert detector.spotted("computer") is None
        assert detector.ledger.entries()[0].outcome is Outcome.OWN_SPEECH


@pytest.mark.parametrize("text", ["Hey Jarvis!", "Say hey Jarvis to call me.", "Hey, Travis."])
async def test_its_own_voice_does_not_wake_it(text: str) -> None:
    async with EventBus() as bus:
        detector = WakeWords(WakeConfig(), post=bus.post)
        detector.follow(bus)
        await bus.publish(SpeakingStarted(turn="t", device="d"))
        await bus.publish(SentenceStarted(turn="t", text=text))
        assert heard(detector, flite("hey jarvis", "rms")) == []
        await bus.publish(SpeakingEnded(turn="t", heard_ms=2_000, cut=False))
        assert [entry.outcome for entry in detector.ledger.entries()] == [Outcome.OWN_SPEECH]
        assert heard(detector, silence(0.2), flite("hey jarvis", "rms")), "the tail is over"


async def test_a_near_miss_of_its_own_voice_is_no_near_miss_of_the_user() -> None:
    told: list[Event] = []
    async with EventBus() as bus:
        detector = WakeWords(WakeConfig(), post=told.append)
        detector.follow(bus)
        await bus.publish(SentenceStarted(turn="t", text="Hey Jarvis."))
        assert heard(detector, flite("hey jarvis", "slt", 0.7)) == []
    assert [entry.outcome for entry in detector.ledger.entries()] == [Outcome.OWN_SPEECH]
    assert told == []


@pytest.mark.parametrize("recording", people("wake_hey_jarvis"), ids=lambda file: file.name)
async def test_real_people_can_call_it_while_it_speaks(recording: Path) -> None:
    call = decode(recording.read_bytes())  # noqa: ASYNC240 - a test has the loop to itself
    async with EventBus() as bus:
        detector = WakeWords(WakeConfig())
        detector.follow(bus)
        await bus.publish(SpeakingStarted(turn="t", device="d"))
        await bus.publish(SentenceStarted(turn="t", text="It is half past nine, and it will rain."))
        assert heard(detector, call)


def test_while_it_speaks_it_takes_more_and_nine_of_ten_still_get_through() -> None:
    calls = [flite("hey jarvis", voice, stretch) for voice in VOICES for stretch in (0.9, 1.0, 1.15, 1.3)]
    silent, speaking = (WakeWords(WakeConfig(threshold=0.97)) for _ in range(2))
    speaking.own.speaking = True
    pause = silence(1)
    woke = len(heard(speaking, *(call + pause for call in calls)))
    assert len(heard(silent, *(call + pause for call in calls))) == len(calls)
    assert 0.9 * len(calls) <= woke < len(calls)
    missed = [entry for entry in speaking.ledger.entries() if entry.outcome is Outcome.NEAR]
    assert [entry.threshold for entry in missed] == [WHILE_SPEAKING] * (len(calls) - woke)


def test_while_it_is_tested_it_wakes_nobody_and_believes_who_speaks() -> None:
    now_s, told = [5.0], list[Event]()
    config = WakeConfig()
    ledger = Ledger(lambda: now_s[0], config.threshold, config.near)
    detector = WakeWords(config, ledger, post=told.append)
    detector.test(on=True)
    assert heard(detector, flite("hey jarvis", "rms")) == []
    assert heard(detector, flite("hey jarvis", "slt", 0.7)) == []
    found = [(entry.outcome, entry.verdict) for entry in ledger.entries()]
    assert found == [(Outcome.TESTED, Verdict.ME), (Outcome.NEAR, Verdict.ME)]
    assert [type(event) for event in told] == [WakeTested, WakeNearlyHeard]
    now_s[0] += TEST_S - 1
    assert heard(detector, flite("hey jarvis", "rms")) == []
    now_s[0] += 1  # whoever asked for it was killed
    assert heard(detector, flite("hey jarvis", "rms"))


def test_a_test_can_be_ended_at_once() -> None:
    detector = WakeWords(WakeConfig())
    detector.test(on=True)
    detector.test(on=False)
    assert heard(detector, flite("hey jarvis", "rms"))


async def test_the_turn_that_a_wake_began_is_noted_and_what_it_listened_to_counts_as_time() -> None:
    async with EventBus() as bus:
        detector = WakeWords(WakeConfig(refractory_ms=10_000))
        detector.follow(bus)
        wake = heard(detector, flite("hey jarvis", "rms"))[0]
        await bus.publish(WakeHeard(turn="t1", phrase=wake.phrase, score=wake.score))
        assert detector.ledger.entries()[0].turn == "t1"
        assert heard(detector, flite("hey jarvis", "rms")) == []
        await bus.publish(UtteranceEnded(turn="t1", duration_ms=4_000, silence_ms=700, reason="silence"))
        await bus.publish(NothingHeard(turn="t2", waited_ms=5_000))
        assert heard(detector, flite("hey jarvis", "rms"))


def test_any_of_several_phrases_is_taken_off() -> None:
    phrases = ("hey jarvis", "alexa")
    assert without_wake_phrases("Alexa, what time is it?", phrases) == "what time is it?"
    assert without_wake_phrases("Hey Jarvis, alexa is a name", phrases) == "alexa is a name"
    assert without_wake_phrases("what time is it?", phrases) == "what time is it?"
    assert without_wake_phrases("stop", ()) == "stop"


@pytest.mark.parametrize(
    "called", ["Hey Jarvis,", "hey jarvis", "Hey, Jarvis!", "Hey Travis,", "A jarvis", "Jarvis:"]
)
def test_the_wake_phrase_is_taken_off_however_it_was_spelled(called: str) -> None:
    assert without_wake_phrase(f"{called} what time is it?", "hey jarvis") == "what time is it?"
    assert without_wake_phrase(called, "hey jarvis") == ""


@pytest.mark.parametrize(
    "text",
    [
        "Start the timer.",
        "Have this ready",
        "Hey, just a minute",
        "what does jarvis mean",
        "Harvest the crops",
        "",
    ],
)
def test_what_is_not_the_wake_phrase_stays(text: str) -> None:
    assert without_wake_phrase(text, "hey jarvis") == text


@settings(deadline=None)
@given(st.text(), st.sampled_from(["hey jarvis", "alexa", "okay nabu"]))
def test_only_the_first_four_words_can_ever_go(text: str, phrase: str) -> None:
    words = text.split()
    endings = [" ".join(words[count:]) for count in range(1, min(4, len(words)) + 1)]
    assert without_wake_phrase(text, phrase) in {text, *endings}


def test_new_thresholds_and_times_are_taken_while_it_listens(detector: WakeWords) -> None:
    call, pause = flite("hey jarvis"), silence(2)
    assert len(heard(detector, call, pause)) == 1
    detector.apply(WakeConfig(threshold=0.99, thresholds={"hey_jarvis": 0.98}, refractory_ms=9_000, near=0.3))
    assert detector.ledger.to_json()["threshold"] == 0.99
    assert len(heard(detector, call, pause, call, pause)) == 1  # the second one comes too soon now
