"""Dictation into a real window: what one says is what stands there."""

import pytest

from jarvis.testing import say
from skills import dictation, stop
from tests.living import until
from tests.xscreen import XScreen, bare_screen, x_screen

__all__ = ["bare_screen", "x_screen"]
pytestmark = pytest.mark.real_time


async def test_a_letter_is_dictated(x_screen: XScreen) -> None:
    file = x_screen.open("Letter")
    said = await say("take dictation", skills=[dictation])
    assert said.answer == dictation.BEGIN
    said = await said.say("Dear Anna comma new line")
    assert (said.answer, said.asks) == ("Typed.", True)
    await said.say("I am fine")
    await said.say("I mean ill")
    said = await said.say("Scratch that.")
    assert said.answer == "Taken back."
    await said.say("full stop new line")
    said = await said.say("what time is it question mark new line stop dictation")
    assert said.answer == "I typed 39 letters into Letter."
    assert said.did == {"what": "dictation typed", "on": "Letter", "before": "", "after": "39 letters"}
    until(lambda: file.read_text() == "Dear Anna,\nI am fine.\nwhat time is it?\n", "the letter is written")
    assert not said.asks


async def test_it_stops_when_another_window_gets_the_keyboard(x_screen: XScreen) -> None:
    first = x_screen.open("Letter")
    said = await say("dictate", skills=[dictation])
    await said.say("hello new line")
    until(lambda: first.read_text() == "hello\n", "it is typed")
    other = x_screen.open("Bank")
    said = await said.say("my secret new line")
    assert said.answer == (
        "Another window has the keyboard now. I stopped typing. I typed 6 letters into Letter."
    )
    assert said.did["after"] == "6 letters"
    said = await said.say("more new line")
    assert said.skill == "nobody"
    assert (first.read_text(), other.read_text()) == ("hello\n", "")


async def test_never_mind_and_stop_end_it(x_screen: XScreen) -> None:
    file = x_screen.open("Letter")
    said = await say("start dictating", skills=[dictation, stop])
    said = await said.say("never mind")
    assert said.answer == "I have typed nothing."
    said = await said.say("take dictation")
    said = await said.say("stop")
    assert said.skill == "stop.stop"
    said = await said.say("hello new line")
    assert (said.skill, file.read_text()) == ("nobody", "")


async def test_where_no_one_can_type_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    said = await say("take dictation", skills=[dictation])
    assert said.answer == "Your desktop uses Wayland, where no program may touch the windows of others."
    assert not said.asks
