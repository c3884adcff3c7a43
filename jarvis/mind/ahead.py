"""The model gets ready while somebody still speaks, so that its first word comes at once.

When Jarvis begins to listen, the engine that would be asked starts and works through the beginning of every
conversation, which never changes. When a text that may be for it has stood still for a moment, it works
through that, too; a small one begins to answer small talk. Nothing of it is heard before it is asked for, and
nothing is done: of what is worked out ahead, all may be thrown away.

Whoever only sets timers pays nothing: a wake word starts a model only if one answered in the last day, and
no longer when nobody wanted it the last few times.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from jarvis.bus import EventBus
from jarvis.errors import contain
from jarvis.events import (
    ListeningStarted,
    NothingHeard,
    PartialRecognized,
    SpeechDismissed,
    TaskFinished,
    TaskStarted,
    TurnInterrupted,
    VoiceFailed,
)
from jarvis.mind.head_start import HeadStart
from jarvis.mind.intents import is_question
from jarvis.mind.mind import Mind
from jarvis.mind.seam import Rank
from jarvis.mind.small_talk import talk_of
from jarvis.ports import Said
from jarvis.spoken_over import INTERRUPTION

log = logging.getLogger(__name__)
USED_S = 86_400.0
"""Who has not talked with a model for so long gets it when they ask for it."""
MOST_IN_VAIN = 5
"""So many turns in a row that no model answered; the next one starts none."""
STILL_S = 0.1
"""A text that has not changed for so long is worked through; one that is surely whole at once."""
Over = NothingHeard | SpeechDismissed | TaskFinished | TurnInterrupted | VoiceFailed


@dataclass(frozen=True)
class _Wanted:
    """What to work through: the beginning, or all of it with a `text` that `need` may be asked."""

    turn: str
    text: str = ""
    need: Rank = Rank.SMALL_TALK
    wait_s: float = 0.0


class Ahead:
    """Follows the turns; `run` does the work, one thing at a time.

    `said` judges a text, `clock` counts seconds. The newest text replaces the one before. All of a turn is
    dropped when that ends, or is dismissed.
    """

    def __init__(
        self, bus: EventBus, mind: Mind, said: Callable[[str], Said], clock: Callable[[], float]
    ) -> None:
        self._mind, self._said, self._clock = mind, said, clock
        self._wanted: _Wanted | None = None
        self._news = asyncio.Event()
        self._doing: tuple[_Wanted, asyncio.Task[None]] | None = None
        self._begun = False
        self._in_vain, self._used_s, self._ready_s = 0, mind.used_s, 0.0
        bus.subscribe(ListeningStarted, self._listening)
        bus.subscribe(PartialRecognized, self._partial)
        bus.subscribe(TaskStarted, self._asked)
        bus.subscribe(NothingHeard, self._over)
        bus.subscribe(SpeechDismissed, self._over)
        bus.subscribe(TaskFinished, self._over)
        bus.subscribe(TurnInterrupted, self._over)
        bus.subscribe(VoiceFailed, self._over)

    async def run(self) -> None:
        """Work ahead, for ever."""
        async with asyncio.TaskGroup() as group:
            while True:
                await self._news.wait()
                self._news.clear()
                if (wanted := self._wanted) is not None:
                    self._wanted = None
                    task = group.create_task(self._work(wanted), name=f"ahead of {wanted.turn}")
                    self._doing = wanted, task
                    await asyncio.wait({task})
                    self._doing = None

    def for_model(self, text: str) -> Rank | None:
        """What a model must be trusted with to be asked this; None when none is asked, or nobody knows."""
        talk, said = talk_of(text), self._said(text)
        if talk is not None:
            whole = said is Said.COMPLETE and not self._mind.is_whole(text)  # it is a command as well
            return None if talk.own or whole or said is Said.UNFINISHED else Rank.SMALL_TALK
        return Rank.CAPABLE if said is Said.OPEN and is_question(text) else None

    def _listening(self, event: ListeningStarted) -> None:
        """Somebody may be about to ask a model something."""
        used_s = self._mind.used_s
        if used_s != self._used_s:
            self._used_s, self._in_vain = used_s, 0
        now_s = self._clock()
        if event.trigger == INTERRUPTION or used_s is None or now_s - used_s > USED_S:
            return
        ready = now_s - max(used_s, self._ready_s) < self._mind.idle_s  # else it may have left memory
        if not ready and self._in_vain < MOST_IN_VAIN:
            self._in_vain += 1
            self._want(_Wanted(event.turn))

    def _partial(self, event: PartialRecognized) -> None:
        need = self.for_model(event.text)
        doing = self._doing[0] if self._doing else None
        heard = self._mind.head_start is not None and self._mind.head_start.taken
        if doing is not None and doing.text and (need is None or doing.text != event.text) and not heard:
            self._cancel()
        if need is not None and (doing is None or doing.text != event.text):
            wait_s = 0.0 if self._said(event.text) is Said.COMPLETE else STILL_S
            self._want(_Wanted(event.turn, event.text, need, wait_s))

    def _asked(self, event: TaskStarted) -> None:
        """From here on the model is asked itself: other words, and what has not begun, are in its way."""
        if self._wanted is not None and self._wanted.turn == event.turn:
            self._wanted = None
        doing = self._doing[0] if self._doing else None
        if doing is None or doing.turn != event.turn or not doing.text:
            return
        if doing.text != event.text or not self._begun:
            self._cancel()

    def _over(self, event: Over) -> None:
        if self._wanted is not None and self._wanted.turn == event.turn:
            self._wanted = None
        if self._doing is not None and self._doing[0].turn == event.turn:
            self._cancel()

    def _want(self, wanted: _Wanted) -> None:
        self._wanted = wanted
        self._news.set()

    def _cancel(self) -> None:
        """Once only, for it has to hang up."""
        if self._doing is not None and not self._doing[1].cancelling():
            self._doing[1].cancel()

    async def _work(self, wanted: _Wanted) -> None:
        self._begun = False
        await asyncio.sleep(wanted.wait_s)
        failure = await contain(self._warm(wanted))
        if failure is not None:
            log.debug("nothing was worked out ahead (%s)", type(failure).__name__)

    async def _warm(self, wanted: _Wanted) -> None:
        model = await self._mind.router.first(wanted.need)
        if model is None:
            return
        self._begun = True
        shown = self._mind.shown(model.rank, wanted.text, wanted.turn)
        if wanted.text and model.rank is wanted.need is Rank.SMALL_TALK:
            self._mind.head_start = head = HeadStart(model, shown)
            await head.run()
        else:
            tools = self._mind.offered(model.rank, wanted.text)
            await model.warm(shown if wanted.text else shown[:-1], tools)
            self._ready_s = self._clock()
