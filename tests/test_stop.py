"""Silence, at once, however one asks for it."""

from datetime import UTC, datetime

import pytest

import skills
from jarvis import plugins
from jarvis.answerers import SkillAnswerer
from jarvis.tasks import Priority, VoiceTask
from jarvis.testing import NotingHouse


@pytest.mark.parametrize(
    "said",
    [
        "Stop!", "Stop it.", "please stop talking", "Jarvis, stop.", "Be quiet!", "quiet", "Silence.",
        "shut up", "That's enough, thank you.", "Enough!", "hush", "Never mind.", "forget it",
        "Would you please be quiet?",
    ],
)  # fmt: skip
async def test_it_is_silent_at_once_and_says_nothing_about_it(said: str) -> None:
    around = NotingHouse(datetime(2026, 5, 4, 12, tzinfo=UTC))
    answerer = SkillAnswerer(plugins.find(skills), around)
    assert answerer.priority(said) is Priority.CRITICAL
    answer = answerer.answer(VoiceTask("t", said, None, 0.0))
    assert answer
    assert "".join([piece async for piece in answer.pieces]) == ""
    assert around.silenced == 1


@pytest.mark.parametrize(
    "said", ["do not stop", "stop the press", "set a timer for one minute", "what time is it"]
)
def test_nothing_else_is_as_urgent(said: str) -> None:
    answerer = SkillAnswerer(plugins.find(skills), NotingHouse(datetime(2026, 5, 4, 12, tzinfo=UTC)))
    assert answerer.priority(said) is None
