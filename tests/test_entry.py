"""One line of the ledger, as it leaves the daemon."""

import io
import wave

from voice.entry import Entry, Outcome

ENTRY = Entry(3, 100.0, "hey jarvis", 0.99, 0.97, Outcome.WOKE, sound=b"\1\2" * 8_000)


def test_it_is_told_without_its_sound() -> None:
    assert ENTRY.to_json(112.34) == {
        "number": 3, "word": "hey jarvis", "score": 0.99, "threshold": 0.97, "outcome": "woke",
        "verdict": None, "age_s": 12.3, "sound_ms": 500,
    }  # fmt: skip


def test_its_sound_is_a_file_that_everything_can_play() -> None:
    with wave.open(io.BytesIO(ENTRY.wav())) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16_000, 1, 2)
        assert file.readframes(file.getnframes()) == ENTRY.sound
