"""Recognition in a process of its own: it may crash, hang or be slow, and comes back."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from jarvis.errors import ModelError, RecognitionError
from jarvis.events import Event, RecognizerLost, RecognizerReady
from jarvis.ports import Draft, Pcm, Transcript
from tests.sound import flite, moonshine_folder, recognizing, runs, silence, until
from voice.recognize import remote
from voice.recognize.engine import Setup
from voice.recognize.remote import RemoteRecognizer

__all__ = ["moonshine_folder"]
pytestmark = pytest.mark.real_time
SCRIPTED = "tests.engines.scripted:Scripted"


@dataclass
class Desk:
    """A recognizer, and what it told."""

    recognizer: RemoteRecognizer
    told: list[Event] = field(default_factory=list)

    def draft(self) -> tuple[Draft, list[tuple[str, int]]]:
        """An utterance that has begun, and the texts that become known of it."""
        texts: list[tuple[str, int]] = []
        draft = self.recognizer.draft(lambda *text: texts.append(text))
        assert draft is not None
        return draft, texts

    def lost(self) -> list[str]:
        """Why it was lost, each time."""
        return [event.reason for event in self.told if isinstance(event, RecognizerLost)]


@asynccontextmanager
async def desk(
    *options: tuple[str, str], along: bool = False, model: Path | None = None, load: bool = True
) -> AsyncIterator[Desk]:
    told: list[Event] = []
    setup = Setup(model, options=(*options, *((("along", "yes"),) if along else ())))
    here = Desk(RemoteRecognizer(SCRIPTED, lambda: setup, told.append, listens_along=along), told)
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        running = group.create_task(here.recognizer.run(), name="scripted")
        if load:
            await here.recognizer.load()
        yield here
        assert not here.recognizer._drafts  # noqa: SLF001 - what is left over is seen nowhere else
        assert not here.recognizer._waiting  # noqa: SLF001
        running.cancel()


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process finds the engines of the tests, and does not wait long before it starts again."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    monkeypatch.setattr(remote, "AGAIN_S", (0.05, 0.05, 0.2))


async def test_words_go_there_and_come_back_with_their_times_and_sureness() -> None:
    async with desk() as here:
        transcript = await here.recognizer.recognize(b"what time is it")
        assert (transcript.text, transcript.confidence) == ("what time is it", 0.5)
        assert (transcript.words[1].text, transcript.words[1].start_ms) == ("time", 100)
        assert transcript.engine == here.recognizer.name
        assert isinstance(here.told[0], RecognizerReady)


async def test_the_text_so_far_is_told_with_how_much_of_the_sound_it_is() -> None:
    async with desk(along=True) as here:
        draft, texts = here.draft()
        for word in (b"what ", b"time "):
            draft.feed(word)
        await until(lambda: len(texts) == 2)
        assert texts == [("what", 5), ("what time", 10)]
        draft.feed(b"is it")
        assert (await here.recognizer.recognize(b"", draft)).text == "what time is it"


async def test_the_text_of_all_speech_is_the_transcript_without_a_second_look(
    tmp_path: Path,
) -> None:
    calls = tmp_path / "calls"
    async with desk(("calls", str(calls))) as here:
        draft, texts = here.draft()
        draft.feed(b"stop ")
        draft.ask()
        await until(lambda: texts == [("stop", 5)])
        draft.feed(b"  ")
        draft.ended(5)
        assert await here.recognizer.recognize(b"stop   ", draft) == Transcript("stop", engine=SCRIPTED)
        assert calls.read_text().split() == ["start", "partial"]


async def test_an_answer_that_is_on_its_way_is_waited_for(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    async with desk(("calls", str(calls))) as here:
        draft, _ = here.draft()
        draft.feed(b"stop ")
        draft.ask()
        draft.ended(5)
        assert (await here.recognizer.recognize(b"stop ", draft)).text == "stop"
        assert "final" not in calls.read_text().split()


async def test_who_speaks_on_after_the_question_is_heard_to_the_end() -> None:
    async with desk() as here:
        draft, texts = here.draft()
        draft.feed(b"set a timer ")
        draft.ask()
        await until(lambda: bool(texts))
        draft.feed(b"for ten minutes")
        draft.ended(27)
        assert (await here.recognizer.recognize(b"", draft)).text == "set a timer for ten minutes"


async def test_utterances_at_the_same_time_are_not_mixed_up() -> None:
    async with desk(along=True) as here:
        one, _ = here.draft()
        other, _ = here.draft()
        one.feed(b"what ")
        other.feed(b"good ")
        one.feed(b"time ")
        recording = await here.recognizer.recognize(b"stop")
        other.feed(b"morning")
        heard = [(await here.recognizer.recognize(b"", draft)).text for draft in (other, one)]
        assert (recording.text, heard) == ("stop", ["good morning", "what time"])


async def test_nobody_hears_of_an_utterance_that_was_given_up() -> None:
    async with desk(along=True) as here:
        draft, texts = here.draft()
        draft.close()
        draft.feed(b"what ")
        draft.ask()
        assert (await here.recognizer.recognize(b"stop")).text == "stop"
        assert not texts


@pytest.mark.parametrize("word", [b"killed", b"crashes", b"final:killed", b"final:crashes"])
async def test_an_engine_that_dies_is_told_once_and_comes_back(word: bytes) -> None:
    async with desk() as here:
        died = here.recognizer.pid
        with pytest.raises(RecognitionError, match="crashed and is started again"):
            await here.recognizer.recognize(word)
        assert here.recognizer.draft(lambda *_: None) is None
        await here.recognizer.load()
        assert (await here.recognizer.recognize(b"hello")).text == "hello"
        assert len(here.lost()) == 1
        assert here.recognizer.pid != died


async def test_twenty_crashes_in_a_row_leave_nothing_behind() -> None:
    own = psutil.Process()
    async with desk() as here:
        await here.recognizer.recognize(b"hello")
        before = (len(own.children()), own.num_fds())
        threads = own.num_threads()
        for _ in range(20):
            with pytest.raises(RecognitionError):
                await here.recognizer.recognize(b"killed")
            await here.recognizer.load()
        assert (len(own.children()), own.num_fds()) == before
        assert own.num_threads() < threads + 10, "not one for each crash"


async def test_an_engine_that_hangs_is_ended_and_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk(("load", "")) as here:
        monkeypatch.setattr(remote, "HUNG_S", 0.3)
        hung = here.recognizer.pid or 0
        with pytest.raises(RecognitionError, match="crashed"):
            await here.recognizer.recognize(b"hangs")
        monkeypatch.setattr(remote, "HUNG_S", 20)
        await here.recognizer.load()
        assert (await here.recognizer.recognize(b"hello")).text == "hello"
        assert not runs(hung)


@pytest.mark.parametrize("word", [b"broken", b"final:broken"])
async def test_what_one_utterance_breaks_does_not_hurt_the_next(word: bytes) -> None:
    async with desk() as here:
        with pytest.raises(RecognitionError, match=r"It is broken\. Mend it\."):
            await here.recognizer.recognize(word)
        with pytest.raises(RecognitionError, match=r"failed: ZeroDivisionError"):
            await here.recognizer.recognize(b"wrong")
        assert (await here.recognizer.recognize(b"hello")).text == "hello"
        assert not here.lost()


async def test_a_question_that_breaks_the_engine_does_not_keep_the_speaker_waiting() -> None:
    async with desk() as here:
        draft, texts = here.draft()
        draft.feed(b"ask:broken ")
        draft.ask()
        await here.recognizer.recognize(b"hello")
        draft.ended(11)
        assert (await here.recognizer.recognize(b"hello again", draft)).text == "hello again"
        assert not texts


async def test_what_an_engine_prints_is_not_taken_for_an_answer() -> None:
    async with desk() as here:
        assert (await here.recognizer.recognize(b"prints")).text == "prints"
        assert (await here.recognizer.recognize(b"hello")).text == "hello"


async def test_a_model_that_is_missing_is_told_and_used_as_soon_as_it_is_there(tmp_path: Path) -> None:
    model = tmp_path / "model"
    async with desk(model=model, load=False) as here:
        with pytest.raises(RecognitionError, match="There is no model in"):
            await here.recognizer.load()
        with pytest.raises(RecognitionError, match="There is no model in"):
            await here.recognizer.recognize(b"hello")
        await until(lambda: len(here.lost()) >= 1)
        model.mkdir()
        await until(lambda: here.recognizer.ready, "it to be found without being asked")
        assert (await here.recognizer.recognize(b"hello")).text == "hello"
        assert len(here.lost()) == 1, "not told at every attempt"


async def test_why_it_cannot_be_set_up_is_told() -> None:
    def find() -> Setup:
        raise ModelError("The model is missing. Get it.")

    recognizer = RemoteRecognizer(SCRIPTED, find, lambda _: None)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(recognizer.run(), name="scripted")
        with pytest.raises(RecognitionError, match=r"^The model is missing\. Get it\.$"):
            await recognizer.load()
        running.cancel()


async def test_one_to_fall_back_on_is_loaded_when_it_is_needed() -> None:
    async with desk(load=False) as here:
        await asyncio.sleep(0)
        assert (here.recognizer.pid, here.recognizer.ready) == (None, False)
        assert (await here.recognizer.recognize(b"hello")).text == "hello"
        assert here.recognizer.pid


async def test_loaded_anew_it_is_another_process_and_nothing_was_lost() -> None:
    async with desk() as here:
        old = here.recognizer.pid or 0
        await here.recognizer.reload()
        assert (runs(old), here.recognizer.ready) == (False, True)
        assert (await here.recognizer.recognize(b"hello")).text == "hello"


@pytest.mark.parametrize("word", [b"hello", b"hangs"])
async def test_whoever_gives_up_leaves_nothing_behind(word: bytes) -> None:
    async with desk() as here:
        for _ in range(5):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0):
                    await here.recognizer.recognize(word)


async def test_a_long_recording_arrives_as_a_whole() -> None:
    minute = b"first" + b" " * 1_900_000 + b"last"
    async with desk() as here:
        assert (await here.recognizer.recognize(minute)).text == "first last"


def test_when_the_daemon_is_killed_its_engine_ends_even_if_it_hangs() -> None:
    program = (
        "import asyncio, sys\n"
        "from voice.recognize.engine import Setup\n"
        "from voice.recognize.remote import RemoteRecognizer\n"
        "async def main():\n"
        f"    recognizer = RemoteRecognizer({SCRIPTED!r}, Setup, lambda _: None)\n"
        "    async with asyncio.TaskGroup() as group:\n"
        "        group.create_task(recognizer.run())\n"
        "        await recognizer.load()\n"
        "        group.create_task(recognizer.recognize(b'hangs'))\n"
        "        await asyncio.sleep(0.2)\n"
        "        print(recognizer.pid, flush=True)\n"
        "asyncio.run(main())\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as daemon:
        assert daemon.stdout is not None
        engine = int(daemon.stdout.readline())
        assert runs(engine)
        os.kill(daemon.pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(engine)] if psutil.pid_exists(engine) else [], timeout=10)
    assert not runs(engine)


async def test_with_the_real_engine_what_is_said_is_known_when_it_ends(moonshine_folder: Path) -> None:
    told: list[tuple[str, int]] = []
    async with asyncio.timeout(30), recognizing(moonshine_folder) as recognizer:
        draft = recognizer.draft(lambda *text: told.append(text))
        assert draft is not None
        sound: Pcm = silence(0.3) + flite("what time is it", "rms")
        draft.feed(sound)
        draft.ask()
        await until(lambda: bool(told))
        draft.feed(silence(0.2))
        draft.ended(len(sound))
        heard = await recognizer.recognize(sound + silence(0.2), draft)
        assert (heard.text, heard.engine) == ("What time is it?", "moonshine")
        assert told == [("What time is it?", len(sound))]


async def test_the_house_goes_on_while_it_works(moonshine_folder: Path) -> None:
    speech = (flite("the quick brown fox jumps over the lazy dog", "rms") + silence(0.3)) * 4
    moments = 0
    async with recognizing(moonshine_folder) as recognizer, asyncio.TaskGroup() as group:
        work = group.create_task(recognizer.recognize(speech))
        while not work.done():
            await asyncio.sleep(0.001)
            moments += 1
    assert moments > 10
    assert work.result().text.casefold().count("quick brown fox") >= 3
