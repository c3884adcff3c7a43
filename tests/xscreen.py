"""An X11 screen of a test's own, with a window manager, and windows in which one can type."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from Xlib import XK, X
from Xlib.display import Display

from jarvis.notices import plain
from jarvis.windows import screen
from tests.living import until


class XScreen:
    """Xvfb. Windows are those of xterm; what is typed into one is in its file once a line is whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: list[subprocess.Popen[bytes]] = []
        self._own: Display | None = None
        self.display = ""

    def start(self) -> None:
        """Return when there is a screen."""
        reading, writing = os.pipe()
        command = [
            "Xvfb",
            "-displayfd",
            str(writing),
            "-noreset",
            "-screen",
            "0",
            "800x600x24",
            "-nolisten",
            "tcp",
        ]
        self._run(command, pass_fds=(writing,))
        os.close(writing)
        with os.fdopen(reading) as told:
            self.display = f":{told.readline().strip()}"
        os.environ["DISPLAY"] = self.display

    def manage(self) -> None:
        """Somebody manages its windows."""
        self._run(["openbox", "--config-file", str(_quiet(self._folder))])
        until(self._is_managed, "the window manager runs")

    def open(self, title: str) -> Path:
        """A window with the keyboard in it; gives the file of what is typed there."""
        file = self._folder / f"typed in {len(self._running)}"
        file.touch()
        how = ["xterm", "-T", title, "-xrm", "*allowTitleOps: false", "-e", "sh", "-c", 'exec cat >"$0"']
        self._run([*how, str(file)])
        until(lambda: self.active()[:6] == plain(title)[:6], f"{title} has the keyboard")
        return file

    def show(self, title: str) -> None:
        """A window of a strange program, with any title."""
        self._own = Display(self.display)
        shown = self._own.screen()
        window = shown.root.create_window(0, 0, 200, 100, 0, shown.root_depth)
        utf_8 = self._own.intern_atom("UTF8_STRING")
        window.change_property(self._own.intern_atom("_NET_WM_NAME"), utf_8, 8, title.encode())
        window.set_wm_class("strange", "Strange")
        window.map()
        self._own.sync()
        until(lambda: self.active() == plain(title), "the strange window has the keyboard")

    def active(self) -> str:
        """The title of the window that has the keyboard."""
        with screen() as shown:
            active = shown.active()
            return next((one.title for one in shown.windows() if one.number == active), "")

    def press(self, key: str) -> None:
        """The user presses a key of the keyboard."""
        with self.holding(key):
            pass

    @contextmanager
    def holding(self, key: str) -> Iterator[None]:
        """The user holds it down."""
        keyboard = Display(self.display)
        code = keyboard.keysym_to_keycode(XK.string_to_keysym(key))
        keyboard.xtest_fake_input(X.KeyPress, code)
        keyboard.sync()
        try:
            yield
        finally:
            keyboard.xtest_fake_input(X.KeyRelease, code)
            keyboard.sync()
            keyboard.close()

    def close_last(self) -> None:
        """The window that was opened last is closed."""
        one = self._running.pop()
        one.kill()
        one.wait()

    def stop(self) -> None:
        """Everything ends; whoever is connected loses the screen."""
        if self._own is not None:
            self._own.close()
            self._own = None
        for one in reversed(self._running):
            one.kill()
            one.wait()
        self._running.clear()

    def _run(self, command: list[str], pass_fds: tuple[int, ...] = ()) -> None:
        quiet = subprocess.DEVNULL
        assert shutil.which(command[0]), f"{command[0]} is not installed"
        environment = os.environ | {"HOME": str(self._folder), "XDG_DATA_DIRS": "/usr/local/share:/usr/share"}
        one = subprocess.Popen(command, stdout=quiet, stderr=quiet, pass_fds=pass_fds, env=environment)
        self._running.append(one)

    def _is_managed(self) -> bool:
        with screen() as shown:
            return shown.managed()


class Keyboard:
    """The keyboard of a screen."""

    def __init__(self, screen: XScreen) -> None:
        self._display = Display(screen.display)

    def down(self, *names: str) -> None:
        """Press keys, and hold them."""
        self._fake(X.KeyPress, names)

    def type(self, text: str) -> None:
        """Press and release one key after the other; letters and digits only."""
        for letter in text:
            self.down(letter)
            self.up(letter)

    def up(self, *names: str) -> None:
        """Let go of them."""
        self._fake(X.KeyRelease, names)

    def _fake(self, kind: int, names: tuple[str, ...]) -> None:
        for name in names:
            self._display.xtest_fake_input(kind, self._display.keysym_to_keycode(XK.string_to_keysym(name)))
        self._display.sync()

    def close(self) -> None:
        """Leave the screen."""
        self._display.close()


def _quiet(folder: Path) -> Path:
    """A window that opens gets the keyboard; nothing else is decided."""
    file = folder / "openbox.xml"
    file.write_text(
        '<?xml version="1.0"?><openbox_config xmlns="http://openbox.org/3.4/rc">'
        "<focus><focusNew>yes</focusNew></focus></openbox_config>"
    )
    return file


@pytest.fixture
def bare_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[XScreen]:
    """A screen that this process finds; nobody manages its windows."""
    for name in ("WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "XAUTHORITY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", "")
    one = XScreen(tmp_path)
    one.start()
    yield one
    one.stop()


@pytest.fixture
def x_screen(bare_screen: XScreen) -> XScreen:
    """A screen with a window manager."""
    bare_screen.manage()
    return bare_screen
