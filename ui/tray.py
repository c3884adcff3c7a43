"""The tray icon: follows the daemon, shows how it stands, and does what is clicked."""

import threading
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from jarvis.errors import JarvisError
from ui.standing import Look, Standing
from ui.tray_deeds import Deeds, notify
from ui.tray_menu import menu
from ui.tray_news import PARTS, Call, News, changed
from ui.trays import ON_LINUX, NativeIcon

AGAIN_S = 1.0
"""While the daemon is not there it is looked for so often."""
NO_TRAY = (
    "This desktop shows no tray icons. `jarvis watch` shows the same in a terminal. "
    "(On GNOME the extension AppIndicator brings them.)"
)
NATIVE_SIZE, LONGEST_TITLE = 64, 127


@dataclass(frozen=True)
class Door:
    """The way to the daemon: single requests, and the lines of one that does not end."""

    call: Call
    lines: Callable[[str], Generator[dict[str, Any]]]


class Tray:
    """The icon with all that belongs to it. `with_daemon`: it ends when the daemon is told to end.

    Without anybody to show it for `wait_s` it gives up, at the start only: later it waits.
    """

    def __init__(self, door: Door, *, with_daemon: bool = False, wait_s: float = 20.0) -> None:
        self._door, self._with_daemon, self._wait_s = door, with_daemon, wait_s
        self.news = News()
        self._changing = threading.Lock()
        self._stale: set[str] = set()
        self._wanted = threading.Event()
        self._arrived = threading.Event()
        self._ended = threading.Event()
        self._gave_up = False
        self._icon = self._make(Deeds(door.call, self.stop))

    def _make(self, deeds: Deeds) -> Any:  # noqa: ANN401 - pystray has no types
        items = menu(lambda: self.news, deeds)
        if not ON_LINUX:
            from ui.icon import draw  # noqa: PLC0415 - see below

            self._arrived.set()
            return NativeIcon("jarvis", draw(Look.OFFLINE, NATIVE_SIZE), "Jarvis", items)
        from ui.sni import SniIcon  # noqa: PLC0415 - D-Bus is there on Linux only

        icon = SniIcon("jarvis", Look.OFFLINE, items)
        icon.opened = lambda: self._ask_for(*PARTS)
        icon.arrived = self._arrived.set
        return icon

    def run(self) -> int:
        """Until `stop`; gives the exit code. The daemon need not be there, and may come and go."""
        self._icon.run(self._begin)
        if not self._gave_up:
            return 0
        notify(NO_TRAY)
        return 1

    def stop(self) -> None:
        """End the tray."""
        self._ended.set()
        self._icon.stop()

    def _begin(self, icon: Any) -> None:  # noqa: ANN401 - pystray has no types
        self._show()
        icon.visible = True
        for work in (self._follow, self._refresh, self._wait):
            threading.Thread(target=work, name=work.__name__, daemon=True).start()

    def _wait(self) -> None:
        """Give up where nobody shows icons."""
        if not self._arrived.wait(self._wait_s) and not self._ended.is_set():
            self._gave_up = True
            self.stop()

    def _follow(self) -> None:
        """Follow what happens, and find the daemon again whenever it was gone."""
        while not self._ended.is_set():
            try:
                with closing(self._door.lines("/events/stream")) as live:
                    next(live)  # from here on nothing is missed
                    self._catch_up()
                    for event in live:
                        self._feed(event)
            except (JarvisError, OSError, ValueError, LookupError, StopIteration):
                pass  # it ended, does not run, or is of a version that tells something else
            self._change(lambda news: replace(news, standing=Standing(), asked={}))
            self._ended.wait(AGAIN_S)

    def _catch_up(self) -> None:
        status, before = self._door.call("GET", "/status"), self._door.call("GET", "/events?last=100")
        old = News()
        for event in before:
            old = old.after(event)
        standing = Standing.of(status)
        self._change(lambda news: replace(news, standing=standing, answers=old.answers, asked=old.asked))
        self._ask_for(*PARTS)

    def _feed(self, event: dict[str, Any]) -> None:
        if self._with_daemon and event.get("event") == "daemon_stopping":
            self.stop()
        self._change(lambda news: news.after(event))
        if part := changed(event):
            self._ask_for(part)

    def _ask_for(self, *parts: str) -> None:
        self._stale.update(parts)
        self._wanted.set()

    def _refresh(self) -> None:
        """Ask for what has changed, beside what is shown at once."""
        while self._wanted.wait():
            self._wanted.clear()
            while self._stale:
                part = self._stale.pop()
                try:
                    told = self._door.call("GET", PARTS[part])
                except JarvisError:
                    continue  # shown as it was, until the daemon is there again
                self._change(partial(News.with_part, part=part, told=told))

    def _change(self, change: Callable[[News], News]) -> None:
        with self._changing:
            before, self.news = self.news, change(self.news)
        if self.news.standing != before.standing:
            self._show()
        if self.news != before:
            self._icon.update_menu()

    def _show(self) -> None:
        standing = self.news.standing
        if ON_LINUX:
            self._icon.paint(standing.look, standing.title, standing.tooltip)
            return
        from ui.icon import draw  # noqa: PLC0415 - see above

        self._icon.icon = draw(standing.look, NATIVE_SIZE)
        self._icon.title = standing.tooltip[:LONGEST_TITLE]
