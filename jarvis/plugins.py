"""What a skill is: a function with phrases above it. Finding skills, and keeping their failures away.

@skill("what time is it")
async def tell_time() -> str:
    \"\"\"Say the time.\"\"\"
"""

import importlib
import inspect
import logging
import pkgutil
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, get_type_hints

from jarvis.errors import JarvisError, SkillError, contain
from jarvis.household import House, SkillHelp
from jarvis.log import frames
from jarvis.tasks import Priority

log = logging.getLogger(__name__)
Answering = Callable[..., Awaitable["str | Reply"]]
_house: ContextVar[House] = ContextVar("house")


@dataclass(frozen=True)
class Reply:
    """What a skill says, and the evidence of what it did: `Reply("Timer set.", did={"timer": "10 min"})`.

    `confirm`: the text is a question, and a yes to it counts as saying this phrase.
    `undo`: a phrase which, said, undoes it.
    """

    text: str
    did: Mapping[str, str] = field(default_factory=dict)
    confirm: str = ""
    undo: str = ""


@dataclass(frozen=True)
class Skill:
    """A function that answers, with the phrases that call it."""

    name: str
    phrases: tuple[str, ...]
    function: Answering
    priority: Priority | None
    example: str
    reads: bool = False
    """Whether it only tells something: then it may answer what merely sounds like its phrases."""

    @property
    def help(self) -> SkillHelp:
        """Its line of "what can I say?"."""
        summary = (inspect.getdoc(self.function) or "").partition("\n")[0]
        return SkillHelp(self.name, summary, self.example)

    @property
    def places(self) -> dict[str, type]:
        """The places in its phrases, with their types."""
        hints = get_type_hints(self.function)
        return {name: hints.get(name, str) for name in inspect.signature(self.function).parameters}


def skill(
    *phrases: str, example: str = "", priority: Priority | None = None, reads: bool = False
) -> Callable[[Answering], Answering]:
    """Make a function a skill. `example` is a phrase as one says it; `priority` lifts its requests.

    `reads`: it only tells something, and does nothing.
    """

    def mark(function: Answering) -> Answering:
        name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
        shown = example or re.sub(r"[\[\]()]|\|[^)\]]*", "", phrases[0])
        function.__jarvis_skill__ = Skill(name, phrases, function, priority, shown, reads)  # type: ignore[attr-defined]
        return function

    return mark


def house() -> House:
    """The daemon around the skill that is answering now."""
    return _house.get()


async def later(delay_s: float, text: str) -> int:
    """Say `text` after `delay_s` seconds, even if Jarvis was restarted; gives the reminder's number."""
    return await house().later(delay_s, text)


def find(package: ModuleType) -> list[Skill]:
    """The skills in all modules of a package, in the order they are written."""
    found = []
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            marked = getattr(value, "__jarvis_skill__", None)
            if isinstance(marked, Skill) and marked.function.__module__ == module.name:
                found.append(marked)
    return found


async def answer(
    chosen: Skill,
    values: Mapping[str, Any],
    around: House,
    did: dict[str, str],
    ask: Callable[[str], object] = str,
) -> AsyncGenerator[str]:
    """What a skill says; its evidence goes into `did`. If it asks, `ask` gets what a yes will mean.

    Raises SkillError, whatever went wrong inside.
    """
    token = _house.set(around)
    try:
        reply = await contain(_call(chosen.function, values))
    finally:
        _house.reset(token)
    if isinstance(reply, JarvisError):  # a sentence that tells what went wrong
        raise SkillError(str(reply)) from reply
    if isinstance(reply, Exception):
        log.error("skill %s failed: %s", chosen.name, frames(reply))
        raise SkillError(f"Sorry, that went wrong: the skill {chosen.name} has a fault.") from reply
    did.update(reply.did)
    if reply.confirm:
        ask(reply.confirm)
    yield reply.text


async def _call(function: Answering, values: Mapping[str, Any]) -> Reply:
    reply = await function(**values)
    if isinstance(reply, str):
        return Reply(reply)
    if not isinstance(reply, Reply):
        raise TypeError(f"a skill must give a text or a Reply, not {type(reply).__name__}")
    return reply


def helps(skills: Sequence[Skill]) -> list[SkillHelp]:
    """What can be asked for."""
    return [one.help for one in skills]
