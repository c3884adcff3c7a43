"""A model that uses tools: what it gets from them, what it may do with them, and what is heard of it."""

import asyncio
import json
from datetime import timedelta
from typing import Literal

import pytest

from jarvis import Reply, confirm, skill
from jarvis.errors import BadInputError
from jarvis.mind import rounds
from jarvis.mind.honest import NO_CLOCK, NOT_DONE
from jarvis.mind.rounds import LONGEST_RESULT, MOST_CALLS, MOST_ROUNDS, ONCE, OPEN, REFUSED, TOO_MANY
from jarvis.mind.seam import Piece, Rank, ToolCall
from tests.engines.scripted_model import ScriptedModel
from tests.thinking import Thinker, skill_of, thinking

pytestmark = pytest.mark.real_time
NAME = "test_rounds-{}"
arrived = 0
together = asyncio.Event()


@skill("how warm is it", reads=True)
async def warmth() -> str:
    """Tell how warm it is."""
    return "It is 21 degrees in here."


@skill("what time is it", reads=True)
async def hour() -> str:
    """Tell the time."""
    return "It is 12 PM."


@skill("wait for another", reads=True)
async def meet(who: str = "") -> str:
    """Wait until two are here."""
    global arrived, together
    arrived, together = (2, together) if arrived == 1 else (1, asyncio.Event())
    if arrived == 2:
        together.set()
    await together.wait()
    return f"{who or 'Nobody'} met the other."


