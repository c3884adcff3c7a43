"""Jarvis does not hear itself: a desk in numbers, and a real sound server whose speaker is heard."""

import numpy as np
import pytest

from jarvis.echo_config import EchoConfig, InterruptionConfig
from jarvis.events import EchoChanged, EchoMeasured, Event
from jarvis.ports import CHUNK_BYTES, Pcm
from jarvis.wake_config import WakeConfig
from tests.acoustics import Desk, answer, level_db
from tests.sound import chunks, flite, noise, pulse
from voice.activity import Silero
from voice.echo import Echo
from voice.echo_meter import EchoState
from voice.wake import WakeWords

__all__ = ["pulse"]
SELF_CALL = (
    "Hey Jarvis, set a timer. That is what you would say to me. Hey Jarvis, set a timer, please, and I will."
)


def scaled(pcm: Pcm, peak: float) -> Pcm:
    samples = np.frombuffer(pcm, "<i2").astype(float)
    return bytes((samples * peak * 32_767 / np.abs(samples).max()).astype("<i2").tobytes())


def wakes(pcm: Pcm) -> int:
    detector = WakeWords(WakeConfig())
    return sum(detector.feed(chunk) is not None for chunk in chunks(pcm))


def speech_ms(pcm: Pcm) -> int:
    detector = Silero()
    return 20 * sum(detector.feed(chunk) > 0.7 for chunk in chunks(pcm))


@pytest.mark.parametrize(("echo_db", "delay_ms"), [(-5, 30), (-10, 60), (-10, 250), (-20, 120)])
def test_its_own_call_neither_wakes_it_nor_counts_as_speech(echo_db: float, delay_ms: int) -> None:
    told: list[Event] = []
    desk = Desk(Echo(post=told.append), echo_db, delay_ms, jitter_ms=100)
    desk.hear(answer())
    heard = desk.hear(answer(SELF_CALL))
    assert wakes(desk.recorded) > 0, "without cancelling it would"
    assert wakes(heard) == 0
    assert speech_ms(heard) < speech_ms(desk.recorded) / 4
    assert level_db(heard) < level_db(desk.recorded) - 15
    measured = [event for event in told if isinstance(event, EchoMeasured)]
    assert len(measured) == 2
    assert all(abs(event.echo_db - echo_db) < 3 and event.by == "own" for event in measured)
    assert desk.echo.state is EchoState.CANCELLED


def test_the_user_is_heard_over_it() -> None:
    heard = 0
    for number, voice in enumerate(("rms", "awb", "kal16", "rms", "awb")):
        desk = Desk(Echo(), -10, 40 + 20 * number, seed=number)
        desk.hear(answer())
        heard += wakes(desk.hear(answer(), scaled(flite("hey jarvis", voice), 0.4), 2.0 + number)) == 1
    assert heard >= 4


def test_with_headphones_nothing_is_in_the_way() -> None:
    told: list[Event] = []
    desk = Desk(Echo(post=told.append), echo_db=-70)
    before = desk.echo.hears_over_speech
    desk.hear(answer())
    assert desk.echo.state is EchoState.NONE
    assert (before, desk.echo.hears_over_speech) == (False, True), "at first nothing is known yet"
    assert [event.state for event in told if isinstance(event, EchoChanged)] == ["none"]


def test_an_echo_nobody_takes_out_lets_only_the_wake_word_through() -> None:
    told: list[Event] = []
    desk = Desk(Echo("off", post=told.append))
    assert desk.hear(answer()) == desk.recorded[: len(desk.recorded) // CHUNK_BYTES * CHUNK_BYTES]
    assert desk.echo.state is EchoState.STRONG
    assert not desk.echo.hears_over_speech
    (changed,) = [event for event in told if isinstance(event, EchoChanged)]
    assert "only the wake word" in changed.why


@pytest.mark.parametrize(
    ("half_duplex", "by_voice", "hears"),
    [
        ("always", "always", False),
        ("auto", "never", False),
        ("never", "auto", True),
        ("auto", "always", True),
    ],
)
def test_the_user_may_decide_instead(half_duplex: str, by_voice: str, hears: bool) -> None:  # noqa: FBT001
    settings = EchoConfig.model_validate({"half_duplex": half_duplex})
    policy = InterruptionConfig.model_validate({"by_voice": by_voice})
    assert Echo("own", settings, policy).hears_over_speech is hears


def test_while_nothing_is_played_sound_passes_as_it_is() -> None:
    echo, said = Echo(), chunks(noise(2.0))
    assert [echo.clean(chunk, number * 0.02) for number, chunk in enumerate(said, 1)] == said


def test_the_canceller_begins_and_rests_without_losing_a_word() -> None:
    desk = Desk(Echo(), echo_db=-80, noise=2)
    call = scaled(flite("hey jarvis", "rms"), 0.4)
    heard = desk.hear(answer("It is noon."), call, user_at_s=4.2, more_s=12)
    assert len(heard) == len(desk.recorded) // CHUNK_BYTES * CHUNK_BYTES
    assert wakes(heard) == 1
    assert heard[-CHUNK_BYTES * 50 :] == desk.recorded[len(heard) - CHUNK_BYTES * 50 : len(heard)]


def test_an_interruption_of_the_sound_starts_it_anew() -> None:
    desk = Desk(Echo())
    desk.hear(answer())
    assert desk.echo.clean(b"", desk.now_s) == b""
    desk.now_s += 3_600
    desk.hear(answer())
    assert level_db(desk.hear(answer())) < level_db(desk.recorded) - 15


def test_a_loudspeaker_whose_times_waver_is_cancelled_too() -> None:
    desk = Desk(Echo(), played_jitter_ms=3)
    desk.hear(answer())
    assert level_db(desk.hear(answer())) < level_db(desk.recorded) - 12


def test_when_the_server_takes_the_echo_out_it_is_left_alone() -> None:
    desk = Desk(Echo())
    desk.hear(answer())
    assert desk.echo.why == "Jarvis's own voice is taken out of the microphone."
    desk.echo.use("server")
    assert (desk.echo.by, desk.echo.why) == ("server", "")
    heard = desk.hear(answer())
    assert heard == desk.recorded[: len(heard)]
    desk.echo.use("own")
    desk.hear(answer())
    assert level_db(desk.hear(answer())) < level_db(desk.recorded) - 15
