"""The sound server's own echo canceller: whether it is in use, setting it up for good, undoing that."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from voice.soundserver import ASK_S, SoundServer, SoundServerError
from voice.soundwords import Module

CANCELLERS = frozenset({"module-echo-cancel", "libpipewire-module-echo-cancel"})
MICROPHONE, SPEAKER = "jarvis_mic", "jarvis_speaker"
_METHODS = ("webrtc", "speex")
_PULSE_DROP_IN, _PIPE_DROP_IN = "jarvis-echo.pa", "jarvis-echo.conf"
_DEFAULTS = Path("/etc/pulse/default.pa")
_MADE = "# Made by `jarvis doctor --fix`."
_PIPE_CONF = """\
# Written by `jarvis doctor --fix`; `jarvis doctor --undo` takes it away.
context.modules = [
  {{ name = libpipewire-module-echo-cancel
    args = {{
      audio.rate = 48000
      audio.channels = 1
      source.props = {{ node.name = "{microphone}" node.description = "Jarvis without echo" }}
      sink.props = {{ node.name = "{speaker}" node.description = "Jarvis without echo" }}
    }}
  }}
]
"""


@dataclass(frozen=True)
class Found:
    """Whether the server takes the echo out now: `works` only if microphone and loudspeaker go through it."""

    works: bool
    sentence: str


@dataclass(frozen=True)
class Devices:
    """The names of the microphone's source and of the loudspeaker's sink; empty are the defaults."""

    source: str = ""
    sink: str = ""


def look(server: SoundServer, devices: Devices = Devices()) -> Found:
    """How things are. Raises SoundServerError."""
    source = devices.source or server.default()
    sink = devices.sink or server.default_sink()
    pairs = _pairs(server)
    mine = [pair for pair in pairs if pair[0] == source]
    if not mine:
        return Found(
            works=False, sentence=f"The microphone {source} is not echo-cancelled by the sound server."
        )
    if sink not in {pair[1] for pair in mine}:
        return Found(
            works=False,
            sentence=f"The sound server takes out of {source} what is played into {mine[0][1]}, "
            f"but Jarvis plays into {sink}: nothing is cancelled.",
        )
    return Found(works=True, sentence=f"The sound server takes the echo of {sink} out of {source}.")


def ask(devices: Devices = Devices()) -> Found:
    """`look`, in a process of its own that may hang or crash. Blocks up to ASK_S; never raises."""
    command = [sys.executable, "-P", "-m", "voice.echo_server", devices.source, devices.sink]
    try:
        asked = subprocess.run(command, capture_output=True, check=False, timeout=ASK_S)  # noqa: S603 - ourselves
        return Found(**json.loads(asked.stdout))
    except (subprocess.TimeoutExpired, ValueError, TypeError):
        return Found(works=False, sentence="The sound server does not answer.")


def main(source: str = "", sink: str = "") -> int:
    """Print the answer of `ask` as JSON."""
    try:
        with SoundServer() as server:
            known = {one.name for one in server.sources()} | {one.name for one in server.sinks()}
            found = look(server, Devices(source if source in known else "", sink if sink in known else ""))
    except SoundServerError as error:
        found = Found(works=False, sentence=f"The sound server cannot be asked: {error}.")
    sys.stdout.write(json.dumps(asdict(found)))
    return 0


def set_up(server: SoundServer, devices: Devices = Devices()) -> str:
    """Load a canceller, make it the default, and keep it across restarts; tells what was done.

    Where ours is loaded already only the rest is done. Raises SoundServerError.
    """
    ours = next((one for one in server.modules() if _ours(one)), None)
    arguments = ours.arguments if ours else _load(server, devices)
    server.prefer(MICROPHONE, SPEAKER)
    return f"The sound server cancels the echo now. {_keep(arguments, piped=server.piped)}"


def undo(server: SoundServer) -> str:
    """Take our canceller away, now and for the next start. Raises SoundServerError."""
    removed = False
    for module in server.modules():
        if _ours(module):
            source, sink = (_argument(module, key) for key in ("source_master", "sink_master"))
            server.unload(module.index)
            with suppress(SoundServerError):  # they may have gone meanwhile
                server.prefer(source, sink)
            removed = True
    for file in _drop_ins():
        removed = file.exists() or removed
        file.unlink(missing_ok=True)
    own = _drop_ins()[0].parent.parent / "default.pa"
    if own.exists() and own.read_text().startswith(_MADE):
        own.unlink()
    return "The sound server is as it was." if removed else "There was nothing to undo."


def _pairs(server: SoundServer) -> list[tuple[str, str]]:
    """Each cancelled microphone, and the sink whose sound is taken out of it."""
    sources, sinks = (
        [one.name for one in server.sources() if not one.monitor],
        [one.name for one in server.sinks()],
    )
    pairs = []
    for module in server.modules():
        if module.name not in CANCELLERS:
            continue
        source = _argument(module, "source_name") or f"{_argument(module, 'source_master')}.echo-cancel"
        sink = _argument(module, "sink_name") or f"{_argument(module, 'sink_master')}.echo-cancel"
        pairs.append((source, sink))
    if (MICROPHONE in sources and SPEAKER in sinks) and (MICROPHONE, SPEAKER) not in pairs:
        pairs.append((MICROPHONE, SPEAKER))  # PipeWire lists no module that its own files load
    for source in sources:  # names that PipeWire and PulseAudio give by themselves
        sink = source.replace("source", "sink")
        if "echo-cancel" in source and sink in sinks and source not in {pair[0] for pair in pairs}:
            pairs.append((source, sink))
    return pairs


def _load(server: SoundServer, devices: Devices) -> str:
    source = devices.source or server.default()
    sink = devices.sink or server.default_sink()
    if not source or not sink:
        raise SoundServerError("there is no microphone or no loudspeaker to cancel an echo with")
    names = f"source_master={source} sink_master={sink} source_name={MICROPHONE} sink_name={SPEAKER}"
    for method in _METHODS:
        arguments = f"{names} aec_method={method} rate=16000 channels=1"
        try:
            server.load("module-echo-cancel", arguments)
        except SoundServerError:
            if method == _METHODS[-1]:
                raise
        else:
            return arguments
    raise AssertionError


def _keep(arguments: str, *, piped: bool) -> str:
    pulse, pipe = _drop_ins()
    if piped:
        _write(pipe, _PIPE_CONF.format(microphone=MICROPHONE, speaker=SPEAKER))
        return f"{pipe} keeps it so."
    lines = (
        f"# Written by `jarvis doctor --fix`; `jarvis doctor --undo` takes it away.\n.nofail\n"
        f"load-module module-echo-cancel {arguments}\n"
        f"set-default-source {MICROPHONE}\nset-default-sink {SPEAKER}\n"
    )
    _write(pulse, lines)
    own = pulse.parent.parent / "default.pa"
    read = own if own.exists() else _DEFAULTS
    with suppress(OSError):
        included = [
            line.split(maxsplit=1)[1].strip()
            for line in read.read_text().splitlines()
            if line.startswith(".include ")
        ]
        if str(pulse.parent) in included or str(pulse) in included:
            return f"{pulse} keeps it so."
    if own.exists():
        return f"To keep it after a restart add this line to {own}: .include {pulse}"
    _write(own, f"{_MADE}\n.include {_DEFAULTS}\n.nofail\n.include {pulse}\n")
    return f"{pulse} keeps it so."


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    except OSError as error:
        raise SoundServerError(f"{file} cannot be written: {error.strerror}") from None


def _drop_ins() -> tuple[Path, Path]:
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return (
        folder / "pulse/default.pa.d" / _PULSE_DROP_IN,
        folder / "pipewire/pipewire.conf.d" / _PIPE_DROP_IN,
    )


def _ours(module: Module) -> bool:
    return module.name in CANCELLERS and _argument(module, "source_name") == MICROPHONE


def _argument(module: Module, key: str) -> str:
    """One of the arguments a module was loaded with, "" if it has it not."""
    for word in module.arguments.split():
        name, _, value = word.partition("=")
        if name == key:
            return value.strip("\"'")
    return ""


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
