"""Listening to one turn, where it begins and ends, and what is understood meanwhile."""

import pytest

from jarvis.config import ListenConfig
from jarvis.ports import CHUNK_BYTES, Ended, Pcm, Utterance
from jarvis.testing import LoudnessActivity
from tests.sound import chunks, flite, noise, silence
from voice.activity import Silero
from voice.listener import Listeners, SpeechListener

LOUD, QUIET = b"\1" * CHUNK_BYTES, bytes(CHUNK_BYTES)


class Noting(LoudnessActivity):
    """A detector that remembers what it heard since it was last told to forget."""

    def __init__(self) -> None:
        self.heard = b""

    def feed(self, chunk: Pcm) -> float:
        """Note it."""
        self.heard += chunk
        return super().feed(chunk)

    def reset(self) -> None:
        """Forget."""
        self.heard = b""


def spoken(listener: SpeechListener, sound: Pcm) -> list[Utterance]:
    found = [listener.feed(chunk) for chunk in chunks(sound)]
    return [utterance for utterance in found if utterance is not None]


def test_an_utterance_is_found_once_and_what_follows_is_no_part_of_it() -> None:
    listener = Listeners(ListenConfig(), LoudnessActivity)([b"\2" * CHUNK_BYTES])
    [utterance] = spoken(listener, LOUD * 50 + QUIET * 60 + LOUD * 50 + QUIET * 60)
    assert (utterance.ended, utterance.silence_ms) == (Ended.SILENCE, 700)
    assert utterance.pcm == b"\2" * CHUNK_BYTES + LOUD * 50 + QUIET * 35
    assert (listener.speech(LOUD), listener.speech(QUIET)) == (1, 0)


def test_it_tells_how_much_it_keeps_and_how_good_that_is() -> None:
    listener = Listeners(ListenConfig(), LoudnessActivity)([QUIET] * 2)
    assert (listener.buffered_bytes, listener.quality) == (2 * CHUNK_BYTES, 0)
    spoken(listener, noise(0.2))
    assert listener.buffered_bytes == 12 * CHUNK_BYTES
    assert listener.quality > 0
    spoken(listener, silence(1))
    assert listener.buffered_bytes == 0


def detector(listener: SpeechListener) -> Noting:
    lent = listener._activity  # noqa: SLF001 - which detector it was lent is seen nowhere else
    assert isinstance(lent, Noting)
    return lent


def test_everybody_who_listens_has_a_detector_of_their_own() -> None:
    listeners = Listeners(ListenConfig(), Noting)
    first, second = listeners(), listeners()
    first.feed(LOUD)
    second.feed(QUIET)
    assert (detector(first).heard, detector(second).heard) == (LOUD, QUIET)
    first.close()
    first.close()
    assert detector(listeners()).heard == b""


def test_each_chunk_is_heard_once_before_and_after_the_utterance() -> None:
    listener = Listeners(ListenConfig(), Noting)()
    sound = LOUD * 10 + QUIET * 35
    assert len(spoken(listener, sound)) == 1
    assert (listener.feed(LOUD), detector(listener).heard) == (None, sound)
    listener.speech(LOUD)
    assert detector(listener).heard == sound + LOUD


def test_whoever_stops_listening_in_the_middle_keeps_nothing() -> None:
    listener = Listeners(ListenConfig(), LoudnessActivity)([LOUD])
    spoken(listener, LOUD * 10)
    assert listener.buffered_bytes == 11 * CHUNK_BYTES
    listener.close()
    assert listener.buffered_bytes == 0


def test_what_is_just_sure_enough_counts_as_speech() -> None:
    class Unsure(LoudnessActivity):
        def feed(self, chunk: Pcm) -> float:
            return super().feed(chunk) * ListenConfig().speech_threshold

    listener = Listeners(ListenConfig(), Unsure)()
    [utterance] = spoken(listener, noise(0.2) + silence(1))
    assert utterance.ended is Ended.SILENCE
    assert listener.quality > 0


def test_sound_for_a_listener_that_was_put_away_does_no_harm() -> None:
    listener = Listeners(ListenConfig(), LoudnessActivity)()
    listener.close()
    assert (listener.feed(LOUD), listener.speech(LOUD), listener.buffered_bytes) == (None, 0, 0)


@pytest.mark.real_time
def test_with_the_real_detector_speech_is_found_and_noise_is_not() -> None:
    listeners = Listeners(ListenConfig(), Silero)
    sentence = flite("what time is it", "rms")
    [utterance] = spoken(listeners(), silence(0.5) + sentence + silence(1.5))
    assert utterance.ended is Ended.SILENCE
    assert len(sentence) * 0.8 < len(utterance.pcm) < len(sentence) + 40_000
    [nothing] = spoken(listeners(), noise(6, 0.01))
    assert nothing.ended is Ended.NOBODY_SPOKE


@pytest.mark.real_time
def test_a_real_detector_that_is_lent_again_hears_as_if_it_were_new() -> None:
    listeners = Listeners(ListenConfig(), Silero)
    sentence = silence(0.5) + flite("what time is it", "rms") + silence(1.5)
    first, other = listeners(), listeners()
    [utterance] = spoken(first, sentence)
    for chunk in chunks(flite("turn on the light", "slt"))[:-3]:
        first.speech(chunk)
    first.close()
    again = listeners()
    found: list[list[Utterance]] = [[], []]
    for chunk in chunks(sentence):  # both at the same time
        for one, into in zip((again, other), found, strict=True):
            into.extend([ended] if (ended := one.feed(chunk)) else [])
    assert found == [[utterance], [utterance]]


@pytest.mark.real_time
def test_whoever_speaks_over_jarvis_is_heard_by_the_real_detector() -> None:
    listener = Listeners(ListenConfig(), Silero)()
    assert len(spoken(listener, silence(0.5) + flite("what time is it", "rms") + silence(1.5))) == 1
    assert not any(listener.speech(chunk) > 0.5 for chunk in chunks(silence(1)))
    heard = [listener.speech(chunk) > 0.7 for chunk in chunks(flite("stop it, please", "slt"))]
    assert sum(heard) > 10
    assert listener.buffered_bytes == 0


def test_who_holds_a_key_takes_their_time_and_teaches_nothing_of_it() -> None:
    listeners = Listeners(ListenConfig(), LoudnessActivity)
    held = listeners()
    held.hold(on=True)
    assert spoken(held, (LOUD * 10 + QUIET * 60) * 8) == []
    held.let_go()
    [whole] = spoken(held, QUIET * 10)
    assert (whole.ended, whole.silence_ms) == (Ended.RELEASED, 1220)
    [usual] = spoken(listeners(), LOUD * 50 + QUIET * 100)
    assert (usual.ended, usual.silence_ms) == (Ended.SILENCE, 700)


def test_whoever_listens_next_waits_as_long_as_it_is_set_now() -> None:
    listeners = Listeners(ListenConfig(silence_ms=700), LoudnessActivity)
    assert not spoken(listeners(), LOUD * 10 + QUIET * 15)  # 300 ms
    listeners.apply(ListenConfig(silence_ms=200))
    assert spoken(listeners(), LOUD * 10 + QUIET * 15)