@skill("set a timer for {duration}", example="set a timer for ten minutes")
async def timer(duration: timedelta) -> Reply:
    """Set a timer."""
    minutes = int(duration.total_seconds() // 60)
    return Reply(f"Timer set for {minutes} minutes.", did={f"timer_{minutes}": "set"})


@skill("turn the lamp {state}", example="turn the lamp on")
async def lamp(state: Literal["on", "off"]) -> Reply:
    """Switch the lamp."""
    return Reply(f"The lamp is {state}.", did={"lamp": state})


@skill("wipe the disk")
async def wipe() -> Reply:
    """Delete everything, after asking."""
    if not await confirm("Shall I wipe it?"):
        return Reply("I have left it.")
    return Reply("Wiped.", did={"wiped": "all"})


@skill("break it")
async def broken() -> str:
    """Fail."""
    raise BadInputError("The lamp has no power.")


SKILLS = [skill_of(one) for one in (warmth, hour, meet, timer, lamp, wipe, broken)]


def call(tool: str, **arguments: object) -> ToolCall:
    return ToolCall(NAME.format(tool), arguments)


def results(model: ScriptedModel) -> list[str]:
    """What the model was last shown of tools."""
    return [one.text for one in model.shown[-1] if one.role == "tool"]


async def test_what_a_tool_tells_is_shown_to_the_model_as_data_and_said_in_its_words() -> None:
    model = ScriptedModel([call("warmth")], ["A pleasant ", "21 degrees."])
    async with thinking(model, SKILLS) as at:
        assert await at.say("is it cosy in here") == "A pleasant 21 degrees."
    told = model.shown[1][-1]
    assert (told.role, told.tool, told.foreign) == ("tool", NAME.format("warmth"), True)
    assert json.loads(told.text) == {"source": "test_rounds.warmth", "data": "It is 21 degrees in here."}
    assert NAME.format("timer") in model.offered[0]


async def test_two_that_tell_are_asked_at_the_same_time_and_answer_in_their_order() -> None:
    model = ScriptedModel([call("meet", who="Ada"), call("meet", who="Bob")], ["Both met."])
    async with thinking(model, SKILLS) as at:
        assert await at.say("did they meet") == "Both met."
    assert [json.loads(one)["data"] for one in results(model)] == ["Ada met the other.", "Bob met the other."]


async def test_what_the_users_words_are_for_is_done_and_the_skill_says_so_itself() -> None:
    model = ScriptedModel(
        [
            "I'm setting the timer. ",
            call("timer", duration="five minutes"),
            call("timer", duration="ten minutes"),
        ],
        ["Done! I have set both timers. ", "Enjoy your eggs."],
    )
    async with thinking(model, SKILLS) as at:
        at.words_for.add("test_rounds.timer")
        heard = await at.say("I need a timer for five and one for ten minutes")
        assert heard == "Timer set for 5 minutes. Timer set for 10 minutes. Enjoy your eggs."
        assert at.did == {"timer_5": "set", "timer_10": "set"}


async def test_what_they_may_not_be_for_is_asked_and_a_yes_does_it() -> None:
    model = ScriptedModel(["Good idea. ", call("timer", duration="ten minutes"), call("lamp", state="on")])
    async with thinking(model, SKILLS) as at:
        heard = await at.say("my eggs need ten minutes")
        assert heard == "Good idea. Did you say “set a timer for 10 minutes”?"
        assert at.did == {}
        assert len(model.shown) == 1, "the question is the last thing that is said"
        assert await at.say("yes") == "Timer set for 10 minutes."
        assert at.did == {"timer_10": "set"}


async def test_after_a_tool_has_told_something_nothing_is_done_that_nobody_asked_for() -> None:
    model = ScriptedModel([call("warmth")], [call("lamp", state="off")], ["It is 21 degrees."])
    async with thinking(model, SKILLS) as at:
        assert await at.say("how warm is the room") == "It is 21 degrees."
        assert at.did == {}
    assert results(model)[-1] == REFUSED


async def test_words_that_are_for_it_count_even_then_but_for_once() -> None:
    again = [call("lamp", state="on"), call("lamp", state="off")]
    model = ScriptedModel([call("warmth")], again, ["That is it."])
    async with thinking(model, SKILLS) as at:
        at.words_for.add("test_rounds.lamp")
        assert await at.say("light, if it is warm") == "The lamp is on. That is it."
        assert at.did == {"lamp": "on"}
    assert results(model)[-1] == ONCE


async def test_what_was_told_by_others_is_foreign_in_the_next_turn_too() -> None:
    async with thinking(ScriptedModel(["Hi, Ada."], [call("lamp", state="on")]), SKILLS) as at:
        await at.say("say my name")
        assert (await at.say("I cannot see a thing")).endswith("?"), "only the two of them have spoken"
    async with thinking(ScriptedModel([call("lamp", state="on")], ["Hm."]), SKILLS) as at:
        assert await at.say("how warm is it") == "It is 21 degrees in here."
        assert await at.say("I cannot see a thing") == "Hm."
        assert at.did == {}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (call("timer", duration="a while"), "that is not a duration: 'a while'"),
        (call("timer"), "duration is missing"),
        (call("warmth", room="hall"), "no argument 'room'"),
        (ToolCall("door", {}), "no tool 'door'"),
    ],
)
async def test_a_wrong_call_is_told_to_the_model_which_may_try_again(wrong: ToolCall, told: str) -> None:
    model = ScriptedModel([wrong], [call("warmth")], ["It is warm."])
    async with thinking(model, SKILLS) as at:
        at.words_for.add("test_rounds.timer")
        assert await at.say("go on") == "It is warm."
    assert told in model.shown[1][-1].text
    assert not model.shown[1][-1].foreign, "nobody else has said anything yet"
    assert len(results(model)) == 2


async def test_a_skill_that_fails_says_why() -> None:
    model = ScriptedModel([call("broken")], ["Done, it works."])
    async with thinking(model, SKILLS) as at:
        at.words_for.add("test_rounds.broken")
        assert await at.say("please break it now", straight=True) == "The lamp has no power."
        assert at.did == {}


async def test_there_are_only_so_many_rounds_and_calls() -> None:
    many: list[Piece] = [call("warmth")] * (MOST_CALLS + 2)
    model = ScriptedModel(*[many] * 9)
    async with thinking(model, SKILLS) as at:
        assert (await at.say("how warm is everything")).startswith("It is 21 degrees"), (
            "it says nothing itself"
        )
    assert len(model.shown) == MOST_ROUNDS + 1
    assert model.offered[-1] == []
    assert results(model)[MOST_CALLS : MOST_CALLS + 2] == [TOO_MANY, TOO_MANY]
    assert len(results(model)) == MOST_ROUNDS * (MOST_CALLS + 2)


async def test_who_was_told_only_what_was_wrong_may_still_be_asked_about() -> None:
    model = ScriptedModel([call("timer", duration="ten")], [call("timer", duration="ten minutes")])
    async with thinking(model, SKILLS) as at:
        assert await at.say("my eggs need a while") == "Did you say “set a timer for 10 minutes”?"


