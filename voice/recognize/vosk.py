"""Vosk: text while somebody speaks, with any Vosk model on this computer; the default once one is installed.

What the library dies of or hangs at is kept from it: it gets an existing absolute path and nothing to
download, 16 kHz, one thread, a grammar that is a list with something in it and never changes, and a new
recognizer for each utterance (a reset one still holds the sound before).
"""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import vosk

from jarvis.ports import RATE_HZ, Pcm, Transcript, Word
from voice.manifest import NAME, Manifest
from voice.recognize.engine import EngineBrokenError, Setup

UNKNOWN = "[unk]"
_NO_WORDS = frozenset({UNKNOWN, "<unk>", "[noise]", "[laughter]"})
_NOISE = frozenset({"the", "huh", "hm", "hmm", "uh"})
"""What small models hear in noise. Nothing one may want consists of these words alone."""
_NEVER_EMPTY = ("conf/model.conf", "graph/words.txt")
"""Vosk takes them as they are, and dies or is deaf at the first utterance."""
_TRIAL = bytes(RATE_HZ)  # half a second of silence
_QUIET = -1
_REMEDY = "Fetch it again: `jarvis models remove vosk-small-en`, then `jarvis models pull vosk-small-en`."


class _Saying:
    """Gives our sentence to what fails in the library, which raises plain Exception and nothing else."""

    def __init__(self, sentence: str) -> None:
        self._sentence = sentence

    def __enter__(self) -> None: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is Exception or isinstance(error, ValueError):
            raise EngineBrokenError(self._sentence) from None


class Vosk:
    """An engine. The option ("grammar", "yes") lets it hear the given phrases only, and [unk] for the rest.

    Several utterances with pauses between them become one text. `left_out` are the phrases with words
    that the model does not know; if that is all of them, everything is listened for.
    """

    name = "vosk"

    def __init__(self) -> None:
        self.left_out: tuple[str, ...] = ()
        self._model: Any = None
        self._recognizer: Any = None
        self._grammar = ""
        self._parts: list[Mapping[str, Any]] = []

    def load(self, setup: Setup) -> None:
        """Load the model, and try it on silence: a damaged one often fails only there."""
        self.close()
        folder = _folder_in(setup.model)
        try:
            self._load(folder, setup)
        except EngineBrokenError:
            self.close()
            raise

    def _load(self, folder: Path, setup: Setup) -> None:
        vosk.SetLogLevel(_QUIET)
        with _Saying(f"The speech model in {folder} is damaged. {_REMEDY}"):
            self._model = vosk.Model(str(folder))
            self._try()
            if dict(setup.options).get("grammar") == "yes" and setup.phrases:
                self._grammar = self._grammar_of(setup.phrases)
                self._try()

    def _try(self) -> None:
        """First without a grammar: with one, a model without a graph ends the process."""
        self.start()
        self.feed(_TRIAL)
        self.final()

    def start(self) -> None:
        """A new utterance, in a new recognizer."""
        if self._model is None:
            raise EngineBrokenError("Vosk has no model loaded. Please report this.")
        with _Saying(f"Vosk cannot work with its speech model. {_REMEDY}"):
            given = (self._model, RATE_HZ, *([self._grammar] if self._grammar else []))
            self._recognizer = vosk.KaldiRecognizer(*given)
            self._recognizer.SetWords(True)
        self._parts = []

    def feed(self, pcm: Pcm) -> str:
        """More sound; the text so far."""
        recognizer = self._listening()
        with _Saying("Vosk could not work on this utterance. Please say it again."):
            if pcm and recognizer.AcceptWaveform(pcm):
                self._parts.append(json.loads(recognizer.Result()))
        return self.partial()

    def partial(self) -> str:
        """The text so far."""
        with _Saying("Vosk could not work on this utterance. Please say it again."):
            now = json.loads(self._listening().PartialResult()).get("partial", "")
        return _cleaned(" ".join([*(part.get("text", "") for part in self._parts), now]))

    def final(self) -> Transcript:
        """What was said. The confidence is the mean of its words'; what was not understood counts as 0."""
        with _Saying("Vosk could not work on this utterance. Please say it again."):
            self._parts.append(json.loads(self._listening().FinalResult()))
        self._recognizer = None
        text = _cleaned(" ".join(part.get("text", "") for part in self._parts))
        heard = [word for part in self._parts for word in part.get("result", ())]
        if not (text and heard):
            return Transcript(text)
        words = tuple(_word(word) for word in heard if word["word"] not in _NO_WORDS)
        return Transcript(text, sum(word.confidence for word in words) / len(heard), words)

    def close(self) -> None:
        """Free the model."""
        self._recognizer = self._model = None
        self._grammar, self.left_out = "", ()

    def _listening(self) -> Any:  # noqa: ANN401 - vosk comes without types
        if self._recognizer is None:
            raise EngineBrokenError("Vosk was given sound before an utterance began. Please report this.")
        return self._recognizer

    def _grammar_of(self, phrases: tuple[str, ...]) -> str:
        """A JSON list as Vosk wants it, "" when there is nothing to put into it."""
        known = {phrase: all(map(self._knows, phrase.split())) for phrase in phrases if phrase.strip()}
        self.left_out = tuple(phrase for phrase in known if not known[phrase])
        listed = [phrase for phrase in known if known[phrase]]
        if listed and self._knows(UNKNOWN):
            listed.append(UNKNOWN)
        return json.dumps(listed) if listed else ""

    def _knows(self, word: str) -> bool:
        return bool(self._model.vosk_model_find_word(word) >= 0)


