"""The process pyttsx3 runs in: `python -P -m voice.synthesize.pyttsx3_host FOLDER DRIVER`.

pyttsx3 cannot be interrupted: whoever wants silence kills this process. It reads frames on stdin and
reports on stdout (`voice.frames`), and ends when stdin closes. Sound goes through a file in
FOLDER, which is private. DRIVER is one of pyttsx3's, "" the usual one of the system.

in   ASK     which voices are there?
     BEGIN   JSON: text, voice, words_per_minute, volume (percent)
out  TELL    JSON: {"voices": [[name, language], …]} · {"rate_hz"} and then AUDIO, END ·
             {"broken": sentence} when it could not · {"failed": sentence} when nothing will work
"""

import ctypes
import json
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jarvis.errors import BadInputError, SynthesisError, contained
from voice import frames
from voice.audio import speech_in
from voice.synthesize.espeak_library import data_path, library_path

_PIECE_BYTES = 32_000
_HEADER_BYTES = 64
_NEAR = 0.01
_TRIES = 3
_LOOK_S, _WRITING_S, _SETTLED = 0.005, 5.0, 100
"""A file that is as long in so many looks is written."""
_CANNOT = "pyttsx3 does not work here ({}). Set another speech.engine; espeak always works."


def borrow_espeak() -> None:
    """Let pyttsx3 find the espeak-ng that was installed with us, where the system has none.

    It looks for `libespeak-ng.so.1`: one that is loaded already by that name is found first.
    """
    if sys.platform == "linux":
        os.environ.setdefault("ESPEAK_DATA_PATH", data_path())
        ctypes.CDLL(library_path(), ctypes.RTLD_GLOBAL)


def short(identifier: str) -> str:
    """A voice's name as one can write it: what is before the last slash is left out."""
    return identifier.replace("\\", "/").rpartition("/")[2]


class Speaker:
    """pyttsx3 itself, with what it needs to do as it was told.

    Its loop returns before espeak has spoken. What is set until then waits in a queue that the next loop
    throws away, and what espeak has not yet taken over is thrown away, too: so each step waits for the
    one before.
    """

    def __init__(self, driver: str) -> None:
        import pyttsx3  # noqa: PLC0415 - it looks for its library while it is imported

        self._engine = pyttsx3.init(driver or None)
        self._finished = threading.Event()
        self._engine.connect("finished-utterance", self._heard)
        self._engine.runAndWait()  # it takes nothing at once before its first loop

    def voices(self) -> list[tuple[str, str]]:
        """Names and languages."""
        return [(short(str(voice.id)), _language(voice.languages)) for voice in self._all()]

    def speak(self, wanted: dict[str, Any], file: Path) -> None:
        """Write the speech into `file`. Raises SynthesisError."""
        if wanted["voice"]:
            known = {short(str(one.id)).lower(): one.id for one in self._all()}
            if wanted["voice"].lower() not in known:
                raise SynthesisError(
                    f"pyttsx3 has no voice called “{wanted['voice']}”. `jarvis voices list` shows its voices."
                )
            self._engine.setProperty("voice", known[wanted["voice"].lower()])
        self._set("volume", min(1.0, wanted["volume"] / 100))
        self._set("rate", wanted["words_per_minute"])
        for _ in range(_TRIES):
            self._finished.clear()
            self._engine.save_to_file(wanted["text"], str(file))
            self._engine.runAndWait()
            if self._written(file) or not self._finished.is_set():
                return

    def _all(self) -> list[Any]:
        found: list[Any] = self._engine.getProperty("voices")
        return found

    def _heard(self, **_: object) -> None:
        self._finished.set()

    def _set(self, name: str, value: float) -> None:
        self._engine.setProperty(name, value)
        _patiently(lambda: abs(self._engine.getProperty(name) - value) < _NEAR)

    def _written(self, file: Path) -> bool:
        """Whether there is sound. A driver that never tells that it has finished leaves the file alone."""
        sizes = [-1]

        def over() -> bool:
            sizes.append(file.stat().st_size if file.exists() else 0)
            settled = len(set(sizes[-_SETTLED:])) == 1 and sizes[-1] > _HEADER_BYTES
            return self._finished.is_set() or settled

        _patiently(over, _WRITING_S)
        _patiently(lambda: not self._engine.isBusy())
        return file.exists() and file.stat().st_size > _HEADER_BYTES


