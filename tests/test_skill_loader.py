"""Bringing up one version of a skill, and having no process when that fails."""

import asyncio
from pathlib import Path

import pytest

from jarvis import paths, plugins
from jarvis.errors import SkillError
from jarvis.skill_answer import Answered, SkillCard
from jarvis.skill_folder import SkillFile
from jarvis.skill_loader import bring_up, read, tried
from jarvis.testing import NotingHouse
from tests.sound import until
from tests.test_answerers import NOON
from tests.userskills import going, written

pytestmark = pytest.mark.real_time


async def unseen(_: str) -> None:
    """Nobody looks at notifications."""


def checked(file: SkillFile, **changed: object) -> None:
    """Try a skill that tells this of itself."""
    card = SkillCard("weather.go", "go", ("go",), "", "go", reads=True, priority=None, slots=())
    tried(file, [SkillCard(**{**vars(card), **changed})], lambda *_: asyncio.sleep(0, Answered("")))


async def test_what_fails_or_is_broken_off_is_noted(tmp_path: Path) -> None:
    noted: list[str] = []
    text = going("return 1 / 0") + going("while True: pass").replace("go", "hang")
    running = await bring_up(written(tmp_path / "skills", text), unseen, noted.append)
    house = NotingHouse(NOON)
    with pytest.raises(SkillError, match="has a fault"):
        await plugins.call(running.skills[0], {}, house)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await plugins.call(running.skills[1], {}, house)
    assert "has a fault" in noted[0]
    assert "took too long, or you interrupted it" in noted[1]
    await running.end()


async def test_a_version_that_cannot_be_loaded_leaves_no_process(tmp_path: Path) -> None:
    file = written(tmp_path / "skills", going("return 'x'").replace('"go"', '"[go"'))
    with pytest.raises(SkillError, match="cannot be read"):
        await bring_up(file, unseen, lambda _: None)
    assert list(paths.skill_scratch().iterdir()) == []


async def test_who_gives_up_while_it_is_loaded_leaves_no_process(tmp_path: Path) -> None:
    file = written(tmp_path / "skills", "while True: pass")
    async with asyncio.TaskGroup() as group:
        loading = group.create_task(bring_up(file, unseen, lambda _: None), name="load")
        await until(lambda: bool(list(paths.skill_scratch().iterdir())), "it is being loaded")
        loading.cancel()
    assert list(paths.skill_scratch().iterdir()) == []


def test_a_skill_nobody_can_call_is_refused_with_its_name(tmp_path: Path) -> None:
    file = written(tmp_path / "skills", going("return 'x'"))
    checked(file)
    with pytest.raises(SkillError, match=r"example of weather\.go, “stop”, is none of its phrases"):
        checked(file, example="stop")
    with pytest.raises(SkillError, match="no function with @skill"):
        tried(file, [], lambda *_: asyncio.sleep(0, Answered("")))


def test_the_newest_text_is_read(tmp_path: Path) -> None:
    file = written(tmp_path / "skills", going("return 'x'"))
    file.path.write_text("# other")
    assert read(file.path, file.path.parent).source == "# other"
