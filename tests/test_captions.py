"""What is said is shown where it cannot be heard, or always, or never, as the user wants it."""

import asyncio
from typing import Literal

import pytest

from jarvis.bus import EventBus
from jarvis.captions import Captions, Subtitles, clicked
from jarvis.events import (
    AnnouncementMade,
    Event,
    LoudspeakerLost,
    MicrophoneLost,
    MicrophoneOpened,
    NoticeClicked,
    RecognizerLost,
    ReminderDue,
    SentenceStarted,
    SkillBroken,
)
from jarvis.notices import LONGEST, Desktop, Notice
from jarvis.testing import NotingVoice, orchestrator, scripted
from tests import happened
from tests.sessionbus import PrivateBus, Screen, session_bus
from tests.sound import until

__all__ = ["session_bus"]
UNPLUGGED = LoudspeakerLost(reason="it was unplugged")
BUSY = AnnouncementMade(turn="a", text="I am busy.", heard=False)


def said(text: str, turn: str = "t") -> SentenceStarted:
    return SentenceStarted(turn=turn, text=text)


def shown(story: list[Event], *, everything: bool = False) -> list[str]:
    subtitles = Subtitles(everything=everything)
    notices = [subtitles.feed(event) for event in story]
    return [notice.body for notice in notices if notice is not None]


def notices(story: list[Event]) -> list[Notice]:
    subtitles = Subtitles()
    return [notice for event in story if (notice := subtitles.feed(event)) is not None]


def test_what_is_due_can_be_put_off_or_ended_by_hand() -> None:
    due = ReminderDue(reminder=5, text="Tea is ready.", late_s=0.1)
    (notice,) = notices([due])
    assert (notice.key, notice.body, notice.shown_ms) == ("reminder 5", "Tea is ready.", 60_000)
    assert notice.buttons == (("snooze", "Snooze"), ("stop", "Stop"))
    told = AnnouncementMade(turn="reminder_5_1", text="Tea is ready.", heard=False)
    assert notices([due, told]) == [notice]  # it is on the screen already
    several = AnnouncementMade(turn="reminder_5_1", text="Tea is ready. And one more.", heard=False)
    assert [one.key for one in notices([due, several])] == ["reminder 5"] * 2  # in the same place


def test_what_was_missed_is_told_in_one_place_and_not_one_by_one() -> None:
    missed = [ReminderDue(reminder=n, text="Tea is ready.", late_s=3_600) for n in range(1, 9)]
    text = "While the computer slept, 8 things came due."
    told = AnnouncementMade(turn="reminder_1_1", text=text, heard=False)
    assert [one.body for one in notices([*missed, told])] == [text]


def test_with_captions_of_everything_what_is_due_still_has_one_place() -> None:
    due = ReminderDue(reminder=5, text="Tea is ready.", late_s=0.1)
    late = ReminderDue(reminder=5, text="Tea is ready.", late_s=100)
    assert shown([due, said("Tea is ready.", "reminder_5_1")], everything=True) == ["Tea is ready."]
    missed = said("While I was off, tea was ready.", "reminder_5_2")
    assert shown([due, late, missed], everything=True) == ["Tea is ready.", "While I was off, tea was ready."]


def test_whoever_asks_why_is_told_what_to_do() -> None:
    lost = MicrophoneLost(reason="it was unplugged.")
    (shown_, more) = notices([lost, NoticeClicked(notice="MicrophoneLost", action="why")])
    assert shown_.buttons == (("why", "Why?"),)
    assert more.key == shown_.key
    assert more.buttons == ()
    assert more.body.startswith("it was unplugged. ")
    assert "`jarvis doctor`" in more.body
    broken = SkillBroken(skill="tea", reason="It raised.", answers=True)
    assert "`jarvis skills why`" in notices([broken, NoticeClicked(notice="skill tea", action="why")])[1].body
    assert notices([NoticeClicked(notice="unknown", action="why")]) == []


def test_the_answers_to_why_are_bounded() -> None:
    skills = [SkillBroken(skill=f"s{n}", reason="It raised.", answers=True) for n in range(100)]
    clicks = [NoticeClicked(notice=f"skill s{n}", action="why") for n in range(100)]
    assert len(notices([*skills, *clicks])) == 120


ASKED: list[Event] = [happened.listening(), happened.ended()]


def test_what_is_heard_needs_no_words_on_the_screen() -> None:
    heard = AnnouncementMade(turn="a", text="Tea is ready.", heard=True)
    assert shown([*ASKED, happened.speaking(), said("It is noon."), happened.finished(), heard]) == []


def test_an_answer_that_cannot_be_heard_is_shown() -> None:
    assert shown([*ASKED, UNPLUGGED, happened.finished()]) == ["it was unplugged", "It is noon."]


