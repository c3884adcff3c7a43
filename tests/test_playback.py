"""One answer on its way through playback processes that may end."""

import asyncio
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any, cast

import pytest

from jarvis.errors import SynthesisError
from jarvis.ports import RATE_HZ, Pcm
from jarvis.speech import Heard
from voice import frames
from voice.playback import AHEAD_S, STALLED_S, Playback

if TYPE_CHECKING:
    from voice.link import AudioProcess

SECOND = b"\1\0" * RATE_HZ


class Process:
    """A playback process that notes what it is sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[bytes, bytes]] = []
        self.kills = 0

    def post(self, frame: bytes) -> None:
        """Note it."""
        self.sent.append((frame[:1], frame[frames.HEADER.size :]))

    async def send(self, frame: bytes) -> None:
        """Note it."""
        self.post(frame)

    def kill(self) -> None:
        """Note it."""
        self.kills += 1

    @property
    def begun(self) -> dict[str, Any]:
        """How the last playback began."""
        return frames.unpack_json([payload for kind, payload in self.sent if kind == frames.BEGIN][-1])

    @property
    def sound(self) -> Pcm:
        """All sound it got."""
        return b"".join(
            frames.unpack_number(payload)[1] for kind, payload in self.sent if kind == frames.SOUND
        )

    def has(self, kind: bytes) -> bool:
        """Whether it got such a frame."""
        return any(one == kind for one, _ in self.sent)


class Story:
    """A playback and everything it told."""

    def __init__(self) -> None:
        self.progress: list[int] = []
        self.started: list[str] = []
        self.playback = Playback(RATE_HZ, self.progress.append, self.started.append)

    def attach(self, number: int = 1) -> Process:
        """Give it a process."""
        process = Process()
        self.playback.attach(cast("AudioProcess", process), number)
        return process

    def told(self, number: int = 1, **news: object) -> None:
        """The process reports."""
        self.playback.told({**news, "number": number})


async def counted(seconds: int, broken: bool = False) -> AsyncGenerator[Pcm]:  # noqa: FBT001, FBT002 - a script
    """Seconds of sound that can be told from each other."""
    for number in range(seconds):
        yield bytes([number, 0]) * RATE_HZ
    if broken:
        raise SynthesisError("I cannot pronounce that.")


async def test_an_answer_is_handed_over_followed_and_over() -> None:
    story = Story()
    process = story.attach()
    await story.playback.feed(counted(2))
    assert process.begun == {"number": 1, "rate_hz": RATE_HZ, "skip": 0, "held": False}
    assert len(process.sound) == 2 * len(SECOND)
    assert process.sent[-1][0] == frames.END
    story.told(started="desk")
    story.told(progress=RATE_HZ)
    story.told(finished=2 * RATE_HZ, cut=False)
    assert await story.playback.outcome() == ""
    assert (story.playback.heard, story.progress) == (Heard(2_000, cut=False), [1_000, 2_000])
    assert story.started == ["desk"]


async def test_a_new_process_gets_what_was_not_heard_and_two_seconds_before_that() -> None:
    story = Story()
    process = story.attach(1)
    async with asyncio.TaskGroup() as group:
        group.create_task(story.playback.feed(counted(8)), name="feed")
        await asyncio.sleep(0)
        for second in range(1, 5):
            await asyncio.sleep(1)
            story.told(progress=second * RATE_HZ)
    assert len(process.sound) == 8 * len(SECOND)
    story.playback.lost("crashed")
    assert await story.playback.outcome() == "crashed"
    again = story.attach(2)
    skip = again.begun["skip"]
    assert 2 * RATE_HZ <= skip <= 2.5 * RATE_HZ
    assert again.sound[2 * skip : 2 * skip + 2] == bytes([4, 0])
    assert again.sound[-2:] == bytes([7, 0])
    assert again.sent[-1][0] == frames.END
    story.told(1, progress=0)  # late, of the one before
    assert story.playback.heard_ms == 4_000
    story.told(2, started="desk")
    story.told(2, progress=skip + RATE_HZ)
    assert (story.playback.heard_ms, len(story.started)) == (5_000, 1)
    story.told(2, finished=skip + 4 * RATE_HZ, cut=False)
    assert await story.playback.outcome() == ""


async def test_never_more_than_five_seconds_wait_to_be_played_also_without_a_process() -> None:
    story = Story()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(60):
            await story.playback.feed(counted(30))
    held = story.attach().sound
    assert AHEAD_S <= len(held) / len(SECOND) < AHEAD_S + 1


async def test_what_is_held_is_held_in_the_next_process_too_and_can_go_back_without_one() -> None:
    story = Story()
    process = story.attach(1)
    await story.playback.feed(counted(3))
    story.told(progress=2 * RATE_HZ)
    story.playback.hold()
    story.playback.hold()
    assert [kind for kind, _ in process.sent].count(frames.HOLD) == 1
    story.playback.lost("crashed")
    assert story.attach(2).begun["held"] is True
    story.playback.lost("crashed")
    story.playback.resume(500)
    story.playback.resume(500)
    begun = story.attach(3).begun
    assert (begun["held"], begun["skip"]) == (False, RATE_HZ * 3 // 2)


async def test_silence_is_trouble_only_while_something_should_be_heard() -> None:
    story = Story()
    process = story.attach()
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(story.playback.outcome(), name="outcome")
        await asyncio.sleep(3 * STALLED_S)
        assert process.kills == 0, "nothing was there to be played"
        await story.playback.feed(counted(1))
        story.playback.hold()
        await asyncio.sleep(3 * STALLED_S)
        assert process.kills == 0, "it was held"
        story.playback.resume(0)
        await asyncio.sleep(2 * STALLED_S)
        assert process.kills > 0
        story.playback.lost("crashed with signal 9")
    assert waiting.result() == "crashed with signal 9"


async def test_a_sound_that_breaks_off_is_played_to_there_and_the_reason_kept() -> None:
    story = Story()
    process = story.attach()
    await story.playback.feed(counted(1, broken=True))
    assert str(story.playback.failure) == "I cannot pronounce that."
    assert process.has(frames.END)


async def test_stopped_it_tells_how_much_was_heard() -> None:
    story = Story()
    process = story.attach()
    await story.playback.feed(counted(2))
    story.playback.stop()
    assert process.has(frames.STOP)
    story.told(finished=RATE_HZ // 2, cut=True)
    assert await story.playback.outcome() == ""
    assert story.playback.heard == Heard(500, cut=True)
