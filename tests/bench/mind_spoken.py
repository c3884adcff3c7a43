"""Somebody chats with a living daemon: end of speech → the first sample of what the embedded model says.

On real sound, in a process of its own: `python -m tests.bench.mind_spoken ROUNDS`; it prints what it found
as JSON. What the daemon tells is used only to know who answered, and where the time went.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from jarvis.cli import client
from jarvis.mind.small_talk import talk_of
from tests.bench.turn import Row, Witness, row
from tests.living import Living, living, until
from tests.sound import PrivatePulse, flite, silence

SENTENCES = (
    "good morning",
    "thank you very much",
    "you are very kind",
    "good evening",
    "you are very nice",
    "nice to see you",
)
PERSONS = ("rms", "awb")
LIMIT_MS = 700.0
IDLE_S = 5
PIECE_MS = 10
STAGES = (
    "wake_heard",
    "utterance_ended",
    "nothing_heard",
    "voice_recognized",
    "task_started",
    "answer_started",
)
PARTS = ("silence_wait", "recognition", "first_sentence", "synthesis", "to_device", "rest")
Found = dict[str, Any]


class Listener:
    """Hears when somebody falls silent, and when the speaker begins after that."""

    def __init__(self, pulse: PrivatePulse) -> None:
        self.microphone, self.speaker = (
            Witness(pulse, source, PIECE_MS) for source in ("mic_feed.monitor", "speaker.monitor")
        )

    def close(self) -> None:
        """Stop listening."""
        self.microphone.close()
        self.speaker.close()


def rows(*, quick: bool) -> Iterator[Row]:
    """The chat while the model is there, and after it had left memory."""
    command = [sys.executable, "-m", "tests.bench.mind_spoken", str(4 if quick else 12)]
    out = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    found: dict[str, list[Found]] = json.loads(out.splitlines()[-1])
    yield told("question_first_word", found["there"], LIMIT_MS)
    yield told("question_first_word_after_idle", found["idle"], None)


def told(name: str, rounds: list[Found], limit_ms: float | None) -> Row:
    """A row; its rounds without an answer by the model count as wrong, and not as quick."""
    right = [one for one in rounds if not one["wrong"]]
    error_rate = round(1 - len(right) / len(rounds), 3)
    if not right:
        why = f"no answer was the model's: {rounds[0]['wrong']}"
        empty = {"value": None, "unit": "ms", "goal": "", "met": None, "peer": None, "n": 0, "spread": None}
        return {"row": name, **empty, "error_rate": error_rate, "why": why}
    took_ms = [one["took_ms"] for one in right]
    p95_ms = quantiles(took_ms, n=20, method="inclusive")[-1] if len(took_ms) > 1 else took_ms[0]
    parts = ", ".join(f"{part} {median(one[part] for one in right):.0f}" for part in PARTS)
    wrong = "; ".join(sorted({one["wrong"] for one in rounds if one["wrong"]})) or "none"
    why = f"p95 {p95_ms:.0f}; medians of the parts: {parts}; wrong: {wrong}"
    return {**row(name, took_ms, "ms", limit=limit_ms, error_rate=error_rate), "why": why}


def _chats(rounds: int) -> dict[str, list[Found]]:
    """Talk with it so often, and a third as often after the model has left memory."""
    with ExitStack() as house:
        folder = Path(house.enter_context(tempfile.TemporaryDirectory()))
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = str(folder / name.lower())
        os.environ["XDG_RUNTIME_DIR"] = str(folder)
        os.environ |= {"JARVIS_MIND__ENGINE": "embedded", "JARVIS_MIND__IDLE_S": str(IDLE_S)}
        pulse = house.enter_context(PrivatePulse(folder / "pulse"))
        daemon = house.enter_context(living(folder, pulse.environment))
        daemon.ready("listening")
        listener = Listener(pulse)
        house.callback(listener.close)
        _chat(daemon, pulse, listener, 0)  # from now on it knows that somebody talks with the model
        there = [_chat(daemon, pulse, listener, number) for number in range(rounds)]
        idle = []
        for number in range(max(1, rounds // 3)):
            until(lambda: client.call("GET", "/status")["mind"]["pid"] is None, "that the model leaves")
            idle.append(_chat(daemon, pulse, listener, number))
        return {"there": there, "idle": idle}


def _chat(daemon: Living, pulse: PrivatePulse, listener: Listener, number: int) -> Found:
    """Say something, and hear what comes back."""
    sentence, person = SENTENCES[number % len(SENTENCES)], PERSONS[number % len(PERSONS)]
    seen = daemon.events()[-1]["number"]
    pulse.say(flite("hey jarvis", person) + silence(0.3) + flite(sentence, person) + silence(1.5))
    speech_end_s = listener.microphone.loud_at_s[-1]
    ended = _finished(daemon, seen)
    if ended is None:
        happened = {e["event"] for e in daemon.events() if e["number"] > seen}
        stages = [one for one in STAGES if one in happened]
        return {"wrong": f"{sentence!r} was not heard (as far as: {', '.join(stages) or 'nothing'})"}
    events = {e["event"]: e for e in daemon.events() if e.get("turn") == ended["turn"]}
    time.sleep(0.3)
    heard_s = next((at_s for at_s in listener.speaker.loud_at_s if at_s > speech_end_s), None)
    if heard_s is None:
        return {"wrong": f"{sentence!r} was not answered aloud"}
    if why := wrong(sentence, events):
        return {"wrong": why}
    took_ms = (heard_s - speech_end_s) * 1000
    return {"took_ms": took_ms, "wrong": "", **_parts(took_ms, events)}


def _finished(daemon: Living, seen: int) -> Found | None:
    """The end of the turn; None if there was none soon."""
    until_s = time.monotonic() + 12
    while time.monotonic() < until_s:
        for event in daemon.events():
            if event["number"] > seen and event["event"] == "task_finished":
                return event
        time.sleep(0.05)
    return None


def wrong(sentence: str, events: dict[str, Found]) -> str:
    """Why an answer is none of the model's; "" if it is."""
    if "task_started" not in events:
        return f"{sentence!r} was not understood"
    heard, answer = events["task_started"]["text"], events["task_finished"]["answer"]
    talk = talk_of(heard)
    if events["task_finished"]["status"] != "completed" or not answer:
        return f"{sentence!r} got no whole answer"
    if talk is None or events["answer_started"]["answerer"] != "mind":
        return f"{sentence!r} was heard as {heard!r}"
    return f"{answer!r} is a ready-made answer" if talk.own or answer in talk.answers else ""


def _parts(took_ms: float, events: dict[str, Found]) -> dict[str, float]:
    """Where the time went."""
    to_device_s = events["speaking_started"]["at_s"] - events["synthesis_started"]["at_s"]
    parts = {
        "silence_wait": events["utterance_ended"]["silence_ms"],
        "recognition": events["voice_recognized"]["took_ms"],
        "first_sentence": events["answer_started"]["took_ms"],
        "synthesis": events["synthesis_started"]["took_ms"],
        "to_device": to_device_s * 1000,
    }
    return parts | {"rest": took_ms - sum(parts.values())}


if __name__ == "__main__":
    print(json.dumps(_chats(int(sys.argv[1]))))
