"""What nobody would take for speech is left of an echo, and whoever speaks is still noticed."""

import numpy as np

from jarvis.ports import Pcm
from tests.sound import chunks, flite, silence
from voice.activity import Silero
from voice.echo_suppressor import EchoSuppressor

TALE = flite("the lighthouse stands on a rock in the sea and every evening the keeper climbs up", "slt")
PERSON = flite("please stop talking now", "rms")


def mixed(near: Pcm, far: Pcm, delay: int = 900) -> list[tuple[Pcm, Pcm]]:
    """Chunks of the microphone and of what was played, whose echo is 10 dB softer and late."""
    played = np.frombuffer(far, "<i2").astype(float)
    heard = np.zeros(len(played))
    heard[delay:] = played[:-delay] * 0.32
    heard[: len(near) // 2] += np.frombuffer(near, "<i2")[: len(heard)]
    sound = bytes(heard.clip(-32_768, 32_767).astype("<i2").tobytes())
    return list(zip(chunks(sound), chunks(far), strict=True))


def speech_ms(cleaned: list[Pcm]) -> int:
    detector = Silero()
    return 20 * sum(detector.feed(chunk) > 0.7 for chunk in cleaned)


def test_nothing_of_its_own_voice_counts_as_speech() -> None:
    suppressor = EchoSuppressor()
    pairs = mixed(b"", TALE)
    assert speech_ms([heard for heard, _ in pairs]) > 2_000, "without it that would be somebody speaking"
    assert speech_ms([suppressor.clean(*pair) for pair in pairs]) <= 40
    suppressor.reset()
    assert speech_ms([suppressor.clean(*pair) for pair in pairs]) <= 40


def test_whoever_speaks_over_it_is_noticed() -> None:
    suppressor = EchoSuppressor()
    cleaned = [suppressor.clean(*pair) for pair in mixed(silence(2) + PERSON, TALE)]
    assert speech_ms(cleaned) >= 60, "enough to fall silent, and then nothing is in the way"


def test_where_nothing_was_played_everything_is_heard() -> None:
    suppressor = EchoSuppressor()
    cleaned = [suppressor.clean(chunk, bytes(len(chunk))) for chunk in chunks(PERSON)]
    assert [len(chunk) for chunk in cleaned] == [640] * len(cleaned)
    assert speech_ms(cleaned) > 1_000
