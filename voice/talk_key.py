"""A key to talk: listening begins when it is pressed, and ends when it is released and not with a silence.

A key that was only tapped means "listen now": then a silence ends it, as usual. Whoever holds the key may
vanish (their program crashed): what was said until then is not taken for a request.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from jarvis.bus import EventBus
from jarvis.errors import BadInputError
from jarvis.events import NothingHeard, UtteranceEnded
from jarvis.pipeline import PipelineOrchestrator
from jarvis.ports import Ended
from jarvis.state import PipelineStage
from jarvis.turn import Turn
from voice.ears import Ears

KEY = "key"
"""The trigger of a turn that a key began."""
TAP_S = 0.25
"""A key that was held for less was tapped; one that toggles twice in this time repeats by itself."""


@dataclass
class _Press:
    turn: Turn
    since_s: float
    held: bool = True
    """Whether only the key ends it."""
    how: str = ""
    over: asyncio.Event = field(default_factory=asyncio.Event)


class TalkKey:
    """The key. `deaf` tells why nothing can be heard just now, "" if something can; `clock` gives seconds."""

    def __init__(
        self,
        bus: EventBus,
        ears: Ears,
        pipeline: PipelineOrchestrator,
        deaf: Callable[[], str],
        clock: Callable[[], float],
    ) -> None:
        self._ears, self._pipeline, self._deaf, self._clock = ears, pipeline, deaf, clock
        self._presses: dict[str, _Press] = {}
        self._toggled = ""
        self._toggled_s = float("-inf")
        bus.subscribe(UtteranceEnded, lambda event: self._over(event.turn, event.reason))
        bus.subscribe(NothingHeard, lambda event: self._over(event.turn, Ended.NOBODY_SPOKE.value))

    def press(self) -> str:
        """The key is down: what Jarvis says ends, and a turn listens. Gives the turn.

        Raises BadInputError where nothing can be heard; that is said aloud, for who presses a key
        looks at no terminal.
        """
        problem = self._deaf()
        self._pipeline.interrupt()
        if problem:
            with suppress(RuntimeError):  # while Jarvis starts nothing can be said
                self._pipeline.announce(problem.replace("`", ""))
            raise BadInputError(problem)
        turn = self._ears.listen_held(KEY)
        self._presses[turn.pipeline_id] = _Press(turn, self._clock())
        return turn.pipeline_id

    def release(self, turn: str) -> str:
        """The key is up: "released", "tapped" (a silence will end it), or "over" since before."""
        press = self._presses.get(turn)
        if press is None or not press.held:
            return "over"
        press.held = False
        if self._clock() - press.since_s < TAP_S:
            self._until_silence(press.turn)
            return "tapped"
        self._end(press.turn)
        return Ended.RELEASED.value

    def toggle(self) -> tuple[str, bool]:
        """Pressed once it listens, pressed again that ends; gives the turn and whether it listens now."""
        now_s = self._clock()
        repeats = now_s - self._toggled_s < TAP_S
        self._toggled_s = now_s
        press = self._presses.get(self._toggled)
        listens = press is not None and press.held
        if repeats:
            return self._toggled, listens
        if press is not None and listens:
            press.held = False
            self._end(press.turn)
            return self._toggled, False
        self._toggled = self.press()
        return self._toggled, True

    def lost(self, turn: str) -> None:
        """Whoever held the key is gone."""
        press = self._presses.get(turn)
        if press is not None and press.held:
            self._pipeline.end_pipeline(turn)

    async def ended(self, turn: str) -> str:
        """Wait until this turn does not listen any more; gives why, such as "released"."""
        press = self._presses.get(turn)
        if press is None:
            return "over"
        await press.over.wait()
        return press.how

    @staticmethod
    def _until_silence(turn: Turn) -> None:
        if turn.listener is not None:
            turn.listener.hold(on=False)

    def _end(self, turn: Turn) -> None:
        if turn.stage is PipelineStage.IDLE:  # not a moment of sound has come
            self._pipeline.end_pipeline(turn.pipeline_id)
        elif turn.listener is not None:
            turn.listener.let_go()

    def _over(self, turn: str, how: str) -> None:
        press = self._presses.pop(turn, None)
        if press is not None:
            press.held, press.how = False, how
            press.over.set()
