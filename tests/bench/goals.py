"""What ears, mouth, skills and surfaces must reach, and how a row of them is written."""

from statistics import median
from typing import Any, NamedTuple

Row = dict[str, Any]
NO_MATERIAL = "there are no recordings here; JARVIS_TESTDATA names the folder they are in"


class Goal(NamedTuple):
    """At most `limit`, or at least."""

    unit: str
    limit: float
    at_least: bool = False

    @property
    def text(self) -> str:
        """As one reads it."""
        return f"{'>=' if self.at_least else '<='} {self.limit:g}"

    def met(self, value: float) -> bool:
        """Whether it is reached."""
        return value >= self.limit if self.at_least else value <= self.limit


GOALS = {
    "listen_cpu": Goal("ms/s", 15),
    "wake_false": Goal("wakes", 0),
    "wake_hits": Goal("%", 95, at_least=True),
    "wake_hits_10db": Goal("%", 95, at_least=True),
    "command_right": Goal("%", 85, at_least=True),
    "command_wrong_accepted": Goal("%", 3),
    "final_latency": Goal("ms", 450),
    "false_cutoffs": Goal("%", 2),
    "loop_jitter": Goal("ms", 10),
    "first_sample": Goal("ms", 30),
    "stop_silence": Goal("ms", 30),
    "stop_silence_max": Goal("ms", 60),
    "bargein_latency": Goal("ms", 150),
    "bargein_false": Goal("stops in 10 min", 1),
    "cut_words": Goal("words", 1),
    "self_wakes": Goal("wakes and answers", 0),
    "match_p50": Goal("ms", 0.3),
    "match_p99": Goal("ms", 2),
    "paraphrase_right": Goal("%", 90, at_least=True),
    "paraphrase_wrong": Goal("%", 1),
    "reload": Goal("ms", 500),
    "tray_rss": Goal("MB", 45),
    "tray_cpu": Goal("%", 0.2),
    "icon_latency": Goal("ms", 50),
    "status_cli": Goal("ms", 150),
    "help_cli": Goal("ms", 150),
    "key_latency": Goal("ms", 50),
}


def row(
    name: str, values: list[float], *, why: str, value: float | None = None, error_rate: float | None = None
) -> Row:
    """A row with the median of `values`, unless another `value` of them is meant, and how far they spread."""
    goal = GOALS[name]
    if not values:
        return unmeasured(name, NO_MATERIAL)
    shown = round(median(values) if value is None else value, 2)
    return {
        "row": name,
        "value": shown,
        "unit": goal.unit,
        "goal": goal.text,
        "met": goal.met(shown),
        "peer": None,
        "n": len(values),
        "spread": [round(min(values), 2), round(max(values), 2)],
        "error_rate": error_rate,
        "why": why,
    }


def rate(name: str, count: int, of: int, *, why: str) -> Row:
    """A row that is a share, in percent."""
    if not of:
        return unmeasured(name, NO_MATERIAL)
    return {**row(name, [100 * count / of], why=f"{count} of {of}; {why}"), "n": of}


def unmeasured(name: str, why: str) -> Row:
    """A row that cannot be had here."""
    goal = GOALS[name]
    rest = {"value": None, "unit": goal.unit, "goal": goal.text, "met": None, "peer": None}
    return {"row": name, **rest, "n": 0, "spread": None, "error_rate": None, "why": why}
