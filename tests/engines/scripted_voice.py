"""Stands in for `voice.synthesize.pyttsx3_host`: does what the words it is to speak tell it."""

import json
import os
import signal
import sys
import threading
import time

from voice import frames

HALF_SECOND = bytes(16_000)


def send(*answer: bytes) -> None:
    """Write frames."""
    sys.stdout.buffer.write(b"".join(answer))
    sys.stdout.buffer.flush()


def obey(text: str) -> None:
    """One sentence: half a second of silence at 16 kHz, unless it says otherwise."""
    rate = frames.pack_json(frames.TELL, rate_hz=16_000)
    sound = frames.pack(frames.AUDIO, HALF_SECOND)
    match text:
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "ends":
            sys.exit(0)
        case "ends later":
            send(rate, sound, frames.pack(frames.END))
            threading.Timer(0.05, os._exit, [0]).start()
        case "nonsense":
            send(b"A\xff\xff\xff\xff")
        case "no json":
            send(frames.pack(frames.TELL, b"{"))
        case "hangs":
            time.sleep(600)
        case "goes on for ever":
            send(rate)
            while True:
                send(sound)
        case _:
            send(rate, sound, frames.pack(frames.END))


if __name__ == "__main__":
    while (frame := frames.read(sys.stdin.buffer)) is not None:
        obey(json.loads(frame[1])["text"])
