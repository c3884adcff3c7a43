"""What `jarvis doctor` looks at: each check finds something, says it in a sentence, and may put it right."""

from collections.abc import Callable
from dataclasses import dataclass

from jarvis.config import Config
from jarvis.errors import JarvisError
from voice import echo_server
from voice.soundserver import SoundServer, SoundServerError


@dataclass(frozen=True)
class Finding:
    """What a check found. `remedy` is what one can do about a problem, "" for none."""

    check: str
    ok: bool
    sentence: str
    remedy: str = ""


@dataclass(frozen=True)
class Check:
    """Something that can be looked at. `fix` and `undo` tell what they did, and raise JarvisError."""

    name: str
    look: Callable[[Config], Finding]
    fix: Callable[[Config], str] | None = None
    undo: Callable[[Config], str] | None = None


def _devices(config: Config, server: SoundServer) -> echo_server.Devices:
    """The devices that are set, if the server knows them by these names."""
    microphones = {one.name for one in server.sources() if not one.monitor}
    source, sink = config.audio.microphone, config.audio.loudspeaker
    return echo_server.Devices(
        source if source in microphones else "", sink if sink in {one.name for one in server.sinks()} else ""
    )


def _echo(config: Config) -> Finding:
    """How Jarvis's own voice is kept out of the microphone."""
    wanted = config.echo.cancel
    if wanted == "off":
        return Finding("echo", ok=True, sentence="No echo is cancelled, as `echo.cancel` says.")
    try:
        with SoundServer() as server:
            found = echo_server.look(server, _devices(config, server))
    except SoundServerError as error:
        found = echo_server.Found(works=False, sentence=f"The sound server cannot be asked: {error}.")
    if found.works and wanted != "own":
        return Finding("echo", ok=True, sentence=found.sentence)
    if wanted == "server":
        remedy = "Run `jarvis doctor --fix`, or set `echo.cancel` to auto."
        return Finding("echo", ok=False, sentence=found.sentence, remedy=remedy)
    if "nothing is cancelled" in found.sentence:
        remedy = "Let Jarvis play into that sink, or run `jarvis doctor --undo`."
        return Finding("echo", ok=False, sentence=found.sentence, remedy=remedy)
    return Finding("echo", ok=True, sentence="Jarvis takes its own voice out of the microphone by itself.")


def _fix_echo(config: Config) -> str:
    if config.echo.cancel in {"own", "off"}:
        return f"Nothing to do: `echo.cancel` is {config.echo.cancel}."
    try:
        with SoundServer() as server:
            devices = _devices(config, server)
            if echo_server.look(server, devices).works:
                devices = echo_server.Devices()
            return echo_server.set_up(server, devices)
    except SoundServerError as error:
        raise JarvisError(f"The echo cannot be cancelled by the sound server: {error}.") from None


def _undo_echo(_: Config) -> str:
    try:
        with SoundServer() as server:
            return echo_server.undo(server)
    except SoundServerError as error:
        raise JarvisError(f"The sound server cannot be changed: {error}.") from None


CHECKS = (Check("echo", _echo, _fix_echo, _undo_echo),)
"""All checks, in the order in which they are told."""
