"""A recognition engine as the daemon sees it: in a process of its own that may crash, hang and come back."""

import asyncio
import itertools
import json
import logging
from collections.abc import Callable
from typing import Any

from jarvis.errors import JarvisError, RecognitionError
from jarvis.events import Event, RecognizerLost, RecognizerReady
from jarvis.ports import Draft, Pcm, Told, Transcript, Word
from voice import frames
from voice.link import AudioProcess, DeviceLostError, child
from voice.recognize.engine import Setup
from voice.recognize.remote_draft import RemoteDraft, unheeded_text

log = logging.getLogger(__name__)
AGAIN_S = (0.1, 1.0, 5.0, 30.0)
"""Pauses before the process is started again; the last one repeats. It may be that a model was installed."""
HUNG_S = 10.0
"""An engine that has not answered by then will not; no utterance is long enough for that."""
PIECE_BYTES = 64_000
LOADING = "The speech model is still being loaded."


class RemoteRecognizer:
    """One engine. `run` keeps its process alive; `find` gives what it needs, in a thread; `tell` its events.

    Utterances take turns: one that was pushed aside is sent again from its beginning.
    """

    def __init__(
        self,
        name: str,
        find: Callable[[], Setup],
        tell: Callable[[Event], None],
        *,
        listens_along: bool = False,
    ) -> None:
        self.name, self._find, self._tell, self.listens_along = name, find, tell, listens_along
        self.problem = LOADING
        """Why it cannot recognize anything, "" when it can."""
        self._numbers = itertools.count(1)
        self._process: AudioProcess | None = None
        self._current = 0
        self._drafts: dict[int, RemoteDraft] = {}
        self._waiting: dict[int, asyncio.Future[Transcript]] = {}
        self._wanted, self._settled, self._again = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._hung: asyncio.Timeout | None = None
        self._renewing = False

    @property
    def ready(self) -> bool:
        """Whether the engine is loaded."""
        return not self.problem

    @property
    def pid(self) -> int | None:
        """Its process, if one exists."""
        return self._process.pid if self._process else None

    async def load(self) -> None:
        """Have it loaded, now. Raises RecognitionError; the reason stays in `problem`."""
        self._wanted.set()
        if not self.ready:
            self._settled.clear()
            if self._process is None:
                self._again.set()
        await self._settled.wait()
        if self.problem:
            raise RecognitionError(self.problem)

    async def reload(self) -> None:
        """End its process and load it anew. Raises RecognitionError."""
        if self._process is not None:
            self._renewing, self.problem = True, LOADING
            await self._process.end()
        await self.load()

    async def run(self) -> None:
        """Keep the process alive, once somebody wants it."""
        await self._wanted.wait()
        failures = 0
        while True:
            self._again.clear()
            try:
                await self._one_process()
            except (JarvisError, ValueError, LookupError, TypeError) as error:
                failures = 0 if self.ready else failures + 1
                self._lost(str(error) if isinstance(error, JarvisError) else "the engine sent nonsense")
            try:
                async with asyncio.timeout(AGAIN_S[min(failures, len(AGAIN_S) - 1)]):
                    await self._again.wait()
            except TimeoutError:
                pass

    def draft(self, told: Told) -> Draft | None:
        """Begin an utterance while it is spoken."""
        if not self.ready:
            return None
        draft = RemoteDraft(self, next(self._numbers), told)
        self._drafts[draft.number] = draft
        return draft

    async def recognize(self, pcm: Pcm, draft: Draft | None = None) -> Transcript:
        """What was said, "" for nothing. Raises RecognitionError."""
        if not self._wanted.is_set():  # one to fall back on costs nothing until it is needed
            await self.load()
        if not self.ready:
            raise RecognitionError(self.problem)
        if not (isinstance(draft, RemoteDraft) and draft.number in self._drafts):
            draft = RemoteDraft(self, next(self._numbers), unheeded_text)
            self._drafts[draft.number] = draft
            draft.sound += pcm
        whole = bool(draft.enough) and not self.listens_along
        if whole and draft.known[1] >= draft.enough:
            self.forget(draft)
            return Transcript(draft.known[0], engine=self.name)
        answer: asyncio.Future[Transcript] = asyncio.get_running_loop().create_future()
        self._waiting[draft.number] = answer
        try:
            if not (whole and draft.asked >= draft.enough):  # else its answer is on its way
                self.send(draft, frames.END)
            return await answer
        finally:
            self.forget(draft)

    def send(self, draft: RemoteDraft, then: bytes = b"") -> None:
        """Bring the engine up to date with this utterance, and have it do something `then`."""
        if self._process is None or draft.number not in self._drafts:
            return
        if self._current != draft.number:
            self._current, draft.sent = draft.number, 0
            self._process.post(frames.pack_json(frames.BEGIN, number=draft.number))
        while draft.sent < len(draft.sound):
            piece = bytes(draft.sound[draft.sent : draft.sent + PIECE_BYTES])
            self._process.post(frames.pack(frames.AUDIO, piece))
            draft.sent += len(piece)
        if then:
            self._process.post(frames.pack(then))
            self._expect()

    def forget(self, draft: RemoteDraft) -> None:
        """It is over."""
        self._drafts.pop(draft.number, None)
        self._waiting.pop(draft.number, None)

    def _expect(self) -> None:
        """Whatever was asked for last is answered in time, or the engine hangs."""
        if self._hung is not None and not self._hung.expired():
            self._hung.reschedule(asyncio.get_running_loop().time() + HUNG_S)

    async def _one_process(self) -> None:
        """The life of one process. Raises JarvisError at its end."""
        began_s = asyncio.get_running_loop().time()
        setup = await asyncio.to_thread(self._find)
        async with child("voice.recognize.host", self.name) as process:
            process.post(frames.pack(frames.LOAD, _load(setup)))
            while True:
                kind, payload = await self._next(process)
                told = json.loads(payload) if kind == frames.TELL else {}
                if "loaded" in told:
                    self._process, self._current, self.problem = process, 0, ""
                    took_s = round(asyncio.get_running_loop().time() - began_s, 3)
                    self._tell(RecognizerReady(engine=self.name, took_s=took_s))
                    self._settled.set()
                elif told:
                    self._take(told)

    async def _next(self, process: AudioProcess) -> tuple[bytes, bytes]:
        try:
            async with asyncio.timeout(None) as self._hung:
                if self._waiting or not self.ready:
                    self._expect()
                return await process.read()
        except TimeoutError:
            raise DeviceLostError("the engine hangs") from None
        finally:
            self._hung = None

    def _take(self, told: dict[str, Any]) -> None:
        number = told["number"]
        answer, draft = self._waiting.get(number), self._drafts.get(number)
        if "partial" in told and draft is not None:
            draft.tell(told["partial"], told["bytes"], asked=told["asked"])
            covered = not self.listens_along and 0 < draft.enough <= draft.known[1]
            if covered and answer is not None and not answer.done():
                answer.set_result(Transcript(draft.known[0], engine=self.name))
        elif "broken" in told:
            self._drafts.pop(number, None)  # what was asked about it will not be answered
            if answer is not None and not answer.done():
                answer.set_exception(RecognitionError(told["broken"]))
        elif "final" in told and answer is not None and not answer.done():
            words = tuple(Word(**word) for word in told["words"])
            answer.set_result(Transcript(told["final"], told["confidence"], words, self.name))

    def _lost(self, reason: str) -> None:
        """The process is gone: whoever waits is told so."""
        crashed = "Speech recognition crashed and is started again. Please say it again."
        was_ready, self._process = self.ready, None
        if was_ready or self.problem != reason:  # said once, not at every new attempt
            log.warning("%s: %s", self.name, reason)
            self._tell(RecognizerLost(engine=self.name, reason=crashed if was_ready else reason))
        self.problem = LOADING if was_ready or self._renewing else reason
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(RecognitionError(crashed))
        self._drafts.clear()
        self._waiting.clear()
        if not (was_ready or self._renewing):
            self._settled.set()
        self._renewing = False


def _load(setup: Setup) -> bytes:
    model = str(setup.model) if setup.model else ""
    return json.dumps({"model": model, "phrases": setup.phrases, "options": setup.options}).encode()
