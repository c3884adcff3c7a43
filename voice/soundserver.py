"""What the desktop's sound server (PulseAudio, or PipeWire in its place) tells: who records, and who plays.

`SoundServer` is used by processes that may hang or crash with libpulse. Everybody else calls `ask`, which
starts one of those (`python -P -m voice.soundserver`) and waits no longer than ASK_S for it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from typing import Any, Self, TypeVar

from voice.soundwords import FULL, NOWHERE, Module, Player, Playing, Recording, Sink, Source, Volumes

T = TypeVar("T")
ASK_S = 5.0
NO_SINK = 0xFFFFFFFF


class SoundServerError(Exception):
    """There is no sound server, or it ended, or it does not answer; the text says which."""


class SoundServer:
    """A connection to the server that this process's environment names; closed with the `with` block."""

    def __init__(self) -> None:
        self._pulse: Any = None

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self) -> None:
        """Connect; a server that does not run is not started. Raises SoundServerError."""
        try:
            import pulsectl  # noqa: PLC0415 - 60 ms, and most who import this file only read the answers
            from pulsectl._pulsectl import LibPulse  # noqa: PLC0415 - it lets this error through
        except OSError:
            raise SoundServerError("libpulse is not installed") from None
        self._pulse = pulsectl.Pulse("jarvis", connect=False)
        self._refused = pulsectl.PulseOperationFailed
        self._errors = (pulsectl.PulseError, pulsectl.PulseDisconnected, LibPulse.CallError)
        try:
            # Not with its own time limit, which is always waited for to its end.
            self._told(lambda: self._pulse.connect(autospawn=False))
        except SoundServerError:
            self.close()
            raise SoundServerError("no sound server can be reached") from None

    def close(self) -> None:
        """Disconnect."""
        pulse, self._pulse = self._pulse, None
        if pulse is not None:
            pulse.close()

    def sources(self) -> list[Source]:
        """Everything that can be recorded."""
        return list(self._by_index().values())

    def default(self) -> str:
        """The name of the source that a program gets which asks for none."""
        return str(self._told(self._pulse.server_info).default_source_name or "")

    def recordings(self) -> list[Recording]:
        """Who records what."""
        streams = self._told(self._pulse.source_output_list)
        sources = self._by_index()
        return [_recording(stream, sources.get(stream.source, NOWHERE)) for stream in streams]

    def sinks(self) -> list[Sink]:
        """Everything that plays."""
        return [Sink(one.name, one.description or one.name) for one in self._told(self._pulse.sink_list)]

    @property
    def piped(self) -> bool:
        """Whether it is PipeWire, which takes PulseAudio's place."""
        return "pipewire" in str(self._told(self._pulse.server_info).server_name).casefold()

    def default_sink(self) -> str:
        """The name of the sink that a program gets which asks for none."""
        return str(self._told(self._pulse.server_info).default_sink_name or "")

    def playing(self) -> list[Playing]:
        """What this process plays."""
        streams = self._told(self._pulse.sink_input_list)
        names = {one.index: one.name for one in self._told(self._pulse.sink_list)}
        own = str(os.getpid())
        return [
            Playing(one.index, names.get(one.sink, ""))
            for one in streams
            if one.proplist.get("application.process.id") == own
        ]

    def move(self, stream: Playing, sink: str) -> None:
        """Let a stream go to another sink from now on; not if one of them has just gone."""
        for one in self._told(self._pulse.sink_list):
            if one.name == sink:
                with suppress(self._refused):
                    self._pulse.sink_input_move(stream.index, one.index)

    def players(self) -> list[Player]:
        """What programs play; what the server's own modules play is left out."""
        streams = self._told(self._pulse.sink_input_list)
        return [_player(stream) for stream in streams if stream.client not in (None, NO_SINK)]

    def set_volumes(self, index: int, volumes: Volumes) -> bool:
        """Set how loud a player is; False if it has ended, or the server refuses."""
        return self._tried(lambda: self._pulse.sink_input_volume_set(index, self._loudness(volumes)))

    def remembered(self) -> dict[str, Volumes] | None:
        """What volume the players have that begin from now on, by their key; None if it does not tell."""
        entries: list[Any] = []
        if not self._tried(lambda: entries.extend(self._pulse.stream_restore_list())):
            return None
        return {str(one.name): _volumes(one) for one in entries}

    def remember(self, key: str, volumes: Volumes) -> bool:
        """Have players of this key begin so loud; False if the server refuses."""

        def write() -> None:
            entry = next(one for one in self._pulse.stream_restore_list() if one.name == key)
            entry.volume = self._loudness(volumes)
            self._pulse.stream_restore_write(entry, mode="replace")

        return self._tried(write)

    def _loudness(self, volumes: Volumes) -> Any:  # noqa: ANN401 - pulsectl has no types
        import pulsectl  # noqa: PLC0415 - `open` did it before

        return pulsectl.PulseVolumeInfo([one / FULL for one in volumes])

    def _tried(self, request: Callable[[], object]) -> bool:
        try:
            request()
        except (self._refused, StopIteration):
            if self._pulse.connected:
                return False
            raise SoundServerError("the sound server ended") from None
        except self._errors:
            raise SoundServerError("the sound server ended") from None
        return True

    def modules(self) -> list[Module]:
        """What was loaded into the server."""
        return [
            Module(one.index, one.name, one.argument or "") for one in self._told(self._pulse.module_list)
        ]

    def load(self, name: str, arguments: str) -> int:
        """Load a module; gives its index. Raises SoundServerError if the server refuses."""
        index = self._told(
            lambda: self._pulse.module_load(name, arguments), f"the sound server refuses {name}"
        )
        if index == NO_SINK:
            raise SoundServerError(f"the sound server refuses {name}")
        return int(index)

    def unload(self, index: int) -> None:
        """Unload a module."""
        self._told(lambda: self._pulse.module_unload(index))

    def prefer(self, source: str, sink: str) -> None:
        """Make them the defaults."""
        self._told(lambda: self._pulse.source_default_set(source))
        self._told(lambda: self._pulse.sink_default_set(sink))

    def _by_index(self) -> dict[int, Source]:
        return {
            one.index: Source(one.name, one.description or one.name, one.monitor_of_sink != NO_SINK)
            for one in self._told(self._pulse.source_list)
        }

    def _told(self, question: Callable[[], T], otherwise: str = "the sound server ended") -> T:
        try:
            return question()
        except self._errors:
            raise SoundServerError(otherwise) from None


