"""A living daemon whose microphone hears its loudspeaker: who is heard there, and who is not.

Each room runs in a process of its own, `python -m tests.bench.mouth_room self|barge ECHO_DB SECONDS`, so that
two can be measured at once; it prints what it found as JSON.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from jarvis.cli import client
from jarvis.errors import JarvisError
from jarvis.ports import Pcm
from tests.bench.ears_material import noises
from tests.bench.goals import NO_MATERIAL, Row, row, unmeasured
from tests.bench.turn import Witness
from tests.living import Living, living
from tests.room_sound import cough, louder
from tests.sound import PrivatePulse, flite, silence

ECHOES_DB = (-5, -10, -20)
BARGE_DB = -10
TALK = (
    "When you want to call me, say: hey Jarvis. Then say for instance: what time is it? "
    "Hey Jarvis, set a timer for five minutes. Or say: stop. Or: what day is it? "
    "Many people say hey Jarvis and then forget what they wanted. Jarvis, help. "
    "You can also say: never mind. Hey Jarvis, why did that take so long? That is all I wanted to say. "
)
REPLIES = (
    "no wait a moment please",
    "that is not what I meant",
    "please stop talking now",
    "hold on I have a question",
    "tell me about tomorrow instead",
)
PERSONS = ("slt", "rms", "awb")
WATCHED = frozenset(
    {"wake_heard", "task_started", "speaking_held", "speaking_resumed", "speech_dismissed", "echo_changed"}
)
Found = dict[str, Any]


class Talking:
    """A daemon that talks on and on, and what happens meanwhile."""

    def __init__(self, daemon: Living) -> None:
        self._daemon = daemon
        self.events: list[dict[str, Any]] = []
        self._number = daemon.events()[-1]["number"]
        self._on = True
        self._threads = [threading.Thread(target=one, daemon=True) for one in (self._talk, self._watch)]
        for thread in self._threads:
            thread.start()

    def _talk(self) -> None:
        while self._on:
            with suppress(JarvisError):
                client.call("POST", "/say", {"text": TALK})

    def _watch(self) -> None:
        while self._on:
            time.sleep(0.5)
            for event in self._daemon.events():
                if event["number"] > self._number:
                    self._number = event["number"]
                    self.events += [event] if event["event"] in WATCHED else []

    def end(self) -> Counter[str]:
        """Be silent; what happened, and how often."""
        self._on = False
        client.call("POST", "/interrupt")
        for thread in self._threads:
            thread.join()
        return Counter(event["event"] for event in self.events)


def rows(*, quick: bool) -> Iterator[Row]:
    """The rows for which somebody has to be in the room."""
    talk_s, noise_s = (20, 20) if quick else (300, 600)
    yield from _of_barging_in(_read(_started("barge", BARGE_DB, noise_s)))
    pair = [_started("self", db, talk_s) for db in ECHOES_DB[:2]]  # a machine of two cores bears two daemons
    found = {db: _read(process) for db, process in zip(ECHOES_DB, pair, strict=False)}
    found[ECHOES_DB[2]] = _read(_started("self", ECHOES_DB[2], talk_s))
    yield _of_itself(found, talk_s)


def _of_itself(found: dict[int, Found], seconds: int) -> Row:
    counts = [float(one["wakes"] + one["answers"]) for one in found.values()]
    told = "; ".join(
        f"{db} dB: {one['wakes']} wakes, {one['answers']} answers, {one['dismissed']} dismissed,"
        f" fell silent for a moment {one['held']} times; echo {one['echo']}"
        for db, one in sorted(found.items())
    )
    why = f"{seconds} s of speech full of wake words and commands at each echo; {told}"
    return row("self_wakes", counts, why=why, value=sum(counts))


def _of_barging_in(found: Found) -> Iterator[Row]:
    tried, took_ms = found["tried"], found["took_ms"]
    missed = tried - len(took_ms)
    why = (
        f"{len(took_ms)} of {tried} flite persons over an echo of {BARGE_DB} dB;"
        f" error_rate: not noticed at all ({missed}); false stops stand below, from the same run"
    )
    yield row("bargein_latency", took_ms, why=why, error_rate=round(missed / tried, 3))
    if not found["noise_s"]:
        yield unmeasured("bargein_false", NO_MATERIAL)
        return
    cut, minutes = found["held"] - found["resumed"], found["noise_s"] / 60
    why = (
        f"{cut} stops in {minutes:.1f} minutes of coughs and noises; it paused {found['held']} times and went"
        f" on {found['resumed']} times"
    )
    yield row("bargein_false", [cut / minutes * 10], why=why)


def _started(what: str, db: int, seconds: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.bench.mouth_room", what, str(db), str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def _read(process: subprocess.Popen[bytes]) -> Found:
    out, _ = process.communicate()
    found: Found = json.loads(out.splitlines()[-1])
    return found


@contextmanager
def _room(echo_db: float) -> Iterator[tuple[Living, PrivatePulse]]:
    """A daemon whose voice comes back into its microphone, and a sink for a person in the room."""
    with ExitStack() as house:
        folder = Path(house.enter_context(tempfile.TemporaryDirectory()))
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = str(folder / name.lower())
        os.environ["XDG_RUNTIME_DIR"] = str(folder)
        pulse = house.enter_context(PrivatePulse(folder / "pulse"))
        pulse.echo(echo_db)
        pulse.person()
        daemon = house.enter_context(living(folder, pulse.environment))
        daemon.ready("listening")
        yield daemon, pulse


def _alone(echo_db: float, seconds: float) -> Found:
    """Nobody is there but Jarvis, who talks of wake words and commands."""
    with _room(echo_db) as (daemon, _):
        talking = Talking(daemon)
        time.sleep(seconds)
        counts = talking.end()
        return {
            "wakes": counts["wake_heard"],
            "answers": counts["task_started"],
            "dismissed": counts["speech_dismissed"],
            "held": counts["speaking_held"],
            "echo": client.call("GET", "/status")["echo"]["state"],
        }


def _interrupted(echo_db: float, noise_s: float) -> Found:
    """Persons speak over it; then there is only noise."""
    with _room(echo_db) as (daemon, pulse):
        speaker, person = Witness(pulse, "speaker.monitor"), Witness(pulse, "person.monitor")
        tried = 3 if noise_s < 60 else 20
        took_ms = [_speaks_over(daemon, pulse, speaker, person, number) for number in range(tried)]
        talking = Talking(daemon)
        began_s = time.monotonic()
        for sound in _disturbances():
            if time.monotonic() - began_s > noise_s:
                break
            pulse.say(sound, "person")
        counts = talking.end()
        return {
            "tried": tried,
            "took_ms": [one for one in took_ms if one is not None],
            "noise_s": time.monotonic() - began_s,
            "held": counts["speaking_held"],
            "resumed": counts["speaking_resumed"],
        }


def _speaks_over(
    daemon: Living, pulse: PrivatePulse, speaker: Witness, person: Witness, number: int
) -> float | None:
    """How long the speaker is heard after somebody began to speak; None if nobody was noticed."""
    talking = Talking(daemon)
    time.sleep(8 if not number else 4)
    before = len(person.loud_at_s)
    pulse.say(flite(REPLIES[number % len(REPLIES)], PERSONS[number % len(PERSONS)]) + silence(0.5), "person")
    time.sleep(2.5)
    talking.end()
    time.sleep(1)
    began_s = person.loud_at_s[before]
    held = [e["at_s"] for e in talking.events if e["event"] == "speaking_held" and e["at_s"] > began_s]
    if not held:
        return None
    last_s = max(at_s for at_s in speaker.loud_at_s if at_s < held[0] + 0.2)
    return max(0.0, last_s - began_s) * 1000


def _disturbances() -> Iterator[Pcm]:
    """Coughs and noises, for ever, with pauses between them."""
    dice, known = random.Random(7), noises()  # noqa: S311 - the same every time
    while True:
        yield cough(dice.randrange(1_000)) + silence(dice.uniform(2, 6))
        if known:
            noise = dice.choice(known).pcm
            start = dice.randrange(max(1, len(noise) // 2 - 160_000)) * 2
            yield louder(noise[start : start + 320_000], rms_dbfs=-32) + silence(dice.uniform(1, 4))


if __name__ == "__main__":
    measure = {"self": _alone, "barge": _interrupted}[sys.argv[1]]
    print(json.dumps(measure(float(sys.argv[2]), float(sys.argv[3]))))
