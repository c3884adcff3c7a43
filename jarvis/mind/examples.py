"""The second rung: the skill whose example sentences mean most nearly what was said.

A skill that only tells something answers; one that does something is asked about if nobody else knows.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any, NamedTuple

from jarvis.answerers import SkillAnswerer
from jarvis.answering import Answer
from jarvis.errors import JarvisError, ModelError, NotMineError
from jarvis.mind.example_vectors import Examples
from jarvis.plugins import Skill
from jarvis.slots import slot_of
from jarvis.streams import once
from jarvis.tasks import Priority, VoiceTask
from jarvis.templates import Match, Templates, plain

log = logging.getLogger(__name__)
GATE = 0.60
"""A sentence as like an example as this (cosine) may have been meant, and is asked about."""
GATE_TELLS = 0.65
"""As like as this, a skill that only tells something tells it. Measured in `tests/bench/mind_ladder.py`."""
MARGIN = 0.05
"""The next skill must be so much less like it: what lies between two is neither."""
SHORTEST = 2  # one word is no sentence: what it means is for the templates
LONGEST = 200  # letters; what is longer is a story
PATIENCE_S = 0.5  # the first question waits no longer for the model; it goes on to the next rung
_NOT = frozenset(["not", "no", "never", "don't", "dont", "doesn't", "won't", "without", "nobody"])
"""What these words turn round is no command, though it sounds like one."""


class Chosen(NamedTuple):
    """A command that may have been meant, as one says it; `sure` enough to answer without asking."""

    match: Match
    phrase: str
    sure: bool


class ExampleAnswerer:
    """Answers what no template has, but an example is like."""

    def __init__(self, skills: Sequence[Skill], known: SkillAnswerer, examples: Examples) -> None:
        self._skills = {skill.name: skill for skill in skills}
        self._known, self._examples = known, examples
        self._loaded: asyncio.Future[bool] | None = None
        self._doubt = ("", "")

    def replace(self, skills: Sequence[Skill]) -> None:
        """Know these from now on. Takes a moment: call it in a thread."""
        self._examples.replace(skills)
        self._skills = {skill.name: skill for skill in skills}

    def priority(self, text: str) -> Priority | None:  # noqa: ARG002 - none is so urgent
        """What is urgent is known word for word."""
        return None

    def answer(self, task: VoiceTask) -> Answer | None:
        """Whether a skill is near is found out in a thread; raises NotMineError there if none is."""
        if not len(plain(task.text).split()) >= SHORTEST or len(task.text) > LONGEST:
            return None
        answer = Answer("example", once(""))
        answer.pieces = self._pieces(task, answer)
        return answer

    async def _pieces(self, task: VoiceTask, answer: Answer) -> AsyncGenerator[str]:
        if self._loaded is None:
            self._loaded = asyncio.get_running_loop().run_in_executor(None, self._load)
        await asyncio.wait({self._loaded}, timeout=PATIENCE_S)
        if not self._loaded.done() or not self._loaded.result():
            raise NotMineError("The examples are not loaded.")
        try:
            chosen = await asyncio.to_thread(self.choose, task.text)
        except ModelError as error:  # it had left memory, and there is no room for it now
            raise NotMineError(str(error)) from None
        if chosen is None:
            raise NotMineError("No skill is like that.")
        if not chosen.sure:
            self._doubt = task.task_id, chosen.phrase
            raise NotMineError("It only may have been meant.")
        found = self._known.do(chosen.match, task.task_id)
        async with aclosing(found.pieces) as pieces:
            async for piece in pieces:
                answer.did.update(found.did)
                answer.asked = found.asked
                yield piece

    def doubt(self, turn: str) -> str:
        """The phrase that may have been meant in this turn, told once; "" for none."""
        (of, phrase), self._doubt = self._doubt, ("", "")
        return phrase if of == turn else ""

    def _load(self) -> bool:
        """Load; without the model the other rungs are there."""
        try:
            self._examples.load()
        except JarvisError as error:
            log.warning("commands are known by their templates only: %s", error)
            return False
        return True

    def choose(self, text: str) -> Chosen | None:
        """The skill that may have been meant, None if there is none. Takes some milliseconds."""
        near = self._examples.near(text)
        if near is None or near.margin < MARGIN or near.likeness < GATE:
            return None
        skill = self._skills.get(near.skill)
        phrase = filled(skill, plain(text)) if skill is not None else ""
        match = self._known.templates.match(phrase) if phrase else None
        if skill is None or match is None or match.name != skill.name:
            return None
        return Chosen(match, phrase, sure=skill.reads and near.likeness >= GATE_TELLS)

    def meant(self, text: str, skill: str) -> bool:
        """Whether these are words for just this skill. Takes some milliseconds: call it in a thread."""
        match = self._known.templates.match(text)
        if match is not None or len(text) > LONGEST or not _NOT.isdisjoint(plain(text).split()):
            return match is not None and match.name == skill
        near = self._examples.near(text)
        return near is not None and near.skill == skill and near.margin >= MARGIN and near.likeness >= GATE


def filled(skill: Skill, words: str) -> str:
    """A phrase of the skill with the values that stand in `words`; "" if they cannot be read there.

    A place that takes any words cannot be read without its template: what would be in it is a guess.
    """
    example = plain(skill.example)
    own = Templates()
    own.add(skill.name, list(skill.phrases), skill.places)
    shown = own.match(example)
    for place in shown.values if shown is not None else ():
        kind = skill.places[place]
        value, typical = _value_in(words, kind), _value_in(example, kind)
        if slot_of(kind).free or not value or not typical:
            return ""
        example = example.replace(typical, value, 1)
    return example


def _value_in(words: str, kind: Any) -> str:  # noqa: ANN401 - whatever stands in a signature
    """The longest run of words that is a value of this kind, "" if none is."""
    reader = Templates()
    reader.add("value", ["{value}"], {"value": kind})
    split = words.split()
    runs = [(a, b) for a in range(len(split)) for b in range(a + 1, min(len(split), a + 8) + 1)]
    for start, end in sorted(runs, key=lambda run: run[0] - run[1]):
        if reader.as_it_stands(plain(" ".join(split[start:end]))) is not None:
            return plain(" ".join(split[start:end]))
    return ""
