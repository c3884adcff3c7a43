"""What stands in the menu; what its items do is told in test_tray.py."""

from typing import Any

from tests.test_standing import READY
from ui.standing import Standing
from ui.tray_deeds import Deeds
from ui.tray_menu import menu
from ui.tray_news import Answer, News


def shown(news: News) -> list[str]:
    def none(*_: Any) -> None:  # noqa: ANN401 - it is not reached
        raise AssertionError

    return [item.text for item in menu(lambda: news, Deeds(none, none))]


def test_without_a_daemon_there_is_only_what_works_without_it() -> None:
    assert shown(News())[2:] == ["Start Jarvis", "Settings", "Doctor", "Quit Jarvis"]


def test_with_a_daemon_everything_is_there() -> None:
    found = shown(News(Standing.of(READY)))
    assert found[0] == "Jarvis is ready"
    for one in ("Listen now", "Mute", "Last answers", "Microphone", "Open dashboard", "Quit Jarvis"):
        assert one in found


def test_an_answer_is_shortened_and_has_no_control_characters() -> None:
    answer = Answer("t", "", "\x1b[2Jred\n" + "word " * 50)
    for item in menu(lambda: News(Standing.of(READY), (answer,)), Deeds(lambda *_: None, lambda: None)):
        if item.text == "Last answers":
            (one,) = item.submenu
            assert one.text.startswith("[2Jred word")
            assert len(one.text) <= 60
            assert one.text.isprintable()
            return
    raise AssertionError
