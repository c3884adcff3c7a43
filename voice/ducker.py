"""The process that lowers other players, and puts them back: `python -P -m voice.ducker NOTES PERCENT`.

libpulse may hang or crash; then it does so here. Frames (`voice.frames`) on stdin tell it what to do. When
stdin closes everything is put back, also when the daemon was killed.

in   TELL   JSON: {"ducked": true} or {"ducked": false}
out  TELL   JSON: {"ready": true} · {"failed": sentence} when it ends because there is no sound server
"""

import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from voice import ducking_notes, frames
from voice.ducking_notes import MOST_NOTES, STEPS, Lowered, Notes, alike
from voice.soundserver import SoundServer, SoundServerError
from voice.soundwords import Player, Volumes

STEP_S = 0.03
"""From one rung to the next: 120 ms for all of them."""
WATCH_S = 0.1
"""While others are lowered, this is how often it looks for players that begin and volumes that change."""
LEFT_ALONE = frozenset({"phone", "event", "notification", "alert", "a11y"})
"""Roles of streams that are never lowered: calls, short sounds, and what reads the screen to the blind."""
_ANCESTORS = 10


class Players(Protocol):
    """What is needed of a sound server; see `voice.soundserver`."""

    def players(self) -> list[Player]: ...  # noqa: D102 - see there

    def set_volumes(self, index: int, volumes: Volumes) -> bool: ...  # noqa: D102 - see there

    def remembered(self) -> dict[str, Volumes] | None: ...  # noqa: D102 - see there

    def remember(self, key: str, volumes: Volumes) -> bool: ...  # noqa: D102 - see there


class Ducker:
    """Lowers every player that is not `ours` to `percent`. A volume that somebody else changes is theirs."""

    def __init__(self, server: Players, file: Path, percent: int, ours: Callable[[Player], bool]) -> None:
        self._server, self._file, self._ours = server, file, ours
        self._notes = Notes(percent, [], [])
        self._theirs: set[int] = set()
        """Players that are not touched any more until the next time."""

    def recover(self) -> None:
        """Undo what somebody left behind who was killed."""
        left = ducking_notes.read(self._file)
        if left is None:
            self._file.unlink(missing_ok=True)
            return
        players = self._server.players()
        for one in left.lowered:
            found = [player for player in players if one.is_of(player)]
            self._put_back(one, found, left.percent)
            if not found:
                left.ended.append(one)
        self._notes.ended = [one for one in left.ended if not self._settled(one, players, left.percent)]
        self._keep()

    def step(self, *, ducked: bool) -> bool:
        """One rung down, or up; whether there are more to go."""
        players = {one.index: one for one in self._server.players()}
        before = list(self._notes.lowered)
        self._look(players)
        if ducked:
            self._take(players)
        if before != self._notes.lowered:
            self._keep()
        moving = False
        for one in list(self._notes.lowered):
            moving |= self._move(one, STEPS if ducked else 0)
        if not ducked:
            self._release(list(players.values()))
        return moving

    def put_back(self) -> None:
        """Everything at once, because this process ends."""
        players = self._server.players()
        self._look({one.index: one for one in players})
        for one in self._notes.lowered:
            self._put_back(one, [player for player in players if one.is_of(player)], self._notes.percent)
        self._notes.lowered = []
        self._release(players)
        self._keep()

    def _look(self, players: dict[int, Player]) -> None:
        """Forget who has ended, and who was given another volume."""
        for one in list(self._notes.lowered):
            player = players.get(one.index)
            if player is None or not one.is_of(player):
                self._notes.lowered.remove(one)
                self._notes.ended = [*self._notes.ended, one][-MOST_NOTES:]
            elif not alike(player.volumes, one.at(one.rung, self._notes.percent)):
                self._notes.lowered.remove(one)
                self._theirs.add(one.index)

    def _take(self, players: dict[int, Player]) -> None:
        known = {one.index for one in self._notes.lowered} | self._theirs
        for player in players.values():
            if player.index in known or player.role in LEFT_ALONE or self._ours(player):
                continue
            new = self._lowered(player)
            if (player.busy and any(player.volumes)) or new.rung:
                self._notes.lowered = [*self._notes.lowered, new][:MOST_NOTES]

    def _lowered(self, player: Player) -> Lowered:
        """A player to lower. If it began at a volume that its server has from us, it is lowered already."""
        new = Lowered(player.index, player.pid, player.name, player.key, player.volumes)
        for one in (*self._notes.ended, *self._notes.lowered):
            rung = one.rung_of(player.volumes, self._notes.percent) if one.key == player.key else 0
            if rung:
                new.usual, new.rung = one.usual, rung
        return new

    def _move(self, one: Lowered, target: int) -> bool:
        if one.rung == target:
            return False
        rung = one.rung + (1 if target > one.rung else -1)
        if self._server.set_volumes(one.index, one.at(rung, self._notes.percent)):
            one.rung = rung
            return rung != target
        self._notes.lowered.remove(one)  # it has just ended, or the server refuses
        self._theirs.add(one.index)
        if one.rung:
            self._notes.ended = [*self._notes.ended, one][-MOST_NOTES:]
        return False

    def _release(self, players: list[Player]) -> None:
        """Whoever is back up is done with. When all are, this time is over, for those that ended too."""
        before = (self._notes.lowered, self._notes.ended)
        self._notes.lowered = [one for one in self._notes.lowered if one.rung]
        if not self._notes.lowered:
            self._theirs.clear()
            percent = self._notes.percent
            self._notes.ended = [one for one in before[1] if not self._settled(one, players, percent)]
        if before != (self._notes.lowered, self._notes.ended):
            self._keep()

    def _settled(self, one: Lowered, players: list[Player], percent: int) -> bool:
        """Undo what is left of a player that has ended: it may have begun anew, or may yet."""
        again = [player for player in players if player.key == one.key]
        self._put_back(one, again, percent)
        remembered = self._server.remembered()
        if remembered is None:  # nobody knows how loud it will begin: look again when it has
            return bool(again)
        if one.rung_of(remembered.get(one.key, ()), percent):
            self._server.remember(one.key, one.usual)
        return True

    def _put_back(self, one: Lowered, players: list[Player], percent: int) -> None:
        for player in players:
            if one.rung_of(player.volumes, percent):
                self._server.set_volumes(player.index, one.usual)

    def _keep(self) -> None:
        ducking_notes.write(self._file, self._notes)


