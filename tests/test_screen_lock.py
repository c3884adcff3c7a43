"""Several that can lock the screen: the next one is told when one does not do it."""

import pytest

from jarvis import screen_lock
from jarvis.screen_lock import lock
from tests.savers import Saver
from tests.sessionbus import PrivateBus, session_bus

__all__ = ["session_bus"]
pytestmark = [
    pytest.mark.real_time,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def nobody_waits_for_long(monkeypatch: pytest.MonkeyPatch, session_bus: PrivateBus) -> None:
    monkeypatch.setattr(screen_lock, "LOCKS_S", 0.3)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", session_bus.address)


async def test_the_session_manager_locks_where_no_saver_does(session_bus: PrivateBus) -> None:
    async with (
        Saver(session_bus, "org.xfce.ScreenSaver", works=False),
        Saver(session_bus, "org.freedesktop.login1") as manager,
    ):
        found = await lock()
        assert (found.by, found.is_, found.was, manager.locked) == (
            "org.freedesktop.login1", True, False, True,
        )  # fmt: skip
        assert (await lock()).was


async def test_where_nobody_is_nothing_is_locked() -> None:
    found = await lock()
    assert (found.by, found.is_) == ("", False)
