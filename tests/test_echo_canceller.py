"""The canceller takes out what was played and leaves what the user says."""

import sys

import pytest

from tests.acoustics import level_db
from tests.sound import chunks, flite, noise, silence, whereabouts
from voice.echo_canceller import CancellerMissingError, EchoCanceller


def test_a_plain_echo_is_gone_after_a_moment() -> None:
    played = flite("This is a sentence that is long enough to learn from, as one would hope.", "slt")
    heard = silence(0.05) + played
    canceller = EchoCanceller()
    left = [canceller.clean(mic, ref) for mic, ref in zip(chunks(heard), chunks(played), strict=False)]
    assert level_db(b"".join(left[75:])) < level_db(heard[75 * 640 :]) - 15


def test_speech_is_left_ten_ms_late_and_the_last_of_it_can_be_had() -> None:
    canceller, said = EchoCanceller(), noise(1.0)
    out = b"".join(canceller.clean(chunk, bytes(640)) for chunk in chunks(said)) + canceller.last()
    likeness, at_ms = whereabouts(said[3_200:-3_200], out)
    assert likeness > 0.7
    assert at_ms in range(100 + EchoCanceller.DELAY_MS - 2, 100 + EchoCanceller.DELAY_MS + 3)


def test_a_machine_without_the_library_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyaec", None)
    with pytest.raises(CancellerMissingError):
        EchoCanceller()
