"""T48: the process that watches the key remembers and writes nothing of what is typed."""

import gc
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from Xlib import XK
from Xlib.display import Display

from jarvis.chord import Chord
from jarvis.errors import contained
from tests.living import until
from tests.xscreen import Keyboard, XScreen, bare_screen
from ui import keys

__all__ = ["bare_screen"]
pytestmark = [
    pytest.mark.real_time,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
CANARY = "zq7xk3vwpy"
KNOWN = "marker-6f1d-found"
"""The process has it in its environment: whoever does not find that has not looked."""
EVENT = 32
"""An X11 event has so many bytes; the second one is the key."""


def memory(process: int) -> list[bytes]:
    """All that a process can read."""
    found = []
    with Path(f"/proc/{process}/mem").open("rb", 0) as content:
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            span, how, *_ = line.split()
            if "r" in how and not line.endswith(("[vvar]", "[vsyscall]", "[vvar_vclock]")):
                begin, end = (int(one, 16) for one in span.split("-"))
                content.seek(begin)
                found.append(content.read(end - begin))
    return found


def shapes(screen: XScreen, text: str) -> dict[str, re.Pattern[bytes]]:
    """What a text looks like to somebody who kept it, or the events of its keys."""
    display = Display(screen.display)
    codes = [display.keysym_to_keycode(XK.string_to_keysym(letter)) for letter in text]
    display.close()
    plain = {name: text.encode(name) for name in ("utf-8", "utf-16-le", "utf-32-le")}
    plain["key codes"] = bytes(codes)
    plain["wide key codes"] = b"".join(code.to_bytes(4, "little") for code in codes)
    plain["in a list"] = ", ".join(f"'{letter}'" for letter in text).encode()
    found = {name: re.compile(re.escape(content)) for name, content in plain.items()}
    rest = b".{%d}" % (EVENT - 2)
    pressed = [b"\x02" + re.escape(bytes([code])) + rest for code in codes[:5]]
    both = [
        one + b"\x03" + re.escape(bytes([code])) + rest for one, code in zip(pressed, codes, strict=False)
    ]
    found["presses in a row"] = re.compile(b"".join(pressed), re.DOTALL)
    found["strokes in a row"] = re.compile(b"".join(both), re.DOTALL)
    return found


def test_no_key_outlives_its_stroke(bare_screen: XScreen) -> None:
    told: list[bool] = []
    ready = threading.Event()

    def watch() -> None:
        contained(lambda: keys.watch(Chord.of("ctrl+alt+j"), told.append, ready.set))

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    assert ready.wait(20)
    keyboard = Keyboard(bare_screen)
    keyboard.type(CANARY * 20)
    keyboard.down("Control_L", "Alt_L", "j")
    until(lambda: told, "it has seen the chord, and all before")
    found = [one for one in gc.get_objects() if type(one).__name__ == "KeyCode" and one.char in set(CANARY)]
    assert len(found) <= len(CANARY), "pynput has one of each digit of the keypad, and the last stroke"
    keyboard.close()
    bare_screen.stop()
    watching.join(20)
    gc.collect()  # Xlib leaves sockets behind


def test_nothing_that_is_typed_is_in_its_memory_or_its_files(bare_screen: XScreen, tmp_path: Path) -> None:
    out = tmp_path / "said"
    with out.open("wb") as said:
        watcher = subprocess.Popen(
            [sys.executable, "-P", "-m", "jarvis", "hotkey"],
            env={
                **os.environ,
                "DISPLAY": bare_screen.display,
                "JARVIS_HOTKEY__CHORD": "ctrl+alt+j",
                "JARVIS_LOG__LEVEL": "DEBUG",
                "KNOWN": KNOWN,
            },
            stdout=said,
            stderr=said,
        )
    try:
        until(lambda: b"Watching" in out.read_bytes() or watcher.poll() is not None, "the key is watched")
        keyboard = Keyboard(bare_screen)
        keyboard.type(CANARY * 20)
        keyboard.down("Control_L", "Alt_L", "j")
        keyboard.up("j", "Alt_L", "Control_L")
        keyboard.close()
        until(lambda: b"not running" in out.read_bytes(), "it has seen the chord, and all before")
        seen = memory(watcher.pid)
        assert any(KNOWN.encode() in one for one in seen), "this would not find anything"
        kept = [name for name, shape in shapes(bare_screen, CANARY).items() if any(map(shape.search, seen))]
        assert not kept
    finally:
        watcher.kill()
        watcher.wait()
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert CANARY.encode() not in file.read_bytes()
