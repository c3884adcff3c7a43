"""What changes in the folder of skills is noticed, also what editors do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from jarvis.skill_watch import follow, look
from tests.sound import until

pytestmark = pytest.mark.real_time


@asynccontextmanager
async def following(folder: Path) -> AsyncIterator[list[str]]:
    """What is told while somebody works in the folder."""
    told: list[str] = []
    async with asyncio.TaskGroup() as group:
        watching = group.create_task(
            follow(
                folder, lambda path: told.append(f"+{path.name}"), lambda path: told.append(f"-{path.name}")
            ),
            name="watch",
        )
        yield told
        watching.cancel()


async def test_saved_changed_and_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "skills"
    async with following(folder) as told:
        folder.mkdir()  # it need not be there at first
        (folder / "tea.py").write_text("1")
        await until(lambda: told == ["+tea.py"], "it is new")
        (folder / "tea.py").write_text("2")
        await until(lambda: told[1:] == ["+tea.py"], "it was changed")
        new = folder / ".tea.py.swp"  # as editors save: beside it, then in its place
        new.write_text("2")
        new.replace(folder / "tea.py")
        await until(lambda: told[2:] == ["+tea.py"], "it is another file")
        (folder / "tea.py").chmod(0o666)
        await until(lambda: told[3:] == ["+tea.py"], "others may write it now")
        (folder / "tea.py").unlink()
        await until(lambda: told[4:] == ["-tea.py"], "it is gone")


async def test_what_is_no_skill_is_not_told(tmp_path: Path) -> None:
    for name in ("_helper.py", ".tea.py.swp", "tea.py~", "notes.txt", "test_tea.py"):
        (tmp_path / name).write_text("")
    (tmp_path / "tests").mkdir()
    async with following(tmp_path) as told:
        (tmp_path / "tea.py").write_text("")
        await until(lambda: bool(told), "something is told")
        assert told == ["+tea.py"]


def test_links_that_lead_nowhere_are_told_as_well(tmp_path: Path) -> None:
    (tmp_path / "tea.py").symlink_to(tmp_path / "nowhere")
    assert [path.name for path in look(tmp_path)] == [
        "tea.py"
    ]  # so that somebody says why it does not answer


def test_a_folder_that_anybody_may_change_makes_its_files_other_ones(tmp_path: Path) -> None:
    folder = tmp_path / "skills"
    folder.mkdir(mode=0o700)
    (folder / "tea.py").write_text("")
    before = look(folder)
    folder.chmod(0o777)
    assert look(folder) != before
    assert look(folder) == look(folder)
