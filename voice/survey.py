"""What the sound server has: its name, the devices, how loud they are, and which ones are the defaults.

`ask` blocks, in a process of its own that may hang or crash with libpulse; see `voice.soundserver`.
"""

import json
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any

from voice.soundserver import NO_SINK, SoundServer, SoundServerError, told_by


@dataclass(frozen=True)
class Device:
    """A microphone, a loudspeaker (`plays`), or what a loudspeaker plays (`monitor`)."""

    name: str
    description: str
    plays: bool
    monitor: bool
    muted: bool
    percent: int


@dataclass(frozen=True)
class Survey:
    """What there is; the names of the defaults are "" where there are none. `took_ms`: to be told."""

    server: str
    source: str
    sink: str
    devices: tuple[Device, ...]
    took_ms: int

    def chosen(self, wanted: str, *, plays: bool) -> Device | None:
        """The device whose name or description contains `wanted`, the default for ""."""
        those = [one for one in self.devices if one.plays is plays]
        if not wanted:
            default = self.sink if plays else self.source
            return next((one for one in those if one.name == default), None)
        word = wanted.casefold()
        named = [one for one in those if word in one.name.casefold() or word in one.description.casefold()]
        return min(named, key=lambda one: one.monitor, default=None)


class Surveyor(SoundServer):
    """A connection that looks at everything."""

    def survey(self) -> Survey:
        """What there is. Raises SoundServerError."""
        began_s = time.monotonic()
        info = self._told(self._pulse.server_info)
        sources, sinks = self._told(self._pulse.source_list), self._told(self._pulse.sink_list)
        found = [_device(one, plays=False) for one in sources] + [_device(one, plays=True) for one in sinks]
        return Survey(
            f"{info.server_name} {info.server_version}",
            str(info.default_source_name or ""),
            str(info.default_sink_name or ""),
            tuple(found),
            round((time.monotonic() - began_s) * 1000),
        )


def _device(one: Any, *, plays: bool) -> Device:  # noqa: ANN401 - pulsectl has no types
    monitor = not plays and one.monitor_of_sink != NO_SINK
    percent = round(max(one.volume.values, default=0) * 100)
    return Device(one.name, one.description or one.name, plays, monitor, bool(one.mute), percent)


def ask() -> Survey:
    """What there is. Blocks up to ASK_S; raises SoundServerError."""
    told = told_by("voice.survey")
    return Survey(**{**told, "devices": tuple(Device(**one) for one in told["devices"])})


def main() -> int:
    """Print the answer of `ask` as JSON."""
    try:
        with Surveyor() as server:
            told = asdict(server.survey())
    except SoundServerError as error:
        told = {"problem": str(error)}
    sys.stdout.write(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