def belongs_to(daemon: int) -> Callable[[Player], bool]:
    """Whether a player is Jarvis: the daemon, or a process that it started, or one that says so."""

    def ours(player: Player) -> bool:
        pid = player.pid
        for _ in range(_ANCESTORS):
            if pid is None or pid <= 1 or pid == daemon:
                break
            pid = _parent(pid)
        return pid == daemon or player.name.casefold() == "jarvis"

    return ours


def _parent(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return None


Inbox = queue.SimpleQueue[bool | None]
"""What is wanted: others lowered or not, and None for the end."""


def serve(ducker: Ducker, inbox: Inbox) -> None:
    """Do what is wanted until the end. Raises SoundServerError."""
    ducked: bool | None = False
    while ducked is not None:
        moving = ducker.step(ducked=ducked)
        try:
            ducked = inbox.get(timeout=STEP_S if moving else WATCH_S if ducked else None)
        except queue.Empty:
            continue


def take_in(inbox: Inbox) -> None:
    """Read frames until stdin closes."""
    while (frame := frames.read(sys.stdin.buffer)) is not None:
        inbox.put(bool(frames.unpack_json(frame[1])["ducked"]))
    inbox.put(None)


def main(file: str, percent: str) -> int:
    """Serve until stdin closes; 1 when there is no sound server."""
    inbox: Inbox = queue.SimpleQueue()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: inbox.put(None))
    daemon = os.getppid()
    threading.Thread(target=take_in, args=[inbox], name="inbox", daemon=True).start()
    try:
        with SoundServer() as server:
            ducker = Ducker(server, Path(file), int(percent), belongs_to(daemon))
            ducker.recover()
            _tell(ready=True)
            try:
                serve(ducker, inbox)
            finally:
                ducker.put_back()
    except (SoundServerError, OSError) as error:
        _tell(failed=str(error))
        return 1
    return 0


def _tell(**news: str | bool) -> None:
    with suppress(BrokenPipeError):  # nobody may be left to hear it
        sys.stdout.buffer.write(frames.pack_json(frames.TELL, **news))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    code = main(*sys.argv[1:])
    os._exit(code)  # the thread that reads stdin is not waited for