def _folder_in(given: Path | None) -> Path:
    """Where the model is: archives have a folder on top. Checksums are compared, if there are some."""
    if given is None:
        raise EngineBrokenError("Vosk has no model yet. Fetch one with `jarvis models pull vosk-small-en`.")
    if not given.is_absolute() or not given.is_dir():
        raise EngineBrokenError(
            f"There is no Vosk model at {given}. Name an existing folder by its whole path, "
            "or fetch a model with `jarvis models pull vosk-small-en`."
        )
    if (given / NAME).exists():
        _compare(given)
    inside = sorted(path for path in given.iterdir() if path.is_dir())
    found = [given] if _is_model(given) else [folder for folder in inside if _is_model(folder)]
    if len(found) != 1:
        raise EngineBrokenError(
            f"{given} is not a Vosk model: it needs am/final.mdl, conf and graph in it, once. "
            "Fetch one with `jarvis models pull vosk-small-en`."
        )
    for file in _NEVER_EMPTY:
        if (found[0] / file).exists() and not (found[0] / file).stat().st_size:
            raise EngineBrokenError(f"The speech model in {given} is damaged ({file}). {_REMEDY}")
    return found[0]


def _is_model(folder: Path) -> bool:
    """In the order of today, or in that of old models: everything in one folder."""
    old = (folder / "final.mdl").is_file() and (folder / "mfcc.conf").is_file()
    return old or (folder / "am/final.mdl").is_file()


def _compare(folder: Path) -> None:
    try:
        findings = Manifest.read(folder).compare(folder)
    except (OSError, ValueError):
        raise EngineBrokenError(f"The speech model in {folder} is damaged ({NAME}). {_REMEDY}") from None
    if wrong := (*findings.missing, *findings.changed):
        raise EngineBrokenError(f"The speech model in {folder} is damaged ({wrong[0]}). {_REMEDY}")


def _cleaned(text: str) -> str:
    """Without what is no word; "" if nothing else but noise is left."""
    words = [word for word in text.split() if word not in _NO_WORDS]
    return "" if _NOISE.issuperset(words) else " ".join(words)


def _word(told: Mapping[str, Any]) -> Word:
    sure = float(told.get("conf", 0.0))
    sure = 0.0 if math.isnan(sure) else min(max(sure, 0.0), 1.0)
    return Word(told["word"], round(told["start"] * 1000), round(told["end"] * 1000), sure)
