"""A capable model uses tools: it asks for some, is told what they gave, and so on for a few rounds.

What makes this safe: what only tells may always be used. What does something runs only if the user's own
words are for it. Otherwise the user is asked; and if there are foreign words in the conversation, of a
document or of a tool, it is refused, for they may be what the model obeys.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from jarvis.answering import Answer
from jarvis.errors import SkillError, TooSlowError
from jarvis.mind import honest, tools
from jarvis.mind.seam import LanguageModel, Message, Tool, ToolCall
from jarvis.mind.toolbox import Toolbox
from jarvis.plugins import Skill
from jarvis.streams import paced
from jarvis.tasks import VoiceTask
from jarvis.templates import Match

MOST_ROUNDS = 3
"""After so many rounds with tools it has to answer without."""
MOST_CALLS = 4
"""So many calls of one message are looked at."""
LONGEST_RESULT = 400
"""Letters of a result that the model is shown."""
LONGEST_S = 5.0
"""A tool that takes longer is stopped."""
REFUSED = "Not done: the user did not ask for this. Go on without it."
ONCE = "Not done again: it was done once already."
TOO_MANY = f"Not done: {MOST_CALLS} calls at once are the most."
OPEN = "Not done: the user has to answer a question first."
UNHEARD = "Not done: it would have to ask the user first."
HEARD = "The user has heard this; do not repeat it: "


@dataclass
class Rounds:
    """One answer with tools. What the skills did goes into the evidence of `answer`."""

    box: Toolbox
    task: VoiceTask
    answer: Answer
    used: bool = False
    """Whether any tool was called."""
    _acted: list[str] = field(default_factory=list)
    """The skills that ran and spoke for themselves."""
    _told: list[str] = field(default_factory=list)
    """What skills that only tell gave."""

    async def speak(self, model: LanguageModel, shown: Sequence[Message]) -> AsyncGenerator[str]:
        """What is said: the model's text, but for claims, and the own words of skills that do something."""
        messages, said = list(shown), False
        for number in range(MOST_ROUNDS + 1):
            offered = self.box.offered(self.task.text) if number < MOST_ROUNDS else ()
            calls: list[ToolCall] = []
            written: list[str] = []
            texts = _texts(model, messages, offered, calls)
            async with aclosing(self._vetted(texts, calls, written)) as sentences:
                async for sentence in sentences:
                    bare = sentence.strip() if not said else sentence
                    yield f" {bare}" if said and not bare[:1].isspace() else bare
                    said = True
            if not calls or not offered:
                break
            self.used, self.answer.lasting = True, False
            results: list[Message] = []
            async with aclosing(self._run(calls, results, foreign=is_foreign(messages))) as replies:
                async for reply in replies:
                    yield f" {reply}" if said else reply
                    said = said or bool(reply)
            if self._waits():
                return
            messages += [Message("assistant", "".join(written), tuple(calls)), *results]
        if not said and self.used:
            yield " ".join(self._told) or honest.NOT_DONE

    async def _vetted(
        self, texts: AsyncGenerator[str], calls: Sequence[ToolCall], written: list[str]
    ) -> AsyncGenerator[str]:
        """Sentences; what comes from the first claim on waits until it is known whether a tool is called.

        A claim is never said: with a call the skill tells what was done, without one the claim is denied.
        """
        held: list[tuple[str, str]] = []
        async with aclosing(honest.sentences(texts)) as sentences:
            async for sentence in sentences:
                written.append(sentence)
                denial = honest.denial(sentence.strip())
                if denial or held:
                    held.append((sentence, denial))
                else:
                    yield sentence
        denied = {""}
        for sentence, denial in held:
            own = "" if denial else sentence
            if denial not in denied and not calls:
                denied.add(denial)
                own = self._instead(denial)
                gap = sentence[: len(sentence) - len(sentence.lstrip())]
                own = f"{gap}{own}" if own else ""
            if own:
                yield own

    def _instead(self, denial: str) -> str:
        """What is said in the place of a claim: what is true."""
        if denial == honest.NO_CLOCK and self._told:
            hours = [told for told in self._told if honest.denial(told) == honest.NO_CLOCK]
            return " ".join(hours or self._told)
        return "" if self._acted else denial

    async def _run(
        self, calls: Sequence[ToolCall], results: list[Message], *, foreign: bool
    ) -> AsyncGenerator[str]:
        """Use the tools; gives what is to be said at once. `results` becomes a message for each call."""
        chosen = [self.box.skills.get(call.name) for call in calls]
        reading: dict[int, asyncio.Task[Message]] = {}
        async with asyncio.TaskGroup() as group:
            for i, (call, skill) in enumerate(zip(calls[:MOST_CALLS], chosen, strict=False)):
                if skill is not None and skill.reads:
                    reading[i] = group.create_task(self._read(skill, call), name=f"tool {skill.name}")
        for i, (call, skill) in enumerate(zip(calls, chosen, strict=True)):
            if i >= MOST_CALLS:
                results.append(_plain(call, TOO_MANY))
            elif skill is None:
                results.append(_plain(call, f"There is no tool {call.name[:40]!r}."))
            elif i in reading:
                results.append(reading[i].result())
            else:
                said, result = await self._act(skill, call, foreign=foreign)
                results.append(result)
                if said is not None:
                    yield said

    async def _read(self, skill: Skill, call: ToolCall) -> Message:
        """What a skill tells; the model is told it as data."""
        try:
            values = await asyncio.to_thread(tools.values_of, skill, call.arguments)
        except tools.WrongArgumentsError as error:
            return _plain(call, str(error))
        told = await self._answered(skill, values, "")
        self._told.append(told)
        return _data(call, skill, told)

    async def _act(self, skill: Skill, call: ToolCall, *, foreign: bool) -> tuple[str | None, Message]:
        """Run a skill that does something, or ask, or refuse; gives what is said, and the model is told."""
        known, turn = self.box.known, self.task.task_id
        if self._waits():
            return None, _plain(call, OPEN)
        try:
            values = await asyncio.to_thread(tools.values_of, skill, call.arguments)
        except tools.WrongArgumentsError as error:
            return None, _plain(call, str(error))
        if await asyncio.to_thread(self.box.meant, self.task.text, skill.name):
            if foreign and skill.name in self._acted:
                return None, _plain(call, ONCE)
            self._acted.append(skill.name)
            said = await self._answered(skill, values, turn)
            return said, _data(call, skill, HEARD + said)
        phrase = "" if foreign else await asyncio.to_thread(tools.phrase_of, skill, values)
        match = known.templates.match(phrase) if phrase else None
        if match is None or match.name != skill.name:  # a yes has to mean this
            return None, _plain(call, REFUSED)
        asking = known.perhaps(phrase, turn)
        return "".join([piece async for piece in asking.pieces]), _plain(call, OPEN)

    def _waits(self) -> bool:
        """Whether the user has to answer something before it goes on."""
        return self.answer.asked or self.box.known.question.asked_in(self.task.task_id)

    async def _answered(self, skill: Skill, values: dict[str, object], turn: str) -> str:
        """What a skill says; what it asks outside of a turn cannot be answered."""
        found = self.box.known.do(Match(skill.name, values), turn)
        try:
            async with aclosing(paced(found.pieces, LONGEST_S, LONGEST_S)) as pieces:
                said = "".join([piece async for piece in pieces])
        except (SkillError, TooSlowError) as error:
            return str(error)
        self.answer.did.update(found.did)
        if found.asked and not turn:  # nobody hears it
            self.box.known.dialogs.end(self.box.known.session())
            return UNHEARD
        self.answer.asked = found.asked
        return said


def is_foreign(messages: Sequence[Message]) -> bool:
    """Whether there may be words of a document or a tool among them."""
    return any(one.foreign for one in messages)


def _plain(call: ToolCall, text: str) -> Message:
    """What we tell the model of its call; it holds nobody's words but the model's."""
    return Message("tool", text, tool=call.name)


def _data(call: ToolCall, skill: Skill, text: str) -> Message:
    """A result as the model is shown it: data with its source, cut to a length it has room for."""
    shown = json.dumps({"source": skill.name, "data": text[:LONGEST_RESULT]}, ensure_ascii=False)
    return Message("tool", shown, tool=call.name, foreign=True)


async def _texts(
    model: LanguageModel, messages: Sequence[Message], offered: Sequence[Tool], calls: list[ToolCall]
) -> AsyncGenerator[str]:
    """The model's text; its calls are put aside, those that are far too many forgotten."""
    async with aclosing(model.chat(messages, offered)) as pieces:
        async for piece in pieces:
            if isinstance(piece, str):
                yield piece
            elif len(calls) < MOST_CALLS * 2:
                calls.append(piece)
