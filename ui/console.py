"""What the terminal shows. Text from outside is printed as text: no control characters, no markup."""

import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ui import plainly
from ui.news import one_line, paragraphs

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_BOLD, _DIM, _END = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_ROOM = 20
"""Where a terminal leaves fewer columns for a text, it is not kept in a column."""
_NOTHING = frozenset({"", "-"})


def clean(text: object) -> str:
    """Without control characters, which could move the cursor or do worse, and without invisible ones."""
    return paragraphs(_SEQUENCE.sub("", str(text)))


def show_status(status: dict[str, Any]) -> None:
    """`jarvis status` for people."""
    microphone, recognizer = status["microphone"], status["recognizer"]
    quiet = f", quiet until {until}" if (until := status.get("quiet_until")) else ""
    rows = {
        "state": f"{status['state']}{quiet}",
        "conversation": status.get("conversation", "started"),
        "microphone": _microphone(microphone),
        "level": "-" if (level := microphone.get("level_dbfs")) is None else f"{level:.0f} dBFS",
        "loudspeaker": _loudspeaker(status["loudspeaker"]),
        "recognition": recognizer["problem"] or f"{recognizer['engine']}, ready",
        "language model": _mind(status["mind"]),
        "memory": _memory(status["memory"]),
        "skills": _skills(status.get("skills", [])),
        "settings": _settings(status.get("settings") or {}),
        "loaded": status["residency"]["sentence"],
        "wake phrase": status["wake_phrase"],
        "echo": (status.get("echo") or {}).get("why") or "not known yet",
        "notifications": status.get("notifications", "off"),
        "waiting": status["queue"]["waiting"],
        "resting": ", ".join(name for name, state in status["breakers"].items() if state != "closed")
        or "nothing",
        "running": f"version {status['version']}, process {status['pid']}, {status['uptime_s']:.0f} s",
    }
    show_pairs(rows)


def _settings(settings: dict[str, Any]) -> str:
    waits = ", ".join(settings.get("waits", ()))
    return settings.get("problem") or (f"waiting for a restart: {waits}" if waits else "in use")


def _loudspeaker(loudspeaker: dict[str, Any]) -> str:
    volume = loudspeaker.get("volume", 100)
    ready = "ready" if volume == 100 else f"ready, volume {volume} %"  # noqa: PLR2004 - percent
    return loudspeaker["problem"] or ready


def _mind(mind: dict[str, Any]) -> str:
    last = f"{mind['engine']}, {mind['model']}, {mind['rank']}"
    if not mind["engine"]:
        last = f"{' or '.join(mind['engines'])}, not asked yet" if mind["engines"] else "none"
    return f"{last}; {mind['problem']}" if mind["problem"] else last


def _skills(problems: list[dict[str, str]]) -> str:
    return "; ".join(f"{one['name']} {one['status']}: {one['reason']}" for one in problems) or "ready"


def _memory(memory: dict[str, Any]) -> str:
    days = memory["keep_days"]
    kept = f"turns are kept for {days} day{'' if days == 1 else 's'}" if days else "nothing is kept"
    return f"{kept}; {memory['problem']}" if memory["problem"] else kept


def _microphone(microphone: dict[str, Any]) -> str:
    held = " and ".join(f"process {pid}" for pid in microphone.get("held_by", ()))
    if microphone["muted"]:
        return f"muted, but held by {held}" if held else "muted; no process holds it"
    if not microphone["device"]:
        return f"none: {microphone['problem'] or 'being opened'}"
    said = f"{microphone['device']}, held by {held}" if held else str(microphone["device"])
    return f"{said}; {microphone['problem']}" if microphone["problem"] else said


def show_pairs(rows: Mapping[str, object]) -> None:
    """Names and what belongs to them."""
    if plainly.plain():
        for name, value in rows.items():
            print(f"{name}: {' '.join(clean(value).split())}")
        return
    beside = max(map(len, rows), default=0) + 1
    columns = shutil.get_terminal_size().columns - beside - 2
    for name, value in rows.items():
        lines = clean(value).split("\n")
        if sys.stdout.isatty() and columns >= _ROOM:
            lines = [part for line in lines for part in textwrap.wrap(line, columns) or [""]]
        first, *more = lines
        print(f" {_styled(name, _BOLD)}{' ' * (beside - len(name))} {first}".rstrip())
        for line in more:
            print(f" {' ' * beside} {line}".rstrip())


