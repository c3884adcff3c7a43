"""The sound of the last turns, in memory only: so that one that went wrong can be saved and tried again."""

from collections import OrderedDict

from jarvis.ports import Pcm, duration_ms

LONGEST_MS = 30_000
"""Longer ones are not kept: cut short they would be understood differently."""


class Keepsakes:
    """Keeps what was said in the last `most` turns, at most a megabyte each; the oldest goes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._sounds: OrderedDict[str, Pcm] = OrderedDict()

    def apply(self, most: int) -> None:
        """Keep so many from now on."""
        self._most = most
        while len(self._sounds) > most:
            self._sounds.popitem(last=False)

    def keep(self, turn: str, sound: Pcm) -> None:
        """Remember what was said in a turn."""
        if duration_ms(sound) > LONGEST_MS:
            return
        self._sounds[turn] = sound
        while len(self._sounds) > self._most:
            self._sounds.popitem(last=False)

    @property
    def turns(self) -> list[str]:
        """Those whose sound is kept, the newest last."""
        return list(self._sounds)

    def sound(self, turn: str) -> Pcm | None:
        """What was said in a turn, None if it is not kept (any more)."""
        return self._sounds.get(turn)
