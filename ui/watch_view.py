"""The picture of `jarvis watch`: boxes that fit 80x24 and grow. Everything has words; colour only helps."""

import io
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from rich.box import ROUNDED
from rich.console import Console, Group
from rich.layout import Layout
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from ui.news import figure, one_line
from ui.standing import Look
from ui.watched import Watched

_QUIETEST_DB, _LOUD_DB = -60, -6
_SIGN: Mapping[Look, tuple[str, str]] = {
    Look.IDLE: ("○", "green"),
    Look.LISTENING: ("●", "bold cyan"),
    Look.THINKING: ("…", "bold yellow"),
    Look.SPEAKING: ("▶", "bold blue"),
    Look.MUTED: ("✕", "bold magenta"),
    Look.PAUSED: ("‖", "magenta"),
    Look.DEGRADED: ("!", "yellow"),
    Look.ERROR: ("‼", "bold red"),
    Look.OFFLINE: ("-", "dim"),
}
_HEAD, _LEAST = 4, 3
"""Rows of the first box, and the fewest of any."""
_TALK, _TIMES = (6, 12), (10, 12)
"""Rows of the conversation and of the times: in 24 rows, and the most in tall terminals."""
_NORMAL_ROWS, _NARROW = 24, 60
_METER = 30
"""Cells of the level meter."""


