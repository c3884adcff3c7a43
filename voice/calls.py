"""Wake phrases that need no model: what is said in the room is recognized here, looked at and forgotten."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from jarvis.config import ListenConfig
from jarvis.errors import RecognitionError
from jarvis.ports import Ended, Pcm, Recognizer, Said, Utterance
from voice.draft import Understanding
from voice.listener import Listeners
from voice.segment import LEAD_MS, Backlog
from voice.spotter import Spotted

WAITING_AT_MOST = 2
"""Utterances that are not looked at yet; when more is said, the newest is not."""


class Spots(Protocol):
    """Finds in a text what is waited for."""

    def spot(self, text: str) -> Spotted | None:
        """What was found; None if the text is for others."""
        ...


class Calls:
    """`called` gets what was said to Jarvis, and how sure that is; of what is said to others, nothing.

    `listeners` makes those that listen, `judge` tells whether a command is complete. Everything anybody
    says costs a recognition.
    """

    def __init__(
        self,
        spotter: Spots,
        recognizer: Recognizer,
        listeners: Callable[[Understanding], Listeners],
        judge: Callable[[str], Said],
        called: Callable[[Spotted, float | None], None],
    ) -> None:
        self._spotter, self._recognizer, self._judge, self._called = spotter, recognizer, judge, called
        self._listeners = listeners(Understanding(recognizer.draft, self._said))
        self._listener = self._listeners()
        self._backlog = Backlog(LEAD_MS)
        self._heard: asyncio.Queue[Utterance] = asyncio.Queue(WAITING_AT_MOST)
        self._epoch = 0

    def apply(self, config: ListenConfig) -> None:
        """Listen like this from the next utterance on."""
        self._listeners.apply(config)

    def feed(self, chunk: Pcm) -> None:
        """A chunk of sound while nobody is listened to."""
        self._backlog.add(chunk)
        utterance = self._listener.feed(chunk)
        if utterance is None:
            return
        self._again()
        if utterance.ended is Ended.NOBODY_SPOKE:
            return
        if self._heard.full():
            if utterance.draft is not None:
                utterance.draft.close()
        else:
            self._heard.put_nowait(utterance)

    def forget(self) -> None:
        """What was said so far is not for Jarvis, or was taken by somebody else."""
        self._epoch += 1
        self._backlog.clear()
        while not self._heard.empty():
            utterance = self._heard.get_nowait()
            if utterance.draft is not None:
                utterance.draft.close()
        self._again()

    async def run(self) -> None:
        """Look at what was said, for ever."""
        while True:
            utterance = await self._heard.get()
            epoch = self._epoch
            try:
                transcript = await self._recognizer.recognize(utterance.pcm, utterance.draft)
            except RecognitionError:
                continue  # announced by whoever looks after the recognizer
            spotted = self._spotter.spot(transcript.text)
            if spotted is not None and epoch == self._epoch:
                self._called(spotted, transcript.confidence)

    def _again(self) -> None:
        self._listener.close()
        self._listener = self._listeners(self._backlog.sound(LEAD_MS))

    def _said(self, text: str) -> Said:
        """The phrase alone is complete: then what is wanted is listened to."""
        spotted = self._spotter.spot(text)
        if spotted is None:
            return Said.OPEN
        return self._judge(spotted.command) if spotted.command else Said.COMPLETE
