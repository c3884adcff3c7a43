"""How long it takes to know which of 300 sentence templates was said, or that none was.

The templates are those of Jarvis's own skills, and as many made ones as it takes. What is said are their
own sentences, what people say in their own words, and what is no command at all.
"""

import itertools
import os
import time
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from statistics import median, quantiles
from typing import Any, Literal

import skills
from jarvis import plugins
from jarvis.places import used_in
from jarvis.templates import Templates, samples
from tests.bench import mind_ladder, skills_paraphrases
from tests.bench.goals import Row, row, unmeasured

TEMPLATES = 300
ROUNDS, QUICK = 7, 1
_A_TEMPLATE = 3
"""Sentences of each template that are said."""
_OUT_OF_SCOPE = 300
BUSY = 1.0
"""With more load than this the slowest hundredth tells of the machine, not of us."""
_MADE = (
    "(turn|switch) [the] {thing} {{state}}",
    "[set|put] [the] {thing} to {{level}} percent [for {{length}}]",
    "[start|stop] [the] {thing} (at|on) {{moment}}",
    "(is|was) the {thing} on [{{day}}]",
    "(tell|ask) {{name}} about the {thing} [at {{at}}]",
)
_THINGS = (
    "kitchen lamp", "heating", "radio", "oven", "garage door", "fan", "coffee machine", "alarm system",
    "washing machine", "blinds", "door bell", "sprinkler", "timer socket", "clock radio", "reading list",
    "dish washer", "bedroom light", "music box", "weather station", "note board", "play room", "volume knob",
    "network switch", "disk shelf", "time lock", "mail box", "car charger", "fish tank", "hall mirror",
    "robot", "freezer", "camera", "sauna", "boiler", "stop light", "fire place", "window", "gate", "pool",
)  # fmt: skip
_KINDS: dict[str, Any] = {
    "state": Literal["on", "off"],
    "level": int,
    "length": timedelta,
    "moment": datetime,
    "day": date,
    "name": str,
    "at": clock_time,
}
Phrases = tuple[str, Sequence[str], dict[str, Any]]
"""A name, its templates, and the types of their places."""


def rows(*, quick: bool) -> Iterator[Row]:
    """Both rows."""
    loaded = list(phrases())
    templates = Templates()
    for name, sentences, places in loaded:
        templates.add(name, list(sentences), places)
    said = texts(loaded)
    took_ms = measured(templates, said, QUICK if quick else ROUNDS)
    count = sum(len(sentences) for _, sentences, _ in loaded)
    known = sum(templates.match(text) is not None for text in said)
    why = f"{count} templates, {len(said)} sentences, {known} of them known"
    yield row("match_p50", took_ms, why=why)
    p99_ms = quantiles(took_ms, n=100)[-1]
    load = os.getloadavg()[0]
    if load > BUSY:
        words = f"{p99_ms:.2f} ms with a load of {load:.1f}, which is too much to count; {why}"
        yield unmeasured("match_p99", words)
        return
    yield row("match_p99", took_ms, value=p99_ms, why=why)


def phrases() -> Iterator[Phrases]:
    """Jarvis's own templates, then made ones, TEMPLATES in all; more if Jarvis has more."""
    count = 0
    for one in plugins.find(skills):
        count += len(one.phrases)
        yield one.name, one.phrases, one.places
    made = (one.format(thing=thing) for one, thing in itertools.product(_MADE, _THINGS))
    for number, sentence in enumerate(itertools.islice(made, max(0, TEMPLATES - count))):
        yield f"made.number_{number}", [sentence], {k: v for k, v in _KINDS.items() if f"{{{k}}}" in sentence}


def texts(loaded: Sequence[Phrases]) -> list[str]:
    """What is said."""
    found = [text for _, text in skills_paraphrases.paraphrases()]
    found += [one["text"] for one in mind_ladder.sentences("clinc150_oos")[:_OUT_OF_SCOPE]]
    for _, sentences, places in loaded:
        typical = {place: slot.typical for place, slot in used_in(list(sentences), places).items()}
        found += [text for one in sentences for text in samples(one, typical, _A_TEMPLATE)]
    return found


def measured(templates: Templates, said: Sequence[str], rounds: int) -> list[float]:
    """Milliseconds for each sentence; the first round, in which templates are made ready, does not count."""
    took_ms = []
    for number, text in itertools.product(range(rounds + 1), said):
        began_s = time.perf_counter()
        templates.match(text)
        if number:
            took_ms.append((time.perf_counter() - began_s) * 1000)
    assert median(took_ms) > 0
    return took_ms
