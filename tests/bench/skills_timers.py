"""Timers under kill -9: a real daemon that speaks is killed at random; none is lost or rung twice.

A timer counts as rung when the daemon tells so (`reminder_told`, posted when its sentence sounds and
that is on disk), and as rung twice when it tells so twice, or when its whole sentence was heard twice.
"""

import os
import random
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from jarvis import paths
from jarvis.cli import client
from jarvis.errors import JarvisError
from tests.bench.goals import Goal, Row
from tests.living import Living, living, until
from tests.sound import PrivatePulse

GOAL = Goal("lost or rung twice", 0)
ROUNDS, QUICK = 200, 10
A_LIFE = 4
"""Timers that are set in each life."""
PATIENCE_S = 90.0
"""So long the last life may take to tell what is left: it says all of it aloud."""
LONGEST_S = 3.0
"""A life after the start takes this long at most."""


class Witness:
    """Notes what the daemon told, life after life."""

    def __init__(self) -> None:
        self.set: set[int] = set()
        """Timers that were confirmed."""
        self.told: Counter[int] = Counter()
        self.whole: Counter[str] = Counter()
        """Sentences that were heard to their end, by the names in them."""
        self.begun: Counter[str] = Counter()

    def follow(self, daemon: Living) -> threading.Thread:
        """Listen from its very start until it ends."""
        thread = threading.Thread(target=self._listen, args=(daemon.process,), daemon=True)
        thread.start()
        return thread

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        while process.poll() is None:
            try:
                for event in client.lines("/events/stream"):
                    self._note(event)
            except (JarvisError, ValueError):  # it has not begun to serve; or it was killed in mid-line
                time.sleep(0.005)

    def _note(self, event: dict[str, Any]) -> None:
        match event["event"]:
            case "reminder_told":
                self.told[event["reminder"]] += 1
            case "announcement_made" if event["heard"]:
                self.whole.update(_names(event["text"]))
            case "sentence_started" if event["turn"].startswith("reminder_"):
                self.begun.update(_names(event["text"]))

    def ask(self, name: str, seconds: int) -> None:
        """Set a timer; what was not confirmed before the kill was not promised."""
        try:
            answer = client.call("POST", "/ask", {"text": f"set a {name} timer for {seconds} seconds"})
        except JarvisError:
            return
        self.set.add(int(answer["did"]["id"]))


def _names(text: str) -> set[str]:
    """The names of timers in a sentence; they are words of letters that begin with a z."""
    return {word.strip(".,;") for word in text.split() if word.startswith("z")}


def rows(*, quick: bool) -> Iterator[Row]:
    """All rows of this bench."""
    with ExitStack() as house:
        folder = Path(house.enter_context(tempfile.TemporaryDirectory()))
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = str(folder / name.lower())
        os.environ["XDG_RUNTIME_DIR"] = str(folder)
        pulse = house.enter_context(PrivatePulse(folder / "pulse"))
        daemon = house.enter_context(living(folder, pulse.environment, models=False))
        yield kill_timers(daemon, QUICK if quick else ROUNDS)


def kill_timers(daemon: Living, rounds: int) -> Row:
    """Set timers, kill at a random moment, start again; at the end let all ring that still have to."""
    chance, witness = random.Random(7), Witness()  # noqa: S311 - any moments will do
    for life in range(rounds):
        listening = witness.follow(daemon)
        _ready(daemon)
        end_s = time.monotonic() + chance.uniform(0, LONGEST_S)
        asking = threading.Thread(target=_set, args=(witness, life, chance), daemon=True)
        asking.start()
        time.sleep(max(0.0, end_s - time.monotonic()))
        daemon.end(signal.SIGKILL)
        asking.join()
        listening.join()
        daemon.start()
    listening = witness.follow(daemon)
    _ready(daemon)
    end_s = time.monotonic() + PATIENCE_S
    while _open() and time.monotonic() < end_s:  # what does not ring by then is lost
        time.sleep(0.1)
    time.sleep(1)
    daemon.end()
    listening.join()
    return _row(witness, rounds)


def _set(witness: Witness, life: int, chance: random.Random) -> None:
    for number in range(A_LIFE):
        letters = "".join(chr(ord("a") + int(digit)) for digit in f"{life}{number}")
        witness.ask(f"z{letters}", chance.randint(1, 3))


def _ready(daemon: Living) -> None:
    """Wait until it answers."""

    def answers() -> bool:
        assert daemon.process.poll() is None, daemon.said
        try:
            return bool(client.call("GET", "/status")["state"] != "starting")
        except JarvisError:
            return False

    until(answers, "the daemon to be ready")


def _open() -> int:
    with closing(sqlite3.connect(paths.database())) as database:
        (count,) = database.execute("SELECT count(*) FROM reminders WHERE told_unix_s IS NULL").fetchone()
    return int(count)


def _row(witness: Witness, rounds: int) -> Row:
    with closing(sqlite3.connect(paths.database())) as database:
        kept = {key for (key,) in database.execute("SELECT id FROM reminders WHERE told_unix_s IS NOT NULL")}
    lost = len(witness.set - kept - set(witness.told))
    unseen = len(witness.set & kept - set(witness.told))
    twice = sum(count > 1 for count in [*witness.told.values(), *witness.whole.values()])
    begun = sum(count > 1 for count in witness.begun.values())
    why = (
        f"{rounds} kills, {len(witness.set)} timers: {lost} lost, {twice} rung twice; {begun} were cut by"
        f" a kill as they began to sound and said again, {unseen} were on disk as told"
        " when a kill cut the telling"
    )
    return {
        "row": "kill_timers",
        "value": lost + twice,
        "unit": GOAL.unit,
        "goal": GOAL.text,
        "met": GOAL.met(lost + twice),
        "peer": None,
        "n": rounds,
        "spread": None,
        "error_rate": None,
        "why": why,
    }
