"""A spoken turn on real sound: end of speech → first sample out of the speaker; and the cost of waiting."""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import numpy as np

from tests.living import Living, living, until
from tests.sound import PrivatePulse, flite, silence

QUESTIONS = ("what time is it", "what day is it", "what's the time", "help", "what's the date")
ANSWERERS = (
    "clock.tell_time",
    "clock.tell_date",
    "clock.tell_time",
    "help.tell_what_to_say",
    "clock.tell_date",
)
VOICE = "rms"
LOUD = 200
REST_S = 20.0
Row = dict[str, Any]


class Witness:
    """Listens to a monitor of the sound server and notes when it was loud, on this machine's clock.

    What it tells is late by `piece_ms`; the shorter, the more it burdens the machine.
    """

    def __init__(self, pulse: PrivatePulse, source: str, piece_ms: int = 2) -> None:
        self.loud_at_s: list[float] = []
        self._piece_bytes = piece_ms * 32
        command = ["parec", "-d", source, "--rate=16000", "--channels=1", "--format=s16le", "--raw"]
        self._process = subprocess.Popen(
            [*command, f"--latency-msec={piece_ms}"],
            env=os.environ | pulse.environment,
            stdout=subprocess.PIPE,
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        while chunk := self._process.stdout.read(self._piece_bytes):
            if np.abs(np.frombuffer(chunk, np.int16).astype(int)).max() > LOUD:
                self.loud_at_s.append(time.monotonic())

    def close(self) -> None:
        """Stop listening."""
        self._process.kill()
        self._process.wait()


def rows(*, quick: bool) -> Iterator[Row]:
    """All rows of this bench."""
    with ExitStack() as house:
        folder = Path(house.enter_context(tempfile.TemporaryDirectory()))
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = str(folder / name.lower())
        os.environ["XDG_RUNTIME_DIR"] = str(folder)
        pulse = house.enter_context(PrivatePulse(folder / "pulse"))
        yield start_ready(folder, pulse, rounds=2 if quick else 9)
        daemon = house.enter_context(living(folder, pulse.environment))
        daemon.ready("listening")
        yield from at_rest(daemon, seconds=3 if quick else REST_S)
        yield from speech_to_sound(daemon, pulse, rounds=5 if quick else 20)


def start_ready(folder: Path, pulse: PrivatePulse, rounds: int) -> Row:
    """Program started → everything loaded and the microphone open."""
    took_s = []
    for _ in range(rounds):
        began_s = time.monotonic()
        with living(folder, pulse.environment) as daemon:
            daemon.ready("listening")
            took_s.append(time.monotonic() - began_s)
    return row("start_ready", took_s, "s")


def at_rest(daemon: Living, seconds: float) -> Iterator[Row]:
    """What each process costs while nobody speaks."""
    status = daemon.ready("listening")
    processes = {
        "daemon": status["pid"],
        "capture": status["microphone"]["pid"],
        "playback": status["loudspeaker"]["pid"],
        "recognizer": status["recognizer"]["pid"],
    }
    before = {name: cpu_s(pid) for name, pid in processes.items()}
    began_s = time.monotonic()
    time.sleep(seconds)
    elapsed_s = time.monotonic() - began_s
    for name, pid in processes.items():
        yield row(f"rest_rss_{name}", [rss_mb(pid)], "MB")
        yield row(f"rest_cpu_{name}", [100 * (cpu_s(pid) - before[name]) / elapsed_s], "%")
    total_mb = sum(rss_mb(pid) for pid in processes.values())
    yield row("rest_rss", [total_mb], "MB")
    used_s = sum(cpu_s(pid) - before[name] for name, pid in processes.items())
    yield row("rest_cpu", [100 * used_s / elapsed_s], "%")


def speech_to_sound(daemon: Living, pulse: PrivatePulse, rounds: int) -> Iterator[Row]:
    """Ask aloud, and listen when the answer begins."""
    microphone, speaker = Witness(pulse, "mic_feed.monitor"), Witness(pulse, "speaker.monitor")
    total: list[float] = []
    parts: dict[str, list[float]] = {}
    wrong = 0
    for number in range(rounds):
        question, answerer = QUESTIONS[number % 5], ANSWERERS[number % 5]
        seen = daemon.events()[-1]["number"]
        heard_before = len(speaker.loud_at_s)
        pulse.say(flite("hey jarvis", VOICE) + silence(0.3) + flite(question, VOICE) + silence(1.5))
        ended = daemon.wait_for("task_finished", seen)
        turn = {e["event"]: e for e in daemon.events() if e.get("turn") == ended["turn"]}
        until(lambda: len(speaker.loud_at_s) > heard_before, "an answer from the speaker")  # noqa: B023 - now
        wrong += turn["answer_started"]["answerer"] != answerer
        first_s = speaker.loud_at_s[heard_before]
        speech_end_s = max(at_s for at_s in microphone.loud_at_s if at_s < first_s)
        total.append((first_s - speech_end_s) * 1000)
        found = {
            "silence_wait": turn["utterance_ended"]["silence_ms"],
            "recognition": turn["voice_recognized"]["took_ms"],
            "skill": turn["answer_started"]["took_ms"],
            "synthesis": turn["synthesis_started"]["took_ms"],
            "to_device": (turn["speaking_started"]["at_s"] - turn["synthesis_started"]["at_s"]) * 1000,
        }
        found["rest"] = total[-1] - sum(found.values())
        for name, value in found.items():
            parts.setdefault(name, []).append(value)
        time.sleep(0.5)
    microphone.close()
    speaker.close()
    error_rate = round(wrong / rounds, 3)
    yield row("speech_to_sound", total, "ms", error_rate=error_rate)
    yield row("speech_to_sound_p95", [quantiles(total, n=20)[-1]], "ms", error_rate=error_rate)
    for name, values in parts.items():
        yield row(f"part_{name}", values, "ms", error_rate=error_rate)


def row(
    name: str, values: list[float], unit: str, *, limit: float | None = None, error_rate: float | None = None
) -> Row:
    """A line of the report: the median of `values`, and how far they spread."""
    value = round(median(values), 1 if unit != "s" else 3)
    return {
        "row": name,
        "value": value,
        "unit": unit,
        "goal": "" if limit is None else f"<= {limit:g}",
        "met": None if limit is None else value <= limit,
        "peer": None,
        "n": len(values),
        "spread": [round(min(values), 1), round(max(values), 1)],
        "error_rate": error_rate,
    }


def cpu_s(pid: int) -> float:
    """Processor time a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss_mb(pid: int) -> float:
    """Memory a process holds."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
