"""What was played is found again at the time at which it left."""

import random

import numpy as np

from jarvis.ports import RATE_HZ, Pcm
from tests.acoustics import SPOKEN_HZ, answer
from tests.sound import flite, tone, whereabouts
from voice.echo_reference import KEPT, Reference


def pieces(spoken: Pcm, ms: int) -> list[Pcm]:
    size = SPOKEN_HZ * ms // 1000 * 2
    return [spoken[i : i + size] for i in range(0, len(spoken), size)]


def test_pieces_of_any_size_with_wavering_times_make_one_sound() -> None:
    chance = random.Random(1)  # noqa: S311 - a simulation
    reference, at_s, heard = Reference(), 50.0, b""
    spoken = answer("one two three four five six seven", "rms")
    for piece in pieces(spoken, 37):
        reference.played(piece, SPOKEN_HZ, at_s + chance.uniform(-0.001, 0.001))
        at_s += len(piece) / 2 / SPOKEN_HZ
        done = len(heard) // 2
        heard += reference.at(50 * RATE_HZ + done, max(0, reference.end - 50 * RATE_HZ - done))
    likeness, ms = whereabouts(flite("one two three four five six seven", "rms")[3_200:-3_200], heard)
    assert likeness > 0.97
    assert abs(ms - 100) <= 2


def test_before_between_and_after_answers_there_is_silence() -> None:
    reference, loud = Reference(), tone(440, 0.2)
    assert reference.at(0, 320) == bytes(640)
    reference.played(loud, RATE_HZ, 10.0)
    reference.played(loud, RATE_HZ, 10.5)
    found = np.frombuffer(reference.at(10 * RATE_HZ - 1_600, RATE_HZ), "<i2")
    expected = [0, *[1] * 2, *[0] * 3, *[1] * 2, 0, 0]
    assert [int(np.abs(part).max() > 1_000) for part in np.split(found, 10)] == expected


def test_two_seconds_are_kept_and_nothing_older_comes_up_again() -> None:
    reference = Reference()
    for tenth in range(50):
        reference.played(tone(440, 0.1), RATE_HZ, tenth / 10)
    assert reference.at(5 * RATE_HZ - KEPT - 320, 320) == bytes(640)
    assert reference.at(5 * RATE_HZ - KEPT, 320) != bytes(640)
    reference.played(tone(440, 0.1), RATE_HZ, 1_000.0)
    assert reference.at(999 * RATE_HZ, 320) == bytes(640)


def test_a_loudspeaker_whose_clock_is_slow_is_followed() -> None:
    reference, at_s = Reference(), 0.0
    for _ in range(3_000):  # a minute, 300 ppm
        reference.played(tone(440, 0.02), RATE_HZ, at_s)
        at_s += 0.02 * 1.0003
    assert abs(reference.end / RATE_HZ - at_s) < 0.005
