"""How well it hears, on people's recordings: wake word, commands, and how soon the text is there.

Each figure of time stands beside the errors made in the same run.
"""

import asyncio
import os
from collections.abc import Iterator, Sequence
from statistics import median, quantiles

from jarvis.ports import Said
from tests.bench import ears_wake
from tests.bench.ears_commands import (
    Chosen,
    Known,
    Timed,
    by_people,
    choose_all,
    commands,
    engine,
    in_real_time,
    representative,
)
from tests.bench.ears_material import Clip, clips, some
from tests.bench.goals import NO_MATERIAL, Row, rate, row, unmeasured

REAL_TIME, REAL_TIME_QUICK = 64, 12
FEW = 60
"""Fewer recordings of people than this are few."""
BUSY = 1.0
"""With more load than this the machine, not the program, makes the slowest figures."""
_OF_COMMANDS = ("command_right", "command_wrong_accepted")
_OF_TIME = ("final_latency", "false_cutoffs", "loop_jitter")


def rows(*, quick: bool) -> Iterator[Row]:
    """All rows of this bench."""
    yield ears_wake.listen_cpu(quick=quick)
    yield ears_wake.wake_false(quick=quick)
    yield from ears_wake.wake_hits(quick=quick)
    said = commands()
    if not said:
        yield from (unmeasured(name, NO_MATERIAL) for name in _OF_COMMANDS + _OF_TIME)
        return
    yield from asyncio.run(_heard(said, quick=quick))


async def _heard(said: Sequence[Clip], *, quick: bool) -> list[Row]:
    known = Known([clip.label for clip in said])
    few = representative(said, REAL_TIME_QUICK if quick else REAL_TIME)
    strange = [clip for name in ("commands_coffee_slots", "read_speech") for clip in clips(name)]
    async with engine() as recognizer:
        chosen = await choose_all(few if quick else said, known, recognizer)
        none = await choose_all(some(strange, 4 if quick else None), known, recognizer)
        timed, too_long_ms = await in_real_time(few, known, recognizer)
        load = os.getloadavg()[0]  # of the last minute, so of that run
    return [*_of_commands(chosen, none, known), *_of_time(timed, too_long_ms, len(few), load)]


def _of_commands(chosen: Sequence[Chosen], none: Sequence[Chosen], known: Known) -> Iterator[Row]:
    people = [one for one in chosen if by_people(one.clip)]
    accepted, all_accepted = ([one for one in some_ if one.chosen] for some_ in (people, chosen))
    missed = [f"{one.clip.label!r} as {one.text!r}" for one in people if not one.right]
    why = (
        f"people's recordings{', which are few' if len(people) < FEW else ''};"
        f" {len(known.sentences)} known commands; number words count as digits, and where words are divided"
        f" makes no difference, as in jarvis.nearest; with synthetic voices {_share(chosen)};"
        f" none that has a sentence as its label is left out (commands_coffee_slots has none);"
        f" not right: {', '.join(missed) or 'none'}"
    )
    yield rate("command_right", sum(one.right for one in people), len(people), why=why)
    wrong = [f"{one.text!r} as {one.chosen!r}" for one in accepted if not one.right]
    taken = [f"{one.text!r} as {one.chosen!r}" for one in none if one.chosen]
    why = (
        f"with synthetic voices {len(all_accepted) - sum(one.right for one in all_accepted)} of"
        f" {len(all_accepted)}; wrong: {', '.join(wrong) or 'none'}; beside it {len(none)} recordings that"
        f" are no commands (read speech, orders of coffee): taken for one: {', '.join(taken) or 'none'}"
    )
    yield rate("command_wrong_accepted", len(wrong), len(accepted), why=why)


def _of_time(timed: Sequence[Timed], too_long_ms: Sequence[float], tried: int, load: float) -> Iterator[Row]:
    too_soon = [one for one in timed if one.too_soon]
    errors = round(len(too_soon) / len(timed), 3) if timed else None
    whole = [one.latency_ms for one in timed if one.said is Said.COMPLETE and not one.too_soon]
    waited = [one.latency_ms for one in timed if one.said is not Said.COMPLETE and not one.too_soon]
    if len(whole + waited) > 1:
        why = (
            f"p50 of all commands; p95 {quantiles(whole + waited, n=20)[-1]:.0f} ms; {len(whole)} were known"
            f" to be whole (p50 {_middle(whole)}), the others (p50 {_middle(waited)}) wait for a longer"
            f" pause; in this run {sum(one.right for one in timed)} of {tried} were taken for the right"
            f" command, {tried - len(timed)} not heard at all; error_rate: ended before the last word"
        )
        yield row("final_latency", whole + waited, why=why, error_rate=errors)
    else:
        yield unmeasured("final_latency", "nothing was heard")
    names = ", ".join(f"{one.name} ({one.text!r})" for one in too_soon)
    yield rate("false_cutoffs", len(too_soon), len(timed), why=f"the same run; {names or 'none'}")
    yield _jitter(too_long_ms, load, errors)


def _jitter(too_long_ms: Sequence[float], load: float, errors: float | None) -> Row:
    if len(too_long_ms) < 100:
        return unmeasured("loop_jitter", "nothing was heard")
    p99_ms = quantiles(too_long_ms, n=100)[-1]
    if load > BUSY:
        return unmeasured("loop_jitter", f"the load was {load:.1f}, above {BUSY:g}: p99 {p99_ms:.1f} ms")
    why = f"p99 of how much longer a sleep of 1 ms took, in the same run; p50 {median(too_long_ms):.2f} ms"
    return row("loop_jitter", list(too_long_ms), why=why, value=p99_ms, error_rate=errors)


def _share(chosen: Sequence[Chosen]) -> str:
    right = sum(one.right for one in chosen)
    return f"{right} of {len(chosen)} ({100 * right / max(1, len(chosen)):.0f} %)"


def _middle(values_ms: Sequence[float]) -> str:
    return f"{median(values_ms):.0f} ms" if values_ms else "none"
