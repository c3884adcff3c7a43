"""Answers what no skill does, with a language model; and says so when none is big enough to know."""

import asyncio
import itertools
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import Any

from jarvis.answering import Answer
from jarvis.breaker import Breakers
from jarvis.errors import EngineError, NotMineError
from jarvis.mind import honest, prompt
from jarvis.mind.conversation import Conversation
from jarvis.mind.head_start import HeadStart, text_of
from jarvis.mind.intents import is_question
from jarvis.mind.lineup import engines
from jarvis.mind.ollama_models import PULL
from jarvis.mind.rounds import Rounds, is_foreign
from jarvis.mind.router import Router
from jarvis.mind.seam import LanguageModel, Message, NoModelError, Rank, Tool
from jarvis.mind.small_talk import Talk, says_all, talk_of
from jarvis.mind.toolbox import Toolbox, tokens
from jarvis.mind_config import MindConfig
from jarvis.residency import ModelResidency
from jarvis.streams import once
from jarvis.tasks import Priority, VoiceTask

SHARE_OF_TOOLS = 0.5
"""Of the room in a model's context; the rest is for what was said."""
UNKNOWN = (
    "I don't know that. A bigger language model may know: install Ollama, and in a terminal run "
    f"`ollama pull {PULL}`."
)


class Mind:
    """An answerer; the last to be asked. `run` has to be awaited while it is used."""

    def __init__(
        self,
        config: MindConfig,
        breakers: Breakers,
        clock: Callable[[], float],
        conversation: Conversation,
        residency: ModelResidency | None = None,
    ) -> None:
        self._config = config
        found, self.embedded = engines(config, clock, residency)
        self.router = Router(found, breakers, config.first_piece_s)
        self._conversation = conversation
        self._clock = clock
        self.head_start: HeadStart | None = None
        """An answer that was begun while it was still being asked for."""
        self.used_s: float | None = None
        """When a model was asked last."""
        self._turns = itertools.count()
        self.tools: Toolbox | None = None
        """What a capable model may use."""

    def priority(self, text: str) -> Priority | None:  # noqa: ARG002 - an answerer is asked so
        """Never urgent."""
        return None

    def is_small_talk(self, text: str) -> bool:
        """Whether it surely has an answer."""
        return self._config.engine != "none" and talk_of(text) is not None

    def is_whole(self, text: str) -> bool:
        """Whether it is small talk after which nobody goes on."""
        return self._config.engine != "none" and says_all(text)

    def answer(self, task: VoiceTask) -> Answer | None:
        """Small talk, or what a capable model knows. Nothing is loaded until a piece is asked for."""
        if self._config.engine == "none":
            return None
        answer = Answer("mind", once(""))
        answer.pieces = self._pieces(task, answer)
        return answer

    @property
    def idle_s(self) -> float:
        """So long after it was used a model is still in memory."""
        return self._config.idle_s

    async def run(self) -> None:
        """Keep the embedded model's process while it is needed, and close everything at the end."""
        try:
            if self.embedded is not None:
                await self.embedded.run()
            await asyncio.Event().wait()
        finally:
            await self.router.close()

    def status(self) -> dict[str, Any]:
        """How it is, as far as it was asked."""
        pid = self.embedded.pid if self.embedded else None
        return {**self.router.status(), "wanted": self._config.engine, "pid": pid}

    async def _pieces(self, task: VoiceTask, answer: Answer) -> AsyncGenerator[str]:
        talk = talk_of(text := task.text)
        if talk is not None and talk.own:
            self._conversation.own(task.task_id)
            yield self._own(talk)
            return
        said = False
        try:
            need = Rank.SMALL_TALK if talk else Rank.CAPABLE
            pieces = self.router.ask(need, lambda one: self._speak(one, task, talk, answer))
            async with aclosing(pieces):
                async for piece in pieces:
                    said = True
                    yield piece
        except NoModelError as error:
            if talk is None and not is_question(text):
                raise NotMineError("This is to be done, not told.") from None
            yield self._own(talk) if talk else _unknown(str(error))
        except EngineError:
            if talk is None or said:
                raise
            yield self._own(talk)

    async def _speak(
        self, model: LanguageModel, task: VoiceTask, talk: Talk | None, answer: Answer
    ) -> AsyncGenerator[str]:
        rank, self.used_s = model.rank, self._clock()
        shown = self.shown(rank, task.text, task.task_id)
        if rank is Rank.CAPABLE:
            async with aclosing(self._capable(model, task, answer, shown)) as sentences:
                async for sentence in sentences:
                    yield sentence
            return
        head = self.head_start
        begun = head.pieces() if head and head.fits(model, shown) else text_of(model, shown)
        async with aclosing(begun) as pieces:
            said = False
            if talk is not None:
                async with aclosing(honest.harmless(pieces, talk)) as sentences:
                    async for sentence in sentences:
                        said = True
                        yield sentence
            if talk is not None and not said:
                yield self._own(talk)

    async def _capable(
        self, model: LanguageModel, task: VoiceTask, answer: Answer, shown: Sequence[Message]
    ) -> AsyncGenerator[str]:
        """What a capable model says and, but for small talk, does with tools."""
        box = self._box(Rank.CAPABLE, task.text)
        answer.lasting = talk_of(task.text) is None
        rounds = Rounds(box, task, answer) if box else None
        async with aclosing(
            rounds.speak(model, shown)
            if rounds
            else honest.without_claims(honest.sentences(text_of(model, shown)))
        ) as sentences:
            async for sentence in sentences:
                yield sentence
        if not is_foreign(shown) and not (rounds and rounds.used):
            self._conversation.own(task.task_id)

    def shown(self, rank: Rank, text: str, turn: str) -> list[Message]:
        """What a model of this rank is shown of the conversation when `text` was said in this turn."""
        room = self.room() - tokens(self.offered(rank, text))
        return prompt.build(rank, self._conversation.history(turn), text, room)

    def offered(self, rank: Rank, text: str) -> Sequence[Tool]:
        """The tools that a model of this rank gets along with that."""
        box = self._box(rank, text)
        return box.offered(text) if box else ()

    def _box(self, rank: Rank, text: str) -> Toolbox | None:
        return self.tools if rank is Rank.CAPABLE and talk_of(text) is None else None

    def room(self) -> int:
        """So many tokens a model can be shown."""
        return self._config.context_tokens - self._config.answer_tokens

    def room_for_tools(self) -> int:
        """So many of these may be tools."""
        return int(self.room() * SHARE_OF_TOOLS)

    def _own(self, talk: Talk) -> str:
        return talk.answers[next(self._turns) % len(talk.answers)]


def _unknown(lack: str) -> str:
    """What is said to a question that nobody may answer."""
    return f"I don't know that. {lack}" if lack.startswith("Ollama has") or "`mind." in lack else UNKNOWN
