"""What one says is understood: unfinished or short, called by any word, by whichever engine there is."""

import os
import shutil
import signal
from pathlib import Path

import pytest

from skills.again import NOTHING_SAID
from tests.living import Living, living, until
from tests.sound import PrivatePulse, flite, noise, runs, silence

pytestmark = pytest.mark.real_time
TINY_VOSK = Path(__file__).parents[1] / "tiny_vosk/model"
HEY = flite("hey jarvis", "rms") + silence(0.4)


def last(
    jarvis: Living, pulse: PrivatePulse, *sounds: bytes, event: str = "task_finished"
) -> dict[str, object]:
    """What came of this being said."""
    seen = jarvis.events()[-1]["number"]
    pulse.say(b"".join(sounds) + silence(1))
    return jarvis.wait_for(event, seen)


def test_whoever_stops_to_think_in_an_unfinished_sentence_is_waited_for(
    own_folders: Path, pulse: PrivatePulse
) -> None:
    with living(own_folders, pulse.environment | {"JARVIS_RECOGNITION__MODEL": str(TINY_VOSK)}) as jarvis:
        jarvis.ready("listening")
        thinking = flite("set a timer for", "rms") + silence(0.9) + flite("ten minutes", "rms")
        finished = last(jarvis, pulse, HEY, thinking, silence(1))
        assert "10 minutes" in str(finished["answer"]), [one for one in jarvis.events() if "text" in one]
        assert finished["did"]


def test_what_may_have_been_said_is_asked_and_answered_without_the_wake_word(
    jarvis: Living, pulse: PrivatePulse
) -> None:
    asked = last(jarvis, pulse, HEY, flite("read the newspaper", "slt"))
    assert asked["answer"] == "Did you say “repeat the answer”?"
    jarvis.wait_for("question_asked")
    until(lambda: jarvis.wait_for("speaking_ended"), "the question to be heard")
    answered = last(jarvis, pulse, silence(0.3), flite("yes", "slt"))
    assert answered["answer"] == NOTHING_SAID
    listening = [one for one in jarvis.events() if one["event"] == "listening_started"]
    assert [one["trigger"] for one in listening] == ["wake", "follow-up"]
    pulse.say(flite("what time is it", "rms") + silence(1.5))
    listening = [one for one in jarvis.events() if one["event"] == "listening_started"]
    assert len(listening) == 2, "an answer that asks nothing is followed by no listening"


def test_any_word_can_wake_it_without_training(own_folders: Path, pulse: PrivatePulse) -> None:
    called = {"JARVIS_WAKE__PHRASES": "computer"}
    with living(own_folders, pulse.environment | called) as jarvis:
        jarvis.ready("listening")
        pulse.say(flite("my computer is slow", "rms") + silence(1.5) + noise(1, 0.01))
        in_one_breath = last(jarvis, pulse, flite("computer, what time is it", "rms"))
        assert str(in_one_breath["answer"]).startswith("It is ")
        woken = [one for one in jarvis.events() if one["event"] == "wake_heard"]
        assert [one["phrase"] for one in woken] == ["computer"]
        jarvis.wait_for("speaking_ended")
        pulse.say(silence(1.5))
        after_a_pause = last(
            jarvis, pulse, flite("computer", "rms"), silence(1), flite("what day is it", "rms")
        )
        assert str(after_a_pause["answer"]).startswith("It is ")


def test_an_engine_that_is_killed_comes_back_and_it_is_told(jarvis: Living, pulse: PrivatePulse) -> None:
    pid = jarvis.ready("listening")["recognizer"]["pid"]
    assert runs(pid)
    os.kill(pid, signal.SIGKILL)
    assert "started again" in jarvis.wait_for("recognizer_lost")["reason"]
    lost = next(one["number"] for one in jarvis.events() if one["event"] == "recognizer_lost")
    jarvis.wait_for("recognizer_ready", lost)
    assert not runs(pid)
    finished = last(jarvis, pulse, HEY, flite("what time is it", "rms"))
    assert str(finished["answer"]).startswith("It is ")


def test_vosk_is_used_as_soon_as_there_is_a_model_and_tells_what_it_hears_while_it_hears(
    own_folders: Path, pulse: PrivatePulse
) -> None:
    with living(own_folders, pulse.environment | {"JARVIS_RECOGNITION__MODEL": str(TINY_VOSK)}) as jarvis:
        assert jarvis.ready("listening")["recognizer"]["engine"] == "vosk"
        finished = last(jarvis, pulse, HEY, flite("set a timer for ten minutes", "rms"))
        heard = next(one for one in jarvis.events() if one["event"] == "voice_recognized")
        assert (heard["engine"], heard["text"]) == ("vosk", "set a timer for ten minutes")
        assert 0 < heard["confidence"] <= 1
        assert finished["did"]
        partials = [one["text"] for one in jarvis.events() if one["event"] == "partial_recognized"]
        assert len(partials) > 2, partials
        assert len(partials[0]) < len(partials[-1])


def test_a_damaged_vosk_model_is_told_and_another_engine_takes_over(
    own_folders: Path, pulse: PrivatePulse, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(TINY_VOSK, damaged)
    graph = next(damaged.rglob("HCLr.fst"))
    graph.write_bytes(graph.read_bytes()[: graph.stat().st_size // 2])
    with living(own_folders, pulse.environment | {"JARVIS_RECOGNITION__MODEL": str(damaged)}) as jarvis:
        jarvis.ready("no speech model")
        assert jarvis.wait_for("recognizer_lost")["engine"] == "vosk"
        finished = last(jarvis, pulse, HEY, flite("what time is it", "rms"))
        heard = next(one for one in jarvis.events() if one["event"] == "voice_recognized")
        assert (heard["engine"], str(finished["answer"])[:6]) == ("moonshine", "It is ")
