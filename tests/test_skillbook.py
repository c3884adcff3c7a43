"""Skills come, change, break and go while Jarvis runs."""

import re
from typing import cast

import pytest

from jarvis import plugins
from jarvis.errors import SkillError
from jarvis.events import SkillBroken, SkillHeldBack, SkillNotified, SkillReloaded, SkillRemoved
from jarvis.skillbook import MOST
from jarvis.testing import NotingHouse
from tests.books import HEAD, kept, saying
from tests.sound import runs, until
from tests.test_answerers import NOON

pytestmark = pytest.mark.real_time


async def test_a_saved_skill_answers_beside_jarviss_own() -> None:
    async with kept() as one:
        one.save(saying("Green."))
        event = cast("SkillReloaded", await one.comes(SkillReloaded))
        assert (event.skill, event.skills) == ("tea", ("tea.go",))
        assert await one.ask("say it") == "Green."
        assert await one.ask("what time is it") == "It is noon."


async def test_a_new_version_takes_the_place_of_the_old_one_whose_process_ends() -> None:
    async with kept() as one:
        one.save(saying("Green."))
        await one.comes(SkillReloaded)
        old = one.book.entries["tea"].running
        assert old is not None
        one.save(saying("Black."))
        await one.comes(SkillReloaded, 2)
        assert await one.ask("say it") == "Black."
        await until(lambda: old.process is not None and old.process.pid is None, "the old process is gone")
        with pytest.raises(SkillError, match="was just changed"):  # whoever had already chosen it
            await plugins.call(old.skills[0], {}, NotingHouse(NOON))


BROKEN = [
    (saying("x") + "this is no Python\n", r"tea\.py is not Python in line 7 \(invalid syntax\)"),
    (HEAD + "\nunknown\n", r"tea\.py cannot be loaded: line 3: NameError: name 'unknown'"),
    (HEAD, r"tea\.py has no function with @skill"),
    (HEAD + '@skill("[oops")\nasync def go() -> str: ...\n', r"tea\.go cannot be read"),
    (HEAD + '@skill("a {b}")\nasync def go() -> str: ...\n', r"tea\.go cannot be read"),
    (HEAD + '@skill("a", example="b")\nasync def go() -> str: ...\n', r"“b”, is none of its phrases"),
    (
        HEAD + '@skill("a")\nasync def go(b: bool = True) -> str: ...\n',
        r"tea\.go: a place cannot take bool",
    ),
    (HEAD + "NEEDS = Permissions(network=('not a host',))\n", r"is not a host"),
]


async def test_a_broken_file_tells_why_and_the_version_before_answers() -> None:
    async with kept() as one:
        one.save(saying("Green."))
        await one.comes(SkillReloaded)
        for number, (text, reason) in enumerate(BROKEN, 1):
            one.save(text)
            event = cast("SkillBroken", await one.comes(SkillBroken, number))
            assert event.answers
            assert re.search(reason, event.reason)
            assert event.reason.endswith("The version before it still answers.")
            assert await one.ask("say it") == "Green."
            assert one.book.entries["tea"].status == "broken"


async def test_what_is_half_written_is_no_news() -> None:
    async with kept() as one:
        file = one.save("from jarvis import sk")
        await until(lambda: "tea" in one.book.entries, "the half of it was seen")
        file.write_text(saying("Whole."))
        await one.comes(SkillReloaded)
        assert one.told(SkillBroken) == []


async def test_what_hangs_while_it_is_loaded_keeps_nobody_waiting() -> None:
    async with kept() as one:
        for number in range(4):
            one.save("while True: pass\n", f"stuck{number}.py")
        await until(lambda: len(one.book.entries) == 5, "all were seen")
        one.save(saying("Repaired."), "stuck0.py")
        one.save(saying("Black.", "something else"), "stuck1.py")
        await one.comes(SkillReloaded, 2)
        assert await one.ask("say it") == "Repaired."


async def test_what_wants_more_waits_for_the_user() -> None:
    async with kept() as one:
        one.save(saying("Dry.", more='NEEDS = Permissions(network=("api.example.org",))'))
        event = cast("SkillHeldBack", await one.comes(SkillHeldBack))
        assert "It wants to talk to api.example.org." in event.reason
        assert "jarvis skills enable tea" in event.reason
        assert not event.answers
        assert await one.ask("say it") == ""


async def test_nobody_takes_the_name_of_another_skill() -> None:
    async with kept() as one:
        one.save(saying("Mine."), "books.py")  # where the tests' own skill is from
        one.save(saying("Mine."), "tea.py")
        await one.comes(SkillReloaded)
        one.save(saying("Theirs."), "Tea.py")
        await until(lambda: len(one.book.entries) == 4, "all were seen")
        reasons = {
            name: entry.reason for name, entry in one.book.entries.items() if entry.status == "refused"
        }
        assert set(reasons) == {"books.py", "Tea.py"}
        assert "Jarvis's own" in reasons["books.py"]
        assert await one.ask("say it") == "Mine."


async def test_nobody_takes_the_phrase_of_jarvis() -> None:
    async with kept() as one:
        one.save(saying("Midnight.", "what time is it"))
        await one.comes(SkillReloaded)
        assert await one.ask("what time is it") == "It is noon."


async def test_there_is_an_end_to_how_many() -> None:
    async with kept() as one:
        for number in range(MOST + 1):
            one.save("nonsense(", f"s{number}.py")
        await until(lambda: len(one.book.entries) == MOST + 2, "all were seen")
        (refused,) = [entry for entry in one.book.entries.values() if entry.status == "refused"]
        assert refused.reason == f"There are more than {MOST} skill files. Remove some."


async def test_a_file_that_others_may_write_is_refused_until_they_may_not() -> None:
    async with kept() as one:
        file = one.save(saying("Green."))
        file.chmod(0o666)
        await one.is_now("tea", "refused")
        assert "chmod go-w" in one.book.entries["tea"].reason
        file.chmod(0o600)
        await one.is_now("tea", "on")


async def test_deleted_it_is_forgotten_with_its_process() -> None:
    async with kept() as one:
        file = one.save(saying("Green."))
        await one.comes(SkillReloaded)
        running = one.book.entries["tea"].running
        assert running is not None
        assert running.process is not None
        pid = running.process.pid
        file.unlink()
        await one.comes(SkillRemoved)
        assert await one.ask("say it") == ""
        assert "tea" not in one.book.entries
        await until(lambda: not runs(pid or 0), "its process is gone")


async def test_at_the_end_no_process_is_left() -> None:
    async with kept() as one:
        one.save(saying("Green."))
        await one.comes(SkillReloaded)
        running = one.book.entries["tea"].running
        assert running is not None
        assert running.process is not None
        pid = running.process.pid
    assert not runs(pid or 0)
    with pytest.raises(SkillError, match="just starting or ending"):
        one.book.changed(one.book.folder / "tea.py")


async def test_what_went_wrong_is_kept_and_notifications_are_told() -> None:
    body = """
NEEDS = Permissions(notify=True)
@skill("say it")
async def go() -> str:
    await notify("Look here.")
    return 1 / 0
"""
    async with kept() as one:
        one.save(HEAD + body)
        await one.comes(SkillHeldBack)
        await one.desk.enable("tea", {"notify": True})
        await one.comes(SkillReloaded)
        with pytest.raises(SkillError, match="has a fault"):
            await one.ask("say it")
        assert one.told(SkillNotified) == [SkillNotified(skill="tea", text="Look here.")]
        assert "has a fault" in one.book.entries["tea"].errors[0].sentence
