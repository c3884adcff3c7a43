"""Notifications on a real session bus, which may be missing, slow, or start anew at any time."""

import asyncio
import os
import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis import notices
from jarvis.notices import AGAIN_S, LONGEST, Desktop, Notice, plain
from tests.sessionbus import PrivateBus, Screen, session_bus
from tests.sound import until

__all__ = ["session_bus"]
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
NOON = Notice("t", "It is noon.")


class Clock:
    """Moves on when told to."""

    def __init__(self) -> None:
        self.now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


def desktop() -> Desktop:
    return Desktop(Clock())


@pytest.mark.real_time
async def test_one_place_on_the_screen_for_each_turn(session_bus: PrivateBus) -> None:
    one = desktop()
    async with Screen(session_bus) as screen:
        assert await one.show(NOON)
        assert await one.show(Notice("t", "It is noon. The sun shines."))
        assert await one.show(Notice("u", "Good night."))
        assert list(screen.shown.values()) == [
            ("Jarvis", "It is noon. The sun shines."),
            ("Jarvis", "Good night."),
        ]
        assert screen.calls[0]["app"] == "Jarvis"
        assert screen.calls[0]["expires_ms"] == 8_000
        assert screen.calls[0]["hints"] == {"category": "x-jarvis.caption", "transient": True, "urgency": 1}
        one.close()


@pytest.mark.real_time
@pytest.mark.parametrize("markup", [True, False])
async def test_what_looks_like_markup_is_shown_as_it_is(session_bus: PrivateBus, *, markup: bool) -> None:
    one, said = desktop(), 'Say <b>"5 < 6 & 7"</b>'
    async with Screen(session_bus, markup=markup) as screen:
        await one.show(Notice("t", said))
        ((_, body),) = screen.shown.values()
        assert body == ('Say &lt;b&gt;"5 &lt; 6 &amp; 7"&lt;/b&gt;' if markup else said)
        one.close()


@pytest.mark.real_time
async def test_a_desktop_that_starts_anew_shows_what_comes_then(session_bus: PrivateBus) -> None:
    one = desktop()
    async with Screen(session_bus):
        assert await one.show(NOON)
    async with Screen(session_bus) as anew:
        assert await one.show(NOON)
        assert list(anew.shown) == [1]  # no number of the one before is used
    one.close()


@pytest.mark.real_time
async def test_a_session_bus_that_starts_anew_is_found_at_once(session_bus: PrivateBus) -> None:
    one = desktop()
    async with Screen(session_bus):
        assert await one.show(NOON)
    session_bus.stop()
    session_bus.start()
    async with Screen(session_bus) as anew:
        assert await one.show(NOON)
        assert len(anew.shown) == 1
    one.close()


@pytest.mark.real_time
async def test_without_a_session_bus_it_is_tried_again_a_minute_later(session_bus: PrivateBus) -> None:
    clock = Clock()
    one = Desktop(clock)
    session_bus.stop()
    assert not await one.show(NOON)
    assert one.problem == "There is no session bus (it cannot be reached)."
    session_bus.start()
    async with Screen(session_bus) as screen:
        clock.now_s += AGAIN_S - 1
        assert not await one.show(NOON)
        assert not screen.shown
        clock.now_s += 1
        assert await one.show(NOON)
        assert one.problem == ""
        one.close()


@pytest.mark.real_time
@pytest.mark.usefixtures("session_bus")
async def test_a_desktop_without_notifications_is_told_as_such() -> None:
    one = desktop()
    assert not await one.show(NOON)
    assert one.problem == "No program of this desktop shows notifications."


@pytest.mark.real_time
async def test_who_does_not_answer_is_not_waited_for(
    session_bus: PrivateBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "ANSWER_S", 0.3)
    one = desktop()
    async with Screen(session_bus, answers=False):
        assert not await one.show(NOON)
    assert one.problem == "The desktop does not answer when it is told to show something."
    os.kill(session_bus.pid, signal.SIGSTOP)
    try:
        another = desktop()
        assert not await another.show(NOON)
    finally:
        os.kill(session_bus.pid, signal.SIGCONT)
    assert another.problem == "There is no session bus (it does not answer)."


