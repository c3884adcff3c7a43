"""The tray on a real panel: what is seen on the screen, and a menu that opens under the mouse."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.panel import Panel
from tests.sessionbus import PrivateBus, session_bus
from tests.test_tray import STORY, Daemon, Shown
from tests.xfce import click, panel, press, seen, shows
from tests.xscreen import XScreen, bare_screen
from ui.standing import Look

__all__ = ["bare_screen", "session_bus"]
pytestmark = pytest.mark.real_time


@asynccontextmanager
async def tray() -> AsyncIterator[Daemon]:
    daemon = Daemon()
    shown = Shown(daemon)
    try:
        yield daemon
    finally:
        await shown.end()


async def until_seen(look: Look) -> None:
    await Panel.until_so(lambda: asyncio.to_thread(shows, look), f"{look}; it shows {seen()}")


async def test_every_look_is_seen_on_a_real_panel_and_a_panel_that_restarts_shows_it_again(
    session_bus: PrivateBus, bare_screen: XScreen, tmp_path: Path
) -> None:
    del session_bus, bare_screen
    async with tray() as daemon:
        with panel(tmp_path):
            await until_seen(Look.IDLE)
            for name, values, look in STORY:
                daemon.tell(name, **values)
                await until_seen(look)
        daemon.tell("daemon_ready")
        with panel(tmp_path):
            await until_seen(Look.IDLE)


async def test_the_menu_opens_on_a_real_panel_and_does_what_is_chosen(
    session_bus: PrivateBus, bare_screen: XScreen, tmp_path: Path
) -> None:
    del session_bus, bare_screen
    with panel(tmp_path):
        async with tray() as daemon:
            await until_seen(Look.IDLE)
            await asyncio.to_thread(click, 3)
            for key in ("Down", "Return"):
                await asyncio.to_thread(press, key)
            await Panel.until_so(lambda: _is(daemon.asked == [("/listen", None)]), f"{daemon.asked}")


async def _is(value: bool) -> bool:  # noqa: FBT001 - it is the value
    return value
