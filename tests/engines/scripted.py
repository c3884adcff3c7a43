"""An engine that does what the sound says: each chunk of sound is a word of ASCII text."""

import os
import signal
import sys
import time
from pathlib import Path

from jarvis.ports import Pcm, Transcript, Word
from voice.recognize.engine import EngineBrokenError, Setup


class Scripted:
    """Understands text as if it were speech. Some words make it fail in the way they name."""

    name = "scripted"

    def __init__(self) -> None:
        self._words: list[str] = []
        self._along = False
        self._calls: Path | None = None

    def load(self, setup: Setup) -> None:
        """`options` say how: along=yes, load=WORD, calls=FILE."""
        options = dict(setup.options)
        self._along = options.get("along") == "yes"
        self._calls = Path(options["calls"]) if "calls" in options else None
        if setup.model is not None and not setup.model.exists():
            raise EngineBrokenError(f"There is no model in {setup.model}. Get one.")
        _obey(options.get("load", ""))

    def start(self) -> None:
        """Forget."""
        self._note("start")
        self._words.clear()

    def feed(self, pcm: Pcm) -> str | None:
        """One more word."""
        self._words += pcm.decode().split()
        _obey(self._words[-1] if self._words else "")
        return " ".join(self._words) if self._along else None

    def partial(self) -> str:
        """The words so far."""
        self._note("partial")
        _obey(_when("ask:", self._words))
        return " ".join(self._words)

    def final(self) -> Transcript:
        """All words."""
        self._note("final")
        _obey(_when("final:", self._words))
        times = tuple(Word(word, i * 100, i * 100 + 90, 0.5) for i, word in enumerate(self._words))
        return Transcript(" ".join(self._words), 0.5, times)

    def close(self) -> None:
        """Nothing to free."""

    def _note(self, what: str) -> None:
        if self._calls is not None:
            with self._calls.open("a") as calls:
                calls.write(f"{what}\n")


def _when(moment: str, words: list[str]) -> str:
    """What a word like "ask:hangs" wants to happen at this moment."""
    return next((word.removeprefix(moment) for word in words if word.startswith(moment)), "")


def _obey(word: str) -> None:
    match word:
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "crashes":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "broken":
            raise EngineBrokenError("It is broken. Mend it.")
        case "wrong":
            raise ZeroDivisionError
        case "hangs":
            time.sleep(600)
        case "prints":
            print("no frame at all", flush=True)  # noqa: T201 - as native code does
            os.write(1, b"A\xff\xff\xff\xff")
            sys.stderr.write("noise\n")
        case _:
            pass
