"""Keys for real, into the window of a terminal; see also test_dictation.py."""

import pytest

from jarvis.keyboard import FocusLostError, focused, take_back, type_into
from jarvis.windows import WindowsError, screen
from tests.living import until
from tests.xscreen import XScreen, bare_screen, x_screen

__all__ = ["bare_screen", "x_screen"]
# A screen that is not there leaves sockets behind in Xlib.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
KEYS = 'The quick brown fox, it\'s 5 > 3 & 100% (yes)! #1 @home: "a_b" ~/x {y} [z] | $ ^ * + = ; ? / \\ `'


def test_every_key_arrives_as_it_is(x_screen: XScreen) -> None:
    file = x_screen.open("letter")
    focus, title = focused()
    assert title == "letter"
    assert type_into(focus, f"{KEYS}\n") == len(KEYS) + 1
    until(lambda: file.read_text() == f"{KEYS}\n", "all of it is there")
    type_into(focus, "wrong")
    assert take_back(focus, 5) == 5
    type_into(focus, "right\n")
    until(lambda: file.read_text() == f"{KEYS}\nright\n", "what was taken back is not")


def test_capitals_stay_capitals_with_caps_lock_on(x_screen: XScreen) -> None:
    file = x_screen.open("letter")
    x_screen.press("Caps_Lock")
    try:
        with screen() as shown:
            assert shown.held() == (False, True)
        type_into(focused()[0], "Hello You 5%\n")
        until(lambda: file.read_text() == "Hello You 5%\n", "as it was said")
    finally:
        x_screen.press("Caps_Lock")


def test_nothing_is_typed_while_control_is_held(x_screen: XScreen) -> None:
    file = x_screen.open("letter")
    focus, _ = focused()
    with x_screen.holding("Control_L"), pytest.raises(WindowsError, match="Let go of it"):
        type_into(focus, "d\n")
    type_into(focus, "still here\n")
    until(lambda: file.read_text() == "still here\n", "Control-D did not end it")


def test_another_window_gets_nothing(x_screen: XScreen) -> None:
    first = x_screen.open("letter")
    focus, _ = focused()
    second = x_screen.open("password")
    with pytest.raises(FocusLostError) as lost:
        type_into(focus, "secret\n")
    assert lost.value.typed == 0
    assert first.read_text() == second.read_text() == ""


def test_without_a_window_there_is_nothing_to_type_into(bare_screen: XScreen) -> None:
    with pytest.raises(WindowsError, match="No window has the keyboard"):
        focused()
    bare_screen.stop()
    with pytest.raises(WindowsError, match="does not let me in"):
        type_into((1, 1), "x")
