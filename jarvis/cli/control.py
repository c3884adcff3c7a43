"""`jarvis run | start | stop | status | mute | unmute | version`."""

import argparse
import json
import os
import sys
import time
from typing import Any

from jarvis.errors import JarvisError, NotRunningError

START_S = 60.0
STOP_S = 15.0
Commands = Any
"""argparse's own name for what `add_subparsers` returns is private."""
_EXAMPLES = {
    "run": "run --set log.level=DEBUG",
    "start": "start --set audio.volume=60",
    "stop": "stop --speech",
    "status": "status --json",
}


def add(commands: Commands) -> None:
    """Register these commands."""
    for name, function, text in (
        ("run", run, "run Jarvis in this terminal until Ctrl-C"),
        ("start", start, "start Jarvis in the background"),
        ("stop", stop, "end Jarvis"),
        ("status", status, "tell how Jarvis is"),
        ("mute", mute, "close the microphone, across restarts too"),
        ("unmute", unmute, "open the microphone again"),
        ("version", version, "tell the version"),
    ):
        example = _EXAMPLES.get(name, name)
        command = commands.add_parser(
            name,
            help=text,
            description=f"{text[0].upper()}{text[1:]}.",
            epilog=f"example:  jarvis {example}",
        )
        command.set_defaults(run=function)
        if name in {"run", "start"}:
            command.add_argument(
                "--set",
                action="append",
                default=[],
                metavar="KEY=VALUE",
                help="a setting for this run, such as log.level=DEBUG; wins over environment and file",
            )
        if name != "run":
            command.add_argument("--json", action="store_true", help="print JSON, for programs")
        if name == "stop":
            command.add_argument(
                "--speech",
                action="store_true",
                help="only silence what is being said; keep running",
            )


def run(options: argparse.Namespace) -> int:
    """Be the daemon."""
    began_s = time.monotonic()
    import asyncio

    from jarvis import config, log, paths
    from jarvis.events import Event
    from jarvis.place import hold_place, open_door

    said = config.said(options.set)
    settings, where = config.load(said=said), config.asked(said=said)
    log.setup(settings.log.level)
    if settings.latency.trace:
        log.trace_to(paths.trace_file())
    with hold_place(), open_door() as door:
        from jarvis import daemon
        from jarvis.bus import EventBus
        from ui import narrator

        def narrate(bus: EventBus) -> None:
            bus.subscribe(Event, narrator.Narrator(sys.stdout).tell)

        asyncio.run(daemon.run(settings, where, door, began_s, narrate))
    return 0


def start(options: argparse.Namespace) -> int:
    """Start the daemon and wait until it can be used."""
    import subprocess

    from jarvis import config, paths
    from jarvis.cli import hotkey
    from jarvis.cli.tray import start_tray

    # a wrong setting is told here, not in a log
    settings = config.load(said=config.said(options.set))
    said = [part for word in options.set for part in ("--set", word)]
    if (running := _status()) is not None:
        if "pid" not in running:
            raise JarvisError("Jarvis is there but does not answer. It may be ending: try again in a moment.")
        start_tray()  # one that is there already stays
        hotkey.begin(settings.hotkey.chord)
        return _show(options, running, f"Jarvis is running already (process {running['pid']}).")
    log_file = paths.log_file()
    with log_file.open("wb") as log:
        log_file.chmod(0o600)
        process = subprocess.Popen(  # noqa: S603 - this program, and settings that are all right
            [sys.executable, "-P", "-m", "jarvis", "run", *said],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
        )
    deadline_s = time.monotonic() + START_S
    while (found := _status()) is None or found["state"] == "starting":
        if process.poll() is not None:
            said = log_file.read_text(errors="replace").strip().splitlines()
            raise JarvisError((said or ["it ended at once"])[-1].removeprefix("jarvis: "))
        if time.monotonic() > deadline_s:
            raise JarvisError(f"Jarvis did not get ready within {START_S:.0f} s. See {log_file}.")
        time.sleep(0.05)
    start_tray()
    hotkey.begin(settings.hotkey.chord)
    return _show(options, found, f"Jarvis is running (process {found['pid']}).")


def stop(options: argparse.Namespace) -> int:
    """End the daemon, and wait until it is gone."""
    from jarvis.cli import hotkey
    from jarvis.cli.client import call

    if options.speech:
        silenced = call("POST", "/interrupt")["interrupted"]
        said = "Silenced." if silenced else "Nothing was being said."
        return _show(options, {"interrupted": silenced}, said)
    hotkey.end()
    process = call("GET", "/status")["pid"]
    call("POST", "/shutdown")
    deadline_s = time.monotonic() + STOP_S
    while _exists(process):
        if time.monotonic() > deadline_s:
            raise JarvisError(f"Jarvis was asked to stop but still runs after {STOP_S:.0f} s.")
        time.sleep(0.02)
    return _show(options, {"stopped": True}, "Jarvis has stopped.")


def status(options: argparse.Namespace) -> int:
    """How it is; exit code 3 when it is not running. Who holds the microphone is looked for here."""
    from jarvis.cli.client import call
    from voice import holders

    found = call("GET", "/status")
    found["microphone"]["held_by"] = [one.pid for one in holders.captures(found["pid"])]
    if options.json:
        return _show(options, found, "")
    from ui import console

    console.show_status(found)
    return 0


def mute(options: argparse.Namespace) -> int:
    """Close the microphone."""
    from jarvis.cli.client import call

    return _show(options, call("POST", "/mute"), "Muted: no process holds the microphone.")


def unmute(options: argparse.Namespace) -> int:
    """Open the microphone."""
    from jarvis.cli.client import call

    return _show(options, call("POST", "/unmute"), "Not muted: Jarvis opens the microphone.")


def version(options: argparse.Namespace) -> int:
    """Tell the version."""
    from jarvis import __version__

    return _show(options, {"version": __version__}, f"jarvis {__version__}")


def _status() -> dict[str, Any] | None:
    from jarvis.cli.client import call

    try:
        found: dict[str, Any] = call("GET", "/status")
    except NotRunningError:
        return None
    except JarvisError:  # it is just ending
        return {"state": "starting"}
    return found


def _exists(process: int) -> bool:
    """Whether it still does anything; one that only waits to be counted out (a zombie) does not."""
    import select

    try:
        watched = os.pidfd_open(process)
    except ProcessLookupError:
        return False
    ended, _, _ = select.select([watched], [], [], 0)
    os.close(watched)
    return not ended


def _show(options: argparse.Namespace, values: dict[str, Any], sentence: str) -> int:
    print(json.dumps(values) if options.json else sentence)
    return 0