def _recording(stream: Any, source: Source) -> Recording:  # noqa: ANN401 - pulsectl has no types
    properties = stream.proplist
    pid = str(properties.get("application.process.id", ""))
    program = properties.get("application.process.binary") or properties.get("application.name")
    return Recording(int(pid) if pid.isdecimal() else None, str(program or stream.driver or "?"), source)


def _player(stream: Any) -> Player:  # noqa: ANN401 - pulsectl has no types
    properties = stream.proplist
    pid = str(properties.get("application.process.id", ""))
    name = str(properties.get("application.name") or properties.get("application.process.binary") or "?")
    key = properties.get("module-stream-restore.id") or f"sink-input-by-application-name:{name}"
    role, busy = str(properties.get("media.role", "")), not (stream.mute or stream.corked)
    return Player(
        stream.index, int(pid) if pid.isdecimal() else None, name, str(key), role, busy, _volumes(stream)
    )


def _volumes(thing: Any) -> Volumes:  # noqa: ANN401 - pulsectl has no types
    return tuple(round(one * FULL) for one in thing.volume.values)


def told_by(module: str) -> dict[str, Any]:
    """What a module of ours prints, run in a process of its own. Blocks up to ASK_S.

    Raises SoundServerError.
    """
    command = [sys.executable, "-P", "-m", module]
    try:
        asked = subprocess.run(command, capture_output=True, check=False, timeout=ASK_S)  # noqa: S603 - ourselves
        told: dict[str, Any] = json.loads(asked.stdout)
    except subprocess.TimeoutExpired:
        raise SoundServerError("the sound server does not answer") from None
    except ValueError:
        raise SoundServerError("asking the sound server failed") from None
    if "problem" in told:
        raise SoundServerError(told["problem"])
    return told


def ask() -> list[Recording]:
    """Who records what, asked in a process of its own. Blocks up to ASK_S; raises SoundServerError."""
    told = told_by("voice.soundserver")
    return [Recording(one["pid"], one["program"], Source(**one["source"])) for one in told["recordings"]]


def main() -> int:
    """Print the answer of `ask` as JSON."""
    try:
        with SoundServer() as server:
            told: dict[str, Any] = {"recordings": [asdict(one) for one in server.recordings()]}
    except SoundServerError as error:
        told = {"problem": str(error)}
    sys.stdout.write(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
