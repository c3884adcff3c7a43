"""Bringing up one version of a user's skill file: it is read, started behind its walls, and tried."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jarvis.errors import SkillError
from jarvis.plugins import Skill
from jarvis.skill_answer import Answered, SkillCard
from jarvis.skill_cards import Call, skill_of
from jarvis.skill_entry import Running
from jarvis.skill_errands import Errand, errands
from jarvis.skill_folder import SkillFile, read_skill
from jarvis.skill_packages import Packaged, read_packaged
from jarvis.skill_process import SkillProcess
from jarvis.slots import slot_of
from jarvis.templates import Templates

Notify = Callable[[str], Awaitable[None]]


def read(origin: Path | Packaged, folder: Path) -> SkillFile:
    """The newest text of a skill. Raises SkillError, a sentence with a remedy."""
    return read_packaged(origin) if isinstance(origin, Packaged) else read_skill(origin, folder)


async def bring_up(file: SkillFile, notify: Notify, failed: Callable[[str], None]) -> Running:
    """Start a version of a skill; `failed` is told when a call goes wrong.

    Raises SkillError with file, line and reason; then there is no process.
    """
    process = SkillProcess(file, errands(file.needs, notify))

    async def call(function: str, values: Mapping[str, Any], asked: Mapping[str, Errand]) -> Answered:
        if running.ended:
            raise SkillError(f"Your skill {file.name} was just changed. Please say that again.")
        try:
            return await process.call(function, values, asked)
        except SkillError as error:
            failed(str(error))
            raise
        except asyncio.CancelledError:
            failed("It was stopped before its end: it took too long, or you interrupted it.")
            raise

    done = False
    try:
        cards = await process.start()
        running = Running(await asyncio.to_thread(tried, file, cards, call), process)
        done = True
    finally:
        if not done:
            await asyncio.shield(process.end())
    return running


def tried(file: SkillFile, cards: Sequence[SkillCard], call: Call) -> tuple[Skill, ...]:
    """The skills of a file, whose phrases can be said. Raises SkillError."""
    if not cards:
        raise SkillError(f"Your skill {file.name} has no function with @skill(…) above it. Add one.")
    templates, made = Templates(), []
    for card in cards:
        try:
            skill = skill_of(card, file.needs, call)
            for kind in skill.places.values():
                slot_of(kind)
        except ValueError as error:
            raise SkillError(f"Your skill {file.name} cannot be loaded: {card.name}: {error}.") from None
        templates.add(skill.name, list(skill.phrases), skill.places)
        if templates.match(skill.example) is None:
            raise SkillError(
                f"Your skill {file.name} cannot be loaded: the example of {card.name}, “{skill.example}”, "
                "is none of its phrases."
            )
        made.append(skill)
    return tuple(made)