def _patiently(true: Callable[[], bool], limit_s: float = 0.5) -> None:
    """Wait until it is, but not for ever: drivers differ in what they tell."""
    for _ in range(int(limit_s / _LOOK_S)):
        if true():
            return
        time.sleep(_LOOK_S)


def _language(languages: list[str | bytes]) -> str:
    first = languages[0] if languages else ""
    text = first.decode(errors="ignore") if isinstance(first, bytes) else str(first)
    return text.strip("\x05").replace("_", "-").lower()


class Host:
    """Does what the frames say, one after the other; `tell` sends one."""

    def __init__(self, speaker: Speaker, file: Path) -> None:
        self._speaker, self._file = speaker, file

    def obey(self, kind: bytes, payload: bytes) -> list[bytes]:
        """Do one thing, and give the frames that answer it."""
        answer = contained(lambda: self._work(kind, payload))
        if isinstance(answer, Exception):
            known = isinstance(answer, SynthesisError | BadInputError)
            sentence = str(answer) if known else f"pyttsx3 failed: {type(answer).__name__}."
            return [frames.pack_json(frames.TELL, broken=sentence)]
        return answer

    def _work(self, kind: bytes, payload: bytes) -> list[bytes]:
        if kind == frames.ASK:
            told = json.dumps({"voices": self._speaker.voices()})
            return [frames.pack(frames.TELL, told.encode())]
        self._file.unlink(missing_ok=True)
        self._speaker.speak(frames.unpack_json(payload), self._file)
        if not self._file.exists():
            raise SynthesisError("pyttsx3 gave no sound.")
        rate_hz, pcm = speech_in(self._file)
        pieces = [pcm[start : start + _PIECE_BYTES] for start in range(0, len(pcm), _PIECE_BYTES)]
        return [
            frames.pack_json(frames.TELL, rate_hz=rate_hz),
            *(frames.pack(frames.AUDIO, piece) for piece in pieces),
            frames.pack(frames.END),
        ]


def take_in(inbox: "queue.SimpleQueue[tuple[bytes, bytes]]") -> None:
    """Read frames in a thread of its own: the daemon's end is noticed even while pyttsx3 speaks."""
    while (frame := frames.read(sys.stdin.buffer)) is not None:
        inbox.put(frame)
    os._exit(0)


def main(folder: str, driver: str = "") -> int:
    """Serve until stdin closes; 1 when pyttsx3 cannot be used."""
    outbox = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # pyttsx3 prints
    inbox: queue.SimpleQueue[tuple[bytes, bytes]] = queue.SimpleQueue()
    threading.Thread(target=take_in, args=[inbox], name="inbox", daemon=True).start()

    def ready() -> Speaker:
        borrow_espeak()
        return Speaker(driver)

    speaker = contained(ready)
    if isinstance(speaker, Exception):
        reason = str(speaker) or type(speaker).__name__
        outbox.write(frames.pack_json(frames.TELL, failed=_CANNOT.format(" ".join(reason.split())[:200])))
        outbox.flush()
        return 1
    host = Host(speaker, Path(folder) / "sound.wav")
    try:
        while True:
            for frame in host.obey(*inbox.get()):
                outbox.write(frame)
            outbox.flush()
    except BrokenPipeError:
        return 0


if __name__ == "__main__":
    code = main(*sys.argv[1:])
    os._exit(code)  # native threads and destructors are not waited for
