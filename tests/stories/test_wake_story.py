"""Called, called by mistake, called by several names, and not called by its own voice."""

import io
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.living import Living, living, until
from tests.sound import PrivatePulse, flite, silence, whereabouts

pytestmark = pytest.mark.real_time
CALL = silence(0.3) + flite("hey jarvis", "rms") + silence(0.3)


@pytest.fixture
def jarvis(own_folders: Path, pulse: PrivatePulse) -> Iterator[Living]:
    """Jarvis, listening to two names, which soon stops waiting for a request."""
    settings = {"JARVIS_WAKE__MODELS": "hey_jarvis,alexa", "JARVIS_LISTEN__PATIENCE_MS": "1000"}
    with living(own_folders, pulse.environment | settings) as daemon:
        daemon.ready("listening")
        yield daemon


def review(jarvis: Living) -> dict[str, Any]:
    """What `jarvis wake review` tells a program."""
    found: dict[str, Any] = jarvis.jarvis("wake", "review", "--json").json
    return found


def noted(jarvis: Living, count: int) -> list[dict[str, Any]]:
    """The entries, the oldest first, once there are so many."""

    def enough() -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = review(jarvis)["entries"]
        return entries[::-1] if len(entries) >= count else []

    found: list[dict[str, Any]] = until(enough, f"{count} entries")
    return found


def test_a_false_wake_is_listed_heard_again_and_corrected(
    jarvis: Living, pulse: PrivatePulse, tmp_path: Path
) -> None:
    pulse.say(CALL + silence(1.5))
    jarvis.wait_for("nothing_heard")
    entry = noted(jarvis, 1)[0]
    assert (entry["word"], entry["outcome"], entry["verdict"]) == ("hey jarvis", "woke", None)
    file = tmp_path / "call.wav"
    assert jarvis.jarvis("wake", "review", "--save", "1", str(file)).code == 0
    with wave.open(io.BytesIO(file.read_bytes())) as saved:
        sound = saved.readframes(saved.getnframes())
    call = flite("hey jarvis", "rms")
    assert whereabouts(call[: len(call) * 3 // 4], sound)[0] > 0.9

    said = jarvis.jarvis("ask", "that was wrong").out
    assert said.startswith("Noted: the “hey jarvis” ")
    assert said.endswith(" ago was a mistake.\n")
    shown = jarvis.jarvis("wake", "review").out
    assert "wrong" in shown
    assert "no other threshold would have done better" in shown  # it was said as clearly as can be


def test_it_has_several_names_and_is_told_by_voice_that_it_was_wrong(
    jarvis: Living, pulse: PrivatePulse
) -> None:
    assert jarvis.jarvis("ask", "that was me").out.startswith("Nothing has woken me")
    pulse.say(silence(0.3) + flite("alexa", "rms") + silence(1.5))
    first = jarvis.wait_for("nothing_heard")
    pulse.say(CALL + flite("that was wrong", "rms") + silence(1.5))
    answer = jarvis.wait_for("task_finished", after=first["number"])["answer"]
    assert answer.startswith("Noted: the “alexa” "), "the wake that took these words was none"
    assert [(one["word"], one["verdict"]) for one in noted(jarvis, 2)] == [
        ("alexa", "wrong"),
        ("hey jarvis", None),
    ]
    woken = [event["phrase"] for event in jarvis.events() if event["event"] == "wake_heard"]
    assert woken == ["alexa", "hey jarvis"]


def test_its_own_voice_does_not_wake_it_but_the_user_still_can(jarvis: Living, pulse: PrivatePulse) -> None:
    says_its_name = "Whoever wants me says hey Jarvis, and I listen, " + "and listen, " * 8
    with jarvis.begin("say", f"{says_its_name}. One two three four five six seven. " * 2) as talking:
        jarvis.wait_for("sentence_started")
        pulse.say(CALL)  # what a loudspeaker sends back into the microphone
        assert noted(jarvis, 1)[0]["outcome"] == "own speech"
        assert not [event for event in jarvis.events() if event["event"] == "wake_heard"]
        jarvis.jarvis("ask", "stop")
        talking.wait(10)
    before = jarvis.wait_for("speaking_ended")["number"]
    with jarvis.begin("say", "one two three four five six seven eight nine ten " * 3) as talking:
        jarvis.wait_for("sentence_started", after=before)
        pulse.say(silence(1) + CALL)
        jarvis.wait_for("wake_heard", after=before)
        assert jarvis.wait_for("speaking_ended", after=before)["cut"]
        talking.wait(10)


def test_who_tries_the_wake_word_starts_nothing(jarvis: Living, pulse: PrivatePulse) -> None:
    with jarvis.begin("wake", "test", "--times", "1", "--wait-s", "20") as trying:
        until(lambda: review(jarvis)["tested"], "the test has begun")
        pulse.say(CALL)
        assert trying.wait(20) == 0
    assert jarvis.wait_for("wake_tested")["phrase"] == "hey jarvis"
    assert not review(jarvis)["tested"]
    assert not [event for event in jarvis.events() if event["event"] in {"wake_heard", "listening_started"}]
