"""What people's own words do: sentences that were written by somebody who had not seen the templates.

Each goes down the ladder as in the daemon: phrases, phrases that sound nearly so, examples that mean nearly
so, “Did you say …?”. A question is neither right nor wrong, because nothing is done before a yes.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from jarvis.answerers import Perhaps
from jarvis.mind.example_vectors import Embedder
from jarvis.mind.examples import SHORTEST
from jarvis.several import commands
from jarvis.tasks import VoiceTask
from jarvis.templates import plain
from tests.bench.goals import Row, rate, unmeasured
from tests.bench.mind_ladder import NO_MODEL, Ladder, _model

FILE = Path(__file__).with_name("paraphrases.tsv")
QUICK = 4
"""Every so many of the sentences, when it has to be quick."""
WEAK = 0.7
"""A skill that knows fewer of its sentences than this is named."""
ALSO = {
    "again.again": ("again.say_again",),
    "alarm.cancel_alarm": ("alarm.stop_alarm",),
    "alarm.list_alarms": ("alarm.tell_next",),
    "alarm.set_alarm": ("alarm.wake_me",),
    "help.help": ("help.tell_what_to_say",),
    "memory.forget": ("memory.forget_everything",),
    "reminders.remind": ("reminders.remind_me",),
    "timer.extend_timer": ("timer.shorten_timer",),
    "timer.time_left": ("timer.tell_left",),
    "why.why": ("why.tell_why",),
}
"""What the file calls otherwise than the skills are called, or what is one thing to it and two to us."""


class Verdict(NamedTuple):
    """What came of a sentence: the skills that ran, or those that were asked about."""

    ran: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


class Tally(NamedTuple):
    """The sentences by what came of them, and of each skill how many it has and how many were right."""

    what: Counter[str]
    of: Counter[str]
    right: Counter[str]
    missing: Counter[str]
    wrong: list[str]


def rows(*, quick: bool, load: Callable[[], Embedder] | None = None) -> Iterator[Row]:
    """Both rows; `load` gives the model, by default ours if it is installed."""
    load = load or _model()
    if load is None:
        yield from (unmeasured(name, NO_MODEL) for name in ("paraphrase_right", "paraphrase_wrong"))
        return
    with TemporaryDirectory() as folder:
        ladder = Ladder(load, Path(folder))
        tally = judged(ladder, paraphrases()[:: QUICK if quick else 1])
    there, what = tally.of.total() - tally.missing.total(), tally.what
    weak = ", ".join(
        f"{name} {tally.right[name]}/{of}"
        for name, of in sorted(tally.of.items())
        if name not in tally.missing and tally.right[name] < WEAK * of
    )
    yield rate(
        "paraphrase_right",
        what["right"],
        there,
        why=f"“Did you say” the right thing {what['asked right']}, another {what['asked wrong']}; told"
        f" something else {what['told wrong']}, done {what['wrong']}, not known {what['nothing']};"
        f" weak: {weak or 'none'}; not counted, {tally.missing.total()} sentences of skills that are"
        f" not here: {', '.join(sorted(tally.missing)) or 'none'}",
    )
    taken = "; ".join(tally.wrong) or "none"
    yield rate("paraphrase_wrong", len(tally.wrong), tally.of.total(), why=f"done unasked: {taken}")


def paraphrases() -> list[tuple[str, str]]:
    """The skill that is meant, and the sentence."""
    lines = (line for line in FILE.read_text(encoding="utf-8").splitlines() if line and line[0] != "#")
    return [(name, text) for name, _, text in (line.partition("\t") for line in lines)]


def verdict(ladder: Ladder, text: str) -> Verdict:
    """What the ladder does with a sentence; nothing is run."""
    known, words = ladder.known, len(plain(text).split())
    answer = known.answer(VoiceTask("said", text, None, 0.0))
    if answer is not None:
        return Verdict(ran=tuple(answer.answerer.split(", ")))
    chosen = ladder.rung.choose(text) if words >= SHORTEST else None
    if chosen is not None and chosen.sure:
        return Verdict(ran=(chosen.match.name,))
    phrase = known.alike(text) or (chosen.phrase if chosen is not None else "")
    return Verdict(asked=tuple(one.name for one in commands(phrase, known.templates.match)))


def judged(ladder: Ladder, said: Sequence[tuple[str, str]]) -> Tally:
    """What came of all sentences."""
    Perhaps(ladder.known, lambda _: "")  # it asks last, as in the daemon
    tally = Tally(Counter(), Counter(), Counter(), Counter(), [])
    for name, text in said:
        allowed = {name, *ALSO.get(name, ())}
        found = verdict(ladder, text)
        tally.of[name] += 1
        acted = [one for one in found.ran if not ladder.reads[one] and one not in allowed]
        if acted:
            tally.wrong.append(f"{text!r} as {', '.join(acted)}")
        if allowed.isdisjoint(ladder.reads):
            tally.missing[name] += 1
            continue
        what = _what(found, allowed, acted=bool(acted))
        tally.what[what] += 1
        tally.right[name] += what == "right"
    return tally


def _what(found: Verdict, allowed: set[str], *, acted: bool) -> str:
    """In one word."""
    if acted:
        return "wrong"
    if found.ran:
        return "right" if allowed.issuperset(found.ran) else "told wrong"
    if found.asked:
        return "asked right" if allowed.issuperset(found.asked) else "asked wrong"
    return "nothing"
