"""Jarvis talks, and its voice comes back into the microphone: who is heard then, and who is not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.living import Living, living, until
from tests.room_sound import cough
from tests.sound import PrivatePulse, audible_ms, flite, silence

pytestmark = pytest.mark.real_time
ECHO_DB = -10
WAKES = (
    "When you want to call me, say: hey Jarvis. Then say: what time is it? Hey Jarvis, set a timer for five "
    "minutes. Or say: stop. Many people say hey Jarvis and then forget what they wanted. Jarvis, help."
)
TALE = (
    "The lighthouse stands on a rock in the sea. Every evening the keeper climbs two hundred steps. "
    "At the top she lights the lamp, and looks out for ships. In winter the waves are higher than houses. "
    "She has lived there for thirty years, and she says that no two days have been alike."
)


@pytest.fixture
def jarvis(pulse: PrivatePulse, tmp_path: Path) -> Iterator[Living]:
    """A daemon in a room that echoes, and a person in it."""
    pulse.echo(ECHO_DB)
    pulse.person()
    with living(tmp_path, pulse.environment) as daemon:
        daemon.ready("listening")
        yield daemon


def names(events: list[dict[str, Any]]) -> list[str]:
    return [event["event"] for event in events]


def talks(jarvis: Living) -> int:
    """Jarvis has said enough to know its echo; gives the number of the last event."""
    assert jarvis.jarvis("say", WAKES).code == 0
    return int(jarvis.events()[-1]["number"])


def test_it_does_not_wake_itself_and_does_not_answer_itself(jarvis: Living) -> None:
    began = jarvis.events()[-1]["number"]
    talks(jarvis)
    measured = jarvis.wait_for("echo_measured", began)
    assert abs(measured["echo_db"] - ECHO_DB) < 3
    assert measured["residual_db"] < measured["echo_db"] - 20
    heard = [event for event in jarvis.events() if event["number"] > began]
    assert not {"wake_heard", "task_started", "voice_recognized", "task_queued"} & set(names(heard))


def test_the_user_may_speak_over_jarvis(jarvis: Living, pulse: PrivatePulse) -> None:
    seen = talks(jarvis)
    saying = jarvis.begin("say", TALE)
    jarvis.wait_for("sentence_started", seen)
    pulse.say(silence(1.5) + flite("please stop talking now", "rms") + silence(0.2), "person")
    held = jarvis.wait_for("speaking_held", seen)
    _, problem = saying.communicate(timeout=20)
    assert saying.returncode != 0
    assert b"silenced" in problem
    ended = jarvis.wait_for("speaking_ended", seen)
    assert ended["cut"]
    assert ended["at_s"] - held["at_s"] < 5
    assert ended["heard_ms"] < 6_000
    silent = len(pulse.recorded())
    until(lambda: len(pulse.recorded()) > silent + 32_000, "a second more of the speaker")
    assert audible_ms(pulse.recorded()[silent:]) == 0


def test_a_cough_does_not_stop_it(jarvis: Living, pulse: PrivatePulse) -> None:
    seen = talks(jarvis)
    saying = jarvis.begin("say", TALE)
    jarvis.wait_for("sentence_started", seen)
    pulse.say(silence(1.5) + cough(1) + silence(2) + cough(5) + silence(0.5), "person")
    saying.communicate(timeout=40)
    assert saying.returncode == 0, "it said all of it"
    ended = jarvis.wait_for("speaking_ended", seen)
    assert not ended["cut"]
    after = names([event for event in jarvis.events() if event["number"] > seen])
    assert after.count("speaking_held") == after.count("speaking_resumed")
    assert not {"wake_heard", "task_started"} & set(after)
