"""A user's skill in its process: calls, questions, time, and starting anew."""

import asyncio
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from jarvis import paths
from jarvis.errors import NotKeptError, SkillError
from jarvis.plain import Slot
from jarvis.skill_answer import Answered
from jarvis.skill_process import clear_scratch
from tests.sound import until
from tests.userskills import going, running, written

pytestmark = pytest.mark.real_time


class Gone(NamedTuple):
    """What is left of a process."""

    pid: int

    @property
    def gone(self) -> bool:
        """Whether there is none any more."""
        return not Path(f"/proc/{self.pid}").exists()


async def test_it_tells_what_it_can_do_and_does_it(tmp_path: Path) -> None:
    text = """
    class Room(Enum):
        KITCHEN = "kitchen"

    @skill("[set] timer {length}", example="timer ten minutes")
    async def set_timer(length: timedelta, room: Room = Room.KITCHEN) -> Reply:
        '''Set a timer.'''
        print("what a skill prints is in nobody's way")
        return Reply(f"{length} {room}", did={"what": "timer set"}, undo="take it back")
    """
    async with asyncio.timeout(30), running(written(tmp_path / "skills", text)) as one:
        (card,) = await one.start()
        assert (card.name, card.summary, card.example) == (
            "weather.set_timer",
            "Set a timer.",
            "timer ten minutes",
        )
        assert card.slots == (
            Slot("length", "timedelta"),
            Slot("room", "choice", ("kitchen",), optional=True),
        )
        assert one.walls == ("limits", "files", "processes")
        said = await one.call("set_timer", {"length": timedelta(minutes=10), "room": "kitchen"})
        assert said == Answered("0:10:00 Room.KITCHEN", {"what": "timer set"}, "take it back")


async def test_values_of_all_kinds_arrive_and_its_memory_lasts(tmp_path: Path) -> None:
    text = """
    calls = []
    @skill("go")
    async def go(**values) -> str:
        calls.append(1)
        kinds = sorted(type(value).__name__ for value in values.values())
        return f"{len(calls)} {kinds} {house().now().tzinfo is None}"
    """
    values = {"a": 1, "b": 1.5, "c": date(2026, 5, 4), "d": time(7, 30), "e": datetime(2026, 5, 4), "f": "x"}  # noqa: DTZ001
    async with asyncio.timeout(30), running(written(tmp_path / "skills", text)) as one:
        assert (
            await one.call("go", values)
        ).text == "1 ['date', 'datetime', 'float', 'int', 'str', 'time'] False"
        assert (await one.call("go", {})).text == "2 [] False"


async def test_it_may_ask_the_daemon_while_it_answers(tmp_path: Path) -> None:
    asked: list[object] = []

    async def later(delay_s: float, text: str) -> int:
        asked.append((delay_s, text))
        return 3

    async def recall(about: str = "") -> list[str]:
        return [about, "milk"]

    body = "n = await later(60, 'Tea')\nreturn f\"{n} {await house().notes.recall(about='list')}\""
    async with asyncio.timeout(30), running(written(tmp_path / "skills", going(body))) as one:
        said = await one.call("go", {}, {"later": later, "notes.recall": recall})
        assert said.text == "3 ['list', 'milk']"
        assert asked == [(60, "Tea")]


async def test_an_error_of_the_daemon_is_the_same_error_in_the_skill(tmp_path: Path) -> None:
    async def fails() -> None:
        raise NotKeptError("That is not kept any more.")

    async def breaks() -> None:
        raise RuntimeError("secret")

    body = """
    from jarvis.errors import NotKeptError, SkillError
    try:
        await house().breaks()
    except SkillError as error:
        seen = str(error)
    try:
        await house().fails()
    except NotKeptError as error:
        return f"{seen} {error}"
    """
    async with asyncio.timeout(30), running(written(tmp_path / "skills", going(body))) as one:
        said = await one.call("go", {}, {"fails": fails, "breaks": breaks})
        assert said.text == "What a skill asked for (breaks) did not work. That is not kept any more."
        with pytest.raises(SkillError, match=r"may not ask Jarvis for “fails”"):
            await one.call("go", {})  # what one call may do, the next one may not


