"""Telling what is due until it was heard: a sound, a sentence, and an alarm again and again.

It counts as told when the first sound of its sentence has left the loudspeaker, and that is on disk within
milliseconds. Killed before, it is told after the next start; killed later, never again.
"""

import asyncio
from collections.abc import Awaitable, Callable

from jarvis.bus import EventBus
from jarvis.events import ListeningStarted, ReminderRang, SentenceStarted, WakeHeard

SOUND_S = 0.6
"""The sound has ended by then, and words can be understood."""
PAUSE_S = 3.0
"""Between two rounds of an alarm."""
RINGS_S = 60.0
"""An alarm that nobody stops."""
AGAIN_S = 1.0
"""What was cut before it was heard is said again after this."""

Announce = Callable[[str, str], asyncio.Task[None]]
"""Says a text on behalf of a turn; cancelled when somebody silences it."""
Told = Callable[[bool], Awaitable[None]]
"""Is called once, when it was heard; or with False when it was only shown."""


class Ringing:
    """Rings. Whoever says "stop", or speaks to Jarvis at all, has heard it."""

    def __init__(self, bus: EventBus, announce: Announce) -> None:
        self._bus, self._announce = bus, announce
        self._under_way: set[asyncio.Event] = set()
        self._rings: set[int] = set()
        self._seen: set[int] = set()
        self._rounds = 0
        bus.subscribe(WakeHeard, self._spoken_to)
        bus.subscribe(ListeningStarted, self._spoken_to)

    def _spoken_to(self, _: WakeHeard | ListeningStarted) -> None:
        self.hush()

    def hush(self) -> bool:
        """End what was heard already; False if nothing of the kind rings."""
        for hushed in self._under_way:
            hushed.set()
        return bool(self._under_way)

    def seen(self, key: int) -> None:
        """The user saw it on the screen: it is over as soon as nothing is being said."""
        self._seen |= self._rings & {key}
        self.hush()

    async def ring(self, key: int, text: str, told: Told, *, sound: bool, repeats: bool) -> None:
        """Say `text` until it was heard; if it `repeats`, until somebody stops it."""
        clock, hushed = asyncio.get_running_loop().time, asyncio.Event()
        ends_s, heard = clock() + RINGS_S, False
        self._rings.add(key)
        try:
            while True:
                if sound:
                    self._bus.post(ReminderRang(reminder=key))
                    await _either(hushed, SOUND_S)
                if not hushed.is_set() and key not in self._seen:
                    was_heard, cut = await self._say(key, text, None if heard else told)
                    heard = heard or was_heard
                if key in self._seen:
                    if not heard:
                        await told(True)
                    return
                if not heard:
                    await asyncio.sleep(AGAIN_S)
                    continue
                if cut or not repeats:
                    return
                self._under_way.add(hushed)
                if await _either(hushed, PAUSE_S) or clock() >= ends_s:
                    return
        finally:
            self._under_way.discard(hushed)
            self._rings.discard(key)
            self._seen.discard(key)

    async def _say(self, key: int, text: str, told: Told | None) -> tuple[bool, bool]:
        """Whether it was heard (or shown, without a loudspeaker), and whether it was cut short."""
        self._rounds += 1
        turn, heard = f"reminder_{key}_{self._rounds}", asyncio.get_running_loop().create_future()

        def begun(event: SentenceStarted) -> None:
            opening = event.text.rstrip().endswith(",")  # "While I was off," tells nothing yet
            if event.turn == turn and not opening and not heard.done():
                heard.set_result(None)

        leave = self._bus.subscribe(SentenceStarted, begun)
        try:
            saying = self._announce(text, turn)
            await asyncio.wait({saying, heard}, return_when=asyncio.FIRST_COMPLETED)
            was_heard = heard.done()
            done = was_heard or not saying.cancelled()
            if done and told is not None:
                await told(was_heard)
            await asyncio.wait({saying})
            return done, saying.cancelled()
        finally:
            leave()
            heard.cancel()


async def _either(hushed: asyncio.Event, seconds: float) -> bool:
    """Wait; True if it was hushed meanwhile."""
    try:
        async with asyncio.timeout(seconds):
            await hushed.wait()
    except TimeoutError:
        return False
    return True
