"""Keys pressed for real on an X11 screen: the chord is told, once, and nothing else is."""

import gc
import threading
import time
from collections.abc import Iterator

import pytest

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


class Watched:
    """What was told of the chord, and how it ended."""

    def __init__(self, chord: str) -> None:
        self.told: list[bool] = []
        self.end: object = None
        self._ready = threading.Event()
        self._thread = threading.Thread(
            target=self._watch, args=(Chord.of(chord),), daemon=True, name="watches"
        )
        self._thread.start()
        until(lambda: self._ready.is_set() or self.end, "the keyboard is watched, or cannot be")

    def _watch(self, chord: Chord) -> None:
        self.end = contained(lambda: keys.watch(chord, self.told.append, self._ready.set))


@pytest.fixture
def keyboard(bare_screen: XScreen) -> Iterator[Keyboard]:
    """Somebody at the keyboard."""
    one = Keyboard(bare_screen)
    yield one
    contained(one.close)
    bare_screen.stop()
    for thread in threading.enumerate():
        if thread.name == "watches":
            thread.join(20)
    gc.collect()  # Xlib leaves sockets behind


def test_a_chord_is_told_when_it_is_held_and_when_it_is_let_go(keyboard: Keyboard) -> None:
    watched = Watched("ctrl+alt+j")
    keyboard.down("Control_L", "Alt_L", "j")
    until(lambda: watched.told == [True], "the press")
    time.sleep(1)  # the keyboard repeats the key all the while
    assert watched.told == [True]
    keyboard.up("j", "Alt_L", "Control_L")
    until(lambda: watched.told == [True, False], "the release")
    keyboard.down("Control_R", "Alt_R", "j")  # by the keys on the other side; control goes first
    keyboard.up("Control_R", "j", "Alt_R")
    until(lambda: watched.told == [True, False] * 2, "both again")


def test_other_keys_and_parts_of_the_chord_are_nothing(keyboard: Keyboard) -> None:
    watched = Watched("ctrl+alt+j")
    for held in (("j",), ("Control_L", "j"), ("Alt_L", "j"), ("Control_L", "Alt_L", "k")):
        keyboard.down(*held)
        keyboard.up(*held)
    keyboard.down("Control_L", "Alt_L", "j")
    keyboard.up("Control_L", "Alt_L", "j")
    until(lambda: watched.told == [True, False], "the chord, and nothing before")


@pytest.mark.parametrize(
    ("chord", "pressed"),
    [
        ("pause", ("Pause",)),
        ("super+f9", ("Super_L", "F9")),
        ("ctrl+shift+j", ("Shift_L", "Control_L", "j")),
        ("alt+shift+j", ("Shift_L", "Alt_L", "j")),
        ("ctrl+space", ("Control_L", "space")),
    ],
)
def test_any_chord_that_can_be_set_can_be_pressed(
    keyboard: Keyboard, chord: str, pressed: tuple[str, ...]
) -> None:
    watched = Watched(chord)
    keyboard.down(*pressed)
    keyboard.up(*reversed(pressed))
    until(lambda: watched.told == [True, False], chord)


def test_when_the_screen_goes_a_sentence_says_so(bare_screen: XScreen, keyboard: Keyboard) -> None:
    watched = Watched("ctrl+alt+j")
    keyboard.close()
    bare_screen.stop()
    until(lambda: watched.end, "the end")
    assert str(watched.end).startswith("The screen is gone")
    assert "jarvis listen --toggle" in str(watched.end)
    nowhere = Watched("ctrl+alt+j")
    assert str(nowhere.end).startswith("This screen does not tell of keys")
