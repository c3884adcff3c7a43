"""How strong an echo is, whatever else is heard."""

import numpy as np
import pytest

from tests.sound import chunks, flite, noise, silence
from voice.echo_meter import EchoMeter, EchoState, Measurement, judged

PLAYED = (
    flite("The quick brown fox jumps over the lazy dog, and then it runs away into the dark forest.", "slt")
    * 2
)


def scaled(pcm: bytes, db: float) -> bytes:
    return bytes((np.frombuffer(pcm, "<i2") * 10 ** (db / 20)).astype("<i2").tobytes())


def mixed(one: bytes, other: bytes) -> bytes:
    count = min(len(one), len(other)) // 2
    both = np.frombuffer(one, "<i2", count).astype(int) + np.frombuffer(other, "<i2", count)
    return bytes(both.clip(-32_768, 32_767).astype("<i2").tobytes())


def measured(heard: bytes, left: bytes) -> Measurement:
    meter = EchoMeter()
    for three in zip(chunks(PLAYED), chunks(heard), chunks(left), strict=False):
        meter.feed(*three)
    found = meter.measure()
    assert found is not None
    return found


@pytest.mark.parametrize("db", [-5, -10, -20, -30])
@pytest.mark.parametrize("delay_ms", [0, 100, 300])
def test_it_is_measured_to_two_db_at_any_delay(db: int, delay_ms: int) -> None:
    heard = mixed(silence(delay_ms / 1000) + scaled(PLAYED, db), noise(60, 0.001))
    found = measured(heard, scaled(heard, -20))
    assert abs(found.echo_db - db) < 2
    assert abs(found.residual_db - (db - 20)) < 3
    assert found.lag_ms is not None
    assert abs(found.lag_ms - delay_ms) <= 20


def test_somebody_who_speaks_is_no_echo() -> None:
    user = flite("I would like to know what happened yesterday in the harbour of the old town.", "rms") * 2
    found = measured(scaled(user, -6), scaled(user, -6))
    assert not found.residual_found


def test_a_quiet_room_with_headphones_has_none() -> None:
    quiet = noise(60, 0.0005)
    assert judged(measured(quiet, quiet), None) is EchoState.NONE


def test_nothing_is_told_before_three_seconds_of_speech() -> None:
    meter = EchoMeter()
    for chunk in chunks(PLAYED)[:140]:
        meter.feed(chunk, chunk, chunk)
    assert meter.measure() is None
    for _ in range(500):
        meter.feed(bytes(640), bytes(640), bytes(640))
    assert meter.measure() is None, "silence is no speech"


def test_between_strong_and_bearable_the_state_stays() -> None:
    between = Measurement(-10, -22, residual_found=True, lag_ms=0)
    for state in (None, EchoState.STRONG, EchoState.CANCELLED):
        assert judged(between, state) is state
    assert judged(Measurement(-10, -15, residual_found=True, lag_ms=0), EchoState.NONE) is EchoState.STRONG
    assert (
        judged(Measurement(-10, -30, residual_found=True, lag_ms=0), EchoState.STRONG) is EchoState.CANCELLED
    )
    doubtful = Measurement(-10, -15, residual_found=False, lag_ms=0)
    assert judged(doubtful, EchoState.CANCELLED) is EchoState.CANCELLED
