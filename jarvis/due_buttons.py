"""The buttons under what is due: "Snooze" lets it ring again later, "Stop" ends it, heard or not."""

from collections.abc import Callable, Sequence
from typing import Protocol

from jarvis.bus import EventBus
from jarvis.events import NoticeClicked, ReminderTold
from jarvis.household import Due

SNOOZE_S = 600.0
"""As long as "snooze" without a time."""
_KEY = "reminder "


class Rings(Protocol):
    """What rings; see `jarvis.reminders`."""

    def seen(self, key: int) -> None:
        """The user saw that this is due."""
        ...

    async def snooze(self, seconds: float) -> Sequence[Due]:
        """Let what rings, or rang a moment ago, ring again after so long; gives the new ones."""
        ...


class DueButtons:
    """Does what is clicked. `silence` ends what is being said."""

    def __init__(self, bus: EventBus, rings: Rings, silence: Callable[[], object]) -> None:
        self._bus, self._rings, self._silence = bus, rings, silence
        self._wanted: set[int] = set()
        """To be snoozed as soon as it counts as told."""

    def follow(self) -> None:
        """Do so from now on."""
        self._bus.subscribe(NoticeClicked, self._clicked)
        self._bus.subscribe(ReminderTold, self._told)

    async def _clicked(self, event: NoticeClicked) -> None:
        number = event.notice.removeprefix(_KEY)
        if not event.notice.startswith(_KEY) or not number.isdecimal():
            return
        if event.action not in {"snooze", "stop"}:
            return
        self._rings.seen(int(number))
        self._silence()
        if event.action == "snooze" and not await self._rings.snooze(SNOOZE_S):
            self._wanted = {int(number)}

    async def _told(self, event: ReminderTold) -> None:
        if event.reminder in self._wanted:
            self._wanted.clear()
            await self._rings.snooze(SNOOZE_S)
