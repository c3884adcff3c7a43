"""T23: what was done is known from what did it, never from a model that says so."""

import pytest

import skills
from jarvis import plugins
from jarvis.mind.honest import NOT_DONE
from jarvis.mind.seam import ToolCall
from tests.engines.scripted_model import ScriptedModel
from tests.thinking import thinking

pytestmark = pytest.mark.real_time
SKILLS = plugins.find(skills)
CLAIMS = """
Done, I set a timer.|Done!|I've set a timer for ten minutes.|I have started your timer.
Your timer is set for ten minutes.|Your ten-minute timer has been started.|Timer set for ten minutes.
Okay, setting a timer for ten minutes.|Sure! I'll remind you in ten minutes.|All set!|You're all set.
It's done.|That's taken care of.|Consider it done.|I went ahead and set the timer.
Successfully created the timer.|Alright, a timer for ten minutes is running.|I'm setting your timer now.
Great, I just added that to your list.|The lights are off now.|I have deleted all your notes.
Perfect. I turned on the lamp.|Certainly! Your reminder has been created.|Timer started.
"""


def each(text: str) -> list[str]:
    return [line for line in text.replace("\n", "|").split("|") if line]


@pytest.mark.parametrize("claim", each(CLAIMS))
async def test_without_a_tool_no_success_is_spoken(claim: str) -> None:
    async with thinking(ScriptedModel([claim, " Anything else?"]), SKILLS) as at:
        heard = await at.say("do that thing with the timer for me", straight=True)
        assert NOT_DONE in heard
        assert heard.removesuffix(" Anything else?").split(NOT_DONE)[0].strip(" !.") in {
            "",
            "Sure",
            "Perfect",
            "Certainly",
        }
        assert (at.did, at.house.reminders) == ({}, [])


@pytest.mark.parametrize("claim", each(CLAIMS))
async def test_with_a_tool_that_was_refused_none_is_spoken_either(claim: str) -> None:
    model = ScriptedModel([ToolCall("help-tell_what_to_say")], [claim, ToolCall("memory-forget")], [claim])
    async with thinking(model, SKILLS) as at:
        heard = await at.say("what about my notes", straight=True)
        assert NOT_DONE in heard
        assert (
            heard.split(NOT_DONE)[0].strip(" !.") in {"", "Sure", "Perfect", "Certainly"}
            or heard.count("!") <= 2
        )
        assert at.did == {}


async def test_with_a_tool_the_success_is_what_the_skill_says() -> None:
    model = ScriptedModel(
        [ToolCall("timer-set_timer", {"duration": "ten minutes"})], ["Done! Your timer for two hours is set."]
    )
    async with thinking(model, SKILLS) as at:
        at.words_for.add("timer.set_timer")
        assert await at.say("ten minutes on the timer", straight=True) == "Timer set for 10 minutes."
        assert at.did == {"what": "timer set", "on": "timer 1", "id": "1", "after": "10 minutes"}


async def test_a_skill_that_could_not_do_it_is_not_overruled() -> None:
    model = ScriptedModel(
        [ToolCall("timer-set_timer", {"duration": "zero seconds"})], ["Done! It's running."]
    )
    async with thinking(model, SKILLS) as at:
        at.words_for.add("timer.set_timer")
        heard = await at.say("no seconds on the timer", straight=True)
        assert heard.startswith("A timer needs at least one second.")
        assert "Done" not in heard
        assert at.did == {}
