"""A key with others held down, as one writes it: "ctrl+alt+j"."""

from dataclasses import dataclass

_MODIFIERS = {
    "ctrl": ("ctrl", "control"),
    "alt": ("alt", "option"),
    "shift": ("shift",),
    "super": ("super", "cmd", "command", "win", "windows", "meta", "logo"),
}
_NAMES = {name: modifier for modifier, names in _MODIFIERS.items() for name in names}
_PYNPUT = {"super": "cmd"}
_PORTAL = {"super": "LOGO"}
_KEYSYMS = {
    "space": "space",
    "pause": "Pause",
    "insert": "Insert",
    "home": "Home",
    "end": "End",
    "page_up": "Page_Up",
    "page_down": "Page_Down",
    "menu": "Menu",
    "scroll_lock": "Scroll_Lock",
    "print_screen": "Print",
} | {f"f{number}": f"F{number}" for number in range(1, 21)}
"""Keys that have a name of more than one letter, and what X11 calls them."""
_TYPED = frozenset({"space", "home", "end", "page_up", "page_down", "insert"})
"""What one presses while writing."""
EXAMPLE = "Write it like ctrl+alt+j"


@dataclass(frozen=True)
class Chord:
    """Some of ctrl, alt, shift and super, in this order, and one key.

    >>> Chord.of("Alt + Control + J").text
    'ctrl+alt+j'
    """

    modifiers: tuple[str, ...]
    key: str

    @classmethod
    def of(cls, text: str) -> "Chord":
        """Read it. Raises ValueError with a sentence that has no full stop."""
        words = [word.strip().lower().replace(" ", "_") for word in text.split("+")]
        keys = [word for word in words if word not in _NAMES]
        modifiers = [_NAMES[word] for word in words if word in _NAMES]
        if len(set(modifiers)) < len(modifiers):
            raise ValueError(f"It names a key twice. {EXAMPLE}")
        if len(keys) != 1:
            raise ValueError(f"It needs one key beside ctrl, alt, shift and super. {EXAMPLE}")
        (key,) = keys
        if not _is_key(key):
            raise ValueError(f"There is no key of this name. {EXAMPLE}, or with a key such as f9 or pause")
        if key.isdigit() and "shift" in modifiers:
            raise ValueError("With shift a digit is another sign on each keyboard. Leave shift out")
        if not set(modifiers) - {"shift"} and (len(key) == 1 or key in _TYPED):
            raise ValueError(f"One presses that while writing: add ctrl, alt or super. {EXAMPLE}")
        return cls(tuple(one for one in _MODIFIERS if one in modifiers), key)

    @property
    def text(self) -> str:
        """As one writes it."""
        return "+".join((*self.modifiers, self.key))

    @property
    def pynput(self) -> str:
        """As pynput reads it."""
        key = self.key if len(self.key) == 1 else f"<{self.key}>"
        return "+".join((*(f"<{_PYNPUT.get(one, one)}>" for one in self.modifiers), key))

    @property
    def portal(self) -> str:
        """As the desktop portal reads it."""
        modifiers = (_PORTAL.get(one, one.upper()) for one in self.modifiers)
        return "+".join((*modifiers, _KEYSYMS.get(self.key, self.key)))


def _is_key(word: str) -> bool:
    return word in _KEYSYMS or (len(word) == 1 and word.isascii() and word.isalnum())
