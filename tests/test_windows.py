"""The windows of a real screen; see also test_desktop.py."""

import pytest

from jarvis.windows import WindowsError, screen
from tests.living import until
from tests.xscreen import XScreen, bare_screen, x_screen

__all__ = ["bare_screen", "x_screen"]


def test_a_window_that_is_gone_is_not_there_any_more(x_screen: XScreen) -> None:
    x_screen.open("notes")
    with screen() as shown:
        (one,) = shown.windows()
        assert (one.title, one.program, shown.active()) == ("notes", "XTerm", one.number)
        assert shown.title(one.number) == "notes"
        x_screen.close_last()
        until(lambda: not shown.windows(), "it is gone")
        assert not shown.activate(one.number)
        assert shown.title(one.number) == "the window"


def test_a_screen_that_ends_is_told_as_such(x_screen: XScreen) -> None:
    with pytest.raises(WindowsError, match="does not answer any more"), screen() as shown:  # noqa: PT012
        x_screen.stop()
        shown.active()


def test_without_a_window_manager_there_is_no_list(bare_screen: XScreen) -> None:
    assert bare_screen.display
    with screen() as shown:
        assert shown.active() == 0
        with pytest.raises(WindowsError, match="does not tell me which windows there are"):
            shown.windows()
