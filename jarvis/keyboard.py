"""Pressing keys on an X11 desktop, as if on the keyboard. Only this file knows pynput.

The calls block; they belong in a thread. Nothing is typed unless the same window still has the keys.
"""

import re
from typing import Any

from jarvis.errors import contained
from jarvis.windows import Screen, WindowsError, screen

_PIECE = re.compile(r"\n|[^\S\n]*[^\s]{1,24}|[^\S\n]+")
"""Between two pieces it is looked whether the window is still the same."""
_UNICODE = 0x0100_0000
_LATIN_1 = 0x100
_SHIFTED = 1


class FocusLostError(WindowsError):
    """Another window has the keys now. `typed` tells how many letters were typed before that."""

    def __init__(self, typed: int) -> None:
        super().__init__("Another window has the keyboard now.")
        self.typed = typed


class HeldError(WindowsError):
    """Control, Alt or Super is held down: each letter would be a command."""


def focused() -> tuple[tuple[int, int], str]:
    """What has the keys now, and its title. Raises WindowsError, also if that is nothing."""
    with screen() as shown:
        focus = shown.focus()
        if focus[1] <= 1 and not focus[0]:  # 0: nothing; 1: whatever is under the pointer
            raise WindowsError("No window has the keyboard. Click into the one that I shall type in.")
        return focus, shown.title(focus[0] or focus[1])


def type_into(focus: tuple[int, int], text: str) -> int:
    """Type a text where `focused` was; gives how many letters. Raises FocusLostError, WindowsError."""
    return _with_keys(focus, text, back=0)


def take_back(focus: tuple[int, int], count: int) -> int:
    """Press the key that deletes backwards so many times. Raises as `type_into` does."""
    return _with_keys(focus, "", back=count)


def _with_keys(focus: tuple[int, int], text: str, *, back: int) -> int:
    with screen() as shown:
        done = contained(lambda: _pressed(shown, focus, text, back))
    if isinstance(done, WindowsError):
        raise done
    if isinstance(done, Exception):
        raise WindowsError("The screen does not let me type.") from done
    return done


def _pressed(shown: Screen, focus: tuple[int, int], text: str, back: int) -> int:
    keys = _Keys(shown, focus)
    try:
        return keys.press(text, back)
    finally:
        keys.close()


class _Keys:
    def __init__(self, shown: Screen, focus: tuple[int, int]) -> None:
        import pynput.keyboard  # noqa: PLC0415 - it looks for the screen as soon as it is loaded

        self._shown, self._focus = shown, focus
        self._vendor: Any = pynput.keyboard
        self._keys: Any = self._vendor.Controller()
        self._caps = False

    def close(self) -> None:
        """Leave the screen now; by itself it would do that whenever it is forgotten, in any thread."""
        connection = self._keys.__dict__.pop("_display", None)
        if connection is not None:
            contained(connection.close)

    def press(self, text: str, back: int) -> int:
        done = 0
        for piece in ["\b"] * back + _PIECE.findall(text):
            self._look(done)
            for letter in piece:
                self._tap(letter)
            done += len(piece)
        self._look(done)
        return done

    def _look(self, done: int) -> None:
        """Whether it may go on."""
        if self._shown.focus() != self._focus:
            raise FocusLostError(done)
        held, self._caps = self._shown.held()
        if held:
            raise HeldError("A key such as Control is held down. Let go of it, and say that again.")

    def _tap(self, letter: str) -> None:
        """By the key that has it, as from the keyboard; some programs take nothing else."""
        special = {"\n": "enter", "\b": "backspace"}.get(letter)
        if special:
            self._keys.tap(self._vendor.Key[special])
            return
        code = ord(letter)
        keysym = code if code < _LATIN_1 else code | _UNICODE
        _, level = self._keys.keyboard_mapping.get(keysym, (0, -1))
        if level not in {0, _SHIFTED}:
            self._keys.tap(letter)  # no key has it: pynput finds a way that most programs take
            return
        key = self._vendor.KeyCode.from_vk(keysym)
        if (level == _SHIFTED) != (self._caps and letter.isalpha()):
            with self._keys.pressed(self._vendor.Key.shift):
                self._keys.tap(key)
        else:
            self._keys.tap(key)
