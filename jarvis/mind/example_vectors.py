"""The example sentences of all skills as vectors, and the one that is most like what was said."""

import hashlib
import logging
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from jarvis.places import used_in
from jarvis.plugins import Skill
from jarvis.templates import plain, samples

log = logging.getLogger(__name__)
Vectors = NDArray[np.float32]
_A_PHRASE, _A_SKILL = 3, 16


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
        self._first = self._skills = skills
        self._pairs: list[tuple[str, str]] = []
        self._embedder: Embedder | None = None
        self._known_vectors: dict[str, Vectors] = {}
        self._held: tuple[NDArray[np.str_], Vectors] = np.array([], str), np.zeros((0, 1), np.float32)
        """Whose example each vector is."""
        self._loading = threading.Lock()

    @cached_property
    def _texts(self) -> list[str]:
        """Those that are kept. Half a second to put together, which a start has not."""
        return [text for text, _ in _pairs(self._first)]

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
                    self._known_vectors = dict(zip(self._texts, self._known(embedder), strict=True))
                self._pairs = _pairs(self._skills)
                self._fit(embedder)
                self._embedder = embedder

    def replace(self, skills: Sequence[Skill]) -> None:
        """Know the examples of these skills from now on; those of new ones are not kept for the next start.

        Takes a moment if there are new ones: call it in a thread.
        """
        with self._loading:
            self._skills = skills
            if self._embedder is not None:
                self._pairs = _pairs(skills)
                self._fit(self._embedder)

    def _fit(self, embedder: Embedder) -> None:
        """Hold a vector for every example."""
        known = self._known_vectors
        if new := list(dict.fromkeys(text for text, _ in self._pairs if text not in known)):
            known |= dict(zip(new, embedder.encode(new), strict=True))
        self._known_vectors = {text: known[text] for text, _ in self._pairs}
        if self._pairs:
            names = np.array([name for _, name in self._pairs])
            self._held = names, np.stack([known[text] for text, _ in self._pairs])
        else:
            self._held = np.array([], str), np.zeros((0, 1), np.float32)

    def near(self, text: str) -> Near | None:
        """The skill most like a sentence; takes milliseconds. None before `load`, and without skills."""
        names, vectors = self._held
        if self._embedder is None or not len(vectors):
            return None
        cosines = vectors @ self._embedder.encode([plain(text)])[0]
        best = int(np.argmax(cosines))
        others = cosines[names != names[best]]
        likeness = float(cosines[best])
        margin = likeness - float(others.max()) if len(others) else 1.0
        return Near(str(names[best]), likeness, margin)

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


def _pairs(skills: Sequence[Skill]) -> list[tuple[str, str]]:
    return [(text, skill.name) for skill in skills for text in examples_of(skill)]
