"""Louder, softer, and not listening at all."""

import pytest

from jarvis.testing import run, say
from skills import again, stop, volume

ALL = [volume, stop, again]


@pytest.mark.parametrize(
    ("asked", "percent"),
    [
        ("Louder, please.", 60),
        ("speak a bit louder", 60),
        ("Turn it up.", 60),
        ("I can't hear you!", 60),
        ("raise the volume by 25 percent", 75),
        ("louder by twenty", 70),
        ("softer", 40),
        ("you're too loud", 40),
        ("turn down the volume by 15%", 35),
        ("turn the volume down", 40),
        ("Set the volume to 70%.", 70),
        ("volume thirty", 30),
        ("set the volume to maximum", 100),
        ("full volume", 100),
        ("set your volume to zero", 0),
        ("turn it up by 90", 100),
    ],
)
def test_the_volume_is_changed_and_that_can_be_undone(asked: str, percent: int) -> None:
    async def story() -> None:
        told = await say(asked, skills=ALL)
        assert told.house.loudness.percent == percent
        assert told.did == {"what": "volume set", "before": "50 %", "after": f"{percent} %"}
        assert f"The volume is {percent} percent now" in told.answer
        told = await told.say("undo that")
        assert told.house.loudness.percent == 50

    run(story())


def test_the_scale_ends_at_both_ends_and_small_steps_are_smaller() -> None:
    async def story() -> None:
        told = await say("full volume", skills=ALL)
        told = await told.say("louder")
        assert (told.answer, told.did) == ("It cannot be any louder.", {})
        told = await told.say("set the volume to 300 percent")
        assert (told.answer, told.did) == ("The volume goes from 0 to 100 percent.", {})
        told = await told.say("set the volume to 15 percent")
        told = await told.say("softer")
        assert told.answer == "The volume is 10 percent now."
        told = await told.say("softer by 30")
        assert "you will not hear me" in told.answer
        assert (await told.say("softer")).answer == "It is silent already."
        told = await told.say("set the volume to 0")
        assert (told.answer, told.did) == ("The volume is 0 percent already.", {})
        assert (await told.say("what's the volume")).answer == "The volume is 0 percent."

    run(story())


@pytest.mark.parametrize(
    "asked", ["Mute the microphone.", "stop listening", "turn off your mic", "don't listen to us any more"]
)
def test_the_microphone_is_muted_and_the_way_back_is_told(asked: str) -> None:
    async def story() -> None:
        told = await say(asked, skills=ALL)
        assert told.house.loudness.muted
        assert told.did == {"what": "microphone muted", "before": "on", "after": "off"}
        assert "jarvis unmute" in told.answer
        again_ = await told.say("stop listening")
        assert ("jarvis unmute" in again_.answer, again_.did) == (True, {})
        assert (await told.say("undo that")).house.loudness.muted, "only a hand opens it again"

    run(story())


def test_a_microphone_that_cannot_be_muted_is_not_said_to_be() -> None:
    async def story() -> None:
        told = await say("what's the volume", skills=ALL)

        async def nothing() -> None:
            """The process does not end."""

        told.house.loudness.mute = nothing  # type: ignore[method-assign]
        told = await told.say("mute the microphone")
        assert (told.answer[:21], told.did) == ("I could not switch th", {})

    run(story())
