"""Trying a skill without the daemon: every example is said to it, behind its walls."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from jarvis import paths
from jarvis.errors import JarvisError, SkillError, contain
from jarvis.grants import Grants, grants_file
from jarvis.plugins import Skill
from jarvis.skill_folder import SkillFile, read_skill
from jarvis.skill_loader import bring_up
from jarvis.skill_packages import packaged, read_packaged
from jarvis.testing import say


@dataclass(frozen=True)
class Tried:
    """What came of one example: the answer, or why there was none."""

    skill: str
    said: str
    answer: str
    problem: str


def own_tests(stem: str, folder: Path) -> Path | None:
    """The author's own tests, beside the skill or in a folder `tests` there."""
    places = (folder / f"test_{stem}.py", folder / "tests" / f"test_{stem}.py")
    return next((place for place in places if place.is_file()), None)


def file_of(name: str, folder: Path) -> SkillFile:
    """The skill file of this name. Raises SkillError."""
    stem = name.removesuffix(".py")
    path = folder / f"{stem}.py"
    if not path.is_file():
        if (found := next((one for one in packaged() if one.name == stem), None)) is not None:
            return read_packaged(found)
        raise SkillError(f"There is no skill file {path}. Make one with `jarvis skills new {stem[:40]}`.")
    return read_skill(path, folder)


async def tried(name: str) -> list[Tried]:
    """Say each example to a skill of the user's or of a package. Raises SkillError."""
    file = await asyncio.to_thread(file_of, name, paths.skills())
    if not Grants(grants_file()).allows(file.name, file.needs):
        raise SkillError(f"{file.needs.in_words()} Allow it first: `jarvis skills enable {file.stem}`.")
    running = await bring_up(file, _unseen, lambda _: None)
    try:
        return [await _one(skill, running.skills) for skill in running.skills]
    finally:
        await running.end()


async def _one(skill: Skill, among: tuple[Skill, ...]) -> Tried:
    said = await contain(say(skill.example, skills=[one.function for one in among]))
    if isinstance(said, Exception):
        problem = str(said) if isinstance(said, JarvisError) else f"It failed: {type(said).__name__}."
        return Tried(skill.name, skill.example, "", problem)
    if said.asks:
        await said.say("never mind")  # else it keeps the others waiting
    problem = said.error
    if not problem and said.skill != skill.name:
        problem = f"{said.skill} answers this instead."
    return Tried(skill.name, skill.example, said.answer, problem)


async def _unseen(_: str) -> None:
    """A trial shows no notifications."""