def test_an_answer_to_a_typed_request_is_on_another_screen() -> None:
    assert shown([UNPLUGGED, happened.queued(), happened.finished()]) == ["it was unplugged"]


def test_when_the_loudspeaker_is_back_answers_are_heard_again() -> None:
    assert shown([UNPLUGGED, *ASKED, happened.speaking(), happened.finished()]) == ["it was unplugged"]


def test_announcements_that_were_not_said_are_shown() -> None:
    assert shown([BUSY]) == ["I am busy."]


def test_trouble_is_shown_once_until_it_is_over() -> None:
    lost = MicrophoneLost(reason="it was unplugged")
    assert shown([lost, lost, MicrophoneOpened(device="USB"), lost]) == ["it was unplugged"] * 2
    assert shown([RecognizerLost(engine="vosk", reason="There is no model.")]) == ["There is no model."]


def test_captions_of_everything_grow_with_each_sentence() -> None:
    story = [*ASKED, said("It is noon. "), said("The sun shines."), happened.finished(), said("Hm.", "u")]
    assert shown(story, everything=True) == ["It is noon.", "It is noon. The sun shines.", "Hm."]


def test_of_a_long_talk_the_end_is_shown() -> None:
    bodies = shown([said(f"Sentence number {n}.") for n in range(100)], everything=True)
    assert max(map(len, bodies)) <= LONGEST
    assert bodies[-1].endswith("Sentence number 99.")


async def show(screen: Screen, notify: Literal["auto", "always", "never"], story: list[Event]) -> Captions:
    """Let it happen, and wait until what is to be shown is shown."""
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        captions = Captions(bus, Desktop(asyncio.get_running_loop().time), notify)
        running = group.create_task(captions.run(), name="captions")
        await asyncio.sleep(0)
        for event in story:
            bus.post(event)
        if notify != "never":
            await until(lambda: any("no microphone" in heading for heading, _ in screen.shown.values()))
        running.cancel()
    return captions


@pytest.mark.real_time
async def test_on_a_real_session_bus_each_policy_shows_what_it_should(session_bus: PrivateBus) -> None:
    story = [said("It is noon."), said("Really."), BUSY, MicrophoneLost(reason="it was unplugged")]
    trouble = ("Jarvis has no microphone", "it was unplugged")
    async with Screen(session_bus) as screen:
        assert (await show(screen, "always", story)).state == "ready"
        assert list(screen.shown.values()) == [
            ("Jarvis", "It is noon. Really."),
            ("Jarvis", "I am busy."),
            trouble,
        ]
    async with Screen(session_bus) as screen:
        await show(screen, "auto", story)
        assert list(screen.shown.values()) == [("Jarvis", "I am busy."), trouble]
    async with Screen(session_bus) as screen:
        assert (await show(screen, "never", story)).state == "off"
        assert not screen.calls


async def test_in_quiet_hours_only_what_was_asked_for_is_said() -> None:
    voice = NotingVoice()
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        pipeline = orchestrator(bus, scripted(voice, []))
        pipeline.quiet = lambda: True
        running = group.create_task(pipeline.run(), name="pipeline")
        await asyncio.sleep(0)
        await asyncio.wait({pipeline.announce("Tea is ready.")})
        await asyncio.wait({pipeline.announce("I am busy.", asked=False)})
        running.cancel()
        made = [one.event for one in bus.history() if isinstance(one.event, AnnouncementMade)]
    assert voice.said == ["Tea is ready."]
    assert [(one.text, one.heard) for one in made] == [("Tea is ready.", True), ("I am busy.", False)]


@pytest.mark.usefixtures("session_bus")
async def test_whether_everything_is_shown_can_change_while_it_runs() -> None:
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        captions = Captions(bus, Desktop(asyncio.get_running_loop().time), "always")
        assert captions.state == "ready"
        running = group.create_task(captions.run(), name="captions")
        captions.apply("never")
        assert captions.state == "off"
        running.cancel()


@pytest.mark.real_time
async def test_a_click_on_why_shows_more(session_bus: PrivateBus) -> None:
    async with (
        Screen(session_bus, buttons=True) as screen,
        EventBus() as bus,
        asyncio.TaskGroup() as group,
    ):
        desktop = Desktop(asyncio.get_running_loop().time, clicked(bus))
        running = group.create_task(Captions(bus, desktop, "auto").run(), name="captions")
        await asyncio.sleep(0)
        bus.post(MicrophoneLost(reason="It was unplugged."))
        await until(lambda: len(screen.calls) == 1)
        screen.click(1, "why")
        await until(lambda: "jarvis doctor" in screen.shown[1][1])
        running.cancel()
