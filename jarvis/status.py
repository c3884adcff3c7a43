"""How the daemon is, for `jarvis status`, the tray and everybody who asks."""

import os
from typing import Any

from jarvis import __version__
from jarvis.quiet import local_now
from jarvis.rooms import Rooms


def status_of(rooms: Rooms, *, ready: bool) -> dict[str, Any]:
    """What the parts tell of themselves; every "why not" is a sentence."""
    microphone, speaker, recognizer = rooms.microphone, rooms.loudspeaker, rooms.recognizer
    return {
        "state": _state(rooms, ready=ready),
        "version": __version__,
        "pid": os.getpid(),
        "wake_phrase": rooms.wake.phrase,
        "microphone": {
            "muted": microphone.muted,
            "device": microphone.open_on,
            "problem": microphone.problem,
            "pid": microphone.pid,
            "level_dbfs": rooms.ears.meter.dbfs if microphone.open_on else None,
        },
        "loudspeaker": {"problem": speaker.lost_because, "pid": speaker.pid, "volume": speaker.volume},
        "recognizer": {
            "engine": recognizer.name,
            "ready": recognizer.ready,
            "problem": recognizer.problem,
            "pid": recognizer.pid,
        },
        "echo": {"by": rooms.echo.by, "state": rooms.echo.state or "", "why": rooms.echo.why},
        "conversation": "paused" if rooms.attention.paused else "started",
        "notifications": rooms.captions.state,
        "quiet_until": rooms.quiet.until(local_now()),
        "mind": rooms.minds.mind.status(),
        "queue": {"waiting": rooms.pipeline.queue.size()},
        "breakers": {one.name: one.state.value for one in rooms.breakers},
        "memory": rooms.minds.notes.status(),
        "residency": rooms.minds.residency.status(),
        "not_understood": rooms.reactions.not_understood,
        "session": rooms.pipeline.sessions.update(),
    }


def _state(rooms: Rooms, *, ready: bool) -> str:
    microphone = rooms.microphone
    if not ready:
        return "starting"
    if microphone.muted:
        return "muted"
    if not microphone.open_on:
        return "no microphone" if microphone.lost_because else "starting"
    return "listening" if rooms.recognizer.ready else "no speech model"
