"""The tray, on a session bus of its own with a panel that reads and clicks it; the daemon is scripted."""

import asyncio
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from jarvis import paths
from jarvis.cli import main
from jarvis.cli.tray import start_tray
from jarvis.errors import BadInputError, NotRunningError
from jarvis.events import MicrophoneMuted
from jarvis.place import hold_tray
from tests.living import until
from tests.panel import Panel
from tests.sessionbus import PrivateBus, Screen, session_bus
from tests.test_api import door
from tests.test_standing import READY
from ui.icon import pixels
from ui.standing import Look
from ui.tray import NO_TRAY, Door, Tray
from voice.devices import keep

__all__ = ["session_bus"]
pytestmark = pytest.mark.real_time
DUE = {"key": 7, "kind": "timer", "called": "pasta timer", "at": "2026-05-01T19:05:00", "paused": False}
DEVICES = {
    "microphones": [{"name": "usb_mic", "described": "USB microphone"}],
    "loudspeakers": [{"name": "hdmi", "described": "Television"}],
    "microphone": "usb_mic",
    "loudspeaker": "",
    "problem": "",
}
SKILLS = {
    "skills": [
        {"name": "weather", "status": "on"},
        {"name": "media", "status": "off"},
        {"name": "mine", "status": "broken"},
    ]
}


