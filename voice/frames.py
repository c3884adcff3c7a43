"""The letters of the frames (`jarvis.frames`) that audio processes and recognizers understand.

Kept free of other imports, because the audio processes must start quickly.
"""

from jarvis.frames import HEADER, LARGEST, TELL, pack, pack_json, read, unpack_json

__all__ = [
    "ASK", "AUDIO", "BEGIN", "END", "HEADER", "LARGEST", "LOAD", "STOP", "TELL",
    "pack", "pack_json", "read", "unpack_json",
]  # fmt: skip

AUDIO = b"A"
"""Samples: s16le, one channel."""
BEGIN = b"B"
"""Sound follows; JSON `{"number": …, "rate_hz": …}`. Reports about it carry its number."""
END = b"E"
"""The sound is complete; let it play out."""
STOP = b"X"
"""Be silent now."""
LOAD = b"L"
"""To a recognizer: get ready; JSON, see `voice.recognize.host`."""
ASK = b"P"
"""To a recognizer: the text of the sound so far, please."""
