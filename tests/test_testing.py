"""The kit for tests: a clock that jumps, and parts that behave like the real ones where it matters."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

import pytest

from jarvis import Reply, ask, house, later, skill, testing
from jarvis.errors import BadInputError, RecognitionError, SynthesisError
from jarvis.events import TaskFinished
from jarvis.household import SkillHelp
from jarvis.ports import CHUNK_BYTES, RATE_HZ, Ended, Pcm, Transcript, Utterance, Wake
from jarvis.speech import Heard, Speech
from jarvis.testing import (
    JumpingLoop,
    LoudnessActivity,
    LoudnessListener,
    NotingHouse,
    NotingVoice,
    ScriptedMicrophone,
    ScriptedRecognizer,
    ScriptedSynthesizer,
    ScriptedWakeWord,
    TimedLoudspeaker,
    say,
)

SECOND = b"\1" * RATE_HZ * 2
SILENCE, SOUND = bytes(CHUNK_BYTES), b"\1" * CHUNK_BYTES


async def pieces(*parts: Pcm) -> AsyncGenerator[Pcm]:
    for part in parts:
        yield part


async def words(*parts: str) -> AsyncGenerator[str]:
    for part in parts:
        yield part


async def test_ten_minutes_pass_at_once_and_in_order() -> None:
    clock = asyncio.get_running_loop().time
    began_s = clock()
    rang: list[tuple[str, float]] = []

    async def ring(name: str, after_s: float) -> None:
        await asyncio.sleep(after_s)
        rang.append((name, clock() - began_s))

    async with asyncio.TaskGroup() as group:
        group.create_task(ring("eggs", 600.25), name="eggs")
        group.create_task(ring("tea", 180), name="tea")
    assert rang == [("tea", 180), ("eggs", 600.25)]


async def test_the_clock_stands_while_there_is_work() -> None:
    before_s = asyncio.get_running_loop().time()
    for _ in range(1_000):
        await asyncio.sleep(0)
    assert asyncio.get_running_loop().time() == before_s


async def test_what_a_thread_does_is_waited_for() -> None:
    assert await asyncio.to_thread(lambda: "done") == "done"


@pytest.mark.parametrize("real_time", [True, False])
def test_a_story_runs_on_the_clock_it_asks_for(real_time: bool) -> None:  # noqa: FBT001 - parametrized
    async def story() -> type[asyncio.AbstractEventLoop]:
        return type(asyncio.get_running_loop())

    assert (testing.run(story(), real_time=real_time) is JumpingLoop) is not real_time


@pytest.mark.real_time
async def test_a_story_of_real_time_is_recognized_by_its_mark() -> None:
    assert not isinstance(asyncio.get_running_loop(), JumpingLoop)


async def test_a_microphone_delivers_whole_chunks_and_tells_of_gaps() -> None:
    microphone = ScriptedMicrophone(SILENCE + SOUND + b"rest", SOUND)
    assert [chunk async for chunk in microphone.chunks()] == [b"", SILENCE, SOUND, b"", SOUND]


async def test_a_microphone_that_stays_waits_for_ever() -> None:
    chunks = ScriptedMicrophone(SOUND, stays=True).chunks()
    assert [await anext(chunks), await anext(chunks)] == [b"", SOUND]
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(anext(chunks), 3600)


def test_a_wake_word_fires_where_the_script_says_counted_from_the_last_reset() -> None:
    wake = ScriptedWakeWord(2)
    assert [wake.feed(SILENCE) for _ in range(3)] == [None, Wake("hey jarvis", 0.99), None]
    wake.reset()
    assert [wake.feed(SILENCE) is None for _ in range(3)] == [True, False, True]


def test_whatever_is_not_silence_is_speech() -> None:
    assert [LoudnessActivity().feed(chunk) for chunk in (SILENCE, SOUND)] == [0, 1]


@pytest.mark.parametrize("part", [ScriptedWakeWord(), LoudnessActivity()])
def test_listeners_insist_on_whole_chunks(part: ScriptedWakeWord | LoudnessActivity) -> None:
    with pytest.raises(ValueError, match="a chunk of 5 bytes instead of 640"):
        part.feed(b"short")


async def test_a_recognizer_hears_what_the_script_says() -> None:
    recognizer = ScriptedRecognizer("stop", RecognitionError("I am deaf."))
    assert await recognizer.recognize(SOUND) == Transcript("stop", 0.9)
    with pytest.raises(RecognitionError, match="I am deaf"):
        await recognizer.recognize(SILENCE)
    assert recognizer.utterances == [SOUND, SILENCE]
    with pytest.raises(ValueError, match="half a sample"):
        await recognizer.recognize(b"odd")


async def test_a_synthesizer_takes_its_time_for_each_letter() -> None:
    synthesizer = ScriptedSynthesizer(broken_by="xyz")
    sound = [piece.pcm async for piece in synthesizer.synthesize("It is noon.")]
    assert sum(len(piece) for piece in sound) == len("It is noon. ") * RATE_HZ * 2 // 100
    assert len(sound) == 3
    with pytest.raises(SynthesisError):
        await anext(synthesizer.synthesize("xyz"))


async def test_a_loudspeaker_takes_as_long_as_the_sound_and_plays_one_at_a_time() -> None:
    loudspeaker, clock = TimedLoudspeaker(), asyncio.get_running_loop().time
    began_s = clock()
    async with asyncio.TaskGroup() as group:
        first = group.create_task(loudspeaker.play("a", pieces(SECOND, SECOND), RATE_HZ), name="a")
        group.create_task(loudspeaker.play("b", pieces(SECOND), RATE_HZ // 2), name="b")
    assert clock() - began_s == 4
    assert first.result() == Heard(2_000, cut=False)
    assert loudspeaker.played == [SECOND * 2, SECOND]


async def test_a_loudspeaker_that_is_cut_has_played_what_was_heard_until_then() -> None:
    loudspeaker = TimedLoudspeaker()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(loudspeaker.play("a", pieces(SECOND, SECOND), RATE_HZ), 1.5)
    assert (loudspeaker.played, loudspeaker.cut) == ([SECOND + SECOND[:RATE_HZ]], True)


async def test_a_loudspeaker_that_is_held_keeps_its_place_and_goes_on_from_before_it() -> None:
    loudspeaker, clock = TimedLoudspeaker(), asyncio.get_running_loop().time
    progress: list[int] = []
    began_s = clock()
    async with asyncio.TaskGroup() as group:
        playing = loudspeaker.play("a", pieces(SECOND, SECOND), RATE_HZ, progress.append)
        group.create_task(playing, name="a")
        await asyncio.sleep(1.25)
        loudspeaker.hold()
        await asyncio.sleep(60)
        assert (progress[-1], loudspeaker.held) == (1_250, True)
        loudspeaker.resume(back_ms=500)
    assert clock() - began_s == pytest.approx(62.5)
    assert len(loudspeaker.played[0]) == pytest.approx(2.5 * RATE_HZ * 2, abs=8)
    loudspeaker.resume()
    assert not loudspeaker.held


async def test_a_loudspeaker_that_is_held_can_be_cut() -> None:
    loudspeaker = TimedLoudspeaker()
    async with asyncio.TaskGroup() as group:
        playing = group.create_task(loudspeaker.play("a", pieces(SECOND), RATE_HZ), name="a")
        await asyncio.sleep(0.5)
        loudspeaker.hold()
        await asyncio.sleep(5)
        playing.cancel()
    assert (loudspeaker.played, loudspeaker.cut) == ([SECOND[:RATE_HZ]], True)


def test_a_loudspeaker_notes_cues_and_refuses_long_ones() -> None:
    loudspeaker = TimedLoudspeaker()
    loudspeaker.cue(SECOND, RATE_HZ)
    assert loudspeaker.cues == [(SECOND, RATE_HZ)]
    with pytest.raises(ValueError, match="more than a second"):
        loudspeaker.cue(SECOND + SOUND, RATE_HZ)


async def test_parts_that_are_missing_say_so_and_nothing_belongs_to_no_turn() -> None:
    with pytest.raises(SynthesisError, match="no loudspeaker"):
        await TimedLoudspeaker(missing=True).play("a", pieces(), RATE_HZ)
    with pytest.raises(SynthesisError, match="no loudspeaker"):
        await NotingVoice(broken=True).say(Speech("a", words()))
    with pytest.raises(ValueError, match="no turn"):
        await TimedLoudspeaker().play("", pieces(), RATE_HZ)
    with pytest.raises(ValueError, match="no turn"):
        await NotingVoice().say(Speech("", words()))


async def test_a_voice_needs_a_minute_for_a_hundred_words() -> None:
    voice, clock = NotingVoice(), asyncio.get_running_loop().time
    began_s = clock()
    whole, cut = Speech("a", words("word " * 60, "word " * 40)), Speech("b", words("a b c d e"))
    await voice.say(whole)
    assert (whole.heard, whole.heard_ms) == ("word " * 100, 60_000)
    assert clock() - began_s == pytest.approx(60)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(voice.say(cut), 2)
    assert (len(voice.said), voice.cut) == (1, ["a b c d e"])
    assert (cut.heard, cut.heard_ms) == ("a b c", 1_800)


async def test_a_house_notes_what_a_skill_asks_of_it() -> None:
    noon = datetime(2026, 5, 4, 12, tzinfo=UTC)
    house = NotingHouse(noon)
    house.known = [SkillHelp("clock.tell_time", "Say the time.", "what time is it")]
    assert house.now() == noon
    assert [await house.later(60, "Tea."), await house.later(5, "Eggs.")] == [1, 2]
    assert house.reminders == [(60, "Tea."), (5, "Eggs.")]
    assert house.stop_speaking()
    assert house.silenced == 1
    assert house.skills() == house.known
    with pytest.raises(ValueError, match="in the past"):
        await house.later(0, "Too late.")


def test_a_listener_hears_a_request_until_half_a_second_of_silence() -> None:
    listener = LoudnessListener([SECOND])
    spoken = [listener.feed(SOUND) for _ in range(10)] + [
        listener.feed(bytes(CHUNK_BYTES)) for _ in range(25)
    ]
    assert spoken[:-1] == [None] * 34
    assert spoken[-1] == Utterance(SECOND + SOUND * 10 + bytes(CHUNK_BYTES) * 25, Ended.SILENCE, 500)
    assert (listener.speech(SOUND), listener.speech(bytes(CHUNK_BYTES)), listener.quality) == (1, 0, 1)
    with pytest.raises(ValueError, match="a chunk of 2 bytes"):
        listener.feed(b"12")
    listener.close()
    with pytest.raises(ValueError, match="closed"):
        listener.feed(SOUND)


def test_a_listener_to_whom_nobody_speaks_gives_up() -> None:
    listener = LoudnessListener()
    assert [listener.feed(bytes(CHUNK_BYTES)) for _ in range(250)][-1] == Utterance(
        b"", Ended.NOBODY_SPOKE, 5_000
    )


@skill("set a timer for {length}", example="set a timer for ten minutes")
async def set_timer(length: timedelta) -> Reply:
    """Set a timer with a name."""
    name = await ask("What shall I call it?")
    number = await later(length.total_seconds(), f"{name} is done.")
    return Reply(f"{name} at {house().now() + length:%H:%M}.", did={"timer": str(number), "on": name})


@skill("wait and see")
async def wait_and_see() -> str:
    """Take long."""
    await asyncio.sleep(5)
    return f"It is {house().now():%H:%M:%S}."


@pytest.mark.parametrize("real_time", [False, True])
def test_an_author_tries_a_skill_of_theirs(real_time: bool) -> None:  # noqa: FBT001
    async def story() -> None:
        said = await say("Set a timer for ten minutes!", skills=[set_timer])
        assert (said.answer, said.asks, said.did) == ("What shall I call it?", True, {})
        said = await said.say("Tea.")
        assert (said.answer, said.skill) == ("Tea at 12:10.", "test_testing.set_timer")
        assert said.did == {"timer": "1", "on": "Tea"}
        assert said.house.reminders == [(600.0, "Tea is done.")]
        assert isinstance(said.events[-1], TaskFinished)
        other = await say("open the pod bay doors", skills=[set_timer])
        assert (other.skill, other.did, other.error) == ("nobody", {}, "")

    testing.run(story(), real_time=real_time)


async def test_time_passes_for_an_author_when_a_skill_waits() -> None:
    said = await say("wait and see", skills=[wait_and_see])
    assert said.answer == "It is 12:00:05."


async def test_an_author_is_told_what_is_no_skill() -> None:
    with pytest.raises(BadInputError, match="words is no skill"):
        await say("hello", skills=[words])
