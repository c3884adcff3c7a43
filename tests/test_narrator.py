"""What `jarvis run` tells while it runs."""

import io

import pytest

from jarvis.events import (
    DaemonReady,
    Event,
    MicrophoneHears,
    MicrophoneLost,
    MicrophoneOpened,
    MicrophoneSilent,
    SettingsChanged,
    SettingsRefused,
    TaskFinished,
    TaskStarted,
    VoiceFailed,
)
from ui import narrator


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True


CONVERSATION = [
    TaskStarted(turn="t", text="what time is it"),
    TaskFinished(turn="t", status="completed", answer="It is noon.", did={}, pieces=1),
    VoiceFailed(turn="t", reason="Sorry, I did not catch that."),
]


def told(stream: io.StringIO, *events: Event) -> str:
    """What a narrator writes."""
    one = narrator.Narrator(stream)
    for event in events:
        one.tell(event)
    return stream.getvalue()


def test_a_person_at_the_terminal_reads_the_conversation() -> None:
    shown = told(Terminal(), *CONVERSATION)
    assert "You:    what time is it" in shown
    assert "Jarvis: It is noon." in shown
    assert "did not catch" in shown


def test_in_a_file_what_people_say_does_not_appear() -> None:
    assert told(io.StringIO(), *CONVERSATION) == ""
    states = told(io.StringIO(), DaemonReady(version="1", start_s=0.5), MicrophoneOpened(device="USB"))
    assert "ready after 0.5 s" in states
    assert "Listening on USB" in states


def test_a_missing_microphone_is_one_line() -> None:
    shown = told(io.StringIO(), MicrophoneLost(reason="no input device"))
    assert shown.count("\n") == 1
    assert "starts by itself" in shown


def test_a_microphone_that_is_muted_in_the_system_is_two_lines() -> None:
    shown = told(io.StringIO(), MicrophoneSilent(device="USB", silent_s=30), MicrophoneHears(device="USB"))
    assert shown.splitlines() == [
        "USB delivers only digital silence. Is it switched off or muted?",
        "USB delivers sound again.",
    ]


def test_settings_that_wait_or_are_wrong_are_told() -> None:
    shown = told(
        io.StringIO(),
        SettingsChanged(keys=("wake.threshold",), waits=("mind.engine",)),
        SettingsRefused(reason="config.yaml, line 2: that is wrong.\x1b[2J"),
    )
    assert shown.splitlines() == [
        "Settings changed: wake.threshold. These wait for a restart: mind.engine.",
        "Your settings stay as they were. config.yaml, line 2: that is wrong.",
    ]


@pytest.mark.parametrize("attack", ["\x1b]52;c;aGk=\x07", "\x1b[2J", "\x9b31m", "a\rb", "\x07", "\x00"])
def test_control_characters_never_reach_the_terminal(attack: str) -> None:
    shown = told(Terminal(), TaskStarted(turn="t", text=attack))
    assert all(letter.isprintable() or letter == "\n" for letter in shown)
