"""The icon on a panel of its own; with the daemon it is told in test_tray.py."""

import asyncio
import threading

import pytest

from tests.panel import Panel
from tests.sessionbus import PrivateBus, session_bus
from ui.sni import HANDS, SIZES, SniIcon
from ui.standing import Look
from ui.trays import Menu, MenuItem

__all__ = ["session_bus"]
pytestmark = pytest.mark.real_time


async def test_a_slow_click_does_not_hold_up_others_and_too_many_are_left_out(
    session_bus: PrivateBus,
) -> None:
    go_on = threading.Event()
    done: list[str] = []

    def take_long() -> None:
        done.append("begun")
        go_on.wait(20)

    slow = MenuItem("Slow", take_long)
    icon = SniIcon("jarvis", Look.IDLE, Menu(slow, MenuItem("Quick", lambda: done.append("quick"))))
    running = threading.Thread(target=icon.run)
    running.start()
    async with Panel(session_bus.address) as panel:
        await panel.click("Slow")
        await panel.click("Quick")
        await panel.until(lambda: "quick" in done, "the quick one")
        for _ in range(HANDS + 3):
            await panel.click("Slow")
        await panel.until(lambda: done.count("begun") == HANDS, "as many as there are hands")
        go_on.set()
        facts = await panel.facts()
        assert [one[0] for one in facts["IconPixmap"]] == list(SIZES)
        assert facts["ItemIsMenu"] is False
        icon.visible = False
        await panel.until(lambda: "NewStatus" in panel.signals, "that it is hidden")
        assert (await panel.facts())["Status"] == "Passive"
    icon.stop()
    await asyncio.to_thread(running.join, 10)
    assert done.count("begun") == HANDS


async def test_an_icon_that_is_not_shown_yet_can_be_painted() -> None:
    icon = SniIcon("jarvis", Look.IDLE, Menu(MenuItem("a", None)))
    icon.paint(Look.MUTED, "Jarvis is muted", "Jarvis is muted.")
    icon.stop()  # that does nothing either
    assert (icon.title, icon.tooltip) == ("Jarvis is muted", "Jarvis is muted.")