class View:
    """Draws in a size. `wall` is what a clock on the wall showed at 0 s of the daemon's clock."""

    def __init__(self, columns: int, rows: int, wall: datetime, *, no_color: bool = False) -> None:
        self.size = (max(20, columns), max(4, rows))
        self._wall = wall
        self._no_color = no_color

    def lines(self, watched: Watched) -> list[str]:
        """The picture as lines for a terminal, exactly as many as there are rows."""
        console = self._console()
        with console.capture() as captured:
            console.print(self._layout(watched), end="")
        return captured.get().removesuffix("\n").split("\n")

    def svg(self, watched: Watched, title: str = "jarvis watch") -> str:
        """The picture as SVG, for the documentation; it loads nothing from anywhere."""
        console = self._console(record=True)
        console.print(self._layout(watched), end="")
        return console.export_svg(title=title, code_format=_SVG)

    def _console(self, *, record: bool = False) -> Console:
        columns, rows = self.size
        return Console(
            file=io.StringIO(),
            force_terminal=True,
            color_system="truecolor" if record else "auto",
            no_color=self._no_color or None,
            width=columns,
            height=rows,
            record=record,
            legacy_windows=False,
            _environ={} if record else None,
        )

    def _layout(self, watched: Watched) -> Layout:
        columns, rows = self.size
        left, more = rows - _HEAD, max(0, rows - _NORMAL_ROWS)
        boxes = [Layout(_head(watched), size=_HEAD)]
        talk = min(_TALK[1], _TALK[0] + more // 4, left)
        if talk >= _LEAST:
            boxes.append(Layout(_talk(watched, talk - 2, columns - 4), size=talk))
            left -= talk
        times = min(_TIMES[1], _TIMES[0] + more // 3, left)
        if times >= _LEAST:
            middle = Layout(size=times)
            shown = [Layout(_times(watched, times - 2), ratio=3), Layout(_parts(watched), ratio=2)]
            middle.split_row(*(shown if columns >= _NARROW else shown[:1]))
            boxes.append(middle)
            left -= times
        if left >= _LEAST:
            boxes.append(Layout(self._events(watched, left - 2), size=left))
        elif left:
            boxes.append(Layout(Text(" "), size=left))
        whole = Layout()
        whole.split_column(*boxes)
        return whole

    def _events(self, watched: Watched, rows: int) -> Panel:
        shown = Table.grid(padding=(0, 1))
        shown.add_column(no_wrap=True, style="dim")
        shown.add_column(no_wrap=True, style="bold")
        shown.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
        for line in watched.lines[-rows:]:
            at = self._wall + timedelta(seconds=line.at_s)
            shown.add_row(Text(f"{at:%H:%M:%S}"), Text(line.name), Text(line.details))
        return _box(shown, "events")


def _box(inside: Table | Text | Group, title: str) -> Panel:
    return Panel(inside, title=Text(title, style="bold"), title_align="left", box=ROUNDED, padding=(0, 1))


def _head(watched: Watched) -> Panel:
    """The state in words, and how loud it is."""
    sign, style = _SIGN[watched.look]
    state = Text(no_wrap=True, overflow="ellipsis")
    state.append(f"{sign} {watched.look.upper()}", style=style)
    state.append(f"  {' '.join(map(one_line, watched.standing.tooltip.splitlines()))}")
    box = _box(Group(state, _meter(watched)), "Jarvis")
    box.subtitle, box.subtitle_align = Text("q leaves"), "right"
    return box


def _meter(watched: Watched) -> Text:
    """How loud the microphone is, as a bar and in numbers."""
    shown = Text("level ", no_wrap=True)
    if watched.level_db is None:
        return shown.append("no sound comes in", style="dim")
    full = _cells(watched.level_db)
    peak = max(full, _cells(watched.peak_db))
    shown.append("█" * full, style="red" if watched.peak_db >= _LOUD_DB else "green")
    shown.append("▒" * (peak - full), style="green")
    shown.append("·" * (_METER - peak), style="dim")
    return shown.append(f" {watched.level_db} dBFS, peak {watched.peak_db}")


def _cells(level_db: int) -> int:
    return max(0, min(_METER, round((level_db - _QUIETEST_DB) / -_QUIETEST_DB * _METER)))


def _talk(watched: Watched, rows: int, columns: int) -> Panel:
    """What was heard, and the answer; where there is no room for all, its end."""
    told = Text("you     ", style="bold")
    told.append(one_line(watched.heard), style="italic" if watched.partial else "not bold")
    told.append(" …" if watched.partial else "", style="not bold")
    told.truncate(max(columns, columns * (rows // 3)), overflow="ellipsis")
    answer = Text("jarvis  ", style="bold")
    answer.append(one_line(watched.answer, 4_000), style="not bold")
    answer.append(" ▌" if watched.answering else "", style="not bold")
    console = Console(width=columns, file=io.StringIO(), legacy_windows=False)
    above = told.wrap(console, columns)
    below = answer.wrap(console, columns)
    room = max(1, rows - len(above))
    shown = [
        *above,
        *(below if len(below) <= room else [Text("jarvis  …", style="bold"), *below[1 - room :]]),
    ]
    return _box(Text("\n").join(shown[: max(1, rows)]), "conversation")


def _times(watched: Watched, rows: int) -> Panel:
    """What each stage of the last turn took, against its budget.

    Where room is short, stages without a budget are left out.
    """
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    for side in ("right", "left", "left"):
        table.add_column(no_wrap=True, justify="right" if side == "right" else "left")
    spans = list(watched.receipt.get("spans", ()))
    if len(spans) > rows:
        spans = [one for one in spans if one.get("budget_ms") is not None]
    for one in spans[-rows:]:
        late, budget = bool(one.get("over")), one.get("budget_ms")
        table.add_row(
            Text(one_line(one["stage"], 20)),
            Text(f"{figure(one['took_ms'])} ms", style="bold red" if late else ""),
            Text("" if budget is None else f"of {figure(budget)} ms"),
            Text("over" if late else "unusual" if one.get("unusual") else "", style="bold"),
        )
    return _box(table if spans else Text("none yet", style="dim"), "last turn")


def _parts(watched: Watched) -> Panel:
    """Queue, circuit breakers and devices."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True, style="bold")
    table.add_column(no_wrap=True, overflow="ellipsis")
    for name, value in _facts(watched.status):
        table.add_row(Text(name), Text(one_line(value, 200)))
    return _box(table, "parts")


def _facts(status: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not status:
        yield "daemon", "offline"
        return
    resting = {name: state for name, state in status["breakers"].items() if state != "closed"}
    yield "queue", f"{status['queue']['waiting']} waiting"
    told = ", ".join(f"{name} {state}" for name, state in resting.items())
    yield "breakers", told or f"all {len(status['breakers'])} closed"
    microphone, speaker, ears = status["microphone"], status["loudspeaker"], status["recognizer"]
    yield "mic", "muted" if microphone["muted"] else microphone["problem"] or microphone["device"] or "-"
    yield "speaker", speaker["problem"] or f"volume {speaker.get('volume', 100)} %"
    yield "speech", ears["problem"] or ears["engine"]
    mind = status["mind"]
    yield "mind", mind["problem"] or mind["model"] or ", ".join(mind.get("engines", ())) or "none"


_SVG = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: monospace; font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""As rich's own, without the fonts that it loads from the net."""
