"""The hours in which nobody is to be disturbed. They follow the clock on the wall, summer time or not."""

from datetime import datetime, time


def local_now() -> datetime:
    """The time on the wall."""
    return datetime.now().astimezone()


class QuietHours:
    """Quiet from `begins` to `ends` ("22:00", "07:00"), past midnight if need be; both empty is never.

    `percent` is how loud answers are then.
    """

    def __init__(self, begins: str = "", ends: str = "", percent: int = 100) -> None:
        self.apply(begins, ends, percent)

    def apply(self, begins: str, ends: str, percent: int) -> None:
        """These are the hours from now on."""
        self._hours = (time.fromisoformat(begins), time.fromisoformat(ends)) if begins and ends else None
        self._percent = percent

    def active(self, now: datetime) -> bool:
        """Whether it is quiet at this moment, which is given in local time."""
        if self._hours is None:
            return False
        (begins, ends), shown = self._hours, now.time()
        if begins <= ends:
            return begins <= shown < ends
        return shown >= begins or shown < ends

    def until(self, now: datetime) -> str:
        """When the quiet hours end that are now, such as "07:00"; "" outside of them."""
        return self._hours[1].isoformat("minutes") if self._hours and self.active(now) else ""

    def volume_percent(self, now: datetime, usual: int = 100) -> int:
        """How loud answers are now, never louder than `usual`."""
        return min(usual, self._percent) if self.active(now) else usual
