"""The second rung: the skill whose example sentences mean most nearly what was said.

A skill that only tells something answers; one that does something is asked about if nobody else knows.
"""

import asyncio
import hashlib
import logging
import threading
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from jarvis.answerers import SkillAnswerer
from jarvis.answering import Answer
from jarvis.errors import JarvisError, ModelError, NotMineError
from jarvis.places import used_in
from jarvis.plugins import Skill
from jarvis.streams import once
from jarvis.tasks import Priority, VoiceTask
from jarvis.templates import Match, Templates, plain, samples

log = logging.getLogger(__name__)
Vectors = NDArray[np.float32]
GATE = 0.60
"""A sentence as like an example as this (cosine) may have been meant, and is asked about."""
GATE_TELLS = 0.65
"""As like as this, a skill that only tells something tells it. Measured in `tests/bench/mind_ladder.py`."""
MARGIN = 0.05
"""The next skill must be so much less like it: what lies between two is neither."""
SHORTEST = 2  # one word is no sentence: what it means is for the templates
LONGEST = 200  # letters; what is longer is a story
PATIENCE_S = 0.5  # the first question waits no longer for the model; it goes on to the next rung
_A_PHRASE, _A_SKILL = 3, 16
_NOT = frozenset(["not", "no", "never", "don't", "dont", "doesn't", "won't", "without", "nobody"])
"""What these words turn round is no command, though it sounds like one."""


class Embedder(Protocol):
    """Texts as vectors. Called in a thread."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """A vector of length 1 for each text, `[len(texts), size]`."""
        ...


class Near(NamedTuple):
    """The skill that is most like, its likeness (cosine), and how much less the next skill is."""

    skill: str
    likeness: float
    margin: float


class Chosen(NamedTuple):
    """A command that may have been meant, as one says it; `sure` enough to answer without asking."""

    match: Match
    phrase: str
    sure: bool


def examples_of(skill: Skill) -> list[str]:
    """A few sentences for a skill: its example, and some variants of each phrase, with typical words."""
    used = used_in(list(skill.phrases), skill.places)
    typical = {place: slot.typical for place, slot in used.items()}
    found = dict.fromkeys([plain(skill.example)])
    for phrase in skill.phrases:
        found |= dict.fromkeys(samples(phrase, typical, _A_PHRASE))
    return list(filter(None, found))[:_A_SKILL]


class Examples:
    """All examples as vectors; made when first needed, in a thread, and kept in `folder` for the next start.

    `model` names the model of the vectors, such as its hash: those of another mean nothing.
    """

    def __init__(
        self, skills: Sequence[Skill], load: Callable[[], Embedder], model: str, folder: Path
    ) -> None:
        self._load, self._model, self._folder = load, model, folder
        pairs = [(text, skill.name) for skill in skills for text in examples_of(skill)]
        self._texts = [text for text, _ in pairs]
        self._names = np.array([name for _, name in pairs])
        self._embedder: Embedder | None = None
        self._vectors: Vectors = np.zeros((0, 1), np.float32)
        self._loading = threading.Lock()

    @property
    def file(self) -> Path:
        """Where the vectors of just these sentences lie."""
        content = "\n".join([self._model, *self._texts])
        return self._folder / f"examples-{hashlib.sha256(content.encode()).hexdigest()[:16]}.npy"

    def load(self) -> None:
        """Get the model and the vectors; takes a second or more: call it in a thread. Raises ModelError."""
        with self._loading:
            if self._embedder is None:
                embedder = self._load()
                if self._texts:
                    self._vectors = self._known(embedder)
                self._embedder = embedder

    def near(self, text: str) -> Near | None:
        """The skill most like a sentence; takes milliseconds. None before `load`, and without skills."""
        if self._embedder is None or not len(self._vectors):
            return None
        cosines = self._vectors @ self._embedder.encode([plain(text)])[0]
        best = int(np.argmax(cosines))
        others = cosines[self._names != self._names[best]]
        likeness = float(cosines[best])
        margin = likeness - float(others.max()) if len(others) else 1.0
        return Near(str(self._names[best]), likeness, margin)

    def _known(self, embedder: Embedder) -> Vectors:
        """The vectors from the last start, if they are whole; else new ones."""
        try:
            found = np.load(self.file, allow_pickle=False)
        except (OSError, ValueError, EOFError):
            found = None
        if found is not None and (found.dtype, found.ndim, len(found)) == (np.float32, 2, len(self._texts)):
            return np.asarray(found, np.float32)
        vectors = embedder.encode(self._texts)
        self._write(vectors)
        return vectors

    def _write(self, vectors: Vectors) -> None:
        """Keep them; if that cannot be, they are made again at the next start."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for old in self._folder.glob("examples-*.npy"):
                old.unlink()
            new = self.file.with_suffix(".new")
            with new.open("wb") as stream:
                np.save(stream, vectors, allow_pickle=False)
            new.replace(self.file)
        except OSError as error:
            log.warning("the examples could not be kept: %s", error.strerror)


class ExampleAnswerer:
    """Answers what no template has, but an example is like."""

    def __init__(self, skills: Sequence[Skill], known: SkillAnswerer, examples: Examples) -> None:
        self._skills = {skill.name: skill for skill in skills}
        self._known, self._examples = known, examples
        self._loaded: asyncio.Future[bool] | None = None
        self._doubt = ("", "")

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
        phrase = filled(skill := self._skills[near.skill], plain(text))
        match = self._known.templates.match(phrase) if phrase else None
        if match is None or match.name != skill.name:
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
        if kind is str or not value or not typical:
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
        if reader.match(" ".join(split[start:end])) is not None:
            return plain(" ".join(split[start:end]))
    return ""