async def test_while_the_user_is_asked_the_skill_and_its_clock_stand_still(tmp_path: Path) -> None:
    async def ask(question: str) -> str:
        await asyncio.sleep(1.2)
        return f"{question} Tea!"

    text = going("return await house().ask('What?')") + going("return await house().slow('x')").replace(
        "go", "work"
    )
    async with asyncio.timeout(30), running(written(tmp_path / "skills", text), limit_s=1.0) as one:
        await one.start()
        assert (await one.call("go", {}, {"ask": ask})).text == "What? Tea!"
        with pytest.raises(SkillError, match="did not answer in time and was stopped"):
            await one.call("work", {}, {"slow": ask})


async def test_a_fault_is_told_and_the_next_call_works(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    text = """
    @skill("go")
    async def go(n: int) -> str:
        return str(1 // n) + "what somebody said"[:0]
    """
    async with asyncio.timeout(30), running(written(tmp_path / "skills", text)) as one:
        with pytest.raises(SkillError, match=r"Sorry, that went wrong: the skill weather\.go has a fault\."):
            await one.call("go", {"n": 0})
        assert "weather.go failed: line 9: ZeroDivisionError" in caplog.text
        first = one.pid
        assert (await one.call("go", {"n": 1})).text == "1"
        assert one.pid == first


async def test_a_call_that_is_broken_off_ends_the_process_and_the_next_starts_one(tmp_path: Path) -> None:
    text = going("await asyncio.sleep(999)\nreturn ''") + going("return 'Here.'").replace("go", "back")
    async with asyncio.timeout(30), running(written(tmp_path / "skills", text)) as one:
        await one.start()
        first = Gone(one.pid or 0)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await one.call("go", {})
        assert first.gone
        assert (await one.call("back", {})).text == "Here."


async def test_calls_wait_for_their_turn_and_the_end_leaves_nothing(tmp_path: Path) -> None:
    body = "open('kept', 'a').write('x')\nawait asyncio.sleep(0.01)\nreturn str(len(open('kept').read()))"
    async with asyncio.timeout(30), running(written(tmp_path / "skills", going(body))) as one:
        said = await asyncio.gather(*(one.call("go", {}) for _ in range(3)))
        assert [answer.text for answer in said] == ["1", "2", "3"]
        left = Gone(one.pid or 0)
        await one.end()
        assert left.gone
        assert one.pid is None
        assert (await one.call("go", {})).text == "1"  # anew, in an empty folder


async def test_it_reads_and_writes_what_it_was_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    notes = tmp_path / "home/Notes"
    notes.mkdir(parents=True)
    (notes / "a.txt").write_text("milk")
    body = """
    from pathlib import Path
    notes = Path("~/Notes").expanduser()
    (notes / "b.txt").write_text("bread")
    return " ".join(file.read_text() for file in sorted(notes.iterdir()))
    """
    needs = 'NEEDS = Permissions(write=("~/Notes",))'
    async with asyncio.timeout(30), running(written(tmp_path / "skills", going(body, needs=needs))) as one:
        assert (await one.call("go", {})).text == "milk bread"
    async with asyncio.timeout(30), running(written(tmp_path / "skills", going(body))) as one:
        with pytest.raises(SkillError, match=r"tried what you did not allow \(.*/Notes/b\.txt\)"):
            await one.call("go", {})


async def test_when_the_daemon_is_killed_nothing_is_left_standing_still(tmp_path: Path) -> None:
    file = written(tmp_path / "skills", going("return 'x'"))
    code = f"""
import asyncio, os
from pathlib import Path
from jarvis.skill_folder import read_skill
from jarvis.skill_process import SkillProcess
async def main():
    one = SkillProcess(read_skill(Path({str(file.path)!r}), Path({str(file.path.parent)!r})), {{}})
    await one.start()
    print(one.pid, flush=True)
    os.kill(os.getpid(), 9)
asyncio.run(main())
"""
    async with asyncio.timeout(30):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-c", code, stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate()
        left = Gone(int(out))
        await until(lambda: left.gone, "the process of the skill is gone")
    assert [folder.name[:8] for folder in paths.skill_scratch().iterdir()] == ["weather-"]
    clear_scratch()
    assert list(paths.skill_scratch().iterdir()) == []
