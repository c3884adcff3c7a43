"""What is answered to listing, cancelling and restoring; and its undo, which must be a phrase that works."""

import pytest

import skills
from jarvis import plugins
from jarvis.plugins import Reply
from jarvis.templates import Templates
from tests.promised import Life, life


async def undo_of(jarvis: Life, said: str) -> str:
    """The phrase that undoes what is said."""
    templates = Templates()
    found = {skill.name: skill for skill in plugins.find(skills)}
    for skill in found.values():
        templates.add(skill.name, list(skill.phrases), skill.places)
    match = templates.match(said)
    assert match
    token = plugins._house.set(jarvis.house)  # noqa: SLF001 - as `plugins.answer` does
    try:
        reply = await found[match.name].function(**match.values)
    finally:
        plugins._house.reset(token)  # noqa: SLF001
    assert isinstance(reply, Reply), reply
    return reply.undo


async def state(jarvis: Life) -> list[tuple[str, int, float, bool]]:
    due = [
        one
        for kind in ("timer", "alarm", "reminder", "stopwatch")
        for one in await jarvis.reminders.all(kind)
    ]
    return [(one.kind, one.number, round(one.left_s), one.paused) for one in due]


@pytest.mark.parametrize(
    "said",
    [
        "set a timer for ten minutes", "set a pasta timer for ten minutes", "cancel timer number 2",
        "cancel all timers", "add 65 minutes to the tea timer", "take 5 minutes off timer number 2",
        "pause the tea timer", "wake me at seven", "cancel the alarm", "remind me to sleep tomorrow",
        "cancel the reminder", "start the stopwatch",
    ],
)  # fmt: skip
async def test_whatever_was_done_can_be_undone_by_a_phrase(said: str) -> None:
    async with life() as jarvis:
        for before in ("set a tea timer for 10 minutes", "set a timer for 20 minutes", "wake me at six"):
            await jarvis.ask(before)
        await jarvis.ask("remind me to call mum tomorrow")
        was = await state(jarvis)
        undo = await undo_of(jarvis, said)
        assert await state(jarvis) != was
        await undo_of(jarvis, undo)
        assert await state(jarvis) == was


async def test_nothing_to_restore_is_said() -> None:
    async with life() as jarvis:
        assert await jarvis.ask("restore the alarm") == "There is no cancelled alarm that could still come."
        assert await jarvis.ask("restore the stopwatch") == "There is nothing to restore."
