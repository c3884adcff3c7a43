"""What was found about the microphone and our sockets, in sentences: only what was seen, and what was not."""

from collections.abc import Iterator
from typing import Any

from voice.holders import Holder, Privacy, Socket, look

SHORTEST = "No process of Jarvis has the microphone open."


def tell(daemon: int | None, *, muted: bool) -> dict[str, Any]:
    """Look, and tell it: the facts, `sentences` about them, and whether mute is `kept`. Blocks."""
    found = look(daemon, muted=muted)
    return {**found.to_json(), "kept": kept(found), "sentences": list(sentences(found))}


def holding(found: Privacy) -> list[Holder]:
    """Whatever of ours has a microphone, or exists to have it; each process once."""
    seen = [*found.capturing, *found.devices, *(one for one in found.recording if not one.monitor)]
    return list({one.pid: one for one in reversed(seen) if one.ours}.values())[::-1]


def kept(found: Privacy) -> bool:
    """Whether nothing of ours has the microphone that should not."""
    return not holding(found) or (found.running and not found.muted)


def sentences(found: Privacy) -> Iterator[str]:
    """All there is to say."""
    yield from _microphone(found)
    yield from _others(found)
    yield from _devices(found)
    yield from _connections(found)


def _microphone(found: Privacy) -> Iterator[str]:
    held = holding(found)
    if not found.running:
        yield "Jarvis does not run; it will start muted." if found.muted else "Jarvis does not run."
    if not held:
        yield f"Muted: {SHORTEST[0].lower()}{SHORTEST[1:]}" if found.muted and found.running else SHORTEST
    for one in held:
        who = f"process {one.pid} ({one.program})"
        if kept(found):
            yield _held(one, who, found)
        elif found.running:
            yield f"Jarvis is muted, but {who} of Jarvis has the microphone. End it: `kill -9 {one.pid}`."
        else:
            yield f"A Jarvis left {who} behind, which has the microphone. End it: `kill -9 {one.pid}`."


def _held(one: Holder, who: str, found: Privacy) -> str:
    through = [record.through for record in (*found.recording, *found.devices) if record.pid == one.pid]
    if through:
        return f"The microphone “{through[0]}” is held by {who}, for Jarvis."
    if found.unasked or found.hidden:
        return f"The microphone is held by {who}, for Jarvis; from which device could not be seen."
    return f"{who[0].upper()}{who[1:]} looks for a microphone for Jarvis; it has none open."


def _others(found: Privacy) -> Iterator[str]:
    if found.unasked:
        yield f"Whether other programs record could not be asked: {found.unasked}."
        return
    others = [one for one in found.recording if not one.ours]
    for one in others:
        what = "what a loudspeaker plays, " if one.monitor else ""
        yield f"{_who(one)} records {what}“{one.through}”; it is no part of Jarvis."
    for one in (one for one in found.recording if one.ours and one.monitor):
        yield f"{_who(one)} of Jarvis records what a loudspeaker plays, “{one.through}”."
    if all(one.monitor for one in others):
        yield "No other program records a microphone, says the sound server."


def _who(one: Holder) -> str:
    if one.pid is None:
        return f"Something that does not say which process it is ({one.program})"
    return f"Process {one.pid} ({one.program})"


def _devices(found: Privacy) -> Iterator[str]:
    for one in found.devices:
        whose = "" if one.ours else "; it is no part of Jarvis"
        yield f"{_who(one)} has the sound card's {one.through} open for recording{whose}."
    if found.hidden:
        yield f"{found.hidden} processes could not be looked into; they belong to others."
    elif not found.devices:
        yield "No process has the microphone of a sound card open directly."


def _connections(found: Privacy) -> Iterator[str]:
    connected = [one for one in found.sockets if one.reach == "outside" and one.remote]
    open_to = [one for one in found.sockets if one.reach == "outside" and not one.remote]
    unknown = {(one.pid, one.program) for one in found.sockets if one.reach == "unknown"}
    for one in connected:
        yield f"{_owner(one)} is connected to another machine, {one.remote} ({one.kind})."
    for one in open_to:
        yield f"{_owner(one)} can be reached from other machines, at {one.local} ({one.kind})."
    for pid, program in sorted(unknown):
        yield f"Process {pid} ({program}) has sockets of another kind; what they reach is not known."
    if not connected:
        yield "Nothing of ours is connected to another machine."


def _owner(one: Socket) -> str:
    return f"Process {one.pid} ({one.program})"
