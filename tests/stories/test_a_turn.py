"""Somebody says "Hey Jarvis" and a question; the answer comes out of the loudspeaker."""

import re
from itertools import pairwise

import numpy as np
import pytest

from jarvis.ports import RATE_HZ, Pcm
from tests.living import MODELS, Living, until
from tests.sound import PrivatePulse, flite, silence, understood

pytestmark = pytest.mark.real_time
IN_THIS_ORDER = [
    "wake_heard",
    "listening_started",
    "utterance_ended",
    "task_queued",
    "voice_recognized",
    "task_started",
    "answer_started",
    "sentence_ready",
    "synthesis_started",
    "speaking_started",
    "sentence_started",
    "speaking_ended",
    "task_finished",
]


def test_somebody_asks_for_the_time_and_hears_it(jarvis: Living, pulse: PrivatePulse) -> None:
    pulse.say(flite("hey jarvis", "rms") + silence(0.3) + flite("what time is it", "rms") + silence(1.5))
    finished = jarvis.wait_for("task_finished")
    turn = [event for event in jarvis.events() if event.get("turn") == finished["turn"]]
    turn = [event for event in turn if not event["event"].startswith("latency_")]
    assert "partial_recognized" in [event["event"] for event in turn], "it is understood while it is said"
    turn = [event for event in turn if event["event"] != "partial_recognized"]
    assert [event["event"] for event in turn] == IN_THIS_ORDER
    assert all(earlier["at_s"] <= later["at_s"] for earlier, later in pairwise(turn))
    assert finished["status"] == "completed"
    assert re.fullmatch(r"It is \d{1,2}(:\d\d)? [AP]M\.", finished["answer"])
    ended = next(event for event in turn if event["event"] == "speaking_ended")
    assert not ended["cut"]
    assert ended["heard_ms"] > 500
    spoken = until(lambda: loud_part(pulse.recorded()), "sound from the speaker")
    assert abs(len(spoken) / 2 / RATE_HZ * 1000 - ended["heard_ms"]) < 600


def test_the_spoken_answer_is_understood_again(jarvis: Living, pulse: PrivatePulse) -> None:
    pulse.say(flite("hey jarvis", "rms") + silence(0.4) + flite("what day is it", "rms") + silence(1.5))
    answer = jarvis.wait_for("task_finished")["answer"]
    heard = understood(MODELS / "moonshine-tiny-en", loud_part(pulse.recorded()))
    weekday, month = re.findall(r"[A-Z]\w{2,}", answer)
    assert weekday.casefold() in heard.casefold(), (answer, heard)
    assert month.casefold() in heard.casefold(), (answer, heard)


def test_the_wake_word_and_the_question_in_one_breath(jarvis: Living, pulse: PrivatePulse) -> None:
    pulse.say(silence(0.5) + flite("hey jarvis", "rms") + flite("what time is it", "rms") + silence(1.5))
    assert "time is it" in jarvis.wait_for("voice_recognized")["text"].casefold()
    assert jarvis.wait_for("answer_started")["answerer"] == "clock.tell_time"


def test_a_timer_is_set_by_voice_and_speaks_when_it_is_due(jarvis: Living, pulse: PrivatePulse) -> None:
    pulse.say(flite("hey jarvis", "slt") + silence(0.5) + flite("two second timer", "slt") + silence(1.5))
    assert jarvis.wait_for("reminder_set")["due_in_s"] == pytest.approx(2)
    due = jarvis.wait_for("reminder_due")
    assert due["text"] == "Your timer for 2 seconds is done."
    spoken = jarvis.wait_for("speaking_started", after=due["number"])
    assert not jarvis.wait_for("speaking_ended", after=spoken["number"])["cut"]


def test_something_nobody_can_do_gets_an_honest_answer(jarvis: Living, pulse: PrivatePulse) -> None:
    pulse.say(flite("hey jarvis", "rms") + silence(0.5) + flite("make me a sandwich", "rms") + silence(1.5))
    finished = jarvis.wait_for("task_finished")
    assert finished["answer"] == "Sorry, I cannot do that. Say “help” to hear what I can do."
    assert finished["did"] == {}


def test_the_wake_word_alone_is_followed_by_silence(jarvis: Living, pulse: PrivatePulse) -> None:
    pulse.say(flite("hey jarvis", "rms") + silence(6))
    jarvis.wait_for("nothing_heard")
    assert not [event for event in jarvis.events() if event["event"] == "task_queued"]


LONG = "one two three four five six seven eight nine ten " * 4


def test_speaking_over_jarvis_silences_it(jarvis: Living, pulse: PrivatePulse) -> None:
    with jarvis.begin("say", LONG) as talking:
        started = jarvis.wait_for("speaking_started")
        pulse.say(flite("hey jarvis", "rms") + silence(0.3))
        wake = jarvis.wait_for("wake_heard")
        ended = jarvis.wait_for("speaking_ended")
        assert ended["turn"] == started["turn"]
        assert ended["cut"]
        assert ended["heard_ms"] < 9_000
        assert ended["number"] > wake["number"]
        _, told = talking.communicate()
        assert (talking.returncode, b"silenced before the end" in told) == (1, True)
    heard_s = len(loud_part(pulse.recorded())) / 2 / RATE_HZ
    assert heard_s < ended["heard_ms"] / 1000 + 1


def test_stop_silences_what_is_said_and_what_waits_to_be_said(jarvis: Living) -> None:
    with jarvis.begin("say", LONG) as talking, jarvis.begin("ask", "--aloud", "help") as waiting:
        jarvis.wait_for("speaking_started")
        jarvis.wait_for("answer_started")
        assert jarvis.jarvis("ask", "stop").out == "(silence)\n"
        assert jarvis.wait_for("speaking_ended")["cut"]
        assert (talking.wait(10), waiting.wait(10)) == (1, 1)
    told = [event["event"] for event in jarvis.events()]
    assert told.count("speaking_started") == 1
    assert jarvis.jarvis("ask", "--json", "what day is it").json["status"] == "completed"


def loud_part(pcm: Pcm) -> Pcm:
    """The answer: from the first to the last sound after the last second of silence, so without earcons."""
    samples = np.frombuffer(pcm, np.int16)
    loud = np.flatnonzero(np.abs(samples.astype(int)) > 200)
    if not len(loud):
        return b""
    pauses = np.flatnonzero(np.diff(loud) > RATE_HZ)
    first = loud[pauses[-1] + 1] if len(pauses) else loud[0]
    return samples[first : loud[-1] + 1].tobytes()
