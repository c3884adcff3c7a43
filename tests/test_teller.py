"""One line of text for each change."""

from tests.watching import A_TURN, STATUS, event
from ui.teller import Teller
from ui.watched import Happened, News, Offline, Online


def told(*news: News) -> list[str]:
    """All lines."""
    teller = Teller()
    return [line for one in news for line in teller.told(one)]


def test_a_turn_is_told_in_a_few_lines() -> None:
    finished = event("task_finished", turn="t", status="completed", answer="It is noon.")
    ended = event("speaking_ended", turn="t", heard_ms=900, cut=False)
    assert told(Online(STATUS), *map(Happened, (*A_TURN, ended, finished))) == [
        "Jarvis is ready. Say “hey jarvis”, then what you want.",
        "Heard “hey jarvis”.",
        "Jarvis is listening to you.",
        "You: what time is it",
        "Jarvis is thinking.",
        "Jarvis is speaking.",
        "Jarvis is ready.",
        "Jarvis: It is noon.",
    ]


def test_what_changes_nothing_is_not_told() -> None:
    level = Happened(event("microphone_level", rms_dbfs=-31.6, peak_dbfs=-18.2))
    assert len(told(Online(STATUS), level, level, Online(STATUS))) == 1


def test_a_daemon_that_goes_and_comes_back_is_told() -> None:
    gone, back = told(Online(STATUS), Offline(), Offline(), Online(STATUS))[1:]
    assert gone == "Jarvis is not running. `jarvis start` starts it."
    assert back.startswith("Jarvis is ready.")


def test_mute_is_told_once() -> None:
    assert told(Online(STATUS), Happened(event("microphone_muted")))[1:] == ["Jarvis is muted."]


def test_nothing_is_running_is_the_first_line_too() -> None:
    assert told(Offline()) == ["Jarvis is not running. `jarvis start` starts it."]