@pytest.mark.real_time
async def test_a_senseless_address_hurts_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    for address in (
        "nonsense",
        "unix:nothing=1",
        "carrier-pigeon:x=1",
        "unix:path=/nowhere/bus",
        "tcp:host=",
    ):
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        one = desktop()
        assert not await one.show(NOON)
        assert "session bus" in one.problem


@pytest.mark.real_time
async def test_being_told_to_stop_while_showing_is_obeyed(session_bus: PrivateBus) -> None:
    one = desktop()
    async with Screen(session_bus, answers=False), asyncio.TaskGroup() as group:
        showing = group.create_task(one.show(NOON), name="show")
        await asyncio.sleep(0.3)
        showing.cancel()
        await asyncio.wait({showing})
        assert showing.cancelled()
        one.close()


@pytest.mark.real_time
async def test_a_click_is_told_with_the_notice_it_belongs_to(session_bus: PrivateBus) -> None:
    clicks: list[tuple[str, str]] = []
    one = Desktop(Clock(), lambda key, action: clicks.append((key, action)))
    tea = Notice("tea", "Tea is ready.", buttons=(("stop", "Stop"), ("snooze", "Snooze")), shown_ms=60_000)
    async with Screen(session_bus, buttons=True) as screen:
        await one.show(NOON)
        await one.show(tea)
        assert [call["actions"] for call in screen.calls] == [[], ["stop", "Stop", "snooze", "Snooze"]]
        assert screen.calls[1]["expires_ms"] == 60_000
        screen.click(99, "stop")  # somebody else's
        screen.click(screen.calls[1]["number"], "snooze")
        await until(lambda: clicks == [("tea", "snooze")], "the click")
        screen.dismiss(screen.calls[1]["number"])
        screen.click(screen.calls[1]["number"], "stop")  # it is gone
        screen.click(screen.calls[0]["number"], "default")
        await until(lambda: len(clicks) == 2, "the next click")
        assert clicks[1] == ("t", "default")
    session_bus.stop()
    session_bus.start()
    async with Screen(session_bus, buttons=True) as anew:
        await one.show(tea)
        anew.click(1, "stop")
        await until(lambda: clicks[-1] == ("tea", "stop"), "a click on the new bus")
        one.close()


@pytest.mark.real_time
async def test_who_clicks_at_once_is_heard_too(session_bus: PrivateBus) -> None:
    clicks: list[str] = []
    one = Desktop(Clock(), lambda _, action: clicks.append(action))
    async with Screen(session_bus, buttons=True, clicks="stop"):
        for times in range(20):
            await one.show(Notice(str(times), "Tea is ready.", buttons=(("stop", "Stop"),)))
        await until(lambda: len(clicks) == 20, "every click")
        one.close()


@pytest.mark.real_time
async def test_a_desktop_without_buttons_is_sent_none(session_bus: PrivateBus) -> None:
    one = Desktop(Clock(), lambda *_: None)
    async with Screen(session_bus) as screen:
        assert await one.show(Notice("tea", "Tea is ready.", buttons=(("stop", "Stop"),)))
        assert screen.calls[0]["actions"] == []
        one.close()


@given(st.text(max_size=2 * LONGEST))
def test_a_text_is_bounded_and_does_nothing_to_a_screen(text: str) -> None:
    shown = plain(text)
    assert len(shown) <= LONGEST
    assert all(letter.isprintable() or letter in "\u200c\u200d" or letter.isspace() for letter in shown)
    assert plain(shown) == shown


def test_words_stay_what_they_are() -> None:
    assert plain("Grüße\naus\tKöln \N{WOMAN}\u200d\N{ROCKET}") == "Grüße aus Köln \N{WOMAN}\u200d\N{ROCKET}"
    assert plain("\x1b[31mred\u202e\x07") == "[31mred"
    assert plain("a" * 700) == "a" * 599 + "…"
