"""Who hears what is said: the recognizers behind their circuit breakers, and the phrases they listen for."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial

from jarvis.breaker import Breakers
from jarvis.breaker_rules import Options
from jarvis.errors import JarvisError
from jarvis.guarded import GuardedRecognizer
from jarvis.machine import process_mb
from jarvis.residency import ModelResidency, Resident
from voice.recognize.remote import RemoteRecognizer

log = logging.getLogger(__name__)
PAUSE_S = 0.2
LIMIT_S = 8.0
"""An utterance that is not recognized by then: the engine hangs."""


def guarded(
    engines: Sequence[RemoteRecognizer], breakers: Breakers, ledger: ModelResidency
) -> GuardedRecognizer:
    """Each engine behind a breaker of its own, and the next one behind it. There is always one.

    They are in the ledger, but never unloaded: whoever calls is to be heard at once.
    """
    for engine in engines:
        ledger.follow(Resident(engine.name, "speech recognition", partial(_takes_mb, engine)))
    behind: GuardedRecognizer | None = None
    for engine in reversed(engines[1:]):
        options = Options(limit_s=LIMIT_S)
        behind = GuardedRecognizer(engine, breakers.get(f"asr_{engine.name}", options), behind)
    return GuardedRecognizer(engines[0], breakers.get("asr", Options(limit_s=LIMIT_S)), behind)


def _takes_mb(engine: RemoteRecognizer) -> int:
    return process_mb(engine.pid)


class Grammars:
    """Engines that hear nothing but known phrases are loaded anew, in a pause, when there are other phrases.

    `phrases` are those there are now; `busy` tells whether somebody is being heard or answered.
    """

    def __init__(
        self,
        engines: Sequence[RemoteRecognizer],
        phrases: Callable[[], tuple[str, ...]],
        busy: Callable[[], bool],
    ) -> None:
        self._engines, self._phrases, self._busy = engines, phrases, busy
        self._changed = asyncio.Event()

    def changed(self) -> None:
        """There may be other phrases."""
        self._changed.set()

    async def run(self) -> None:
        """Do it, for ever. An engine that is not loaded learns them when it is."""
        learned = frozenset(await asyncio.to_thread(self._phrases))
        while True:
            await self._changed.wait()
            while self._busy():  # noqa: ASYNC110 - a pause may be a moment between two turns
                await asyncio.sleep(PAUSE_S)
            self._changed.clear()
            phrases = frozenset(await asyncio.to_thread(self._phrases))
            if phrases == learned:
                continue
            learned = phrases
            for engine in self._engines:
                if engine.ready:
                    try:
                        await engine.reload()
                    except JarvisError as error:
                        log.warning("%s did not learn the new phrases: %s", engine.name, error)
