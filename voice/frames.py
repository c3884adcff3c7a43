"""The letters of the frames (`jarvis.frames`) that audio processes and recognizers understand.

Kept free of other imports, because the audio processes must start quickly.
"""

import struct

from jarvis.frames import HEADER, LARGEST, TELL, pack, pack_json, read, unpack_json

__all__ = [
    "ASK", "AUDIO", "BEGIN", "END", "HEADER", "LARGEST", "LOAD", "STOP", "TELL",
    "numbered", "pack", "pack_json", "read", "unpack_json", "unpack_number",
]  # fmt: skip

NUMBER = struct.Struct("<I")
"""Says which playback is meant: what comes late for an older one is ignored."""

AUDIO = b"A"
"""Samples: s16le, one channel."""
BEGIN = b"B"
"""Sound follows; JSON `{"number": …, "rate_hz": …}`. Reports about it carry its number.

To the playback process also `"skip"`, so many samples that were heard before, and `"held"`.
"""
END = b"E"
"""The sound is complete; let it play out. To the playback process: NUMBER."""
SOUND = b"S"
"""To the playback process: NUMBER, then samples as in AUDIO."""
STOP = b"X"
"""Be silent now. NUMBER."""
HOLD = b"H"
"""Be silent now, and keep the place. NUMBER."""
RESUME = b"R"
"""Go on; NUMBER, and how many samples before that place, also a NUMBER."""
CUE = b"C"
"""A short sound over everything: its rate as a NUMBER, then samples."""
VOLUME = b"V"
"""How loud everything is: percent as a NUMBER."""
PLAYED = b"O"
"""From the playback process: what goes out; see `voice.reference.Report`."""
LOAD = b"L"
"""To a recognizer: get ready; JSON, see `voice.recognize.host`."""
ASK = b"P"
"""To a recognizer: the text of the sound so far, please."""


def numbered(kind: bytes, *numbers: int, pcm: bytes = b"") -> bytes:
    """One frame with these numbers in front."""
    return pack(kind, b"".join(map(NUMBER.pack, numbers)) + pcm)


def unpack_number(payload: bytes) -> tuple[int, bytes]:
    """The first number of a `numbered` payload, and the rest."""
    (number,) = NUMBER.unpack_from(payload)
    return number, payload[NUMBER.size :]
