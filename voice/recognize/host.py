"""The process an engine runs in: `python -P -m voice.recognize.host NAME`.

Native code that crashes or hangs takes only this process with it, and its work never holds up the
daemon. It reads frames on stdin and reports on stdout (`voice.frames`), and ends when stdin closes.

in   LOAD    JSON: model, phrases, options of `Setup`
     BEGIN   JSON: number of the utterance that starts; the one before is forgotten
     AUDIO   its sound
     ASK     the text so far, please
     END     that was all of it
out  TELL    JSON: {"loaded": name} · {"partial": text, "number", "bytes", "asked"} ·
             {"final": text, "number", "confidence", "words"} · {"broken": sentence, "number"} ·
             {"failed": sentence} when nothing will work any more
"""

import importlib
import json
import os
import queue
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jarvis.errors import contained
from voice import frames
from voice.recognize.engine import Engine, EngineBrokenError, Setup

ENGINES = {
    "moonshine": "voice.recognize.moonshine:Moonshine",
    "vosk": "voice.recognize.vosk:Vosk",
    "sphinx": "voice.recognize.sphinx:Sphinx",
    "speech_recognition": "voice.recognize.borrowed:Borrowed",
}


def engine_of(name: str) -> Engine:
    """Import the engine: nothing of the others is loaded. `name` may be `module:Class`, as in the tests."""
    module, _, kind = ENGINES.get(name, name).partition(":")
    engine: Engine = getattr(importlib.import_module(module), kind)()
    return engine


class Host:
    """Does what the frames say, one after the other."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._number = self._bytes = 0
        self._broken = True
        """Nothing more is tried with an utterance that failed, or before there is one."""

    def load(self, payload: bytes) -> dict[str, Any]:
        """Load the engine. Raises EngineBrokenError."""
        wanted = frames.unpack_json(payload)
        model = Path(wanted["model"]) if wanted["model"] else None
        options = tuple((str(key), str(value)) for key, value in wanted["options"])
        self._engine.load(Setup(model, tuple(wanted["phrases"]), options))
        return {"loaded": self._engine.name}

    def obey(self, kind: bytes, payload: bytes) -> dict[str, Any] | None:
        """Do one thing, and give what is to be told."""
        if kind == frames.BEGIN:
            self._number, self._bytes, self._broken = int(frames.unpack_json(payload)["number"]), 0, False
        if self._broken:
            return None
        told = contained(lambda: self._work(kind, payload))
        if isinstance(told, Exception):
            self._broken = True
            known = isinstance(told, EngineBrokenError)
            sentence = str(told) if known else f"Speech recognition failed: {type(told).__name__}."
            return {"broken": sentence, "number": self._number}
        return told

    def _work(self, kind: bytes, payload: bytes) -> dict[str, Any] | None:
        if kind == frames.BEGIN:
            self._engine.start()
        elif kind == frames.AUDIO:
            self._bytes += len(payload)
            text = self._engine.feed(payload)
            return None if text is None else self._partial(text, asked=False)
        elif kind == frames.ASK:
            return self._partial(self._engine.partial(), asked=True)
        elif kind == frames.END:
            transcript, self._broken = self._engine.final(), True
            told = asdict(transcript)
            return {"final": told.pop("text"), "number": self._number, **told}
        return None

    def _partial(self, text: str, *, asked: bool) -> dict[str, Any]:
        return {"partial": text, "number": self._number, "bytes": self._bytes, "asked": asked}


def take_in(inbox: "queue.SimpleQueue[tuple[bytes, bytes]]") -> None:
    """Read frames in a thread of its own: the daemon's end is noticed even while an engine hangs."""
    while (frame := frames.read(sys.stdin.buffer)) is not None:
        inbox.put(frame)
    os._exit(0)


def main(name: str) -> int:
    """Serve until stdin closes; 1 when the engine cannot be used."""
    outbox = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever an engine prints is no frame
    inbox: queue.SimpleQueue[tuple[bytes, bytes]] = queue.SimpleQueue()
    threading.Thread(target=take_in, args=[inbox], name="inbox", daemon=True).start()

    def tell(values: dict[str, Any]) -> None:
        outbox.write(frames.pack(frames.TELL, json.dumps(values).encode()))
        outbox.flush()

    try:
        host = Host(engine_of(name))
        while True:
            kind, payload = inbox.get()
            told = host.load(payload) if kind == frames.LOAD else host.obey(kind, payload)
            if told is not None:
                tell(told)
    except BrokenPipeError:
        return 0
    except (EngineBrokenError, ImportError) as error:
        tell({"failed": str(error)})
        return 1


if __name__ == "__main__":
    # Threads and destructors of native code are not waited for.
    code = main(*sys.argv[1:])
    os._exit(code)