class Daemon:
    """What the tray talks to. `tell` an event; `gone` ends what is followed."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []
        self.status: dict[str, Any] = READY
        self.here = True
        self.refuses = ""
        self.events: list[dict[str, Any]] = []
        self._told: queue.Queue[dict[str, Any] | None] = queue.Queue()

    def call(self, method: str, path: str, body: Any = None) -> Any:  # noqa: ANN401 - JSON
        """One request."""
        if not self.here:
            raise NotRunningError
        if method == "POST":
            self.asked.append((path, body))
            if self.refuses:
                raise BadInputError(self.refuses)
            asks = path == "/skills/enable" and body["name"] == "mine"
            return {"asks": "It wants the network."} if asks else {"problem": ""}
        answers = {"/status": self.status, "/dues": [DUE], "/devices": {**DEVICES}, "/skills": SKILLS}
        return self.events if path.startswith("/events") else answers[path]

    def lines(self, _path: str) -> Generator[dict[str, Any]]:
        """Events from now on."""
        if not self.here:
            raise NotRunningError
        yield {"event": "subscribed"}
        while (event := self._told.get()) is not None:
            yield event

    def tell(self, name: str, **values: object) -> None:
        """Something happens."""
        self._told.put({"event": name, **values})

    def gone(self) -> None:
        """It ends."""
        self.here = False
        self._told.put(None)


class Shown:
    """A tray that runs in a thread; `code` is its exit code once it has ended."""

    def __init__(self, daemon: Daemon, **options: Any) -> None:  # noqa: ANN401 - those of Tray
        self.tray = Tray(Door(daemon.call, daemon.lines), **options)
        self.code: int | None = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        self.code = self.tray.run()

    def ended(self) -> bool:
        """Whether it is over."""
        return not self._thread.is_alive()

    async def end(self) -> None:
        """End it, unless it has."""
        if not self.ended():
            await asyncio.to_thread(self.tray.stop)
        await asyncio.to_thread(self._thread.join, 10)


@asynccontextmanager
async def shown(
    bus: PrivateBus,
    daemon: Daemon | None = None,
    **options: Any,  # noqa: ANN401 - those of Tray
) -> AsyncIterator[tuple[Panel, Daemon, Shown]]:
    """A tray on a panel, in front of a daemon."""
    daemon = daemon or Daemon()
    async with Panel(bus.address) as panel:
        tray = Shown(daemon, **options)
        try:
            await panel.shows("Jarvis is ready" if daemon.here else "Jarvis is not running")
            yield panel, daemon, tray
        finally:
            await tray.end()


ASKED = {"event": "task_started", "turn": "a", "text": "what time is it"}
TOLD = {"event": "task_finished", "turn": "a", "answer": "It is _ten_."}


CLICKS = {
    "Listen now": ("/listen", None),
    "Mute": ("/mute", None),
    "Stop speaking": ("/interrupt", None),
    "Conversation/Start": ("/conversation", {"action": "start"}),
    "Conversation/Pause": ("/conversation", {"action": "pause"}),
    "Conversation/Stop": ("/conversation", {"action": "stop"}),
    "Last answers/It is __ten__./Repeat": ("/say", {"text": "It is _ten_."}),
    "Timers/pasta timer, 2026-05-01 19:05/Cancel": ("/dues/cancel", {"keys": [7]}),
    "Microphone/As the system has it": ("/devices", {"kind": "microphone", "name": ""}),
    "Microphone/USB microphone": ("/devices", {"kind": "microphone", "name": "usb_mic"}),
    "Speaker/As the system has it": ("/devices", {"kind": "loudspeaker", "name": ""}),
    "Speaker/Television": ("/devices", {"kind": "loudspeaker", "name": "hdmi"}),
    "Skills/weather": ("/skills/disable", {"name": "weather"}),
    "Skills/media": ("/skills/enable", {"name": "media"}),
}
"""Each item, and what the daemon is asked for then."""
PROGRAMS = {
    "Open dashboard": "jarvis watch",
    "Doctor": "jarvis doctor",
    "Last answers/It is __ten__./Why": "jarvis why a",
    "Skills/mine (broken)": "jarvis skills enable mine",
    "Settings": "config.yaml",
}
"""Each item, and what is started then."""


async def test_every_item_of_the_menu_does_what_it_says(
    session_bus: PrivateBus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log, bin_ = tmp_path / "started", tmp_path / "bin"
    bin_.mkdir()
    for name in ("xterm", "xdg-open", "xclip"):
        (bin_ / name).write_text(
            f'#!/bin/sh\necho "$0 $*" >>{log}\n[ "${{0##*/}}" != xclip ] || cat >>{log}\n'
        )
        (bin_ / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{bin_}:/usr/bin:/bin")
    monkeypatch.setenv("TERMINAL", "xterm")
    daemon = Daemon()
    daemon.events = [ASKED, TOLD]
    async with shown(session_bus, daemon) as (panel, _, tray):
        await panel.until_so(
            lambda: _has(panel, "Skills/weather", "Timers/pasta timer, 2026-05-01 19:05"), "the lists"
        )
        for way, request in CLICKS.items():
            daemon.asked.clear()
            await panel.click(way)
            await panel.until(lambda: daemon.asked, f"what {way} does")
            assert daemon.asked == [request], way
        for way, words in PROGRAMS.items():
            await panel.click(way)
            await panel.until(partial(_in_file, log, words), way)
        await panel.click("Last answers/It is __ten__./Copy")
        await panel.until(lambda: log.read_text().endswith("It is _ten_."), "the text in the clipboard")
        items = await panel.items()
        clicked = {*CLICKS, *PROGRAMS, "Last answers/It is __ten__./Copy", "Quit Jarvis"}
        assert {
            way for way, one in items.items() if one.get("enabled", True) and "children-display" not in one
        } == {*clicked, "-"}
        await panel.click("Quit Jarvis")
        await panel.until(tray.ended, "the end of the tray")
        assert daemon.asked[-1] == ("/shutdown", None)
        assert tray.code == 0


def _in_file(file: Path, words: str) -> bool:
    return file.exists() and words in file.read_text()


async def _has(panel: Panel, *ways: str) -> bool:
    items = await panel.items()
    return all(way in items for way in ways)


async def _has_one(panel: Panel, beginning: str) -> bool:
    return any(way.startswith(beginning) for way in await panel.items())


async def test_what_is_chosen_is_marked(session_bus: PrivateBus) -> None:
    async with shown(session_bus) as (panel, daemon, _):
        await panel.until_so(lambda: _has(panel, "Speaker/Television", "Skills/media"), "the lists")
        items = await panel.items()
        states = {way: one["toggle-state"] for way, one in items.items() if "toggle-state" in one}
        assert states == {
            "Mute": 0,
            "Conversation/Start": 1,
            "Conversation/Pause": 0,
            "Microphone/As the system has it": 0,
            "Microphone/USB microphone": 1,
            "Speaker/As the system has it": 1,
            "Speaker/Television": 0,
            "Skills/weather": 1,
            "Skills/media": 0,
            "Skills/mine (broken)": 0,
        }
        assert items["Speaker/Television"]["toggle-type"] == "radio"
        daemon.tell("microphone_muted")
        await panel.shows("Jarvis is muted")
        await panel.until_so(lambda: _is_on(panel, "Mute"), "the mark at Mute")
        assert not (await panel.items())["Listen now"]["enabled"]
        daemon.asked.clear()
        await panel.click("Mute")
        await panel.until(lambda: daemon.asked, "what it does")
        assert daemon.asked == [("/unmute", None)]


async def _is_on(panel: Panel, way: str) -> bool:
    return bool((await panel.items())[way]["toggle-state"])


STORY: list[tuple[str, dict[str, Any], Look]] = [
    ("listening_started", {"turn": "a", "trigger": "wake"}, Look.LISTENING),
    ("utterance_ended", {"turn": "a"}, Look.THINKING),
    ("speaking_started", {"turn": "a"}, Look.SPEAKING),
    ("speaking_ended", {"turn": "a"}, Look.IDLE),
    ("conversation_controlled", {"action": "pause"}, Look.PAUSED),
    ("conversation_controlled", {"action": "start"}, Look.IDLE),
    ("loudspeaker_lost", {"reason": "it was unplugged"}, Look.DEGRADED),
    ("microphone_lost", {"reason": "it was unplugged"}, Look.ERROR),
    ("microphone_muted", {}, Look.MUTED),
    ("daemon_stopping", {"reason": "asked"}, Look.OFFLINE),
]


async def test_the_icon_follows_what_happens_and_the_panel_is_told(session_bus: PrivateBus) -> None:
    async with shown(session_bus) as (panel, daemon, _):
        for name, values, look in STORY:
            panel.signals.clear()
            daemon.tell(name, **values)

            async def so(look: Look = look) -> bool:
                shown = await panel.facts()
                return bool(shown["IconPixmap"][0] == (22, 22, pixels(look, 22)))

            await panel.until_so(so, look)
            assert "NewIcon" in panel.signals
        tooltip = (await panel.facts())["ToolTip"]
        assert tooltip[3].startswith("Jarvis is not running.")


async def test_a_click_on_the_icon_listens(session_bus: PrivateBus) -> None:
    async with shown(session_bus) as (panel, daemon, _):
        await panel.activate()
        await panel.until(lambda: daemon.asked == [("/listen", None)], "listening")


async def test_looking_into_the_menu_asks_for_what_may_have_changed(session_bus: PrivateBus) -> None:
    async with shown(session_bus) as (panel, _, __):
        await panel.until_so(lambda: _has(panel, "Speaker/Television"), "the devices")
        DEVICES_NOW = [{"name": "bluetooth", "described": "Headset"}]  # noqa: N806 - it is one
        old, DEVICES["loudspeakers"] = DEVICES["loudspeakers"], DEVICES_NOW
        try:
            assert await panel.menu("AboutToShow", "i", 0) == [False]
            await panel.until_so(lambda: _has(panel, "Speaker/Headset"), "the headset")
        finally:
            DEVICES["loudspeakers"] = old


async def test_a_daemon_that_is_gone_and_comes_back_is_followed_again(session_bus: PrivateBus) -> None:
    async with shown(session_bus) as (panel, daemon, tray):
        daemon.gone()
        await panel.shows("Jarvis is not running")
        assert "Listen now" not in await panel.items()
        daemon.here = True
        await panel.shows("Jarvis is ready")
        daemon.tell("task_started", turn="b", text="more")
        await panel.shows("Jarvis is thinking")
        assert not tray.ended()


async def test_where_jarvis_is_not_running_it_can_be_started(
    session_bus: PrivateBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    daemon = Daemon()
    started: list[list[str]] = []
    daemon.here = False
    monkeypatch.setattr("ui.terminals.start", started.append)
    async with shown(session_bus, daemon) as (panel, _, __):
        await panel.activate()
        await panel.until(lambda: started, "the start")
        assert started[0][-2:] == ["jarvis", "start"]


async def test_a_panel_that_comes_back_shows_it_again(session_bus: PrivateBus) -> None:
    async with shown(session_bus) as (first, daemon, _):
        await first.__aexit__()
        daemon.tell("microphone_muted")
        async with Panel(session_bus.address) as second:
            assert (await second.shows("Jarvis is muted"))["Status"] == "Active"


async def test_a_session_bus_that_comes_back_has_it_again(session_bus: PrivateBus) -> None:
    async with shown(session_bus) as (_, daemon, tray):
        session_bus.stop()
        daemon.tell("microphone_muted")
        session_bus.start()
        async with Panel(session_bus.address) as panel:
            await panel.shows("Jarvis is muted")
            await panel.click("Mute")
            await panel.until(lambda: ("/unmute", None) in daemon.asked, "the click")
        assert not tray.ended()


async def test_a_desktop_without_a_tray_is_told_in_a_notification(session_bus: PrivateBus) -> None:
    async with Screen(session_bus) as screen:
        tray = Shown(Daemon(), wait_s=0.2)
        await Panel.until_so(lambda: _ended(tray), "the end")
        assert tray.code == 1
        assert [body for _, body in screen.shown.values()] == [NO_TRAY]


async def test_who_ends_it_while_it_waits_for_a_panel_is_not_told_that_there_is_none(
    session_bus: PrivateBus,
) -> None:
    async with Screen(session_bus) as screen:
        tray = Shown(Daemon())
        await asyncio.to_thread(until, lambda: tray.tray.news.standing.running, "the daemon")
        await tray.end()
        assert (tray.code, screen.shown) == (0, {})


async def _ended(tray: Shown) -> bool:
    return tray.ended()


async def test_what_the_daemon_refuses_is_shown(session_bus: PrivateBus) -> None:
    async with Screen(session_bus) as screen, shown(session_bus) as (panel, daemon, _):
        daemon.refuses = "The microphone is muted. Use `jarvis unmute` first."
        await panel.click("Listen now")
        await panel.until(lambda: screen.shown, "the notification")
        assert [body for _, body in screen.shown.values()] == [daemon.refuses]


async def test_started_with_the_daemon_it_ends_with_it(session_bus: PrivateBus) -> None:
    async with shown(session_bus, with_daemon=True) as (panel, daemon, tray):
        daemon.tell("daemon_stopping", reason="asked to stop")
        await panel.until(tray.ended, "the end")
        assert tray.code == 0


def begin(*arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-m", "jarvis", "tray", *arguments]
    return subprocess.Popen(command, stderr=subprocess.PIPE)


async def test_the_command_follows_the_real_door_and_there_is_one_for_each_user(
    session_bus: PrivateBus,
) -> None:
    async with door() as behind, Panel(session_bus.address) as panel:
        behind.told = READY
        first = begin()
        await panel.shows("Jarvis is ready")
        behind.bus.post(MicrophoneMuted())
        await panel.shows("Jarvis is muted")
        second = await asyncio.to_thread(lambda: begin().communicate(timeout=20)[1])
        assert f"The tray icon is there already (process {first.pid})".encode() in second
        first.send_signal(signal.SIGTERM)
        await asyncio.to_thread(first.communicate, timeout=10)
        assert first.returncode == 0


def test_without_a_session_bus_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tray"]) == 1
    assert "no session bus" in capsys.readouterr().err
    assert main(["tray", "--wait", "-1"]) == 2


def test_without_a_desktop_none_is_started(session_bus: PrivateBus, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not start_tray()
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    assert not start_tray()
    del session_bus


async def test_it_comes_with_jarvis_start_and_goes_with_jarvis_stop(
    session_bus: PrivateBus, monkeypatch: pytest.MonkeyPatch, own_folders: Path
) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-of-nobody")
    monkeypatch.setenv("PULSE_SERVER", f"unix:{own_folders / 'nowhere'}")
    keep(paths.device_choice(), "microphone", "chosen-before")
    async with Panel(session_bus.address) as panel:
        await asyncio.to_thread(jarvis, "start")
        try:
            await panel.until(lambda: panel.icons, "the icon")
            assert "Open dashboard" in await _online(panel)
            await asyncio.to_thread(jarvis, "ask", "set a timer for ten minutes")
            await panel.until_so(partial(_has_one, panel, "Timers/10 minute timer, "), "the timer")
            assert "Last answers/Timer set for 10 minutes./Why" in await panel.items()
            await panel.click("Conversation/Pause")
            await panel.shows("Jarvis is paused")
            await panel.click("Conversation/Start")
            await panel.shows("Jarvis cannot hear you")  # for there is no microphone here
            await panel.until_so(lambda: _has(panel, "Microphone/chosen-before"), "the choice")
            assert await _is_on(panel, "Microphone/chosen-before")
        finally:
            await asyncio.to_thread(jarvis, "stop")
        await asyncio.to_thread(until, _is_free, "the end of the tray")


def jarvis(*arguments: str) -> None:
    """A command that has to work."""
    subprocess.run([sys.executable, "-P", "-m", "jarvis", *arguments], check=True, timeout=60)


async def _online(panel: Panel) -> dict[str, dict[str, Any]]:
    await panel.until_so(lambda: _has(panel, "Open dashboard"), "the daemon")
    return await panel.items()


def _is_free() -> bool:
    with hold_tray():
        return True
