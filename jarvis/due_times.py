"""When a time on the wall is: summer time, gaps and doubled hours. Pure rules, no clock of their own."""

import os
import time as clocks
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LOCALTIME = Path("/etc/localtime")
_LONGEST_GAP_MIN = 24 * 60


def local_zone() -> tzinfo:
    """The zone of this machine, as it is set just now."""
    try:
        changed_ns = LOCALTIME.stat().st_mtime_ns
    except OSError:
        changed_ns = 0
    return _zone(os.environ.get("TZ", "").lstrip(":"), changed_ns)


@lru_cache(maxsize=4)
def _zone(name: str, changed_ns: int) -> tzinfo:
    try:
        if name:
            return ZoneInfo(name)
        if changed_ns:
            with LOCALTIME.open("rb") as file:
                return ZoneInfo.from_file(file, key="localtime")
    except (OSError, ValueError, ZoneInfoNotFoundError):
        pass
    return datetime.now().astimezone().tzinfo or UTC


def counting_s() -> float:
    """Seconds since the machine was started, those in which it slept too (on Linux)."""
    boot = getattr(clocks, "CLOCK_BOOTTIME", None)
    return clocks.monotonic() if boot is None else clocks.clock_gettime(boot)


@dataclass(frozen=True)
class Clocks:
    """What time it is. Tests hand in clocks that they move."""

    wall: Callable[[], float]
    """Seconds since 1970; somebody may set it."""
    counting: Callable[[], float]
    """Seconds since whenever; nobody sets it, and it goes on while the machine sleeps."""
    zone: Callable[[], tzinfo] = local_zone

    def now(self) -> datetime:
        """The date and time on the wall, with its zone."""
        return datetime.fromtimestamp(self.wall(), self.zone())


def unix_s(local: datetime, zone: tzinfo) -> float:
    """Seconds since 1970 when the wall shows `local` (which has no zone).

    What it shows twice is the first of the two; what it never shows is the next minute that it does.
    """
    for _ in range(_LONGEST_GAP_MIN):
        moment = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None, fold=0) == local:
            break
        local = local.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return local.replace(tzinfo=zone, fold=0).timestamp()


def first(at: time, days: str, now: datetime) -> datetime:
    """The next time the wall shows `at`, on one of `days` ("" for any), after `now`; without its zone."""
    return following(datetime.combine(now.date() - timedelta(days=1), at), days, now)


def following(last: datetime, days: str, now: datetime) -> datetime:
    """The next ring after the one at `last` that is not over yet `now`; both on the wall."""
    zone = now.tzinfo or UTC
    day = max(last.date() + timedelta(days=1), now.date())
    while True:
        local = datetime.combine(day, last.time())
        if (not days or str(day.weekday()) in days) and unix_s(local, zone) > now.timestamp():
            return local
        day += timedelta(days=1)
