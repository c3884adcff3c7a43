"""The tray icon on a Linux desktop: pystray's icon over D-Bus (StatusNotifierItem). No GTK, no X11.

It comes back by itself when the panel, or the session bus, was restarted.
"""

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from ui.bus_objects import BusLostError, Interface, Method, Served, own_name
from ui.dbus_menu import PATH as MENU_PATH
from ui.dbus_menu import DBusMenu
from ui.icon import draw, pixels
from ui.standing import Look
from ui.trays import BaseIcon, Menu, MenuItem

PATH = "/StatusNotifierItem"
WATCHER = "org.kde.StatusNotifierWatcher"
_WATCHER_PATH = "/StatusNotifierWatcher"
SIZES = (22, 24, 32, 48)
"""Panels take the one that fits."""
AGAIN_S = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Pauses before the session bus is looked for again; the last one repeats."""


HANDS = 8
"""So many things that were clicked are done at the same time: one may take as long as an answer."""


class SniIcon(BaseIcon):  # type: ignore[misc]  # pystray has no types
    """pystray's icon. `tooltip` may have several lines, `opened` is called when the menu is looked at.

    `arrived` is called each time when a panel shows it, `missing` when none does, or not any more.
    What is clicked is done in a thread of its own.
    """

    def __init__(self, name: str, look: Look, menu: Menu) -> None:
        super().__init__(name, draw(look), name, menu)
        self._look = look
        self._pixels: list[list[Any]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended, self._panel = asyncio.Event(), asyncio.Event()
        self._hands = threading.BoundedSemaphore(HANDS)
        self._shown = DBusMenu(self._click, self._looked_at)
        self._served = Served({PATH: self._interface(), MENU_PATH: self._shown.interface})
        self._name_on_bus = own_name("org.kde.StatusNotifierItem")
        self.tooltip = ""
        self.opened: Callable[[], object] = bool
        self.arrived: Callable[[], object] = bool
        self.missing: Callable[[], object] = bool

    def paint(self, look: Look, title: str, tooltip: str) -> None:
        """Another picture with other words; from any thread, at any time."""
        self._look, self._title, self.tooltip = look, title, tooltip
        self._update_icon()
        self._update_title()

    def call_soon(self, function: Callable[..., object], *values: object) -> None:
        """Have the loop do it, if it still runs; from any thread."""
        if self._loop is not None:
            with suppress(RuntimeError):  # it has just been closed
                self._loop.call_soon_threadsafe(function, *values)

    def _interface(self) -> Interface:
        def nothing(*_: object) -> Sequence[Any]:
            return ()

        def activate(*_: object) -> Sequence[Any]:
            default = next((item for item in self.menu if item.default), None)
            if default is not None:
                self._click(default)
            return ()

        properties: dict[str, tuple[str, Callable[[], Any]]] = {
            "Category": ("s", lambda: "ApplicationStatus"),
            "Id": ("s", lambda: "jarvis"),
            "Title": ("s", lambda: self._title),
            "Status": ("s", lambda: "Active" if self.visible else "Passive"),
            "WindowId": ("i", int),
            "IconName": ("s", str),
            "IconPixmap": ("a(iiay)", lambda: self._pixels),
            "ToolTip": ("(sa(iiay)ss)", lambda: ["", [], self._title, self.tooltip]),
            "ItemIsMenu": ("b", bool),
            "Menu": ("o", lambda: MENU_PATH),
        }
        methods = {
            "Activate": Method("ii", "", activate),
            "SecondaryActivate": Method("ii", "", nothing),
            "ContextMenu": Method("ii", "", nothing),
            "Scroll": Method("is", "", nothing),
        }
        signals = {"NewIcon": "", "NewTitle": "", "NewToolTip": "", "NewStatus": "s"}
        return Interface("org.kde.StatusNotifierItem", methods, properties, signals)

    def _run(self) -> None:
        asyncio.run(self._live())

    async def _live(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._mark_ready()
        async with asyncio.TaskGroup() as group:
            staying = group.create_task(self._stay(), name="session bus")
            await self._ended.wait()
            staying.cancel()

    async def _stay(self) -> None:
        """On the session bus, whenever there is one."""
        failures = 0
        while True:
            try:
                await self._served.connect()
                await self._served.own(self._name_on_bus)
                await self._served.follow(WATCHER, self._watched)
                failures = 0
                await self._while_connected()
            except BusLostError:
                pass
            finally:
                self._served.close()
            self.missing()
            await asyncio.sleep(AGAIN_S[min(failures, len(AGAIN_S) - 1)])
            failures += 1

    async def _while_connected(self) -> None:
        async with asyncio.TaskGroup() as group:
            registering = group.create_task(self._register(), name="register")
            await self._served.until_lost()
            registering.cancel()

    def _watched(self, by: str) -> None:
        """There is a panel now, or none any more."""
        if by:
            self._panel.set()
        else:
            self.missing()

    async def _register(self) -> None:
        """Have every panel that comes show it."""
        while True:
            await self._panel.wait()
            self._panel.clear()
            wish = ("RegisterStatusNotifierItem", "s", [self._name_on_bus])
            with suppress(BusLostError):
                await self._served.call(WATCHER, _WATCHER_PATH, WATCHER, *wish)
                self.arrived()

    def _click(self, item: MenuItem) -> None:
        """Whoever clicks faster than can be done is not heeded."""
        if self._hands.acquire(blocking=False):
            threading.Thread(target=self._do, args=[item], name="click", daemon=True).start()

    def _do(self, item: MenuItem) -> None:
        try:
            item(self)
        finally:
            self._hands.release()

    def _looked_at(self) -> None:
        self.opened()

    def _repaint(self) -> None:
        self._pixels = [[size, size, pixels(self._look, size)] for size in SIZES]
        self._served.tell(PATH, "NewIcon")

    def _update_icon(self) -> None:
        self._icon_valid = True
        self.call_soon(self._repaint)

    def _update_title(self) -> None:
        self.call_soon(self._served.tell, PATH, "NewTitle")
        self.call_soon(self._served.tell, PATH, "NewToolTip")

    def _update_menu(self) -> None:
        self.call_soon(self._show_menu)

    def _show_menu(self) -> None:
        if self._shown.show(self.menu):
            self._served.tell(MENU_PATH, "LayoutUpdated", self._shown.revision, 0)

    def _show(self) -> None:
        self.call_soon(self._served.tell, PATH, "NewStatus", "Active")

    def _hide(self) -> None:
        self.call_soon(self._served.tell, PATH, "NewStatus", "Passive")

    def _stop(self) -> None:
        self.call_soon(self._ended.set)