def show_answer(answered: dict[str, Any], *, heard: bool) -> None:
    """`jarvis ask` for people."""
    if heard:
        print(
            f"heard: {clean(answered['text'])}" if plainly.plain() else _dim(f"“{clean(answered['text'])}”")
        )
    print(clean(answered["answer"]) or "(silence)")
    if sources := answered.get("sources"):
        print(_dim(f"from: {', '.join(map(one_line, sources))}"))


def show_event(event: dict[str, Any]) -> None:
    """One line of `jarvis events` for people."""
    shown = {key: value for key, value in event.items() if key not in {"number", "at_s", "event"}}
    name = one_line(event["event"])
    if plainly.plain():
        told = "; ".join(f"{one_line(key)}: {one_line(value)}" for key, value in shown.items())
        print(f"{name.replace('_', ' ')}, at {event['at_s']:.0f} s; {told}".rstrip("; "))
        return
    details = "  ".join(f"{one_line(key)}={one_line(value)}" for key, value in shown.items())
    print(f"{event['at_s']:12.3f}  {_styled(name, _BOLD)}  {details}".rstrip(), flush=True)


def show_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Rows under their headings; nothing is cut off. Plainly, a row is a line that names each cell."""
    if plainly.plain():
        for row in rows:
            cells = ((title, " ".join(clean(cell).split())) for title, cell in zip(columns, row, strict=True))
            told = (f"{title}: {cell}" if title else cell for title, cell in cells if cell not in _NOTHING)
            print("; ".join(told))
        return
    from rich.console import Console  # noqa: PLC0415 - 40 ms that `jarvis status` does without
    from rich.table import Column, Table  # noqa: PLC0415 - same
    from rich.text import Text  # noqa: PLC0415 - same

    table = Table(*(Column(name, overflow="fold") for name in columns), box=None, header_style="bold")
    for row in rows:
        table.add_row(*(Text(clean(cell)) for cell in row))
    codes = plainly.codes(sys.stdout)
    Console(file=sys.stdout, color_system="auto" if codes else None, force_terminal=codes).print(table)


def _dim(text: str) -> str:
    return _styled(text, _DIM)


def _styled(text: str, style: str) -> str:
    return f"{style}{text}{_END}" if plainly.codes(sys.stdout) else text


class Told:
    """Progress of something long: lines for everybody; on a terminal a bar that moves."""

    def __init__(self, bar: "Progress", *, quiet: bool) -> None:
        self._bar, self._quiet = bar, quiet
        self._task: TaskID | None = None

    def say(self, line: str) -> None:
        """Print a line, unless a program reads."""
        if not self._quiet:
            print(clean(line), flush=True)

    def moved(self, done_bytes: int, all_bytes: int) -> None:
        """Move the bar."""
        if self._task is None:
            self._bar.start()
            self._task = self._bar.add_task("", total=all_bytes)
        self._bar.update(self._task, completed=done_bytes)


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Told]:
    """A progress bar on stderr, gone when the block is left."""
    from rich import progress as bars  # noqa: PLC0415 - 60 ms that `jarvis status` does without
    from rich.console import Console  # noqa: PLC0415 - same

    console = Console(stderr=True)
    columns = (bars.BarColumn(), bars.DownloadColumn(), bars.TransferSpeedColumn())
    bar = bars.Progress(*columns, console=console, transient=True, disable=not plainly.codes(sys.stderr))
    try:
        yield Told(bar, quiet=quiet)
    finally:
        bar.stop()


@contextmanager
def counting() -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr that counts things, moved by calling it with how many are done of how many."""
    from rich import progress as bars  # noqa: PLC0415 - 60 ms that `jarvis status` does without
    from rich.console import Console  # noqa: PLC0415 - same

    console = Console(stderr=True)
    columns = (bars.BarColumn(), bars.MofNCompleteColumn(), bars.TimeRemainingColumn())
    with bars.Progress(
        *columns, console=console, transient=True, disable=not plainly.codes(sys.stderr)
    ) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total or None)
