"""One call of a skill, which may ask and go on in another turn; the conversations are in test_dialogs.py."""

import asyncio
from contextvars import ContextVar, copy_context
from datetime import UTC, datetime

from jarvis import ask, skill
from jarvis.errors import NoAnswerError, SkillError
from jarvis.plugins import Reply, Skill
from jarvis.skill_run import Call, SkillRun, put_together
from jarvis.templates import Match
from jarvis.testing import NotingHouse

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
turn: ContextVar[str] = ContextVar("turn", default="none")


@skill("ask")
async def asks() -> str:
    """Ask two things at once, and tell in which turn."""
    both = await asyncio.gather(ask("One?"), ask("Two?"))
    return f"{both} {turn.get()}"


@skill("forever")
async def forever() -> str:
    """Never take no answer for an answer."""
    while True:
        try:
            return await ask("Well?")
        except NoAnswerError:
            continue


def run_of(function: object) -> SkillRun:
    found: Skill = function.__jarvis_skill__  # type: ignore[attr-defined]
    return SkillRun(Call(found, Match(found.name, {}), "", lambda _: None), copy_context())


async def test_two_questions_at_once_are_asked_one_after_the_other() -> None:
    async with asyncio.TaskGroup() as group:
        run = run_of(asks)
        run.start(group, NotingHouse(NOON))
        for question in ("One?", "Two?"):
            await run.moves()
            assert run.question
            assert run.question.text == question
            run.go_on(f"to {question[:3]}")
        await run.moves()
        assert run.outcome() == Reply("['to One', 'to Two'] none")


async def test_the_part_after_the_answer_is_in_the_turn_of_the_answer() -> None:
    async with asyncio.TaskGroup() as group:
        run = run_of(asks)
        run.start(group, NotingHouse(NOON))
        await run.moves()
        turn.set("second")
        run.move_to(copy_context())
        run.go_on("a")
        await run.moves()
        run.go_on("b")
        await run.moves()
        assert run.outcome() == Reply("['a', 'b'] second")


async def test_who_never_takes_no_for_an_answer_is_stopped() -> None:
    async with asyncio.TaskGroup() as group:
        run = run_of(forever)
        run.start(group, NotingHouse(NOON))
        await run.moves()
        run.stop()
        await asyncio.sleep(0.1)
        assert run.over
        assert isinstance(run.outcome(), SkillError)


async def test_when_nobody_waits_for_it_any_longer_it_ends() -> None:
    async with asyncio.TaskGroup() as group:
        run = run_of(forever)
        run.start(group, NotingHouse(NOON))
        waiting = group.create_task(run.moves(), name="waiting")
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait({waiting})
        assert run.over


def test_evidence_of_the_same_name_gets_a_number() -> None:
    did = {"what": "a"}
    put_together(did, {"what": "b", "on": "c"})
    put_together(did, {"what": "d"})
    assert did == {"what": "a", "what 2": "b", "on": "c", "what 3": "d"}
