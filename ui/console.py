"""What the terminal shows. Text from outside is printed as text: no control characters, no markup."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from jarvis.events import (
    DaemonReady,
    DaemonStopping,
    Event,
    LoudspeakerLost,
    MicrophoneHears,
    MicrophoneLost,
    MicrophoneMuted,
    MicrophoneOpened,
    MicrophoneSilent,
    RecognizerLost,
    ReminderDue,
    SkillBroken,
    SkillHeldBack,
    SkillReloaded,
    TaskFinished,
    TaskStarted,
    VoiceFailed,
    WakeHeard,
)

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def clean(text: object) -> str:
    """Without control characters, which could move the cursor or do worse."""
    return _CONTROL.sub("", str(text))


class Narrator:
    """Tells in `jarvis run` what happens. What people say is shown on a terminal only, never in a file."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._private = stream.isatty()

    def tell(self, event: Event) -> None:
        """One line, for the events a person cares about."""
        if line := self._line(event):
            print(clean(line), file=self._stream, flush=True)

    def _line(self, event: Event) -> str:  # noqa: C901, PLR0911 - one sentence each
        match event:  # one case a sentence
            case DaemonReady():
                return (
                    f"Jarvis {event.version} is ready after {event.start_s:.1f} s. "
                    "Ctrl-C or `jarvis stop` ends it."
                )
            case MicrophoneOpened():
                return f"Listening on {event.device}. Say “Hey Jarvis, what time is it?”"
            case MicrophoneLost():
                return (
                    f"No microphone ({event.reason}). Typed questions and sound files work; "
                    "listening starts by itself when a microphone appears."
                )
            case MicrophoneSilent():
                return f"{event.device} delivers only digital silence. Is it switched off or muted?"
            case MicrophoneHears():
                return f"{event.device} delivers sound again."
            case RecognizerLost():
                return f"I cannot understand speech. {event.reason}"
            case MicrophoneMuted():
                return "Muted. `jarvis unmute` opens the microphone."
            case LoudspeakerLost():
                return f"No loudspeaker ({event.reason}). Answers are shown in writing."
            case DaemonStopping():
                return f"Stopping: {event.reason}."
            case SkillBroken() if not self._private:  # the reason is in its own words
                return f"Skill {event.skill} is broken. `jarvis skills list` tells why."
            case _:
                return _of_skills(event) or (self._conversation(event) if self._private else "")

    def _conversation(self, event: Event) -> str:
        match event:
            case WakeHeard():
                return "…"
            case TaskStarted():
                return f"You:    {event.text}"
            case TaskFinished() if event.answer:
                return f"Jarvis: {event.answer}"
            case ReminderDue():
                return f"Jarvis: {event.text}"
            case VoiceFailed():
                return f"Jarvis: {event.reason}"
            case _:
                return ""


def _of_skills(event: Event) -> str:
    match event:
        case SkillReloaded():
            return f"Skill {event.skill} is loaded."
        case SkillBroken() | SkillHeldBack():
            return f"Skill {event.skill}: {event.reason}"
        case _:
            return ""


def show_status(status: dict[str, Any]) -> None:
    """`jarvis status` for people."""
    microphone, recognizer = status["microphone"], status["recognizer"]
    quiet = f", quiet until {until}" if (until := status.get("quiet_until")) else ""
    rows = {
        "state": f"{status['state']}{quiet}",
        "microphone": _microphone(microphone),
        "level": "-" if (level := microphone.get("level_dbfs")) is None else f"{level:.0f} dBFS",
        "loudspeaker": _loudspeaker(status["loudspeaker"]),
        "recognition": recognizer["problem"] or f"{recognizer['engine']}, ready",
        "language model": _mind(status["mind"]),
        "memory": _memory(status["memory"]),
        "skills": _skills(status.get("skills", [])),
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
    table = Table(show_header=False, box=None)
    for name, value in rows.items():
        table.add_row(Text(name, style="bold"), Text(clean(value)))
    Console().print(table)


def show_answer(answered: dict[str, Any], *, heard: bool) -> None:
    """`jarvis ask` for people."""
    console = Console(soft_wrap=True)
    if heard:
        console.print(Text(f"“{clean(answered['text'])}”", style="dim"))
    console.print(Text(clean(answered["answer"]) or "(silence)"))
    if sources := answered.get("sources"):
        console.print(Text(f"from: {', '.join(map(clean, sources))}", style="dim"))


def show_event(event: dict[str, Any]) -> None:
    """One line of `jarvis events` for people."""
    shown = {key: value for key, value in event.items() if key not in {"number", "at_s", "event"}}
    details = "  ".join(f"{key}={clean(value)}" for key, value in shown.items())
    line = Text(f"{event['at_s']:12.3f}  ")
    line.append(clean(event["event"]), style="bold")
    line.append(f"  {details}")
    Console(file=sys.stdout, soft_wrap=True).print(line)


def show_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Rows under their headings; nothing is cut off."""
    table = Table(*(Column(name, overflow="fold") for name in columns), box=None, header_style="bold")
    for row in rows:
        table.add_row(*(Text(clean(cell)) for cell in row))
    Console().print(table)


class Told:
    """Progress of something long: lines for everybody; on a terminal a bar that moves."""

    def __init__(self, bar: "Progress") -> None:
        self._bar = bar
        self._task: TaskID | None = None

    def say(self, line: str) -> None:
        """Print a line."""
        print(clean(line), flush=True)

    def moved(self, done_bytes: int, all_bytes: int) -> None:
        """Move the bar."""
        if self._task is None:
            self._bar.start()
            self._task = self._bar.add_task("", total=all_bytes)
        self._bar.update(self._task, completed=done_bytes)


@contextmanager
def progress() -> Iterator[Told]:
    """A progress bar on stderr, gone when the block is left."""
    from rich import progress as bars  # noqa: PLC0415 - 20 ms that `jarvis status` does without

    console = Console(stderr=True)
    columns = (bars.BarColumn(), bars.DownloadColumn(), bars.TransferSpeedColumn())
    bar = bars.Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    try:
        yield Told(bar)
    finally:
        bar.stop()


@contextmanager
def counting() -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr that counts things, moved by calling it with how many are done of how many."""
    from rich import progress as bars  # noqa: PLC0415 - 20 ms that `jarvis status` does without

    console = Console(stderr=True)
    columns = (bars.BarColumn(), bars.MofNCompleteColumn(), bars.TimeRemainingColumn())
    with bars.Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total or None)
