"""Surfaces: the tray's weight and pace, how long commands take, and how soon the key listens."""

from collections.abc import Iterator

from tests.bench import surfaces_cli, surfaces_key, surfaces_tray
from tests.bench.goals import Row, unmeasured
from tests.bench.surfaces_house import house, missing

ROWS = ("tray_rss", "tray_cpu", "icon_latency", "status_cli", "help_cli", "key_latency")
PROGRAMS = ("dbus-daemon", "pulseaudio", "Xvfb")


def rows(*, quick: bool) -> Iterator[Row]:
    """All rows of this bench."""
    if why := missing(*PROGRAMS):
        yield from (unmeasured(name, why) for name in ROWS)
        return
    with house(surfaces_key.SETTINGS) as at:
        yield from surfaces_tray.rows(at, quick=quick)
        yield from surfaces_cli.rows(at, quick=quick)
        yield from surfaces_key.rows(at, quick=quick)
