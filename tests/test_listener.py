"""Listening to one turn, with a detector that is lent and given back."""

import pytest

from jarvis.config import ListenConfig
from jarvis.ports import CHUNK_BYTES, Ended, Pcm, Utterance
from jarvis.testing import LoudnessActivity
from tests.sound import chunks, flite, noise, silence
from voice.activity import GatedSilero
from voice.listener import Listeners, SpeechListener

LOUD, QUIET = b"\1" * CHUNK_BYTES, bytes(CHUNK_BYTES)


class Noting(LoudnessActivity):
    """A detector that remembers what it heard since it was last told to forget."""

    made = 0

    def __init__(self) -> None:
        type(self).made += 1
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


def test_a_detector_is_lent_given_back_once_and_forgets_in_between() -> None:
    Noting.made = 0
    listeners = Listeners(ListenConfig(), Noting)
    first = listeners()
    first.feed(LOUD)
    first.close()
    first.close()
    second, third = listeners(), listeners()
    assert Noting.made == 2, "the one that came back, and one more"
    assert second._activity is not third._activity  # noqa: SLF001 - two listeners, two detectors
    assert second._activity is not None  # noqa: SLF001 - the detector that was lent
    assert isinstance(second._activity, Noting)  # noqa: SLF001 - same
    assert second._activity.heard == b""  # noqa: SLF001 - same


def test_sound_for_a_listener_that_was_put_away_does_no_harm() -> None:
    listener = Listeners(ListenConfig(), LoudnessActivity)()
    listener.close()
    assert (listener.feed(LOUD), listener.speech(LOUD), listener.buffered_bytes) == (None, 0, 0)


@pytest.mark.real_time
def test_with_the_real_detector_speech_is_found_and_noise_is_not() -> None:
    listeners = Listeners(ListenConfig(), GatedSilero)
    sentence = flite("what time is it", "rms")
    [utterance] = spoken(listeners(), silence(0.5) + sentence + silence(1.5))
    assert utterance.ended is Ended.SILENCE
    assert len(sentence) * 0.8 < len(utterance.pcm) < len(sentence) + 40_000
    [nothing] = spoken(listeners(), noise(6, 0.01))
    assert nothing.ended is Ended.NOBODY_SPOKE