async def test_a_tool_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "LONGEST_S", 0.05)
    model = ScriptedModel([call("meet", who="Ada")], ["Nobody came."])
    async with thinking(model, SKILLS) as at:
        assert await at.say("did they meet") == "Nobody came."
    assert "takes too long" in results(model)[0]


async def test_a_flood_of_calls_is_forgotten() -> None:
    model = ScriptedModel([call("warmth")] * 500, ["Warm."])
    async with thinking(model, SKILLS) as at:
        assert await at.say("how warm is everything") == "Warm."
    assert len(results(model)) == MOST_CALLS * 2


async def test_a_long_result_is_shown_as_far_as_there_is_room() -> None:
    @skill("tell a saga", reads=True)
    async def saga() -> str:
        """Tell a saga."""
        return "long " * 500

    model = ScriptedModel([call("saga")], ["It is long."])
    async with thinking(model, [skill_of(saga)]) as at:
        await at.say("how long is it")
    assert len(json.loads(results(model)[0])["data"]) == LONGEST_RESULT


async def test_the_hour_is_said_as_the_clock_told_it_and_by_nobody_else() -> None:
    async with thinking(
        ScriptedModel([call("hour")], ["Sure. It's 5:30 PM."], ["It is 3 PM."]), SKILLS
    ) as at:
        assert await at.say("how late is it now") == "Sure. It is 12 PM."
        assert await at.say("and now?") == NO_CLOCK


async def test_a_skill_that_asks_before_it_acts_is_answered_by_the_user_only() -> None:
    twice = [call("wipe"), call("wipe"), call("lamp", state="on")]
    model = ScriptedModel(twice, twice, ["Fine."])
    async with thinking(model, SKILLS) as at:
        at.words_for |= {"test_rounds.wipe", "test_rounds.lamp"}
        for question in ("Shall I wipe it?", "Please say yes or no. Shall I wipe it?"):
            assert await at.say("clean up") == question
            assert at.did == {}
        assert await at.say("yes") == "Wiped."


async def test_a_question_that_is_only_shown_to_the_model_is_none() -> None:
    @skill("is it on", reads=True)
    async def curious() -> Reply:
        """Ask the model."""
        return Reply("Yes." if await confirm("Shall I wipe it?") else "No.")

    model = ScriptedModel([call("curious")], ["I wonder."], ["What?"])
    async with thinking(model, [*SKILLS, skill_of(curious)]) as at:
        assert await at.say("tell me more") == "I wonder."
        assert await at.say("yes") == "What?"


@pytest.mark.parametrize("rank", [Rank.SMALL_TALK, Rank.GROUNDED])
async def test_small_models_get_no_tools_and_small_talk_needs_none(rank: Rank) -> None:
    model = ScriptedModel(["Hello."], rank=rank)
    async with thinking(model, SKILLS) as at:
        await at.say("hello")
    capable = ScriptedModel(["Hello."])
    async with thinking(capable, SKILLS) as at:
        assert await at.say("hello") == "Hello."
    assert model.offered + capable.offered == [[], []]


async def heard_of(at: Thinker, text: str) -> bool:
    """Whether the same may be answered again later without asking."""
    task_answer = at.mind.answer
    found = []

    def noting(task: object) -> object:
        found.append(task_answer(task))  # type: ignore[arg-type]
        return found[-1]

    at.mind.answer = noting  # type: ignore[method-assign, assignment]
    await at.say(text)
    return bool(found[0] and found[0].lasting)


async def test_an_answer_that_took_tools_is_not_kept_for_later() -> None:
    async with thinking(ScriptedModel(["It is Paris."]), SKILLS) as at:
        assert await heard_of(at, "what is the capital of france")
    async with thinking(ScriptedModel([call("warmth")], ["It is warm."]), SKILLS) as at:
        assert not await heard_of(at, "how warm is paris")


def test_the_sentences_for_the_model_tell_it_to_go_on() -> None:
    assert all(text.startswith("Not done") for text in (REFUSED, ONCE, TOO_MANY, OPEN))
    assert NOT_DONE != NO_CLOCK
