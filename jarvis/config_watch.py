"""The settings file is read again when it changed: what can be taken at once is, the rest waits.

The file is looked at, in a thread, as that works on every file system and with every editor. Only when two
looks in a row find the same is it read, so that nobody sees a file that is half written, or not there while
an editor exchanges it. A wrong file changes nothing, and is told once.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from jarvis.config import Config
from jarvis.config_mistakes import Mistake, judge
from jarvis.config_sources import Asked, Gathered
from jarvis.config_terms import taken_at_once
from jarvis.errors import ConfigError, JarvisError, contain
from jarvis.events import Event, SettingsChanged, SettingsRefused
from jarvis.log import frames

log = logging.getLogger(__name__)
POLL_S = 0.25
Stamp = tuple[int, ...]
Taker = Callable[[Config, Config], Awaitable[None] | None]
"""Gets the settings as they were and as they are now; raises JarvisError if it cannot take them."""


class ConfigWatch:
    """Knows what counts now (`running`) and what the file asks for (`wanted`).

    `takers` says who takes which section.
    """

    def __init__(
        self, where: Asked, running: Config, takers: Mapping[str, Taker], post: Callable[[Event], None]
    ) -> None:
        self.where, self.running, self.wanted = where, running, running
        self._takers, self._post = takers, post
        self._looked: Stamp | None = None
        self._one_at_a_time = asyncio.Lock()
        self.problem = ""
        """What is wrong in the file, or why something in it could not be taken; "" if nothing is."""
        self.gathered: Gathered | None = None
        """Who set what, in the last file that was right."""

    @property
    def waits(self) -> tuple[str, ...]:
        """The keys whose new values count after a restart."""
        return changed_keys(self.running, self.wanted)

    async def run(self) -> None:
        """Follow the file for ever."""
        before: Stamp | None = None
        while True:
            found = await asyncio.to_thread(stamp, self.where.file)
            if found == before != self._looked:
                await self.look()
            before = found
            await asyncio.sleep(POLL_S)

    async def look(self) -> None:
        """Read the file now, and take what can be taken. What is wrong is told, not raised."""
        async with self._one_at_a_time:
            self._looked = await asyncio.to_thread(stamp, self.where.file)
            try:
                gathered, wanted, mistakes = await asyncio.to_thread(_read, self.where)
            except ConfigError as error:
                self._refuse(str(error))
                return
            if wanted is None:
                more = f" There are {len(mistakes)} mistakes: `jarvis config check`." if mistakes[1:] else ""
                self._refuse(f"{mistakes[0]}{more}")
                return
            before, self.gathered = (self.problem, self.waits), gathered
            taken = await self._take(wanted)
            if taken or before != (self.problem, self.waits):
                self._post(SettingsChanged(keys=taken, waits=self.waits))

    def _refuse(self, sentence: str) -> None:
        if sentence != self.problem:
            self.problem = sentence
            log.warning("the settings stay as they were: %s", sentence)
            self._post(SettingsRefused(reason=sentence))

    async def _take(self, wanted: Config) -> tuple[str, ...]:
        """Hand on what can be taken at once; gives the keys that were."""
        self.wanted, problems = wanted, []
        taken: list[str] = []
        for section in Config.model_fields:
            old, new = self.running, self.wanted
            keys = [
                key
                for key in changed_keys(old, new, section)
                if taken_at_once(key, value_of(old, key), value_of(new, key))
            ]
            if not keys:
                continue
            now = _with(old, section, {key.partition(".")[2]: value_of(new, key) for key in keys})
            error = await contain(self._hand_over(section, now))
            if error is None:
                self.running = now
                taken += keys
            else:
                told = error if isinstance(error, JarvisError) else f"`{section}` waits for a restart."
                problems.append(str(told))
                log.warning("new settings of %s: %s", section, told if told is error else frames(error))
        self.problem = " ".join(problems)
        return tuple(taken)

    async def _hand_over(self, section: str, now: Config) -> None:
        done = self._takers[section](self.running, now)
        if done is not None:
            await done


def stamp(file: Path) -> Stamp:
    """What changes when a file does; nothing if there is none."""
    try:
        found = file.stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino, found.st_mode


def changed_keys(old: Config, new: Config, section: str = "") -> tuple[str, ...]:
    """The settings in which two differ, of one section or of all."""
    sections = [section] if section else list(Config.model_fields)
    return tuple(
        f"{one}.{name}"
        for one in sections
        for name in type(getattr(new, one)).model_fields
        if getattr(getattr(old, one), name) != getattr(getattr(new, one), name)
    )


def value_of(config: Config, key: str) -> Any:  # noqa: ANN401 - of whatever type a setting is
    """The value of `listen.silence_ms`."""
    section, _, name = key.partition(".")
    return getattr(getattr(config, section), name)


def _with(config: Config, section: str, values: Mapping[str, object]) -> Config:
    return config.model_copy(update={section: getattr(config, section).model_copy(update=values)})


def _read(where: Asked) -> tuple[Gathered, Config | None, list[Mistake]]:
    gathered = where.gather(Config, where.read())
    return gathered, *judge(Config, gathered)
